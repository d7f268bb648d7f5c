import { forgeBinary } from './binary.ts'
import { BuildFailedError } from './errors.ts'
import { startProgress } from './progress.ts'
import { run } from './run.ts'

/** forge shows the compiler's progress on terminals only, and none at all for a compiler as quiet as ours. */
async function build(paths: readonly string[]): Promise<void> {
  const progress = startProgress(paths.length === 0 ? 'Building all contracts' : `Building ${paths.join(', ')}`)
  const { code, stdout, stderr } = await run(forgeBinary(), ['build', ...paths])
  if (code !== 0) {
    progress.done('failed')
    throw new BuildFailedError(stderr || stdout)
  }
  const compiled = /Compiling (\d+) files/.exec(stdout)?.[1]
  progress.done(compiled === undefined ? 'up to date' : `${compiled} files compiled`)
}

let queue: Promise<void> = Promise.resolve()
const built = new Map<string, Promise<void>>()

/**
 * Compiles what changed below some folders, or everything; once per process. One at a time: forges share their output
 * folder.
 */
export function buildContracts(paths: readonly string[] = []): Promise<void> {
  const key = paths.join(' ')
  const known = built.get(key)
  if (known !== undefined) return known
  const next = queue.then(() => build(paths))
  queue = next.catch(() => {})
  built.set(key, next)
  return next
}
