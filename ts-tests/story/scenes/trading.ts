import { erc20Abi } from '../../harness/abis/erc20.ts'
import { photograph, type VaultPool } from '../chain/vault.ts'
import { swapOnRouter, swapped } from '../chain/venue.ts'
import { greatest, lesser, sum } from '../domain/integers.ts'
import { toToken0, toToken1, valueInQuote } from '../domain/price.ts'
import { pricePath } from '../domain/pricePath.ts'
import { pullBack } from '../domain/pullBack.ts'
import { type PlannedSwap, swapPlan } from '../domain/swapPlan.ts'
import type { Trading } from '../run.ts'
import type { Stage } from './stage.ts'

/** A simulated day. */
const DAY_SECONDS = 86_400
export const STEPS = 96
const STEP_SECONDS = DAY_SECONDS / STEPS

/** Trades made for reasons of their own; those that pull pools towards the market's price come on top. */
const INDEPENDENT_SWAPS = 320
/** Most trade where it is cheapest. */
const POOL_WEIGHTS = [6, 3, 1]
/** Size of a trade as a part of what its pool holds, ppm. */
const LEAST_PPM = 200
const MOST_PPM = 4_200
/** How far the market's price goes in the day, high over low, ppm. */
const LEAST_MOVE_PPM = 20_000
const MOST_MOVE_PPM = 40_000

const PPM = 1_000_000n
const BP = 10_000n

/** A pool is traded back once it is this far from the market, or its own fee, if that is less. */
const TOLERANCE_BP = 20

/** The day's market: its path, its trades, and what came of them. */
export class Day {
  private readonly path: bigint[]
  private readonly plan: PlannedSwap[]
  private readonly begin: bigint
  private spots: bigint[] = []
  private readonly sizes: { amount0: bigint; amount1: bigint }[] = []
  private step = 0
  private nextSwap = 0
  private buys = 0n
  private sells = 0n
  private readonly volumes: bigint[]
  private depth = 0n

  constructor(private readonly stage: Stage) {
    const { random, market, vault, driver } = stage
    this.path = pricePath(random, {
      start: market.answer,
      steps: STEPS,
      leastMovePpm: LEAST_MOVE_PPM,
      mostMovePpm: MOST_MOVE_PPM,
    })
    this.plan = swapPlan(random, {
      swaps: INDEPENDENT_SWAPS,
      seconds: DAY_SECONDS,
      poolWeights: vault.pools.map((_, index) => POOL_WEIGHTS[index] ?? 1),
      leastPpm: LEAST_PPM,
      mostPpm: MOST_PPM,
    })
    this.volumes = vault.pools.map(() => 0n)
    this.begin = driver.time
  }

  /** Counts what the pools hold, before anybody trades. */
  async open(): Promise<void> {
    const { vault, driver } = this.stage
    const { anchorX96, spotsX96 } = await photograph(driver, vault)
    this.spots = spotsX96
    for (const { address } of vault.pools) {
      const amount0 = await driver.read(vault.token0.address, erc20Abi, 'balanceOf', [address])
      const amount1 = await driver.read(vault.token1.address, erc20Abi, 'balanceOf', [address])
      this.sizes.push({ amount0, amount1 })
    }
    for (const { amount0, amount1 } of this.sizes) {
      this.depth += valueInQuote(amount0, amount1, anchorX96, vault.pair.quote)
    }
  }

  /** Trades on until `hour` of the day. */
  async until(hour: number): Promise<void> {
    const { telling } = this.stage
    const last = Math.round((hour * 3_600) / STEP_SECONDS)
    await this.readSpots()
    while (this.step < last) {
      await this.tradeStep()
      telling.advance(`swaps of the day, hour ${hour}`, this.step, STEPS)
    }
    this.stage.recorder.setTrading(this.trading())
  }

  private async tradeStep(): Promise<void> {
    const { market, driver, recorder } = this.stage
    this.step += 1
    const end = this.step * STEP_SECONDS
    market.moveTo(this.path[this.step] ?? market.answer)
    for (const pool of this.stage.vault.pools) await this.pullBack(pool)
    for (
      let swap = this.plan[this.nextSwap];
      swap !== undefined && swap.second < end;
      swap = this.plan[this.nextSwap]
    ) {
      driver.moveTo(this.begin + BigInt(swap.second))
      await this.trade(swap)
      this.nextSwap += 1
    }
    driver.moveTo(this.begin + BigInt(end))
    await market.follow()
    await recorder.photograph()
  }

  /** Somebody's own trade. */
  private async trade({ pool: index, zeroForOne, sizePpm }: PlannedSwap): Promise<void> {
    const pool = this.stage.vault.pools[index]
    const size = this.sizes[index]
    const spot = this.spots[index]
    if (pool === undefined || size === undefined || spot === undefined) return
    const value1 = ((toToken1(size.amount0, spot) + size.amount1) * BigInt(sizePpm)) / PPM
    await this.swap(pool, zeroForOne, zeroForOne ? toToken0(value1, spot) : value1)
  }

  /** Where a pool is off the market's price, somebody trades it back. */
  private async pullBack(pool: VaultPool): Promise<void> {
    const { vault, market } = this.stage
    const spot = this.spots[pool.index] ?? 0n
    const tolerance = BigInt(Math.min(TOLERANCE_BP, Math.floor(pool.fee / 100)))
    const trade = pullBack(spot, market.price, vault.pair, tolerance)
    if (trade === undefined) return
    const { zeroForOne, sqrtPriceLimitX96 } = trade
    await this.swap(pool, zeroForOne, this.plenty(pool, zeroForOne), sqrtPriceLimitX96)
  }

  /** All that a pool holds of what would come in: more than any trade back needs. */
  private plenty(pool: VaultPool, zeroForOne: boolean): bigint {
    const { amount0, amount1 } = this.sizes[pool.index] ?? { amount0: 0n, amount1: 0n }
    return zeroForOne ? amount0 : amount1
  }

  private async swap(pool: VaultPool, zeroForOne: boolean, amountIn: bigint, sqrtPriceLimitX96 = 0n): Promise<void> {
    const { driver, vault, cast } = this.stage
    const trader = cast.trader.address
    const sent = await swapOnRouter(driver, vault, trader, {
      pool,
      zeroForOne,
      amountIn,
      recipient: trader,
      sqrtPriceLimitX96,
    })
    const { amount0, amount1, sqrtPriceX96 } = swapped(sent, pool)
    this.spots[pool.index] = sqrtPriceX96
    const value = valueInQuote(zeroForOne ? amount0 : 0n, zeroForOne ? 0n : amount1, sqrtPriceX96, vault.pair.quote)
    this.volumes[pool.index] = (this.volumes[pool.index] ?? 0n) + value
    if (zeroForOne === (vault.pair.quote === 'token1')) this.sells += 1n
    else this.buys += 1n
  }

  /** The vault's own swaps move pools too. */
  private async readSpots(): Promise<void> {
    const { driver, vault } = this.stage
    const { spotsX96 } = await photograph(driver, vault)
    this.spots = spotsX96
  }

  private trading(): Trading {
    const { recorder, market } = this.stage
    const prices = recorder.moments.map(({ anchor }) => BigInt(anchor))
    const low = prices.reduce(lesser)
    const high = greatest(prices)
    const volume = sum(this.volumes)
    return {
      swaps: String(this.buys + this.sells),
      buys: String(this.buys),
      sells: String(this.sells),
      volume: String(volume),
      volumes: this.volumes.map(String),
      depth: String(this.depth),
      turnoverBp: String(this.depth === 0n ? 0n : (volume * BP) / this.depth),
      low: String(low),
      high: String(high),
      moveBp: String(((high - low) * BP) / low),
      oracleUpdates: String(market.updates),
      oracleLagBp: String(market.lagBp),
    }
  }
}
