import type { Anvil } from '@viem/anvil'
import type { ChainId } from '../harness/chains.ts'
import { createClient } from '../harness/client.ts'
import { loadConfig } from '../harness/config.ts'
import { deployedState } from '../harness/deployedState.ts'
import { type DeploymentRecord, deployChain } from '../harness/deployments.ts'
import { NodeStartError } from '../harness/errors.ts'
import { commonForkParameters, commonNodeParameters } from '../harness/node.ts'
import { requireFreePort } from '../harness/ports.ts'
import { forkBlockOf, liveRpcUrl, requireChainId } from '../harness/rpc.ts'
import { continueTime } from '../harness/stateFile.ts'
import { createDevnetAnvil } from './anvil.ts'

/** Where the devnet listens. */
export const devnetPorts: Record<ChainId, number> = { 138: 8138, 651_940: 8651, 56: 8056, 42161: 8161 }

export type DevnetChain = { rpcUrl: string; deployments: DeploymentRecord }

export type Devnet = {
  chains: Partial<Record<ChainId, DevnetChain>>
  /** Resolves when an anvil ends without being asked to. */
  died: Promise<ChainId>
  stop: () => Promise<void>
}

export type DevnetOptions = {
  chainIds: readonly ChainId[]
  /** Added to every port, so that two devnets can run side by side. */
  portOffset?: number
  env?: NodeJS.ProcessEnv
}

type Running = { chainId: ChainId; anvil: Anvil; exited: Promise<void> }

/** @viem/anvil waits for an exit that may have happened already: on Ctrl-C the terminal signals every process. */
async function stopAnvil({ anvil, exited }: Running): Promise<void> {
  await Promise.race([anvil.stop(), exited])
}

async function launch(
  chainId: ChainId,
  port: number,
  state: { loadState: string } | { forkUrl: string; forkBlockNumber: bigint },
) {
  const common = 'forkUrl' in state ? commonForkParameters : commonNodeParameters
  const anvil = createDevnetAnvil({ ...common, ...state, chainId, port }, loadConfig(chainId).chain)
  const exited = new Promise<void>((resolve) => anvil.on('exit', () => resolve()))
  try {
    await anvil.start()
  } catch (cause) {
    throw new NodeStartError(chainId, { cause })
  }
  return { running: { chainId, anvil, exited }, rpcUrl: `http://${common.host}:${port}` }
}

async function startChain(
  chainId: ChainId,
  started: Running[],
  { env = process.env, portOffset = 0 }: DevnetOptions,
): Promise<DevnetChain> {
  const port = devnetPorts[chainId] + portOffset
  // Checked first: a state may take a while to build, and a taken port is known at once.
  await requireFreePort(port)
  const liveUrl = liveRpcUrl(chainId, env)
  if (liveUrl !== undefined) {
    await requireChainId(liveUrl, chainId)
    const forkBlockNumber = await forkBlockOf(liveUrl, chainId, loadConfig(chainId).chain.forkBlock)
    const { running, rpcUrl } = await launch(chainId, port, { forkUrl: liveUrl, forkBlockNumber })
    started.push(running)
    return { rpcUrl, deployments: await deployChain(chainId, rpcUrl, 'devnet') }
  }
  const { path, record } = await deployedState(chainId, 'devnet')
  const { running, rpcUrl } = await launch(chainId, port, { loadState: path })
  started.push(running)
  await continueTime(createClient(chainId, rpcUrl))
  return { rpcUrl, deployments: record }
}

/** Starts deployed chains on the devnet's ports. If one fails, the others are stopped. */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const started: Running[] = []
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= Promise.allSettled(started.map(stopAnvil)).then(() => {})
    return stopping
  }
  const results = await Promise.allSettled(
    options.chainIds.map(async (chainId) => [chainId, await startChain(chainId, started, options)] as const),
  )
  const chains: Devnet['chains'] = {}
  for (const result of results) {
    if (result.status === 'rejected') {
      await stop()
      throw result.reason
    }
    const [chainId, chain] = result.value
    chains[chainId] = chain
  }
  const died = Promise.race(
    started.map(async ({ chainId, exited }) => {
      await exited
      return chainId
    }),
  )
  return { chains, died, stop }
}
