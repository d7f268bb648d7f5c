import { atLeast, atMost, refusedBy } from '../domain/claims.ts'
import { pricePath } from '../domain/pricePath.ts'
import { createRandom } from '../domain/random.ts'
import type { Holding, Operation, Participant, Run, Snapshot, VaultChapter } from '../run.ts'
import { samplePeg } from './samplePeg.ts'

// A made-up run with figures of every size, for tests of the report: what is shown depends on the record alone, so no
// chain is needed to try it.

const START = 1_751_400_000n
const STEP = 900n
const MOMENTS = 96

const pools = [500, 3_000, 10_000].map((fee, index) => ({
  poolId: `0x${String(index + 1).padStart(64, '0')}`,
  name: `Uniswap V3 ${fee / 10_000} %`,
  address: `0x${String(index + 1).padStart(40, '0')}`,
  fee: String(fee),
  tickSpacing: String(fee / 50),
  bandBp: '200',
  minWidthTicks: '200',
  maxOffsetTicks: '600',
}))

const symbols = {
  token1: { token0: ['WETH', 18], token1: ['USDC', 6] },
  token0: { token0: ['USDT', 18], token1: ['WBNB', 18] },
} as const

/** A vault's chapter with figures drawn from a seed. */
function sampleChapter(seed: string, quote: 'token0' | 'token1' = 'token1'): VaultChapter {
  const random = createRandom(seed)
  const amount = () => String(BigInt(random.between(1, 2 ** 31)) * BigInt(random.between(1, 2 ** 31)))
  const holding = (): Holding => ({ amount0: amount(), amount1: amount(), value: amount() })
  const path = pricePath(random, {
    start: 2_500n * 10n ** 18n,
    steps: MOMENTS - 1,
    leastMovePpm: 20_000,
    mostMovePpm: 40_000,
  })
  const labels = new Map([
    [0, 'Before anyone came'],
    [1, 'Three depositors in'],
    [MOMENTS - 1, 'After the exits'],
  ])
  const timeline = path.map((anchor, index): Snapshot => {
    const text = labels.get(index)
    return {
      time: String(START + BigInt(index) * STEP),
      block: String(1_000 + index * 11),
      ...(text === undefined ? {} : { label: text }),
      anchor: String(anchor),
      spots: pools.map((_, pool) => String(anchor + BigInt(pool) * 10n ** 17n)),
      cash: holding(),
      unreleased: holding(),
      pools: pools.map(holding),
      value: amount(),
      valuePerShare: String(10n ** 18n + BigInt(random.below(10 ** 9)) * 10n ** 6n),
      keptPerShare: String(10n ** 18n - BigInt(random.below(10 ** 9)) * 10n ** 6n),
      supply: index === 0 ? '0' : amount(),
    }
  })
  const token = ([symbol, decimals]: readonly [string, number], index: number) => ({
    symbol,
    decimals,
    address: `0x${String(index + 8).padStart(40, '0')}`,
  })
  const participant = (name: string): Participant => ({
    name,
    did: 'came and went',
    put: holding(),
    took: holding(),
    left: holding(),
    shares: amount(),
    kept: amount(),
    has: amount(),
  })
  const operation = (id: string, direct: boolean): Operation => ({
    id,
    label: `Operation ${id}`,
    gas: String(random.between(100_000, 900_000)),
    ...(direct
      ? { direct: { label: 'increase, thrice', transactions: '3', gas: String(random.between(500_000, 900_000)) } }
      : {}),
  })
  return {
    kind: 'vault',
    id: `sample-${seed}`,
    title: `A vault of ${symbols[quote].token0[0]} and ${symbols[quote].token1[0]}`,
    chain: { id: 42_161, name: 'Arbitrum One' },
    mode: 'origin',
    seed,
    complete: true,
    config: {
      diamond: `0x${'d'.repeat(40)}`,
      vaultId: '1',
      venue: 'Uniswap V3',
      token0: token(symbols[quote].token0, 0),
      token1: token(symbols[quote].token1, 1),
      quote,
      pools,
      maxLossBp: '30',
      dailyLossBp: '100',
      maxSlippageBp: '50',
      cooldownSeconds: '900',
    },
    timeline,
    ranges: pools.map((_, pool) => ({
      pool,
      tickLower: '-198600',
      tickUpper: '-197400',
      priceLower: String(2_400n * 10n ** 18n),
      priceUpper: String(2_600n * 10n ** 18n),
      liquidity: amount(),
      from: String(START + STEP),
      ...(pool === 0 ? { until: String(START + 40n * STEP) } : {}),
    })),
    rebalances: [0, 1].map(() => ({
      time: String(START + STEP),
      weightsBp: ['4830', '3460', '1710'],
      placedBp: ['4829', '3461', '1710'],
      cashTargetBp: '765',
      cashBp: String(random.between(700, 800)),
      valueBefore: amount(),
      valueAfter: amount(),
      lossPpm: String(random.below(3_000)),
      swap: { sold: quote, amountIn: amount(), amountOut: amount() },
    })),
    trading: {
      swaps: '612',
      buys: '306',
      sells: '306',
      volume: amount(),
      volumes: pools.map(amount),
      depth: amount(),
      turnoverBp: String(random.between(2_000, 4_000)),
      low: String(2_444n * 10n ** 18n),
      high: String(2_511n * 10n ** 18n),
      moveBp: '274',
      oracleUpdates: '181',
      oracleLagBp: '17',
    },
    participants: ['Holder', 'Leaver from the buffer', 'Leaver in kind'].map(participant),
    operations: [operation('1', false), operation('2', true), operation('3', true)],
    thefts: [
      {
        id: 'unlisted',
        text: 'swaps through a router nobody listed',
        error: 'Swap_NotListed',
        args: ['0x00'],
        refused: true,
      },
    ],
    claims: [
      atLeast({ id: 'swaps', text: 'Traders swap at least 300 times' }, 612n, 300n, 'count'),
      atMost({ id: 'loss', text: 'A rebalance loses no more than it may' }, BigInt(random.below(3_000)), 3_000n, 'ppm'),
      refusedBy({ id: 'theft', text: 'An unlisted router is refused' }, 'Swap_NotListed', 'Swap_NotListed'),
    ],
  }
}

/** A whole run: a vault with the quote on either side, and a peg. */
export const sampleRun = (seed: string): Run => ({
  version: 1,
  startedAt: '2026-01-02T03:04:05.000Z',
  milliseconds: '61234',
  seed,
  status: 'complete',
  chapters: [sampleChapter(`${seed}-a`, 'token1'), sampleChapter(`${seed}-b`, 'token0'), samplePeg(`${seed}-c`)],
})
