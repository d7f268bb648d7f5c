import { diamondAbi } from '../chain/abis.ts'
import { routerCalldata } from '../chain/venue.ts'
import { atLeast, atMost } from '../domain/claims.ts'
import { toToken0, toToken1 } from '../domain/price.ts'
import { anchorX96, valuePerShare } from './reads.ts'
import { orders, type SwapOrder } from './rebalance.ts'
import type { Stage } from './stage.ts'

const HOURS = 24
const PPM = 1_000_000n

/** Parts of the vault's token0 that the keeper tries to swap to and fro, in thousandths, the largest first. */
const PARTS = [900n, 600n, 400n, 250n, 150n, 80n, 40n, 15n, 5n]

/** Of what was swapped, this many thousandths are swapped back. */
const BACK = 990n

/** There and back through a pool whose fee stays within the slippage allowed: it is the fees that are lost. */
async function churns(stage: Stage): Promise<SwapOrder[][]> {
  const { driver, vault } = stage
  const anchor = await anchorX96(stage)
  const plan = await driver.read(vault.diamond, diamondAbi, 'planRebalance', [vault.id, orders(stage, anchor)])
  const pool = [...vault.pools].reverse().find(({ fee }) => BigInt(fee) / 100n < vault.maxSlippageBp)
  if (pool === undefined) return []
  const order = (zeroForOne: boolean, amountIn: bigint): SwapOrder => ({
    router: vault.swapRouter,
    zeroForOne,
    amountIn,
    amountOutMin: 0n,
    data: routerCalldata(vault, { pool, zeroForOne, amountIn, recipient: vault.diamond }),
  })
  return PARTS.flatMap((part) => {
    const amount0 = (plan.have0 * part) / 1_000n
    const amount1 = (plan.have1 * part) / 1_000n
    // Back goes what came out, less the fee and what the price gives way. Which way first depends on where spot is.
    return [
      [order(true, amount0), order(false, (toToken1(amount0, anchor) * BACK) / 1_000n)],
      [order(false, amount1), order(true, (toToken0(amount1, anchor) * BACK) / 1_000n)],
    ]
  })
}

/**
 * A keeper that wastes the vault's money for a whole day, as much each hour as is let through: it collects the swap
 * fees elsewhere. Played aside. The oracle stands still, so that nothing else moves the value at its price.
 */
export async function hostileDay(stage: Stage): Promise<void> {
  const { driver, vault, market, recorder, telling } = stage
  const { lostPpm, calls } = await market.aside(async () => {
    driver.moveTo(driver.time + 86_400n)
    await market.refresh()
    const before = await valuePerShare(stage)
    const begin = driver.time
    let done = 0n
    for (let hour = 0; hour < HOURS; hour++) {
      driver.moveTo(begin + BigInt(hour) * 3_600n)
      await market.refresh()
      if (await wasteOnce(stage)) done += 1n
    }
    const after = await valuePerShare(stage)
    return { lostPpm: before > after ? ((before - after) * PPM + before - 1n) / before : 0n, calls: done }
  })
  recorder.claims.push(
    atLeast({ id: 'waste-tried', text: 'A wasteful keeper is let through a few times in a day' }, calls, 1n, 'count'),
    atMost(
      { id: 'waste-budget', text: 'A wasteful keeper costs the vault in a day, against its rolling budget' },
      lostPpm,
      vault.dailyLossBp * 100n,
      'ppm',
    ),
  )
  telling.say(`a wasteful keeper: ${lostPpm} ppm lost in ${HOURS} hours and ${calls} calls`)
}

async function wasteOnce(stage: Stage): Promise<boolean> {
  const { driver, vault, cast } = stage
  const ranges = orders(stage, await anchorX96(stage))
  for (const swaps of await churns(stage)) {
    const call = {
      from: cast.keeper.address,
      to: vault.diamond,
      abi: diamondAbi,
      functionName: 'rebalance',
      args: [vault.id, swaps, ranges],
    } as const
    if ((await driver.refusal(call)) !== undefined) continue
    await driver.send(call)
    return true
  }
  return false
}
