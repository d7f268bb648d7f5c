import { type Account, type Address, keccak256, maxUint256, toBytes } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import type { Client } from '../../harness/client.ts'
import { type FeedConfig, feedOf, loadConfig } from '../../harness/config.ts'
import { deal } from '../../harness/deal.ts'
import { type DeploymentRecord, roleAccounts } from '../../harness/deployments.ts'
import { aggregatorOf, installFeed } from '../../harness/feeds.ts'
import { plainFeed } from '../../harness/plainFeed.ts'
import { revertOf } from '../../harness/refusal.ts'
import { send } from '../../harness/send.ts'
import { BUCKET_B, bucketAbi, oracleAbi, poolAbi, reserveAbi, stabilizerAbi } from '../../story/chain/goldAbis.ts'
import { ContractMissingError, DriftError, SettingsRefusedError } from '../errors.ts'
import type { Market } from '../market.ts'

/** Addresses of a deployed pool and what belongs to it. */
export type Deployed = {
  diamond: Address
  entry: Address
  bucket: Address
  reserve: Address
  pool: Address
  source: Address
  mesh: Address
  stabilizer: Address
  base: Address
  quote: Address
}

/** More than all flows of a simulation, whole tokens. */
const PURSE = 10n ** 9n

/** Finds a market's contracts in a deployment's record. Error: `ContractMissingError`. */
export function deployedAt({ contracts }: DeploymentRecord, { chainId, pool, base, quote }: Market): Deployed {
  const at = (name: string): Address => {
    const found = contracts[name]
    if (found === undefined) throw new ContractMissingError(chainId, name)
    return found.address
  }
  return {
    diamond: at('CantileverDiamond'),
    entry: at('PMMEntry'),
    bucket: at('ReserveBucketB'),
    reserve: at('ReserveSystem'),
    pool: at(`${pool}.public`),
    source: at(`${pool}.source`),
    mesh: at(`${pool}.mesh`),
    stabilizer: at(`${pool}.stabilizer`),
    base: at(base.symbol),
    quote: at(quote.symbol),
  }
}

/**
 * Readies a deployed chain for a simulation, each step a transaction of whoever may do it: gates and settings where the
 * market's differ from the deployment's, base for bucket B, tokens for the trader. Returns each feed's aggregator.
 * Errors: `DriftError`, `SettingsRefusedError`.
 */
export async function readyChain(
  client: Client,
  at: Deployed,
  market: Market,
  trader: Account,
  bucketBase: bigint,
): Promise<ReadonlyMap<string, Address>> {
  await requireTerms(client, at, market)
  const feeds = await prepareFeeds(client, at, market)
  await makeSettings(client, at, market)
  if (bucketBase !== 0n) await fundBucket(client, at, bucketBase)
  for (const [token, { decimals }] of [[at.base, market.base] as const, [at.quote, market.quote] as const]) {
    await deal(client, token, trader.address, PURSE * 10n ** BigInt(decimals))
    const args = [at.entry, maxUint256] as const
    await send(client, { account: trader, address: token, abi: erc20Abi, functionName: 'approve', args })
  }
  return feeds
}

/** What is fixed in the pool is what the market says. */
async function requireTerms(client: Client, { pool }: Deployed, { terms }: Market): Promise<void> {
  const read = (functionName: '_K_' | '_LP_FEE_RATE_' | '_MT_FEE_RATE_' | 'GUIDE_STEP_BP' | 'GUIDE_CAP_BP') =>
    client.readContract({ address: pool, abi: poolAbi, functionName })
  const expected = [
    ['_K_', terms.kWad],
    ['_LP_FEE_RATE_', terms.lpFeeWad],
    ['_MT_FEE_RATE_', terms.mtFeeWad],
    ['GUIDE_STEP_BP', terms.guideStepBp],
    ['GUIDE_CAP_BP', terms.guideCapBp],
  ] as const
  for (const [name, value] of expected) {
    const found = await read(name)
    if (found !== value) throw new DriftError(name, String(value), String(found))
  }
}

/** A feed that only a simulation has: a stand-in at an address made from its name. */
const standIn = (name: string, decimals: number, ttl: bigint): FeedConfig => ({
  address: `0x${keccak256(toBytes(`simulation ${name}`)).slice(-40)}`,
  decimals,
  ttlSeconds: Number(ttl),
  description: name,
})

/** The aggregator behind each feed; a gate's is installed and set, at par. */
async function prepareFeeds(
  client: Client,
  { diamond, base }: Deployed,
  { chainId, source }: Market,
): Promise<ReadonlyMap<string, Address>> {
  const config = loadConfig(chainId)
  const found = new Map<string, Address>()
  for (const [name, { decimals, ttl }] of Object.entries(source.feeds)) {
    if (!source.gates.includes(name)) {
      found.set(name, aggregatorOf(feedOf(config, name)))
      continue
    }
    const feed = standIn(name, decimals, ttl)
    await installFeed(client, feed, 10n ** BigInt(decimals))
    const feedId = keccak256(toBytes(name.replaceAll('_', '/')))
    const ours = { address: diamond, abi: oracleAbi, account: roleAccounts.admin } as const
    await send(client, { ...ours, functionName: 'setFeed', args: [feedId, plainFeed(feed.address, feed.ttlSeconds)] })
    await send(client, { ...ours, functionName: 'setGate', args: [base, feedId] })
    found.set(name, aggregatorOf(feed))
  }
  return found
}

/** Makes the market's settings where the stabilizer has others. */
async function makeSettings(client: Client, { stabilizer }: Deployed, { settings }: Market): Promise<void> {
  const contract = { address: stabilizer, abi: stabilizerAbi } as const
  const found = await client.readContract({ ...contract, functionName: 'settings' })
  const wanted = {
    ...found,
    thetaBp: Number(settings.thetaBp),
    bandBp: Number(settings.bandBp),
    closes: settings.closes,
    minBlocks: Number(settings.minBlocks),
    gainBp: Number(settings.gainBp),
    perBlockCapBp: Number(settings.perBlockCapBp),
    maxSlippageBp: Number(settings.maxSlippageBp),
    blockTimeMs: Number(settings.blockTimeMs),
    designFlowPerHour: settings.designFlowPerHour,
    maxTrade: settings.maxTrade,
  }
  if (Object.entries(wanted).every(([key, value]) => Reflect.get(found, key) === value)) return
  try {
    const account = roleAccounts.admin
    await send(client, { ...contract, account, functionName: 'setSettings', args: [wanted] })
  } catch (cause) {
    const reverted = revertOf(cause)
    if (reverted === undefined) throw cause
    const { errorName = 'no reason given', args = [] } = reverted.data ?? {}
    throw new SettingsRefusedError(`${errorName}(${args.join(', ')})`, { cause })
  }
}

/** Bucket B gets base as bucket E would give it, and a MANAGER moves it into the private pool. */
async function fundBucket(client: Client, { reserve, bucket, mesh, base }: Deployed, amount: bigint): Promise<void> {
  const account = roleAccounts.treasury
  await deal(client, base, account.address, amount)
  const ofReserve = { address: reserve, abi: reserveAbi, account } as const
  await send(client, { account, address: base, abi: erc20Abi, functionName: 'approve', args: [reserve, amount] })
  await send(client, { ...ofReserve, functionName: 'fund', args: [base, amount] })
  await send(client, { ...ofReserve, functionName: 'moveFromE', args: [BUCKET_B, base, amount] })
  const ofBucket = { address: bucket, abi: bucketAbi, account: roleAccounts.manager } as const
  await send(client, { ...ofBucket, functionName: 'fundMesh', args: [mesh, base, amount] })
}
