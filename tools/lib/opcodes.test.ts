import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inRoot } from '../../ts-tests/harness/paths.ts'
import { instructionsOf, scanBuild, tooYoung } from './opcodes.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A build's output with one contract in it. */
function built(object: string, sourceMap: string, source = 'src/A.sol'): string {
  const out = mkdtempSync(join(tmpdir(), 'opcodes-'))
  folders.push(out)
  const file = join(out, 'A.sol', 'A.json')
  mkdirSync(dirname(file), { recursive: true })
  const code = { object, sourceMap }
  const metadata = { settings: { compilationTarget: { [source]: 'A' } } }
  writeFileSync(file, JSON.stringify({ bytecode: code, deployedBytecode: code, metadata }))
  return out
}

describe('code', () => {
  test('is read instruction by instruction', () => {
    // PUSH1 5f, PUSH2 5e5d, ADD, PUSH0.
    const found = [...instructionsOf(bytes('605f615e5d015f'), 4)]
    expect(found).toEqual([
      { at: 0, opcode: 0x60 },
      { at: 2, opcode: 0x61 },
      { at: 5, opcode: 0x01 },
      { at: 6, opcode: 0x5f },
    ])
  })

  test.each([
    ['5f', 'PUSH0 at 0'],
    ['60005e', 'MCOPY at 2'],
    ['015c', 'TLOAD at 1'],
    [`7f${'5f'.repeat(32)}5d`, 'TSTORE at 33'],
    ['5b49', 'BLOBHASH at 1'],
    ['4a', 'BLOBBASEFEE at 0'],
  ])('%s has an opcode that london lacks', (hex, found) => {
    expect(tooYoung(bytes(hex), 9)).toEqual([found])
  })

  test.each([
    ['605f', 'in a PUSH1'],
    [`7f${'5c5d5e5f'.repeat(8)}`, 'in a PUSH32'],
    ['00fe5f5e5d5c', 'after the last instruction', 2],
    ['615f', 'in a PUSH2 cut short'],
  ])('%s has their bytes only %s', (hex, _, count = 9) => {
    expect(tooYoung(bytes(hex), Number(count))).toEqual([])
  })
})

describe("a build's output", () => {
  test('is looked through, creation and runtime, as far as its source map goes', () => {
    expect(scanBuild(built('0x60015f00fe5d', '1:1:0;;;;'))).toEqual({
      contracts: 1,
      instructions: 10,
      findings: [
        { contract: 'A', instruction: 'PUSH0 at 2' },
        { contract: 'A', instruction: 'TSTORE at 5' },
        { contract: 'A', instruction: 'PUSH0 at 2' },
        { contract: 'A', instruction: 'TSTORE at 5' },
      ],
    })
    expect(scanBuild(built('0x60015f00fe5d', '1:1:0;')).findings).toHaveLength(2)
    expect(scanBuild(built('0x60015b00fe5d', '1:1:0;;')).findings).toEqual([])
  })

  test('may have addresses of libraries still open, which are data', () => {
    const open = `0x73__$${'5'.repeat(34)}$__5f`
    expect(scanBuild(built(open, ';')).findings.map(({ instruction }) => instruction)).toEqual([
      'PUSH0 at 21',
      'PUSH0 at 21',
    ])
  })

  test('counts for nothing where it is of tests', () => {
    expect(scanBuild(built('0x5f', '', 'test/A.sol')).contracts).toBe(0)
  })

  test('of the default profile has all four of cancun', () => {
    const { contracts, findings } = scanBuild(inRoot('out'))
    expect(contracts).toBeGreaterThan(50)
    const names = new Set(findings.map(({ instruction }) => instruction.split(' ')[0]))
    for (const name of ['PUSH0', 'MCOPY', 'TLOAD', 'TSTORE']) expect(names).toContain(name)
  })
})
