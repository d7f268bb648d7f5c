import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importsOf, readRemappings, resolveImport, solidityFiles } from './sources.ts'

/**
 * The rooms of src/, lowest first: a room may import those on lower floors. On one floor rooms reach each other through
 * interfaces, save for the pairs listed in `doors`.
 */
const floors: readonly (readonly string[])[] = [
  ['types', 'libraries'],
  ['access', 'diamond', 'governance', 'oracle'],
  ['risk', 'adapters'],
  ['vault', 'pmm', 'ledger', 'hedge'],
  ['treasury', 'stabilizer', 'bridge'],
  ['reserve'],
  ['lens'],
]

/** Imports within a floor that are allowed, one way each. */
export const doors: readonly (readonly [from: string, to: string])[] = [
  // Product-free code may use value types.
  ['libraries', 'types'],
  // diamondCut and the oracle's setters ask the access room who may call them.
  ['diamond', 'access'],
  ['oracle', 'access'],
]

/** Anyone may import interfaces; they import only each other and value types. */
const INTERFACES = 'interfaces'

export type Violation = { file: string; imports: string; reason: string }

const floorOf = (room: string): number => floors.findIndex((floor) => floor.includes(room))

/** The room of a file, or nothing when it lies outside src/. */
const roomOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]

function judge(from: string, to: string): string | undefined {
  if (from === to || to === INTERFACES) return undefined
  if (from === INTERFACES) return to === 'types' ? undefined : 'interfaces import only interfaces and types'
  const [below, above] = [floorOf(to), floorOf(from)]
  if (above === -1) return `${from} is not a known room (tools/lib/imports.ts lists them)`
  if (below === -1) return `${to} is not a known room (tools/lib/imports.ts lists them)`
  if (below < above) return undefined
  if (below > above) return `${from} is below ${to}`
  return doors.some(([a, b]) => a === from && b === to)
    ? undefined
    : `${from} and ${to} are on one floor: go through an interface`
}

/** Every import in src/ that goes against the order of the rooms. */
export function findViolations(project: string): Violation[] {
  const remappings = readRemappings(project)
  const violations: Violation[] = []
  for (const file of solidityFiles(project, 'src')) {
    const from = roomOf(file)
    for (const path of importsOf(readFileSync(join(project, file), 'utf8'))) {
      const target = resolveImport(file, path, remappings)
      const complain = (reason: string) => violations.push({ file, imports: target, reason })
      if (/^(test|script|ts-tests)\//.test(target)) complain('src must not depend on tests or scripts')
      const to = roomOf(target)
      if (to === undefined) continue
      const reason = from === undefined ? 'the file lies in no room' : judge(from, to)
      if (reason !== undefined) complain(reason)
    }
  }
  return violations
}
