import { lesser } from '../../story/domain/integers.ts'
import { BP, mulDivDown, mulDivUp, sqrtDown, WAD } from './fixedPoint.ts'

// BandMath.sol in bigint: what an inventory gap means for the price. Units and directions of rounding are the
// contract's; V0 is a target in raw units, K is times 1e18, bp below 10,000.

const WAD2 = WAD * WAD
const BP_WAD = 10n ** 14n
const HOUR_MS = 3_600_000n

/** The reserve at which the scarce token's price factor is `factorWad`, rounded down; a factor below 1 counts as 1. */
export function reserveAtFactorDown(V0: bigint, K: bigint, factorWad: bigint): bigint {
  if (factorWad <= WAD) return V0
  return mulDivDown(V0, sqrtDown(mulDivDown(K, WAD2, K + factorWad - WAD)), WAD)
}

/** Least gap at which the price can be `bp` away from the guide price, rounded down. */
function gapDown(V0: bigint, K: bigint, bp: bigint): bigint {
  if (K === 0n) return V0
  const rootUp = sqrtDown(mulDivUp(K, WAD2, K + bp * BP_WAD)) + 1n
  return V0 - lesser(V0, mulDivUp(V0, rootUp, WAD))
}

/** Greatest gap at which the price is still within `bp` of the guide price, rounded up. */
function gapUp(V0: bigint, K: bigint, bp: bigint): bigint {
  if (K === 0n) return V0
  const d = bp * BP_WAD
  return V0 - reserveAtFactorDown(V0, K, WAD + mulDivUp(d, WAD, WAD - d))
}

/**
 * What the sale of `x` earns at least beyond the price at its end, raw units of the other token, rounded down; `i` is raw
 * quote per raw base, times 1e18.
 */
export const gainDown = (V0: bigint, K: bigint, i: bigint, x: bigint, sellsBase: boolean): bigint =>
  sellsBase ? mulDivDown(x * x, K * i, V0 * WAD2) : mulDivDown(x * x, K, V0 * i)

/** What flows in some blocks, raw units, rounded up. */
const flowUp = (perHour: bigint, blockTimeMs: bigint, blocks: bigint): bigint =>
  mulDivUp(perHour, blockTimeMs * blocks, HOUR_MS)

/** What the contract's setter asks of settings: gain, inventory and cap, with what they need for both tokens. */
export type BandNeeds = {
  gainBp: bigint
  minGainBp: bigint
  needed: bigint
  maxGap: bigint
  cap: bigint
  neededCap: bigint
  holds: boolean
}

export type BandTerms = {
  thetaBp: bigint
  bandBp: bigint
  closes: bigint
  minBlocks: bigint
  gainBp: bigint
  perBlockCapBp: bigint
  blockTimeMs: bigint
}

/** The three conditions of the setter for one token scarce: its target, and flow an hour and greatest trade in its units. */
export function bandNeeds(
  terms: BandTerms,
  target: bigint,
  K: bigint,
  flowPerHour: bigint,
  maxTrade: bigint,
): BandNeeds {
  const { thetaBp, bandBp, closes, minBlocks, gainBp, perBlockCapBp, blockTimeMs } = terms
  const maxGap = gapDown(target, K, bandBp)
  const minGainBp =
    maxGap === 0n ? 2n ** 256n - 1n : mulDivUp(4n * BP, flowUp(flowPerHour, blockTimeMs, minBlocks), maxGap)
  const needed = gapUp(target, K, thetaBp) + flowUp(flowPerHour, blockTimeMs, closes + 1n) + maxTrade
  const cap = (target * perBlockCapBp) / BP
  const neededCap = mulDivUp(flowPerHour, blockTimeMs * minBlocks, HOUR_MS)
  const holds = gainBp >= minGainBp && needed <= maxGap && cap >= neededCap
  return { gainBp, minGainBp, needed, maxGap, cap, neededCap, holds }
}
