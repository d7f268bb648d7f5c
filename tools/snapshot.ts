// Storage and selector snapshots of src/. Usage: tsx tools/snapshot.ts [storage|selectors] [--check]
// A room whose layout changes otherwise than by appending is written only with --acknowledge <Library>.
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { analyse } from './lib/analysis.ts'
import { LayoutIncompatibleError } from './lib/errors.ts'
import { compareLayouts, readLayouts, unacknowledged } from './lib/layoutCheck.ts'
import { requireNoCollisions, selectorsOf } from './lib/selectors.ts'
import { settle, toJson } from './lib/snapshotFiles.ts'
import { storageSnapshots } from './lib/storage.ts'

const args = process.argv.slice(2)
const check = args.includes('--check')
const isAcknowledgement = (arg: string | undefined) => arg === '--acknowledge'
const acknowledged = args.filter((_, index) => isAcknowledgement(args[index - 1]))
const wanted = args.filter(
  (arg, index) => arg !== '--check' && !isAcknowledgement(arg) && !isAcknowledgement(args[index - 1]),
)
const wants = (kind: string): boolean => wanted.length === 0 || wanted.includes(kind)

function storage(): number {
  const folder = inRoot('snapshots', 'storage')
  const fresh = storageSnapshots(root)
  const refused = unacknowledged(compareLayouts(readLayouts(folder), fresh), acknowledged)
  if (refused.length > 0) throw new LayoutIncompatibleError(refused)
  return settle('Storage layouts', check, folder, fresh)
}

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
