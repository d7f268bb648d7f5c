import { beforeAll, describe, expect, test } from 'vitest'
import type { TestChain } from '../harness/useChain.ts'
import { type End, endWeek } from './week/end.ts'
import type { Turn } from './week/keep.ts'
import { beyondBooks } from './week/markets.ts'
import { DAYS, playWeek } from './week/play.ts'
import { openWeek, type Week, type WeekParts } from './week/stage.ts'

/** Decides everything that is left to chance; another one in the environment plays another week. */
const SEED = process.env.WEEK_SEED ?? 'a week'

const PLAY_TIMEOUT = 900_000
const PPM = 1_000_000n

const FEWEST: Readonly<Record<string, number>> = {
  deposit: 8,
  depositSingle: 3,
  withdraw: 4,
  withdrawInKind: 4,
  withdrawSingle: 3,
  harvest: 2 * DAYS,
  rebalance: DAYS,
}

/** In addition, where cash is invested: what the keeper does, and what exits fetch from the market. */
const FEWEST_CASH: Readonly<Record<string, number>> = { investCash: DAYS, divestCash: 3 }
const FEWEST_RECALLS = 5

/**
 * A week of a vault over several venues: played once, then judged. Values are in raw token1 at the anchor price.
 *
 * @param further What is done for the vault besides harvests and rebalances.
 */
export function describeWeek(chain: TestChain, parts: WeekParts, further: readonly Turn[] = []): void {
  describe(`a week on ${chain.chainId}, seed "${SEED}"`, () => {
    let week: Week
    let end: End
    let surplusesAtStart: bigint[]

    beforeAll(async () => {
      week = await openWeek(chain, parts, SEED)
      surplusesAtStart = await beyondBooks(week)
      await playWeek(week, further)
      end = await endWeek(week)
      const { diary } = week
      console.log(
        `week of ${chain.chainId}, seed "${SEED}": ${diary.entries.length} operations, ${diary.keeperSwaps} rebalances with a swap, ${diary.recalls} recalls, ${diary.named('investCash').length} investments, ${diary.named('divestCash').length} brought home, trades ${diary.trades.join(', ')}, ` +
          `worst losses ${diary.worstPpm('user')} ppm of a user's limit, ${diary.worstPpm('keeper')} ppm of the keeper's, ` +
          `left ${end.left}, dead shares ${end.dead}, peak ${end.peak} raw token1, ` +
          `fees ${end.fees.amount0} raw token0 and ${end.fees.amount1} raw token1`,
      )
    }, PLAY_TIMEOUT)

    test('has every kind of operation', () => {
      const cash = parts.moneyMarket === undefined ? {} : FEWEST_CASH
      for (const [name, fewest] of Object.entries({ ...FEWEST, ...cash })) {
        expect(week.diary.named(name).length, name).toBeGreaterThanOrEqual(fewest)
      }
    })

    test('has rebalances with a swap', () => {
      expect(week.diary.keeperSwaps).toBeGreaterThan(0)
    })

    if (parts.moneyMarket !== undefined) {
      test('has exits that fetch cash from the money market', () => {
        expect(week.diary.recalls).toBeGreaterThanOrEqual(FEWEST_RECALLS)
      })

      test('earns interest on cash in both tokens', () => {
        expect(week.diary.earned).toHaveLength(2)
        for (const earned of week.diary.earned) expect(earned).toBeGreaterThan(0n)
      })
    }

    test('books fees in both tokens, and pays them out', () => {
      expect(end.fees.amount0).toBeGreaterThan(0n)
      expect(end.fees.amount1).toBeGreaterThan(0n)
      expect(week.diary.named('collect')).toHaveLength(1)
    })

    test('sees trades on every venue, and fees from each', () => {
      for (const [index, { name }] of week.pools.entries()) {
        expect(week.diary.trades[index] ?? 0, `trades in ${name}`).toBeGreaterThanOrEqual(2 * DAYS)
        expect(week.diary.fees[index] ?? 0n, `fees of ${name}`).toBeGreaterThan(0n)
      }
    })

    test("each user's operation leaves every other share its worth, to the rounding", () => {
      for (const { name, loss, limit } of week.diary.within('user')) expect(loss, name).toBeLessThanOrEqual(limit)
    })

    test("each of the keeper's operations stays within the loss budget of a call", () => {
      const spent = week.diary.within('keeper')
      for (const { name, loss, limit } of spent) expect(loss, name).toBeLessThanOrEqual(limit)
      expect(spent.every(({ limit }) => limit > 0n)).toBe(true)
    })

    test('every wei and every receipt is on the books after each operation', () => {
      // Two tokens and, where cash is invested, the receipts of two markets.
      expect(surplusesAtStart).toHaveLength(parts.moneyMarket === undefined ? 2 : 4)
      for (const held of surplusesAtStart) expect(held).toBeGreaterThanOrEqual(0n)
      for (const { name, surpluses: held } of week.diary.entries) expect(held, name).toEqual(surplusesAtStart)
    })

    test('what an operation says it moved is what moved', () => {
      for (const { name, said, measured } of week.diary.movements) expect(measured, name).toEqual(said)
    })

    test("leaves no more than the dead shares' worth and a millionth of the peak when everybody is gone", () => {
      expect(end.peak).toBeGreaterThan(0n)
      expect(end.left).toBeLessThanOrEqual(end.dead + end.peak / PPM)
    })

    test('gives the next depositor their own value and nothing else', () => {
      expect(end.nextTook).toBeLessThanOrEqual(end.nextPut)
      expect(end.nextPut - end.nextTook).toBeLessThanOrEqual(end.nextPut / PPM + 3n)
    })
  })
}
