import { join } from 'node:path'
import { inRoot } from '../../harness/paths.ts'
import type { Random } from '../../story/domain/random.ts'
import { DataInvalidError } from '../errors.ts'
import type { Point } from '../scenario/publisher.ts'
import { barColumns, barsOf } from './bars.ts'
import { sources } from './sources.ts'
import { readTable } from './table.ts'

/** Gold's 5-minute bars that the repository ships: made up, of the format of the real ones. */
const SYNTHETIC_GOLD = 'ts-tests/sim/data/XAU-USD_m5_synthetic.csv'

/** Longest pause of a window of a day or less: the market's daily break, not a weekend. */
const LONGEST_PAUSE = 2n * 3_600_000n
const DAY = 86_400_000n

/**
 * A stretch of gold's 5-minute closes that is `milliseconds` long, somewhere in the file of a folder (the synthetic one
 * without a folder), where chance has it begin; without a weekend if it is no longer than a day.
 */
export function goldPath(
  folder: string | undefined,
  milliseconds: bigint,
  random: Random,
): { path: Point[]; process: string } {
  const { file, source } = sources.goldFiveMinutes
  const path = folder === undefined ? inRoot(SYNTHETIC_GOLD) : join(folder, file)
  const bars = barsOf(readTable(path, barColumns, source), path)
  const end = bars.at(-1)?.ts ?? 0n
  const pauses = bars.flatMap(({ ts }, n) => (ts - (bars[n - 1]?.ts ?? ts) > LONGEST_PAUSE ? [ts] : []))
  const starts = bars.filter(({ ts }) => {
    const last = ts + milliseconds
    return last <= end + 300_000n && (milliseconds > DAY || !pauses.some((pause) => pause > ts && pause <= last))
  })
  const start = starts[starts.length === 0 ? 0 : random.below(starts.length)]
  if (start === undefined) throw new DataInvalidError(path, 1, `is shorter than ${milliseconds / 3_600_000n} hours`)
  const window = bars.filter(({ ts }) => ts >= start.ts && ts < start.ts + milliseconds)
  const of = folder === undefined ? 'made up (the repository ships no market data)' : file
  return {
    path: window.map(({ ts, close }) => ({ second: (ts - start.ts) / 1_000n, value: close })),
    process: `Gold by five minutes, ${of}, from ${new Date(Number(start.ts)).toISOString().slice(0, 16)} (the file's own time); each close is an answer of the feed.`,
  }
}
