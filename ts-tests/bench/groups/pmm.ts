import type { Address, TransactionReceipt } from 'viem'
import { gasOf, type Stage, undone } from '../chain/stage.ts'
import { type Limit, limitsOf } from '../limits.ts'
import type { Row } from '../row.ts'
import {
  borrowBase,
  type GoldScene,
  moveFeed,
  openPools,
  payBuyShares,
  paySellBase,
  paySellQuote,
  R,
  requireR,
  sellShares,
} from '../scenes/gold.ts'

/** Blocks of Chain 138, seconds. */
const BLOCK_SECONDS = 2
const SMALL = 1_000n
/** More than the imbalance that the scene leaves. */
const CROSSING = 60_000n
const SHARES = 1_000_000_000n

type Act = () => Promise<{ receipt: TransactionReceipt }>

async function rowsOf(scene: GoldScene): Promise<Row[]> {
  const { stage, fixed, following } = scene
  const rows: Row[] = []
  const measure = (operation: string, setting: string, limit: Limit, pool: Address, act: Act, after: bigint) =>
    undone(stage.client, async () => {
      await stage.client.setBlockTimestampInterval({ interval: BLOCK_SECONDS })
      await requireR(scene, pool, operation, R.QUOTE_SCARCE)
      rows.push({
        group: 'pmm',
        operation,
        setting,
        contender: 'Cantilever',
        gas: gasOf(await act()),
        limits: limitsOf(limit),
      })
      await requireR(scene, pool, operation, after)
    })
  const sells = async (pool: Address, setting: string, limit: Limit, before: () => Promise<void>) => {
    const sell = (what: string, act: Act, after: bigint) =>
      measure(`PMM sell ${what}`, setting, limit, pool, () => before().then(act), after)
    await sell('base, away from balance', () => paySellBase(scene, pool, SMALL), R.QUOTE_SCARCE)
    await sell('quote, towards balance', () => paySellQuote(scene, pool, SMALL), R.QUOTE_SCARCE)
    await sell('quote, across balance', () => paySellQuote(scene, pool, CROSSING), R.BASE_SCARCE)
  }
  await sells(fixed, 'guide price fixed', 'pmmSellFixed', async () => {})
  await sells(following, 'guide price of the oracle, at rest', 'pmmSellOracle', async () => {})
  await sells(following, 'guide price of the oracle, moving', 'pmmSellOracle', () => moveFeed(scene, 2n))

  const lp = (operation: string, limit: Limit, act: (pool: Address) => Promise<{ receipt: TransactionReceipt }>) =>
    measure(operation, 'guide price fixed', limit, fixed, () => act(fixed), R.QUOTE_SCARCE)
  await lp('PMM buyShares', 'pmmBuyShares', (pool) => payBuyShares(scene, pool, 1_000n))
  await lp('PMM sellShares', 'pmmSellShares', (pool) => sellShares(scene, pool, SHARES))
  await lp('PMM flash loan, one token', 'pmmFlashLoan', (pool) => borrowBase(scene, pool, SMALL))
  return rows
}

/** The public pool: closing price and TWAP kept, every call the first touch of its block. */
export const pmmRows = (stage: Stage): Promise<Row[]> =>
  undone(stage.client, async () => {
    const rows = await rowsOf(await openPools(stage))
    return rows.sort((a, b) => a.operation.localeCompare(b.operation))
  })
