// Shows every vault of a chain and what deserves attention. Usage: npm run monitor -- --chain <id> [--rpc <url>] [--json]
import { cac } from 'cac'
import { createPublicClient, http } from 'viem'
import { loadArtifact } from '../ts-tests/harness/artifacts.ts'
import { chainIds, parseChainId } from '../ts-tests/harness/chains.ts'
import { readRecord } from '../ts-tests/harness/deployments.ts'
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { NodeSilentError, NotDeployedError, WindowInvalidError } from './lib/errors.ts'
import { lensAbi } from './lib/lensAbi.ts'
import { watchVaults } from './lib/monitor.ts'
import { monitorText } from './lib/monitorText.ts'
import { targetOf } from './lib/target.ts'

/** Something deserves attention. */
const ALERT = 1
/** It could not be read: no node, no record, a chain that is none of ours. */
const UNKNOWN = 2

type Options = { chain?: number | string; rpc?: string; record?: string; hours?: number | string; json?: boolean }

async function monitor({ chain, rpc, record: recordFile, hours: window, json }: Options): Promise<number> {
  const chainId = parseChainId(String(chain ?? ''))
  const hours = Number(window ?? 24)
  if (!(hours > 0)) throw new WindowInvalidError(String(window))
  const { url, recordPath } = targetOf(chainId, rpc, recordFile)
  const diamond = readRecord(recordPath, chainId).contracts.CantileverDiamond?.address
  if (diamond === undefined) throw new NotDeployedError(recordPath)
  const client = createPublicClient({ transport: http(url, { retryCount: 0 }) })
  const block = await client.getBlock().catch((cause) => {
    throw new NodeSilentError(url, chainId, { cause })
  })
  const { creationCode } = loadArtifact('out/VaultLens.sol/VaultLens.json', lensAbi)
  const since = block.timestamp - BigInt(Math.round(hours * 3_600))
  const watched = await watchVaults(client, diamond, creationCode, since < 0n ? 0n : since)
  if (json) console.log(JSON.stringify(watched, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2))
  else for (const vault of watched) console.log(`${monitorText(vault, hours)}\n`)
  return watched.some(({ alerts }) => alerts.length !== 0) ? ALERT : 0
}

const cli = cac('npm run monitor --')
cli
  .command(
    '',
    'Shows every vault, its activity and what deserves attention; exits 1 if anything does, 2 if it cannot tell',
  )
  .option('--chain <id>', `The chain: ${chainIds.join(', ')}`)
  .option('--rpc <url>', 'Where it is; default RPC_<id> of the environment, else the devnet')
  .option('--record <file>', 'The record; default deployments/<id>.json, for the devnet its own')
  .option('--hours <h>', 'How far back exits and rebalances are counted', { default: 24 })
  .option('--json', 'Raw figures instead of tables')
  .action(async (options: Options) => {
    try {
      process.exitCode = await monitor(options)
    } catch (error) {
      console.error(error instanceof HarnessError ? `${error.name}: ${error.message}` : error)
      process.exitCode = UNKNOWN
    }
  })
cli.help()
try {
  cli.parse()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}. See npm run monitor -- --help`)
  process.exitCode = UNKNOWN
}
