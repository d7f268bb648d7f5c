import { gasOf, type Stage, undone } from '../chain/stage.ts'
import type { Row } from '../row.ts'
import { beginMinute, openBatch, requireDue, runBatch } from '../scenes/batch.ts'
import { makeDue } from '../scenes/stabilizer.ts'

/** Blocks of Chain 138, seconds. */
const BLOCK_SECONDS = 2
/** Besides cUSDT. */
const OTHERS = ['cUSDC', 'cUSDX', 'cUSDY']

/** The keeper's call: meter read and fed, and all that is due done, over four pools against gold. */
export const batchRows = (stage: Stage): Promise<Row[]> =>
  undone(stage.client, async () => {
    const { client } = stage
    const scene = await openBatch(stage, OTHERS)
    const rows: Row[] = []
    const words = ['none due', 'one due', 'two due', 'three due', 'all due']
    for (const due of [0, 1, scene.stabilizers.length]) {
      const setting = words[due] ?? ''
      await undone(client, async () => {
        await client.setBlockTimestampInterval({ interval: BLOCK_SECONDS })
        for (const one of scene.stabilizers.slice(0, due)) await makeDue(one, true)
        await requireDue(scene, setting, due)
        await beginMinute(scene)
        const gas = gasOf(await runBatch(scene))
        rows.push({ group: 'batch', operation: 'batch of four stabilizers', setting, contender: 'Cantilever', gas })
      })
    }
    return rows
  })
