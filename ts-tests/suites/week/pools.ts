import { type Abi, type Address, getAddress, type Hex, numberToHex, pad, slice, zeroAddress } from 'viem'
import { algebraPoolAbi, poolActorAbi } from '../../harness/abis/algebra.ts'
import { v3PoolAbi } from '../../harness/abis/v3.ts'
import { v4ActorAbi } from '../../harness/abis/v4.ts'
import { actorArtifacts } from '../../harness/actors.ts'
import { loadArtifact } from '../../harness/artifacts.ts'
import { type ChainConfig, poolOf, tokenOf, type V4PoolConfig, v3PoolsOf, v4VenueOf } from '../../harness/config.ts'
import { deal } from '../../harness/deal.ts'
import { deploy } from '../../harness/deploy.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { algebraDepthUsd, depthUsd } from '../../harness/origin/market.ts'
import { poolKeyOf, v4StateOf } from '../../harness/v4.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import type { VaultPool } from '../../story/chain/vault.ts'
import { PoolUnreachableError } from './errors.ts'
import type { Week } from './stage.ts'

/** A trade of an exact input that stops at a price. */
export type Trade = { zeroForOne: boolean; amountIn: bigint; sqrtPriceLimitX96: bigint }

/** A pool of the vault as traders meet it. */
export type WeekPool = {
  name: string
  /** Of the order of what it holds, whole USD. */
  depth: bigint
  /** Where arbitrage begins, bp. */
  toleranceBp: bigint
  spotX96: () => Promise<bigint>
  swap: (trade: Trade) => Promise<Sent>
}

type Opening = Pick<Week, 'chain' | 'driver' | 'vault' | 'cast'>

/** The diamond's numbers of the families, see VenueSteps. */
const FAMILY = { v3: 1, algebra: 2, v4: 3 } as const
const SCORE = 4_000
/** What a trader starts with of each token, raw units, and of native coins, wei: far more than a week's trades. */
const PURSE = 10n ** 27n
const COINS = 10n ** 25n
/** Arbitrage lets a pool be off by its fee, but no more than this. */
const TOLERANCE_BP = 20

const toleranceOf = (fee: number): bigint => BigInt(Math.min(TOLERANCE_BP, Math.floor(fee / 100)))

/** A contract that trades at pools of one kind and pays from what it holds. */
async function createTrader({ chain, vault }: Opening, path: string, abi: Abi): Promise<Address> {
  const { client } = chain
  const { creationCode } = loadArtifact(path, abi)
  const trader = await deploy(client, [], creationCode, [])
  for (const { address } of [vault.token0, vault.token1]) await deal(client, address, trader, PURSE)
  await client.setBalance({ address: trader, value: COINS })
  return trader
}

type PoolActor = { actor: Address; address: Address; spotX96: WeekPool['spotX96'] }

/** A pool that is a contract of its own. */
function poolAt({ driver, cast }: Opening, { actor, address, spotX96 }: PoolActor): Pick<WeekPool, 'spotX96' | 'swap'> {
  return {
    spotX96,
    swap: ({ zeroForOne, amountIn, sqrtPriceLimitX96 }) =>
      driver.send({
        from: cast.trader.address,
        to: actor,
        abi: poolActorAbi,
        functionName: 'swap',
        args: [address, zeroForOne, amountIn, sqrtPriceLimitX96],
      }),
  }
}

function v3Pool(
  opening: Opening,
  actor: Address,
  { name, address, fee }: Pick<VaultPool, 'name' | 'address' | 'fee'>,
): WeekPool {
  const spotX96 = async () => (await opening.driver.read(address, v3PoolAbi, 'slot0', []))[0]
  const depth = depthUsd[fee] ?? 0n
  return { name, depth, toleranceBp: toleranceOf(fee), ...poolAt(opening, { actor, address, spotX96 }) }
}

function algebraPool(opening: Opening, actor: Address, name: string, address: Address): WeekPool {
  const spotX96 = async () => (await opening.driver.read(address, algebraPoolAbi, 'globalState', []))[0]
  const toleranceBp = BigInt(TOLERANCE_BP)
  return { name, depth: algebraDepthUsd, toleranceBp, ...poolAt(opening, { actor, address, spotX96 }) }
}

function v4Pool({ chain, driver, cast }: Opening, actor: Address, name: string, pool: V4PoolConfig): WeekPool {
  const { client, config } = chain
  const { manager } = v4VenueOf(config, pool.venue)
  const key = poolKeyOf(config, pool)
  return {
    name,
    depth: depthUsd[pool.fee] ?? 0n,
    toleranceBp: toleranceOf(pool.fee),
    spotX96: async () => (await v4StateOf(client, manager, key)).sqrtPriceX96,
    swap: ({ zeroForOne, amountIn, sqrtPriceLimitX96 }) =>
      driver.send({
        from: cast.trader.address,
        to: actor,
        abi: v4ActorAbi,
        functionName: 'swap',
        // An exact input is negative in V4.
        args: [manager, key, { zeroForOne, amountSpecified: -amountIn, sqrtPriceLimitX96 }],
      }),
  }
}

/** Writes a V4 pool down for the vault, as anyone may. */
async function recordV4Pool({ chain, driver, vault }: Opening, pool: V4PoolConfig): Promise<Hex> {
  const { config } = chain
  const { currency0, currency1, fee, tickSpacing, hooks } = poolKeyOf(config, pool)
  const history = v3PoolsOf(config).find(([name]) => name === pool.history)?.[1].address ?? zeroAddress
  const written = {
    manager: v4VenueOf(config, pool.venue).manager,
    ...{ currency0, currency1, fee, tickSpacing, hooks, history },
    token0: tokenOf(config, pool.token0).address,
    // By convention the vault's id.
    salt: numberToHex(vault.id, { size: 32 }),
  }
  const call = { to: vault.diamond, abi: diamondAbi, args: [written] } as const
  await driver.send({ ...call, from: roleAccounts.manager.address, functionName: 'recordV4Pool' })
  return driver.read(vault.diamond, diamondAbi, 'v4PoolId', [written])
}

/** Binds a pool to the vault with the limits of those it has, and a score. */
async function register(
  { driver, vault }: Opening,
  name: string,
  poolId: Hex,
  family: number,
  tickSpacing: number,
  fee: number,
) {
  const [first] = vault.pools
  if (first === undefined) throw new PoolUnreachableError(name)
  const manager = { from: roleAccounts.manager.address, to: vault.diamond, abi: diamondAbi } as const
  const { bandBp, minWidthTicks, maxOffsetTicks } = first
  const [like] = await driver.read(vault.diamond, diamondAbi, 'vaultPools', [vault.id])
  const limits = {
    class: like?.class ?? 0,
    bandBp: Number(bandBp),
    twapWindow: Number(like?.twapWindow ?? 0n),
    minWidthTicks,
    maxOffsetTicks,
  }
  await driver.send({ ...manager, functionName: 'registerPool', args: [vault.id, { poolId, family, ...limits }] })
  await driver.send({ ...manager, functionName: 'setPoolCScore', args: [poolId, SCORE] })
  vault.pools.push({
    ...first,
    index: vault.pools.length,
    poolId,
    name,
    address: getAddress(slice(poolId, 12)),
    fee,
    tickSpacing,
    halfWidth: first.halfWidth * 2,
  })
}

/** Binds pools of the address book, of any family, to the vault, and opens all of its pools to traders. */
export async function openPools(opening: Opening, further: readonly string[]): Promise<WeekPool[]> {
  const { chain, driver, vault } = opening
  const { config }: { config: ChainConfig } = chain
  const v3Trader = await createTrader(opening, actorArtifacts.v3, poolActorAbi)
  const pools = vault.pools.map((pool) => v3Pool(opening, v3Trader, pool))
  // Deploying and dealing took blocks that the driver has not seen.
  await driver.resume()
  for (const name of further) {
    const pool = poolOf(config, name)
    if ('history' in pool) {
      const trader = await createTrader(opening, actorArtifacts.v4, v4ActorAbi)
      await driver.resume()
      await register(opening, name, await recordV4Pool(opening, pool), FAMILY.v4, pool.tickSpacing, pool.fee)
      pools.push(v4Pool(opening, trader, name, pool))
      continue
    }
    const poolId = pad(pool.address, { size: 32 })
    if ('fee' in pool) {
      const tickSpacing = await driver.read(pool.address, v3PoolAbi, 'tickSpacing', [])
      await register(opening, name, poolId, FAMILY.v3, tickSpacing, pool.fee)
      pools.push(v3Pool(opening, v3Trader, { name, address: pool.address, fee: pool.fee }))
      continue
    }
    const trader = await createTrader(opening, actorArtifacts.algebra, poolActorAbi)
    await driver.resume()
    const tickSpacing = await driver.read(pool.address, algebraPoolAbi, 'tickSpacing', [])
    await register(opening, name, poolId, FAMILY.algebra, tickSpacing, 0)
    pools.push(algebraPool(opening, trader, name, pool.address))
  }
  return pools
}
