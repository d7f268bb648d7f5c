import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { inRoot } from '../../ts-tests/harness/paths.ts'
import { AnalysisFailedError } from './errors.ts'
import { importsOf, readRemappings, resolveImport, solidityFiles, withoutComments } from './sources.ts'

const member: z.ZodType<StorageMember> = z.object({
  label: z.string(),
  offset: z.number(),
  slot: z.string(),
  type: z.string(),
})

const storageLayout = z.object({
  storage: z.array(member),
  types: z
    .record(z.object({ label: z.string(), numberOfBytes: z.string(), members: z.array(member).optional() }))
    .nullable()
    .default(null),
})

const output = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).default([]),
  contracts: z
    .record(
      z.record(
        z.object({
          storageLayout: storageLayout.optional(),
          evm: z.object({ methodIdentifiers: z.record(z.string()).default({}) }).optional(),
        }),
      ),
    )
    .default({}),
})

export type StorageMember = { label: string; offset: number; slot: string; type: string }
export type StorageLayout = z.output<typeof storageLayout>

export type Kind = 'contract' | 'abstract contract' | 'interface' | 'library'

export type AnalysedContract = {
  /** Path relative to the project. */
  file: string
  name: string
  kind: Kind
  storageLayout: StorageLayout
  /** Signature to selector, without 0x. */
  methodIdentifiers: Record<string, string>
}

/** Every file that `roots` reach through imports, by project-relative path. */
function withImports(project: string, roots: ReadonlyMap<string, string>): Map<string, string> {
  const remappings = readRemappings(project)
  const sources = new Map(roots)
  const pending = [...roots.keys()]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const path of importsOf(sources.get(file) ?? '')) {
      const target = resolveImport(file, path, remappings)
      if (sources.has(target) || !existsSync(join(project, target))) continue
      sources.set(target, readFileSync(join(project, target), 'utf8'))
      pending.push(target)
    }
  }
  return sources
}

function kindOf(text: string, name: string): Kind {
  const found = new RegExp(`\\b(abstract\\s+contract|contract|interface|library)\\s+${name}\\b`).exec(
    withoutComments(text),
  )?.[1]
  if (found === 'interface' || found === 'library') return found
  return found?.startsWith('abstract') ? 'abstract contract' : 'contract'
}

/**
 * What the compiler itself says about the contracts of src/: storage layouts and selectors. Nothing is compiled to
 * bytecode, so it takes seconds and does not depend on what forge built last. `extra` adds sources that exist only for
 * the question, such as a contract that lays a struct out.
 */
export function analyse(project: string, extra: ReadonlyMap<string, string> = new Map()): AnalysedContract[] {
  const own = new Map(extra)
  for (const file of solidityFiles(project, 'src')) own.set(file, readFileSync(join(project, file), 'utf8'))
  const sources = withImports(project, own)
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].map(([file, content]) => [file, { content }])),
    settings: {
      evmVersion: 'cancun',
      remappings: readRemappings(project).map(({ prefix, target }) => `${prefix}=${target}`),
      outputSelection: { '*': { '*': ['storageLayout', 'evm.methodIdentifiers'] } },
    },
  }
  const solc = spawnSync(process.execPath, [inRoot('tools', 'solc.cjs'), '--standard-json'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  if (solc.status !== 0) throw new AnalysisFailedError(solc.stderr)
  const { errors, contracts } = output.parse(JSON.parse(solc.stdout))
  const fatal = errors.filter(({ severity }) => severity === 'error')
  if (fatal.length > 0) throw new AnalysisFailedError(fatal.map(({ formattedMessage }) => formattedMessage).join('\n'))

  return [...own].flatMap(([file, text]) =>
    Object.entries(contracts[file] ?? {}).map(([name, found]) => ({
      file,
      name,
      kind: kindOf(text, name),
      storageLayout: found.storageLayout ?? { storage: [], types: null },
      methodIdentifiers: found.evm?.methodIdentifiers ?? {},
    })),
  )
}
