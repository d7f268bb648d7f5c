import { erc20Abi } from '../../harness/abis/erc20.ts'
import { diamondAbi } from '../chain/abis.ts'
import type { Amounts } from '../chain/vault.ts'
import type { Stage } from './stage.ts'

type Reading = Pick<Stage, 'driver' | 'vault'>

/** One share at the oracle's price, raw token1 times 1e18. */
export const valuePerShare = ({ driver, vault }: Reading): Promise<bigint> =>
  driver.read(vault.diamond, diamondAbi, 'valuePerShareWad', [vault.id])

export const sharesOf = ({ driver, vault }: Reading, owner: `0x${string}`): Promise<bigint> =>
  driver.read(vault.diamond, diamondAbi, 'balanceOf', [owner, vault.id])

export const anchorX96 = ({ driver, vault }: Reading): Promise<bigint> =>
  driver.read(vault.diamond, diamondAbi, 'anchorSqrtPriceX96', [vault.token0.address, vault.token1.address])

export const rangesOf = ({ driver, vault }: Reading) =>
  driver.read(vault.diamond, diamondAbi, 'vaultRanges', [vault.id])

/** What shares would bring in kind now. */
export async function inKind({ driver, vault }: Reading, shares: bigint): Promise<Amounts> {
  if (shares === 0n) return { amount0: 0n, amount1: 0n }
  const [amount0, amount1] = await driver.read(vault.diamond, diamondAbi, 'previewWithdrawInKind', [vault.id, shares])
  return { amount0, amount1 }
}

/** What the diamond holds of each token beyond what its accounts owe, unreleased profit included. */
export async function surpluses({ driver, vault }: Reading): Promise<[token: string, surplus: bigint][]> {
  const cash = await driver.read(vault.diamond, diamondAbi, 'cashBalances', [vault.id])
  const profit = await driver.read(vault.diamond, diamondAbi, 'unreleasedProfit', [vault.id])
  return Promise.all(
    [vault.token0, vault.token1].map(async ({ symbol, address }, index): Promise<[string, bigint]> => {
      const held = await driver.read(address, erc20Abi, 'balanceOf', [vault.diamond])
      return [symbol, held - (cash[index] ?? 0n) - (profit[index] ?? 0n)]
    }),
  )
}
