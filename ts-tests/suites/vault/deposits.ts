import { describe, expect, test } from 'vitest'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { deal } from '../../harness/deal.ts'
import { refusal } from '../../harness/refusal.ts'
import { send } from '../../harness/send.ts'
import { warp } from '../../harness/time.ts'
import { DAY, type VaultStage } from './stage.ts'

export function describeDeposits(stage: VaultStage): void {
  const { chain, base, vaultId, stake, bob, diamond, tokens } = stage
  const { client } = chain
  const perShare = () => client.readContract({ ...base, functionName: 'valuePerShareWad', args: [vaultId] })

  describe(`deposits of ${chain.chainId}`, () => {
    test('are what their preview says, to the wei', async () => {
      await stage.rebalance(1_000)
      const args = [vaultId, stake.amount0, stake.amount1] as const
      await client.setBlockTimestampInterval({ interval: 0 })
      const preview = await client.readContract({ ...base, functionName: 'previewDeposit', args })
      const before = await stage.balances(bob.address)
      const { result } = await stage.enter(bob, stake)
      expect(result).toEqual(preview)
      const after = await stage.balances(bob.address)
      expect([before[0] - after[0], before[1] - after[1]]).toEqual(preview.slice(1))
      expect(await stage.sharesOf(bob.address)).toBe(preview[0])
    })

    test.each(['withdraw', 'withdrawInKind'] as const)('then %s: a round trip never gains', async (functionName) => {
      await stage.rebalance(1_000)
      const before = await stage.balances(bob.address)
      await stage.enter(bob, stake)
      await stage.leave(bob, functionName, await stage.sharesOf(bob.address))
      const after = await stage.balances(bob.address)
      after.forEach((amount, i) => {
        expect(amount).toBeLessThanOrEqual(before[i] ?? 0n)
        // Not more than what the band may cost, either: nothing near it, with spot at the anchor.
        expect(amount).toBeGreaterThan(((before[i] ?? 0n) * 99_999n) / 100_000n)
      })
    })

    test('do not notice gifts', async () => {
      await stage.rebalance(1_000)
      const before = [await stage.totals(), await perShare()]
      const [held] = await stage.balances(diamond)
      await deal(client, tokens[0], diamond, held + stake.amount0)
      await send(client, {
        address: tokens[1],
        abi: erc20Abi,
        account: bob,
        functionName: 'transfer',
        args: [diamond, stake.amount1],
      })
      expect([await stage.totals(), await perShare()]).toEqual(before)
    })

    test('earn nothing of a harvest made right after', async () => {
      await stage.rebalance(1_000)
      await stage.trade(stake)
      const before = await stage.balances(bob.address)
      await stage.enter(bob, stake)
      const { result } = await stage.harvest()
      expect(result[0] + result[1]).toBeGreaterThan(0n)
      await stage.leave(bob, 'withdraw', await stage.sharesOf(bob.address))
      const after = await stage.balances(bob.address)
      // Seconds pass between the calls, and with them a sliver of six hours: a depositor of a part earns its part of it.
      after.forEach((amount, i) => {
        expect(amount).toBeLessThanOrEqual((before[i] ?? 0n) + (result[i] ?? 0n) / 1_000n)
      })
    })

    test('are refused by name when paused, and when a feed is stale', async () => {
      const call = () =>
        client.simulateContract({
          ...base,
          account: bob,
          functionName: 'deposit',
          args: [vaultId, stake.amount0, stake.amount1, 0n, bob.address],
        })
      await stage.pauseAll()
      expect(await refusal(call())).toBe('Vault_Paused')
      await stage.unpauseAll()
      await warp(client, 3n * DAY)
      expect(await refusal(call())).toBe('Oracle_Stale')
    })
  })
}
