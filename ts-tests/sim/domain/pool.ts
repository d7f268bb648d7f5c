import { greater, lesser } from '../../story/domain/integers.ts'
import { type Close, deviationPpm, keptOracle } from './closes.ts'
import { BP, divUp, mulDivDown, WAD, zeroFloorSub } from './fixedPoint.ts'
import { adjustedTarget, type PmmState, priceFactor, R, type RState, sellBaseToken, sellQuoteToken } from './pricing.ts'

// PMMPool.sol in bigint: what a pool stores and what a touch, a trade and a look do to it. Shares are left out, since
// nobody buys or sells any in a simulation, and so is the TWAP's accumulator, which nothing here reads.

/** What is fixed in a pool. Rates and k are times 1e18. */
export type PoolTerms = {
  kWad: bigint
  lpFeeWad: bigint
  mtFeeWad: bigint
  guideStepBp: bigint
  guideCapBp: bigint
}

/** What a pool stores: reserves and the scarce token's target in raw units, guide price and oracle as of a touch. */
export type PoolState = {
  base: bigint
  quote: bigint
  touchBlock: bigint
  target: bigint
  r: RState
  i: bigint
  oracle: bigint
  guideBlock: bigint
}

export const MAX_CLOSES = 8

/** Why a trade is refused: the contract's error. */
export type SaleRefusal = 'PMMPool_ZeroInput' | 'PMMPool_ZeroOutput' | 'PMMPool_BadGuidePrice'

export type Sale = { ok: true; received: bigint } | { ok: false; error: SaleRefusal }

const HIGHEST_GUIDE = 2n ** 112n - 1n

/** The guide price at a block: toward the oracle by the allowance of the blocks since it was stored, rounded up. */
export function followGuide(terms: PoolTerms, s: PoolState, oracle: bigint, block: bigint): bigint {
  if (s.guideBlock === 0n || s.i === oracle) return oracle
  const allowanceBp = lesser((block - s.guideBlock) * terms.guideStepBp, terms.guideCapBp)
  const allowance = divUp(s.i * allowanceBp, BP)
  return lesser(greater(oracle, zeroFloorSub(s.i, allowance)), s.i + allowance)
}

/** The state that trades at guide price `i` are priced from, on its curve. */
export function stateAt(terms: PoolTerms, s: PoolState, i: bigint): PmmState {
  return adjustedTarget({
    i,
    K: terms.kWad,
    B: s.base,
    Q: s.quote,
    B0: s.r === R.ABOVE_ONE ? s.target : s.base,
    Q0: s.r === R.BELOW_ONE ? s.target : s.quote,
    R: s.r,
  })
}

/** How much dearer than the guide price the scarce token is, times 1e18. */
export const factorOf = ({ kWad }: PoolTerms, { r, base, quote, target }: PoolState): bigint =>
  r === R.ONE ? WAD : priceFactor(r === R.ABOVE_ONE ? base : quote, target, kWad)

/** Target less reserve of the scarce token, raw; 0 at equilibrium. */
const gapOf = ({ r, base, quote, target }: PoolState): bigint =>
  r === R.ONE ? 0n : target - (r === R.ABOVE_ONE ? base : quote)

/** The close that a state stands for. */
const closeOf = (terms: PoolTerms, s: PoolState): Close => ({
  block: s.touchBlock,
  ppm: deviationPpm(s.r, s.i, s.oracle, factorOf(terms, s)),
  gap: gapOf(s),
  r: s.r,
  oracle: keptOracle(s.oracle),
})

/** A pool and its ring of closes. */
export class Pool {
  private last: Close | undefined

  /** `ring` holds the closes of earlier touches, the newest first; `state` is of a pool that was opened. */
  constructor(
    readonly terms: PoolTerms,
    private stored: PoolState,
    private ring: readonly Close[] = [],
  ) {}

  get state(): Readonly<PoolState> {
    return this.stored
  }

  /** What the stored state will have closed its block at. */
  get standing(): Close {
    this.last ??= closeOf(this.terms, this.stored)
    return this.last
  }

  /** The closes of up to `count` blocks before `block`, the newest first: one a block, touched or not. */
  closes(count: number, block: bigint): Close[] {
    const list: Close[] = []
    let number = block - 1n
    const add = (close: Close) => {
      for (; list.length < count && number >= close.block; number--) list.push({ ...close, block: number })
    }
    add(this.standing)
    for (const close of this.ring) {
      if (list.length === count) break
      add(close)
    }
    return list
  }

  /** What a sale would pay now, and the state it is priced from; changes nothing. `oracle` is the source's answer. */
  quote(sellsBase: boolean, input: bigint, oracle: bigint, block: bigint, feeFree: boolean) {
    const i = followGuide(this.terms, this.stored, oracle, block)
    // Whichever of guide price and oracle pays the trader less.
    const priced = stateAt(this.terms, this.stored, sellsBase ? lesser(i, oracle) : greater(i, oracle))
    const { amount, newR } = sellsBase ? sellBaseToken(priced, input) : sellQuoteToken(priced, input)
    const { lpFeeWad, mtFeeWad } = this.terms
    const mtFee = feeFree ? 0n : (amount * mtFeeWad) / WAD
    const received = feeFree ? amount : (amount * (WAD - lpFeeWad - mtFeeWad)) / WAD
    return { received, mtFee, newR, priced, i }
  }

  /** PMMPool._sell: sells `input` at `block`, with the source answering `oracle`. Errors: `PricingError`. */
  sell(sellsBase: boolean, input: bigint, oracle: bigint, block: bigint, feeFree = false): Sale {
    if (input === 0n) return { ok: false, error: 'PMMPool_ZeroInput' }
    if (oracle > HIGHEST_GUIDE) return { ok: false, error: 'PMMPool_BadGuidePrice' }
    const { received, mtFee, newR, priced, i } = this.quote(sellsBase, input, oracle, block, feeFree)
    if (received === 0n) return { ok: false, error: 'PMMPool_ZeroOutput' }
    this.touch(block)
    const { base, quote } = this.stored
    const paid = received + mtFee
    const after = sellsBase ? { base: base + input, quote: quote - paid } : { base: base - paid, quote: quote + input }
    const target = newR === R.ABOVE_ONE ? priced.B0 : priced.Q0
    // A scarce token at or above its target is not scarce.
    const balanced = newR === R.ONE || (newR === R.ABOVE_ONE ? after.base : after.quote) >= target
    const side = balanced ? { r: R.ONE, target: 0n } : { r: newR, target }
    this.stored = { ...after, ...side, touchBlock: block, i, oracle, guideBlock: block }
    this.last = undefined
    return { ok: true, received }
  }

  /** PMMPool.getPMMStateForCall: the state at the guide price that `block` finds. */
  stateNow(oracle: bigint, block: bigint): PmmState {
    return stateAt(this.terms, this.stored, followGuide(this.terms, this.stored, oracle, block))
  }

  /** The first touch of a block books the close of the block that was touched before it. */
  private touch(block: bigint): void {
    if (this.stored.touchBlock === block) return
    this.ring = [this.standing, ...this.ring.slice(0, MAX_CLOSES - 1)]
  }
}

/** Base as quote at a price, rounded down: `mulDivDown(base, priceWad, 1e18)`. */
export const worthDown = (base: bigint, priceWad: bigint): bigint => mulDivDown(base, priceWad, WAD)
