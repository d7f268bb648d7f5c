import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DepthInvalidError, RoomUnknownError } from './errors.ts'
import type { ForgeTest } from './forgeReport.ts'
import { appendLog, type Entry, entryOf, forgeCall, NIGHTLY, planNight, readLog, remaining } from './nightly.ts'

const project = mkdtempSync(join(tmpdir(), 'nightly-'))
for (const folder of ['invariant/vault', 'invariant/pmm', 'unit/vault', 'attacks']) {
  mkdirSync(join(project, 'test', folder), { recursive: true })
}
afterAll(() => rmSync(project, { recursive: true, force: true }))

const plan = planNight(project, NIGHTLY)
const [pmm, vault] = plan
if (pmm === undefined || vault === undefined) throw new TypeError('the fixture has two rooms')

const told = { commit: 'abc', seed: '0x1', seconds: 3 }
const ran = (status: ForgeTest['status'], discards: number): ForgeTest => ({
  suite: 'test/invariant/vault/V.t.sol:V',
  name: 'invariant_vault',
  status,
  reason: status === 'failed' ? 'V1: not covered' : undefined,
  logs: [],
  counterexample: undefined,
  runs: 10,
  metrics: {
    'Handler.act': { calls: 100, reverts: 0, discards },
    'Handler.wait': { calls: 50, reverts: 0, discards: 0 },
  },
})
const passed: Entry = entryOf(vault, [ran('passed', 79)], told)

describe('a night', () => {
  test('is the rooms with invariants, then the folders with fuzz tests', () => {
    expect(plan.map(({ room, kind, runs, depth }) => [room, kind, runs, depth])).toEqual([
      ['pmm', 'invariants', 2_000, 500],
      ['vault', 'invariants', 2_000, 500],
      ['vault', 'fuzz', 100_000, 1],
      ['attacks', 'fuzz', 100_000, 1],
    ])
  })

  test('can be one room, shorter', () => {
    const short = planNight(project, { runs: 3, depth: 4, fuzzRuns: 5 }, 'vault')
    expect(short.map(({ kind, runs, depth }) => [kind, runs, depth])).toEqual([
      ['invariants', 3, 4],
      ['fuzz', 5, 1],
    ])
  })

  test('refuses an unknown room and a depth that is none', () => {
    expect(() => planNight(project, NIGHTLY, 'cellar')).toThrow(RoomUnknownError)
    for (const runs of [0, -1, 1.5, Number.NaN]) {
      expect(() => planNight(project, { ...NIGHTLY, runs })).toThrow(DepthInvalidError)
    }
    expect(() => planNight(project, { ...NIGHTLY, fuzzRuns: 0 })).toThrow('--fuzz-runs 0')
  })

  test('tells forge how deep and from which seed', () => {
    const { args, env } = forgeCall(vault, '0x7')
    expect(args).toEqual(['--match-path', 'test/invariant/vault/*', '--match-test', '^invariant', '--fuzz-seed', '0x7'])
    expect(env).toEqual({ FOUNDRY_PROFILE: 'nightly', FOUNDRY_INVARIANT_RUNS: '2000', FOUNDRY_INVARIANT_DEPTH: '500' })
  })
})

describe('a campaign', () => {
  test('is logged with what it did', () => {
    expect(passed).toEqual({
      commit: 'abc',
      room: 'vault',
      kind: 'invariants',
      seed: '0x1',
      runs: 2_000,
      depth: 500,
      calls: 150,
      discards: 79,
      seconds: 3,
      verdict: 'passed',
      reasons: [],
    })
  })

  test('fails with its test, with a selector that discards too much, and without any invariant', () => {
    expect(entryOf(vault, [ran('failed', 0)], told)).toMatchObject({
      verdict: 'failed',
      reasons: ['test/invariant/vault/V.t.sol:V invariant_vault: V1: not covered'],
    })
    expect(entryOf(vault, [ran('passed', 81)], told).reasons).toEqual([expect.stringContaining('81 of 100')])
    expect(entryOf(vault, [], told).verdict).toBe('failed')
  })
})

describe('resuming', () => {
  const left = (...log: Entry[]) => remaining(plan, log, 'abc').length

  test('skips what passed at this commit and depth', () => {
    expect(left()).toBe(4)
    expect(remaining(plan, [passed], 'abc')).not.toContain(vault)
    expect(left(passed)).toBe(3)
  })

  test('runs again what failed, until it passes', () => {
    const failed = entryOf(vault, [ran('failed', 0)], told)
    expect(left(failed)).toBe(4)
    expect(left(failed, passed)).toBe(3)
    expect(left(passed, failed)).toBe(3)
  })

  test('runs again at another commit, another depth, and of another kind', () => {
    expect(left({ ...passed, commit: 'abd' })).toBe(4)
    expect(left({ ...passed, runs: 1 })).toBe(4)
    expect(left({ ...passed, depth: 1 })).toBe(4)
    expect(left({ ...passed, kind: 'fuzz' })).toBe(4)
  })
})

describe('the log', () => {
  const file = join(project, 'report', 'nightly.jsonl')

  test('begins empty, and keeps a line a campaign', () => {
    expect(readLog(file)).toEqual([])
    appendLog(file, passed)
    appendLog(file, { ...passed, room: 'pmm' })
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
    expect(readLog(file)).toEqual([passed, { ...passed, room: 'pmm' }])
  })

  test('loses nothing but the line that was cut short', () => {
    appendFileSync(file, JSON.stringify(passed).slice(0, 20))
    expect(readLog(file)).toHaveLength(2)
    appendLog(file, { ...passed, commit: 'abd' })
    expect(readLog(file).map(({ commit }) => commit)).toEqual(['abc', 'abc', 'abd'])
  })
})
