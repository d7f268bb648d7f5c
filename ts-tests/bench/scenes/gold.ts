import { type Address, keccak256, parseAbi, stringToHex, type TransactionReceipt, zeroAddress } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { loadArtifact } from '../../harness/artifacts.ts'
import { deal } from '../../harness/deal.ts'
import { deploy } from '../../harness/deploy.ts'
import { tokenArtifacts } from '../../harness/origin/tokens.ts'
import { plainFeed } from '../../harness/plainFeed.ts'
import { send } from '../../harness/send.ts'
import { borrowerAbi, diamondAbi, guidePriceSourceAbi, pmmPoolAbi } from '../chain/abis.ts'
import { answer, deployFeed, FEED_TTL, type Feed } from '../chain/feed.ts'
import { actors, type Stage } from '../chain/stage.ts'
import { BenchStateError } from '../errors.ts'

const WAD = 10n ** 18n
export const OUNCE = 10n ** 18n
export const DOLLAR = 10n ** 6n

/** Dollars of an ounce, in the feed's decimals, and raw ounces of a raw dollar, 1e18-scaled. */
const GOLD_PRICE = 4_000_00000000n
const GUIDE_PRICE = (WAD * OUNCE) / (4_000n * DOLLAR)

const DEPTH_BASE = 1_000_000n * DOLLAR
const DEPTH_QUOTE = 250n * OUNCE
export const PURSE = 10n ** 30n

/** Above the length of the pool's ring of closes, so that every slot of it has been written. */
const WARM_UP_ROUNDS = 9
/** How far the feed moves from round to round. */
const FEED_STEP = GOLD_PRICE / 10_000n

const settings = {
  lpFeeRate: 15n * 10n ** 14n,
  mtFeeRate: 0n,
  maintainer: zeroAddress,
  k: WAD / 10n,
  isOpenTWAP: true,
} as const

/** R of a pool, as DODO counts it. */
export const R = { ONE: 0n, BASE_SCARCE: 1n, QUOTE_SCARCE: 2n } as const

/**
 * Two public cUSDT/XAU pools, one with a fixed guide price and one that follows the diamond's oracle. They live on
 * Chain 138; gas is the same on any chain of this EVM, so they stand on the bench's own.
 */
export type GoldScene = {
  stage: Stage
  base: Address
  quote: Address
  feed: Feed
  /** Where the pool that follows the oracle reads it. */
  source: Address
  borrower: Address
  fixed: Address
  following: Address
}

type Sent = Promise<{ receipt: TransactionReceipt }>

const tokenConstructor = parseAbi(['constructor(string name, string symbol, uint8 decimals)'])

const idOf = (label: string): `0x${string}` => keccak256(stringToHex(label))

async function deployToken({ client }: Stage, name: string, symbol: string, decimals: number): Promise<Address> {
  const { creationCode } = loadArtifact(tokenArtifacts.issuerToken, [])
  const token = await deploy(client, tokenConstructor, creationCode, [name, symbol, decimals])
  for (const { address } of [actors.trader, actors.otherLp]) await deal(client, token, address, PURSE)
  return token
}

/** Has the diamond price gold by the feed. */
async function priceGold({ client, diamond }: Stage, quote: Address, feed: Feed): Promise<void> {
  const asAdmin = { account: actors.admin, address: diamond, abi: diamondAbi } as const
  await send(client, { ...asAdmin, functionName: 'setFeed', args: [idOf('XAU/USD'), plainFeed(feed.proxy, FEED_TTL)] })
  await send(client, { ...asAdmin, functionName: 'setUnit', args: [quote, idOf('XAU/USD')] })
}

/** Deploys the pool's source and has the diamond keep it informed. */
async function deploySource({ client, diamond }: Stage, base: Address, quote: Address): Promise<Address> {
  const asAdmin = { account: actors.admin, address: diamond, abi: diamondAbi } as const
  await send(client, { ...asAdmin, functionName: 'setUnit', args: [base, idOf('USD')] })
  const { abi, creationCode } = loadArtifact('out/GuidePriceSource.sol/GuidePriceSource.json', guidePriceSourceAbi)
  const source = await deploy(client, abi, creationCode, [diamond, base, quote])
  await send(client, { ...asAdmin, functionName: 'addFollower', args: [source] })
  return source
}

export async function pay({ stage }: GoldScene, token: Address, pool: Address, amount: bigint): Promise<void> {
  const args = [pool, amount] as const
  await send(stage.client, { account: actors.trader, address: token, abi: erc20Abi, functionName: 'transfer', args })
}

/** The call alone: what is sold was paid in before, by a transaction of its own, as DODO's figures have it. */
export const sell = ({ stage }: GoldScene, pool: Address, functionName: 'sellBase' | 'sellQuote'): Sent =>
  send(stage.client, {
    account: actors.trader,
    address: pool,
    abi: pmmPoolAbi,
    functionName,
    args: [actors.trader.address],
  })

export async function paySellBase(scene: GoldScene, pool: Address, dollars: bigint): Sent {
  await pay(scene, scene.base, pool, dollars * DOLLAR)
  return sell(scene, pool, 'sellBase')
}

/** Sells gold worth some dollars. */
export async function paySellQuote(scene: GoldScene, pool: Address, dollars: bigint): Sent {
  await pay(scene, scene.quote, pool, (dollars * OUNCE) / 4_000n)
  return sell(scene, pool, 'sellQuote')
}

export async function payBuyShares(scene: GoldScene, pool: Address, part: bigint): Sent {
  await pay(scene, scene.base, pool, DEPTH_BASE / part)
  await pay(scene, scene.quote, pool, DEPTH_QUOTE / part)
  const args = [actors.otherLp.address] as const
  const call = { account: actors.trader, address: pool, abi: pmmPoolAbi } as const
  return send(scene.stage.client, { ...call, functionName: 'buyShares', args })
}

export const sellShares = ({ stage }: GoldScene, pool: Address, shares: bigint): Sent =>
  send(stage.client, {
    account: actors.otherLp,
    address: pool,
    abi: pmmPoolAbi,
    functionName: 'sellShares',
    args: [shares, actors.otherLp.address, 0n, 0n, '0x', 10n ** 12n],
  })

export const borrowBase = ({ stage, borrower }: GoldScene, pool: Address, dollars: bigint): Sent =>
  send(stage.client, {
    account: actors.trader,
    address: pool,
    abi: pmmPoolAbi,
    functionName: 'flashLoan',
    args: [dollars * DOLLAR, 0n, borrower, '0x01'],
  })

/** The feed answers a basis point higher or lower than GOLD_PRICE, times `steps`. */
export const moveFeed = ({ stage, feed }: GoldScene, steps: bigint): Promise<void> =>
  answer(stage.client, feed, GOLD_PRICE + steps * FEED_STEP)

async function warmUp(scene: GoldScene, pool: Address): Promise<void> {
  await payBuyShares(scene, pool, 1n)
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    await moveFeed(scene, BigInt(round % 2))
    await paySellBase(scene, pool, 10_000n)
    await paySellQuote(scene, pool, 12_000n)
  }
  await payBuyShares(scene, pool, 100n)
  await sellShares(scene, pool, DOLLAR)
  await borrowBase(scene, pool, 1_000n)
  await paySellBase(scene, pool, 20_000n + BigInt(WARM_UP_ROUNDS) * 2_000n)
}

type Guide = { i: bigint; source: Address; feedThreshold: bigint; guideStepBp: number; guideCapBp: number }

const ledBy = (source: Address): Guide => ({
  i: 0n,
  source,
  feedThreshold: 2n * settings.lpFeeRate,
  guideStepBp: 10,
  guideCapBp: 1_000,
})

function deployPool({ client }: Stage, baseToken: Address, quoteToken: Address, guide: Guide): Promise<Address> {
  const { abi, creationCode } = loadArtifact('out/PMMPool.sol/PMMPool.json', pmmPoolAbi)
  return deploy(client, abi, creationCode, [
    { ...settings, baseToken, quoteToken, owner: actors.admin.address, ...guide },
  ])
}

/** The same for another dollar token against the same gold: a pool that follows the oracle, used as often. */
export async function openFollower(scene: GoldScene, symbol: string): Promise<GoldScene> {
  const { stage, quote } = scene
  const base = await deployToken(stage, symbol, symbol, 6)
  const source = await deploySource(stage, base, quote)
  const following = await deployPool(stage, base, quote, ledBy(source))
  const { abi, creationCode } = loadArtifact('out/Borrower.sol/Borrower.json', borrowerAbi)
  const borrower = await deploy(stage.client, abi, creationCode, [base])
  await deal(stage.client, base, borrower, 1n)
  const opened = { ...scene, base, source, borrower, following }
  await warmUp(opened, following)
  return opened
}

/** Both pools, used many times, a little short of gold. */
export async function openPools(stage: Stage): Promise<GoldScene> {
  const { client } = stage
  const base = await deployToken(stage, 'Compliant Tether USD', 'cUSDT', 6)
  const quote = await deployToken(stage, 'Gold', 'XAU', 18)
  const feed = await deployFeed(client, GOLD_PRICE)
  await priceGold(stage, quote, feed)
  const source = await deploySource(stage, base, quote)
  const alone = { i: GUIDE_PRICE, source: zeroAddress, feedThreshold: 0n, guideStepBp: 0, guideCapBp: 0 }
  const fixed = await deployPool(stage, base, quote, alone)
  const following = await deployPool(stage, base, quote, ledBy(source))
  const { abi, creationCode } = loadArtifact('out/Borrower.sol/Borrower.json', borrowerAbi)
  const borrower = await deploy(client, abi, creationCode, [base])
  await deal(client, base, borrower, 1n)
  const scene = { stage, base, quote, feed, source, borrower, fixed, following }
  await warmUp(scene, fixed)
  await warmUp(scene, following)
  return scene
}

export async function stateOf({ stage }: GoldScene, pool: Address): Promise<bigint> {
  const state = await stage.client.readContract({ address: pool, abi: pmmPoolAbi, functionName: 'getPMMStateForCall' })
  return state[6]
}

/** Refuses to go on if a pool is not on the side of balance it should be on. */
export async function requireR(scene: GoldScene, pool: Address, row: string, expected: bigint): Promise<void> {
  const found = await stateOf(scene, pool)
  if (found !== expected) throw new BenchStateError(row, `R should be ${expected}, it is ${found}`)
}
