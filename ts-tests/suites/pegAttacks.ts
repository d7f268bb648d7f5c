import { expect } from 'vitest'
import { abs, type Best, type Peg } from './peg.ts'

// The attacks that every public pool has to stand. Amounts are those of a pool of 1,000,000 dollars a side.

/** N of the stabilizers' settings, and the size beyond which a push shows: some 5 bp. */
export const CLOSES = 2
const BEYOND_THETA = 2_600n
/** Half the band's width, ppm. */
const BAND_PPM = 1_000n

/** Trade, trigger, trade back in one transaction, from a pool in balance: nothing follows, then or later, and it costs. */
export async function flashFromBalance(peg: Peg): Promise<void> {
  const { profit } = await peg.search(async (usd, sellsBase) => {
    const before = await peg.wealth()
    const { result } = await peg.raid(sellsBase, await peg.amountOf(usd, sellsBase))
    expect(result[2]).toBe(false)
    for (let n = 0; n <= CLOSES; n++) {
      expect(await peg.checkDeviation()).toEqual([0n, false])
      await peg.chain.client.mine({ blocks: 1 })
    }
    return { profit: (await peg.wealth()) - before }
  })
  await peg.judge('flash move from balance', profit)
}

/**
 * Trading before and behind an action that is due, of a pool that others pushed off. A pool further from the oracle than
 * its fee is anyone's to trade back, stabilizer or not: that arbitrage is paid by whoever pushed the pool, and is printed
 * apart. The stabilizer's part is what the sandwich ends with beyond what its first trade alone was worth at the oracle,
 * or beyond nothing if that was a loss.
 */
export async function sandwich(peg: Peg, push: bigint, down: boolean): Promise<void> {
  await peg.pushed(peg.scaled(push), down)
  const off = abs(await peg.lastClose())
  const { honest, whole, added } = await peg.search(async (usd, sellsBase) => {
    const amount = await peg.amountOf(usd, sellsBase)
    const before = await peg.wealth()
    const alone = await peg.undone(async () => {
      await peg.sell(sellsBase, amount)
      return (await peg.wealth()) - before
    })
    await peg.raid(sellsBase, amount)
    const profit = (await peg.wealth()) - before
    return { honest: alone, whole: profit, added: alone > 0n ? profit - alone : profit }
  })
  const pool = `sandwich of a pool ${off / 100n} bp ${down ? 'below' : 'above'} the oracle`
  await peg.print(`${pool}: honest arbitrage, one trade and no action`, honest)
  await peg.judge(`${pool}: what the action adds to its first trade`, added)
  if (off <= peg.bothFeesPpm) await peg.judge(`${pool}: all told`, whole)
  else await peg.print(`${pool}: all told`, whole)
  expect(whole?.profit).toBeLessThanOrEqual((honest?.profit ?? 0n) > 0n ? (honest?.profit ?? 0n) : 0n)
}

/** A drain of 2 % that stays is back in band at the second close after it, at once when it may be. */
export async function lastingDrain(peg: Peg, down: boolean): Promise<void> {
  const { client } = peg.chain
  // No action has fallen in the blocks before.
  const start = await client.getBlockNumber()
  await peg.sell(down, await peg.amountOf(peg.scaled(20_000n), down))
  for (let n = 0; n < CLOSES; n++) {
    expect(await peg.checkDeviation().then(([, should]) => should)).toBe(n === CLOSES - 1)
    expect(abs(await peg.lastClose())).toBeGreaterThan(BAND_PPM)
    if (n < CLOSES - 1) await client.mine({ blocks: 1 })
  }
  const { size, tokenIn, tokenOut } = await peg.quoted()
  const { receipt } = await peg.act(peg.stranger, size, tokenIn, tokenOut)
  // Drain in block 1, action in the second block after it, which closes in band.
  expect(receipt.blockNumber).toBe(start + 1n + BigInt(CLOSES))
  expect(abs(await peg.lastClose())).toBeLessThanOrEqual(BAND_PPM)
}

/** Holding the close for N - 1 blocks makes nothing act, and loses. */
export async function holdOneCloseLess(peg: Peg): Promise<void> {
  const { profit } = await peg.search(async (usd, sellsBase) => {
    const before = await peg.wealth()
    const got = await peg.sell(sellsBase, await peg.amountOf(usd, sellsBase))
    await peg.chain.client.mine({ blocks: CLOSES - 2 })
    const { result } = await peg.raidBehind(!sellsBase, got)
    expect(result[0]).toBe(false)
    return { profit: (await peg.wealth()) - before }
  })
  await peg.judge('holding 1 of 2 closes', profit)
}

/** Holding it for N pays bucket B to act. */
export async function holdEveryClose(peg: Peg): Promise<void> {
  let gainOfB = 0n
  let cheapest: bigint | undefined
  const { profit, acting } = await peg.search<'profit' | 'acting'>(async (usd, sellsBase) => {
    const [before, value] = [await peg.wealth(), await peg.valueOfB()]
    const got = await peg.sell(sellsBase, await peg.amountOf(usd, sellsBase))
    await peg.chain.client.mine({ blocks: CLOSES - 1 })
    const { result } = await peg.raidBehind(!sellsBase, got)
    expect(result[0]).toBe(usd > peg.scaled(BEYOND_THETA))
    const made = (await peg.wealth()) - before
    if (!result[0]) return { profit: made }
    const gain = (await peg.valueOfB()) - value
    expect(gain).toBeGreaterThan(0n)
    if (cheapest === undefined || made > cheapest) [cheapest, gainOfB] = [made, await peg.xauInQuote(gain)]
    return { profit: made, acting: made }
  })
  await peg.judge('holding 2 of 2 closes', profit)
  await peg.print('holding 2 of 2 closes, where the stabilizer acts', acting)
  const gain: Best = { profit: gainOfB, size: acting?.size ?? 0n, tries: acting?.tries ?? 0 }
  await peg.print('holding 2 of 2 closes, what bucket B gains there', gain)
  expect(acting?.profit).toBeLessThan(0n)
}
