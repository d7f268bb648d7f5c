import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { defineConfig } from '@wagmi/cli'
import type { Abi, AbiItem } from 'viem'
import { toEventSignature, toFunctionSignature } from 'viem'
import { solidityFiles } from './tools/lib/sources.ts'
import { inRoot, root } from './ts-tests/harness/paths.ts'

/** Minimal third-party ABIs are no part of ours. */
const EXTERNAL = 'src/interfaces/external/'

type Named = { name: string; abi: Abi }

/** What forge built from a file of src/: the contract that has the file's name. */
function contractOf(file: string): Named[] {
  const name = basename(file, '.sol')
  // Libraries are compiled into their callers, whose ABIs carry their errors.
  if (!new RegExp(`\\b(contract|interface)\\s+${name}\\b`).test(readFileSync(inRoot(file), 'utf8'))) return []
  try {
    const { abi }: { abi: Abi } = JSON.parse(readFileSync(inRoot('out', `${name}.sol`, `${name}.json`), 'utf8'))
    return abi.length === 0 ? [] : [{ name, abi }]
  } catch {
    // A file of types or constants builds nothing of its name.
    return []
  }
}

function signatureOf(item: AbiItem): string {
  if (item.type === 'function') return `function ${toFunctionSignature(item)}`
  if (item.type === 'event') return `event ${toEventSignature(item)}`
  return JSON.stringify(item)
}

/** All facets as one contract, which is what a caller of the diamond sees. */
function combine(facets: readonly Named[]): Abi {
  const items = new Map<string, AbiItem>()
  for (const { abi } of facets) {
    for (const item of abi) if (item.type !== 'constructor') items.set(signatureOf(item), item)
  }
  return [...items.values()]
}

const contracts = solidityFiles(root, 'src')
  .filter((file) => !file.startsWith(EXTERNAL))
  .flatMap(contractOf)
const facets = contracts.filter(({ name }) => name.endsWith('Facet'))

export default defineConfig({
  out: join('generated', 'abi.ts'),
  contracts: [...contracts, ...(facets.length === 0 ? [] : [{ name: 'Cantilever', abi: combine(facets) }])],
})
