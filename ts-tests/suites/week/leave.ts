import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import { add } from '../../story/chain/vault.ts'
import { moved } from './moved.ts'
import type { Depositor, Week } from './stage.ts'

/** Counts what an exit brought into the holder's pocket. */
async function take(week: Week, who: Depositor, name: string, act: () => Promise<Sent>): Promise<void> {
  who.took = add(who.took, await moved(week, who, name, 'Withdrawn', act))
}

/** Leaves with shares in both tokens, at a price or in kind; takes no less than was previewed. */
export async function withdraw(
  week: Week,
  who: Depositor,
  shares: bigint,
  functionName: 'withdraw' | 'withdrawInKind',
): Promise<void> {
  const { driver, vault } = week
  const view = functionName === 'withdraw' ? 'previewWithdraw' : 'previewWithdrawInKind'
  const [least0, least1] = await driver.read(vault.diamond, diamondAbi, view, [vault.id, shares])
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  await take(week, who, functionName, () =>
    driver.send({ ...call, functionName, args: [vault.id, shares, least0, least1, who.address] }),
  )
}

/** Leaves with shares in one token; takes no less than was previewed. */
export async function withdrawSingle(week: Week, who: Depositor, shares: bigint): Promise<void> {
  const { driver, vault, random } = week
  const token = random.below(2) === 0 ? vault.token0.address : vault.token1.address
  const least = await driver.read(vault.diamond, diamondAbi, 'previewWithdrawSingle', [vault.id, token, shares])
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  await take(week, who, 'withdrawSingle', () =>
    driver.send({ ...call, functionName: 'withdrawSingle', args: [vault.id, token, shares, least, who.address] }),
  )
}
