import type { Client } from './client.ts'

/** Timestamp of the latest block, seconds. */
export async function now(client: Client): Promise<bigint> {
  const { timestamp } = await client.getBlock()
  return timestamp
}

/** Mines one block `seconds` after the latest one. */
export async function warp(client: Client, seconds: bigint): Promise<void> {
  await client.setNextBlockTimestamp({ timestamp: (await now(client)) + seconds })
  await client.mine({ blocks: 1 })
}

/** Mines blocks `interval` seconds apart. */
export const mine = (client: Client, blocks: number, interval = 1): Promise<void> => client.mine({ blocks, interval })
