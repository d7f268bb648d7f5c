// The long campaigns, one at a time; what passed at this commit is not run again. Usage: npm run nightly -- --help
import { randomBytes } from 'node:crypto'
import { cac } from 'cac'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { conclude, runCommand } from './lib/command.ts'
import {
  appendLog,
  committedState,
  entryOf,
  forgeCall,
  logFile,
  NIGHTLY,
  planNight,
  readLog,
  remaining,
} from './lib/nightly.ts'
import { runForgeTests } from './lib/runForgeTests.ts'

type Options = { room?: string; runs: number; depth: number; fuzzRuns: number }

async function night({ room, runs, depth, fuzzRuns }: Options): Promise<boolean> {
  const plan = planNight(root, { runs, depth, fuzzRuns }, room)
  const { commit, isClean } = committedState(root)
  // Of sources that no commit names nothing can be known from earlier.
  const name = isClean ? commit : `${commit}+changes`
  const todo = isClean ? remaining(plan, readLog(inRoot(logFile)), name) : plan
  console.log(`${name}: ${plan.length - todo.length} of ${plan.length} campaigns have passed; ${todo.length} to run`)
  if (todo.length > 0) await buildContracts()
  let failed = 0
  for (const [index, campaign] of todo.entries()) {
    const seed = `0x${randomBytes(32).toString('hex')}`
    const title = `[${index + 1}/${todo.length}] ${campaign.kind} of ${campaign.room}, ${campaign.runs} × ${campaign.depth}`
    const { args, env } = forgeCall(campaign, seed)
    const began = Date.now()
    const tests = await runForgeTests(title, args, { env })
    const seconds = Math.round((Date.now() - began) / 1_000)
    const line = entryOf(campaign, tests, { commit: name, seed, seconds })
    appendLog(inRoot(logFile), line)
    console.log(`  ${line.verdict}: ${line.calls} calls, ${line.discards} discards, ${seconds} s, seed ${seed}`)
    for (const reason of line.reasons) console.error(`  ${reason}`)
    if (line.verdict === 'failed') ++failed
  }
  console.log(`${todo.length - failed} passed, ${failed} failed; logged in ${logFile}`)
  return failed === 0
}

const cli = cac('npm run nightly --')
cli
  .command('', "Runs each room's invariants and fuzz tests deeply; may be stopped and started again at any time")
  .option('--room <name>', 'One room or folder: vault, diamond, attacks, …')
  .option('--runs <n>', 'Runs of each campaign', { default: NIGHTLY.runs })
  .option('--depth <n>', 'Calls of each run', { default: NIGHTLY.depth })
  .option('--fuzz-runs <n>', 'Runs of each fuzz test that names no number of its own', { default: NIGHTLY.fuzzRuns })
  .action((options: Options) => conclude(() => night(options)))
runCommand(cli)
