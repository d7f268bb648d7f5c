import type { Address, TransactionReceipt } from 'viem'
import { loadArtifact } from '../../harness/artifacts.ts'
import { deal } from '../../harness/deal.ts'
import { deploy } from '../../harness/deploy.ts'
import { send } from '../../harness/send.ts'
import { bareMinimumAbi } from '../chain/abis.ts'
import { actors } from '../chain/stage.ts'
import { positionOf, type Range, tickOf } from '../chain/venue.ts'
import { BenchStateError } from '../errors.ts'
import type { Market } from './market.ts'

const ARTIFACT = 'out/BareMinimum.sol/BareMinimum.json'

/** Liquidity of each range: of the order of what a few WETH make. */
const LIQUIDITY = 10n ** 16n
const SPARE_TOKENS = 10n ** 24n

/** The floor of the venue: a contract that only burns, collects and mints. */
export type BareScene = { market: Market; address: Address }

type Sent = Promise<{ receipt: TransactionReceipt }>

const legsOf = (ranges: readonly Range[], liquidity: bigint) =>
  ranges.map(({ pool, tickLower, tickUpper }) => ({ pool: pool.address, tickLower, tickUpper, liquidity }))

export async function deployBare(market: Market): Promise<BareScene> {
  const { client } = market.stage
  const { token0, token1 } = market.venue
  const { abi, creationCode } = loadArtifact(ARTIFACT, bareMinimumAbi)
  const address = await deploy(client, abi, creationCode, [token0.address, token1.address], actors.bareOwner)
  for (const token of [token0, token1]) await deal(client, token.address, address, SPARE_TOKENS)
  return { market, address }
}

export const move = ({ market, address }: BareScene, from: readonly Range[], to: readonly Range[]): Sent =>
  send(market.stage.client, {
    account: actors.bareOwner,
    address,
    abi: bareMinimumAbi,
    functionName: 'move',
    args: [legsOf(from, LIQUIDITY), legsOf(to, LIQUIDITY)],
  })

/** Takes half of every range out, to a depositor. */
export const exitHalf = ({ market, address }: BareScene): Sent =>
  send(market.stage.client, {
    account: actors.bareOwner,
    address,
    abi: bareMinimumAbi,
    functionName: 'exit',
    args: [legsOf(market.places.home, LIQUIDITY / 2n), actors.depositor.address],
  })

/** Refuses to measure ranges that are not live, in range, and earning for the second time at least. */
export async function requireSteady({ market, address }: BareScene, row: string): Promise<void> {
  for (const range of market.places.home) {
    const { liquidity, growth0, growth1 } = await positionOf(market.stage, address, range)
    const tick = await tickOf(market.stage, range.pool)
    if (liquidity !== LIQUIDITY || tick < range.tickLower || tick >= range.tickUpper) {
      throw new BenchStateError(row, 'the bare ranges should be live and in range')
    }
    if (growth0 === 0n || growth1 === 0n) throw new BenchStateError(row, 'the bare ranges should have earned before')
  }
}
