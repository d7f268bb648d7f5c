import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RoomUnknownError } from '../errors.ts'
import { solidityFiles } from '../sources.ts'

/** What is mutated unless told otherwise: what holds or rules depositors' money. */
export const DEFAULT_ROOMS: readonly string[] = ['vault', 'risk', 'treasury', 'access']

export type Room = { name: string; sources: readonly string[]; tests: string }

/** The rooms asked for: those that have sources and unit tests. One that was named has to have both. */
export function findRooms(project: string, names: readonly string[], named: boolean): Room[] {
  const rooms = names.flatMap((name): Room[] => {
    const sources = solidityFiles(project, join('src', name))
    const tests = `test/unit/${name}`
    if (sources.length > 0 && existsSync(join(project, tests))) return [{ name, sources, tests }]
    if (named) throw new RoomUnknownError(name, [...DEFAULT_ROOMS])
    return []
  })
  if (rooms.length === 0) throw new RoomUnknownError(names.join(','), [...DEFAULT_ROOMS])
  return rooms
}

/** The test files of a room. */
export const testFiles = (project: string, room: Room): string[] => solidityFiles(project, room.tests)

/** Text of a source as one character a byte, as the compiler counts them. */
export const readBytes = (project: string, file: string): string => readFileSync(join(project, file), 'latin1')
