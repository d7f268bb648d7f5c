// Writes the contracts' reference from their comments. Usage: npm run doc [-- options of forge doc, such as --build]
import { spawnSync } from 'node:child_process'
import { forgeBinary } from '../ts-tests/harness/binary.ts'
import { root } from '../ts-tests/harness/paths.ts'

/**
 * forge doc compiles first. The sources alone, in folders of its own: tests and scripts would take minutes and are not in
 * the reference, and in the build's folders the build would be stale afterwards.
 */
const apart = {
  FOUNDRY_TEST: 'src',
  FOUNDRY_SCRIPT: 'src',
  FOUNDRY_OUT: 'cache/doc/out',
  FOUNDRY_CACHE_PATH: 'cache/doc/cache',
}

console.log('Compiling the sources and reading their comments: a minute or so …')
const { status, error } = spawnSync(forgeBinary(), ['doc', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...apart },
})
if (error) console.error(`forge doc could not be started: ${error.message}`)
else if (status === 0) console.log('Written to generated/doc; the way in is generated/doc/src/SUMMARY.md')
process.exitCode = status ?? 1
