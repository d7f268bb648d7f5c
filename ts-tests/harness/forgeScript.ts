import type { Address } from 'viem'
import { forgeBinary } from './binary.ts'
import type { ChainId } from './chains.ts'
import { DeploymentFailedError } from './errors.ts'
import { scriptEnvironment } from './forgeBuild.ts'
import { root } from './paths.ts'
import { run } from './run.ts'

/** Milliseconds after which a script is taken to be stuck. */
const TIMEOUT = 300_000

export type ForgeScript = {
  script: string
  chainId: ChainId
  rpcUrl: string
  /** An account that the node signs for. */
  sender: Address
  env: NodeJS.ProcessEnv
  project?: string
}

/** Runs a forge script and broadcasts what it does; its failure carries what it said. */
export async function runForgeScript({ script, chainId, rpcUrl, sender, env, project = root }: ForgeScript) {
  const args = ['script', script, '--rpc-url', rpcUrl, '--broadcast', '--unlocked', '--sender', sender]
  // Slow: one transaction at a time. Sent all at once, one may reach anvil's pool while its predecessor is being
  // mined, and stay in the queue for good.
  const { code, stdout, stderr } = await run(forgeBinary(), [...args, '--slow', '--non-interactive'], {
    cwd: project,
    timeout: TIMEOUT,
    env: { ...scriptEnvironment, ...env },
  })
  if (code !== 0) throw new DeploymentFailedError(chainId, stderr || stdout)
}
