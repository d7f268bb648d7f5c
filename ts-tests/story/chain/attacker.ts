import type { Abi, Address, Hex } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { loadArtifact } from '../../harness/artifacts.ts'
import { buildContracts } from '../../harness/forgeBuild.ts'
import { type Blocks, deed } from './blocks.ts'
import { attackerAbi } from './goldAbis.ts'

/** A contract that attacks with what another lends it for nothing. */
export type Raid = { attacker: Address; lender: Address }

async function deploy(blocks: Blocks, from: Address, path: string, abi: Abi): Promise<Address> {
  const { creationCode } = loadArtifact(path, abi)
  return blocks.create(from, creationCode as Hex)
}

/** Deploys both and gives them the token: the lender what it lends, the attacker what it pays the pool's fees from. */
export async function deployRaid(
  blocks: Blocks,
  from: Address,
  token: Address,
  { lent, purse, lenderOwner, purseOwner }: { lent: bigint; purse: bigint; lenderOwner: Address; purseOwner: Address },
): Promise<Raid> {
  await buildContracts(['test/story'])
  const attacker = await deploy(blocks, from, 'out/FlashAttacker.sol/FlashAttacker.json', attackerAbi)
  const lender = await deploy(blocks, from, 'out/FlashLender.sol/FlashLender.json', [])
  const give = (owner: Address, to: Address, amount: bigint) =>
    deed({ from: owner, to: token, abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  await blocks.mine([give(lenderOwner, lender, lent), give(purseOwner, attacker, purse)])
  return { attacker, lender }
}
