import { encodeAbiParameters, maxUint256, parseUnits } from 'viem'
import { describe, expect, test } from 'vitest'
import { aavePoolAbi, aaveProviderAbi, aTokenAbi } from '../harness/abis/aave.ts'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { testAccount } from '../harness/client.ts'
import { moneyMarketOf, tokenOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { runtimeCodeAt } from '../harness/deployAt.ts'
import { aaveArtifacts } from '../harness/origin/aave.ts'
import { builder } from '../harness/origin/builder.ts'
import { send } from '../harness/send.ts'
import { warp } from '../harness/time.ts'
import type { TestChain } from '../harness/useChain.ts'

const lender = testAccount(1)
const WEEK = 7n * 86_400n

/** What an Aave V3 market of a chain must offer, whether the chain was built here or forked. */
export function describeMoneyMarket(chain: TestChain, name: string): void {
  const { client, config } = chain
  const market = moneyMarketOf(config, name)
  const provider = { address: market.addressesProvider, abi: aaveProviderAbi } as const
  const pool = { address: market.pool, abi: aavePoolAbi } as const

  describe(`${name} on ${chain.chainId}`, () => {
    test('provider and pool name each other', async () => {
      expect(await client.readContract({ ...provider, functionName: 'getPool' })).toBe(market.pool)
      expect(await client.readContract({ ...provider, functionName: 'getPoolConfigurator' })).toBe(
        market.poolConfigurator,
      )
      expect(await client.readContract({ ...provider, functionName: 'getACLManager' })).toBe(market.aclManager)
      expect(await client.readContract({ ...pool, functionName: 'ADDRESSES_PROVIDER' })).toBe(market.addressesProvider)
    })

    // The live chain's is of a later release.
    test.runIf(chain.mode === 'origin')("provider code is what the package's creation code returns there", async () => {
      const args = encodeAbiParameters([{ type: 'string' }, { type: 'address' }], ['', builder])
      const artifact = loadArtifact(aaveArtifacts.addressesProvider, aaveProviderAbi)
      const expected = await runtimeCodeAt(client, artifact, args, market.addressesProvider, builder)
      expect((expected.length - 2) / 2).toBeGreaterThan(1_000)
      expect(await client.getCode({ address: market.addressesProvider })).toBe(expected)
    })

    describe.each(Object.entries(market.reserves))('reserve %s', (symbol, { aToken }) => {
      const { address: asset, decimals } = tokenOf(config, symbol)
      const read = { address: aToken, abi: aTokenAbi } as const

      test('is lent against its aToken', async () => {
        const { aTokenAddress } = await client.readContract({ ...pool, functionName: 'getReserveData', args: [asset] })
        expect(aTokenAddress).toBe(aToken)
        expect(await client.readContract({ ...read, functionName: 'UNDERLYING_ASSET_ADDRESS' })).toBe(asset)
        expect(await client.readContract({ ...read, functionName: 'POOL' })).toBe(market.pool)
      })

      test('takes a supply, pays interest on it, and gives all of it back', async () => {
        const amount = parseUnits('1000', decimals)
        await deal(client, asset, lender.address, amount)
        const approve = { account: lender, address: asset, abi: erc20Abi, functionName: 'approve' } as const
        await send(client, { ...approve, args: [market.pool, amount] })
        const lend = { account: lender, ...pool } as const
        await send(client, { ...lend, functionName: 'supply', args: [asset, amount, lender.address, 0] })
        const held = { ...read, functionName: 'balanceOf', args: [lender.address] } as const
        const supplied = await client.readContract(held)
        // Scaled balances round to the nearest unit, here and at the next second's index.
        expect(supplied - amount).toBeGreaterThanOrEqual(-1n)

        await warp(client, WEEK)
        const worth = await client.readContract(held)
        expect(worth).toBeGreaterThan(supplied)
        await send(client, { ...lend, functionName: 'withdraw', args: [asset, maxUint256, lender.address] })
        expect(await client.readContract(held)).toBe(0n)
        // A second later than it was read: worth that much or more.
        const balance = { address: asset, abi: erc20Abi, functionName: 'balanceOf', args: [lender.address] } as const
        expect(await client.readContract(balance)).toBeGreaterThanOrEqual(worth)
      })
    })
  })
}
