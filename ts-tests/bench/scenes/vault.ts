import type { Address, TransactionReceipt } from 'viem'
import { send } from '../../harness/send.ts'
import { diamondAbi } from '../chain/abis.ts'
import { actors } from '../chain/stage.ts'
import { fund, poolIdOf, quietSeconds, type Range, tickOf, worth } from '../chain/venue.ts'
import { BenchStateError } from '../errors.ts'
import { type Market, TWAP_WINDOW } from './market.ts'

const FAMILY_V3 = 1
const CLASS_VOLATILE = 2
const WHOLE_BP = 10_000

const HOLDER_WETH = 100n
const DEPOSITOR_WETH = 2n

/** No feed of token1 in dollars: it counts as one, and the anchor's feed is the only one read. */
const NO_USD_FEED = `0x${'0'.repeat(64)}` as const

export type VaultScene = { market: Market; vaultId: bigint }

type Sent = Promise<{ receipt: TransactionReceipt }>

const to = ({ market }: { market: Market }): { address: Address; abi: typeof diamondAbi } => ({
  address: market.stage.diamond,
  abi: diamondAbi,
})

/** Creates a vault over the market's pools, with every pool's score at its default. */
export async function createVault(market: Market): Promise<VaultScene> {
  const { stage, venue, pools } = market
  const { client } = stage
  const manage = { account: actors.manager, ...to({ market }) } as const
  for (const account of [actors.manager, actors.holder, actors.depositor]) {
    await fund(stage, venue, account, [stage.diamond])
  }
  const { result: vaultId } = await send(client, {
    ...manage,
    functionName: 'createVault',
    args: [venue.token0.address, venue.token1.address, NO_USD_FEED],
  })
  for (const pool of pools) {
    const config = {
      poolId: poolIdOf(pool),
      family: FAMILY_V3,
      class: CLASS_VOLATILE,
      bandBp: 200,
      twapWindow: TWAP_WINDOW,
      minWidthTicks: 400,
      maxOffsetTicks: 1_000,
    }
    await send(client, { ...manage, functionName: 'registerPool', args: [vaultId, config] })
  }
  return { market, vaultId }
}

export function deposit(scene: VaultScene, account: typeof actors.holder, weth: bigint): Sent {
  const { stage, venue } = scene.market
  const { amount0, amount1 } = worth(venue, weth)
  return send(stage.client, {
    account,
    ...to(scene),
    functionName: 'deposit',
    args: [scene.vaultId, amount0, amount1, 1n, account.address],
  })
}

export const depositFirst = (scene: VaultScene): Sent => deposit(scene, actors.holder, HOLDER_WETH)
export const depositAgain = (scene: VaultScene): Sent => deposit(scene, actors.depositor, DEPOSITOR_WETH)

export async function sharesOf({ market, vaultId }: VaultScene): Promise<bigint> {
  const args = [actors.depositor.address, vaultId] as const
  return market.stage.client.readContract({ ...to({ market }), functionName: 'balanceOf', args })
}

/** The depositor leaves with a part of its shares. */
export async function leave(
  scene: VaultScene,
  functionName: 'withdraw' | 'withdrawInKind',
  part: bigint,
): Promise<{ receipt: TransactionReceipt }> {
  const shares = (await sharesOf(scene)) / part
  return send(scene.market.stage.client, {
    account: actors.depositor,
    ...to(scene),
    functionName,
    args: [scene.vaultId, shares, 1n, 1n, actors.depositor.address],
  })
}

export const harvest = (scene: VaultScene): Sent =>
  send(scene.market.stage.client, {
    account: actors.trader,
    ...to(scene),
    functionName: 'harvest',
    args: [scene.vaultId],
  })

/** The keeper moves everything, without a swap; ranges of one pool share it evenly. */
export function rebalance(scene: VaultScene, ranges: readonly Range[]): Sent {
  const { stage, pools } = scene.market
  const orders = ranges.map(({ pool, tickLower, tickUpper }) => {
    const sharing = ranges.filter((other) => other.pool === pool).length
    return { poolIndex: pools.indexOf(pool), tickLower, tickUpper, shareBp: Math.floor(WHOLE_BP / sharing) }
  })
  return send(stage.client, {
    account: actors.keeper,
    ...to(scene),
    functionName: 'rebalance',
    args: [scene.vaultId, [], orders],
  })
}

export const rangesOf = ({ market, vaultId }: VaultScene) =>
  market.stage.client.readContract({ ...to({ market }), functionName: 'vaultRanges', args: [vaultId] })

/** Refuses to measure a vault that is not in its steady state; `busy` says whether its pools traded a moment ago. */
export async function requireSteady(scene: VaultScene, row: string, busy: boolean): Promise<void> {
  const { market, vaultId } = scene
  const { stage, places, pools } = market
  const require = (holds: boolean, expectation: string) => {
    if (!holds) throw new BenchStateError(row, expectation)
  }
  const read = { ...to(scene), args: [vaultId] } as const
  const ranges = await rangesOf(scene)
  require(ranges.length === places.home.length, 'the vault should have three ranges')
  for (const range of ranges) {
    const at = places.home.find(
      ({ pool, tickLower, tickUpper }) =>
        poolIdOf(pool).toLowerCase() === range.poolId && tickLower === range.tickLower && tickUpper === range.tickUpper,
    )
    require(at !== undefined, 'every range should be at home')
    if (at === undefined) continue
    const tick = await tickOf(stage, at.pool)
    require(range.liquidity > 0n && at.tickLower <= tick && tick < at.tickUpper, 'every range should be live')
    require(range.fees0 > 0n && range.fees1 > 0n, 'fees of both tokens should be pending in every range')
  }
  const cash = await stage.client.readContract({ ...read, functionName: 'cashBalances' })
  require(cash.every((amount) => amount > 0n), 'there should be cash of both tokens')
  const profit = await stage.client.readContract({ ...read, functionName: 'unreleasedProfit' })
  require(profit.every((amount) => amount > 0n), 'an earlier harvest should still be releasing both tokens')
  require((await sharesOf(scene)) > 0n, 'the depositor should hold shares')
  const [, , readyAt] = await stage.client.readContract({ ...read, functionName: 'lossBudget' })
  const { timestamp } = await stage.client.getBlock()
  require(readyAt > 0n && readyAt <= timestamp, 'an earlier rebalance should have cooled down')
  for (const pool of pools) {
    const quiet = (await quietSeconds(stage, pool)) > BigInt(TWAP_WINDOW)
    require(quiet !== busy, busy ? 'every pool should have traded' : 'no pool should have traded within the window')
  }
}
