import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { forgeBinary } from '../../ts-tests/harness/binary.ts'
import { root } from '../../ts-tests/harness/paths.ts'
import { run } from '../../ts-tests/harness/run.ts'
import { MutantInvalidError } from './errors.ts'
import { createFixture, foundryToml } from './fixture.ts'
import { parseMutant, readMutants, tryMutant } from './mutants.ts'

const guard = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

contract Safe {
    uint256 public taken;

    function take(uint256 amount) external {
        require(amount <= 10, "too much");
        taken += amount;
    }
}
`

const attack = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Safe} from "../src/Safe.sol";

contract AttackTest {
    function test_attack_cannotTakeMore() external {
        Safe safe = new Safe();
        try safe.take(11) {} catch {}
        require(safe.taken() <= 10, "X99: attacker profits");
    }

    function test_other() external pure {}
}
`

const patch = (
  line: string,
  expectation: string,
  contract = 'AttackTest:test_attack_cannotTakeMore',
) => `# test: ${contract}
# expect: ${expectation}
--- a/src/Safe.sol
+++ b/src/Safe.sol
@@ -5,6 +5,6 @@
     uint256 public taken;
 
     function take(uint256 amount) external {
-        require(amount <= 10, "too much");
+        ${line}
         taken += amount;
     }
`

const fixture = createFixture({
  'src/Safe.sol': guard,
  'test/Attack.t.sol': attack,
  'test/mutants/dies.patch': patch('// the guard is gone', 'X99: attacker profits'),
  'test/mutants/lives.patch': patch('require(amount <= 9, "too much");', 'X99: attacker profits'),
  'test/mutants/elsewhere.patch': patch('require(amount > 10, "too little");', 'X98: something else'),
  'test/mutants/nobody.patch': patch('// gone', 'X99', 'NoSuchTest'),
  'test/mutants/stale.patch': patch('// gone', 'X99').replace('amount <= 10', 'amount <= 12'),
})
afterAll(fixture.remove)

/** As this repository is: tests linked dynamically, everything built before, and a test that inherits what it attacks. */
const builtFixture = createFixture({
  'foundry.toml': foundryToml.replace('[fuzz]', 'dynamic_test_linking = true\n\n[fuzz]'),
  'src/Safe.sol': guard,
  'test/Attack.t.sol': attack.replace('contract AttackTest', 'contract OpenSafe is Safe {}\n\ncontract AttackTest'),
  'test/mutants/dies.patch': patch('// the guard is gone', 'X99: attacker profits'),
})
afterAll(builtFixture.remove)

const verdictOf = async (id: string, project = fixture.path) => {
  const [mutant] = readMutants(project, id)
  if (mutant === undefined) throw new MutantInvalidError(id, 'the fixture lacks it')
  return tryMutant(project, mutant)
}

describe('mutants', () => {
  test('are listed by id', () => {
    expect(readMutants(fixture.path).map(({ id }) => id)).toEqual(['dies', 'elsewhere', 'lives', 'nobody', 'stale'])
    expect(() => readMutants(fixture.path, 'none')).toThrow(MutantInvalidError)
  })

  test('name the test and the assertion', () => {
    expect(parseMutant('x', patch('', 'a: b'))).toMatchObject({
      contract: 'AttackTest',
      test: 'test_attack_cannotTakeMore',
      expect: 'a: b',
    })
    expect(parseMutant('x', patch('', 'a', 'AttackTest')).test).toBeUndefined()
    expect(() => parseMutant('x', patch('', 'a').replace('# expect', '# hope'))).toThrow('no line "# expect: …"')
    expect(() => parseMutant('x', '# test: A\n# expect: b\n')).toThrow('contains no diff')
    expect(() => parseMutant('x', patch('', 'a', 'A:b:c'))).toThrow('names no contract')
  })

  test('are killed when the attack fails at its assertion', async () => {
    expect(await verdictOf('dies')).toEqual({ id: 'dies', killed: true, detail: 'fails at "X99: attacker profits"' })
  })

  test('are killed by a test that was built with the guard and inherits it', async () => {
    const { code } = await run(forgeBinary(), ['build'], { cwd: builtFixture.path })
    expect(code).toBe(0)
    expect(await verdictOf('dies', builtFixture.path)).toMatchObject({ killed: true })
  })

  test('survive when the attack still passes', async () => {
    expect(await verdictOf('lives')).toMatchObject({ killed: false, detail: expect.stringContaining('survived') })
  })

  test('are not killed by failing elsewhere', async () => {
    const { killed, detail } = await verdictOf('elsewhere')
    expect(killed).toBe(false)
    expect(detail).toContain('not at "X98: something else": X99: attacker profits')
  })

  test('are not killed by a test that does not exist', async () => {
    expect(await verdictOf('nobody')).toMatchObject({ killed: false, detail: 'no test matches NoSuchTest' })
  })

  test('must apply', async () => {
    await expect(verdictOf('stale')).rejects.toThrow(MutantInvalidError)
    await expect(verdictOf('stale')).rejects.toThrow('it does not apply')
  })
})

describe("this project's mutants", () => {
  const mutants = readMutants(root)

  test('there are some', () => {
    expect(mutants.length).toBeGreaterThan(100)
  })

  test.each(mutants)('$id applies to the sources as they are', ({ id }) => {
    const { status, stderr } = spawnSync('git', ['apply', '--check', join('test', 'mutants', `${id}.patch`)], {
      cwd: root,
    })
    expect(`${stderr}`).toBe('')
    expect(status).toBe(0)
  })
})
