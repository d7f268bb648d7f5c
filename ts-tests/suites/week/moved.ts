import { parseEventLogs } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import type { Amounts } from '../../story/chain/vault.ts'
import { EventMissingError } from '../../story/errors.ts'
import { judged } from './judged.ts'
import type { Depositor, Week } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

export const less = (a: Amounts, b: Amounts): Amounts => ({
  amount0: a.amount0 - b.amount0,
  amount1: a.amount1 - b.amount1,
})

/** What somebody has of both tokens. */
async function pocketOf({ driver, vault }: Week, { address }: Depositor): Promise<Amounts> {
  const read = (token: `0x${string}`) => driver.read(token, erc20Abi, 'balanceOf', [address])
  return { amount0: await read(vault.token0.address), amount1: await read(vault.token1.address) }
}

/** Judges somebody's deposit or exit, and holds what it says it moved against their pocket. */
export async function moved(
  week: Week,
  who: Depositor,
  name: string,
  eventName: 'Deposited' | 'Withdrawn',
  act: () => Promise<Sent>,
): Promise<Amounts> {
  const before = await pocketOf(week, who)
  const { logs } = await judged(week, name, 'user', act)
  const [event] = parseEventLogs({ abi: diamondAbi, eventName, logs: logs as Logs })
  if (event === undefined) throw new EventMissingError(eventName)
  week.diary.recalls += parseEventLogs({ abi: diamondAbi, eventName: 'CashRecalled', logs: logs as Logs }).length
  const after = await pocketOf(week, who)
  const { amount0, amount1 } = event.args
  week.diary.moved(name, { amount0, amount1 }, eventName === 'Deposited' ? less(before, after) : less(after, before))
  return { amount0, amount1 }
}
