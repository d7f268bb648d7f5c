import { join } from 'node:path'
import { DataInvalidError } from '../errors.ts'
import type { Point } from '../scenario/publisher.ts'
import { type Bar, barColumns, barsOf } from './bars.ts'
import { type Minute, PRICE_DECIMALS } from './minutes.ts'
import { sources } from './sources.ts'
import { fixed, readTable } from './table.ts'

/** A replay by name: minutes of flow and market, or a path of gold under the two-sided process. Times in ms. */
export type Replay = {
  name: string
  process: readonly string[]
  start: bigint
  milliseconds: bigint
  gated: boolean
} & ({ kind: 'minutes'; minutes: readonly Minute[] } | { kind: 'gold'; path: readonly Point[] })

const MINUTE = 60_000n
const HOUR = 60n * MINUTE
const DAY = 24n * HOUR
const BP = 10_000n
const at = (text: string): bigint => BigInt(Date.parse(text))
const day = (ts: bigint): string => new Date(Number(ts)).toISOString().slice(0, 16).replace('T', ' ')
/** Gold's answer while the replay says nothing of it; only its standing still matters. */
const STILL = 10n ** BigInt(PRICE_DECIMALS)

/** A volume in whole units times 1e6, made so that `calmPerHour` becomes `perHour`, raw base. */
const scaled = (volume: bigint, calmPerHour: bigint, perHour: bigint): bigint => (volume * perHour) / calmPerHour

/** One minute an hour has gold's answer: the feed is alive and its price stands. */
const stillGold = (ts: bigint) => (ts % HOUR === 0n ? { oracle: STILL } : {})

/**
 * USDC on Kraken from 10 to 13 March 2023: the minute's close is the market, its takers' sales and purchases are the
 * flow, scaled so that the nine calm days before come to `perHour` (gross, raw base). Errors: those of `readTable`.
 */
function usdcDepeg(folder: string, perHour: bigint): Replay {
  const { file, columns, source } = sources.usdc
  const path = join(folder, file)
  const rows = readTable(path, columns, source).map(({ line, field }) => {
    const of = (column: string, decimals: number): bigint => {
      const value = fixed(field(column), decimals)
      if (value === undefined) throw new DataInvalidError(path, line, `${column} is not a number`)
      return value
    }
    return { ts: of('ts', 0), close: of('close', PRICE_DECIMALS), buy: of('buy_vol', 6), sell: of('sell_vol', 6) }
  })
  const [calmFrom, from, to] = [at('2023-03-01T05:00Z'), at('2023-03-10T00:00Z'), at('2023-03-14T00:00Z')]
  const calm = rows.filter(({ ts }) => ts >= calmFrom && ts < from)
  const calmPerHour = (calm.reduce((sum, { buy, sell }) => sum + buy + sell, 0n) * HOUR) / (from - calmFrom)
  const traded = new Map(rows.filter(({ ts }) => ts >= from && ts < to).map((row) => [row.ts, row] as const))
  if (traded.size === 0 || calmPerHour === 0n) throw new DataInvalidError(path, 1, 'has nothing of 1 to 13 March 2023')
  const minutes = Array.from({ length: Number((to - from) / MINUTE) }, (_, n): Minute => {
    const ts = from + BigInt(n) * MINUTE
    const row = traded.get(ts)
    return {
      ts,
      ...stillGold(ts),
      ...(row === undefined ? {} : { market: row.close }),
      sell: scaled(row?.sell ?? 0n, calmPerHour, perHour),
      buy: scaled(row?.buy ?? 0n, calmPerHour, perHour),
    }
  })
  return {
    kind: 'minutes',
    name: 'usdc-depeg',
    gated: true,
    start: from,
    milliseconds: to - from,
    minutes,
    process: [
      "Kraken's USDC/USD by the minute, 10 to 13 March 2023 (UTC): its close is the market that gates the pool, its takers' sales and purchases are the flow.",
      `The flow is scaled so that 1 to 9 March come to the stated volume: 1 in ${calmPerHour / perHour} of Kraken's.`,
      'Gold stands still and its feed is alive: these files have no gold of those days.',
    ],
  }
}

/** A day as minutes: from open through its extremes, the one that lies against the day's direction first, to close. */
function withinDay({ open, high, low, close }: Bar, minute: bigint): bigint {
  const [first, second] = close < open ? [high, low] : [low, high]
  const corners = [open, first, second, close] as const
  const leg = Number((minute * 3n) / 1_440n)
  const [a, b] = [corners[leg] ?? close, corners[leg + 1] ?? close]
  return a + ((b - a) * (minute * 3n - BigInt(leg) * 1_440n)) / 1_440n
}

/**
 * UST from 7 to 13 May 2022. Only days are to be had: prices go from corner to corner of each day's bar, the day's volume
 * is spread evenly, three fifths of it sold on days that fall and half on others. Errors: those of `readTable`.
 */
function ustMay2022(folder: string, perHour: bigint): Replay {
  const { file, columns, source } = sources.ust
  const path = join(folder, file)
  const bars = barsOf(readTable(path, columns, source), path)
  const [calmFrom, from, to] = [at('2022-05-01T00:00Z'), at('2022-05-07T00:00Z'), at('2022-05-14T00:00Z')]
  const calm = bars.filter(({ ts }) => ts >= calmFrom && ts < from)
  const days = bars.filter(({ ts }) => ts >= from && ts < to)
  if (calm.length === 0 || days.length === 0) throw new DataInvalidError(path, 1, 'has nothing of May 2022')
  const calmPerHour = calm.reduce((sum, { volume }) => sum + volume, 0n) / BigInt(calm.length * 24)
  const minutes = days.flatMap((bar) =>
    Array.from({ length: 1_440 }, (_, n): Minute => {
      const ts = bar.ts + BigInt(n) * MINUTE
      const gross = scaled(bar.volume / 1_440n, calmPerHour, perHour)
      const sell = bar.close < bar.open ? (gross * 3n) / 5n : gross / 2n
      return { ts, ...stillGold(ts), market: withinDay(bar, BigInt(n)), sell, buy: gross - sell }
    }),
  )
  return {
    kind: 'minutes',
    name: 'ust-may-2022',
    gated: true,
    start: from,
    milliseconds: to - from,
    minutes,
    process: [
      'UST by the day, 7 to 13 May 2022 (UTC), as if the pool held UST: no minutes are to be had, so the price goes from corner to corner of each day’s bar.',
      `The volume is spread evenly over each day and scaled so that 1 to 6 May come to the stated volume: 1 in ${calmPerHour / perHour} of the market's. Three fifths are sales on days that fall, half on others.`,
      'Gold stands still and its feed is alive.',
    ],
  }
}

const spread = (bars: readonly Bar[]): bigint => {
  const [first] = bars
  if (first === undefined) return 0n
  const high = bars.reduce((most, bar) => (bar.high > most ? bar.high : most), first.high)
  const low = bars.reduce((least, bar) => (bar.low < least ? bar.low : least), first.low)
  return ((high - low) * BP) / first.open
}

/** Gold's 24 hours with the furthest high from low in a file of hourly bars, four answers an hour. */
function goldIntraday(folder: string): Replay {
  const { file, source } = sources.goldHours
  const path = join(folder, file)
  const bars = barsOf(readTable(path, barColumns, source), path)
  const hours = 24
  let worst: { bars: readonly Bar[]; bp: bigint } = { bars: [], bp: 0n }
  for (let n = 0; n + hours <= bars.length; n++) {
    const [first, last] = [bars[n], bars[n + hours - 1]]
    // Not across a weekend: within a day the market's own break of an hour is all that may be missing.
    if (first === undefined || last === undefined || last.ts - first.ts > DAY + 2n * HOUR) continue
    const window = bars.slice(n, n + hours)
    const bp = spread(window)
    if (bp > worst.bp) worst = { bars: window, bp }
  }
  const [first] = worst.bars
  const last = worst.bars.at(-1)
  if (first === undefined || last === undefined) throw new DataInvalidError(path, 1, 'has no 24 hours without a gap')
  const corners = worst.bars.flatMap(({ ts, open, high, low, close }) => {
    const [one, other] = close < open ? [high, low] : [low, high]
    const base = (ts - first.ts) / 1_000n
    return [open, one, other, close].map((value, n): Point => ({ second: base + BigInt(n) * 900n, value }))
  })
  return {
    kind: 'gold',
    name: 'gold-intraday',
    gated: false,
    start: first.ts,
    milliseconds: last.ts + HOUR - first.ts,
    path: corners,
    process: [
      `Gold's 24 hours with the furthest high from low since 2012, from ${day(first.ts)}: ${worst.bp} bp. An answer every quarter of an hour: open, the extremes, close of each hour's bar.`,
    ],
  }
}

/** Gold's greatest jump over a weekend in a file of 5-minute bars: a day before it, the weekend, six hours after. */
function goldWeekend(folder: string): Replay {
  const { file, source } = sources.goldFiveMinutes
  const path = join(folder, file)
  const bars = barsOf(readTable(path, barColumns, source), path)
  let worst: { index: number; bp: bigint } | undefined
  for (const [n, bar] of bars.entries()) {
    const before = bars[n - 1]
    // A weekend; longer gaps are the file's.
    if (before === undefined || bar.ts - before.ts < 40n * HOUR || bar.ts - before.ts > 80n * HOUR) continue
    const jump = bar.open > before.close ? bar.open - before.close : before.close - bar.open
    const bp = (jump * BP) / before.close
    if (worst === undefined || bp > worst.bp) worst = { index: n, bp }
  }
  const reopening = worst === undefined ? undefined : bars[worst.index]
  const closing = worst === undefined ? undefined : bars[worst.index - 1]
  if (worst === undefined || reopening === undefined || closing === undefined) {
    throw new DataInvalidError(path, 1, 'has no weekend')
  }
  const [from, to] = [closing.ts - DAY, reopening.ts + 6n * HOUR]
  const window = bars.filter(({ ts }) => ts >= from && ts < to)
  const first = window[0]?.ts ?? from
  return {
    kind: 'gold',
    name: 'gold-weekend',
    gated: false,
    start: first,
    milliseconds: to - first,
    path: window.map(({ ts, close }) => ({ second: (ts - first) / 1_000n, value: close })),
    process: [
      `Gold by five minutes around the weekend with the greatest jump in the file: closed ${day(closing.ts)}, reopened ${day(reopening.ts)} ${worst.bp} bp away (the file's own time). The feed says nothing in between.`,
    ],
  }
}

/** The named replays. */
export const namedReplays: Readonly<Record<string, (folder: string, perHour: bigint) => Replay>> = {
  'usdc-depeg': usdcDepeg,
  'ust-may-2022': ustMay2022,
  'gold-intraday': goldIntraday,
  'gold-weekend': goldWeekend,
}
