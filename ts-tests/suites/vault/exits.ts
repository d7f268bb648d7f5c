import { describe, expect, test } from 'vitest'
import { warp } from '../../harness/time.ts'
import { DAY, type VaultStage } from './stage.ts'

export function describeExits(stage: VaultStage): void {
  const { chain, base, vaultId, alice } = stage
  const { client } = chain

  describe(`exits of ${chain.chainId}`, () => {
    test('unwind ranges when cash does not suffice', async () => {
      await stage.rebalance(1_000)
      const shares = ((await stage.sharesOf(alice.address)) * 95n) / 100n
      const args = [vaultId, shares] as const
      await client.setBlockTimestampInterval({ interval: 0 })
      const preview = await client.readContract({ ...base, functionName: 'previewWithdraw', args })
      const [cash0, cash1] = await client.readContract({ ...base, functionName: 'cashBalances', args: [vaultId] })
      expect(preview[0] > cash0 || preview[1] > cash1).toBe(true)
      const { result } = await stage.leave(alice, 'withdraw', shares)
      expect(result).toEqual(preview)
    })

    test('in kind go on with everything paused and every feed dead', async () => {
      await stage.rebalance(1_000)
      await stage.pauseAll()
      await warp(client, 30n * DAY)
      const shares = (await stage.sharesOf(alice.address)) / 3n
      const args = [vaultId, shares] as const
      const preview = await client.readContract({ ...base, functionName: 'previewWithdrawInKind', args })
      const { result } = await stage.leave(alice, 'withdrawInKind', shares, preview)
      expect(result).toEqual(preview)
    })
  })
}
