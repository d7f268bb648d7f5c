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

/** What the diamond holds of each token beyond what its accounts owe: idle cash, unreleased profit and booked fees. */
export async function surpluses({ driver, vault }: Reading): Promise<[token: string, surplus: bigint][]> {
  const read = (name: 'cashBalances' | 'unreleasedProfit' | 'pendingFees') =>
    driver.read(vault.diamond, diamondAbi, name, [vault.id])
  const [cash, profit, fees] = [await read('cashBalances'), await read('unreleasedProfit'), await read('pendingFees')]
  return Promise.all(
    [vault.token0, vault.token1].map(async ({ symbol, address }, index): Promise<[string, bigint]> => {
      const held = await driver.read(address, erc20Abi, 'balanceOf', [vault.diamond])
      // Invested cash counts as cash, but is not held.
      const market = await driver.read(vault.diamond, diamondAbi, 'marketOf', [vault.id, BigInt(index)])
      const idle = (cash[index] ?? 0n) - market.counted
      return [symbol, held - idle - (profit[index] ?? 0n) - (fees[index] ?? 0n)]
    }),
  )
}
