import type { Address } from 'viem'
import { gasOf, type Stage, undone } from '../chain/stage.ts'
import { limitsOf } from '../limits.ts'
import type { Row } from '../row.ts'
import { moveFeed, openPools } from '../scenes/gold.ts'
import {
  act,
  emptyMesh,
  makeDue,
  openStabilizer,
  requireAtOracle,
  requireDue,
  type StabilizerScene,
} from '../scenes/stabilizer.ts'

/** Blocks of Chain 138, seconds. */
const BLOCK_SECONDS = 2
const OPERATION = 'stabilizer action in one block'
/** The feed moves by so many basis points right before the action. */
const FEED_STEPS = 2n

async function rowsOf(scene: StabilizerScene): Promise<Row[]> {
  const { client } = scene.stage
  const rows: Row[] = []
  const measure = (setting: string, tokenIn: Address, before: () => Promise<void> = async () => {}, withinBp = 0n) =>
    undone(client, async () => {
      await client.setBlockTimestampInterval({ interval: BLOCK_SECONDS })
      await makeDue(scene, tokenIn === scene.quote)
      await before()
      await requireDue(scene, setting, tokenIn)
      rows.push({
        group: 'stabilizer',
        operation: OPERATION,
        setting,
        contender: 'Cantilever',
        gas: gasOf(await act(scene)),
        limits: limitsOf('stabilizerAction'),
      })
      await requireAtOracle(scene, setting, withinBp)
    })
  await measure('sells gold, guide price at rest', scene.quote)
  await measure('sells gold, guide price moving', scene.quote, () => moveFeed(scene, FEED_STEPS), FEED_STEPS)
  await measure("sells gold, drawn from bucket B's account", scene.quote, () => emptyMesh(scene))
  await measure('sells cUSDT, guide price at rest', scene.base)
  return rows
}

/** The stabilizer over the pool that follows the oracle; every call is the pool's first touch of its block. */
export const stabilizerRows = (stage: Stage): Promise<Row[]> =>
  undone(stage.client, async () => rowsOf(await openStabilizer(await openPools(stage))))
