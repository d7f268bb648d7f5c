import { erc20Abi } from '../../harness/abis/erc20.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Amounts } from '../../story/chain/vault.ts'
import { judged } from './judged.ts'
import { less } from './moved.ts'
import type { Week } from './stage.ts'

/** What the vault charges during the week, bp. */
const FEES = { entryBp: 10, exitBp: 10, managementBp: 200, performanceBp: 1_000, flashBp: 0 } as const
const NONE = { entryBp: 0, exitBp: 0, managementBp: 0, performanceBp: 0, flashBp: 0 } as const

const collector = roleAccounts.treasury.address

/** ADMIN lets the vault charge, and names who is paid. */
export async function chargeFees({ driver, vault }: Week): Promise<void> {
  const admin = { from: roleAccounts.admin.address, to: vault.diamond, abi: diamondAbi } as const
  await driver.send({ ...admin, functionName: 'setCollector', args: [collector] })
  await driver.send({ ...admin, functionName: 'setVaultFees', args: [vault.id, FEES] })
}

async function collectorsPocket({ driver, vault }: Week): Promise<Amounts> {
  const read = (token: `0x${string}`) => driver.read(token, erc20Abi, 'balanceOf', [collector])
  return { amount0: await read(vault.token0.address), amount1: await read(vault.token1.address) }
}

/** TREASURY charges nothing any more and has all that was booked paid out; returns what that was. */
export async function settleFees(week: Week): Promise<Amounts> {
  const { driver, vault, diary } = week
  const treasury = { from: roleAccounts.treasury.address, to: vault.diamond, abi: diamondAbi } as const
  await driver.send({ ...treasury, functionName: 'setVaultFees', args: [vault.id, NONE] })
  const [amount0, amount1] = await driver.read(vault.diamond, diamondAbi, 'pendingFees', [vault.id])
  const before = await collectorsPocket(week)
  await judged(week, 'collect', 'user', () => driver.send({ ...treasury, functionName: 'collect', args: [vault.id] }))
  diary.moved('collect', { amount0, amount1 }, less(await collectorsPocket(week), before))
  return { amount0, amount1 }
}
