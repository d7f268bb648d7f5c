import { RangeImpossibleError } from '../errors.ts'

export type RangeParameters = {
  /** Tick of the oracle's price. */
  anchorTick: number
  tickSpacing: number
  /** How far the range shall reach on each side, ticks. */
  halfWidth: number
  /** The pool's limits in the vault. */
  minWidthTicks: number
  maxOffsetTicks: number
}

const nearest = (tick: number, spacing: number): number => Math.round(tick / spacing) * spacing

/** The range a keeper places: around the oracle's price, on usable ticks, within the pool's limits. */
export function chooseRange({ anchorTick, tickSpacing, halfWidth, minWidthTicks, maxOffsetTicks }: RangeParameters): {
  tickLower: number
  tickUpper: number
} {
  const reach = Math.max(halfWidth, Math.ceil(minWidthTicks / 2) + tickSpacing)
  const tickLower = nearest(anchorTick - reach, tickSpacing)
  const tickUpper = nearest(anchorTick + reach, tickSpacing)
  const offset = Math.abs(Math.trunc((tickLower + tickUpper) / 2) - anchorTick)
  if (offset > maxOffsetTicks) throw new RangeImpossibleError('largest offset', offset, maxOffsetTicks)
  return { tickLower, tickUpper }
}
