import { parseAbi, parseEther } from 'viem'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { weth9Abi } from './abis/erc20.ts'
import { testAccount } from './client.ts'
import { tokenOf } from './config.ts'
import { deal } from './deal.ts'
import { DealFailedError, TransactionRevertedError } from './errors.ts'
import { send } from './send.ts'
import { mine, now } from './time.ts'
import { useChain } from './useChain.ts'

const { client, config } = useChain(138)
const weth = tokenOf(config, 'WETH').address

describe('send', () => {
  test('returns the typed result and the receipt', async () => {
    await deal(client, weth, testAccount(0).address, 5n)
    const { result, receipt } = await send(client, {
      address: weth,
      abi: weth9Abi,
      functionName: 'transfer',
      args: [testAccount(1).address, 5n],
    })
    expectTypeOf(result).toEqualTypeOf<boolean>()
    expect(result).toBe(true)
    expect(receipt.logs).toHaveLength(1)
  })

  test('fails in the simulation where a call reverts', async () => {
    const call = { address: weth, abi: weth9Abi, functionName: 'withdraw', args: [parseEther('1')] } as const
    await expect(send(client, call)).rejects.toThrow('reverted')
  })

  test('refuses a transaction that reverts though its simulation did not', async () => {
    // Reverts in every block but the one it is simulated in: PUSH block number, compare with NUMBER.
    const address = '0x00000000000000000000000000000000000000aa'
    const block = await client.getBlockNumber()
    const push = `7f${block.toString(16).padStart(64, '0')}` as const
    await client.setCode({ address, bytecode: `0x43${push}14602a57600080fd5b00` })
    const abi = parseAbi(['function poke()'])
    await expect(send(client, { address, abi, functionName: 'poke', args: [] })).rejects.toThrow(
      TransactionRevertedError,
    )
  })
})

describe('deal', () => {
  test('refuses a token that keeps no balances', async () => {
    const address = '0x00000000000000000000000000000000000000bb'
    // Answers 7 to every question.
    await client.setCode({ address, bytecode: '0x600760005260206000f3' })
    await expect(deal(client, address, testAccount(0).address, 9n)).rejects.toThrow(DealFailedError)
  })
})

describe('mine', () => {
  test('spaces blocks as told', async () => {
    const [block, time] = [await client.getBlockNumber(), await now(client)]
    await mine(client, 3, 12)
    expect(await client.getBlockNumber()).toBe(block + 3n)
    expect((await now(client)) - time).toBe(36n)
    await mine(client, 1)
    expect((await now(client)) - time).toBe(37n)
  })
})
