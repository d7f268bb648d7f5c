import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { actorSources } from '../actors.ts'
import { artifactFile } from '../artifacts.ts'
import type { ChainId } from '../chains.ts'
import { createClient } from '../client.ts'
import { type ChainConfig, configPath, loadConfig } from '../config.ts'
import { ArtifactMissingError } from '../errors.ts'
import { feedArtifacts } from '../feeds.ts'
import { buildContracts } from '../forgeBuild.ts'
import { startNode } from '../node.ts'
import { inRoot } from '../paths.ts'
import { dumpState, keepNewest } from '../stateFile.ts'
import { useBlockASecond } from '../time.ts'
import { aaveArtifacts } from './aave.ts'
import { buildOrigin } from './build.ts'
import { ORIGIN_TIMESTAMP } from './builder.ts'
import { infrastructureSources } from './infrastructure.ts'
import { tokenArtifacts } from './tokens.ts'
import { venueArtifacts } from './venues.ts'

const HARNESS = join('ts-tests', 'harness')

/** The helpers that an origin is built with, besides everything in this folder. */
const helpers = [
  'abis/aave.ts',
  'abis/algebra.ts',
  'abis/erc20.ts',
  'abis/v3.ts',
  'abis/v4.ts',
  'actors.ts',
  'artifacts.ts',
  'deal.ts',
  'deploy.ts',
  'deployAt.ts',
  'feeds.ts',
  'receiptOf.ts',
  'send.ts',
  'sqrtPrice.ts',
  'time.ts',
  'v4.ts',
]

/** Sources of the stand-ins that forge compiles, and what it compiles them with. */
const standIns = [
  'test/mocks/MockAggregator.sol',
  'test/mocks/MockAlgebraPoolDeployer.sol',
  'test/mocks/MockAggregatorProxy.sol',
  'test/mocks/MockIssuerToken.sol',
  'test/mocks/MockPancakePoolDeployer.sol',
  ...actorSources,
  'src/interfaces/external/IAggregatorV3.sol',
  'src/interfaces/external/IAlgebraPoolMinimal.sol',
  'src/interfaces/external/IUniswapV3PoolMinimal.sol',
  'foundry.toml',
  'remappings.txt',
]

/** Files whose contents decide what an origin looks like, by a name that is the same on every machine. */
function originInputs(chainId: ChainId): Map<string, string> {
  const ours = [
    configPath(chainId),
    ...readdirSync(inRoot(HARNESS, 'origin'))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(HARNESS, 'origin', file)),
    ...helpers.map((file) => join(HARNESS, file)),
    ...standIns,
  ]
  const packages = ['@foundry-rs/anvil/package.json', ...Object.values(infrastructureSources)]
  const artifacts = [tokenArtifacts, venueArtifacts, feedArtifacts, aaveArtifacts]
    .flatMap((paths) => Object.values<string>(paths))
    .filter((path) => !path.startsWith('out/'))
  return new Map([
    ...ours.map((path): [string, string] => [path, inRoot(path)]),
    ...packages.map((path): [string, string] => [path, inRoot('node_modules', path)]),
    ...artifacts.map((path): [string, string] => [path, artifactFile(path)]),
  ])
}

function contentOf(name: string, file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new ArtifactMissingError(name, { cause })
  }
}

/** Hash of everything an origin is built from. */
export function originHash(chainId: ChainId): string {
  const hash = createHash('sha256')
  for (const [name, file] of originInputs(chainId)) {
    hash.update(name).update('\0').update(contentOf(name, file)).update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

async function buildState(chainId: ChainId, config: ChainConfig, path: string): Promise<void> {
  await buildContracts(['test/mocks', ...actorSources])
  // npm's build of Algebra, made without the optimizer, is larger than EIP-170 allows.
  const node = await startNode({ chainId, timestamp: ORIGIN_TIMESTAMP, anyCodeSize: true })
  try {
    const client = createClient(chainId, node.url)
    await useBlockASecond(client)
    await buildOrigin(client, config)
    await dumpState(client, path)
  } finally {
    await node.stop()
  }
}

export type OriginState = { path: string; hash: string; built: boolean }

/** The state file of a chain's origin; builds it when no file of this hash is in the cache. */
export async function originState(chainId: ChainId): Promise<OriginState> {
  const hash = originHash(chainId)
  const path = inRoot('cache', 'origins', `${chainId}-${hash}.json`)
  if (existsSync(path)) return { path, hash, built: false }
  await buildState(chainId, loadConfig(chainId), path)
  keepNewest(path, 2)
  return { path, hash, built: true }
}
