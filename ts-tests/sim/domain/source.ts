import { mulDivDown, WAD } from './fixedPoint.ts'

// What a pool's GuidePriceSource answers: gates of both tokens, then base over quote, from aggregators whose answers
// have an age. Only plain aggregator feeds, which is what the address books set for these units.

/** An aggregator's last answer, raw in its decimals, and the second it was given. */
export type Answer = { value: bigint; at: bigint }

/** A feed: how many decimals it answers in and for how many seconds an answer is good. */
export type FeedTerms = { decimals: number; ttl: bigint }

/** What a token is worth one of: a dollar, or what a feed says. */
export type Unit = 'USD' | { feed: string }

/** Of a pair: units, raw quote per raw base times 1e18 where both are worth one, and the market feeds that gate them. */
export type SourceTerms = {
  base: Unit
  quote: Unit
  scale: bigint
  gates: readonly string[]
  feeds: Readonly<Record<string, FeedTerms>>
}

/** The answers in force, by feed. */
export type Answers = Readonly<Record<string, Answer>>

/** Why there is no price: the contract's error. */
export type Halt = 'Oracle_Gated' | 'Oracle_Stale' | 'Oracle_FeedNotSet'

export type Reading = { ok: true; price: bigint } | { ok: false; halt: Halt }

const GATE_WAD = 5n * 10n ** 15n

/** 50 bp of par, inclusive. */
export const isOpen = (marketWad: bigint): boolean => marketWad >= WAD - GATE_WAD && marketWad <= WAD + GATE_WAD

/** A feed's price, times 1e18, or nothing where it has none that is good at `now` (seconds). */
function priceWad({ feeds }: SourceTerms, answers: Answers, name: string, now: bigint): bigint | Halt {
  const answer = answers[name]
  const terms = feeds[name]
  if (answer === undefined || terms === undefined) return 'Oracle_FeedNotSet'
  if (answer.at > now || now - answer.at > terms.ttl) return 'Oracle_Stale'
  return terms.decimals <= 18
    ? answer.value * 10n ** BigInt(18 - terms.decimals)
    : answer.value / 10n ** BigInt(terms.decimals - 18)
}

/**
 * The guide price's source at second `now`: raw quote per raw base times 1e18, rounded down, or why it reverts. Gates
 * come first; the base's unit before the quote's.
 */
export function readSource(terms: SourceTerms, answers: Answers, now: bigint): Reading {
  for (const gate of terms.gates) {
    const market = priceWad(terms, answers, gate, now)
    if (typeof market === 'string') return { ok: false, halt: market }
    if (!isOpen(market)) return { ok: false, halt: 'Oracle_Gated' }
  }
  if (terms.base === 'USD' && terms.quote === 'USD') return { ok: true, price: terms.scale }
  const base = terms.base === 'USD' ? WAD : priceWad(terms, answers, terms.base.feed, now)
  if (typeof base === 'string') return { ok: false, halt: base }
  const quote = terms.quote === 'USD' ? WAD : priceWad(terms, answers, terms.quote.feed, now)
  if (typeof quote === 'string') return { ok: false, halt: quote }
  return { ok: true, price: mulDivDown(terms.scale, base, quote) }
}
