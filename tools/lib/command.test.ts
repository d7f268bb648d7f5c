import { describe, expect, test } from 'vitest'
import { inRoot } from '../../ts-tests/harness/paths.ts'
import { run } from '../../ts-tests/harness/run.ts'

const command = (file: string, ...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', inRoot('tools', file), ...args])

describe('a command', () => {
  test('that it does not understand ends with 2 and says where help is, without a stack', async () => {
    const { code, stderr } = await command('mutants.ts', '--onyl', 'X01')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Unknown option `--onyl`\. See npm run mutants -- --help\n$/)
  })

  test('refuses a runner that there is none of, before it builds anything', async () => {
    const { code, stderr } = await command('test.ts', '--only', 'vitets')
    expect(code).toBe(1)
    expect(stderr).toBe('UnknownRunnerError: There is no runner "vitets": --only takes forge or vitest.\n')
  })
})
