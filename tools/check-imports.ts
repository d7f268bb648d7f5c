// Checks that imports in src/ point one way. Usage: tsx tools/check-imports.ts [project]
import { root } from '../ts-tests/harness/paths.ts'
import { findViolations } from './lib/imports.ts'

const violations = findViolations(process.argv[2] ?? root)
for (const { file, imports, reason } of violations) console.error(`${file}\n  imports ${imports}: ${reason}`)
console.log(violations.length === 0 ? 'Imports point one way.' : `${violations.length} imports go the wrong way.`)
process.exitCode = violations.length === 0 ? 0 : 1
