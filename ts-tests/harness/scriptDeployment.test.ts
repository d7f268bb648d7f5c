import { join } from 'node:path'
import { parseEther } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { createFixture } from '../../tools/lib/fixture.ts'
import { testAccount } from './client.ts'
import { readRecord, scriptDeployment } from './deployments.ts'
import { DeploymentFailedError } from './errors.ts'
import { useChain } from './useChain.ts'

const beneficiary = '0x00000000000000000000000000000000000000dd'

const { client, url } = useChain(138)

const script = (body: string) => `pragma solidity 0.8.30;
interface Vm {
    function envString(string calldata) external view returns (string memory);
    function writeFile(string calldata, string calldata) external;
    function startBroadcast() external;
}
contract Deploy {
    Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    function run() external {
        string memory commit = vm.envString("DEPLOYMENT_COMMIT");
        ${body}
        vm.writeFile(
            vm.envString("DEPLOYMENT_RECORD"),
            string.concat('{"chainId":138,"commit":"', commit, '","contracts":{},"facets":{}}')
        );
    }
}`

const fixture = createFixture({
  'script/Deploy.s.sol': script(`vm.startBroadcast(); payable(${beneficiary}).transfer(1 ether);`),
  'script/Refuses.s.sol': script('revert("wrong chain");'),
  'foundry.toml': `[profile.default]
solc = "./tools/solc.cjs"
offline = true
evm_version = "cancun"
auto_detect_remappings = false
fs_permissions = [{ access = "read-write", path = "./deployments" }]
`,
})
afterAll(fixture.remove)

const recordPath = join(fixture.path, 'deployments', 'local', '138.json')

const deploy = (file: string) =>
  scriptDeployment(file, fixture.path)({ chainId: 138, rpcUrl: url, recordPath, commit: 'abc' })

describe('a deployment script', () => {
  test('broadcasts to the chain it is pointed at and leaves its record', async () => {
    const sent = () => client.getTransactionCount({ address: testAccount(0).address })
    const before = await sent()
    await deploy('script/Deploy.s.sol')
    expect(readRecord(recordPath, 138)).toEqual({ chainId: 138, commit: 'abc', contracts: {}, facets: {} })
    expect(await client.getBalance({ address: beneficiary })).toBe(parseEther('1'))
    expect(await sent()).toBe(before + 1)
  })

  test('that reverts is reported with its reason', async () => {
    const deployment = deploy('script/Refuses.s.sol')
    await expect(deployment).rejects.toThrow(DeploymentFailedError)
    await expect(deployment).rejects.toThrow('wrong chain')
  })
})
