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

/** Makes every block come a second after the last, whatever the wall clock does, so that runs are alike. */
export const useBlockASecond = (client: Client): Promise<void> => client.setBlockTimestampInterval({ interval: 1 })

/** Mines blocks `interval` seconds apart; those that follow come a second apart again. */
export async function mine(client: Client, blocks: number, interval = 1): Promise<void> {
  await client.setBlockTimestampInterval({ interval })
  await client.mine({ blocks })
  await useBlockASecond(client)
}
