import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inRoot } from '../../ts-tests/harness/paths.ts'

/** The project's settings unless `foundry.toml` is among its files. */
export const foundryToml = `[profile.default]
src = "src"
test = "test"
out = "out"
solc = "./tools/solc.cjs"
offline = true
evm_version = "cancun"
auto_detect_remappings = false

[fuzz]
runs = 16

[invariant]
runs = 4
depth = 50
`

export type Fixture = { path: string; remove: () => void }

/** A small project of its own, outside the repository, that the tools can be tried on. */
export function createFixture(files: Readonly<Record<string, string>>): Fixture {
  const path = mkdtempSync(join(tmpdir(), 'fixture-'))
  for (const [file, text] of Object.entries({ 'foundry.toml': foundryToml, 'remappings.txt': '', ...files })) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), text)
  }
  mkdirSync(join(path, 'tools'), { recursive: true })
  copyFileSync(inRoot('tools', 'solc.cjs'), join(path, 'tools', 'solc.cjs'))
  symlinkSync(inRoot('node_modules'), join(path, 'node_modules'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
