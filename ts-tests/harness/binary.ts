import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { AnvilBinaryMissingError, ForgeBinaryMissingError } from './errors.ts'

const require = createRequire(import.meta.url)

/** npm names Windows and 64-bit Intel differently from Node. */
const os: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' }
const cpu: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }

type Tool = 'anvil' | 'forge'

function platformPath(tool: Tool): string {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return `@foundry-rs/${tool}-${os[process.platform] ?? process.platform}-${cpu[process.arch] ?? process.arch}/bin/${tool}${suffix}`
}

function locate(wanted: string, override: string | undefined): string | undefined {
  try {
    const path = override ?? require.resolve(wanted)
    accessSync(path, constants.X_OK)
    return path
  } catch {
    return undefined
  }
}

/**
 * The platform's own anvil executable. The wrapper in .bin starts twenty times slower and leaves its child behind when
 * it is killed.
 */
export function anvilBinary(override = process.env.ANVIL_BINARY): string {
  const wanted = override ?? platformPath('anvil')
  const path = locate(wanted, override)
  if (path === undefined) throw new AnvilBinaryMissingError(wanted)
  return path
}

/** The platform's own forge executable. */
export function forgeBinary(override = process.env.FORGE_BINARY): string {
  const wanted = override ?? platformPath('forge')
  const path = locate(wanted, override)
  if (path === undefined) throw new ForgeBinaryMissingError(wanted)
  return path
}
