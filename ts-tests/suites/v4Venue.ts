import { encodeAbiParameters, parseUnits } from 'viem'
import { describe, expect, test } from 'vitest'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { v4ActorAbi, v4ManagerAbi } from '../harness/abis/v4.ts'
import { actorArtifacts } from '../harness/actors.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { tokenOf, v4PoolsOf, v4VenueOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { deploy } from '../harness/deploy.ts'
import { runtimeCodeAt } from '../harness/deployAt.ts'
import { builder } from '../harness/origin/builder.ts'
import { venueArtifacts } from '../harness/origin/venues.ts'
import { send } from '../harness/send.ts'
import type { TestChain } from '../harness/useChain.ts'
import { poolKeyOf, v4StateOf } from '../harness/v4.ts'

const Q192 = 1n << 192n
/** Below any pool's price, within V4's limits. */
const LOWEST_X96 = 2n ** 33n

/** What a Uniswap V4 venue of a chain must offer, whether the chain was built here or forked. */
export function describeV4Venue(chain: TestChain, name: string): void {
  const { client, config } = chain
  const { manager } = v4VenueOf(config, name)

  describe(`${name} on ${chain.chainId}`, () => {
    // The live chain's may be another build of the same sources.
    test.runIf(chain.mode === 'origin')("manager code is what the package's creation code returns there", async () => {
      const artifact = loadArtifact(venueArtifacts.uniswapV4PoolManager, v4ManagerAbi)
      const args = encodeAbiParameters([{ type: 'address' }], [builder])
      const expected = await runtimeCodeAt(client, artifact, args, manager, builder)
      expect((expected.length - 2) / 2).toBeGreaterThan(10_000)
      expect(await client.getCode({ address: manager })).toBe(expected)
    })

    describe.each(v4PoolsOf(config, name))('pool %s', (_, pool) => {
      const token0 = tokenOf(config, pool.token0)
      const token1 = tokenOf(config, pool.token1)
      const key = poolKeyOf(config, pool)

      test('is initialised and has liquidity', async () => {
        const { sqrtPriceX96, liquidity } = await v4StateOf(client, manager, key)
        expect(sqrtPriceX96).toBeGreaterThan(0n)
        expect(liquidity).toBeGreaterThan(0n)
      })

      test(`takes ${pool.native ? 'bare coins' : 'token0'} at its price, less its fee`, async () => {
        const { abi, creationCode } = loadArtifact(actorArtifacts.v4, v4ActorAbi)
        const actor = await deploy(client, abi, creationCode, [])
        const amountIn = parseUnits('1', token0.decimals)
        if (pool.native) await client.setBalance({ address: actor, value: amountIn })
        else await deal(client, token0.address, actor, amountIn)
        const { sqrtPriceX96 } = await v4StateOf(client, manager, key)
        const swap = { zeroForOne: true, amountSpecified: -amountIn, sqrtPriceLimitX96: LOWEST_X96 }
        await send(client, { address: actor, abi, functionName: 'swap', args: [manager, key, swap] })

        const read = { abi: erc20Abi, functionName: 'balanceOf', args: [actor] } as const
        const left = pool.native
          ? await client.getBalance({ address: actor })
          : await client.readContract({ ...read, address: token0.address })
        expect(left).toBe(0n)
        const amountOut = await client.readContract({ ...read, address: token1.address })
        const fair = (amountIn * sqrtPriceX96 * sqrtPriceX96) / Q192
        const fee = BigInt(pool.fee)
        expect(amountOut).toBeLessThanOrEqual((fair * (1_000_000n - fee)) / 1_000_000n)
        expect(amountOut).toBeGreaterThan((fair * 99n) / 100n)
        expect((await v4StateOf(client, manager, key)).sqrtPriceX96).toBeLessThan(sqrtPriceX96)
      })
    })
  })
}
