import { expect } from 'vitest'

/** Averaging window that pools must be able to serve, seconds. */
export const TWAP_WINDOW = 1_800

/** A pool's mean tick, by its cumulatives a window ago and now, is near its present tick. */
export function expectNearMean([then = 0n, latest = 0n]: readonly bigint[], tick: number): void {
  const mean = Number((latest - then) / BigInt(TWAP_WINDOW))
  // Within 10 %: a live pool moves in half an hour, a local one has not moved yet.
  expect(Math.abs(mean - tick)).toBeLessThan(1_000)
}
