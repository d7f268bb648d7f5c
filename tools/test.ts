// Runs every test: forge's, then vitest's. Closes with the counts of both.
import { cac } from 'cac'
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'
import type { ForgeTest } from './lib/forgeReport.ts'
import { printForgeTests, runForgeTests } from './lib/runForgeTests.ts'
import { runVitest } from './lib/runVitest.ts'
import { closingLines, isGood, totalsOf } from './lib/totals.ts'
import type { VitestCounts } from './lib/vitestCounts.ts'

type Options = { only?: string; except?: string }

async function test({ only, except }: Options): Promise<boolean> {
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
  .action(async (options: Options) => {
    try {
      process.exitCode = (await test(options)) ? 0 : 1
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error
      console.error(`${error.name}: ${error.message}`)
      process.exitCode = 1
    }
  })
cli.help()
cli.parse()
