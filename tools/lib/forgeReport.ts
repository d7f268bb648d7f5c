import { z } from 'zod'
import { describeCounterexample } from './counterexample.ts'
import { TestReportInvalidError } from './errors.ts'

const counts = z.object({ calls: z.number(), reverts: z.number(), discards: z.number() })

const testResult = z.object({
  status: z.enum(['Success', 'Failure', 'Skipped']),
  reason: z.string().nullable().default(null),
  decoded_logs: z.array(z.string()).default([]),
  counterexample: z.unknown().optional(),
  duration: z.string().optional(),
  kind: z
    .object({
      Invariant: z
        .object({ runs: z.number(), calls: z.number(), reverts: z.number(), metrics: z.record(counts).default({}) })
        .optional(),
      Fuzz: z.object({ runs: z.number() }).optional(),
    })
    .passthrough()
    .optional(),
})

const report = z.record(z.object({ duration: z.string().optional(), test_results: z.record(testResult) }))

export type ForgeTest = {
  /** "path:Contract" and the function. */
  suite: string
  name: string
  status: 'passed' | 'failed' | 'skipped'
  reason: string | undefined
  logs: readonly string[]
  counterexample: string | undefined
  /** How often it ran, where it is fuzzed; 0 otherwise. */
  runs: number
  /** Calls, reverts and discards by selector, where the test is an invariant. */
  metrics: Readonly<Record<string, z.output<typeof counts>>>
}

/** A campaign's line of progress. Suites are named by path and contract, so no report begins so. */
const isEvent = /^\{"timestamp":\d+,"event":/

const statuses = { Success: 'passed', Failure: 'failed', Skipped: 'skipped' } as const

/**
 * Reads what `forge test --json` prints; an empty list where there was nothing to run. The report is the last object: a
 * campaign that keeps a corpus prints others before it, of how far it has come ("event": "pulse").
 */
export function parseForgeReport(stdout: string, stderr: string): ForgeTest[] {
  if (/^No tests (found|match)/m.test(stdout + stderr)) return []
  const line = stdout.split('\n').findLast((candidate) => candidate.startsWith('{') && !isEvent.test(candidate))
  let json: unknown
  try {
    json = JSON.parse(line ?? '')
  } catch {
    throw new TestReportInvalidError('forge', stderr || stdout)
  }
  const parsed = report.safeParse(json)
  if (!parsed.success) throw new TestReportInvalidError('forge', `${parsed.error.message}\n${stderr}`)
  return Object.entries(parsed.data).flatMap(([suite, { test_results }]) =>
    Object.entries(test_results).map(([name, result]) => ({
      suite,
      name: name.replace(/\(\)$/, ''),
      status: statuses[result.status],
      reason: result.reason ?? undefined,
      logs: result.decoded_logs,
      counterexample: result.counterexample ? describeCounterexample(result.counterexample) : undefined,
      runs: result.kind?.Invariant?.runs ?? result.kind?.Fuzz?.runs ?? 0,
      metrics: result.kind?.Invariant?.metrics ?? {},
    })),
  )
}
