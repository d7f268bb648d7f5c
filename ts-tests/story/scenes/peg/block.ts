import { isAddressEqual, parseEventLogs } from 'viem'
import { type Deed, type Done, deed } from '../../chain/blocks.ts'
import { look } from '../../chain/gold.ts'
import { poolAbi, stabilizerAbi } from '../../chain/goldAbis.ts'
import type { PegStage } from './stage.ts'

/** Where the keeper's transaction falls in its block: chance decides, as on a chain. */
type Place = 'first' | 'last'

/** Whether an action would pass every guard in the next block. */
export function isDue({ look, gold, blocks }: PegStage): boolean {
  const { lastAction } = look
  return look.size !== 0n && (lastAction === 0n || blocks.block + 1n >= lastAction + BigInt(gold.settings.minBlocks))
}

function action({ gold, cast, look }: PegStage): Deed {
  return deed({
    from: cast.keeper.address,
    to: gold.stabilizer,
    abi: stabilizerAbi,
    functionName: 'executePrivateSwap',
    args: [look.size, look.tokenIn, look.tokenOut],
  })
}

/** What was sold through the entry, raw base: the flow and the drain, not the attacker's to and fro. */
function salesOf({ gold }: PegStage, logs: readonly Done['logs'][number][]): bigint[] {
  const swaps = parseEventLogs({ abi: poolAbi, eventName: 'DODOSwap', logs: [...logs] as never })
  return swaps
    .filter(({ args }) => isAddressEqual(args.trader, gold.entry) && isAddressEqual(args.fromToken, gold.base.address))
    .map(({ args }) => args.fromAmount)
}

function record(stage: PegStage, done: Done | undefined, before: bigint, latency: bigint): bigint {
  const { recorder, blocks, look } = stage
  const [event] = parseEventLogs({
    abi: stabilizerAbi,
    eventName: 'Stabilized',
    logs: [...(done?.logs ?? [])] as never,
  })
  if (done === undefined || event === undefined) return 0n
  recorder.actions.push({
    block: String(blocks.block),
    time: String(blocks.time),
    deviationBps: String(event.args.deviationBps),
    sold: String(event.args.sold),
    received: String(event.args.received),
    valueBefore: String(before),
    valueAfter: String(look.value),
    latency: String(latency),
    gas: String(done.gas),
  })
  return event.args.received
}

/**
 * Lets a block pass: what people do in it, and the keeper's call if the stabilizer would act. The keeper knows the
 * blocks before this one only. What has closed is recorded.
 */
export async function passBlock(
  stage: PegStage,
  deeds: readonly Deed[] = [],
  keeper: Place = stage.random.below(2) === 0 ? 'first' : 'last',
): Promise<readonly Done[]> {
  const { blocks, gold, recorder } = stage
  const next = blocks.block + 1n
  const acts = isDue(stage)
  if (acts) stage.dueSince ??= next
  const all = !acts ? deeds : keeper === 'first' ? [action(stage), ...deeds] : [...deeds, action(stage)]
  const before = stage.look.value
  const done = await blocks.mine(all)
  stage.look = await look(blocks, gold)
  const latency = next - (stage.dueSince ?? next)
  const received = acts ? record(stage, keeper === 'first' ? done[0] : done.at(-1), before, latency) : 0n
  if (acts) stage.dueSince = undefined
  const logs = done.flatMap((one) => one.logs)
  recorder.close(stage.look, { time: blocks.time, trades: salesOf(stage, logs), received })
  return acts && keeper === 'first' ? done.slice(1) : done.slice(0, deeds.length)
}

export async function passBlocks(stage: PegStage, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await passBlock(stage)
}

/** What bucket B's value may fall by in an action, raw quote: a unit of each leg. */
export const unitALeg = ({ look }: PegStage): bigint => look.close.oracle / 10n ** 18n + 1n
