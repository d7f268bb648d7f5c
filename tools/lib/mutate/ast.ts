import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { inRoot } from '../../../ts-tests/harness/paths.ts'
import { AnalysisFailedError } from '../errors.ts'
import { importsOf, readRemappings, resolveImport } from '../sources.ts'
import { readBytes } from './rooms.ts'

/** A node of the compiler's syntax tree; what its members are depends on its type. */
export type Node = { id: number; nodeType: string; src: string } & Record<string, unknown>

export type CompilerError = { file: string; start: number; end: number; message: string }

export type Analysis = { trees: Map<string, Node>; errors: CompilerError[] }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value

/** Where a node stands in its file, in bytes. */
export function span(node: Node): { start: number; end: number } {
  const [start = 0, length = 0] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

/** The nodes directly below one, in the order of their members. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  )
}

const output = z.object({
  errors: z
    .array(
      z.object({
        severity: z.string(),
        message: z.string(),
        formattedMessage: z.string(),
        sourceLocation: z.object({ file: z.string(), start: z.number(), end: z.number() }).optional(),
      }),
    )
    .default([]),
  sources: z.record(z.object({ ast: z.custom<Node>(isNode).optional() })).default({}),
})

/**
 * Typed syntax trees of some files and of all they import, without generating code: seconds, where a build takes
 * minutes. `texts` replaces what stands on disk.
 */
export function analyseTrees(project: string, files: readonly string[], texts: ReadonlyMap<string, string>): Analysis {
  const remappings = readRemappings(project)
  const sources = new Map<string, string>()
  const pending = [...files, ...texts.keys()]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (sources.has(file)) continue
    const text = texts.get(file) ?? (existsSync(join(project, file)) ? readBytes(project, file) : undefined)
    if (text === undefined) continue
    sources.set(file, text)
    for (const path of importsOf(text)) pending.push(resolveImport(file, path, remappings))
  }
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      [...sources].map(([file, text]) => [file, { content: Buffer.from(text, 'latin1').toString('utf8') }]),
    ),
    settings: {
      evmVersion: 'cancun',
      remappings: remappings.map(({ prefix, target }) => `${prefix}=${target}`),
      outputSelection: { '*': { '': ['ast'] } },
    },
  }
  const solc = spawnSync(process.execPath, [inRoot('tools', 'solc.cjs'), '--standard-json'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  if (solc.status !== 0) throw new AnalysisFailedError(solc.stderr)
  const { errors, sources: analysed } = output.parse(JSON.parse(solc.stdout))
  const trees = new Map<string, Node>()
  for (const [file, { ast }] of Object.entries(analysed)) if (ast !== undefined) trees.set(file, ast)
  return {
    trees,
    errors: errors
      .filter(({ severity }) => severity === 'error')
      .map(({ formattedMessage, sourceLocation }) => ({
        file: sourceLocation?.file ?? '',
        start: sourceLocation?.start ?? -1,
        end: sourceLocation?.end ?? -1,
        message: formattedMessage,
      })),
  }
}
