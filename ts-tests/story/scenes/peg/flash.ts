import { type Hex, parseEventLogs, toFunctionSelector } from 'viem'
import { deployRaid, type Raid } from '../../chain/attacker.ts'
import { deed } from '../../chain/blocks.ts'
import { attackerAbi, ledgerAbi, stabilizerAbi, VARIABLE_RATE } from '../../chain/goldAbis.ts'
import { atLeast, atMost, exactly, refusedBy } from '../../domain/claims.ts'
import { greatest } from '../../domain/integers.ts'
import { EventMissingError, RaidMissingError } from '../../errors.ts'
import type { PegAttack } from '../../run.ts'
import { passBlock } from './block.ts'
import { type PegStage, raw } from './stage.ts'

/** An attack worth the name moves the price this far, ppm. */
const LEAST_PEAK = 10_000n
/** Blocks after it in which nothing may stir: more than the closes that the stabilizer looks at. */
const AFTERMATH = 6

/** The name of the stabilizer's error of a selector; the selector itself for any other. */
function nameOf(selector: Hex): string {
  if (selector === '0x00000000') return ''
  const error = stabilizerAbi.find((item) => item.type === 'error' && selectorOf(item) === selector)
  return error !== undefined && 'name' in error ? error.name : selector
}

const selectorOf = ({ name, inputs }: { name: string; inputs: readonly { type: string }[] }): Hex =>
  toFunctionSelector(`${name}(${inputs.map(({ type }) => type).join(',')})`)

const answer = (deviationBps: bigint, should: boolean, size: bigint) =>
  ({ deviationBps: String(deviationBps), should: should ? '1' : '0', size: String(size) }) as const

/** Puts the lender and the attacker's contract in place; the treasury borrows what is lent. */
export async function prepareRaid(stage: PegStage): Promise<void> {
  const { blocks, gold, cast, story } = stage
  const treasury = cast.treasury.address
  const [lent, purse] = [raw(stage, story.lent), raw(stage, story.purse)]
  const args = [gold.base.address, lent, VARIABLE_RATE, treasury] as const
  await blocks.mine([deed({ from: treasury, to: gold.ledger, abi: ledgerAbi, functionName: 'borrow', args })])
  stage.raid = await deployRaid(blocks, cast.attacker.address, gold.base.address, {
    lent,
    purse,
    lenderOwner: treasury,
    purseOwner: cast.seller.address,
  })
}

function raidOf({ raid }: PegStage): Raid {
  if (raid === undefined) throw new RaidMissingError()
  return raid
}

/** One transaction that moves the price and takes the move back. It comes before the keeper's, if that is due. */
async function attack(stage: PegStage, id: string, title: string, asks: boolean): Promise<PegAttack> {
  const { gold, cast, recorder, blocks } = stage
  const { attacker, lender } = raidOf(stage)
  const args = [lender, gold.stabilizer, asks] as const
  const raid = deed({ from: cast.attacker.address, to: attacker, abi: attackerAbi, functionName: 'attack', args })
  const [done] = await passBlock(stage, [raid], 'last')
  const [event] = parseEventLogs({ abi: attackerAbi, eventName: 'Attacked', logs: [...(done?.logs ?? [])] as never })
  if (event === undefined) throw new EventMissingError('Attacked')
  const told = event.args
  const found: PegAttack = {
    id,
    title,
    block: String(blocks.block),
    lent: String(told.lent),
    peakPpm: String(told.peakPpm),
    before: answer(told.bpsBefore, told.shouldBefore, told.sizeBefore),
    after: answer(told.bpsAfter, told.shouldAfter, told.sizeAfter),
    refusal: nameOf(told.refusal),
    cost: String(told.cost),
    closePpm: String(stage.look.close.deviationPpm),
  }
  recorder.attacks.push(found)
  recorder.claims.push(
    atLeast({ id: `${id}-peak`, text: `${title}: moves the price by` }, -told.peakPpm, LEAST_PEAK, 'ppm'),
    atMost({ id: `${id}-profit`, text: `${title}: its profit` }, -told.cost, 0n, 'raw'),
    exactly(
      { id: `${id}-deviation`, text: `${title}: the sustained deviation afterwards is as before` },
      told.bpsAfter,
      told.bpsBefore,
      'bp',
    ),
    exactly(
      { id: `${id}-should`, text: `${title}: so is whether to act` },
      BigInt(told.shouldAfter),
      BigInt(told.shouldBefore),
      'count',
    ),
    exactly({ id: `${id}-size`, text: `${title}: so is the size` }, told.sizeAfter, told.sizeBefore, 'raw'),
  )
  return found
}

/** In the middle of a flow, right before an action that is due: the action goes through as it would have. */
export async function flashAttackInAFlow(stage: PegStage): Promise<void> {
  const { recorder } = stage
  const actions = recorder.actions.length
  const { size } = stage.look
  await attack(stage, 'flash-flow', 'Flash attack in the flow', false)
  const sold = recorder.actions.length > actions ? BigInt(recorder.actions.at(-1)?.sold ?? '0') : 0n
  recorder.claims.push(
    exactly(
      { id: 'flash-flow-action', text: 'Flash attack in the flow: the action behind it sells what it would have' },
      sold,
      size,
      'raw',
    ),
  )
}

/** From a balanced pool: nothing is ever called for. */
export async function flashAttackOnBalance(stage: PegStage): Promise<void> {
  const { recorder, telling, gold, blocks } = stage
  recorder.begin('flash', 'A flash attack on the balanced pool', stage.look)
  const { refusal } = await attack(stage, 'flash', 'Flash attack on the balanced pool', true)
  let furthest = 0n
  let wants = 0n
  for (let block = 0; block <= AFTERMATH; block++) {
    const [deviationBps, should] = await blocks.read(gold.stabilizer, stabilizerAbi, 'checkDeviation', [])
    furthest = greatest([furthest, deviationBps, -deviationBps])
    if (should) wants += 1n
    if (block < AFTERMATH) await passBlock(stage)
  }
  recorder.claims.push(
    refusedBy(
      { id: 'flash-refused', text: 'An action at the height of the flash attack is refused' },
      refusal,
      'Stabilizer_NotSustained',
    ),
    exactly({ id: 'flash-zero', text: 'After the flash attack checkDeviation() says' }, furthest, 0n, 'bp'),
    exactly({ id: 'flash-false', text: 'After it, blocks in which it wants to act' }, wants, 0n, 'count'),
  )
  const part = recorder.end(stage.look)
  telling.say(`flash attack of ${story(stage)} ${gold.base.symbol}: ${refusal}, worst close ${part.worstPpm} ppm`)
}

const story = ({ story: { lent } }: PegStage): string => lent.toLocaleString('en')
