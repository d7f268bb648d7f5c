import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** EIP-170 and EIP-3860, bytes. */
export const RUNTIME_LIMIT = 24_576
export const CREATION_LIMIT = 49_152

export type Size = { name: string; file: string; runtime: number; creation: number }

const artifact = z.object({
  bytecode: z.object({ object: z.string() }),
  deployedBytecode: z.object({ object: z.string() }),
  metadata: z.object({ settings: z.object({ compilationTarget: z.record(z.string()) }) }),
})

const bytesOf = (hex: string): number => Math.max(0, (hex.length - 2) / 2)

/** Sizes of what forge built from src/ into `folder`, largest first. Interfaces and abstract contracts have none. */
export function sizesOf(project: string, folder = 'out'): Size[] {
  const out = join(project, folder)
  return readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.startsWith('build-info'))
    .flatMap((path) => {
      const parsed = artifact.safeParse(JSON.parse(readFileSync(join(out, path), 'utf8')))
      if (!parsed.success) return []
      const { bytecode, deployedBytecode, metadata } = parsed.data
      const [target] = Object.entries(metadata.settings.compilationTarget)
      if (target === undefined || !target[0].startsWith('src/') || bytesOf(bytecode.object) === 0) return []
      const [file, name] = target
      return [{ name, file, runtime: bytesOf(deployedBytecode.object), creation: bytesOf(bytecode.object) }]
    })
    .sort((a, b) => b.runtime - a.runtime)
}

export const isTooLarge = ({ runtime, creation }: Size): boolean => runtime > RUNTIME_LIMIT || creation > CREATION_LIMIT
