import { sqrtPriceX96AtTick } from '../../harness/sqrtPrice.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import { greater, lesser } from '../../story/domain/integers.ts'
import type { Week } from './stage.ts'

/** Parts of a raw unit that worths are counted in: far below what any rounding of the vault's could cost. */
export const FRACTION = 1n << 64n
const Q96 = 1n << 96n
const Q192 = 1n << 192n
const WAD = 10n ** 18n

export type Worth = {
  /** Of all shares together, raw token1 times FRACTION. */
  value: bigint
  supply: bigint
  anchorX96: bigint
  /** Of one raw token0, raw token1 times FRACTION, rounded up. */
  unit0: bigint
}

type Range = { tickLower: number; tickUpper: number; liquidity: bigint }

/** A range's principal at a price. */
function rangeWorth({ tickLower, tickUpper, liquidity }: Range, sqrtX96: bigint): bigint {
  const [lower, upper] = [sqrtPriceX96AtTick(tickLower), sqrtPriceX96AtTick(tickUpper)]
  const inside = lesser(greater(sqrtX96, lower), upper)
  const of0 = (FRACTION * liquidity * (upper - inside) * sqrtX96 * sqrtX96) / (upper * inside * Q96)
  return of0 + (FRACTION * liquidity * (inside - lower)) / Q96
}

/**
 * The vault as of a second, at the anchor price. Counted from its cash, idle and invested, and its liquidity less the
 * management fee's part, rather than read: the diamond rounds each range down to whole units, which would hide, or feign,
 * the loss of one.
 */
export async function worthAt({ chain, vault }: Pick<Week, 'chain' | 'vault'>, time: bigint): Promise<Worth> {
  const diamond = { address: vault.diamond, abi: diamondAbi } as const
  const args = [vault.id] as const
  const [anchorX96, supply, [cash0, cash1], ranges, [feeWad]] = await chain.client.multicall({
    allowFailure: false,
    blockOverrides: { time },
    contracts: [
      { ...diamond, functionName: 'anchorSqrtPriceX96', args: [vault.token0.address, vault.token1.address] },
      { ...diamond, functionName: 'totalSupply', args },
      { ...diamond, functionName: 'cashBalances', args },
      { ...diamond, functionName: 'vaultRanges', args },
      { ...diamond, functionName: 'accruedManagementFee', args },
    ],
  })
  const square = anchorX96 * anchorX96
  const cash = (FRACTION * cash0 * square) / Q192 + FRACTION * cash1
  const placed = ranges.reduce((sum, range) => sum + rangeWorth(range, anchorX96), 0n)
  return { value: cash + (placed * (WAD - feeWad)) / WAD, supply, anchorX96, unit0: (FRACTION * square) / Q192 + 1n }
}
