import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['ts-tests/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: ['ts-tests/harness/globalSetup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    // A failure of one file must not hide those of others, and order must not matter.
    bail: 0,
    sequence: { shuffle: { files: true } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
})
