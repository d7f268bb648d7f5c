// Storage and selector snapshots of src/. Usage: tsx tools/snapshot.ts [storage|selectors] [--check]
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { analyse } from './lib/analysis.ts'
import { requireNoCollisions, selectorsOf } from './lib/selectors.ts'
import { settle, toJson } from './lib/snapshotFiles.ts'
import { storageSnapshots } from './lib/storage.ts'

const args = process.argv.slice(2)
const check = args.includes('--check')
const wanted = args.filter((arg) => arg !== '--check')
const wants = (kind: string): boolean => wanted.length === 0 || wanted.includes(kind)

const storage = (): number => settle('Storage layouts', check, inRoot('snapshots', 'storage'), storageSnapshots(root))

function selectors(): number {
  const fresh = selectorsOf(analyse(root))
  requireNoCollisions(fresh)
  const files = new Map([['selectors.json', toJson(fresh)]])
  return settle('Selectors', check, inRoot('snapshots'), files, (file) => file === 'selectors.json')
}

try {
  const codes = [wants('storage') ? storage() : 0, wants('selectors') ? selectors() : 0]
  process.exitCode = Math.max(...codes)
} catch (error) {
  if (!(error instanceof HarnessError)) throw error
  console.error(`${error.name}: ${error.message}`)
  process.exitCode = 1
}
