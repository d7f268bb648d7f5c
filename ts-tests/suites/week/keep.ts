import { parseEventLogs } from 'viem'
import { diamondAbi } from '../../story/chain/abis.ts'
import { EventMissingError, TransactionFailedError } from '../../story/errors.ts'
import { anchorX96, rangesOf } from '../../story/scenes/reads.ts'
import { orders, planRebalance, type RebalancePlan, rebalanceCall } from '../../story/scenes/rebalance.ts'
import { judged } from './judged.ts'
import type { Week } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

/** Something done for the vault as a whole, at regular steps. */
export type Turn = { every: number; at: number; act: (week: Week) => Promise<void> }

/** A stranger collects the fees, which costs the shares nothing; what each pool earned is written down. */
export async function harvest(week: Week): Promise<void> {
  const { driver, vault, cast, diary } = week
  for (const { poolIndex, fees0, fees1 } of await rangesOf(week)) {
    const index = Number(poolIndex)
    diary.fees[index] = (diary.fees[index] ?? 0n) + fees0 + fees1
  }
  const [least0, least1] = await driver.read(vault.diamond, diamondAbi, 'previewHarvest', [vault.id])
  const call = { from: cast.trader.address, to: vault.diamond, abi: diamondAbi } as const
  const { logs } = await judged(week, 'harvest', 'user', () =>
    driver.send({ ...call, functionName: 'harvest', args: [vault.id] }),
  )
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Harvested', logs: logs as Logs })
  if (event === undefined) throw new EventMissingError('Harvested')
  const { fees0, fees1 } = event.args
  diary.moved('harvest', { amount0: fees0, amount1: fees1 }, { amount0: least0, amount1: least1 })
}

/** The plan with the swap it takes or, where no swap of that size is to be had within the vault's slippage, without. */
async function planFor(week: Week): Promise<RebalancePlan> {
  try {
    return await planRebalance(week)
  } catch (error) {
    if (!(error instanceof TransactionFailedError)) throw error
    return { swaps: [], ranges: orders(week, await anchorX96(week)) }
  }
}

/** The keeper moves every range around the oracle's price and swaps what that takes. */
export async function rebalance(week: Week): Promise<void> {
  const plan = await planFor(week)
  if (plan.swaps.length > 0) week.diary.keeperSwaps += 1
  await judged(week, 'rebalance', 'keeper', () => week.driver.send(rebalanceCall(week, plan)))
}
