import {
  type Hash,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  WaitForTransactionReceiptTimeoutError,
} from 'viem'
import type { Client } from './client.ts'

const POLL_MILLISECONDS = 5
const TIMEOUT_MILLISECONDS = 60_000

/**
 * Waits for a transaction's receipt by asking for it. viem's own wait asks once a block, and a chain that mines only on
 * demand may show the block a moment before the receipt: then no further block comes, and it waits for ever.
 */
export async function receiptOf(client: Client, hash: Hash): Promise<TransactionReceipt> {
  const deadline = Date.now() + TIMEOUT_MILLISECONDS
  for (;;) {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error
      if (Date.now() > deadline) throw new WaitForTransactionReceiptTimeoutError({ hash })
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS))
  }
}
