import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** File name to content. */
export type SnapshotFiles = ReadonlyMap<string, string>

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

function readFiles(folder: string, matches: (file: string) => boolean): Map<string, string> {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return new Map()
  }
  return new Map(names.filter(matches).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** Lines that are on one side only, marked as in a diff: enough to see what changed. */
function lineChanges(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const [oldSet, freshSet] = [new Set(old), new Set(fresh)]
  return [
    ...old.filter((line) => !freshSet.has(line)).map((line) => `    - ${line.trim()}`),
    ...fresh.filter((line) => !oldSet.has(line)).map((line) => `    + ${line.trim()}`),
  ]
}

/** What differs between committed snapshots and fresh ones; empty when nothing does. */
export function compareFiles(
  folder: string,
  fresh: SnapshotFiles,
  matches: (file: string) => boolean = (file) => file.endsWith('.json'),
): string[] {
  const committed = readFiles(folder, matches)
  const differences: string[] = []
  for (const [name, content] of fresh) {
    const before = committed.get(name)
    if (before === undefined) differences.push(`${name} is new`)
    else if (before !== content) {
      const lines = lineChanges(before, content)
      differences.push([`${name} changed`, ...(lines.length > 0 ? lines : ['    (order of lines)'])].join('\n'))
    }
  }
  for (const name of committed.keys()) if (!fresh.has(name)) differences.push(`${name} is gone`)
  return differences
}

/** Replaces the snapshots of a folder by fresh ones. */
export function writeFiles(
  folder: string,
  fresh: SnapshotFiles,
  matches: (file: string) => boolean = (file) => file.endsWith('.json'),
): void {
  mkdirSync(folder, { recursive: true })
  for (const name of readFiles(folder, matches).keys()) if (!fresh.has(name)) rmSync(join(folder, name))
  for (const [name, content] of fresh) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** Compares or rewrites, says what happened, and returns the exit code. */
export function settle(
  title: string,
  check: boolean,
  folder: string,
  fresh: SnapshotFiles,
  matches?: (file: string) => boolean,
): number {
  const differences = compareFiles(folder, fresh, matches)
  if (!check) {
    writeFiles(folder, fresh, matches)
    console.log(`${title}: ${fresh.size} written, ${differences.length} changed.`)
    return 0
  }
  if (differences.length === 0) {
    console.log(`${title}: ${fresh.size} as committed.`)
    return 0
  }
  console.error(`${title} differ from what is committed. If that is meant, run "npm run snapshot" and commit.`)
  for (const difference of differences) console.error(`  ${difference}`)
  return 1
}
