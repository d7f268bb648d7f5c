// forge itself, for the scripts of package.json: npm's wrapper of it ends with 0 whatever forge found.
// Usage: node --import tsx tools/forge.ts <forge's arguments>
import { spawnSync } from 'node:child_process'
import { forgeBinary } from '../ts-tests/harness/binary.ts'
import { root } from '../ts-tests/harness/paths.ts'

const { status, error } = spawnSync(forgeBinary(), process.argv.slice(2), { cwd: root, stdio: 'inherit' })
if (error !== undefined) console.error(error.message)
process.exitCode = status ?? 1
