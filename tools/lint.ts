// Every linter, one after the other; reports all that fail. Usage: npm run lint
import { spawnSync } from 'node:child_process'
import { forgeBinary } from '../ts-tests/harness/binary.ts'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { solidityFiles } from './lib/sources.ts'

const bin = (name: string): string => inRoot('node_modules', '.bin', name)

const solidity = ['src', 'script'].filter((folder) => solidityFiles(root, folder).length > 0)

const steps: readonly (readonly [name: string, file: string, args: readonly string[]])[] = [
  ['biome', bin('biome'), ['check', '--error-on-warnings', '.']],
  [
    'solhint',
    bin('solhint'),
    ['--disc', '--noPoster', '--max-warnings=0', ...solidity.map((folder) => `${folder}/**/*.sol`)],
  ],
  // High and medium findings; what is left out, and why, is in foundry.toml.
  ['forge lint', forgeBinary(), ['lint', 'src', '--deny', 'warnings']],
  // The suites import the generated ABIs: types can only be checked once they exist.
  ['abi', 'npm', ['run', '--silent', 'abi']],
  ['tsc', bin('tsc'), ['--noEmit']],
]

/** forge lint compiles in a way of its own: in the build's folders it would make the whole build stale. */
const apart = { FOUNDRY_OUT: 'cache/lint/out', FOUNDRY_CACHE_PATH: 'cache/lint/cache' }

const failed: string[] = []
for (const [name, file, args] of steps) {
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env: name === 'forge lint' ? { ...process.env, ...apart } : process.env,
  })
  if (status !== 0) failed.push(name)
  console.log(`${name}: ${status === 0 ? 'clean' : `failed${error ? ` (${error.message})` : ''}`}`)
}
process.exitCode = failed.length === 0 ? 0 : 1
