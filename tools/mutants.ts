// Removes one guard at a time and requires the attack it stands against to fail. Usage: npm run mutants -- [--only id]
import { cac } from 'cac'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'
import { root } from '../ts-tests/harness/paths.ts'
import { conclude, runCommand } from './lib/command.ts'
import { readMutants, tryMutant, type Verdict } from './lib/mutants.ts'

async function mutants(only: string | undefined): Promise<boolean> {
  const all = readMutants(root, only)
  if (all.length > 0) await buildContracts()
  const verdicts: Verdict[] = []
  for (const [index, mutant] of all.entries()) {
    console.log(`[${index + 1}/${all.length}] ${mutant.id}`)
    const verdict = await tryMutant(root, mutant)
    console.log(`  ${verdict.killed ? 'killed' : 'NOT KILLED'}: ${verdict.detail}`)
    verdicts.push(verdict)
  }
  const alive = verdicts.filter(({ killed }) => !killed)
  for (const { id, detail } of alive) console.error(`${id}: ${detail}`)
  console.log(`${verdicts.length - alive.length} of ${verdicts.length} mutants killed`)
  return alive.length === 0
}

const cli = cac('npm run mutants --')
cli
  .command('', 'Applies each test/mutants/<id>.patch to a copy, rebuilds, and requires its attack to fail as stated')
  .option('--only <id>', 'One mutant')
  .action(({ only }: { only?: string }) => conclude(() => mutants(only)))
runCommand(cli)
