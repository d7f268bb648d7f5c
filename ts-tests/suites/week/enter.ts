import { maxUint256 } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { deal } from '../../harness/deal.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import { type Amounts, add } from '../../story/chain/vault.ts'
import { half } from '../../story/scenes/prepare.ts'
import { moved } from './moved.ts'
import type { Depositor, Week } from './stage.ts'

const NOTHING: Amounts = { amount0: 0n, amount1: 0n }

/** Gives somebody exactly what they are about to put in, and lets the diamond take it. */
async function fund({ chain, driver, vault }: Week, { address }: Depositor, amounts: Amounts): Promise<void> {
  for (const [token, amount] of [
    [vault.token0.address, amounts.amount0],
    [vault.token1.address, amounts.amount1],
  ] as const) {
    const held = await driver.read(token, erc20Abi, 'balanceOf', [address])
    if (held < amount) await deal(chain.client, token, address, amount)
    const args = [vault.diamond, maxUint256] as const
    await driver.send({ from: address, to: token, abi: erc20Abi, functionName: 'approve', args })
  }
}

/** Counts what a deposit took out of the depositor's pocket. */
async function put(week: Week, who: Depositor, name: string, act: () => Promise<Sent>): Promise<void> {
  who.put = add(who.put, await moved(week, who, name, 'Deposited', act))
}

/** Deposits both tokens in the vault's proportion, a sum of whole quote tokens. */
export async function deposit(week: Week, who: Depositor, wholeQuote: bigint): Promise<void> {
  const { driver, vault } = week
  const most = half(week, wholeQuote)
  await fund(week, who, most)
  const args = [vault.id, most.amount0, most.amount1] as const
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  const [shares] = await driver.read(vault.diamond, diamondAbi, 'previewDeposit', args)
  await put(week, who, 'deposit', () =>
    driver.send({ ...call, functionName: 'deposit', args: [...args, shares, who.address] }),
  )
}

/** Deposits one token, half of a sum of whole quote tokens. */
export async function depositSingle(week: Week, who: Depositor, wholeQuote: bigint): Promise<void> {
  const { driver, vault, random } = week
  const first = random.below(2) === 0
  const { amount0, amount1 } = half(week, wholeQuote)
  const [token, amount] = first ? [vault.token0.address, amount0] : [vault.token1.address, amount1]
  await fund(week, who, first ? { ...NOTHING, amount0 } : { ...NOTHING, amount1 })
  const args = [vault.id, token, amount] as const
  const call = { from: who.address, to: vault.diamond, abi: diamondAbi } as const
  const shares = await driver.read(vault.diamond, diamondAbi, 'previewDepositSingle', args)
  await put(week, who, 'depositSingle', () =>
    driver.send({ ...call, functionName: 'depositSingle', args: [...args, shares, who.address] }),
  )
}
