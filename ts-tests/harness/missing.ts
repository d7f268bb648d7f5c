import type { Client } from './client.ts'
import type { ChainConfig } from './config.ts'
import { ConfigEntryMissingError } from './errors.ts'
import { installFeed } from './feeds.ts'
import { buildContracts } from './forgeBuild.ts'
import { prepareBuilder } from './origin/builder.ts'
import { feedAnswers } from './origin/market.ts'
import { installToken } from './origin/tokens.ts'

/**
 * A fork of a live chain lacks the tokens and feeds that the address book only keeps a place for: they get the origin's
 * stand-ins, feeds with the origin's answers. Elsewhere this does nothing.
 */
export async function installMissing(client: Client, { chain, tokens, feeds }: ChainConfig): Promise<void> {
  const isMissing = async ({ address }: { address: `0x${string}` }) => (await client.getCode({ address })) === undefined
  for (const [symbol, token] of Object.entries(tokens)) {
    if (!(await isMissing(token))) continue
    await buildContracts(['test/mocks'])
    await prepareBuilder(client)
    await installToken(client, symbol, token)
  }
  for (const [name, feed] of Object.entries(feeds)) {
    if (!(await isMissing(feed))) continue
    const answer = feedAnswers[name]
    if (answer === undefined) throw new ConfigEntryMissingError(chain.id, `answer of ${name} (origin/market.ts)`)
    await buildContracts(['test/mocks'])
    await installFeed(client, feed, answer)
  }
}
