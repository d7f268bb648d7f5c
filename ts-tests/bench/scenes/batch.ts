import { type Address, type TransactionReceipt, zeroAddress } from 'viem'
import { loadArtifact } from '../../harness/artifacts.ts'
import { deploy } from '../../harness/deploy.ts'
import { send } from '../../harness/send.ts'
import { batchAbi, meterAbi } from '../chain/abis.ts'
import { actors, type Stage } from '../chain/stage.ts'
import { BenchStateError } from '../errors.ts'
import { openFollower, openPools } from './gold.ts'
import { makeDue, openStabilizer, type StabilizerScene } from './stabilizer.ts'

/** Pools against gold with one bucket B, a stabilizer each, and the batch over all of them, fed into a meter. */
export type BatchScene = { stage: Stage; batch: Address; stabilizers: readonly StabilizerScene[] }

export async function openBatch(stage: Stage, symbols: readonly string[]): Promise<BatchScene> {
  const { client, diamond } = stage
  const first = await openStabilizer(await openPools(stage))
  const stabilizers = [first]
  for (const symbol of symbols) stabilizers.push(await openStabilizer(await openFollower(first, symbol), first.bucket))

  const meterCode = loadArtifact('out/OutflowMeter.sol/OutflowMeter.json', meterAbi).creationCode
  const meter = await deploy(client, meterAbi, meterCode, [diamond])
  const batchCode = loadArtifact('out/StabilizerBatch.sol/StabilizerBatch.json', batchAbi).creationCode
  const batch = await deploy(client, batchAbi, batchCode, [diamond, meter])
  const account = actors.admin
  for (const { stabilizer } of stabilizers) {
    const watched = [stabilizer, zeroAddress] as const
    await send(client, { account, address: meter, abi: meterAbi, functionName: 'watch', args: watched })
    await send(client, { account, address: batch, abi: batchAbi, functionName: 'add', args: [stabilizer] })
  }
  const scene = { stage, batch, stabilizers }
  // Once both ways, so that no slot is written for the first time when it is measured.
  for (const isShortOfGold of [true, false]) {
    for (const one of stabilizers) await makeDue(one, isShortOfGold)
    await runBatch(scene)
  }
  return scene
}

/** Refuses to measure a run in which another number of stabilizers is due. */
export async function requireDue({ stage, batch }: BatchScene, row: string, expected: number): Promise<void> {
  const due = await stage.client.readContract({ address: batch, abi: batchAbi, functionName: 'due' })
  if (due.length !== expected) throw new BenchStateError(row, `${expected} should be due, ${due.length} are`)
}

const MINUTE = 60n

/** Has the next block begin a minute, in which the meter writes all that it ever does, whatever the clock says. */
export async function beginMinute({ stage: { client } }: BatchScene): Promise<void> {
  const { timestamp } = await client.getBlock()
  await client.setNextBlockTimestamp({ timestamp: (timestamp / MINUTE + 1n) * MINUTE })
}

/** A run by anyone. */
export const runBatch = ({ stage, batch }: BatchScene): Promise<{ receipt: TransactionReceipt }> =>
  send(stage.client, {
    account: actors.trader,
    address: batch,
    abi: batchAbi,
    functionName: 'run',
    args: [actors.trader.address],
  })
