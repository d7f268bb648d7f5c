import { expect, test } from 'vitest'
import { feedOf } from './config.ts'
import { aggregatorAbi, installMissingFeeds, setFeedAnswer } from './feeds.ts'
import { feedAnswers } from './origin/market.ts'
import { useChain } from './useChain.ts'

const { client, config } = useChain(138)

const answerOf = async (name: string) => {
  const { address } = feedOf(config, name)
  const [, answer] = await client.readContract({ address, abi: aggregatorAbi, functionName: 'latestRoundData' })
  return answer
}

test('a feed without code gets the stand-in, and one with code keeps its answer', async () => {
  await setFeedAnswer(client, feedOf(config, 'ETH_USD'), 123n)
  await client.setCode({ address: feedOf(config, 'XAU_USD').address, bytecode: '0x' })
  await installMissingFeeds(client, config)
  expect(await answerOf('XAU_USD')).toBe(feedAnswers.XAU_USD)
  expect(await answerOf('ETH_USD')).toBe(123n)
})
