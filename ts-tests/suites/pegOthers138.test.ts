import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feedOf } from '../harness/config.ts'
import { warp } from '../harness/time.ts'
import { useChain } from '../harness/useChain.ts'
import { Peg } from './peg.ts'
import { flashFromBalance, holdEveryClose, holdOneCloseLess, lastingDrain, sandwich } from './pegAttacks.ts'

// The three public pools besides cUSDT/XAU, which peg138.test.ts attacks at every size: another token against gold, one
// of another currency, and the pair of dollars, which has no gold of its own, a third of the fee, and no feed.
const chain = useChain(138)
const { client, config } = chain
/** A few of the sizes: the contracts are the same. Some within theta of a quarter of the full pool, some beyond. */
const FEW = [1n, 300n, 3_000n, 30_000n, 300_000n]
const others = ['cUSDC_XAU', 'cEURT_XAU', 'cUSDT_cUSDC'].map((name) => new Peg(chain, name, FEW))
const everyPool = [new Peg(chain, 'cUSDT_XAU', FEW), ...others]
const pair = others[2] as Peg

/** Pushes, for a full side: some 20 bp. */
const PUSH = 10_000n

beforeAll(async () => {
  for (const peg of everyPool) await peg.prepare()
})
beforeEach(() => pair.useBlockTime())

describe.each(others.map((peg) => ({ peg, name: peg.name })))('$name', ({ peg }) => {
  test('a flash move from balance triggers nothing, then or later, and pays nothing', () => flashFromBalance(peg))
  test.each([true, false])('a sandwich earns nothing by the action (down %s)', (down) => sandwich(peg, PUSH, down))
  test.each([true, false])('a drain of 2 %% is back in band at the second close after it (down %s)', (down) =>
    lastingDrain(peg, down),
  )
  test('holding the close for N - 1 blocks makes nothing act, and loses', () => holdOneCloseLess(peg))
  test('holding it for N blocks pays bucket B to act', () => holdEveryClose(peg))
})

describe('all four pools', () => {
  test.each([true, false])('are brought back by one run of the batch (down %s)', async (down) => {
    const value = await pair.valueOfB()
    for (const peg of everyPool) await peg.pushed(peg.scaled(PUSH), down)
    await client.mine({ blocks: 2 })
    for (const peg of everyPool) expect(await peg.checkDeviation().then(([, should]) => should)).toBe(true)
    expect(await pair.runBatch()).toBe(BigInt(everyPool.length))
    for (const peg of everyPool) {
      expect(await peg.lastClose(), peg.name).toBe(0n)
      expect((await peg.quoted()).size, peg.name).toBe(0n)
    }
    expect(await pair.valueOfB()).toBeGreaterThan(value)
    expect(await pair.runBatch()).toBe(0n)
  })

  test('without a price of gold only the pair of dollars is held: it needs none', async () => {
    for (const peg of everyPool) await peg.pushed(peg.scaled(PUSH), true)
    await client.mine({ blocks: 2 })
    await warp(client, BigInt(feedOf(config, 'XAU_USD').ttlSeconds) + 60n)
    for (const peg of everyPool) expect((await peg.quoted()).size > 0n, peg.name).toBe(peg === pair)
    expect(await pair.runBatch()).toBe(1n)
    expect(await pair.lastClose()).toBe(0n)
  })
})
