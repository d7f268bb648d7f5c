import { mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createClient } from '../../ts-tests/harness/client.ts'
import { loadConfig } from '../../ts-tests/harness/config.ts'
import { type DeploymentRecord, localRecordPath, readRecord, roleAccounts } from '../../ts-tests/harness/deployments.ts'
import { ConfigEntryMissingError } from '../../ts-tests/harness/errors.ts'
import { installFeed } from '../../ts-tests/harness/feeds.ts'
import { buildScripts, scriptEnvironment } from '../../ts-tests/harness/forgeBuild.ts'
import { runForgeScript } from '../../ts-tests/harness/forgeScript.ts'
import { startNode } from '../../ts-tests/harness/node.ts'
import { prepareBuilder } from '../../ts-tests/harness/origin/builder.ts'
import { installInfrastructure } from '../../ts-tests/harness/origin/infrastructure.ts'
import { feedAnswers } from '../../ts-tests/harness/origin/market.ts'
import { installTokens } from '../../ts-tests/harness/origin/tokens.ts'
import { root } from '../../ts-tests/harness/paths.ts'
import { useBlockASecond } from '../../ts-tests/harness/time.ts'
import { AnvilDriver } from '../../ts-tests/sim/drivers/anvil.ts'
import { loadMarket } from '../../ts-tests/sim/market.ts'
import { Recorder } from '../../ts-tests/sim/recorder.ts'
import { oneSided } from '../../ts-tests/sim/scenario/oneSided.ts'
import { simulate } from '../../ts-tests/sim/simulate.ts'
import { createRandom } from '../../ts-tests/story/domain/random.ts'

/** Where foundry.toml has the profile's output. */
export const LONDON_OUT = join('cache', 'london', 'out')

export const londonEnvironment = { FOUNDRY_PROFILE: 'london' } as const

/** As of the other profile's scripts, in folders of their own. */
const scripts = {
  ...scriptEnvironment,
  ...londonEnvironment,
  FOUNDRY_OUT: join('cache', 'london', 'scripts', 'out'),
  FOUNDRY_CACHE_PATH: join('cache', 'london', 'scripts', 'cache'),
} as const

const RUN = 'london'
/** Its tokens come from a package; those of 651940 are stand-ins, which forge would have to build once more. */
const CHAIN = 138

const POOL = 'cUSDT_XAU'
/** Ten minutes of two-second blocks. */
const BLOCKS = 300
const TIMES_THE_FLOW = 5n

export type OnLondon = {
  record: DeploymentRecord
  /** What the stabilizer did under a one-sided flow, and the part of the closes in the band, ppm. */
  actions: bigint
  withinPpm: bigint
}

/** Lets the deployed pool and its stabilizer live through a flow. */
async function holdPeg(url: string, record: DeploymentRecord): Promise<Pick<OnLondon, 'actions' | 'withinPpm'>> {
  const market = loadMarket(CHAIN, POOL)
  const { signal } = new AbortController()
  const driver = await AnvilDriver.open({ chainId: CHAIN, url, record }, market, { bucketBase: 0n, signal })
  const recorder = new Recorder(market, await driver.look(), BLOCKS)
  const scenario = oneSided(market, createRandom(RUN), BLOCKS, TIMES_THE_FLOW)
  const random = createRandom('keeper')
  await simulate({ market, driver, scenario, recorder, random, signal, advance: () => {} })
  const { actions, closes } = recorder.figures(TIMES_THE_FLOW, [])
  return { actions: BigInt(actions.count), withinPpm: BigInt(closes.withinPpm) }
}

/**
 * Deploys the profile's build on a chain of the london hardfork, opens its gold system as a team does, and lets it hold a
 * peg for a while.
 */
export async function deployOnLondon(): Promise<OnLondon> {
  // Apart from their runs, which are given little time.
  await buildScripts('script/deploy', scripts)
  const { url, stop } = await startNode({ chainId: CHAIN, hardfork: 'london' })
  try {
    const [client, config] = [createClient(CHAIN, url), loadConfig(CHAIN)]
    await useBlockASecond(client)
    await prepareBuilder(client)
    await installInfrastructure(client, config)
    await installTokens(client, config)
    for (const [name, feed] of Object.entries(config.feeds)) {
      const answer = feedAnswers[name]
      if (answer === undefined) throw new ConfigEntryMissingError(CHAIN, `answer of ${name} (origin/market.ts)`)
      await installFeed(client, feed, answer, {
        aggregator: `${LONDON_OUT}/MockAggregator.sol/MockAggregator.json`,
        proxy: `${LONDON_OUT}/MockAggregatorProxy.sol/MockAggregatorProxy.json`,
      })
    }
    const recordPath = localRecordPath(RUN, CHAIN)
    mkdirSync(dirname(recordPath), { recursive: true })
    const env = {
      ...scripts,
      DEPLOYMENT_RECORD: relative(root, recordPath),
      ROLE_MANAGER: roleAccounts.manager.address,
      ROLE_KEEPER: roleAccounts.keeper.address,
      ROLE_GUARDIAN: roleAccounts.guardian.address,
      ROLE_TREASURY: roleAccounts.treasury.address,
    }
    const runAs = (script: string, { address: sender }: { address: `0x${string}` }) =>
      runForgeScript({ script: `script/deploy/${script}.s.sol`, chainId: CHAIN, rpcUrl: url, sender, env })
    await runAs('Deploy', roleAccounts.admin)
    for (const account of [roleAccounts.treasury, roleAccounts.manager, roleAccounts.admin])
      await runAs('Open', account)
    const record = readRecord(recordPath, CHAIN)
    return { record, ...(await holdPeg(url, record)) }
  } finally {
    await stop()
  }
}
