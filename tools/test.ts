// Runs every test: forge's, then vitest's. Closes with the counts of both.
import { cac } from 'cac'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'
import { conclude, runCommand } from './lib/command.ts'
import { UnknownRunnerError } from './lib/errors.ts'
import type { ForgeTest } from './lib/forgeReport.ts'
import { printForgeTests, runForgeTests } from './lib/runForgeTests.ts'
import { runVitest } from './lib/runVitest.ts'
import { closingLines, isGood, totalsOf } from './lib/totals.ts'
import type { VitestCounts } from './lib/vitestCounts.ts'

type Options = { only?: string; except?: string }

async function test({ only, except }: Options): Promise<boolean> {
  if (only !== undefined && only !== 'forge' && only !== 'vitest') throw new UnknownRunnerError(only)
  await buildContracts()
  let forge: ForgeTest[] = []
  let vitest: VitestCounts | undefined
  if (only !== 'vitest') {
    forge = await runForgeTests('forge test', except === undefined ? [] : ['--no-match-path', except])
    printForgeTests(forge)
  }
  if (only !== 'forge') vitest = await runVitest([])
  const totals = totalsOf(forge, vitest)
  for (const line of closingLines(totals)) console.log(line)
  return isGood(totals)
}

const cli = cac('npm test --')
cli
  .command('', 'Runs the tests of forge and vitest')
  .option('--only <runner>', 'forge or vitest')
  .option('--except <glob>', 'Leave out the forge tests below a path')
  .action((options: Options) => conclude(() => test(options)))
runCommand(cli)
