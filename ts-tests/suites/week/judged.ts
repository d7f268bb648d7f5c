import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import { greater } from '../../story/domain/integers.ts'
import { surpluses } from '../../story/scenes/reads.ts'
import type { Budget } from './diary.ts'
import { AnchorMovedError } from './errors.ts'
import type { Week } from './stage.ts'

const BP = 10_000n

/** Raw token1 that an operation may cost all shares together: a unit of each token and the rounding of a reading. */
const USER_LIMIT = 3n

type Worth = { value: bigint; supply: bigint; anchor: bigint }

/** The vault as of a second: its value at the anchor price and its shares. */
async function worthAt({ chain, vault }: Week, time: bigint): Promise<Worth> {
  const diamond = { address: vault.diamond, abi: diamondAbi } as const
  const args = [vault.id] as const
  const [[value, anchor], supply] = await chain.client.multicall({
    allowFailure: false,
    blockOverrides: { time },
    contracts: [
      { ...diamond, functionName: 'valueAtAnchor', args },
      { ...diamond, functionName: 'totalSupply', args },
    ],
  })
  return { value, supply, anchor }
}

/**
 * Carries an operation out and writes down what it cost the shares: before against after, both as of the operation's own
 * second, so that neither the market nor the release of profit has a part in it.
 */
export async function judged(week: Week, name: string, budget: Budget, act: () => Promise<Sent>): Promise<Sent> {
  const { driver, vault, diary } = week
  const second = driver.time
  const before = await worthAt(week, second)
  const sent = await act()
  const after = await worthAt(week, second)
  if (before.supply > 0n && before.anchor !== after.anchor)
    throw new AnchorMovedError(name, before.anchor, after.anchor)
  // (v / s - v' / s') * s', rounded up.
  const lost = before.value * after.supply - after.value * before.supply
  const loss = before.supply === 0n ? 0n : (lost + (lost > 0n ? before.supply - 1n : 0n)) / before.supply
  const limit = budget === 'user' ? USER_LIMIT : (before.value * vault.maxLossBp) / BP
  diary.entries.push({ name, budget, loss, limit, surpluses: (await surpluses(week)).map(([, surplus]) => surplus) })
  diary.peak = greater(diary.peak, after.value)
  return sent
}
