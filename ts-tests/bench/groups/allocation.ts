import { encodeFunctionData } from 'viem'
import { diamondAbi } from '../chain/abis.ts'
import { facetOf, type Stage } from '../chain/stage.ts'
import { BenchStateError } from '../errors.ts'
import { type Limit, limitsOf } from '../limits.ts'
import type { Row } from '../row.ts'
import { executionGas } from './dispatch.ts'

const AMPLIFIER_BP = 15_000
const TOTAL = 1_000_000_000_000n
const WHOLE_BP = 10_000n

const sizes: readonly { pools: number; limit: Limit }[] = [
  { pools: 4, limit: 'allocation4' },
  { pools: 10, limit: 'allocation10' },
  { pools: 41, limit: 'allocation41' },
]

/** One score of 10,000; the others low and all different, so that only the dominant one is cut to the cap. */
const scoresOf = (pools: number): number[] =>
  Array.from({ length: pools }, (_, index) => (index === 1 ? 10_000 : 200 + 7 * index))

/** `targetAllocations` on the bare facet, with the cap of the model in force. */
export async function allocationRows(stage: Stage): Promise<Row[]> {
  const { client, diamond, record } = stage
  const facet = facetOf(record, 'RiskModelFacet')
  const rows: Row[] = []
  for (const { pools, limit } of sizes) {
    const cap = await client.readContract({
      address: diamond,
      abi: diamondAbi,
      functionName: 'maxWeightBp',
      args: [BigInt(pools)],
    })
    const call = {
      abi: diamondAbi,
      functionName: 'targetAllocations',
      args: [scoresOf(pools), TOTAL, cap, AMPLIFIER_BP],
    } as const
    const setting = `one dominant score, cap ${cap} bp`
    const amounts = await client.readContract({ address: facet, ...call })
    if (amounts[1] !== (TOTAL * BigInt(cap)) / WHOLE_BP) {
      throw new BenchStateError(setting, 'the dominant pool should be at the cap')
    }
    rows.push({
      group: 'allocation, execution gas',
      operation: `targetAllocations, ${pools} pools`,
      setting,
      contender: 'Cantilever',
      gas: await executionGas(stage, facet, encodeFunctionData(call)),
      limits: limitsOf(limit),
    })
  }
  return rows
}
