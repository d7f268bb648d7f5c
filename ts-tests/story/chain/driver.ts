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
  type Log,
  numberToHex,
  type RpcTransactionReceipt,
} from 'viem'
import type { Client } from '../../harness/client.ts'
import { revertOf } from '../../harness/refusal.ts'
import { takeBack } from '../../harness/takeBack.ts'
import { InterruptedError, TransactionFailedError } from '../errors.ts'

/** What the story needs of a receipt. */
export type Sent = { gas: bigint; block: bigint; logs: readonly Pick<Log, 'address' | 'topics' | 'data'>[] }

/** Why a call was refused: an error's name and its arguments as text. */
export type Refusal = { error: string; args: string[] }

type Views = 'pure' | 'view'
type Writes = 'nonpayable' | 'payable'

/** A call of a contract by somebody. */
export type Write<abi extends Abi, name extends ContractFunctionName<abi, Writes>> = {
  from: Address
  to: Address
  abi: abi
  functionName: name
  args: ContractFunctionArgs<abi, Writes, name>
}

type SyncRpc = {
  Method: 'eth_sendTransactionSync'
  Parameters: [transaction: { from: Address; to: Address; data: Hex; gas: Hex }]
  ReturnType: RpcTransactionReceipt
}

/** Above anything the story sends, below the block's limit: an estimate for the wrong second would be too small. */
const GAS_LIMIT = numberToHex(15_000_000n)

/**
 * Walks a local chain through time: one transaction a block, each at a second the story chooses. Nothing is estimated,
 * simulated or polled for, so a day of trading takes seconds.
 */
export class Driver {
  private clock = 0n
  private latest = 0n

  private constructor(
    readonly client: Client,
    private readonly signal: AbortSignal,
  ) {}

  static async start(client: Client, signal: AbortSignal): Promise<Driver> {
    const driver = new Driver(client, signal)
    await driver.resume()
    return driver
  }

  /** The second of the next block. */
  get time(): bigint {
    return this.clock
  }

  /** The latest block. */
  get block(): bigint {
    return this.latest
  }

  /** The next block comes at `time`, or a second after the latest if that is later. */
  moveTo(time: bigint): void {
    if (time > this.clock) this.clock = time
  }

  /** Sends a call and returns its receipt; a call that reverts ends the story. */
  async send<const abi extends Abi, name extends ContractFunctionName<abi, Writes>>(
    call: Write<abi, name>,
  ): Promise<Sent> {
    const { status, ...sent } = await this.attempt(call)
    if (status === '0x1') return sent
    const refusal = await this.refusal(call)
    throw new TransactionFailedError(
      call.functionName,
      refusal ? `${refusal.error}(${refusal.args.join(', ')})` : 'no reason given',
    )
  }

  /** Sends a call that may revert. */
  async attempt<const abi extends Abi, name extends ContractFunctionName<abi, Writes>>(
    call: Write<abi, name>,
  ): Promise<Sent & { status: Hex; hash: Hash }> {
    if (this.signal.aborted) throw new InterruptedError()
    const data = encodeFunctionData({
      abi: call.abi,
      functionName: call.functionName,
      args: call.args,
    } as unknown as EncodeFunctionDataParameters)
    await this.client.setNextBlockTimestamp({ timestamp: this.clock })
    const receipt = await this.client.request<SyncRpc>({
      method: 'eth_sendTransactionSync',
      params: [{ from: call.from, to: call.to, data, gas: GAS_LIMIT }],
    })
    this.clock += 1n
    this.latest = BigInt(receipt.blockNumber)
    return {
      gas: BigInt(receipt.gasUsed),
      block: this.latest,
      logs: receipt.logs,
      status: receipt.status,
      hash: receipt.transactionHash,
    }
  }

  /** Reads as of the second the next transaction will have, so that a preview and the deed see the same time. */
  read<const abi extends Abi, name extends ContractFunctionName<abi, Views>>(
    address: Address,
    abi: abi,
    functionName: name,
    args: ContractFunctionArgs<abi, Views, name>,
    from?: Address,
  ): Promise<ContractFunctionReturnType<abi, Views, name>> {
    return this.client.readContract({
      address,
      abi,
      functionName,
      args,
      blockOverrides: { time: this.clock },
      ...(from === undefined ? {} : { account: from }),
    } as unknown as Parameters<typeof this.client.readContract>[0]) as Promise<
      ContractFunctionReturnType<abi, Views, name>
    >
  }

  /** Why a call would be refused in the next block, or `after` seconds later; nothing if it would not. */
  async refusal<const abi extends Abi, name extends ContractFunctionName<abi, Writes>>(
    { from, to, abi, functionName, args }: Write<abi, name>,
    after = 0n,
  ): Promise<Refusal | undefined> {
    try {
      await this.client.simulateContract({
        account: from,
        address: to,
        abi,
        functionName,
        args,
        blockOverrides: { time: this.clock + after },
      } as unknown as Parameters<typeof this.client.simulateContract>[0])
      return undefined
    } catch (error) {
      const revert = revertOf(error)
      if (revert === undefined) throw error
      return {
        error: revert.data?.errorName ?? revert.signature ?? 'unknown',
        args: (revert.data?.args ?? []).map(String),
      }
    }
  }

  /** Plays something that shall not have happened: its findings stay, its traces do not. */
  async aside<result>(play: () => Promise<result>): Promise<result> {
    const id = await this.client.snapshot()
    const { clock } = this
    try {
      return await play()
    } finally {
      await takeBack(this.client, id)
      await this.resume()
      this.clock = clock
    }
  }

  /** Goes on from the chain's latest block, after others have made some. */
  async resume(): Promise<void> {
    const { timestamp, number } = await this.client.getBlock()
    this.clock = timestamp + 1n
    this.latest = number
  }
}
