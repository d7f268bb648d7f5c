import { pricePath } from '../../story/domain/pricePath.ts'
import { sharesOf } from '../../story/scenes/reads.ts'
import { deposit, depositSingle } from './enter.ts'
import { harvest, rebalance, type Turn } from './keep.ts'
import { withdraw, withdrawSingle } from './leave.ts'
import type { Depositor, Week } from './stage.ts'
import { tradeAnywhere, tradeBack } from './trade.ts'

export const DAYS = 7
const STEPS_A_DAY = 8
const STEP_SECONDS = 86_400n / BigInt(STEPS_A_DAY)
const STEPS = DAYS * STEPS_A_DAY

/** How far the market's price goes in the week, high over low, ppm. */
const LEAST_MOVE_PPM = 50_000
const MOST_MOVE_PPM = 90_000

const TRADES_A_STEP = 3
/** Seconds from one trade to the next, at most. */
const PAUSE = 120
/** Longer than the averages that must be calm. */
const SETTLE_SECONDS = 330n

/** Whole quote tokens. */
const FIRST_DEPOSITS = 250_000n
const LEAST_DEPOSIT = 5_000
const MOST_DEPOSIT = 60_000
/** Parts of somebody's shares that leave at a time, percent; of all shares where it is for one token. */
const LEAST_PART = 5
const MOST_PART = 40
const SINGLE_PART = 2

/** How often each is done, in proportion. */
const WEIGHTS = [4, 2, 2, 2, 2]

/** Done for the vault at regular steps: fees twice a day, ranges once. */
const turns: readonly Turn[] = [
  { every: 4, at: 2, act: harvest },
  { every: STEPS_A_DAY, at: 0, act: rebalance },
]

/** Somebody comes or goes. */
async function visit(week: Week, who: Depositor): Promise<void> {
  const { random } = week
  const shares = await sharesOf(week, who.address)
  const part = (shares * BigInt(random.between(LEAST_PART, MOST_PART))) / 100n
  const sum = BigInt(random.between(LEAST_DEPOSIT, MOST_DEPOSIT))
  switch (random.pick(WEIGHTS)) {
    case 0:
      return deposit(week, who, sum)
    case 1:
      return depositSingle(week, who, sum)
    case 2:
      return withdraw(week, who, part, 'withdraw')
    case 3:
      return withdraw(week, who, part, 'withdrawInKind')
    default:
      return withdrawSingle(week, who, (shares * BigInt(SINGLE_PART)) / 100n)
  }
}

/** Plays a week: the market moves, traders trade on every venue, people come and go, the vault is kept. */
export async function playWeek(week: Week, further: readonly Turn[] = []): Promise<void> {
  const { driver, market, random, depositors } = week
  const path = pricePath(random, {
    start: market.answer,
    steps: STEPS,
    leastMovePpm: LEAST_MOVE_PPM,
    mostMovePpm: MOST_MOVE_PPM,
  })
  for (const who of depositors) await deposit(week, who, FIRST_DEPOSITS)
  const begin = driver.time
  for (let step = 0; step < STEPS; step++) {
    driver.moveTo(begin + BigInt(step) * STEP_SECONDS)
    market.moveTo(path[step + 1] ?? market.answer)
    await market.follow()
    await tradeBack(week)
    for (let trade = 0; trade < TRADES_A_STEP; trade++) {
      driver.moveTo(driver.time + BigInt(random.below(PAUSE)))
      await tradeAnywhere(week)
    }
    driver.moveTo(driver.time + SETTLE_SECONDS)
    for (const { every, at, act } of [...turns, ...further]) if (step % every === at) await act(week)
    const who = depositors[random.below(depositors.length)]
    if (who !== undefined) await visit(week, who)
  }
}
