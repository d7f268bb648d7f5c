import { describe, expect, test } from 'vitest'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { aggregatorAbi, setFeedAnswer } from '../harness/feeds.ts'
import { now } from '../harness/time.ts'
import type { TestChain } from '../harness/useChain.ts'

/** What the address book promises of a chain besides its venues: infrastructure, tokens, price feeds. */
export function describeParts({ client, config, chainId, mode }: TestChain): void {
  describe(`parts of ${chainId}`, () => {
    test.each(Object.entries(config.infrastructure))('%s has code', async (_, address) => {
      expect((await client.getCode({ address }))?.length).toBeGreaterThan(100)
    })

    test.each(Object.entries(config.tokens))(
      '%s has its live decimals',
      async (symbol, { address, decimals, name }) => {
        const read = { address, abi: erc20Abi } as const
        expect(await client.readContract({ ...read, functionName: 'decimals' })).toBe(decimals)
        // Issuers rename their tokens; on local chains the book is the only source.
        if (mode === 'live') return
        expect(await client.readContract({ ...read, functionName: 'symbol' })).toBe(symbol)
        expect(await client.readContract({ ...read, functionName: 'name' })).toBe(name)
      },
    )

    describe.each(Object.entries(config.feeds))('feed %s', (_, feed) => {
      const read = { address: feed.address, abi: aggregatorAbi } as const

      test('answers with its decimals and is no older than its ttl', async () => {
        expect(await client.readContract({ ...read, functionName: 'decimals' })).toBe(feed.decimals)
        const [, answer, , updatedAt] = await client.readContract({ ...read, functionName: 'latestRoundData' })
        expect(answer).toBeGreaterThanOrEqual(0n)
        if (feed.ttlSeconds > 0) expect((await now(client)) - updatedAt).toBeLessThanOrEqual(BigInt(feed.ttlSeconds))
      })

      test('takes a new answer from a test', async () => {
        await setFeedAnswer(client, feed, 123n)
        await setFeedAnswer(client, feed, 456n)
        const [, answer, , updatedAt] = await client.readContract({ ...read, functionName: 'latestRoundData' })
        expect(answer).toBe(456n)
        expect(updatedAt).toBe(await now(client))
      })
    })
  })
}
