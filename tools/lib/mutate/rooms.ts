import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RoomUnknownError } from '../errors.ts'
import { solidityFiles } from '../sources.ts'

/** What is mutated unless told otherwise: what holds or rules depositors' money. */
export const DEFAULT_ROOMS: readonly string[] = ['vault', 'risk', 'treasury', 'access']

/** What the vault does for the treasury lies in the vault's folder; its unit tests are the treasury's. */
const TESTED_BY: ReadonlyMap<string, string> = new Map(
  ['Fees', 'FeeAccounts', 'FeeDebt', 'FlashCash'].map((name) => [
    join('src', 'vault', 'libraries', `${name}.sol`),
    'treasury',
  ]),
)

export type Room = { name: string; sources: readonly string[]; tests: string }

/** The rooms asked for: those that have sources and unit tests. One that was named has to have both. */
export function findRooms(project: string, names: readonly string[], named: boolean): Room[] {
  const rooms = names.flatMap((name): Room[] => {
    const own = solidityFiles(project, join('src', name)).filter((file) => (TESTED_BY.get(file) ?? name) === name)
    const others = [...TESTED_BY].flatMap(([file, tester]) => (tester === name ? [file] : []))
    const sources = [...own, ...others.filter((file) => !own.includes(file) && existsSync(join(project, file)))]
    const tests = `test/unit/${name}`
    if (sources.length > 0 && existsSync(join(project, tests))) return [{ name, sources, tests }]
    if (named) throw new RoomUnknownError(name, [...DEFAULT_ROOMS])
    return []
  })
  if (rooms.length === 0) throw new RoomUnknownError(names.join(','), [...DEFAULT_ROOMS])
  return rooms
}

/** Text of a source as one character a byte, as the compiler counts them. */
export const readBytes = (project: string, file: string): string => readFileSync(join(project, file), 'latin1')
