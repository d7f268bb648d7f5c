import type { TransactionReceipt } from 'viem'
import { warp } from '../../harness/time.ts'
import { gasOf, type Stage, undone } from '../chain/stage.ts'
import { isInitialised, type Range } from '../chain/venue.ts'
import { BenchStateError } from '../errors.ts'
import { type Limit, limitsOf } from '../limits.ts'
import type { Row } from '../row.ts'
import * as bare from '../scenes/bare.ts'
import { type Layout, layouts } from '../scenes/layout.ts'
import { fallQuiet, getBusy, openMarket, trade } from '../scenes/market.ts'
import * as nft from '../scenes/nft.ts'
import * as vault from '../scenes/vault.ts'

const GROUP = 'vault'

/** Longer than the keeper's cool-down. */
const BETWEEN_REBALANCES = 1_000n

type Scenes = { own: vault.VaultScene; direct: nft.NftScene; floor: bare.BareScene }

const operations = {
  deposit: 'deposit, repeat user',
  withdraw: 'withdraw half, from the buffer',
  inKind: 'exit in kind, 3 ranges',
  live: 'rebalance of 3 ranges to live ticks',
  fresh: 'rebalance of 3 ranges to fresh ticks',
} as const

/** A vault, NFT positions and the bare minimum over the same pools and ticks, all used before. */
async function settle(stage: Stage, layout: Layout): Promise<Scenes> {
  const market = await openMarket(stage, layout)
  const { home, live } = market.places
  const own = await vault.createVault(market)
  const floor = await bare.deployBare(market)
  await vault.depositFirst(own)
  await vault.depositAgain(own)
  await vault.rebalance(own, home)
  await bare.move(floor, [], home)
  const direct = await nft.openPositions(market)
  for (const [from, to] of [
    [home, live],
    [live, home],
  ] as const) {
    await trade(market)
    await vault.harvest(own)
    await warp(stage.client, BETWEEN_REBALANCES)
    await vault.rebalance(own, to)
    await bare.move(floor, from, to)
  }
  await trade(market)
  await vault.harvest(own)
  await vault.depositAgain(own)
  await vault.leave(own, 'withdraw', 10n)
  await vault.leave(own, 'withdrawInKind', 10n)
  await nft.collectAll(direct)
  await nft.increaseAtOnce(direct)
  await warp(stage.client, BETWEEN_REBALANCES)
  await trade(market)
  return { own, direct, floor }
}

const liquidityOf = async (scene: vault.VaultScene): Promise<bigint> =>
  (await vault.rangesOf(scene)).reduce((sum, { liquidity }) => sum + liquidity, 0n)

async function requireTicks({ own }: Scenes, row: string, ranges: readonly Range[], initialised: boolean) {
  for (const { pool, tickLower, tickUpper } of ranges) {
    for (const tick of [tickLower, tickUpper]) {
      if ((await isInitialised(own.market.stage, pool, tick)) !== initialised) {
        throw new BenchStateError(row, `tick ${tick} should ${initialised ? '' : 'not '}be initialised`)
      }
    }
  }
}

async function requireAt(scene: vault.VaultScene, row: string, ranges: readonly Range[]): Promise<void> {
  const lowers = (await vault.rangesOf(scene)).map(({ tickLower }) => tickLower).sort()
  const expected = ranges.map(({ tickLower }) => tickLower).sort()
  if (lowers.join() !== expected.join()) throw new BenchStateError(row, 'the vault should have moved all three ranges')
}

/** Our own rows in one state of trading. */
async function ownRows(scenes: Scenes, busy: boolean): Promise<Row[]> {
  const { own } = scenes
  const { stage, layout, places } = own.market
  const setting = `${layout}, ${busy ? 'traded within the TWAP window' : 'quiet for the TWAP window'}`
  const rows: Row[] = []
  const measure = async (
    operation: string,
    limit: Limit,
    act: (row: string) => Promise<{ receipt: TransactionReceipt }>,
  ) =>
    undone(stage.client, async () => {
      const name = `${operation} (${setting})`
      await vault.requireSteady(own, name, busy)
      const gas = gasOf(await act(name))
      rows.push({
        group: GROUP,
        operation,
        setting,
        contender: 'Cantilever',
        gas,
        limits: limitsOf(limit, layout === 'three pools'),
      })
    })
  const untouched = async (row: string, act: () => Promise<{ receipt: TransactionReceipt }>) => {
    const before = await liquidityOf(own)
    const sent = await act()
    if ((await liquidityOf(own)) !== before) throw new BenchStateError(row, 'no range should have been touched')
    return sent
  }
  const moved = async (row: string, to: readonly Range[], initialised: boolean) => {
    await requireTicks(scenes, row, to, initialised)
    const sent = await vault.rebalance(own, to)
    await requireAt(own, row, to)
    return sent
  }
  await measure(operations.deposit, 'deposit', (row) => untouched(row, () => vault.depositAgain(own)))
  await measure(operations.withdraw, 'withdraw', (row) => untouched(row, () => vault.leave(own, 'withdraw', 2n)))
  await measure(operations.inKind, 'withdrawInKind', async (row) => {
    const before = await liquidityOf(own)
    const sent = await vault.leave(own, 'withdrawInKind', 2n)
    if ((await liquidityOf(own)) >= before)
      throw new BenchStateError(row, 'every range should have been burned in part')
    return sent
  })
  await measure(operations.live, 'rebalanceLive', (row) => moved(row, places.live, true))
  await measure(operations.fresh, 'rebalanceFresh', (row) => moved(row, places.fresh, false))
  return rows
}

/** What the same takes through the genuine NFT manager, and at least, over the same ticks. */
async function peerRows(scenes: Scenes): Promise<Row[]> {
  const { direct, floor } = scenes
  const { stage, layout, places } = direct.market
  const rows: Row[] = []
  const measure = (contender: Row['contender'], operation: string, how: string, act: () => Promise<bigint>) =>
    undone(stage.client, async () => {
      const setting = how === '' ? layout : `${layout}, ${how}`
      const check =
        contender === 'bare minimum' ? bare.requireSteady(floor, operation) : nft.requireSteady(direct, operation)
      await check
      rows.push({ group: GROUP, operation, setting, contender, gas: await act() })
    })
  const viaNft = (operation: string, how: string, act: () => Promise<bigint>) =>
    measure('Uniswap V3 NFT manager', operation, how, act)
  const barely = (operation: string, act: () => Promise<bigint>) => measure('bare minimum', operation, '', act)

  await viaNft(operations.deposit, '3 × increase', () => nft.increaseOneByOne(direct))
  await viaNft(operations.deposit, 'one multicall', async () => gasOf(await nft.increaseAtOnce(direct)))
  for (const operation of [operations.withdraw, operations.inKind]) {
    await viaNft(operation, '3 × decrease and collect', () => nft.halveOneByOne(direct))
    await viaNft(operation, 'one multicall', async () => gasOf(await nft.halveAtOnce(direct)))
  }
  await barely(operations.inKind, async () => gasOf(await bare.exitHalf(floor)))
  for (const [operation, to, initialised] of [
    [operations.live, places.live, true],
    [operations.fresh, places.fresh, false],
  ] as const) {
    await requireTicks(scenes, operation, to, initialised)
    await viaNft(operation, 'one multicall', async () => gasOf(await nft.movePositions(direct, to)))
    await barely(operation, async () => gasOf(await bare.move(floor, places.home, to)))
  }
  return rows
}

/** Vault operations over three pools and over one, quiet and busy, beside the NFT manager and the bare minimum. */
export async function vaultRows(stage: Stage): Promise<Row[]> {
  const rows: Row[] = []
  for (const layout of layouts) {
    await undone(stage.client, async () => {
      const scenes = await settle(stage, layout)
      await undone(stage.client, async () => {
        await fallQuiet(scenes.own.market)
        rows.push(...(await ownRows(scenes, false)), ...(await peerRows(scenes)))
      })
      await getBusy(scenes.own.market)
      rows.push(...(await ownRows(scenes, true)))
    })
  }
  const order = Object.values<string>(operations)
  return rows.sort((a, b) => order.indexOf(a.operation) - order.indexOf(b.operation))
}
