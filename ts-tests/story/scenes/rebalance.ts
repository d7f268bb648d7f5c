import { type Address, parseEventLogs } from 'viem'
import { tickOf } from '../../harness/sqrtPrice.ts'
import { diamondAbi } from '../chain/abis.ts'
import { type Amounts, add, holdingOf } from '../chain/vault.ts'
import { routerCalldata } from '../chain/venue.ts'
import { chooseRange } from '../domain/chooseRange.ts'
import { atMost } from '../domain/claims.ts'
import { distance, greatest, sum } from '../domain/integers.ts'
import { valueInQuote } from '../domain/price.ts'
import { correctedSwap, leastOutput, type SizedSwap, sizeSwap } from '../domain/sizeSwap.ts'
import { EventMissingError } from '../errors.ts'
import { anchorX96 } from './reads.ts'
import type { Keeping, Stage } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

const BP = 10_000n
const NOTHING: Amounts = { amount0: 0n, amount1: 0n }
const WHOLE = 10_000

/** Not worth a swap's fee: less than this of the vault is left as it is. */
const LEAST_SWAP_BP = 100n

export type RangeOrder = { poolIndex: number; tickLower: number; tickUpper: number; shareBp: number }
export type SwapOrder = {
  router: Address
  zeroForOne: boolean
  amountIn: bigint
  amountOutMin: bigint
  data: `0x${string}`
}

/** One range a pool, around the oracle's price. */
export function orders({ vault }: Pick<Keeping, 'vault'>, anchor: bigint): RangeOrder[] {
  const anchorTick = tickOf(anchor)
  return vault.pools.map((pool) => ({
    poolIndex: pool.index,
    shareBp: WHOLE,
    ...chooseRange({ ...pool, anchorTick }),
  }))
}

/** A plan is tried this often before it is sent. */
const TRIALS = 3

export type RebalancePlan = { swaps: SwapOrder[]; ranges: RangeOrder[] }

function swapOrder({ vault }: Keeping, swap: SizedSwap, anchor: bigint): SwapOrder[] {
  const [cheapest] = vault.pools
  if (cheapest === undefined || swap.amountIn === 0n) return []
  const amountOutMin = leastOutput(swap, anchor, vault.maxSlippageBp)
  const recipient = vault.diamond
  const data = routerCalldata(vault, { pool: cheapest, ...swap, recipient, amountOutMinimum: amountOutMin })
  return [{ router: vault.swapRouter, ...swap, amountOutMin, data }]
}

/** The call that carries a plan out. */
export const rebalanceCall = ({ vault, cast }: Keeping, { swaps, ranges }: RebalancePlan) =>
  ({
    from: cast.keeper.address,
    to: vault.diamond,
    abi: diamondAbi,
    functionName: 'rebalance',
    args: [vault.id, swaps, ranges],
  }) as const

/** What a plan would place and leave as cash, tried on the chain as it is and undone. */
const tryPlan = (stage: Keeping, plan: RebalancePlan) =>
  stage.driver.aside(async () => {
    const { driver, vault } = stage
    const { placed } = eventsOf((await driver.send(rebalanceCall(stage, plan))).logs as Logs)
    const [amount0, amount1] = await driver.read(vault.diamond, diamondAbi, 'cashBalances', [vault.id])
    return { placed: placed.reduce<Amounts>(add, NOTHING), cash: { amount0, amount1 } }
  })

/** What a keeper sends: ranges around the oracle's price, and the swap without which they could not be filled. */
export async function planRebalance(stage: Keeping): Promise<RebalancePlan> {
  const { driver, vault } = stage
  const anchor = await anchorX96(stage)
  const ranges = orders(stage, anchor)
  const plan = await driver.read(vault.diamond, diamondAbi, 'planRebalance', [vault.id, ranges])
  let swap = sizeSwap(plan, anchor, LEAST_SWAP_BP)
  if (swap === undefined) return { swaps: [], ranges }
  for (let trial = 0; trial < TRIALS; trial++) {
    const { cash, placed } = await tryPlan(stage, { swaps: swapOrder(stage, swap, anchor), ranges })
    swap = correctedSwap(swap, cash, placed, anchor)
  }
  return { swaps: swapOrder(stage, swap, anchor), ranges }
}

function eventsOf(logs: Logs) {
  const [rebalanced] = parseEventLogs({ abi: diamondAbi, eventName: 'Rebalanced', logs })
  if (rebalanced === undefined) throw new EventMissingError('Rebalanced')
  const [swap] = parseEventLogs({ abi: diamondAbi, eventName: 'Swapped', logs })
  const placed = parseEventLogs({ abi: diamondAbi, eventName: 'RangePlaced', logs }).map(({ args }) => args)
  return { rebalanced: rebalanced.args, swap: swap?.args, placed }
}

/** A rebalance by the keeper; returns its gas. `name` distinguishes its claims, `label` the moment after it. */
export async function rebalance(stage: Stage, name: string, label: string): Promise<bigint> {
  const { driver, vault, recorder } = stage
  const [weightsBp] = await driver.read(vault.diamond, diamondAbi, 'targetWeightsAndCash', [vault.id])
  const sent = await driver.send(rebalanceCall(stage, await planRebalance(stage)))
  const { rebalanced, swap, placed } = eventsOf(sent.logs as Logs)
  const pools = placed.map(({ poolId }) => vault.pools.findIndex((pool) => pool.poolId === poolId))
  recorder.replaceRanges(placed.map((range, index) => ({ ...range, pool: pools[index] ?? 0 })))
  const photo = await recorder.photograph(label)
  const [, cashTargetBp] = await driver.read(vault.diamond, diamondAbi, 'targetWeightsAndCash', [vault.id])

  const inQuote = (amount1: bigint) => valueInQuote(0n, amount1, photo.anchorX96, vault.pair.quote)
  const values = vault.pools.map((_, pool) =>
    placed
      .filter((__, index) => pools[index] === pool)
      .reduce((sum, range) => sum + BigInt(holdingOf(range, photo.anchorX96, vault.pair).value), 0n),
  )
  const total = sum(values)
  const placedBp = values.map((value) => (total === 0n ? 0n : (value * BP + total / 2n) / total))
  const cash = BigInt(holdingOf(photo.cash, photo.anchorX96, vault.pair).value)
  const cashBp = (cash * BP) / (cash + total)
  recorder.rebalances.push({
    time: String(driver.time - 1n),
    weightsBp: weightsBp.map(String),
    placedBp: placedBp.map(String),
    cashTargetBp: String(cashTargetBp),
    cashBp: String(cashBp),
    valueBefore: String(inQuote(rebalanced.valueBefore)),
    valueAfter: String(inQuote(rebalanced.valueAfter)),
    lossPpm: String(rebalanced.lossPpm),
    ...(swap === undefined
      ? {}
      : {
          swap: {
            sold: swap.zeroForOne ? ('token0' as const) : ('token1' as const),
            amountIn: String(swap.amountIn),
            amountOut: String(swap.amountOut),
          },
        }),
  })

  const apart = placedBp.map((bp, pool) => distance(bp, BigInt(weightsBp[pool] ?? 0)))
  const widest = greatest(apart)
  const offCash = distance(cashBp, cashTargetBp)
  const which = label.toLowerCase()
  recorder.claims.push(
    atMost(
      { id: `${name}-loss`, text: `${label}: loss at the oracle's price` },
      rebalanced.lossPpm,
      vault.maxLossBp * 100n,
      'ppm',
    ),
    atMost(
      { id: `${name}-weights`, text: `${label}: a pool's part of what was placed is off its weight by` },
      widest,
      5n,
      'bp',
    ),
    atMost(
      { id: `${name}-cash`, text: `${label}: cash is off the cash curve's target by, against the keeper's half of it` },
      offCash,
      BigInt(cashTargetBp) / 2n,
      'bp',
    ),
  )
  stage.telling.say(
    `${which}: ${placed.length} ranges, ${swap === undefined ? 'no swap' : 'one swap'}, gas ${sent.gas}`,
  )
  return sent.gas
}
