import { parseEventLogs } from 'viem'
import { diamondAbi } from '../chain/abis.ts'
import { type Amounts, add } from '../chain/vault.ts'
import { atLeast, exactly } from '../domain/claims.ts'
import { distance, sum } from '../domain/integers.ts'
import { EventMissingError } from '../errors.ts'
import type { Person } from '../recorder.ts'
import { valuePerShare } from './reads.ts'
import type { Stage } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

/** A deposit, previewed and made; returns its gas. `name` distinguishes its claims. */
export async function deposit(stage: Stage, person: Person, most: Amounts, name: string): Promise<bigint> {
  const { driver, vault, recorder } = stage
  const before = await valuePerShare(stage)
  const preview = await driver.read(
    vault.diamond,
    diamondAbi,
    'previewDeposit',
    [vault.id, most.amount0, most.amount1],
    person.address,
  )
  const sent = await driver.send({
    from: person.address,
    to: vault.diamond,
    abi: diamondAbi,
    functionName: 'deposit',
    args: [vault.id, most.amount0, most.amount1, preview[0], person.address],
  })
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Deposited', logs: sent.logs as Logs })
  if (event === undefined) throw new EventMissingError('Deposited')
  const { shares, amount0, amount1 } = event.args
  person.put = add(person.put, { amount0, amount1 })
  const off = [distance(shares, preview[0]), distance(amount0, preview[1]), distance(amount1, preview[2])]
  recorder.claims.push(
    exactly(
      { id: `${name}-preview`, text: `${person.name}'s deposit is what was previewed, to the wei: off by` },
      sum(off),
      0n,
      'raw',
    ),
  )
  if (before > 0n)
    recorder.claims.push(
      keepsWorth(
        name,
        `${person.name}'s deposit takes nothing from the others' shares`,
        before,
        await valuePerShare(stage),
      ),
    )
  return sent.gas
}

/**
 * What happened left every share worth as much as before, in parts per billion of it. Values are floored to a raw unit
 * of token1, so a vault of a million units of six decimals can seem to lose a few parts in a million million.
 */
export const keepsWorth = (name: string, text: string, before: bigint, after: bigint) =>
  atLeast(
    { id: `${name}-worth`, text: `${text}: change of value per share` },
    ((after - before) * 10n ** 9n) / before,
    0n,
    'ppb',
  )
