import type { ForgeTest } from './forgeReport.ts'

/** A selector whose calls are mostly refused explores little: more than this share of discards fails a campaign. */
const MAX_DISCARD_SHARE = 0.8

/** Fewer calls than this say nothing about a selector's share. */
const MIN_CALLS = 50

export type IdleSelector = { test: string; selector: string; calls: number; discards: number }

/** The handlers' functions that discard too many of their calls. */
export function idleSelectors(tests: readonly ForgeTest[]): IdleSelector[] {
  return tests.flatMap(({ suite, name, metrics }) =>
    Object.entries(metrics)
      .filter(([, { calls, discards }]) => calls >= MIN_CALLS && discards > calls * MAX_DISCARD_SHARE)
      .map(([selector, { calls, discards }]) => ({ test: `${suite} ${name}`, selector, calls, discards })),
  )
}

/** A complaint a line about each of them. */
export const complaintsAbout = (idle: readonly IdleSelector[]): string[] =>
  idle.map(
    ({ test, selector, calls, discards }) =>
      `${test}: ${selector} discarded ${discards} of ${calls} calls: bound its inputs better`,
  )
