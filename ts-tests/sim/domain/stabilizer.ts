import { greater, lesser } from '../../story/domain/integers.ts'
import { gainDown, reserveAtFactorDown } from './band.ts'
import { type Signal, signalOf } from './closes.ts'
import { abs, BP, mulDivDown, mulDivUp, WAD, zeroFloorSub } from './fixedPoint.ts'
import type { Pool } from './pool.ts'
import { R } from './pricing.ts'
import type { Reading } from './source.ts'

// Stabilizer.sol with its private pool (MeshPool.sol) and bucket B's loss budget in bigint. All of bucket B's tokens
// lie in the private pool: its account, which a private pool draws upon when it runs short, is empty. The pause and the
// gas price ceiling are not mirrored.

export type Settings = {
  thetaBp: bigint
  bandBp: bigint
  closes: number
  minBlocks: bigint
  gainBp: bigint
  perBlockCapBp: bigint
  maxSlippageBp: bigint
  blockTimeMs: bigint
  designFlowPerHour: bigint
  maxTrade: bigint
}

/** The private pool: reserves in raw units, the most it trades in a block in raw gold, and what it traded in which. */
export type MeshState = {
  token: bigint
  xau: bigint
  maxVolume: bigint
  usedVolume: bigint
  volumeBlock: bigint
  /** Lost today, raw gold, and the day. */
  loss: bigint
  lossDay: bigint
}

export type Plan = { sellsBase: boolean; size: bigint }

/** Why an action is refused: the contract's error. */
export type ActionRefusal =
  | 'Stabilizer_BlockDelay'
  | 'Stabilizer_NotSustained'
  | 'Stabilizer_OracleUnavailable'
  | 'Stabilizer_NoGap'
  | 'Stabilizer_WrongPair'
  | 'Stabilizer_Slippage'
  | 'BucketB_LossBudget'
  | 'PMMPool_ZeroOutput'
  /** What a chain's receipt says. */
  | 'reverted'

/** What was sold, of which token, what came back, what it is worth at the oracle, and the deviation acted upon, bp. */
export type Action = { sellsBase: boolean; sold: bigint; received: bigint; owed: bigint; bps: bigint }

export type Acted = { ok: true; action: Action } | { ok: false; error: ActionRefusal }

const DAY = 86_400n
const LOSS_BUDGET_BP = 5n
/** What a full size must earn, raw units: MIN_GAIN of Stabilizer.sol. */
const MIN_GAIN = 3n

/** Bucket B's worth in this private pool, raw gold, rounded down. */
const meshValue = ({ token, xau }: MeshState, priceWad: bigint): bigint =>
  token === 0n ? xau : xau + mulDivDown(token, priceWad, WAD)

const nothing: Plan = { sellsBase: false, size: 0n }

/** A stabilizer over its public pool and its private one. */
export class Stabilizer {
  constructor(
    readonly settings: Settings,
    private readonly pool: Pool,
    private held: MeshState,
    private lastAction = 0n,
  ) {}

  get mesh(): Readonly<MeshState> {
    return this.held
  }

  get lastActionBlock(): bigint {
    return this.lastAction
  }

  /** Stabilizer._signal as `block` finds it. */
  signal(block: bigint): Signal {
    const { closes, thetaBp } = this.settings
    return signalOf(this.pool.closes(closes, block), closes, this.lastAction, thetaBp)
  }

  /** Stabilizer._look: what an action in `block` would sell, size 0 where none is called for. */
  look(reading: Reading, block: bigint): Plan {
    // The last close within theta settles it, without the others: most blocks of a long run end here.
    const { standing, state } = this.pool
    if (state.touchBlock < block && abs(standing.ppm) <= this.settings.thetaBp * 100n) return nothing
    const signal = this.signal(block)
    const plan = signal.isBeyond && reading.ok ? this.plan(signal, reading.price, block) : undefined
    return plan === undefined || plan.size === 0n ? nothing : plan
  }

  /** Whether the delay since the last action is over. */
  mayAct(block: bigint): boolean {
    return this.lastAction === 0n || block >= this.lastAction + this.settings.minBlocks
  }

  /**
   * executePrivateSwap by a KEEPER in `block` at second `time`, asking for `asked` of base or quote: clamped to the size
   * that is right then. A refusal changes nothing. Errors: `PricingError`.
   */
  execute(asked: Plan, reading: Reading, block: bigint, time: bigint): Acted {
    if (!this.mayAct(block)) return { ok: false, error: 'Stabilizer_BlockDelay' }
    const signal = this.signal(block)
    if (!signal.isBeyond) return { ok: false, error: 'Stabilizer_NotSustained' }
    if (!reading.ok) return { ok: false, error: 'Stabilizer_OracleUnavailable' }
    const plan = this.plan(signal, reading.price, block)
    if (plan.size === 0n) return { ok: false, error: 'Stabilizer_NoGap' }
    if (plan.sellsBase !== asked.sellsBase) return { ok: false, error: 'Stabilizer_WrongPair' }
    const size = lesser(asked.size, plan.size)
    return this.settle(plan.sellsBase, size, signal.minPpm, reading.price, block, time)
  }

  /** Stabilizer._plan: the smaller gap times the gain, capped by target, holdings and the block's volume, or nothing. */
  private plan(signal: Signal, oracle: bigint, block: bigint): Plan {
    const { gainBp, perBlockCapBp } = this.settings
    const sellsBase = signal.minPpm > 0n
    const state = this.pool.stateNow(oracle, block)
    if (state.R !== (sellsBase ? R.ABOVE_ONE : R.BELOW_ONE)) return { sellsBase, size: 0n }
    const [reserve, target] = sellsBase ? [state.B, state.B0] : [state.Q, state.Q0]
    const factorUp = sellsBase ? mulDivUp(oracle, WAD, state.i) : mulDivUp(state.i, WAD, oracle)
    const gapNow = zeroFloorSub(reserveAtFactorDown(target, state.K, factorUp), reserve)
    const wanted = (lesser(signal.gapAtClose, gapNow) * gainBp) / BP
    const capped = lesser(wanted, (target * perBlockCapBp) / BP)
    const size = lesser(
      lesser(capped, sellsBase ? this.held.token : this.held.xau),
      this.volumeLeft(sellsBase, oracle, block),
    )
    const i = sellsBase ? lesser(state.i, oracle) : greater(state.i, oracle)
    return { sellsBase, size: gainDown(target, state.K, i, size, sellsBase) < MIN_GAIN ? 0n : size }
  }

  /** What the private pool may still trade in `block`, in the token to sell. */
  private volumeLeft(sellsBase: boolean, oracle: bigint, block: bigint): bigint {
    const { maxVolume, usedVolume, volumeBlock } = this.held
    const left = zeroFloorSub(maxVolume, volumeBlock === block ? usedVolume : 0n)
    return sellsBase ? mulDivDown(left, WAD, oracle) : left
  }

  /** MeshPool.swap and the fee-free sale inside it. Checks before it books: a revert undoes everything. */
  private settle(sellsBase: boolean, sold: bigint, ppm: bigint, price: bigint, block: bigint, time: bigint): Acted {
    const owed = sellsBase ? mulDivUp(sold, price, WAD) : mulDivUp(sold, WAD, price)
    const volume = (this.held.volumeBlock === block ? this.held.usedVolume : 0n) + (sellsBase ? owed : sold)
    const { received } = this.pool.quote(sellsBase, sold, price, block, true)
    if (received === 0n) return { ok: false, error: 'PMMPool_ZeroOutput' }
    if (received * BP < owed * (BP - this.settings.maxSlippageBp)) return { ok: false, error: 'Stabilizer_Slippage' }

    const { token, xau, maxVolume } = this.held
    const moved = sellsBase
      ? { token: token - sold, xau: xau + received }
      : { token: token + received, xau: xau - sold }
    const day = time / DAY
    let loss = this.held.lossDay === day ? this.held.loss : 0n
    if (received < owed) {
      const shortfall = owed - received
      loss += sellsBase ? shortfall : mulDivUp(shortfall, price, WAD)
      const worth = meshValue({ ...this.held, ...moved }, price)
      if (loss > (worth * LOSS_BUDGET_BP) / BP) return { ok: false, error: 'BucketB_LossBudget' }
    }
    this.pool.sell(sellsBase, sold, price, block, true)
    const lossDay = received < owed ? day : this.held.lossDay
    this.held = {
      ...moved,
      maxVolume,
      usedVolume: volume,
      volumeBlock: block,
      loss: received < owed ? loss : this.held.loss,
      lossDay,
    }
    this.lastAction = block
    return { ok: true, action: { sellsBase, sold, received, owed, bps: ppm / 100n } }
  }
}
