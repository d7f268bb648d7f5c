import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { inRoot } from '../../../ts-tests/harness/paths.ts'
import { AnalysisFailedError } from '../errors.ts'
import { importsOf, type Remapping, readRemappings, resolveImport } from '../sources.ts'
import { isNode, type Node } from './nodes.ts'
import { readBytes } from './rooms.ts'

export type CompilerError = { file: string; start: number; end: number; message: string }

export type Analysis = { trees: Map<string, Node>; errors: CompilerError[] }

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

type Texts = ReadonlyMap<string, string>

/** Some files and all that they import, as far as it is there. */
function gather(
  project: string,
  files: readonly string[],
  texts: Texts,
  remappings: readonly Remapping[],
): Map<string, string> {
  const sources = new Map<string, string>()
  const pending = [...files, ...texts.keys()]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (sources.has(file)) continue
    const text = texts.get(file) ?? (existsSync(join(project, file)) ? readBytes(project, file) : undefined)
    if (text === undefined) continue
    sources.set(file, text)
    for (const path of importsOf(text)) pending.push(resolveImport(file, path, remappings))
  }
  return sources
}

/** What the compiler is asked: trees and nothing else. */
const question = (sources: Texts, remappings: readonly Remapping[]) => ({
  language: 'Solidity',
  sources: Object.fromEntries(
    [...sources].map(([file, text]) => [file, { content: Buffer.from(text, 'latin1').toString('utf8') }]),
  ),
  settings: {
    evmVersion: 'cancun',
    remappings: remappings.map(({ prefix, target }) => `${prefix}=${target}`),
    outputSelection: { '*': { '': ['ast'] } },
  },
})

function compile(input: ReturnType<typeof question>): z.output<typeof output> {
  const solc = spawnSync(process.execPath, [inRoot('tools', 'solc.cjs'), '--standard-json'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  if (solc.status !== 0) throw new AnalysisFailedError(solc.stderr)
  return output.parse(JSON.parse(solc.stdout))
}

/**
 * Typed syntax trees of some files and of all they import, without generating code: seconds, where a build takes
 * minutes. `texts` replaces what stands on disk.
 */
export function analyseTrees(project: string, files: readonly string[], texts: Texts): Analysis {
  const remappings = readRemappings(project)
  const { errors, sources } = compile(question(gather(project, files, texts, remappings), remappings))
  const trees = new Map<string, Node>()
  for (const [file, { ast }] of Object.entries(sources)) if (ast !== undefined) trees.set(file, ast)
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
