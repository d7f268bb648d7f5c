import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
  type Hash,
  type Hex,
  hexToBigInt,
  type Log,
  numberToHex,
  type RpcTransactionReceipt,
} from 'viem'
import type { Client } from '../../harness/client.ts'
import { InterruptedError, TransactionFailedError } from '../errors.ts'
import type { Write } from './driver.ts'

type Writes = 'nonpayable' | 'payable'

/** A call of a contract, ready to be put into a block. */
export type Deed = { name: string; from: Address; to: Address; data: Hex; value: bigint }

/** What the story needs of a receipt. */
export type Done = { gas: bigint; logs: readonly Pick<Log, 'address' | 'topics' | 'data'>[] }

/** A deed that is in a block: done, or reverted. */
export type Tried = Done & { ok: boolean }

type SendRpc = {
  Method: 'eth_sendTransaction'
  Parameters: [transaction: { from: Address; to: Address; data: Hex; gas: Hex; gasPrice: Hex; value: Hex }]
  ReturnType: Hash
}
type CreateRpc = {
  Method: 'eth_sendTransaction'
  Parameters: [transaction: { from: Address; data: Hex; gas: Hex; gasPrice: Hex }]
  ReturnType: Hash
}
type MineRpc = { Method: 'anvil_mine'; Parameters: [blocks: Hex]; ReturnType: null }
type ReceiptsRpc = { Method: 'eth_getBlockReceipts'; Parameters: [block: Hex]; ReturnType: RpcTransactionReceipt[] }

/** Above anything the story sends, so that nothing is estimated. */
const GAS_LIMIT = numberToHex(15_000_000n)
/** Far above the base fee of empty blocks, wei. The chain orders a block by it: earlier deeds offer more. */
const GAS_PRICE = 10n ** 10n

export function deed<const abi extends Abi, name extends ContractFunctionName<abi, Writes>>(
  { from, to, abi, functionName, args }: Write<abi, name>,
  value = 0n,
): Deed {
  const data = encodeFunctionData({ abi, functionName, args } as unknown as EncodeFunctionDataParameters)
  return { name: functionName, from, to, data, value }
}

/**
 * A local chain whose blocks come at a fixed interval, with any number of transactions in each. An empty block costs
 * one request, so that an hour of them takes seconds.
 */
export class Blocks {
  private latest: bigint
  private clock: bigint

  private constructor(
    readonly client: Client,
    private readonly seconds: bigint,
    private readonly signal: AbortSignal,
    from: { number: bigint; timestamp: bigint },
  ) {
    this.latest = from.number
    this.clock = from.timestamp
  }

  static async start(client: Client, seconds: bigint, signal: AbortSignal): Promise<Blocks> {
    await client.setAutomine(false)
    await client.setBlockTimestampInterval({ interval: Number(seconds) })
    return new Blocks(client, seconds, signal, await client.getBlock())
  }

  /** The latest block. */
  get block(): bigint {
    return this.latest
  }

  /** Its second. */
  get time(): bigint {
    return this.clock
  }

  /** The next block, as calls can be told to take place in it. */
  get next(): { number: bigint; time: bigint } {
    return { number: this.latest + 1n, time: this.clock + this.seconds }
  }

  /** Mines one block with these deeds in this order; one that reverts ends the story. */
  async mine(deeds: readonly Deed[] = []): Promise<Done[]> {
    const tried = await this.attempt(deeds)
    for (const [place, { ok }] of tried.entries()) {
      if (!ok) throw new TransactionFailedError(deeds[place]?.name ?? 'a deed', 'it reverted in its block')
    }
    return tried
  }

  /** Mines one block with these deeds in this order, each of which may revert. */
  async attempt(deeds: readonly Deed[]): Promise<Tried[]> {
    if (this.signal.aborted) throw new InterruptedError()
    for (const [place, { from, to, data, value }] of deeds.entries()) {
      const gasPrice = numberToHex(GAS_PRICE - BigInt(place) * 10n ** 7n)
      await this.client.request<SendRpc>({
        method: 'eth_sendTransaction',
        params: [{ from, to, data, gas: GAS_LIMIT, gasPrice, value: numberToHex(value) }],
      })
    }
    await this.client.request<MineRpc>({ method: 'anvil_mine', params: ['0x1'] })
    this.latest += 1n
    this.clock += this.seconds
    return deeds.length === 0 ? [] : this.receipts(deeds)
  }

  /** Mines one block in which somebody creates a contract, and returns its address. */
  async create(from: Address, code: Hex): Promise<Address> {
    await this.client.request<CreateRpc>({
      method: 'eth_sendTransaction',
      params: [{ from, data: code, gas: GAS_LIMIT, gasPrice: numberToHex(GAS_PRICE) }],
    })
    await this.mine()
    const [receipt] = await this.client.request<ReceiptsRpc>({
      method: 'eth_getBlockReceipts',
      params: [numberToHex(this.latest)],
    })
    if (receipt?.status !== '0x1' || !receipt.contractAddress) throw new TransactionFailedError('create', 'it reverted')
    return receipt.contractAddress
  }

  private async receipts(deeds: readonly Deed[]): Promise<Tried[]> {
    const receipts = await this.client.request<ReceiptsRpc>({
      method: 'eth_getBlockReceipts',
      params: [numberToHex(this.latest)],
    })
    return deeds.map(({ name }, place) => {
      const receipt = receipts[place]
      if (receipt === undefined) throw new TransactionFailedError(name, 'it is in no block')
      const logs = receipt.logs as unknown as Done['logs']
      return { ok: receipt.status === '0x1', gas: hexToBigInt(receipt.gasUsed), logs }
    })
  }

  /** Reads as the next block will find things. */
  read<const abi extends Abi, name extends ContractFunctionName<abi, 'pure' | 'view'>>(
    address: Address,
    abi: abi,
    functionName: name,
    args: ContractFunctionArgs<abi, 'pure' | 'view', name>,
  ): Promise<ContractFunctionReturnType<abi, 'pure' | 'view', name>> {
    return this.client.readContract({
      address,
      abi,
      functionName,
      args,
      blockOverrides: this.next,
    } as unknown as Parameters<typeof this.client.readContract>[0]) as Promise<
      ContractFunctionReturnType<abi, 'pure' | 'view', name>
    >
  }
}
