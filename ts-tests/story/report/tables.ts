import type { Run } from '../run.ts'
import type { DataTable } from './cells.ts'
import { pegTables } from './pegTables.ts'
import { vaultTables } from './vaultTables.ts'

/** All tables of a chapter, in the order they are shown. */
export function tablesOf(run: Run, index: number): DataTable[] {
  const chapter = run.chapters[index]
  if (chapter === undefined) return []
  const root = `/chapters/${index}`
  return chapter.kind === 'vault' ? vaultTables(run, root, chapter) : pegTables(run, root, chapter)
}
