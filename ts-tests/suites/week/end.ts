import { diamondAbi } from '../../story/chain/abis.ts'
import { type Amounts, add } from '../../story/chain/vault.ts'
import { toToken1 } from '../../story/domain/price.ts'
import { anchorX96, rangesOf, sharesOf } from '../../story/scenes/reads.ts'
import { deposit } from './enter.ts'
import { settleFees } from './fees.ts'
import { withdraw } from './leave.ts'
import { less } from './moved.ts'
import type { Week } from './stage.ts'
import { tradeBack } from './trade.ts'

/** Longer than profit takes to be released. */
const RELEASE_SECONDS = 7n * 3_600n

const WHOLE_NEXT = 10_000n

/** What the week's end left. Values in raw token1 at the anchor. */
export type End = {
  /** Everything of the vault's: cash, unreleased profit, principal and fees. */
  left: bigint
  /** The dead shares, by what a share was worth before the last holder left. */
  dead: bigint
  peak: bigint
  /** What was booked as fees, and paid to the collector. */
  fees: Amounts
  /** What somebody who came afterwards put in and took out. */
  nextPut: bigint
  nextTook: bigint
}

const worthOf = ({ amount0, amount1 }: Amounts, anchor: bigint): bigint => toToken1(amount0, anchor) + amount1

async function leftIn(week: Week, anchor: bigint): Promise<bigint> {
  const { driver, vault } = week
  const read = async (name: 'cashBalances' | 'unreleasedProfit'): Promise<Amounts> => {
    const [amount0, amount1] = await driver.read(vault.diamond, diamondAbi, name, [vault.id])
    return { amount0, amount1 }
  }
  const ranges = await rangesOf(week)
  const placed = ranges.map(({ amount0, amount1, fees0, fees1 }) => ({
    amount0: amount0 + fees0,
    amount1: amount1 + fees1,
  }))
  return worthOf(placed.reduce(add, add(await read('cashBalances'), await read('unreleasedProfit'))), anchor)
}

/** Everybody leaves, one after another by another door; fees are paid out; somebody new comes and goes, free of charge. */
export async function endWeek(week: Week): Promise<End> {
  const { driver, vault, market, depositors, diary } = week
  driver.moveTo(driver.time + RELEASE_SECONDS)
  await market.refresh()
  await tradeBack(week)
  driver.moveTo(driver.time + 330n)
  let dead = 0n
  for (const [index, who] of depositors.entries()) {
    const [value] = await driver.read(vault.diamond, diamondAbi, 'valueAtAnchor', [vault.id])
    const supply = await driver.read(vault.diamond, diamondAbi, 'totalSupply', [vault.id])
    const shares = await sharesOf(week, who.address)
    // With the last holder's shares gone, only dead ones are left.
    dead = (value * (supply - shares) + supply - 1n) / supply
    await withdraw(week, who, shares, index % 2 === 0 ? 'withdrawInKind' : 'withdraw')
  }
  const anchor = await anchorX96(week)
  const left = await leftIn(week, anchor)
  const fees = await settleFees(week)

  const [next] = depositors
  if (next === undefined) throw new TypeError('a week has depositors')
  const [put, took] = [next.put, next.took]
  await deposit(week, next, WHOLE_NEXT)
  await withdraw(week, next, await sharesOf(week, next.address), 'withdraw')
  return {
    left,
    dead,
    peak: diary.peak,
    fees,
    nextPut: worthOf(less(next.put, put), anchor),
    nextTook: worthOf(less(next.took, took), anchor),
  }
}
