import type {
  Abi,
  Account,
  Address,
  Chain,
  ContractFunctionArgs,
  ContractFunctionName,
  SimulateContractParameters,
  SimulateContractReturnType,
  TransactionReceipt,
} from 'viem'
import type { Client } from './client.ts'
import { TransactionRevertedError } from './errors.ts'
import { receiptOf } from './receiptOf.ts'

/**
 * Gas limit of every transaction. An estimate is made in the latest block's second, where a pool that already wrote its
 * price observation does not write it again; a second later it does, and the estimate is too small.
 */
const GAS_LIMIT = 15_000_000n

type Writes = 'nonpayable' | 'payable'

/** Simulates a call, sends it, waits for its receipt, and refuses anything but success. */
export async function send<
  const abi extends Abi,
  functionName extends ContractFunctionName<abi, Writes>,
  const args extends ContractFunctionArgs<abi, Writes, functionName>,
>(
  client: Client,
  parameters: SimulateContractParameters<abi, functionName, args, Chain, Chain | undefined, Account | Address>,
): Promise<{
  result: SimulateContractReturnType<abi, functionName, args>['result']
  receipt: TransactionReceipt
}> {
  const { request, result } = await client.simulateContract(parameters)
  // The generic request is right by construction; viem's conditional types cannot be checked until they are resolved.
  const call: { abi: Abi; address: Address; functionName: string } = request
  const hash = await client.writeContract({ gas: GAS_LIMIT, ...call })
  const receipt = await receiptOf(client, hash)
  if (receipt.status !== 'success') throw new TransactionRevertedError(call.functionName, hash)
  return { result, receipt }
}
