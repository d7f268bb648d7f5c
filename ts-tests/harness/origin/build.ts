import type { Client } from '../client.ts'
import type { ChainConfig } from '../config.ts'
import { installMoneyMarkets } from './aave.ts'
import { prepareBuilder } from './builder.ts'
import { installFeeds } from './feeds.ts'
import { installInfrastructure } from './infrastructure.ts'
import { createPools } from './pools.ts'
import { installTokens } from './tokens.ts'
import { installVenues } from './venues.ts'

/** Turns an empty anvil into the origin of a chain: everything its address book names, where the address book says. */
export async function buildOrigin(client: Client, config: ChainConfig): Promise<void> {
  await prepareBuilder(client)
  await installInfrastructure(client, config)
  await installTokens(client, config)
  await installVenues(client, config)
  await createPools(client, config)
  await installMoneyMarkets(client, config)
  // Last, so that every answer is as young as the origin itself.
  await installFeeds(client, config)
}
