import type { Hex } from 'viem'
import { hexInPackage } from '../artifacts.ts'
import type { Client } from '../client.ts'
import type { ChainConfig } from '../config.ts'
import { deployAt } from '../deployAt.ts'
import { builder } from './builder.ts'

/** Package files that hold bytecode as text. */
export const infrastructureSources = {
  permit2: '@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol',
  multicall3: 'viem/_esm/constants/contracts.js',
} as const

/** Runtime code of the deterministic deployment proxy (Arachnid), as its signed deployment transaction leaves it. */
const CREATE2_DEPLOYER_CODE: Hex =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'

/** Permit2, Multicall3 and the CREATE2 deployer, at the addresses they have everywhere. */
export async function installInfrastructure(client: Client, { infrastructure }: ChainConfig): Promise<void> {
  // Runtime code: Permit2 keeps the chain id of its build as an immutable and recomputes its domain on any other.
  await client.setCode({
    address: infrastructure.permit2,
    bytecode: hexInPackage(infrastructureSources.permit2, /hex"([0-9a-f]+)"/),
  })
  const multicall3 = {
    name: 'Multicall3',
    abi: [],
    creationCode: hexInPackage(infrastructureSources.multicall3, /multicall3Bytecode = '0x([0-9a-f]+)'/),
  }
  await deployAt(client, multicall3, '0x', infrastructure.multicall3, builder)
  await client.setCode({ address: infrastructure.create2Deployer, bytecode: CREATE2_DEPLOYER_CODE })
}
