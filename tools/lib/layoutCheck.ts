import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { root } from '../../ts-tests/harness/paths.ts'
import { LayoutUnreadableError } from './errors.ts'
import type { SnapshotFiles } from './snapshotFiles.ts'

const snapshot = z.object({
  source: z.string(),
  /** Absent for a contract with state variables of its own: deployed anew, it inherits no storage. */
  namespace: z.string().optional(),
  constants: z.record(z.string()).default({}),
  layout: z.array(z.string()),
  structs: z.record(z.array(z.string())),
})

export type LayoutSnapshot = z.output<typeof snapshot>

/** What a snapshot's line says: "slot 2 byte 16: uint128 cash1". */
type Member = { slot: bigint; byte: number; type: string; label: string }

function parseMember(line: string, path: string): Member {
  const match = /^slot (\d+) byte (\d+): (.+) (\w+)$/.exec(line)
  if (match === null) throw new LayoutUnreadableError(path, `"${line}" is no member`)
  const [, slot = '', byte = '', type = '', label = ''] = match
  return { slot: BigInt(slot), byte: Number(byte), type, label }
}

/** "struct Vault, 192 bytes" without its size, and the size. */
function parseStruct(title: string, path: string): { name: string; bytes: number } {
  const match = /^(.+), (\d+) bytes$/.exec(title)
  if (match === null) throw new LayoutUnreadableError(path, `"${title}" is no struct`)
  return { name: match[1] ?? '', bytes: Number(match[2]) }
}

export function parseLayout(text: string, path: string): LayoutSnapshot {
  try {
    return snapshot.parse(JSON.parse(text))
  } catch (cause) {
    throw new LayoutUnreadableError(path, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause))
  }
}

const place = ({ slot, byte }: Member) => `slot ${slot} byte ${byte}`

/** Members that are not where and what they were. Those beyond the old ones are what appending means. */
function memberChanges(where: string, before: readonly Member[], after: readonly Member[]): string[] {
  return before.flatMap((old, index) => {
    const fresh = after[index]
    const at = `${where}: ${old.type} ${old.label} at ${place(old)}`
    if (fresh === undefined) return [`${at} is gone`]
    if (place(fresh) !== place(old)) return [`${at} is met by ${fresh.type} ${fresh.label} at ${place(fresh)}`]
    if (fresh.type !== old.type) return [`${at} becomes ${fresh.type} ${fresh.label}`]
    // A new name for the same bits is harmless to the compiler only: nobody vouches that they mean the same.
    return fresh.label === old.label ? [] : [`${at} is renamed ${fresh.label}`]
  })
}

/** Types whose elements lie side by side: a larger element moves all those after the first. */
const isElement = (name: string, layout: LayoutSnapshot): boolean =>
  [...layout.layout, ...Object.values(layout.structs).flat()].some((line) => line.includes(`${name}[`))

/**
 * In what the storage of a room's next version would misread what the present one wrote; empty if members were only
 * appended. A struct may grow too, unless it is an array's element; where it is embedded, what follows it moves, which
 * shows there.
 */
function incompatibilities(before: LayoutSnapshot, after: LayoutSnapshot, path: string): string[] {
  const changes: string[] = []
  if (before.namespace !== after.namespace) {
    changes.push(`the namespace ${before.namespace} becomes ${after.namespace ?? 'none'}`)
  }
  for (const [name, value] of Object.entries(before.constants)) {
    const fresh = after.constants[name]
    if (fresh !== value) changes.push(`the slot ${name} ${value} becomes ${fresh ?? 'none'}`)
  }
  const members = (lines: readonly string[]) => lines.map((line) => parseMember(line, path))
  changes.push(...memberChanges('layout', members(before.layout), members(after.layout)))

  const freshStructs = new Map(
    Object.entries(after.structs).map(([title, lines]) => {
      const { name, bytes } = parseStruct(title, path)
      return [name, { bytes, lines }]
    }),
  )
  for (const [title, lines] of Object.entries(before.structs)) {
    const { name, bytes } = parseStruct(title, path)
    const fresh = freshStructs.get(name)
    // Gone with whatever held it, and that is a change of the holder's.
    if (fresh === undefined) continue
    // The room's own struct is the layout, which was compared already.
    if (!lines.every((line, index) => line === before.layout[index]) || lines.length !== before.layout.length) {
      changes.push(...memberChanges(name, members(lines), members(fresh.lines)))
    }
    if (fresh.bytes !== bytes && isElement(name, before)) {
      changes.push(`${name} takes ${fresh.bytes} bytes instead of ${bytes}, and is an array's element`)
    }
  }
  return changes
}

/**
 * Compares two sets of snapshots, file by file, and returns what is incompatible by library. Only rooms of a diamond
 * count; a room that is new has nothing to misread.
 */
export function compareLayouts(before: SnapshotFiles, after: SnapshotFiles): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [file, text] of before) {
    const old = parseLayout(text, file)
    if (old.namespace === undefined) continue
    const fresh = after.get(file)
    const changes =
      fresh === undefined
        ? ['the room is gone, and what it wrote with it']
        : incompatibilities(old, parseLayout(fresh, file), file)
    if (changes.length > 0) found.set(basename(file, '.json'), changes)
  }
  return found
}

/** The lines to show for what was not acknowledged. */
export const unacknowledged = (
  found: ReadonlyMap<string, readonly string[]>,
  acknowledged: readonly string[],
): string[] =>
  [...found].flatMap(([library, changes]) =>
    acknowledged.includes(library) ? [] : changes.map((change) => `${library}, ${change}`),
  )

/** Snapshots of a folder, or one snapshot, by file name. */
export function readLayouts(path: string): SnapshotFiles {
  if (!existsSync(path)) throw new LayoutUnreadableError(path, 'it does not exist')
  if (!statSync(path).isDirectory()) return new Map([[basename(path), readFileSync(path, 'utf8')]])
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return new Map(files.map((file) => [file, readFileSync(join(path, file), 'utf8')]))
}

const FOLDER = 'snapshots/storage'

/** The snapshots that a commit holds, e.g. the deployed one's. */
export function layoutsAt(commit: string, project = root): SnapshotFiles {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    const files = git('ls-tree', '--name-only', commit, `${FOLDER}/`).split('\n').filter(Boolean)
    return new Map(files.map((file) => [basename(file), git('show', `${commit}:${file}`)]))
  } catch (cause) {
    throw new LayoutUnreadableError(`${FOLDER} at ${commit}`, cause instanceof Error ? cause.message : String(cause))
  }
}
