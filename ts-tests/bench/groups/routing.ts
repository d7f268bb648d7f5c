import type { TransactionReceipt } from 'viem'
import { gasOf, type Stage, undone } from '../chain/stage.ts'
import type { Contender, Row } from '../row.ts'
import { openPools } from '../scenes/gold.ts'
import { openPeer, openRoutes, peerOneHop, peerTwoHops, provided, routed } from '../scenes/routing.ts'

/** Blocks of Chain 138, seconds. */
const BLOCK_SECONDS = 2
const DOLLARS = 1_000n

type Act = () => Promise<{ receipt: TransactionReceipt }>

/** Measures the second of two sales: the first leaves every slot written. */
function measureWith({ client }: Stage, rows: Row[], contender: Contender) {
  return (operation: string, setting: string, act: Act) =>
    undone(client, async () => {
      await client.setBlockTimestampInterval({ interval: BLOCK_SECONDS })
      await act()
      rows.push({ group: 'routing', operation, setting, contender, gas: gasOf(await act()) })
    })
}

/** Sales paid by allowance, through our router and provider and through a genuine Uniswap V3 router. */
export async function routingRows(stage: Stage): Promise<Row[]> {
  const rows: Row[] = []
  await undone(stage.client, async () => {
    const scene = await openRoutes(await openPools(stage))
    const { fixed, following } = scene
    const measure = measureWith(stage, rows, 'Cantilever')
    await measure('sale, one hop', 'guide price fixed', () => routed(scene, [fixed], DOLLARS))
    await measure('sale, one hop', 'guide price of the oracle', () => routed(scene, [following], DOLLARS))
    await measure('sale, two hops', 'both guide prices', () => routed(scene, [fixed, following], DOLLARS))
    await measure('sale through the provider', 'the better of two pools', () => provided(scene, DOLLARS))
  })
  await undone(stage.client, async () => {
    const scene = await openPeer(stage)
    const measure = measureWith(stage, rows, 'Uniswap V3 router')
    await measure('sale, one hop', '0.05 % pool', () => peerOneHop(scene))
    await measure('sale, two hops', '0.05 and 0.30 % pools', () => peerTwoHops(scene))
  })
  return rows.sort((a, b) => a.operation.localeCompare(b.operation))
}
