import { join } from 'node:path'
import { forgeBinary } from './binary.ts'
import { BuildFailedError } from './errors.ts'
import { startProgress } from './progress.ts'
import { run } from './run.ts'

/** forge shows the compiler's progress on terminals only, and none at all for a compiler as quiet as ours. */
async function build(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const progress = startProgress(paths.length === 0 ? 'Building all contracts' : `Building ${paths.join(', ')}`)
  const { code, stdout, stderr } = await run(forgeBinary(), ['build', ...paths], { env })
  if (code !== 0) {
    progress.done('failed')
    throw new BuildFailedError(stderr || stdout)
  }
  const compiled = /Compiling (\d+) files/.exec(stdout)?.[1]
  progress.done(compiled === undefined ? 'up to date' : `${compiled} files compiled`)
}

let queue: Promise<void> = Promise.resolve()
const built = new Map<string, Promise<void>>()

function buildOnce(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const key = JSON.stringify([paths, env])
  const known = built.get(key)
  if (known !== undefined) return known
  // One at a time: forges share their output folder.
  const next = queue.then(() => build(paths, env))
  queue = next.catch(() => {})
  built.set(key, next)
  return next
}

/** Compiles what changed below some folders, or everything; once per process. */
export const buildContracts = (paths: readonly string[] = []): Promise<void> => buildOnce(paths, {})

/**
 * Where scripts are compiled to. forge links tests dynamically and scripts not; in one folder each would find the
 * other's output stale and compile everything again, every time.
 */
export const scriptEnvironment = {
  FOUNDRY_DYNAMIC_TEST_LINKING: 'false',
  FOUNDRY_OUT: join('cache', 'scripts', 'out'),
  FOUNDRY_CACHE_PATH: join('cache', 'scripts', 'cache'),
} as const

/** Compiles a folder of scripts and what they deploy, so that `forge script` finds it done. */
export const buildScripts = (folder: string, env: NodeJS.ProcessEnv = scriptEnvironment): Promise<void> =>
  buildOnce([folder], env)
