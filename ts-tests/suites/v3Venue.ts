import { type Address, encodeAbiParameters, type Hex, parseUnits } from 'viem'
import { describe, expect, test } from 'vitest'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { v3FactoryAbi, v3PoolAbi, v3PositionManagerAbi, v3QuoterAbi, v3SwapRouterAbi } from '../harness/abis/v3.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { testAccount } from '../harness/client.ts'
import { tokenOf, v3PoolsOf, v3VenueOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { runtimeCodeAt } from '../harness/deployAt.ts'
import { builder } from '../harness/origin/builder.ts'
import { venueArtifacts } from '../harness/origin/venues.ts'
import { send } from '../harness/send.ts'
import { now } from '../harness/time.ts'
import type { TestChain } from '../harness/useChain.ts'
import { expectNearMean, TWAP_WINDOW } from './mean.ts'

const trader = testAccount(1)

const factories = {
  uniswapV3: { artifact: venueArtifacts.uniswapV3Factory, args: (): Hex => '0x' },
  pancakeV3: {
    artifact: venueArtifacts.pancakeV3Factory,
    args: (deployer: Address): Hex => encodeAbiParameters([{ type: 'address' }], [deployer]),
  },
} as const

/** What any V3 venue of a chain must offer, whether the chain was built here or forked. */
export function describeV3Venue(chain: TestChain, name: string): void {
  const { client, config } = chain
  const venue = v3VenueOf(config, name)
  const pools = v3PoolsOf(config, name)

  describe(`${name} on ${chain.chainId}`, () => {
    test("factory code is what the package's creation code returns at that address", async () => {
      const { artifact, args } = factories[venue.family]
      const deployer = venue.family === 'pancakeV3' ? venue.poolDeployer : venue.factory
      const expected = await runtimeCodeAt(
        client,
        loadArtifact(artifact, v3FactoryAbi),
        args(deployer),
        venue.factory,
        builder,
      )
      expect((expected.length - 2) / 2).toBeGreaterThan(1_000)
      expect(await client.getCode({ address: venue.factory })).toBe(expected)
    })

    test('periphery answers for this factory', async () => {
      const read = { abi: v3PositionManagerAbi, functionName: 'factory' } as const
      const periphery = [venue.positionManager, venue.quoterV2, ...(venue.swapRouter ? [venue.swapRouter] : [])]
      for (const address of periphery) {
        expect(await client.readContract({ ...read, address })).toBe(venue.factory)
      }
    })

    describe.each(pools)('pool %s', (_, pool) => {
      const token0 = tokenOf(config, pool.token0)
      const token1 = tokenOf(config, pool.token1)

      test('is the one its factory lists', async () => {
        const listed = await client.readContract({
          address: venue.factory,
          abi: v3FactoryAbi,
          functionName: 'getPool',
          args: [token0.address, token1.address, pool.fee],
        })
        expect(listed).toBe(pool.address)
      })

      test('has liquidity and a past long enough for an average', async () => {
        const read = { address: pool.address, abi: v3PoolAbi } as const
        expect(await client.readContract({ ...read, functionName: 'liquidity' })).toBeGreaterThan(0n)
        const [cumulatives] = await client.readContract({
          ...read,
          functionName: 'observe',
          args: [[TWAP_WINDOW, 0]],
        })
        const [, tick] = await client.readContract({ ...read, functionName: 'slot0' })
        expectNearMean(cumulatives, tick)
      })

      test('swaps at the price it quotes', async ({ skip }) => {
        const router = venue.swapRouter ?? skip('the address book names no router for this venue')
        const amountIn = parseUnits('1', token0.decimals)
        await deal(client, token0.address, trader.address, amountIn)
        await send(client, {
          account: trader,
          address: token0.address,
          abi: erc20Abi,
          functionName: 'approve',
          args: [router, amountIn],
        })
        const common = {
          tokenIn: token0.address,
          tokenOut: token1.address,
          fee: pool.fee,
          amountIn,
          sqrtPriceLimitX96: 0n,
        }
        const { result: quote } = await client.simulateContract({
          address: venue.quoterV2,
          abi: v3QuoterAbi,
          functionName: 'quoteExactInputSingle',
          args: [common],
        })
        const { result: amountOut } = await send(client, {
          account: trader,
          address: router,
          abi: v3SwapRouterAbi,
          functionName: 'exactInputSingle',
          args: [
            {
              ...common,
              recipient: trader.address,
              deadline: (await now(client)) + 3_600n,
              amountOutMinimum: quote[0],
            },
          ],
        })
        expect(amountOut).toBe(quote[0])
        const received = await client.readContract({
          address: token1.address,
          abi: erc20Abi,
          functionName: 'balanceOf',
          args: [trader.address],
        })
        expect(received).toBeGreaterThanOrEqual(amountOut)
      })
    })
  })
}
