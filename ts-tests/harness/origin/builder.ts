import { type Address, parseEther } from 'viem'
import type { Client } from '../client.ts'

/** Deploys and funds what an origin chain starts with. Not one of anvil's accounts: those stay untouched. */
export const builder: Address = '0xb11de20000000000000000000000000000000000'

/** First second of every origin chain, so that builds are alike: 2025-07-01 00:00:00 UTC. */
export const ORIGIN_TIMESTAMP = 1_751_328_000n

/** Lets the builder send transactions, with native funds to wrap. */
export async function prepareBuilder(client: Client): Promise<void> {
  await client.impersonateAccount({ address: builder })
  await client.setBalance({ address: builder, value: parseEther('1000000000') })
}
