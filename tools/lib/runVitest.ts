import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { inRoot, root } from '../../ts-tests/harness/paths.ts'
import { TestReportInvalidError } from './errors.ts'
import { COUNTS_FILE, type VitestCounts } from './vitestCounts.ts'

const counts: z.ZodType<VitestCounts> = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string().nullable() })),
})

/** Runs vitest, its output on the screen, and returns its counts. */
export async function runVitest(args: readonly string[]): Promise<VitestCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'vitest-'))
  const file = join(folder, 'counts.json')
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          inRoot('node_modules', 'vitest', 'vitest.mjs'),
          'run',
          '--config=ts-tests/vitest.config.ts',
          '--reporter=default',
          '--reporter=./tools/lib/vitestCounts.ts',
          ...args,
        ],
        { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, [COUNTS_FILE]: file } },
      )
      child.once('error', reject)
      child.once('close', () => resolve())
    })
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      throw new TestReportInvalidError('vitest', 'It ended before its tests did; its output is above.')
    }
    return counts.parse(JSON.parse(text))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
