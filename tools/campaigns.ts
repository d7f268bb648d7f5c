// Runs the invariant campaigns and checks that their handlers do something. Depth comes from FOUNDRY_PROFILE.
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { complaintsAbout, idleSelectors } from './lib/campaigns.ts'
import { printForgeTests, runForgeTests } from './lib/runForgeTests.ts'
import { closingLines, isGood, totalsOf } from './lib/totals.ts'

try {
  const tests = await runForgeTests('invariant campaigns', [
    '--match-path',
    'test/invariant/*',
    ...process.argv.slice(2),
  ])
  printForgeTests(tests)
  for (const { suite, name, metrics } of tests) {
    for (const [selector, { calls, reverts, discards }] of Object.entries(metrics)) {
      console.log(`     ${suite} ${name}: ${selector}: ${calls} calls, ${reverts} reverts, ${discards} discards`)
    }
  }
  const idle = idleSelectors(tests)
  for (const line of complaintsAbout(idle)) console.error(line)
  const totals = totalsOf(tests, undefined)
  for (const line of closingLines(totals)) console.log(line)
  process.exitCode = (tests.length === 0 || isGood(totals)) && idle.length === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof HarnessError)) throw error
  console.error(`${error.name}: ${error.message}`)
  process.exitCode = 1
}
