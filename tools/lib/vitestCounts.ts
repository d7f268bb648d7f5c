import { writeFileSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/** What `npm test` reads of a vitest run. */
export type VitestCounts = { passed: number; failed: number; skipped: { name: string; reason: string | null }[] }

/** Name of the environment variable that says where the counts go. */
export const COUNTS_FILE = 'VITEST_COUNTS_FILE'

/** Counts tests at the end of a run, and keeps the reasons of those skipped, which vitest's JSON report leaves out. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts: VitestCounts = { passed: 0, failed: errors.length, skipped: [] }
    for (const module of modules) {
      // A file that cannot be loaded has no tests to fail.
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') counts.passed += 1
        else if (result.state === 'failed') counts.failed += 1
        else counts.skipped.push({ name: test.fullName, reason: ('note' in result && result.note) || null })
      }
    }
    const file = process.env[COUNTS_FILE]
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  }
}
