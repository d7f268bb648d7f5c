import { type Address, encodeFunctionData, type Hex, slice, zeroAddress } from 'viem'
import { TransactionRevertedError } from '../../harness/errors.ts'
import { receiptOf } from '../../harness/receiptOf.ts'
import { send } from '../../harness/send.ts'
import { diamondAbi } from '../chain/abis.ts'
import { intrinsicGas } from '../chain/intrinsic.ts'
import { actors, facetOf, type Stage, undone } from '../chain/stage.ts'
import { limitsOf } from '../limits.ts'
import type { Row } from '../row.ts'

/** A facet of a single STOP: it costs nothing, so all that is measured is the diamond's. */
const STOP_FACET: Address = '0x5700000000000000000000000000000000000057'
const STOP_SELECTOR: Hex = '0x12345678'
const ADD = 0

/** Execution gas of a call in a transaction of its own: every slot and account is cold but the called one's. */
export async function executionGas({ client }: Stage, to: Address, data: Hex): Promise<bigint> {
  const hash = await client.sendTransaction({ account: actors.trader, to, data, gas: 1_000_000n })
  const { status, gasUsed } = await receiptOf(client, hash)
  if (status !== 'success') throw new TransactionRevertedError(slice(data, 0, 4), hash)
  return gasUsed - intrinsicGas(data)
}

/** What the diamond adds to a call of a facet. */
export async function dispatchRows(stage: Stage): Promise<Row[]> {
  const { client, diamond, record } = stage
  const row = (setting: string, gas: bigint): Row => ({
    group: 'dispatch, execution gas',
    operation: 'diamond dispatch, cold',
    setting,
    contender: 'Cantilever',
    gas,
    limits: limitsOf('dispatch'),
  })
  const ofStop = await undone(client, async () => {
    await client.setCode({ address: STOP_FACET, bytecode: '0x00' })
    const cut = { facetAddress: STOP_FACET, action: ADD, functionSelectors: [STOP_SELECTOR] } as const
    await send(client, {
      account: actors.admin,
      address: diamond,
      abi: diamondAbi,
      functionName: 'diamondCut',
      args: [[cut], zeroAddress, '0x'],
    })
    return executionGas(stage, diamond, STOP_SELECTOR)
  })
  // A pure function answers alike with and without the diamond; what is left is dispatch, calldata and answer copied.
  const call = encodeFunctionData({ abi: diamondAbi, functionName: 'targetWeights', args: [[], 0, 0] })
  const through = await executionGas(stage, diamond, call)
  const direct = await executionGas(stage, facetOf(record, 'RiskModelFacet'), call)
  const bytes = (call.length - 2) / 2
  return [
    row('a facet of one STOP, 4 bytes of calldata', ofStop),
    {
      ...row(`targetWeights less the facet alone, ${bytes} bytes of calldata`, through - direct),
      limits: limitsOf('dispatch', false),
    },
  ]
}
