import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ChainId } from './chains.ts'
import { createClient } from './client.ts'
import { type DeploymentRecord, deployChain, deployScript, localRecordPath, readRecord } from './deployments.ts'
import { buildScripts } from './forgeBuild.ts'
import { startNode } from './node.ts'
import { originState } from './origin/state.ts'
import { inRoot } from './paths.ts'
import { continueTime, dumpState, keepNewest, writeAtomically } from './stateFile.ts'

/** Files that decide what a deployment looks like: all of what is compiled, and what the compiler is told. */
function deploymentInputs(): string[] {
  const solidity = (folder: string): string[] =>
    existsSync(inRoot(folder))
      ? readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.sol'))
          .map((file) => join(folder, file))
          .sort()
      : []
  return [
    ...solidity('src'),
    ...solidity('script'),
    'foundry.toml',
    'remappings.txt',
    'ts-tests/harness/deployments.ts',
    'ts-tests/harness/forgeScript.ts',
  ]
}

function deployedHash(originHash: string): string {
  // Of files alone: a function's text is another under each loader, and every process has to find the same state.
  const hash = createHash('sha256').update(originHash)
  for (const path of deploymentInputs())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(inRoot(path)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

export type DeployedState = { path: string; record: DeploymentRecord }

/**
 * The state file of a chain with everything deployed on it, and the deployment's record, also copied to
 * deployments/local/<run>. Deploys when no file of these inputs is in the cache.
 */
export async function deployedState(chainId: ChainId, run: string): Promise<DeployedState> {
  const origin = await originState(chainId)
  const stem = inRoot('cache', 'deployed', `${chainId}-${deployedHash(origin.hash)}`)
  const path = `${stem}.json`
  const recordPath = `${stem}.record`
  if (!existsSync(path) || !existsSync(recordPath)) {
    if (existsSync(inRoot(deployScript))) await buildScripts(dirname(deployScript))
    const node = await startNode({ chainId, loadState: origin.path })
    try {
      const client = createClient(chainId, node.url)
      await continueTime(client)
      const record = await deployChain(chainId, node.url, run)
      writeAtomically(recordPath, `${JSON.stringify(record, null, 2)}\n`)
      await dumpState(client, path)
    } finally {
      await node.stop()
    }
    keepNewest(path, 4)
  }
  const record = readRecord(recordPath, chainId)
  writeAtomically(localRecordPath(run, chainId), `${JSON.stringify(record, null, 2)}\n`)
  return { path, record }
}
