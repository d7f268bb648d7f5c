import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '../../ts-tests/harness/run.ts'
import { MutantInvalidError } from './errors.ts'
import type { ForgeTest } from './forgeReport.ts'
import { runForgeTests } from './runForgeTests.ts'

export type Mutant = {
  id: string
  patch: string
  /** The contract, and the test if it is one of several, that must notice. */
  contract: string
  test: string | undefined
  /** Text of the assertion that must fail. */
  expect: string
}

export type Verdict = { id: string; killed: boolean; detail: string }

const mutantsFolder = join('test', 'mutants')

/** Reads a patch's header: `# test: Contract` or `# test: Contract:function`, and `# expect: text`. */
export function parseMutant(id: string, patch: string): Mutant {
  const header = (key: string): string => {
    const value = new RegExp(`^# ${key}:\\s*(.+?)\\s*$`, 'm').exec(patch)?.[1]
    if (value === undefined) throw new MutantInvalidError(id, `it has no line "# ${key}: …"`)
    return value
  }
  const [contract = '', test, ...rest] = header('test').split(/::?|\//)
  if (rest.length > 0 || !/^\w+$/.test(contract)) {
    throw new MutantInvalidError(id, `"# test: ${header('test')}" names no contract`)
  }
  if (!/^--- .+$[\s\S]*?^\+\+\+ .+$/m.test(patch)) throw new MutantInvalidError(id, 'it contains no diff')
  return { id, patch, contract, test, expect: header('expect') }
}

/** The mutants of a project, or the one asked for, by id. */
export function readMutants(project: string, only?: string): Mutant[] {
  const folder = join(project, mutantsFolder)
  const ids = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.patch'))
        .map((file) => file.replace(/\.patch$/, ''))
        .sort()
    : []
  const wanted = only === undefined ? ids : ids.filter((id) => id === only)
  if (only !== undefined && wanted.length === 0) throw new MutantInvalidError(only, 'there is no such file')
  return wanted.map((id) => parseMutant(id, readFileSync(join(folder, `${id}.patch`), 'utf8')))
}

/** What a build and a test run need. Build outputs come along, so that only what the patch touches is compiled again. */
const copied = [
  'foundry.toml',
  'remappings.txt',
  'src',
  'script',
  'test',
  'lib',
  // Examples that tests compile.
  'docs',
  'snapshots',
  'tools',
  'out',
  'package.json',
]

/**
 * Copies a project to a folder of its own, outside it: git would refuse to patch ignored files inside. Without the build
 * where so much will change that all is compiled again.
 */
export function copyProject(project: string, { withBuild }: { withBuild: boolean } = { withBuild: true }): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutant-'))
  for (const entry of copied.filter((name) => withBuild || name !== 'out')) {
    if (existsSync(join(project, entry))) {
      cpSync(join(project, entry), join(copy, entry), { recursive: true, verbatimSymlinks: true })
    }
  }
  const cache = join('cache', 'solidity-files-cache.json')
  if (withBuild && existsSync(join(project, cache))) moveCache(project, copy, cache)
  const modules = join(project, 'node_modules')
  if (existsSync(modules)) {
    symlinkSync(realpathSync(modules), join(copy, 'node_modules'))
    allowReading(copy, realpathSync(modules))
  }
  return copy
}

/**
 * forge's cache names by their whole path the tests that inherit a source, and compiles them again when it changes. Where
 * it did not know them they would go on with the source as it was, and the mutant would not be tried.
 */
export function moveCache(project: string, copy: string, cache: string): void {
  const text = readFileSync(join(project, cache), 'utf8')
  mkdirSync(join(copy, dirname(cache)), { recursive: true })
  writeFileSync(join(copy, cache), text.replaceAll(`"${realpathSync(project)}/`, `"${realpathSync(copy)}/`))
}

/** Tests deploy genuine bytecode from packages. forge judges a path by where its links lead, here out of the copy. */
function allowReading(copy: string, folder: string): void {
  const config = join(copy, 'foundry.toml')
  const permission = `{ access = "read", path = ${JSON.stringify(folder)} }`
  const text = readFileSync(config, 'utf8')
  writeFileSync(
    config,
    text.replace(/^fs_permissions = \[/m, (start) => `${start}\n  ${permission},`),
  )
}

/** Whether the test failed, and failed where it should. */
export function judge({ id, contract, expect }: Mutant, tests: readonly ForgeTest[]): Verdict {
  if (tests.length === 0) return { id, killed: false, detail: `no test matches ${contract}` }
  const failed = tests.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return { id, killed: false, detail: 'survived: the attack passes without the guard' }
  const said = failed.map(({ reason, logs }) => [reason ?? '', ...logs].join('\n'))
  return said.some((text) => text.includes(expect))
    ? { id, killed: true, detail: `fails at "${expect}"` }
    : { id, killed: false, detail: `fails, but not at "${expect}": ${said.join('; ')}` }
}

/** Applies a mutant to a copy of the project and runs its test there. */
export async function tryMutant(project: string, mutant: Mutant): Promise<Verdict> {
  const copy = copyProject(project)
  try {
    const patch = join(project, mutantsFolder, `${mutant.id}.patch`)
    const { code, stderr } = await run('git', ['apply', '--whitespace=nowarn', patch], {
      cwd: copy,
      // The copy is no repository, and must not be taken for a part of one above it.
      env: { GIT_CEILING_DIRECTORIES: tmpdir() },
    })
    if (code !== 0) throw new MutantInvalidError(mutant.id, `it does not apply: ${stderr.trim()}`)
    const args = ['--match-contract', `^${mutant.contract}$`]
    if (mutant.test !== undefined) args.push('--match-test', `^${mutant.test}\\b`)
    const tests = await runForgeTests(`  ${mutant.id}: forge test ${mutant.contract}`, args, {
      project: copy,
      // Compiler output is shared with the project, whichever folder it is asked from.
      env: { SOLC_SHIM_CACHE: process.env.SOLC_SHIM_CACHE ?? join(project, 'cache', 'solc') },
    })
    return judge(mutant, tests)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
