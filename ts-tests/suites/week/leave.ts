import { parseEventLogs } from 'viem'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import { type Amounts, add } from '../../story/chain/vault.ts'
import { EventMissingError } from '../../story/errors.ts'
import { pocketOf } from './enter.ts'
import { judged } from './judged.ts'
import type { Depositor, Week } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

const withdrawnBy = ({ logs }: Sent): Amounts => {
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Withdrawn', logs: logs as Logs })
  if (event === undefined) throw new EventMissingError('Withdrawn')
  return event.args
}

/** Judges an exit, and counts what it brought into the holder's pocket. */
async function take(week: Week, who: Depositor, name: string, act: () => Promise<Sent>): Promise<void> {
  const before = await pocketOf(week, who)
  const { amount0, amount1 } = withdrawnBy(await judged(week, name, 'user', act))
  const after = await pocketOf(week, who)
  week.diary.moved(
    name,
    { amount0, amount1 },
    {
      amount0: after.amount0 - before.amount0,
      amount1: after.amount1 - before.amount1,
    },
  )
  who.took = add(who.took, { amount0, amount1 })
}

/** Leaves with shares in both tokens, at a price or in kind; takes no less than was previewed. */
export async function withdraw(
  week: Week,
  who: Depositor,
  shares: bigint,
  functionName: 'withdraw' | 'withdrawInKind',
): Promise<void> {
  const { driver, vault } = week
  const view = functionName === 'withdraw' ? 'previewWithdraw' : 'previewWithdrawInKind'
  const [least0, least1] = await driver.read(vault.diamond, diamondAbi, view, [vault.id, shares])
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  await take(week, who, functionName, () =>
    driver.send({ ...call, functionName, args: [vault.id, shares, least0, least1, who.address] }),
  )
}

/** Leaves with shares in one token; takes no less than was previewed. */
export async function withdrawSingle(week: Week, who: Depositor, shares: bigint): Promise<void> {
  const { driver, vault, random } = week
  const token = random.below(2) === 0 ? vault.token0.address : vault.token1.address
  const least = await driver.read(vault.diamond, diamondAbi, 'previewWithdrawSingle', [vault.id, token, shares])
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  await take(week, who, 'withdrawSingle', () =>
    driver.send({ ...call, functionName: 'withdrawSingle', args: [vault.id, token, shares, least, who.address] }),
  )
}
