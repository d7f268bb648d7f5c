// Applies each mutant of a list to a copy of the repository and runs the tests that must kill it.
//
//   node test/mutants/run.mjs test/mutants/ledger.json [id or group ...]
//
// A list is an array of { id, file, find, replace, test }: `find` must occur in `file` (the first occurrence is
// replaced), `test` is a forge --match-path glob. Prints one line a mutant and exits 1 if any survived or did not
// compile: a guard without a test that fails when it is removed is not guarded.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [listFile, ...only] = process.argv.slice(2)
if (!listFile) {
  console.error('usage: node test/mutants/run.mjs LIST.json [id ...]')
  process.exit(2)
}
const root = process.cwd()
const mutants = JSON.parse(readFileSync(listFile, 'utf8')).filter(
  (m) => only.length === 0 || only.some((o) => m.id.startsWith(o)),
)
const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
const modules = realpathSync('node_modules')

for (const dir of ['src', 'script', 'test', 'tools']) cpSync(dir, join(copy, dir), { recursive: true })
cpSync('remappings.txt', join(copy, 'remappings.txt'))
symlinkSync(modules, join(copy, 'node_modules'))
mkdirSync(join(copy, 'lib'))
for (const line of readFileSync('remappings.txt', 'utf8').split('\n')) {
  const name = /=lib\/([^/]+)\//.exec(line)?.[1]
  if (name) symlinkSync(realpathSync(join('lib', name)), join(copy, 'lib', name))
}
// The genuine bytecode is read through a link that leads out of the copy.
writeFileSync(
  join(copy, 'foundry.toml'),
  readFileSync('foundry.toml', 'utf8').replace(
    'fs_permissions = [',
    `fs_permissions = [\n  { access = "read", path = "${modules}" },`,
  ),
)

function forge(args) {
  const run = spawnSync(join(modules, '.bin/forge'), args, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, FOUNDRY_FUZZ_RUNS: '128' },
  })
  return run.stdout + run.stderr
}

let bad = 0
for (const m of mutants) {
  const path = join(copy, m.file)
  const original = readFileSync(join(root, m.file), 'utf8')
  const at = original.indexOf(m.find)
  let verdict
  if (at < 0) verdict = 'NOT FOUND'
  else {
    writeFileSync(path, original.slice(0, at) + m.replace + original.slice(at + m.find.length))
    // Judged by what forge says, not by its exit code: its npm wrapper does not hand that on.
    const text = forge(['test', '--match-path', m.test])
    const killer = /\[FAIL[^\n]*\] (\w+)\(/.exec(text)?.[1] ?? /\bsetUp\(\)|invariant_\w+/.exec(text)?.[0]
    if (/\[FAIL/.test(text)) verdict = `killed by ${killer ?? 'an invariant'}`
    else if (/, 0 failed,/.test(text)) verdict = 'SURVIVED'
    else verdict = `DID NOT RUN\n${text.slice(0, 800)}`
    writeFileSync(path, original)
  }
  if (!verdict.startsWith('killed')) bad++
  console.log(`${m.id}: ${verdict}`)
}
rmSync(copy, { recursive: true })
console.log(`${mutants.length - bad} of ${mutants.length} killed`)
process.exit(bad === 0 ? 0 : 1)
