// Refuses a storage layout that would misread what a live diamond wrote under another one.
// Usage: tsx tools/check-layout.ts <old> <new> | --since <commit>, each with [--acknowledge <Library>]
import { cac } from 'cac'
import { inRoot } from '../ts-tests/harness/paths.ts'
import { conclude, runCommand } from './lib/command.ts'
import { LayoutArgumentsError, LayoutIncompatibleError } from './lib/errors.ts'
import { compareLayouts, layoutsAt, readLayouts, unacknowledged } from './lib/layoutCheck.ts'
import type { SnapshotFiles } from './lib/snapshotFiles.ts'

/** Two files of different names are two versions of one room all the same. */
function paired(before: SnapshotFiles, after: SnapshotFiles): SnapshotFiles {
  const [[name] = [''], [, text] = ['', '']] = [[...before][0], [...after][0]]
  return before.size === 1 && after.size === 1 ? new Map([[name, text]]) : after
}

function check(old: string | undefined, fresh: string | undefined, since: string | undefined, known: string[]): void {
  if (since === undefined && (old === undefined || fresh === undefined)) throw new LayoutArgumentsError()
  const before = since === undefined ? readLayouts(old ?? '') : layoutsAt(since)
  const after = readLayouts(since === undefined ? (fresh ?? '') : inRoot('snapshots', 'storage'))
  const found = compareLayouts(before, paired(before, after))
  const refused = unacknowledged(found, known)
  if (refused.length > 0) throw new LayoutIncompatibleError(refused)
  const noted = [...found.keys()]
  console.log(
    noted.length === 0
      ? 'Storage layouts agree, or were appended to.'
      : `Storage layouts agree but for what is acknowledged: ${noted.join(', ')}.`,
  )
}

const cli = cac('check-layout')
cli
  .command('[old] [new]', 'Compares snapshots (files or folders), or those of a commit with the present ones')
  .option('--since <commit>', 'The deployed commit, as the deployment record names it')
  .option('--acknowledge <library>', 'Accept what changes in this room; may be repeated')
  .action((old: string | undefined, fresh: string | undefined, options: Record<string, unknown>) => {
    const known = [options.acknowledge ?? []].flat().map(String)
    return conclude(() => {
      check(old, fresh, options.since === undefined ? undefined : String(options.since), known)
      return true
    })
  })
runCommand(cli)
