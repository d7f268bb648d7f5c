import type { Client } from '../client.ts'
import type { ChainConfig } from '../config.ts'
import { ConfigEntryMissingError } from '../errors.ts'
import { aggregatorAbi, aggregatorOf, installFeed } from '../feeds.ts'
import { send } from '../send.ts'
import { now } from '../time.ts'
import { builder } from './builder.ts'
import { feedAnswers } from './market.ts'

/** Longer than any grace period a reader grants a sequencer that has just come back. */
const SEQUENCER_UP_SINCE_SECONDS = 7n * 86_400n

/** The address book's feeds: stand-ins at the live proxies' addresses, answering the market's prices. */
export async function installFeeds(client: Client, config: ChainConfig): Promise<void> {
  for (const [name, feed] of Object.entries(config.feeds)) {
    const answer = feedAnswers[name]
    if (answer === undefined) throw new ConfigEntryMissingError(config.chain.id, `answer of ${name} (origin/market.ts)`)
    await installFeed(client, feed, answer)
    if (name !== 'SEQUENCER_UPTIME') continue
    const upSince = (await now(client)) - SEQUENCER_UP_SINCE_SECONDS
    await send(client, {
      account: builder,
      address: aggregatorOf(feed),
      abi: aggregatorAbi,
      functionName: 'setStartedAt',
      args: [Number(upSince)],
    })
  }
}
