import { expect, test } from 'vitest'
import { erc20Abi } from './abis/erc20.ts'
import { testAccount } from './client.ts'
import { feedOf, tokenOf } from './config.ts'
import { deal } from './deal.ts'
import { aggregatorAbi, setFeedAnswer } from './feeds.ts'
import { installMissing } from './missing.ts'
import { feedAnswers } from './origin/market.ts'
import { useChain } from './useChain.ts'

const { client, config } = useChain(651_940)

const answerOf = async (name: string) => {
  const { address } = feedOf(config, name)
  const [, answer] = await client.readContract({ address, abi: aggregatorAbi, functionName: 'latestRoundData' })
  return answer
}

test('a feed without code gets the stand-in, and one with code keeps its answer', async () => {
  await setFeedAnswer(client, feedOf(config, 'ETH_USD'), 123n)
  await client.setCode({ address: feedOf(config, 'XAU_USD').address, bytecode: '0x' })
  await installMissing(client, config)
  expect(await answerOf('XAU_USD')).toBe(feedAnswers.XAU_USD)
  expect(await answerOf('ETH_USD')).toBe(123n)
})

test('a token without code gets the stand-in, and one with code keeps its balances', async () => {
  const { address, decimals } = tokenOf(config, 'WETH')
  const owner = testAccount(9).address
  const weth = { address, abi: erc20Abi } as const
  await deal(client, address, owner, 5n)
  await installMissing(client, config)
  expect(await client.readContract({ ...weth, functionName: 'balanceOf', args: [owner] })).toBe(5n)
  await client.setCode({ address, bytecode: '0x' })
  await installMissing(client, config)
  expect(await client.readContract({ ...weth, functionName: 'symbol' })).toBe('WETH')
  expect(await client.readContract({ ...weth, functionName: 'decimals' })).toBe(decimals)
})
