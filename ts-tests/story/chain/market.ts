import type { FeedConfig } from '../../harness/config.ts'
import { aggregatorAbi, aggregatorOf, setFeedAnswer } from '../../harness/feeds.ts'
import { apartBp } from '../domain/price.ts'
import type { Driver } from './driver.ts'

const WAD = 10n ** 18n

/** Publishes once the market is this far from the last answer, as Chainlink's feeds do by their own thresholds. */
const DEVIATION_BP = 10n

type Answered = { feed: FeedConfig; answer: bigint; at: bigint }

async function adopt(driver: Driver, feed: FeedConfig): Promise<Answered> {
  const [, answer] = await driver.read(feed.address, aggregatorAbi, 'latestRoundData', [])
  // Puts the stand-in in place where the feed is a live one, and makes the answer young either way.
  await setFeedAnswer(driver.client, feed, answer)
  await driver.resume()
  return { feed, answer, at: driver.time }
}

/** The market's own price, and the oracle that follows it. */
export class Market {
  private wanted: bigint
  updates = 0n
  /** Furthest the oracle was behind after it had the chance to follow. */
  lagBp = 0n

  private constructor(
    private readonly driver: Driver,
    private readonly base: Answered,
    private readonly quote: Answered,
  ) {
    this.wanted = base.answer
  }

  static async open(driver: Driver, base: FeedConfig, quote: FeedConfig): Promise<Market> {
    return new Market(driver, await adopt(driver, base), await adopt(driver, quote))
  }

  /** The base token's feed answer that the market's price stands for. */
  get answer(): bigint {
    return this.wanted
  }

  /** The market's price, whole quote per whole base, times 1e18. */
  get price(): bigint {
    const { base, quote } = this
    return (this.wanted * WAD * 10n ** BigInt(quote.feed.decimals)) / (quote.answer * 10n ** BigInt(base.feed.decimals))
  }

  moveTo(answer: bigint): void {
    this.wanted = answer
  }

  /** Lets the oracle follow: when the price has gone far enough, or an answer is half as old as it may be. */
  async follow(): Promise<void> {
    if (apartBp(this.wanted, this.base.answer) >= DEVIATION_BP || this.isOld(this.base))
      await this.publish(this.base, this.wanted)
    if (this.isOld(this.quote)) await this.publish(this.quote, this.quote.answer)
    const lag = apartBp(this.wanted, this.base.answer)
    if (lag > this.lagBp) this.lagBp = lag
  }

  /** Makes both answers young without changing them. */
  async refresh(): Promise<void> {
    await this.publish(this.base, this.base.answer)
    await this.publish(this.quote, this.quote.answer)
  }

  private isOld({ feed, at }: Answered): boolean {
    return (this.driver.time - at) * 2n >= BigInt(feed.ttlSeconds)
  }

  /** Plays something aside, and afterwards remembers the answers of before: the chain has gone back, this has not. */
  async aside<result>(play: () => Promise<result>): Promise<result> {
    const [base, quote, updates] = [{ ...this.base }, { ...this.quote }, this.updates]
    try {
      return await this.driver.aside(play)
    } finally {
      Object.assign(this.base, base)
      Object.assign(this.quote, quote)
      this.updates = updates
    }
  }

  private async publish(answered: Answered, answer: bigint): Promise<void> {
    await this.driver.send({
      from: this.driver.client.account.address,
      to: aggregatorOf(answered.feed),
      abi: aggregatorAbi,
      functionName: 'setAnswer',
      args: [answer],
    })
    answered.answer = answer
    answered.at = this.driver.time - 1n
    this.updates += 1n
  }
}
