import { balance } from './peg/balance.ts'
import { borrow } from './peg/borrow.ts'
import { drain } from './peg/drain.ts'
import { flashAttackOnBalance, prepareRaid } from './peg/flash.ts'
import { hour } from './peg/hour.ts'
import { judge } from './peg/judge.ts'
import { refill } from './peg/refill.ts'
import type { PegStage } from './peg/stage.ts'

const ordinals = ['First', 'Second', 'Third', 'Fourth']

/** Tells a peg's chapter. The recorder on the stage has what happened, however far the story comes. */
export async function tellPegChapter(stage: PegStage): Promise<void> {
  const { story } = stage
  const stock = { quote: stage.look.heldQuote }
  await borrow(stage)
  await prepareRaid(stage)
  for (const [index, times] of story.hours.entries()) {
    const last = index === story.hours.length - 1
    const which = `${ordinals[index]} hour`
    const flow = times === 1 ? 'the flow it is made for' : `${times} times the flow`
    await hour(stage, { id: `hour-${index + 1}`, title: `${which}, ${flow}`, times, attacked: last })
    await refill(stage, `refill-${index + 1}`, 'Bucket B is given gold for dollars', stock)
  }
  await balance(stage)
  await flashAttackOnBalance(stage)
  await drain(stage)
  judge(stage)
}
