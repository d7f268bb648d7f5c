import { lesser } from '../../story/domain/integers.ts'
import { PricingError } from '../errors.ts'
import { divUp, log2, mulDivDown, mulDivUp, sqrtDown, WAD, zeroFloorSub } from './fixedPoint.ts'

// PMMPricing.sol in bigint, line by line: glossary, curve and error bounds are stated there. Amounts are raw units,
// `i` is raw quote per raw base times 1e18, K is times 1e18. Every rounding is the contract's.

/** Which token is scarce, numbered as the contract does: neither, base, quote. */
export const R = { ONE: 0, ABOVE_ONE: 1, BELOW_ONE: 2 } as const

export type RState = (typeof R)[keyof typeof R]

export type PmmState = { i: bigint; K: bigint; B: bigint; Q: bigint; B0: bigint; Q0: bigint; R: RState }

export type Paid = { amount: bigint; newR: RState }

const WAD2 = WAD * WAD
const FRACTION_BITS = 32n
const MAX_RATIO_BITS = 32n

/** Quote paid for base, before fees, rounded down, and the side the pool is on after. Errors: `PricingError`. */
export function sellBaseToken(s: PmmState, pay: bigint): Paid {
  if (pay === 0n) return { amount: 0n, newR: s.R }
  requireDomain(s, pay)
  if (s.R !== R.ABOVE_ONE) {
    const reserve = s.R === R.ONE ? s.Q0 : s.Q
    return { amount: deplete(toQuoteX32(s.i, pay), reserve, s.Q0, s.K), newR: R.BELOW_ONE }
  }
  requireSides(s)
  const backPays = s.B0 - s.B
  const backReceives = s.Q - s.Q0
  if (pay < backPays) {
    return { amount: lesser(recover(s.B, pay, s.B0, s.K, s.i, WAD2), backReceives), newR: R.ABOVE_ONE }
  }
  if (pay === backPays) return { amount: backReceives, newR: R.ONE }
  const rest = deplete(toQuoteX32(s.i, pay - backPays), s.Q0, s.Q0, s.K)
  return { amount: backReceives + rest, newR: R.BELOW_ONE }
}

/** Base paid for quote: the mirror of `sellBaseToken`. Errors: `PricingError`. */
export function sellQuoteToken(s: PmmState, pay: bigint): Paid {
  if (pay === 0n) return { amount: 0n, newR: s.R }
  requireDomain(s, pay)
  if (s.R !== R.BELOW_ONE) {
    const reserve = s.R === R.ONE ? s.B0 : s.B
    return { amount: deplete(toBaseX32(s.i, pay), reserve, s.B0, s.K), newR: R.ABOVE_ONE }
  }
  requireSides(s)
  const backPays = s.Q0 - s.Q
  const backReceives = s.B - s.B0
  if (pay < backPays) {
    return { amount: lesser(recover(s.Q, pay, s.Q0, s.K, 1n, s.i), backReceives), newR: R.BELOW_ONE }
  }
  if (pay === backPays) return { amount: backReceives, newR: R.ONE }
  const rest = deplete(toBaseX32(s.i, pay - backPays), s.B0, s.B0, s.K)
  return { amount: backReceives + rest, newR: R.ABOVE_ONE }
}

/** The state with the target of the token that is not scarce where the curve through the reserves ends, rounded up. */
export function adjustedTarget(s: PmmState): PmmState {
  if (s.R === R.ABOVE_ONE) return { ...s, Q0: zeroFloorSub(s.Q, excessDown(s.B, s.B0, s.K, s.i, WAD2)) }
  if (s.R === R.BELOW_ONE) return { ...s, B0: zeroFloorSub(s.B, excessDown(s.Q, s.Q0, s.K, 1n, s.i)) }
  return s
}

/** The price of the next infinitesimal trade, raw quote per raw base, times 1e18, rounded down. */
export function midPrice(s: PmmState): bigint {
  if (s.R === R.ONE) return s.i
  if (s.R === R.ABOVE_ONE) return mulDivDown(s.i, priceFactor(s.B, s.B0, s.K), WAD)
  return mulDivDown(s.i, WAD, priceFactor(s.Q, s.Q0, s.K))
}

/** How much dearer than the guide price the scarce token is, times 1e18, rounded down. */
export function priceFactor(V: bigint, V0: bigint, K: bigint): bigint {
  if (V0 >> MAX_RATIO_BITS >= V) return V0 === 0n ? WAD : WAD - K + (K << (2n * MAX_RATIO_BITS))
  return WAD - K + mulDivDown(K * V0, V0, V * V)
}

function excessDown(V: bigint, V0: bigint, K: bigint, num: bigint, den: bigint): bigint {
  if (K === 0n) return mulDivDown(num * (V0 - V), WAD, den)
  return mulDivDown(num * (V0 - V), (WAD - K) * V + K * V0, den * V)
}

const excessUp = (V: bigint, V0: bigint, K: bigint, num: bigint, den: bigint): bigint =>
  mulDivUp(num * (V0 - V), (WAD - K) * V + K * V0, den * V)

function recover(V: bigint, d: bigint, V0: bigint, K: bigint, num: bigint, den: bigint): bigint {
  if (K === 0n) return mulDivDown(num * d, WAD, den)
  return zeroFloorSub(excessDown(V, V0, K, num, den), excessUp(V + d, V0, K, num, den))
}

function deplete(fairX32: bigint, V: bigint, V0: bigint, K: bigint): bigint {
  if (V === 0n) throw new PricingError('PMMPricing_EmptyReserve')
  if (V > V0) throw new PricingError('PMMPricing_ReserveAboveTarget')
  if (K === 0n) return lesser(fairX32 >> FRACTION_BITS, V)
  let aX32 = divUp(((WAD - K) * V) << FRACTION_BITS, WAD)
  let mX32 = mulDivUp((K * V0) << FRACTION_BITS, V0, WAD * V)
  let fX32 = fairX32
  let sum = aX32 + mX32 + fX32
  let shift = 0n
  if (sum >> 127n !== 0n) {
    shift = log2(sum) - 126n
    aX32 = (aX32 >> shift) + 1n
    mX32 = (mX32 >> shift) + 1n
    fX32 = (fX32 >> shift) + 1n
    sum = aX32 + mX32 + fX32
  }
  let root = sum
  if (K !== WAD) {
    const gap = aX32 - fX32
    const square = gap * gap + mX32 * (mX32 + 2n * aX32 + 2n * fX32)
    root = sqrtDown(square)
    if (root * root < square) root += 1n
  }
  return mulDivDown(fairX32 << 1n, V, sum + root) >> shift
}

const toQuoteX32 = (i: bigint, base: bigint): bigint => mulDivDown(base << FRACTION_BITS, i, WAD)
const toBaseX32 = (i: bigint, quote: bigint): bigint => mulDivDown(quote << FRACTION_BITS, WAD, i)

function requireDomain({ i, K, B, Q, B0, Q0 }: PmmState, pay: bigint): void {
  if (K > WAD) throw new PricingError('PMMPricing_KAboveOne')
  if (i === 0n || i > WAD2) throw new PricingError('PMMPricing_GuidePriceOutOfRange')
  if (pay >> 152n !== 0n || (B | Q | B0 | Q0) >> 128n !== 0n) throw new PricingError('PMMPricing_AmountOutOfRange')
}

function requireSides({ B, Q, B0, Q0, R: r }: PmmState): void {
  const sound = r === R.ABOVE_ONE ? B <= B0 && Q >= Q0 : Q <= Q0 && B >= B0
  if (!sound) throw new PricingError('PMMPricing_StateContradictsR')
}
