import { type Abi, type Account, type Address, type ContractConstructorArgs, encodeDeployData, type Hex } from 'viem'
import { type Client, testAccount } from './client.ts'
import { TransactionRevertedError } from './errors.ts'
import { receiptOf } from './receiptOf.ts'

const GAS_LIMIT = 15_000_000n

/** Deploys a contract and returns its address. */
export async function deploy<const abi extends Abi>(
  client: Client,
  abi: abi,
  bytecode: Hex,
  args: ContractConstructorArgs<abi>,
  account: Account | Address = testAccount(0),
): Promise<Address> {
  // The generic call is right by construction; viem's conditional types cannot be checked until they are resolved.
  const parts: { abi: Abi; bytecode: Hex; args: readonly unknown[] } = {
    abi,
    bytecode,
    args: args as readonly unknown[],
  }
  const hash = await client.sendTransaction({ account, data: encodeDeployData(parts), gas: GAS_LIMIT })
  const { status, contractAddress } = await receiptOf(client, hash)
  if (status !== 'success' || !contractAddress) throw new TransactionRevertedError('constructor', hash)
  return contractAddress
}
