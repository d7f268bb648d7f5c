import { type Address, parseAbi } from 'viem'
import { loadArtifact } from '../../harness/artifacts.ts'
import type { Client } from '../../harness/client.ts'
import { deploy } from '../../harness/deploy.ts'
import { aggregatorAbi, feedArtifacts } from '../../harness/feeds.ts'
import { send } from '../../harness/send.ts'

/** Decimals of Chainlink's feeds against the dollar. */
const FEED_DECIMALS = 8

/** How long a feed of the bench may be silent, seconds. */
export const FEED_TTL = 86_400

const constructors = {
  aggregator: parseAbi(['constructor(uint8 decimals, int256 answer)']),
  proxy: parseAbi(['constructor(address aggregator)']),
} as const

export type Feed = { proxy: Address; aggregator: Address }

/** A feed of its own for the bench: an aggregator behind its proxy, as many slots and calls as Chainlink's. */
export async function deployFeed(client: Client, answer: bigint): Promise<Feed> {
  const { creationCode: aggregatorCode } = loadArtifact(feedArtifacts.aggregator, aggregatorAbi)
  const aggregator = await deploy(client, constructors.aggregator, aggregatorCode, [FEED_DECIMALS, answer])
  const { creationCode: proxyCode } = loadArtifact(feedArtifacts.proxy, [])
  const proxy = await deploy(client, constructors.proxy, proxyCode, [aggregator])
  return { proxy, aggregator }
}

/** Publishes an answer as of the next block. */
export async function answer(client: Client, { aggregator }: Feed, value: bigint): Promise<void> {
  await send(client, { address: aggregator, abi: aggregatorAbi, functionName: 'setAnswer', args: [value] })
}
