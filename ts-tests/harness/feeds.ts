import { type Address, encodeAbiParameters, getContractAddress, parseAbi, zeroAddress } from 'viem'
import { loadArtifact } from './artifacts.ts'
import type { Client } from './client.ts'
import type { FeedConfig } from './config.ts'
import { deployAt } from './deployAt.ts'
import { builder, prepareBuilder } from './origin/builder.ts'
import { send } from './send.ts'

export const feedArtifacts = {
  aggregator: 'out/MockAggregator.sol/MockAggregator.json',
  proxy: 'out/MockAggregatorProxy.sol/MockAggregatorProxy.json',
} as const

export const aggregatorAbi = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function setAnswer(int256 answer)',
  'function setAnswerAt(int256 answer, uint256 updatedAt)',
  'function setStartedAt(uint32 startedAt)',
])

const proxyAbi = parseAbi([
  'function phase() view returns (address aggregator, uint16 id)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
])

/** Where the stand-in behind a feed's proxy lives: an address derived from the proxy's, so that it is known everywhere. */
export const aggregatorOf = ({ address }: FeedConfig): Address => getContractAddress({ from: address, nonce: 1n })

/** Puts the stand-in proxy and aggregator in place of a feed, answering `answer` as of now. */
export async function installFeed(
  client: Client,
  feed: FeedConfig,
  answer: bigint,
  artifacts: Readonly<Record<keyof typeof feedArtifacts, string>> = feedArtifacts,
): Promise<void> {
  await prepareBuilder(client)
  const aggregator = aggregatorOf(feed)
  const aggregatorArgs = encodeAbiParameters([{ type: 'uint8' }, { type: 'int256' }], [feed.decimals, answer])
  await deployAt(client, loadArtifact(artifacts.aggregator, aggregatorAbi), aggregatorArgs, aggregator, builder)
  const proxyArgs = encodeAbiParameters([{ type: 'address' }], [aggregator])
  await deployAt(client, loadArtifact(artifacts.proxy, proxyAbi), proxyArgs, feed.address, builder)
}

/** Whether a feed is the stand-in (local origins) rather than the genuine one (live forks). */
async function isStandIn(client: Client, feed: FeedConfig): Promise<boolean> {
  const [target] = await client
    .readContract({ address: feed.address, abi: proxyAbi, functionName: 'phase' })
    .catch(() => [zeroAddress])
  return target === aggregatorOf(feed)
}

/**
 * Publishes a new answer, raw in the feed's decimals, as of the next block. On a live fork the genuine feed takes
 * reports from its nodes only, so the stand-in takes its place the first time.
 */
export async function setFeedAnswer(client: Client, feed: FeedConfig, answer: bigint): Promise<void> {
  if (!(await isStandIn(client, feed))) return installFeed(client, feed, answer)
  await send(client, { address: aggregatorOf(feed), abi: aggregatorAbi, functionName: 'setAnswer', args: [answer] })
}
