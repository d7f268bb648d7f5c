import { type Account, type Address, maxUint256 } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { deal } from '../../harness/deal.ts'
import type { Amounts } from '../chain/vault.ts'
import { sqrtPriceX96At, toToken0, toToken1 } from '../domain/price.ts'
import type { Stage } from './stage.ts'

/** A sum of whole quote tokens, half in each token at the market's price. */
export function half({ vault, market }: Pick<Stage, 'vault' | 'market'>, wholeQuote: bigint): Amounts {
  const { token0, token1, pair } = vault
  const sqrt = sqrtPriceX96At(market.price, pair)
  if (pair.quote === 'token1') {
    const amount1 = (wholeQuote * 10n ** BigInt(token1.decimals)) / 2n
    return { amount0: toToken0(amount1, sqrt), amount1 }
  }
  const amount0 = (wholeQuote * 10n ** BigInt(token0.decimals)) / 2n
  return { amount0, amount1: toToken1(amount0, sqrt) }
}

/** Lets a contract take what it asks for of somebody's two tokens. */
export async function allow({ driver, vault }: Stage, owner: Address, spender: Address): Promise<void> {
  for (const { address } of [vault.token0, vault.token1]) {
    await driver.send({
      from: owner,
      to: address,
      abi: erc20Abi,
      functionName: 'approve',
      args: [spender, maxUint256],
    })
  }
}

async function fund(stage: Stage, owner: Address, spender: Address, wholeQuote: bigint): Promise<void> {
  const { driver, vault } = stage
  const { amount0, amount1 } = half(stage, wholeQuote)
  await deal(driver.client, vault.token0.address, owner, amount0)
  await deal(driver.client, vault.token1.address, owner, amount1)
  await allow(stage, owner, spender)
}

/** Far more than a day's trades need. */
const TRADER_FUNDS = 10n ** 9n
const DEPOSITOR_FUNDS = 2n * 10n ** 6n

/** Gives everybody the tokens they will use, and lets those take them who shall. */
export async function prepare(stage: Stage): Promise<void> {
  const { cast, vault, recorder } = stage
  for (const { address } of [cast.holder, cast.bufferLeaver, cast.inKindLeaver]) {
    await fund(stage, address, vault.diamond, DEPOSITOR_FUNDS)
  }
  const byAccount = (account: Account, spender: Address, sum: bigint) => fund(stage, account.address, spender, sum)
  await byAccount(cast.trader, vault.swapRouter, TRADER_FUNDS)
  await byAccount(cast.byHand, vault.positionManager, DEPOSITOR_FUNDS)
  await recorder.photograph('Before anyone came')
}
