import { resolve } from 'node:path'
import { type Asked, volumeOf } from './asked.ts'
import { type Minute, minuteColumns, minutesOf } from './data/minutes.ts'
import { namedReplays, type Replay } from './data/replays.ts'
import { ownFile } from './data/sources.ts'
import { readTable } from './data/table.ts'
import { DataMissingError, OptionInvalidError } from './errors.ts'
import type { Market } from './market.ts'

const MINUTE_MS = 60_000n

/** Minutes of a file as a replay. Error: `DataMissingError`, if there are none. */
function replayOf(name: string, path: string, minutes: readonly Minute[]): Replay {
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (first === undefined || last === undefined) throw new DataMissingError(`${path} with a minute in it`, ownFile)
  return {
    kind: 'minutes',
    name,
    gated: minutes.some(({ market }) => market !== undefined),
    start: first.ts,
    milliseconds: last.ts + MINUTE_MS - first.ts,
    minutes,
    process: [`The minutes of a file: its flow times the stated volume, its prices as the feeds' answers.`],
  }
}

/** The replay of that name, or a file of minutes. Errors: `OptionInvalidError`, `DataMissingError`, `DataInvalidError`. */
export function findReplay(asked: Asked, name: string, { settings, base }: Market): Replay {
  const volume = volumeOf(asked)
  const named = namedReplays[name]
  if (named !== undefined) {
    if (asked.data === undefined) {
      throw new OptionInvalidError('replay', name, 'given together with --data DIR, the folder of its file')
    }
    return named(resolve(asked.data), settings.designFlowPerHour * volume)
  }
  const path = resolve(name)
  const minutes = minutesOf(readTable(path, minuteColumns, ownFile), path, base.decimals)
  return replayOf(
    name,
    path,
    minutes.map((minute) => ({ ...minute, sell: minute.sell * volume, buy: minute.buy * volume })),
  )
}
