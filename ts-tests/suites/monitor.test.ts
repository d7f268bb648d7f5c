import { type Address, zeroAddress } from 'viem'
import { beforeEach, describe, expect, test } from 'vitest'
import { lensAbi } from '../../tools/lib/lensAbi.ts'
import { describeAlert, firstBlockSince, watchVaults } from '../../tools/lib/monitor.ts'
import { monitorText } from '../../tools/lib/monitorText.ts'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { testAccount } from '../harness/client.ts'
import { feedOf, tokenOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { roleAccounts } from '../harness/deployments.ts'
import { setFeedAnswer } from '../harness/feeds.ts'
import { send } from '../harness/send.ts'
import { warp } from '../harness/time.ts'
import { useChain } from '../harness/useChain.ts'
import { diamondAbi } from '../story/chain/abis.ts'

const { client, config, record } = useChain(42161)
const address: Address = record.contracts.CantileverDiamond?.address ?? zeroAddress
const base = { address, abi: diamondAbi } as const
const alice = testAccount(5)
const vaultId = 1n
const [weth, usdc] = [tokenOf(config, 'WETH').address, tokenOf(config, 'USDC').address]
const lens = loadArtifact('out/VaultLens.sol/VaultLens.json', lensAbi).creationCode

const now = async () => (await client.getBlock()).timestamp
const watch = async (seconds: bigint) => {
  const [first] = await watchVaults(client, address, lens, (await now()) - seconds)
  if (first === undefined) throw new RangeError('the deployment has a vault')
  return first
}
const exit = async (shares: bigint) =>
  send(client, {
    ...base,
    account: alice,
    functionName: 'withdrawInKind',
    args: [vaultId, shares, 0n, 0n, alice.address],
  })

describe('the monitor', () => {
  let shares: bigint

  beforeEach(async () => {
    await deal(client, weth, alice.address, 10n ** 19n)
    await deal(client, usdc, alice.address, 30_000n * 10n ** 6n)
    for (const token of [weth, usdc]) {
      const args = [address, 2n ** 256n - 1n] as const
      await send(client, { address: token, abi: erc20Abi, account: alice, functionName: 'approve', args })
    }
    const args = [vaultId, 10n ** 19n, 30_000n * 10n ** 6n, 0n, alice.address] as const
    const { result } = await send(client, { ...base, account: alice, functionName: 'deposit', args })
    shares = result[0]
  })

  test('reads without the lens being deployed, and finds nothing in a quiet vault', async () => {
    const { report, activity, alerts } = await watch(3_600n)
    expect(report.valuePerShareWad).toBe(
      await client.readContract({ ...base, functionName: 'valuePerShareWad', args: [vaultId] }),
    )
    expect(activity.exits).toBe(0)
    expect(alerts).toEqual([])
    expect(monitorText({ report, activity, alerts }, 1)).toContain('nothing to look at')
  })

  test('counts exits of its window alone', async () => {
    const { result } = await exit(shares / 10n)
    await warp(client, 7_200n)
    await exit(shares / 10n)
    const inOne = await watch(3_600n)
    const inThree = await watch(10_800n)
    expect([inOne.activity.exits, inThree.activity.exits]).toEqual([1, 2])
    expect(inThree.activity.redeemed0 - inOne.activity.redeemed0).toBe(result[0])
    expect(inThree.activity.redeemed1 - inOne.activity.redeemed1).toBe(result[1])
  })

  test('says when more left than the buffer could pay once more', async () => {
    await exit((shares * 6n) / 10n)
    const { alerts } = await watch(3_600n)
    expect(alerts.map(({ kind }) => kind)).toEqual(['bufferBelowRedemptions'])
  })

  test('says what is paused and degraded, and why nothing is priced', async () => {
    const [pool] = await client.readContract({ ...base, functionName: 'vaultPools', args: [vaultId] })
    await send(client, {
      ...base,
      account: roleAccounts.manager,
      functionName: 'setPoolCScore',
      args: [pool?.poolId ?? '0x', 4_000],
    })
    await send(client, { ...base, account: roleAccounts.guardian, functionName: 'pauseVault', args: [vaultId, 3n] })
    expect((await watch(3_600n)).alerts.map(({ kind }) => kind)).toEqual(['degraded', 'paused'])
    await setFeedAnswer(client, feedOf(config, 'ETH_USD'), 0n)
    const { alerts } = await watch(3_600n)
    expect(alerts.map(({ kind }) => kind)).toEqual(['unpriced', 'paused'])
    expect(alerts.map(describeAlert).join('\n')).toContain('only exits in kind work')
  })

  test('finds the first block since a time', async () => {
    const { number, timestamp } = await client.getBlock()
    await warp(client, 500n)
    await client.mine({ blocks: 3, interval: 7 })
    expect(await firstBlockSince(client, timestamp)).toBe(number)
    expect(await firstBlockSince(client, timestamp + 1n)).toBe(number + 1n)
    const latest = await client.getBlock()
    expect(await firstBlockSince(client, latest.timestamp)).toBe(latest.number)
  })
})
