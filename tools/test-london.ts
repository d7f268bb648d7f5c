// Tests the build for chains whose EVM is older than cancun. Usage: npm run test:london -- --help
import { cac } from 'cac'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { startProgress } from '../ts-tests/harness/progress.ts'
import { conclude, runCommand } from './lib/command.ts'
import { deployOnLondon, LONDON_OUT, londonEnvironment } from './lib/london.ts'
import { scanBuild } from './lib/opcodes.ts'
import { printForgeTests, runForgeTests } from './lib/runForgeTests.ts'
import { CREATION_LIMIT, isTooLarge, RUNTIME_LIMIT, sizesOf } from './lib/sizes.ts'
import { closingLines, isGood, totalsOf } from './lib/totals.ts'

/** The rooms' unit tests on an EVM of london. */
async function tests(fuzzRuns: number): Promise<boolean> {
  const done = await runForgeTests('forge test, profile london', ['--fuzz-runs', String(fuzzRuns)], {
    env: londonEnvironment,
  })
  printForgeTests(done)
  const totals = totalsOf(done, undefined)
  for (const line of closingLines(totals)) console.log(line)
  return isGood(totals)
}

/** No opcode in the output that london lacks, and no contract larger than a chain takes. */
function output(): boolean {
  const { contracts, instructions, findings } = scanBuild(inRoot(LONDON_OUT))
  for (const { contract, instruction } of findings) console.error(`${contract}: ${instruction}`)
  console.log(`${instructions} instructions of ${contracts} contracts, ${findings.length} younger than london`)
  const tooLarge = sizesOf(root, LONDON_OUT).filter(isTooLarge)
  for (const { name, runtime, creation } of tooLarge) {
    console.error(
      `${name}: ${runtime} bytes of code (limit ${RUNTIME_LIMIT}), ${creation} to create (limit ${CREATION_LIMIT})`,
    )
  }
  return contracts > 0 && findings.length === 0 && tooLarge.length === 0
}

/** Part of the closes that must be in the band at five times the design flow, ppm. */
const WITHIN_PPM = 990_000n

/** The build runs on such a chain: deployed by the scripts, without Uniswap V4's adapter, it holds a peg. */
async function deployment(): Promise<boolean> {
  const progress = startProgress('Deploying on a chain of london')
  try {
    const { record, actions, withinPpm } = await deployOnLondon()
    const [contracts, facets] = [Object.keys(record.contracts), Object.keys(record.facets)]
    progress.done(
      `${contracts.length} contracts, ${facets.length} facets; its peg took ${actions} actions, ${withinPpm} ppm of the closes in the band`,
    )
    return !facets.includes('V4AdapterFacet') && actions > 0n && withinPpm >= WITHIN_PPM
  } catch (error) {
    progress.done('failed')
    throw error
  }
}

const cli = cac('npm run test:london --')
cli
  .command(
    '',
    'Tests the london profile: unit tests, the opcodes and sizes of its output, a deployment and a peg on such a chain',
  )
  .option('--fuzz-runs <n>', 'Runs of each fuzz test that names no number of its own', { default: 128 })
  .option('--no-deployment', 'Leave out the deployment, for which the scripts are compiled once more')
  .action(({ fuzzRuns, deployment: deploys }: { fuzzRuns: number; deployment: boolean }) =>
    conclude(async () => {
      const passed = await tests(fuzzRuns)
      const fits = output()
      const runs = !deploys || (await deployment())
      return passed && fits && runs
    }),
  )
runCommand(cli)
