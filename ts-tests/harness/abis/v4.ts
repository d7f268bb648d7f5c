import { parseAbi } from 'viem'

const poolKey = 'struct PoolKey { address currency0; address currency1; uint24 fee; int24 tickSpacing; address hooks; }'

/** The parts of Uniswap V4's PoolManager that are used here. */
export const v4ManagerAbi = parseAbi([
  poolKey,
  'function owner() view returns (address)',
  'function initialize(PoolKey key, uint160 sqrtPriceX96) returns (int24 tick)',
  'function extsload(bytes32 slot) view returns (bytes32)',
])

/** test/utils/V4Actor: somebody who talks to a PoolManager directly and pays from what it holds. */
export const v4ActorAbi = parseAbi([
  poolKey,
  'struct ModifyLiquidityParams { int24 tickLower; int24 tickUpper; int256 liquidityDelta; bytes32 salt; }',
  'struct SwapParams { bool zeroForOne; int256 amountSpecified; uint160 sqrtPriceLimitX96; }',
  'function modify(address manager, PoolKey key, ModifyLiquidityParams params)',
  'function swap(address manager, PoolKey key, SwapParams params)',
])
