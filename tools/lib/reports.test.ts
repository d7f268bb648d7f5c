import { describe, expect, test } from 'vitest'
import { idleSelectors } from './campaigns.ts'
import { TestReportInvalidError } from './errors.ts'
import { type ForgeTest, parseForgeReport } from './forgeReport.ts'
import { closingLines, isGood, totalsOf } from './totals.ts'

const report = JSON.stringify({
  'test/A.t.sol:A': {
    duration: '1ms',
    test_results: {
      'test_works()': { status: 'Success', reason: null, decoded_logs: ['best profit 0'] },
      'testFuzz_fails(uint256)': { status: 'Failure', reason: 'a != b', counterexample: { Single: { args: '1' } } },
      'test_later()': { status: 'Skipped', reason: 'needs RPC_56' },
      'invariant_vault()': {
        status: 'Success',
        reason: null,
        kind: {
          Invariant: {
            runs: 2,
            calls: 200,
            reverts: 0,
            metrics: {
              'Handler.deposit': { calls: 100, reverts: 0, discards: 10 },
              'Handler.idle': { calls: 100, reverts: 0, discards: 81 },
              'Handler.rare': { calls: 5, reverts: 0, discards: 5 },
            },
          },
        },
      },
    },
  },
})

describe("forge's report", () => {
  const tests = parseForgeReport(`Compiling…\n${report}\n`, '')

  test('gives every test its status, reason and logs', () => {
    expect(tests.map(({ name, status }) => [name, status])).toEqual([
      ['test_works', 'passed'],
      ['testFuzz_fails(uint256)', 'failed'],
      ['test_later', 'skipped'],
      ['invariant_vault', 'passed'],
    ])
    expect(tests[0]?.logs).toEqual(['best profit 0'])
    expect(tests[1]?.reason).toBe('a != b')
    expect(tests[1]?.counterexample).toBe('(1)')
  })

  test('names the handlers that discard more than four calls of five', () => {
    expect(idleSelectors(tests).map(({ selector }) => selector)).toEqual(['Handler.idle'])
  })

  test('is empty where there is nothing to run', () => {
    expect(parseForgeReport('No tests found in project!', '')).toEqual([])
    expect(parseForgeReport('', 'No tests match the provided pattern')).toEqual([])
  })

  test('is read below the progress of a campaign with a corpus, which is no report by itself', () => {
    const pulse =
      '{"timestamp":1,"event":"pulse","invariant":"invariant_vault","metrics":{"corpus_count":3},"total_txs":9}'
    expect(parseForgeReport(`${pulse}\n${pulse}\n${report}\n`, '')).toEqual(tests)
    expect(() => parseForgeReport(`${pulse}\n`, 'killed')).toThrow('killed')
  })

  test('that is none shows what forge said', () => {
    expect(() => parseForgeReport('', 'Error: Compiler run failed')).toThrow(TestReportInvalidError)
    expect(() => parseForgeReport('{"a": 1}', 'boom')).toThrow('boom')
  })
})

describe('the closing count', () => {
  const one = (status: ForgeTest['status'], reason?: string): ForgeTest => ({
    suite: 's',
    name: 'n',
    status,
    reason,
    logs: [],
    counterexample: undefined,
    runs: 0,
    metrics: {},
  })
  const vitest = { passed: 5, failed: 0, skipped: [] }

  test('adds both runners up', () => {
    const totals = totalsOf([one('passed'), one('skipped', 'why')], vitest)
    expect(closingLines(totals)).toEqual(['skipped: s n: why', '6 passed, 0 failed, 1 skipped'])
    expect(isGood(totals)).toBe(true)
  })

  test('is bad with a failure in either runner', () => {
    expect(isGood(totalsOf([one('failed')], vitest))).toBe(false)
    expect(isGood(totalsOf([one('passed')], { ...vitest, failed: 1 }))).toBe(false)
  })

  test('is bad with a skip that gives no reason', () => {
    const totals = totalsOf([one('passed'), one('skipped')], undefined)
    expect(closingLines(totals)[0]).toContain('NO REASON GIVEN')
    expect(isGood(totals)).toBe(false)
    expect(isGood(totalsOf([], { ...vitest, skipped: [{ name: 'x', reason: null }] }))).toBe(false)
  })

  test('is bad when nothing ran', () => {
    expect(isGood(totalsOf([], undefined))).toBe(false)
  })
})
