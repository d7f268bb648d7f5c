import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../harness/refusal.ts'
import { send } from '../harness/send.ts'
import { now } from '../harness/time.ts'
import { useChain } from '../harness/useChain.ts'
import { describeParts } from './parts.ts'
import { abs, Peg } from './peg.ts'

const chain = useChain(651_940)
const { client, config, block, record } = chain
const peg = new Peg(chain)

/** N and MIN_BLOCKS of the address book, and half its band's width, ppm. */
const [CLOSES, MIN_BLOCKS, BAND_PPM] = [2, 3n, 1_000n]
const BLOCK_SECONDS = BigInt(config.chain.blockTimeMilliseconds) / 1_000n

describeParts(chain)

describe('a fork of chain 651940', () => {
  test('serves the chain id and starts at the block of its base', async () => {
    expect(await client.getChainId()).toBe(651_940)
    expect(await client.getBlockNumber()).toBe(block)
    expect(record.chainId).toBe(651_940)
  })

  test('takes transactions that offer nothing for their gas, and proposes no more', async () => {
    const [before, to] = [await client.getBalance({ address: peg.stranger.address }), peg.keeper.address]
    expect((await client.estimateFeesPerGas()).maxFeePerGas).toBe(0n)
    const hash = await client.sendTransaction({ account: peg.stranger, to, value: 1n, gasPrice: 0n })
    const receipt = await client.waitForTransactionReceipt({ hash })
    expect(receipt.status).toBe('success')
    expect(receipt.effectiveGasPrice).toBe(0n)
    expect(await client.getBalance({ address: peg.stranger.address })).toBe(before - 1n)
  })
})

describe('the peg at nine-second blocks', () => {
  beforeAll(() => peg.prepare())
  beforeEach(() => peg.useBlockTime())

  /** The action that the stabilizer proposes, by somebody who offers nothing for its gas. */
  const defend = async () => {
    const { size, tokenIn, tokenOut } = await peg.quoted()
    return send(client, {
      ...peg.stabilizer,
      account: peg.stranger,
      blockTag: 'pending',
      functionName: 'executePrivateSwap',
      args: [size, tokenIn, tokenOut],
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
    })
  }

  test.each([true, false])(
    'is brought back from a drain by somebody without a coin, at the second close after it (down %s)',
    async (down) => {
      await client.setBalance({ address: peg.stranger.address, value: 0n })
      const [start, second] = [await client.getBlockNumber(), await now(client)]
      const value = await peg.valueOfB()
      await peg.sell(down, await peg.amountOf(20_000n, down))
      expect(await peg.checkDeviation()).toEqual([expect.anything(), false])
      const drained = await peg.lastClose()
      expect(down ? -drained : drained).toBeGreaterThan(BAND_PPM)
      await client.mine({ blocks: CLOSES - 1 })
      expect((await peg.checkDeviation())[1]).toBe(true)

      const { receipt } = await defend()
      expect(receipt.blockNumber).toBe(start + 1n + BigInt(CLOSES))
      expect(await now(client)).toBe(second + BLOCK_SECONDS * BigInt(1 + CLOSES))
      expect(receipt.effectiveGasPrice).toBe(0n)
      expect(await client.getBalance({ address: peg.stranger.address })).toBe(0n)
      expect(abs(await peg.lastClose())).toBeLessThanOrEqual(BAND_PPM)
      expect(await peg.valueOfB()).toBeGreaterThan(value)
    },
  )

  test('holds under five times the design flow, an action as often as MIN_BLOCKS allows', async () => {
    // 625 USD a block, and twice that every other block: 250,000 an hour of nine-second blocks.
    const closes: bigint[] = []
    const actions: bigint[] = []
    for (let n = 0; n < 40; n++) {
      await peg.sell(true, await peg.amountOf(1_250n, true))
      closes.push(await peg.lastClose())
      if ((await peg.checkDeviation())[1] && (await peg.quoted()).size > 0n) {
        const due = (await client.getBlockNumber()) + 1n
        const last = actions.at(-1)
        if (last !== undefined && due < last + MIN_BLOCKS)
          await client.mine({ blocks: Number(last + MIN_BLOCKS - due) })
        actions.push((await defend()).receipt.blockNumber)
      } else await client.mine({ blocks: 1 })
      closes.push(await peg.lastClose())
    }
    expect(closes.filter((ppm) => abs(ppm) > BAND_PPM)).toEqual([])
    expect(actions.length).toBeGreaterThan(5)
    for (const [n, at] of actions.slice(1).entries()) expect(at - (actions[n] ?? 0n)).toBeGreaterThanOrEqual(MIN_BLOCKS)
  })

  test('refuses a second action before MIN_BLOCKS, whoever asks', async () => {
    await peg.pushed(15_000n, true)
    const { size, tokenIn, tokenOut } = await peg.quoted()
    await peg.act(peg.keeper, size, tokenIn, tokenOut)
    expect(await refusal(peg.act(peg.keeper, size, tokenIn, tokenOut))).toBe('Stabilizer_BlockDelay')
  })
})
