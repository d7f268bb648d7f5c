import { maxUint256, parseEventLogs } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { deal } from '../../harness/deal.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import type { Sent } from '../../story/chain/driver.ts'
import { type Amounts, add } from '../../story/chain/vault.ts'
import { EventMissingError } from '../../story/errors.ts'
import { half } from '../../story/scenes/prepare.ts'
import { judged } from './judged.ts'
import type { Depositor, Week } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

const NOTHING: Amounts = { amount0: 0n, amount1: 0n }

/** What somebody has of both tokens. */
export async function pocketOf({ driver, vault }: Week, { address }: Depositor): Promise<Amounts> {
  const read = (token: `0x${string}`) => driver.read(token, erc20Abi, 'balanceOf', [address])
  return { amount0: await read(vault.token0.address), amount1: await read(vault.token1.address) }
}

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

const depositedBy = ({ logs }: Sent): Amounts => {
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Deposited', logs: logs as Logs })
  if (event === undefined) throw new EventMissingError('Deposited')
  return event.args
}

/** Judges a deposit, and counts what it took out of the depositor's pocket. */
async function put(week: Week, who: Depositor, name: string, act: () => Promise<Sent>): Promise<void> {
  const before = await pocketOf(week, who)
  const { amount0, amount1 } = depositedBy(await judged(week, name, 'user', act))
  const after = await pocketOf(week, who)
  week.diary.moved(
    name,
    { amount0, amount1 },
    {
      amount0: before.amount0 - after.amount0,
      amount1: before.amount1 - after.amount1,
    },
  )
  who.put = add(who.put, { amount0, amount1 })
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
