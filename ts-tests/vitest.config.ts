import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['ts-tests/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: ['ts-tests/harness/globalSetup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A worker loads viem once, not once a file. Files keep nothing in module state; the shuffle would tell.
    isolate: false,
    retry: 0,
    // A failure of one file must not hide those of others, and order must not matter.
    bail: 0,
    sequence: { shuffle: { files: true } },
    // Against what hangs, not what is slow: a loaded machine must not fail a run.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 10_000,
  },
})
