// Which settings of a stabilizer hold the band: the conditions that its setter checks, solved for what one may choose.
import { type BandNeeds, type BandTerms, bandNeeds } from '../../ts-tests/sim/domain/band.ts'
import { divUp } from '../../ts-tests/sim/domain/fixedPoint.ts'

const HOUR_MS = 3_600_000n
const MINUTE_MS = 60_000n

/** A pool of two tokens of equal worth and its stabilizer. Amounts are raw units of one token, K is times 1e18. */
export type Choice = BandTerms & { K: bigint; target: bigint; flowPerHour: bigint; maxTrade: bigint }

/** What the setter asks of a choice. Source: DESIGN section 8, BandMath.sol. */
export const needsOf = (choice: Choice): BandNeeds =>
  bandNeeds(choice, choice.target, choice.K, choice.flowPerHour, choice.maxTrade)

const holds = (choice: Choice): boolean => needsOf(choice).holds

/** The least whole number from `from` on for which a condition holds that never ceases to; undefined if none does by `to`. */
export function leastThat(condition: (value: bigint) => boolean, from: bigint, to: bigint): bigint | undefined {
  if (!condition(to)) return undefined
  let [below, at] = [from - 1n, to]
  while (at - below > 1n) {
    const middle = (at + below) / 2n
    if (condition(middle)) at = middle
    else below = middle
  }
  return at
}

/** The most a pool may be asked for, raw units: beyond it no choice of settings is worth a name. */
const MOST = 2n ** 100n

/**
 * The smallest target with which a choice holds, rounded up to a multiple of `unit`; undefined if none does, which is
 * when theta leaves no band or k is zero.
 */
export function leastTarget(choice: Choice, unit: bigint): bigint | undefined {
  const least = leastThat((target) => holds({ ...choice, target: target * unit }), 1n, MOST / unit)
  return least === undefined ? undefined : least * unit
}

/** The greatest theta in bp with which a choice holds; undefined if not even 1 does. */
export function greatestTheta(choice: Choice): bigint | undefined {
  for (let thetaBp = choice.bandBp - 1n; thetaBp >= 1n; thetaBp -= 1n) {
    if (holds({ ...choice, thetaBp })) return thetaBp
  }
  return undefined
}

/** The greatest flow an hour that a choice holds, raw units; undefined if none, since theta or a trade leaves no room. */
export function greatestFlow(choice: Choice): bigint | undefined {
  const tooMuch = leastThat((flowPerHour) => !holds({ ...choice, flowPerHour }), 1n, MOST)
  return tooMuch === undefined || tooMuch === 1n ? undefined : tooMuch - 1n
}

/** Size and frequency: s·f against the flow of a minute, all raw units; f is a whole number a minute, rounded down. */
export function cantilever({ target, perBlockCapBp, blockTimeMs, minBlocks, flowPerHour }: Choice) {
  const size = (target * perBlockCapBp) / 10_000n
  const perMinute = MINUTE_MS / (blockTimeMs * minBlocks)
  const flowPerMinute = divUp(flowPerHour * MINUTE_MS, HOUR_MS)
  return { size, perMinute, carried: size * perMinute, flowPerMinute, holds: size * perMinute >= flowPerMinute }
}

/** What a greatest minute and a window of minutes ask of bucket B, raw units. Source: DESIGN section 8. */
export const reserveFor = (peakPerMinute: bigint, minutes: bigint) => ({
  need: peakPerMinute * minutes,
  target: 3n * peakPerMinute * minutes,
  policy: 5n * peakPerMinute * minutes,
})
