import { encodeAbiParameters, parseUnits } from 'viem'
import { describe, expect, test } from 'vitest'
import { algebraFactoryAbi, algebraPoolAbi, algebraSwapRouterAbi } from '../harness/abis/algebra.ts'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { testAccount } from '../harness/client.ts'
import { algebraPoolsOf, algebraVenueOf, tokenOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { runtimeCodeAt } from '../harness/deployAt.ts'
import { builder } from '../harness/origin/builder.ts'
import { algebraFactoryOf, venueArtifacts } from '../harness/origin/venues.ts'
import { send } from '../harness/send.ts'
import { now } from '../harness/time.ts'
import type { TestChain } from '../harness/useChain.ts'
import { expectNearMean, TWAP_WINDOW } from './mean.ts'

const trader = testAccount(1)

const Q192 = 1n << 192n

/** What an Algebra venue of the first generation must offer, whether the chain was built here or forked. */
export function describeAlgebraVenue(chain: TestChain, name: string): void {
  const { client, config } = chain
  const venue = algebraVenueOf(config, name)

  describe(`${name} on ${chain.chainId}`, () => {
    // The live chain's is another build of the same sources.
    test.runIf(chain.mode === 'origin')("factory code is what the package's creation code returns there", async () => {
      const args = encodeAbiParameters([{ type: 'address' }, { type: 'address' }], [venue.poolDeployer, builder])
      const expected = await runtimeCodeAt(client, algebraFactoryOf(venue), args, venue.factory, builder)
      expect((expected.length - 2) / 2).toBeGreaterThan(1_000)
      expect(await client.getCode({ address: venue.factory })).toBe(expected)
    })

    test('factory and router know the deployer of pools', async () => {
      const read = { functionName: 'poolDeployer', abi: algebraFactoryAbi } as const
      for (const address of [venue.factory, venue.swapRouter]) {
        expect(await client.readContract({ ...read, address })).toBe(venue.poolDeployer)
      }
      const factory = { address: venue.swapRouter, abi: algebraSwapRouterAbi, functionName: 'factory' } as const
      expect(await client.readContract(factory)).toBe(venue.factory)
    })

    describe.each(algebraPoolsOf(config, name))('pool %s', (_, pool) => {
      const token0 = tokenOf(config, pool.token0)
      const token1 = tokenOf(config, pool.token1)
      const read = { address: pool.address, abi: algebraPoolAbi } as const

      test('is the one its factory lists', async () => {
        const listed = await client.readContract({
          address: venue.factory,
          abi: algebraFactoryAbi,
          functionName: 'poolByPair',
          args: [token0.address, token1.address],
        })
        expect(listed).toBe(pool.address)
        expect(await client.readContract({ ...read, functionName: 'factory' })).toBe(venue.factory)
      })

      test.runIf(chain.mode === 'origin')('has the code of the package', async () => {
        await client.impersonateAccount({ address: venue.poolDeployer })
        const artifact = loadArtifact(venueArtifacts.algebraV1Pool, algebraPoolAbi)
        const expected = await runtimeCodeAt(client, artifact, '0x', pool.address, venue.poolDeployer)
        await client.stopImpersonatingAccount({ address: venue.poolDeployer })
        expect((expected.length - 2) / 2).toBeGreaterThan(10_000)
        expect(await client.getCode({ address: pool.address })).toBe(expected)
      })

      test('has liquidity and a past long enough for an average', async () => {
        expect(await client.readContract({ ...read, functionName: 'liquidity' })).toBeGreaterThan(0n)
        const [cumulatives] = await client.readContract({
          ...read,
          functionName: 'getTimepoints',
          args: [[TWAP_WINDOW, 0]],
        })
        const [, tick] = await client.readContract({ ...read, functionName: 'globalState' })
        expectNearMean(cumulatives, tick)
      })

      test('swaps at its price, less its fee', async () => {
        const amountIn = parseUnits('1', token0.decimals)
        await deal(client, token0.address, trader.address, amountIn)
        await send(client, {
          account: trader,
          address: token0.address,
          abi: erc20Abi,
          functionName: 'approve',
          args: [venue.swapRouter, amountIn],
        })
        const [price] = await client.readContract({ ...read, functionName: 'globalState' })
        const { result: amountOut } = await send(client, {
          account: trader,
          address: venue.swapRouter,
          abi: algebraSwapRouterAbi,
          functionName: 'exactInputSingle',
          args: [
            {
              tokenIn: token0.address,
              tokenOut: token1.address,
              recipient: trader.address,
              deadline: (await now(client)) + 3_600n,
              amountIn,
              amountOutMinimum: 0n,
              limitSqrtPrice: 0n,
            },
          ],
        })
        const fair = (amountIn * price * price) / Q192
        expect(amountOut).toBeLessThan(fair)
        expect(amountOut).toBeGreaterThan((fair * 99n) / 100n)
        const balance = { address: token1.address, abi: erc20Abi, functionName: 'balanceOf' } as const
        expect(await client.readContract({ ...balance, args: [trader.address] })).toBeGreaterThanOrEqual(amountOut)
      })
    })
  })
}
