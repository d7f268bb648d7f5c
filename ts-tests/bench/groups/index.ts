import type { Stage } from '../chain/stage.ts'
import type { Row } from '../row.ts'
import { allocationRows } from './allocation.ts'
import { batchRows } from './batch.ts'
import { dispatchRows } from './dispatch.ts'
import { pmmRows } from './pmm.ts'
import { routingRows } from './routing.ts'
import { stabilizerRows } from './stabilizer.ts'
import { vaultRows } from './vault.ts'

/** A part of the bench that can be run by itself. */
export type Group = { name: string; measure: (stage: Stage) => Promise<Row[]> }

export const groups: readonly Group[] = [
  { name: 'vault', measure: vaultRows },
  { name: 'dispatch', measure: dispatchRows },
  { name: 'allocation', measure: allocationRows },
  { name: 'pmm', measure: pmmRows },
  { name: 'stabilizer', measure: stabilizerRows },
  { name: 'batch', measure: batchRows },
  { name: 'routing', measure: routingRows },
]
