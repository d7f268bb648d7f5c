import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
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

/** Removes a chain's older state files: a file's name starts with its chain id, and inputs change all the time. */
export function keepNewest(path: string, count: number): void {
  const folder = dirname(path)
  const prefix = `${basename(path).split('-')[0]}-`
  const files = readdirSync(folder)
    .filter((file) => file.startsWith(prefix))
    .map((file) => ({ file: join(folder, file), age: statSync(join(folder, file)).mtimeMs }))
    .sort((a, b) => b.age - a.age)
  for (const { file } of files.slice(count)) rmSync(file, { force: true })
}

type SetTimeRpc = { Method: 'evm_setTime'; Parameters: [timestamp: number]; ReturnType: number }

/** A chain loaded from a file would mine its next block at the wall clock's time; this goes on from its last block. */
export async function continueTime(client: Client): Promise<void> {
  const { timestamp } = await client.getBlock()
  await client.request<SetTimeRpc>({ method: 'evm_setTime', params: [Number(timestamp)] })
}
