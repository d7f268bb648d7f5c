import { type Account, createTestClient, http, publicActions, walletActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { type ChainId, chainAt } from './chains.ts'

/** anvil's well-known mnemonic: its accounts hold play money only. */
const TEST_MNEMONIC = 'test test test test test test test test test test test junk'

/** One of anvil's ten funded accounts. */
export const testAccount = (addressIndex: number): Account => mnemonicToAccount(TEST_MNEMONIC, { addressIndex })

/** A client with test, public and wallet actions; it signs as anvil's first account unless told otherwise. */
export function createClient(chainId: ChainId, url: string, account: Account = testAccount(0)) {
  return createTestClient({
    account,
    chain: chainAt(chainId, url),
    mode: 'anvil',
    transport: http(url, { timeout: 60_000, retryCount: 0 }),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}

export type Client = ReturnType<typeof createClient>
