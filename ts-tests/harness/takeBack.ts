import type { Hex } from 'viem'
import type { Client } from './client.ts'

/** Milliseconds to wait for the pool to empty: transactions that are held back on purpose stay in it. */
const PATIENCE = 2_000

/**
 * Takes a chain back to a snapshot. anvil answers with a receipt a moment before the transaction leaves its pool, and a
 * chain taken back in that moment mines it again: so the pool must be empty first.
 */
export async function takeBack(client: Client, id: Hex): Promise<void> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const { pending, queued } = await client.getTxpoolStatus()
    if ((pending === 0 && queued === 0) || Date.now() > deadline) break
  }
  await client.revert({ id })
}
