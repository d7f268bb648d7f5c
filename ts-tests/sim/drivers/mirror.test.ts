import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Base, startBase } from '../../harness/base.ts'
import { createRandom } from '../../story/domain/random.ts'
import { WAD } from '../domain/fixedPoint.ts'
import type { Settings } from '../domain/stabilizer.ts'
import { loadMarket, type Market } from '../market.ts'
import { oneSided } from '../scenario/oneSided.ts'
import type { Point } from '../scenario/publisher.ts'
import { replay } from '../scenario/replay.ts'
import { twoSided, twoSidedProcess } from '../scenario/twoSided.ts'
import type { BlockOrder, Scenario } from '../scenario/types.ts'
import { AnvilDriver } from './anvil.ts'
import { MirrorDriver, opened, type World } from './mirror.ts'

const CHAIN = 138
const POOL = 'cUSDT_XAU'
const HUNDRED_THOUSAND = 100_000n * 10n ** 6n

/** What differs from block to block between chain and mirror must be nothing. */
async function compare(base: Base, market: Market, scenario: (world: World) => Scenario, bucketBase: bigint) {
  const anvil = await AnvilDriver.open(base, market, { bucketBase, signal: new AbortController().signal })
  const world = await anvil.world()
  const mirror = new MirrorDriver(market, world)
  const random = createRandom('where the keeper falls')
  const { blocks, next } = scenario(world)
  const seen = { trades: 0, refused: 0, actions: 0, refusedActions: 0, sides: new Set<number>(), moves: 0, worst: 0n }
  let sight = await anvil.look()
  expect(await mirror.look()).toEqual(sight)
  for (let index = 0; index < blocks; index++) {
    const due = sight.plan.size !== 0n && mirror.stabilizer.mayAct(sight.block + 1n)
    const place = random.below(2) === 0 ? 'first' : 'last'
    const order: BlockOrder = { ...next(index, sight), action: due ? { plan: sight.plan, place } : undefined }
    const [onChain, inMirror] = [await anvil.pass(order), await mirror.pass(order)]
    expect(inMirror.sight, `block ${index}`).toEqual(onChain.sight)
    for (const [n, sale] of onChain.sales.entries()) {
      const mirrored = inMirror.sales[n]
      expect(mirrored?.ok, `sale ${n} of block ${index}`).toBe(sale.ok)
      if (sale.ok) expect(mirrored).toEqual(sale)
      seen[sale.ok ? 'trades' : 'refused']++
    }
    expect(inMirror.acted?.ok, `action of block ${index}`).toBe(onChain.acted?.ok)
    if (onChain.acted?.ok) {
      expect(inMirror.acted).toEqual(onChain.acted)
      seen.actions++
    } else if (onChain.acted !== undefined) seen.refusedActions++
    sight = onChain.sight
    seen.sides.add(sight.pool.r)
    const off = sight.close.ppm < 0n ? -sight.close.ppm : sight.close.ppm
    if (off > seen.worst) seen.worst = off
    if (sight.pool.i !== sight.pool.oracle) seen.moves++
  }
  const all = await anvil.closes(8)
  expect(mirror.pool.closes(8, sight.block + 1n)).toEqual(all)
  expect(all).toHaveLength(8)
  return seen
}

/** A path with moves of up to 40 bp every ten seconds, four times what the guide price may make up in a block. */
function path(start: bigint): Point[] {
  const random = createRandom('gold')
  const points: Point[] = []
  for (let value = start, second = 0n; second < 3_600n; second += 10n) {
    points.push({ second, value })
    value += (value * BigInt(random.between(-40, 40))) / 10_000n
  }
  return points
}

/** The deployed market is the address book's. */
async function startsByTheBook(base: Base, market: Market) {
  const anvil = await AnvilDriver.open(base, market, { bucketBase: 0n, signal: new AbortController().signal })
  const { pool, mesh, answers } = await anvil.world()
  const book = opened(market, 1_000n)
  const of = ({ base, quote, target, r, i, oracle }: World['pool']) => ({ base, quote, target, r, i, oracle })
  expect(of(pool)).toEqual(of(book.pool))
  expect(mesh).toEqual(book.mesh)
  expect(Object.keys(answers)).toEqual(Object.keys(book.answers))
  expect(answers.XAU_USD?.value).toBe(book.answers.XAU_USD?.value)
}

describe('the mirror against the contracts of 138', () => {
  let base: Base

  beforeEach(async () => {
    base = await startBase(CHAIN, 'mirror')
  }, 600_000)

  afterEach(() => base?.stop())

  const market = loadMarket(CHAIN, POOL)
  const process = { ...twoSidedProcess(market, 5n), prevailingBp: 9_000n, spellMs: 300_000n }

  test('starts where the address book opens the market', () => startsByTheBook(base, market))

  test('two sides, a moving oracle, 400 blocks: every reserve, target, close and action is equal', async () => {
    const seen = await compare(
      base,
      market,
      ({ answers }) =>
        twoSided(market, createRandom('two sides'), 400, process, {
          feed: 'XAU_USD',
          path: path(answers.XAU_USD?.value ?? 0n),
          thresholdBp: 0n,
        }),
      HUNDRED_THOUSAND,
    )
    expect(seen.trades).toBeGreaterThan(200)
    expect(seen.actions).toBeGreaterThan(10)
    expect(seen.moves).toBeGreaterThan(50)
    // Neither scarce, base scarce, quote scarce.
    expect([...seen.sides].sort()).toEqual([0, 1, 2])
  })

  test('other settings and block time, a gate that shuts and opens again: equal, refusals included', async () => {
    const settings: Settings = { ...market.settings, thetaBp: 3n, closes: 3, gainBp: 8_000n, blockTimeMs: 9_000n }
    const feeds = { ...market.source.feeds, USDC_USD: { decimals: 8, ttl: 90_000n } }
    const gated: Market = { ...market, settings, source: { ...market.source, gates: ['USDC_USD'], feeds } }
    const dollars = (n: bigint) => n * 10n ** 6n
    const minutes = Array.from({ length: 30 }, (_, n) => ({
      ts: BigInt(n) * 60_000n,
      oracle: 4_000_00000000n + BigInt(n % 7) * 9_00000000n,
      market: n > 10 && n < 20 ? 99_000000n : 1_00000000n,
      sell: dollars(n % 9 === 0 ? 9_000n : 2_000n),
      buy: dollars(n > 20 ? 4_000n : 500n),
    }))
    const seen = await compare(
      base,
      gated,
      ({ answers }) =>
        replay(gated, createRandom('replay'), minutes, 190, {
          feed: 'XAU_USD',
          gate: 'USDC_USD',
          thresholdBp: 0n,
          gateThresholdBp: 25n,
          start: answers.XAU_USD?.value ?? WAD,
        }),
      0n,
    )
    expect(seen.trades).toBeGreaterThan(50)
    expect(seen.refused).toBeGreaterThan(10)
    expect(seen.actions).toBeGreaterThan(3)
  })
})

describe('the mirror against the contracts of 651940', () => {
  let base: Base

  beforeEach(async () => {
    base = await startBase(651_940, 'mirror')
  }, 600_000)

  afterEach(() => base?.stop())

  const market = loadMarket(651_940, POOL)

  test('starts where the address book opens the market', () => startsByTheBook(base, market))

  test('an hour of its blocks at five times the flow: equal, and every close in the band', async () => {
    const scenario = oneSided(market, createRandom('alltra'), 400, 5n)
    const seen = await compare(base, market, () => scenario, 0n)
    expect(seen.trades).toBeGreaterThan(300)
    expect(seen.actions).toBeGreaterThan(60)
    expect([seen.refused, seen.refusedActions, seen.moves]).toEqual([0, 0, 0])
    expect(seen.worst).toBeLessThanOrEqual(market.settings.bandBp * 100n)
  })
})
