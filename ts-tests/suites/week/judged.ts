import type { Sent } from '../../story/chain/driver.ts'
import { greater } from '../../story/domain/integers.ts'
import type { Budget } from './diary.ts'
import { AnchorMovedError } from './errors.ts'
import { beyondBooks } from './markets.ts'
import type { Week } from './stage.ts'
import { FRACTION, worthAt } from './worth.ts'

const BP = 10_000n

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
  if (before.anchorX96 !== after.anchorX96) throw new AnchorMovedError(name, before.anchorX96, after.anchorX96)
  // (v / s - v' / s') * s': what the shares that there are now lost, rounded up.
  const lost = before.value * after.supply - after.value * before.supply
  const loss = before.supply === 0n ? 0n : (lost + (lost > 0n ? before.supply - 1n : 0n)) / before.supply
  const limit = budget === 'user' ? FRACTION + before.unit0 : (before.value * vault.maxLossBp) / BP
  diary.entries.push({ name, budget, loss, limit, surpluses: await beyondBooks(week) })
  diary.peak = greater(diary.peak, after.value / FRACTION)
  return sent
}
