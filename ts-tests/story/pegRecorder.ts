import type { Gold, Look } from './chain/gold.ts'
import type { PegStory } from './chain/settings.ts'
import { greatest } from './domain/integers.ts'
import { basePerQuote } from './domain/pegPrice.ts'
import { PartNotBegunError } from './errors.ts'
import type { Claim, PegAction, PegAttack, PegChapter, PegClose, PegConfig, PegDrain, PegLoan, PegPart } from './run.ts'

const MILLION = 1_000_000n
const PPM_PER_BP = 100n

/** What happened in a block besides its close. */
export type Happened = { time: bigint; trades: readonly bigint[]; received: bigint }

type Open = { id: string; title: string; closes: number; actions: number; look: Look; trades: bigint; flow: bigint }

const magnitude = (ppm: string): bigint => greatest([BigInt(ppm), -BigInt(ppm)])

/** Writes down what happens to a peg, and gives the chapter as far as it has come at any time. */
export class PegRecorder {
  readonly claims: Claim[] = []
  readonly closes: PegClose[] = []
  readonly actions: PegAction[] = []
  readonly attacks: PegAttack[] = []
  readonly parts: PegPart[] = []
  private loan: PegLoan | undefined
  private drain: PegDrain | undefined
  private open: Open | undefined
  private sold = 0n
  private stabilized = 0n

  constructor(
    private readonly story: PegStory,
    private readonly chain: { id: number; name: string },
    private readonly mode: 'origin' | 'live',
    private readonly seed: string,
    private readonly gold: Gold,
  ) {}

  setLoan(loan: PegLoan): void {
    this.loan = loan
  }

  setDrain(drain: PegDrain): void {
    this.drain = drain
  }

  /** Begins a stretch of blocks; `look` is what its first block finds. */
  begin(id: string, title: string, look: Look): void {
    this.open = { id, title, closes: this.closes.length, actions: this.actions.length, look, trades: 0n, flow: 0n }
  }

  /** Records a block that has closed. */
  close(look: Look, { time, trades, received }: Happened): void {
    const { base, quote } = this.gold
    const price = (ppm: bigint) => String(basePerQuote(look.close.oracle, ppm, base.decimals, quote.decimals))
    for (const trade of trades) this.sold += trade
    this.stabilized += received
    if (this.open !== undefined) {
      this.open.trades += BigInt(trades.length)
      for (const trade of trades) this.open.flow += trade
    }
    this.closes.push({
      block: String(look.close.block),
      time: String(time),
      price: price(look.close.deviationPpm),
      oracle: price(0n),
      deviationPpm: String(look.close.deviationPpm),
      scarce: look.close.scarce,
      gap: String(look.close.gap),
      poolQuote: String(look.poolQuote),
      heldQuote: String(look.heldQuote),
      value: String(look.value),
      sold: String(this.sold),
      stabilized: String(this.stabilized),
    })
  }

  /** Ends the stretch of blocks; `look` is what the block after it finds. */
  end(look: Look): PegPart {
    if (this.open === undefined) throw new PartNotBegunError()
    const { id, title, closes: from, actions: since, look: before, trades, flow } = this.open
    const closes = this.closes.slice(from)
    const actions = this.actions.slice(since)
    const bound = BigInt(this.gold.settings.bandBp) * PPM_PER_BP
    const deviations = closes.map(({ deviationPpm }) => magnitude(deviationPpm))
    const outside = BigInt(deviations.filter((ppm) => ppm > bound).length)
    const count = BigInt(closes.length)
    const part: PegPart = {
      id,
      title,
      firstBlock: closes[0]?.block ?? '0',
      lastBlock: closes.at(-1)?.block ?? '0',
      closes: String(count),
      trades: String(trades),
      flow: String(flow),
      outside: String(outside),
      withinPpm: String(count === 0n ? 0n : ((count - outside) * MILLION) / count),
      worstPpm: String(greatest(deviations)),
      actions: String(actions.length),
      spent: String(actions.reduce((total, { sold }) => total + BigInt(sold), 0n)),
      valueBefore: String(before.value),
      valueAfter: String(look.value),
      heldBefore: String(before.heldQuote),
      heldAfter: String(look.heldQuote),
    }
    this.parts.push(part)
    this.open = undefined
    return part
  }

  private config(): PegConfig {
    const { diamond, ledger, pool, stabilizer, base, quote, kWad, lpFeeWad, settings } = this.gold
    return {
      diamond,
      ledger,
      pool,
      stabilizer,
      base,
      quote,
      kWad: String(kWad),
      lpFeeWad: String(lpFeeWad),
      thetaBp: String(settings.thetaBp),
      bandBp: String(settings.bandBp),
      closes: String(settings.closes),
      minBlocks: String(settings.minBlocks),
      perBlockCapBp: String(settings.perBlockCapBp),
      designFlowPerHour: String(settings.designFlowPerHour),
      blockMilliseconds: String(settings.blockTimeMs),
    }
  }

  chapter(complete: boolean): PegChapter {
    return {
      kind: 'peg',
      id: this.story.id,
      title: this.story.title,
      chain: this.chain,
      mode: this.mode,
      seed: this.seed,
      complete,
      config: this.config(),
      ...(this.loan === undefined ? {} : { loan: this.loan }),
      closes: this.closes,
      parts: this.parts,
      actions: this.actions,
      attacks: this.attacks,
      ...(this.drain === undefined ? {} : { drain: this.drain }),
      claims: this.claims,
    }
  }
}
