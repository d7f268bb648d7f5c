import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RunInvalidError } from './errors.ts'
import { sampleRun } from './report/sampleRun.ts'
import { parseRun, readRun, writeRun } from './run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a run', () => {
  test('is read as it was written, and leaves no other file', () => {
    const path = join(folder, 'report', 'run.json')
    writeRun(path, sampleRun('1'))
    expect(readRun(path)).toEqual(sampleRun('1'))
    expect(readdirSync(join(folder, 'report'))).toEqual(['run.json'])
  })

  test.each([
    ['a number instead of a string', (text: string) => text.replace('"swaps": "612"', '"swaps": 612')],
    ['a figure with a point', (text: string) => text.replace('"swaps": "612"', '"swaps": "6.12"')],
    ['a figure with leading zeros', (text: string) => text.replace('"swaps": "612"', '"swaps": "0612"')],
    ['something unknown', (text: string) => text.replace('"swaps": "612"', '"swaps": "612", "more": "1"')],
    ['an unknown kind of chapter', (text: string) => text.replace('"kind": "vault"', '"kind": "other"')],
    ['half a file', (text: string) => text.slice(0, 1_000)],
  ])('with %s is refused, and the error says where', (_, alter) => {
    const path = join(folder, 'run.json')
    writeRun(path, sampleRun('1'))
    const text = readFileSync(path, 'utf8')
    expect(() => parseRun(alter(text), 'run.json')).toThrow(RunInvalidError)
    expect(() => parseRun(alter(text), 'run.json')).toThrow(/run\.json/)
  })

  test('that is not valid is not written', () => {
    const path = join(folder, 'run.json')
    expect(() => writeRun(path, { ...sampleRun('1'), milliseconds: '1.5' })).toThrow(RunInvalidError)
    expect(readdirSync(folder)).toEqual([])
  })
})
