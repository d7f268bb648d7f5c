import { abs, PPM, WAD } from './fixedPoint.ts'
import { R, type RState } from './pricing.ts'

// CloseMath.sol in bigint.

const HIGHEST_RATIO = 2n ** 31n - 1n + PPM

/** How a block closed: deviation in ppm toward zero, gap of the scarce token in raw units, the oracle as it was kept. */
export type Close = { block: bigint; ppm: bigint; gap: bigint; r: RState; oracle: bigint }

/** (mid / oracle - 1) in ppm, rounded toward zero, capped at what 32 bits hold. */
export function deviationPpm(r: RState, i: bigint, oracle: bigint, factor: bigint): bigint {
  const [multiplier, divisor] = r === R.BELOW_ONE ? [WAD, factor * oracle] : [factor, oracle * WAD]
  const product = i * PPM * multiplier
  let ratio = product / divisor
  if (ratio < PPM && product % divisor !== 0n) ratio += 1n
  return (ratio < HIGHEST_RATIO ? ratio : HIGHEST_RATIO) - PPM
}

/** The oracle's price as a close keeps it: 56 bits and an exponent in steps of 16, rounded down. */
export function keptOracle(oracle: bigint): bigint {
  let exponent = 0n
  while ((oracle >> exponent) >> 56n !== 0n) exponent += 16n
  return (oracle >> exponent) << exponent
}

/** Of closes, newest first: how many count, the deviation nearest zero (0 unless all have one sign) and its gap. */
export type Signal = { minPpm: bigint; counted: number; gapAtClose: bigint; isBeyond: boolean }

const nothing = (counted: number): Signal => ({ minPpm: 0n, counted, gapAtClose: 0n, isBeyond: false })

/** Stabilizer._signal: what the last `wanted` closes say, those up to `lastAction` not counting. */
export function signalOf(list: readonly Close[], wanted: number, lastAction: bigint, thetaBp: bigint): Signal {
  let counted = 0
  for (const { block } of list) {
    if (block <= lastAction) break
    counted++
  }
  const [newest] = list
  if (newest === undefined || counted < wanted) return nothing(counted)
  let nearest = newest.ppm
  for (const { ppm } of list.slice(1)) {
    if (ppm === 0n || ppm > 0n !== nearest > 0n) return nothing(counted)
    if (abs(ppm) < abs(nearest)) nearest = ppm
  }
  const gapAtClose = newest.r === (nearest > 0n ? R.ABOVE_ONE : R.BELOW_ONE) ? newest.gap : 0n
  return { minPpm: nearest, counted, gapAtClose, isBeyond: abs(nearest) > thetaBp * 100n }
}
