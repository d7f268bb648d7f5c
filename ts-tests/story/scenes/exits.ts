import { parseEventLogs } from 'viem'
import { diamondAbi, PAUSE_EXIT } from '../chain/abis.ts'
import { add } from '../chain/vault.ts'
import { atMost, exactly, refusedBy } from '../domain/claims.ts'
import { distance, greater } from '../domain/integers.ts'
import { EventMissingError } from '../errors.ts'
import { type Person, worth } from '../recorder.ts'
import { keepsWorth } from './deposit.ts'
import { anchorX96, rangesOf, sharesOf, valuePerShare } from './reads.ts'
import type { Stage } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']
type Exit = 'withdraw' | 'withdrawInKind'

/** Longer than any feed of the story lives. */
const STALE_SECONDS = 30n * 86_400n

/** All of somebody's shares, one way or the other; returns the gas. */
async function leave(stage: Stage, person: Person, exit: Exit): Promise<bigint> {
  const { driver, vault, recorder } = stage
  const shares = await sharesOf(stage, person.address)
  const preview = await driver.read(
    vault.diamond,
    diamondAbi,
    exit === 'withdraw' ? 'previewWithdraw' : 'previewWithdrawInKind',
    [vault.id, shares],
  )
  const sent = await driver.send({
    from: person.address,
    to: vault.diamond,
    abi: diamondAbi,
    functionName: exit,
    args: [vault.id, shares, preview[0], preview[1], person.address],
  })
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Withdrawn', logs: sent.logs as Logs })
  if (event === undefined) throw new EventMissingError('Withdrawn')
  const { amount0, amount1 } = event.args
  person.took = add(person.took, { amount0, amount1 })
  recorder.claims.push(
    exactly(
      { id: `${exit}-preview`, text: `${person.name}: the exit pays what was previewed, to the wei: off by` },
      distance(amount0, preview[0]) + distance(amount1, preview[1]),
      0n,
      'raw',
    ),
  )
  return sent.gas
}

const liquidityOf = async (stage: Stage): Promise<bigint> =>
  (await rangesOf(stage)).reduce((sum, { liquidity }) => sum + liquidity, 0n)

/** Leaves from the buffer: the ranges stay untouched. */
export async function leaveFromBuffer(stage: Stage, person: Person): Promise<bigint> {
  const { recorder, telling, vault } = stage
  const [before, liquidity, anchor] = [await valuePerShare(stage), await liquidityOf(stage), await anchorX96(stage)]
  const shares = await sharesOf(stage, person.address)
  const owned = (before * shares) / 10n ** 36n
  const gas = await leave(stage, person, 'withdraw')
  const paid = worth(person.took, anchor, { ...vault, pair: { ...vault.pair, quote: 'token1' } })
  recorder.claims.push(
    exactly(
      { id: 'withdraw-buffer', text: `${person.name}: the exit is paid from cash; liquidity taken from the ranges` },
      liquidity - (await liquidityOf(stage)),
      0n,
      'raw',
    ),
    atMost(
      {
        id: 'withdraw-fair',
        text: `${person.name}: the exit pays above its shares' value at the oracle's price by, raw token1`,
      },
      greater(paid - owned, 0n),
      // Values are floored to a raw unit twice.
      2n,
      'raw',
    ),
    keepsWorth(
      'withdraw',
      `${person.name}'s exit takes nothing from the others' shares`,
      before,
      await valuePerShare(stage),
    ),
  )
  await recorder.photograph('After the exit from the buffer')
  telling.say(`exit from the buffer: gas ${gas}`)
  return gas
}

/** Leaves in kind while everything that can be paused is; then shows that a dead oracle would not have mattered. */
export async function leaveInKind(stage: Stage, person: Person): Promise<bigint> {
  const { driver, vault, cast, recorder, telling } = stage
  const { diamond, id } = vault
  const guard = { to: diamond, abi: diamondAbi } as const
  const shares = await sharesOf(stage, person.address)
  const from = person.address
  const exit = (functionName: Exit) => ({ ...guard, from, functionName, args: [id, shares, 0n, 0n, from] as const })

  const staleExit = await driver.refusal(exit('withdraw'), STALE_SECONDS)
  const staleInKind = await driver.refusal(exit('withdrawInKind'), STALE_SECONDS)
  const pause = { ...guard, args: [id, PAUSE_EXIT] } as const
  await driver.send({ ...pause, from: cast.guardian.address, functionName: 'pauseVault' })
  const paused = await driver.refusal(exit('withdraw'))
  const before = await valuePerShare(stage)
  const gas = await leave(stage, person, 'withdrawInKind')
  const after = await valuePerShare(stage)
  await driver.send({ ...pause, from: cast.manager.address, functionName: 'unpauseVault' })

  recorder.claims.push(
    refusedBy(
      { id: 'pause-exit', text: 'A priced exit under a pause is refused by' },
      paused?.error ?? '',
      'Vault_Paused',
    ),
    refusedBy(
      { id: 'stale-exit', text: 'A priced exit under a stale feed is refused by' },
      staleExit?.error ?? '',
      'Oracle_Stale',
    ),
    refusedBy(
      { id: 'stale-in-kind', text: 'An exit in kind under a stale feed is refused by' },
      staleInKind?.error ?? '',
      '',
    ),
    keepsWorth('in-kind', `${person.name}'s exit takes nothing from the others' shares`, before, after),
  )
  await recorder.photograph('After the exit in kind')
  telling.say(`exit in kind, while paused: gas ${gas}`)
  return gas
}
