import { parseAbi } from 'viem'

/** The parts of Algebra's first generation (Thena's) that are used here. */
export const algebraFactoryAbi = parseAbi([
  'function owner() view returns (address)',
  'function poolDeployer() view returns (address)',
  'function poolByPair(address tokenA, address tokenB) view returns (address pool)',
  'function createPool(address tokenA, address tokenB) returns (address pool)',
])

export const algebraPoolAbi = parseAbi([
  'function factory() view returns (address)',
  'function dataStorageOperator() view returns (address)',
  'function liquidity() view returns (uint128)',
  'function tickSpacing() view returns (int24)',
  'function globalState() view returns (uint160 price, int24 tick, uint16 fee, uint16 timepointIndex, uint8 communityFeeToken0, uint8 communityFeeToken1, bool unlocked)',
  'function getTimepoints(uint32[] secondsAgos) view returns (int56[] tickCumulatives, uint160[] secondsPerLiquidityCumulatives, uint112[] volatilityCumulatives, uint256[] volumePerAvgLiquiditys)',
  'function initialize(uint160 price)',
])

export const algebraSwapRouterAbi = parseAbi([
  'struct ExactInputSingleParams { address tokenIn; address tokenOut; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; uint160 limitSqrtPrice; }',
  'function factory() view returns (address)',
  'function poolDeployer() view returns (address)',
  'function exactInputSingle(ExactInputSingleParams params) payable returns (uint256 amountOut)',
])

/** What V3Actor and AlgebraActor of test/utils do alike: talk to pools directly and pay from what they hold. */
export const poolActorAbi = parseAbi([
  'function mint(address pool, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity) returns (uint256 amount0, uint256 amount1)',
  'function swap(address pool, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96) returns (int256 amount0, int256 amount1)',
])
