import { forgeBinary } from '../../ts-tests/harness/binary.ts'
import { startProgress } from '../../ts-tests/harness/progress.ts'
import { run } from '../../ts-tests/harness/run.ts'
import { type ForgeTest, parseForgeReport } from './forgeReport.ts'

/** Runs forge's tests and reads its report. `project` is where; the arguments are forge's own. */
export async function runForgeTests(
  label: string,
  args: readonly string[],
  options: { project?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ForgeTest[]> {
  const progress = startProgress(label)
  const { stdout, stderr } = await run(forgeBinary(), ['test', '--json', '--allow-failure', ...args], {
    ...(options.project === undefined ? {} : { cwd: options.project }),
    ...(options.env === undefined ? {} : { env: options.env }),
  })
  try {
    const tests = parseForgeReport(stdout, stderr)
    progress.done(`${tests.length} tests`)
    return tests
  } catch (error) {
    progress.done('failed')
    throw error
  }
}

/** Prints one line a suite, and all that a reader needs of tests that failed, were skipped or printed something. */
export function printForgeTests(tests: readonly ForgeTest[]): void {
  const suites = new Map<string, ForgeTest[]>()
  for (const test of tests) suites.set(test.suite, [...(suites.get(test.suite) ?? []), test])
  for (const [suite, members] of [...suites].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const failed = members.filter(({ status }) => status === 'failed').length
    console.log(
      ` ${failed > 0 ? '✗' : '✓'} ${suite} (${members.length} tests${failed > 0 ? `, ${failed} failed` : ''})`,
    )
    for (const { name, status, reason, logs, counterexample } of members) {
      if (status !== 'passed') console.log(`     ${status}: ${name}: ${reason ?? 'no reason given'}`)
      if (status === 'failed' && counterexample !== undefined) {
        console.log(`       counterexample: ${counterexample.replaceAll('\n', '\n         ')}`)
      }
      for (const log of logs) console.log(`       ${name}: ${log}`)
    }
  }
}
