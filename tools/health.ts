// Compares a live deployment with its record. Usage: npm run health -- --chain <id> [--rpc <url>] [--record <file>]
import { resolve } from 'node:path'
import { cac } from 'cac'
import { createPublicClient, http } from 'viem'
import { chainIds, parseChainId } from '../ts-tests/harness/chains.ts'
import { readRecord } from '../ts-tests/harness/deployments.ts'
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { NodeSilentError } from './lib/errors.ts'
import { describeProblem, findProblems, readSignatures } from './lib/health.ts'
import { targetOf } from './lib/target.ts'

/** The deployment is not what its record says. */
const UNHEALTHY = 1
/** It could not be compared: no node, no record, a chain that is none of ours. */
const UNKNOWN = 2

async function health(chain: string, rpc: string | undefined, recordFile: string | undefined): Promise<number> {
  const chainId = parseChainId(chain)
  const { url, recordPath } = targetOf(chainId, rpc, recordFile === undefined ? undefined : resolve(recordFile))
  const record = readRecord(recordPath, chainId)
  const client = createPublicClient({ transport: http(url, { retryCount: 0 }) })
  await client.getChainId().catch((cause) => {
    throw new NodeSilentError(url, chainId, { cause })
  })
  const problems = await findProblems(client, record, url)
  if (problems.length === 0) {
    const facets = Object.keys(record.facets).length
    const selectors = Object.values(record.facets).reduce((sum, facet) => sum + facet.selectors.length, 0)
    console.log(`Chain ${chainId} is healthy: ${facets} facets with ${selectors} functions, as recorded.`)
    return 0
  }
  const signatures = readSignatures()
  console.error(`Chain ${chainId} differs from ${recordPath} in ${problems.length} respects:`)
  for (const problem of problems) console.error(`  - ${describeProblem(problem, signatures)}`)
  return UNHEALTHY
}

const cli = cac('npm run health --')
cli
  .command('', 'Compares facets, selectors and code on chain with the record of the deployment')
  .option('--chain <id>', `The chain: ${chainIds.join(', ')}`)
  .option('--rpc <url>', 'Where it is; default RPC_<id> of the environment, else the devnet')
  .option('--record <file>', 'The record; default deployments/<id>.json, for the devnet its own')
  .action(async ({ chain, rpc, record }: { chain?: number | string; rpc?: string; record?: string }) => {
    try {
      process.exitCode = await health(String(chain ?? ''), rpc, record)
    } catch (error) {
      console.error(error instanceof HarnessError ? `${error.name}: ${error.message}` : error)
      process.exitCode = UNKNOWN
    }
  })
cli.help()
try {
  cli.parse()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}. See npm run health -- --help`)
  process.exitCode = UNKNOWN
}
