import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Hex, hexToBytes } from 'viem'
import type { Client } from './client.ts'

type DumpRpc = { Method: 'anvil_dumpState'; Parameters?: undefined; ReturnType: Hex }

/** Writes a file that others never see half-written. */
export function writeAtomically(path: string, data: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.${process.pid}.partial`
  writeFileSync(partial, data)
  renameSync(partial, path)
}

/** Writes a chain's whole state to a file that `--load-state` reads. */
export async function dumpState(client: Client, path: string): Promise<void> {
  const gzipped = await client.request<DumpRpc>({ method: 'anvil_dumpState' })
  writeAtomically(path, gunzipSync(hexToBytes(gzipped)))
}
