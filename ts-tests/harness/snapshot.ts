import { afterEach, beforeEach } from 'vitest'
import type { Client } from './client.ts'
import { takeBack } from './takeBack.ts'

/** Gives each test of the current file or block the state it found: a snapshot before, a revert after. */
export function snapshotEachTest(client: Client): void {
  let id: `0x${string}`
  beforeEach(async () => {
    id = await client.snapshot()
  })
  afterEach(async () => {
    await takeBack(client, id)
  })
}
