import { decodeFunctionData, maxUint256, parseEventLogs } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Amounts } from '../../story/chain/vault.ts'
import { greater } from '../../story/domain/integers.ts'
import { EventMissingError } from '../../story/errors.ts'
import { UnknownAdviceError } from './errors.ts'
import { judged } from './judged.ts'
import { marketOf, TOKENS } from './markets.ts'
import { less } from './moved.ts'
import type { Week } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

/** One call for each token brought home, and one to invest. */
const MOST_CALLS = 3

/** What the diamond has of both tokens. */
async function heldBy({ driver, vault }: Week): Promise<Amounts> {
  const read = (token: `0x${string}`) => driver.read(token, erc20Abi, 'balanceOf', [vault.diamond])
  return { amount0: await read(vault.token0.address), amount1: await read(vault.token1.address) }
}

async function invest(week: Week, amount0: bigint, amount1: bigint): Promise<void> {
  const { driver, vault, cast, diary } = week
  const [most0, most1] = await driver.read(vault.diamond, diamondAbi, 'previewInvest', [vault.id])
  diary.moved('previewInvest', { amount0: most0, amount1: most1 }, { amount0, amount1 })
  const before = await heldBy(week)
  const call = { from: cast.keeper.address, to: vault.diamond, abi: diamondAbi } as const
  const { logs } = await judged(week, 'investCash', 'keeper', () =>
    driver.send({ ...call, functionName: 'investCash', args: [vault.id, amount0, amount1] }),
  )
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'CashInvested', logs: logs as Logs })
  if (event === undefined) throw new EventMissingError('CashInvested')
  const said = { amount0: event.args.amount0, amount1: event.args.amount1 }
  diary.moved('investCash', said, less(before, await heldBy(week)))
}

async function divest(week: Week, from: `0x${string}`, index: bigint, amount: bigint, least: bigint): Promise<void> {
  const { driver, vault, diary } = week
  const before = await heldBy(week)
  const call = { from, to: vault.diamond, abi: diamondAbi } as const
  const { logs } = await judged(week, 'divestCash', 'keeper', () =>
    driver.send({ ...call, functionName: 'divestCash', args: [vault.id, index, amount, least] }),
  )
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'CashDivested', logs: logs as Logs })
  if (event === undefined) throw new EventMissingError('CashDivested')
  const said = index === 0n ? { amount0: event.args.amount, amount1: 0n } : { amount0: 0n, amount1: event.args.amount }
  diary.moved('divestCash', said, less(await heldBy(week), before))
}

/** Writes down what invested cash has earned since it was last recorded. */
async function noteEarnings(week: Week): Promise<void> {
  const { earned } = week.diary
  for (const index of TOKENS) {
    const { counted, recorded } = await marketOf(week, index)
    earned[Number(index)] = greater(earned[Number(index)] ?? 0n, counted - recorded)
  }
}

/** The keeper does with the cash buffer what the diamond advises, a cool-down apart, until nothing is left to do. */
export async function keepCash(week: Week): Promise<void> {
  const { driver, vault, cast } = week
  await noteEarnings(week)
  for (let call = 0; call < MOST_CALLS; call++) {
    const [ready, data] = await driver.read(vault.diamond, diamondAbi, 'checkCash', [vault.id])
    if (!ready) return
    const advice = decodeFunctionData({ abi: diamondAbi, data })
    if (advice.functionName === 'investCash') await invest(week, advice.args[1], advice.args[2])
    else if (advice.functionName === 'divestCash') {
      const [, index, amount] = advice.args
      // What it advises comes home, or a unit more.
      await divest(week, cast.keeper.address, index, amount, amount)
    } else throw new UnknownAdviceError(advice.functionName)
    driver.moveTo(driver.time + vault.cooldownSeconds)
  }
}

/** The guardian brings all cash home, without waiting and without a budget; it is judged by the keeper's all the same. */
export async function bringCashHome(week: Week): Promise<void> {
  for (const index of TOKENS) {
    const { units, counted } = await marketOf(week, index)
    if (units > 0n) await divest(week, roleAccounts.guardian.address, index, maxUint256, counted)
  }
}
