// Measures latency, recovery and the cost of holding the close in full, and writes docs/peg-proof.md and its JSON.
import { writeFileSync } from 'node:fs'
import { cac } from 'cac'
import { inRoot } from '../ts-tests/harness/paths.ts'
import { conclude, runCommand } from './lib/command.ts'
import { pegProofPage, readPegProof } from './lib/pegProof.ts'
import { printForgeTests, runForgeTests } from './lib/runForgeTests.ts'

type Options = { scenarios: string; seed: string; dry: boolean }

const LATENCY = 'test/unit/stabilizer/Latency.t.sol'
const ATTACKERS = 'test/attacks/X47EveryNAndTheta.t.sol'

async function measure({ scenarios, seed, dry }: Options): Promise<boolean> {
  const env = { ...process.env, LATENCY_SCENARIOS: scenarios, LATENCY_SEED: seed, X47_EVERY: '1' }
  const tests = await runForgeTests(
    `${scenarios} scenarios, and every N and theta`,
    // Without it forge leaves the logs out of its report.
    ['--match-path', `{${LATENCY},${ATTACKERS}}`, '-vv'],
    { env },
  )
  printForgeTests(tests)
  if (tests.some(({ status }) => status !== 'passed')) return false
  const proof = readPegProof(tests)
  const command = `npm run peg-proof -- --scenarios ${scenarios} --seed ${seed}`
  if (dry) return true
  writeFileSync(inRoot('docs/peg-proof.json'), `${JSON.stringify(proof, null, 2)}\n`)
  writeFileSync(inRoot('docs/peg-proof.md'), pegProofPage(proof, command))
  return true
}

const cli = cac('npm run peg-proof --')
cli
  .command('', 'Measures the peg under random scenarios and under attackers who hold the close')
  .option('--scenarios <n>', 'How many scenarios of latency', { default: '1000' })
  .option('--seed <n>', 'Which', { default: '1' })
  .option('--dry', 'Write nothing', { default: false })
  .action((options: Options) =>
    conclude(() => measure({ ...options, scenarios: `${options.scenarios}`, seed: `${options.seed}` })),
  )
runCommand(cli)
