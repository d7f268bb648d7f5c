import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Solidity files below a folder of a project, relative to it, sorted. */
export function solidityFiles(project: string, folder: string): string[] {
  let files: string[]
  try {
    files = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return files
    .filter((file) => file.endsWith('.sol') && statSync(join(project, folder, file)).isFile())
    .map((file) => join(folder, file))
    .sort()
}

/** The text without comments, and without what strings say: neither can import or declare anything. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (match) =>
    match.startsWith('/') ? match.replace(/[^\n]/g, ' ') : match,
  )
}

/** The paths that a file imports, as written. */
export function importsOf(text: string): string[] {
  return [...withoutComments(text).matchAll(/^\s*import\b[^;]*?["']([^"']+)["'][^;]*;/gm)].map(
    (match) => match[1] ?? '',
  )
}

export type Remapping = { prefix: string; target: string }

/** What foundry.toml's default profile adds to remappings.txt. */
function profileRemappings(project: string): string[] {
  const config = join(project, 'foundry.toml')
  if (!existsSync(config)) return []
  const [profile = ''] = readFileSync(config, 'utf8').split(/^\[(?!profile\.default\])/m)
  const [, listed = ''] = /^remappings = \[([^\]]*)\]/m.exec(profile) ?? []
  return [...listed.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text)
}

/** The remappings of forge's default profile. */
export function readRemappings(project: string): Remapping[] {
  return [...readFileSync(join(project, 'remappings.txt'), 'utf8').split('\n'), ...profileRemappings(project)]
    .map((line) => line.trim())
    .filter((line) => line.includes('='))
    .map((line) => {
      const at = line.indexOf('=')
      return { prefix: line.slice(0, at), target: line.slice(at + 1) }
    })
    .sort((a, b) => b.prefix.length - a.prefix.length)
}

/** Where an import leads, relative to the project. */
export function resolveImport(importer: string, path: string, remappings: readonly Remapping[]): string {
  if (path.startsWith('.')) return normalize(join(dirname(importer), path))
  const remapping = remappings.find(({ prefix }) => path.startsWith(prefix))
  return normalize(remapping === undefined ? path : remapping.target + path.slice(remapping.prefix.length))
}
