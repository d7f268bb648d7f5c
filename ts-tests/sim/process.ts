import { WAD } from './domain/fixedPoint.ts'
import type { Market } from './market.ts'
import type { TwoSidedProcess } from './scenario/twoSided.ts'

// What the record and the page state about how a run's trades and answers come about, in sentences.

const MINUTE_MS = 60_000n

const flow = ({ settings, base }: Market, volume: bigint): string =>
  `${settings.designFlowPerHour * volume} raw ${base.symbol} an hour`

export const oneSidedText = (market: Market, volume: bigint): string =>
  `${market.base.symbol} is sold evenly over time, ${flow(market, volume)}, in trades of a uniform size from a tenth of the greatest (${market.settings.maxTrade} raw) to it; the oracle stands still.`

export const twoSidedTexts = (market: Market, volume: bigint, process: TwoSidedProcess): string[] => [
  `Trades arrive as a Poisson process, ${flow(market, volume)} gross before clipping; sizes are log-normal with mean ${process.meanTrade} raw and log-deviation ${process.sigmaWad / WAD}, clipped at ${process.mostTrade}. In spells of exponential length, ${process.spellMs / MINUTE_MS} minutes in the mean, ${process.prevailingBp / 100n} % of the trades are on the prevailing side.`,
  `An arbitrageur trades the pool to where, after its fee, it is as dear as the oracle says, for ${process.leastArbitrage} raw ${market.base.symbol} or more.`,
]

export const goldText = (thresholdBp: bigint): string =>
  `Gold's path begins at the feed's first answer; its moves are kept in proportion. The feed answers ${thresholdBp === 0n ? 'every new price' : `moves of ${thresholdBp} bp or more`}.`

export const bucketText = ({ base, quote }: Market, held: bigint): string =>
  held === 0n
    ? `Bucket B holds the opening's ${quote.symbol} alone.`
    : `Bucket B holds, beside the opening's ${quote.symbol}, ${held / 10n ** BigInt(base.decimals)} ${base.symbol}: it can act both ways.`

/** Which pool a replay is played on; `own` is the pool whose base is what the replays are of. */
export const poolText = ({ pool, base }: Market, own: string): string =>
  `The pool is ${pool} of the address book${pool === own ? '' : `: ${base.symbol} stands for the token of the replay`}.`

export const marketArbitrageText = ({ base }: Market, { leastArbitrage }: TwoSidedProcess): string =>
  `An arbitrageur trades the pool to where, after its fee, it is as dear as the base's market (by definition where the file has none), for ${leastArbitrage} raw ${base.symbol} or more.`

/** `thresholdBp` is that of the market's feed, if there is one. */
export const gateText = (thresholdBp: bigint | undefined): string =>
  thresholdBp === undefined
    ? 'No market feed gates the pool.'
    : `A market feed that answers moves of ${thresholdBp} bp or more gates the pool: outside 50 bp of par it halts.`
