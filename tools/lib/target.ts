import { devnetPorts } from '../../ts-tests/devnet/startDevnet.ts'
import type { ChainId } from '../../ts-tests/harness/chains.ts'
import { localRecordPath } from '../../ts-tests/harness/deployments.ts'
import { inRoot } from '../../ts-tests/harness/paths.ts'

/** Where a deployment can be reached and the file that it is recorded in. */
export type Target = { url: string; recordPath: string }

/** The chain named on the command line or by the environment; without one, the devnet and its own record. */
export function targetOf(chainId: ChainId, rpc: string | undefined, record: string | undefined): Target {
  const live = rpc ?? process.env[`RPC_${chainId}`]
  const usual = live === undefined ? localRecordPath('devnet', chainId) : inRoot('deployments', `${chainId}.json`)
  return { url: live ?? `http://127.0.0.1:${devnetPorts[chainId]}`, recordPath: record ?? usual }
}
