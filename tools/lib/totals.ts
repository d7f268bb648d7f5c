import type { ForgeTest } from './forgeReport.ts'
import type { VitestCounts } from './vitestCounts.ts'

export type Totals = { passed: number; failed: number; skipped: { name: string; reason: string | null }[] }

/** Both runners' tests in one count. */
export function totalsOf(forge: readonly ForgeTest[], vitest: VitestCounts | undefined): Totals {
  const count = (status: ForgeTest['status']) => forge.filter((test) => test.status === status).length
  const skipped = forge
    .filter(({ status }) => status === 'skipped')
    .map(({ suite, name, reason }) => ({ name: `${suite} ${name}`, reason: reason || null }))
  return {
    passed: count('passed') + (vitest?.passed ?? 0),
    failed: count('failed') + (vitest?.failed ?? 0),
    skipped: [...skipped, ...(vitest?.skipped ?? [])],
  }
}

/** The closing lines: why tests were skipped, then the counts. */
export function closingLines({ passed, failed, skipped }: Totals): string[] {
  return [
    ...skipped.map(({ name, reason }) => `skipped: ${name}: ${reason ?? 'NO REASON GIVEN'}`),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ]
}

/** A run is good when something ran, nothing failed, and every skip says why. */
export const isGood = ({ passed, failed, skipped }: Totals): boolean =>
  passed > 0 && failed === 0 && skipped.every(({ reason }) => reason !== null)
