import { afterAll, describe, expect, test } from 'vitest'
import { idleSelectors } from './campaigns.ts'
import { createFixture } from './fixture.ts'
import { runForgeTests } from './runForgeTests.ts'
import { isTooLarge, sizesOf } from './sizes.ts'

const fixture = createFixture({
  'src/Small.sol':
    'pragma solidity 0.8.30; contract Small { function f() external pure returns (uint256) { return 1; } }',
  'src/Large.sol': `pragma solidity 0.8.30; contract Large { bytes public constant B = hex"${'ab'.repeat(25_000)}"; }`,
  'src/INone.sol': 'pragma solidity 0.8.30; interface INone { function f() external; }',
  'test/All.t.sol': `pragma solidity 0.8.30;
import {Small} from "../src/Small.sol";
interface Vm { function skip(bool, string calldata) external; function assume(bool) external pure; }
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
contract Handler {
    uint256 public calls;
    function busy() external { ++calls; }
    function idle(uint256 x) external { vm.assume(x == 1); ++calls; }
}
contract AllTest {
    Handler handler;
    function setUp() external { handler = new Handler(); }
    function targetContracts() external view returns (address[] memory a) { a = new address[](1); a[0] = address(handler); }
    function test_passes() external { require(new Small().f() == 1); }
    function test_fails() external pure { revert("because"); }
    function test_skips() external { vm.skip(true, "not here"); }
    function testFuzz_fails(uint256 x) external pure { require(x == 1, "not one"); }
    function invariant_holds() external view { require(handler.calls() < 1000); }
}`,
})
afterAll(fixture.remove)

describe("forge's tests", () => {
  test('are run and read as forge reports them', async () => {
    const tests = await runForgeTests('fixture', [], { project: fixture.path })
    const of = (name: string) => tests.find((candidate) => candidate.name.startsWith(name))
    expect(tests).toHaveLength(5)
    expect(of('test_passes')?.status).toBe('passed')
    expect(of('test_fails')).toMatchObject({ status: 'failed', reason: expect.stringContaining('because') })
    expect(of('test_skips')).toMatchObject({ status: 'skipped', reason: 'not here' })
    expect(of('testFuzz_fails')?.counterexample).toMatch(/^\(\d+\)$/)
    expect(of('invariant_holds')?.status).toBe('passed')
    expect(idleSelectors(tests).map(({ selector }) => selector)).toEqual([expect.stringContaining('idle')])
  })

  test('leave artifacts whose sizes are those of src', async () => {
    await runForgeTests('fixture', [], { project: fixture.path })
    const sizes = sizesOf(fixture.path)
    expect(sizes.map(({ name }) => name)).toEqual(['Large', 'Small'])
    expect(sizes.map(isTooLarge)).toEqual([true, false])
  })
})
