import { zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { Gold, Look } from './chain/gold.ts'
import { pegStory } from './chain/settings.ts'
import { PartNotBegunError } from './errors.ts'
import { PegRecorder } from './pegRecorder.ts'
import { runSchema } from './run.ts'

const token = (symbol: string, decimals: number) => ({ symbol, decimals, address: zeroAddress })

const gold: Gold = {
  diamond: zeroAddress,
  ledger: zeroAddress,
  entry: zeroAddress,
  bucket: zeroAddress,
  reserve: zeroAddress,
  pool: zeroAddress,
  mesh: zeroAddress,
  stabilizer: zeroAddress,
  base: token('cUSDT', 6),
  quote: token('XAU', 18),
  collateral: token('WETH', 18),
  kWad: 10n ** 17n,
  lpFeeWad: 15n * 10n ** 14n,
  settings: {
    thetaBp: 5,
    bandBp: 10,
    closes: 2,
    minBlocks: 3,
    perBlockCapBp: 250,
    blockTimeMs: 2_000,
    designFlowPerHour: 50_000_000_000n,
    maxTrade: 1_000_000_000n,
  },
}

const lookAt = (block: bigint, deviationPpm: bigint): Look => ({
  close: { block, deviationPpm, gap: 1n, scarce: 'quote', oracle: 25n * 10n ** 25n },
  size: 0n,
  tokenIn: zeroAddress,
  tokenOut: zeroAddress,
  lastAction: 0n,
  value: 1_000n - block,
  heldBase: 0n,
  heldQuote: 500n - block,
  poolBase: 1n,
  poolQuote: 1n,
})

const open = () => new PegRecorder(pegStory, { id: 138, name: 'a chain' }, 'origin', 'seed', gold)

/** A part of one block for each deviation, a trade of 7 and 8 units in each. */
function part(deviations: readonly bigint[]) {
  const recorder = open()
  recorder.begin('id', 'title', lookAt(0n, 0n))
  for (const [index, ppm] of deviations.entries()) {
    const look = lookAt(BigInt(index + 1), ppm)
    recorder.close(look, { time: BigInt(2 * index), trades: [7n, 8n], received: 3n })
  }
  return { recorder, part: recorder.end(lookAt(BigInt(deviations.length), 0n)) }
}

describe('a part of a peg', () => {
  test('counts a close at the edge of the band as within, a ppm further as outside, on either side', () => {
    const { part: told } = part([1_000n, -1_000n, 1_001n, -1_001n, 0n])
    expect(told).toMatchObject({ closes: '5', outside: '2', withinPpm: '600000', worstPpm: '1001' })
  })

  test('takes the worst close by its distance', () => {
    expect(part([700n, -705n, 3n]).part.worstPpm).toBe('705')
  })

  test('sums up trades, and compares bucket B before and after', () => {
    const { recorder, part: told } = part([0n, 0n, 0n])
    expect(told).toMatchObject({ trades: '6', flow: '45', valueBefore: '1000', valueAfter: '997', heldAfter: '497' })
    expect(told).toMatchObject({ firstBlock: '1', lastBlock: '3', actions: '0', spent: '0' })
    expect(recorder.closes.at(-1)).toMatchObject({ sold: '45', stabilized: '9' })
  })

  test('without a block is within nothing', () => {
    expect(part([]).part).toMatchObject({ closes: '0', withinPpm: '0' })
  })

  test('counts the actions of its own blocks only', () => {
    const { recorder } = part([0n])
    const action = { block: '1', time: '2', deviationBps: '-5', received: '1', latency: '0', gas: '1' }
    recorder.actions.push({ ...action, sold: '10', valueBefore: '0', valueAfter: '0' })
    recorder.begin('next', 'next', lookAt(1n, 0n))
    recorder.actions.push({ ...action, sold: '20', valueBefore: '0', valueAfter: '0' })
    expect(recorder.end(lookAt(2n, 0n))).toMatchObject({ actions: '1', spent: '20' })
  })

  test('that nobody began cannot be ended', () => {
    expect(() => open().end(lookAt(0n, 0n))).toThrow(PartNotBegunError)
  })
})

test('the chapter can be recorded at any time', () => {
  const { recorder } = part([5n])
  for (const chapter of [open().chapter(false), recorder.chapter(true)]) {
    const run = {
      version: 1,
      startedAt: '2026-01-02T03:04:05.000Z',
      milliseconds: '1',
      seed: 'seed',
      status: 'complete',
      chapters: [chapter],
    }
    expect(runSchema.safeParse(run).error).toBeUndefined()
  }
})
