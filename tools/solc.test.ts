import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const shim = fileURLToPath(new URL('./solc.cjs', import.meta.url))

const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.immutableReferences', 'metadata']
const sources = {
  'a/Base.sol':
    'pragma solidity 0.8.30; contract Base { uint256 public immutable x; constructor(uint256 y) { x = y; } }',
  'a/Maker.sol': 'pragma solidity 0.8.30; import "./Base.sol"; contract Maker { Base public b = new Base(1); }',
  'b/Alone.sol': 'pragma solidity 0.8.30; contract Alone { function f(uint256 unused) external {} } contract Second {}',
}

function compile(files: Record<string, string>, shareCharacters: number): { contracts?: object; errors?: object[] } {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, { content }])),
    settings: {
      outputSelection: Object.fromEntries(Object.keys(files).map((file) => [file, { '*': outputs, '': ['ast'] }])),
    },
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [shim, '--standard-json'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, SOLC_SHIM_CACHE: '0', SOLC_SHIM_SHARE_CHARACTERS: String(shareCharacters) },
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

describe('the compiler in shares', () => {
  test('gives what it gives in one piece', () => {
    const whole = compile(sources, 1_000_000)
    const inShares = compile(sources, 1)
    expect(Object.keys(whole.contracts ?? {})).toHaveLength(3)
    expect(inShares).toEqual(whole)
  })

  test('tells each error once', () => {
    const broken = { ...sources, 'c/Broken.sol': 'pragma solidity 0.8.30; contract Broken { uint256 x = true; }' }
    const { errors } = compile(broken, 1)
    expect(errors?.filter((error) => 'severity' in error && error.severity === 'error')).toHaveLength(1)
  })
})
