import { parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { weth9Abi } from '../harness/abis/erc20.ts'
import { testAccount } from '../harness/client.ts'
import { tokenOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { send } from '../harness/send.ts'
import { now, warp } from '../harness/time.ts'
import { useChain } from '../harness/useChain.ts'
import { describeParts } from './parts.ts'

const chain = useChain(138)
const { client, config, block, record } = chain
describeParts(chain)
const weth = tokenOf(config, 'WETH').address
const depositor = testAccount(0).address

const balanceOf = (owner: `0x${string}`) =>
  client.readContract({ address: weth, abi: weth9Abi, functionName: 'balanceOf', args: [owner] })

describe('a fork of chain 138', () => {
  test('serves the chain id and starts at the block of its base', async () => {
    expect(await client.getChainId()).toBe(138)
    expect(await client.getBlockNumber()).toBe(block)
    expect(record.chainId).toBe(138)
  })

  // The pair proves isolation whichever of them runs first.
  test.each([1, 2])('wraps native into WETH, from a clean state each time (#%i)', async () => {
    expect(await balanceOf(depositor)).toBe(0n)
    const { receipt } = await send(client, {
      address: weth,
      abi: weth9Abi,
      functionName: 'deposit',
      args: [],
      value: parseEther('2'),
    })
    expect(receipt.status).toBe('success')
    expect(await balanceOf(depositor)).toBe(parseEther('2'))
  })

  test('deals a token to the wei', async () => {
    await deal(client, weth, depositor, 12_345n)
    expect(await balanceOf(depositor)).toBe(12_345n)
  })

  test.each([1, 2])('goes on from the base in time, and back to it after a test (#%i)', async () => {
    const start = await now(client)
    expect(start).toBe((await client.getBlock({ blockNumber: block })).timestamp)
    await warp(client, 3_600n)
    expect(await now(client)).toBe(start + 3_600n)
  })

  test('answers through Multicall3', async () => {
    const [symbol, decimals] = await client.multicall({
      allowFailure: false,
      contracts: [
        { address: weth, abi: weth9Abi, functionName: 'symbol' },
        { address: weth, abi: weth9Abi, functionName: 'decimals' },
      ],
    })
    expect([symbol, decimals]).toEqual(['WETH', 18])
  })
})
