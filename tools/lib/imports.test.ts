import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../ts-tests/harness/paths.ts'
import { findViolations } from './imports.ts'
import { importsOf, readRemappings, resolveImport } from './sources.ts'

const projects: string[] = []
afterAll(() => {
  for (const project of projects) rmSync(project, { recursive: true })
})

function projectOf(files: Record<string, string>): string {
  const project = mkdtempSync(join(tmpdir(), 'imports-'))
  projects.push(project)
  for (const [path, text] of Object.entries({ 'remappings.txt': 'lock/=src/libraries/lock/\n', ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  return project
}

const violationsOf = (file: string, imports: string) =>
  findViolations(projectOf({ [file]: `import {X} from "${imports}";\n` })).map(({ reason }) => reason)

describe('imports of a file', () => {
  test('are found in every form, and not in comments', () => {
    const text = `
      import "./A.sol";
      import {B, C as D} from "./B.sol";
      import {
        E,
        F
      } from 'lock/E.sol';
      import * as G from "./G.sol";
      // import "./no.sol";
      /* import "./no.sol"; */
      string constant S = "// not a comment"; import "./H.sol";
    `
    expect(importsOf(text)).toEqual(['./A.sol', './B.sol', 'lock/E.sol', './G.sol'])
  })

  test('are resolved through remappings', () => {
    const remappings = [{ prefix: 'lock/', target: 'src/libraries/lock/transient/' }]
    expect(resolveImport('src/vault/V.sol', 'lock/Lock.sol', remappings)).toBe('src/libraries/lock/transient/Lock.sol')
    expect(resolveImport('src/vault/facets/V.sol', '../../types/T.sol', remappings)).toBe('src/types/T.sol')
  })
})

describe('remappings', () => {
  test("are those of remappings.txt and of foundry.toml's default profile", () => {
    const toml = `[profile.default]\nremappings = ["lock/=a/"]\n[profile.london]\nremappings = ["lock/=b/"]\n`
    const project = projectOf({ 'remappings.txt': 'lib/=c/\n', 'foundry.toml': toml })
    expect(readRemappings(project)).toEqual([
      { prefix: 'lock/', target: 'a/' },
      { prefix: 'lib/', target: 'c/' },
    ])
    const none = projectOf({ 'remappings.txt': '', 'foundry.toml': toml.replace(/^remappings.*$/m, '') })
    expect(readRemappings(none)).toEqual([])
  })

  test('lead to the transient lock', () => {
    const path = resolveImport('src/pmm/PMMPool.sol', 'lock/Lock.sol', readRemappings(root))
    expect(path).toBe('src/libraries/lock/transient/Lock.sol')
  })
})

describe('the order of the rooms', () => {
  test.each([
    ['src/vault/facets/F.sol', '../../access/A.sol'],
    ['src/vault/V.sol', '../vault/W.sol'],
    ['src/oracle/O.sol', '../access/A.sol'],
    ['src/libraries/L.sol', '../types/T.sol'],
    ['src/lens/L.sol', '../bridge/B.sol'],
    ['src/types/T.sol', '../interfaces/I.sol'],
    ['src/interfaces/I.sol', '../types/T.sol'],
    ['src/pmm/P.sol', 'lock/Lock.sol'],
    ['src/pmm/P.sol', 'solady/utils/X.sol'],
  ])('lets %s import %s', (file, imports) => {
    expect(violationsOf(file, imports)).toEqual([])
  })

  test.each([
    ['src/access/A.sol', '../vault/V.sol', 'access is below vault'],
    ['src/access/A.sol', '../oracle/O.sol', 'go through an interface'],
    ['src/vault/V.sol', '../pmm/P.sol', 'go through an interface'],
    ['src/interfaces/I.sol', '../vault/V.sol', 'interfaces import only'],
    ['src/vault/V.sol', '../attic/A.sol', 'attic is not a known room'],
    ['src/attic/A.sol', '../types/T.sol', 'attic is not a known room'],
    ['src/vault/V.sol', '../../test/M.sol', 'tests or scripts'],
  ])('refuses that %s imports %s', (file, imports, reason) => {
    const reasons = violationsOf(file, imports)
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(reason)
  })

  test('holds in this project', () => {
    expect(findViolations(root)).toEqual([])
  })
})
