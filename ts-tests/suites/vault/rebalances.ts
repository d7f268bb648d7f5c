import type { Account } from 'viem'
import { describe, expect, test } from 'vitest'
import { roleAccounts } from '../../harness/deployments.ts'
import { refusal } from '../../harness/refusal.ts'
import { warp } from '../../harness/time.ts'
import type { RangeOrder, VaultStage } from './stage.ts'

const RELEASE = 6n * 3_600n

export function describeRebalances(stage: VaultStage): void {
  const { chain, base, vaultId, stake, bob, diamond, tokens } = stage
  const { client } = chain
  const { keeper } = roleAccounts
  const unreleased = () => client.readContract({ ...base, functionName: 'unreleasedProfit', args: [vaultId] })

  type SwapOrder = ReturnType<VaultStage['swapOrder']>
  const attempt = (swaps: SwapOrder[], orders: RangeOrder[], account: Account = keeper) =>
    refusal(client.simulateContract({ ...base, account, functionName: 'rebalance', args: [vaultId, swaps, orders] }))

  describe(`rebalances of ${chain.chainId}`, () => {
    test('fill three pools by score and lose nothing at the anchor', async () => {
      const { result } = await stage.rebalance(1_000)
      const [before, after] = result
      expect(after).toBeLessThanOrEqual(before)
      expect(before - after).toBeLessThan(before / 1_000_000n + 20n)
      const ranges = await client.readContract({ ...base, functionName: 'vaultRanges', args: [vaultId] })
      expect(ranges.map(({ poolIndex }) => poolIndex)).toEqual([0n, 1n, 2n])
      const [weights] = await client.readContract({ ...base, functionName: 'targetWeightsAndCash', args: [vaultId] })
      expect(weights.reduce((sum, bp) => sum + bp, 0)).toBe(10_000)
    })

    test('harvest is released over six hours', async () => {
      await stage.rebalance(1_000)
      await stage.trade(stake)
      const before = await stage.totals()
      await stage.harvest()
      const locked = await unreleased()
      expect(locked[0] + locked[1]).toBeGreaterThan(0n)
      await warp(client, RELEASE)
      expect(await unreleased()).toEqual([0n, 0n])
      const after = await stage.totals()
      expect([after[0] - before[0], after[1] - before[1]]).toEqual([locked[0], locked[1]])
    })

    test('of a thieving keeper are refused, each by name', async () => {
      await stage.coolDown()
      const fair = stage.swapOrder(stake.amount0, diamond)
      const [order] = await stage.ordersAround(1_000)
      if (order === undefined) throw new TypeError('the vault has no pools')
      expect(await attempt([stage.swapOrder(stake.amount0, keeper.address)], [])).toBe('Swap_BelowOracleMinimum')
      expect(await attempt([{ ...fair, router: tokens[0] }], [])).toBe('Swap_NotListed')
      expect(await attempt([{ ...fair, data: '0x12345678' }], [])).toBe('Swap_NotListed')
      expect(await attempt([{ ...fair, amountIn: stake.amount0 * 1_000n }], [])).toBe('Swap_ExceedsCash')
      expect(await attempt([], [{ ...order, tickUpper: order.tickLower }])).toBe('Vault_RangeTooNarrow')
      const far = { ...order, tickLower: order.tickLower + 20_000, tickUpper: order.tickUpper + 20_000 }
      expect(await attempt([], [far])).toBe('Vault_RangeOffCentre')
      expect(await attempt([], [], bob)).toBe('Access_MissingRole')
      await stage.rebalance(1_000)
      expect(await attempt([], [])).toBe('Vault_CoolingDown')
    })
  })
}
