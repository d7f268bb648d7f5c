import { parseAbi } from 'viem'

// The doors that the bench goes through. Written out so that the bench is typed before anything is compiled; a test
// compares each function with what the compiler says.

export const diamondAbi = parseAbi([
  'struct SwapOrder { address router; bool zeroForOne; uint256 amountIn; uint256 amountOutMin; bytes data; }',
  'struct RangeOrder { uint8 poolIndex; int24 tickLower; int24 tickUpper; uint16 shareBp; }',
  'struct RangeView { bytes32 poolId; uint256 poolIndex; int24 tickLower; int24 tickUpper; uint128 liquidity; uint256 amount0; uint256 amount1; uint256 fees0; uint256 fees1; }',
  'struct PoolConfig { bytes32 poolId; uint8 family; uint8 class; uint16 bandBp; uint16 twapWindow; uint24 minWidthTicks; uint24 maxOffsetTicks; }',
  'struct FeedConfig { uint8 kind; address source; uint32 ttlSeconds; bool inverted; bool checkSequencer; uint128 minWad; uint128 maxWad; uint16 changeBaseBp; uint16 changeBpPerHour; uint32 changeMinIntervalSeconds; bytes32 fallbackId; bytes32 peerId; uint16 peerMaxDeviationBp; uint32 observationSpacingSeconds; bytes32 pythId; uint16 pythMaxConfidenceBp; }',
  'struct FacetCut { address facetAddress; uint8 action; bytes4[] functionSelectors; }',
  'function diamondCut(FacetCut[] cuts, address init, bytes data)',
  'function setFeed(bytes32 feedId, FeedConfig config)',
  'function setPairFeed(address token0, address token1, FeedConfig config)',
  'function setUnit(address token, bytes32 unitId)',
  'function addFollower(address follower)',
  'function createVault(address token0, address token1, bytes32 usdFeedId) returns (uint256 vaultId)',
  'function registerPool(uint256 vaultId, PoolConfig pool) returns (uint256 poolIndex)',
  'function deposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, uint256 minShares, address receiver) returns (uint256 shares, uint256 amount0, uint256 amount1)',
  'function withdraw(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver) returns (uint256 amount0, uint256 amount1)',
  'function withdrawInKind(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver) returns (uint256 amount0, uint256 amount1)',
  'function rebalance(uint256 vaultId, SwapOrder[] swaps, RangeOrder[] orders) returns (uint256 valueBefore, uint256 valueAfter)',
  'function harvest(uint256 vaultId) returns (uint256 fees0, uint256 fees1)',
  'function balanceOf(address account, uint256 id) view returns (uint256)',
  'function vaultRanges(uint256 vaultId) view returns (RangeView[])',
  'function cashBalances(uint256 vaultId) view returns (uint256 cash0, uint256 cash1)',
  'function unreleasedProfit(uint256 vaultId) view returns (uint256 amount0, uint256 amount1)',
  'function lossBudget(uint256 vaultId) view returns (uint256 usedPpm, uint256 budgetPpm, uint256 readyAt)',
  'function maxWeightBp(uint256 poolCount) view returns (uint16)',
  'function targetWeights(uint16[] cScores, uint16 maxWeightBp, uint16 scoreAmplifierBp) pure returns (uint16[] weightsBp)',
  'function targetAllocations(uint16[] cScores, uint256 totalAmount, uint16 maxWeightBp, uint16 scoreAmplifierBp) pure returns (uint256[] amounts)',
])

export const bareMinimumAbi = parseAbi([
  'struct Leg { address pool; int24 tickLower; int24 tickUpper; uint128 liquidity; }',
  'constructor(address token0, address token1)',
  'function exit(Leg[] legs, address to)',
  'function move(Leg[] from, Leg[] to)',
])

/** Reads of genuine pools and positions beyond the harness's. */
export const poolStateAbi = parseAbi([
  'function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality, uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked)',
  'function observations(uint256 index) view returns (uint32 blockTimestamp, int56 tickCumulative, uint160 secondsPerLiquidityCumulativeX128, bool initialized)',
  'function positions(bytes32 key) view returns (uint128 liquidity, uint256 feeGrowthInside0LastX128, uint256 feeGrowthInside1LastX128, uint128 tokensOwed0, uint128 tokensOwed1)',
  'function ticks(int24 tick) view returns (uint128 liquidityGross, int128 liquidityNet, uint256 feeGrowthOutside0X128, uint256 feeGrowthOutside1X128, int56 tickCumulativeOutside, uint160 secondsPerLiquidityOutsideX128, uint32 secondsOutside, bool initialized)',
])

export const nftStateAbi = parseAbi([
  'function positions(uint256 tokenId) view returns (uint96 nonce, address operator, address token0, address token1, uint24 fee, int24 tickLower, int24 tickUpper, uint128 liquidity, uint256 feeGrowthInside0LastX128, uint256 feeGrowthInside1LastX128, uint128 tokensOwed0, uint128 tokensOwed1)',
])

export const guidePriceSourceAbi = parseAbi(['constructor(address oracle, address base, address quote)'])

export const borrowerAbi = parseAbi(['constructor(address token)'])

export const pmmPoolAbi = parseAbi([
  'struct PoolConfig { address baseToken; address quoteToken; uint256 lpFeeRate; uint256 mtFeeRate; address maintainer; uint256 k; uint256 i; address source; uint256 feedThreshold; uint16 guideStepBp; uint16 guideCapBp; bool isOpenTWAP; address owner; }',
  'constructor(PoolConfig config)',
  'function sellBase(address to) returns (uint256 receiveQuoteAmount)',
  'function sellQuote(address to) returns (uint256 receiveBaseAmount)',
  'function buyShares(address to) returns (uint256 shares, uint256 baseInput, uint256 quoteInput)',
  'function sellShares(uint256 shareAmount, address to, uint256 baseMinAmount, uint256 quoteMinAmount, bytes data, uint256 deadline) returns (uint256 baseAmount, uint256 quoteAmount)',
  'function flashLoan(uint256 baseAmount, uint256 quoteAmount, address assetTo, bytes data)',
  'function getPMMStateForCall() view returns (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R)',
  'function lastTouchBlock() view returns (uint256)',
  'struct Close { uint256 blockNumber; int256 deviationBps; int256 deviationPpm; uint256 gap; uint256 R; uint256 oraclePrice; }',
  'function currentClose() view returns (Close close)',
  'function setStabilizer(address newStabilizer)',
])

export const bucketAbi = parseAbi([
  'constructor(address authority, address xau, address bucketE)',
  'function addMesh(address mesh)',
  'function setDailyLimit(uint8 flow, address token, uint256 newLimit)',
  'function depositFromE(address token, uint256 amount)',
  'function fundMesh(address mesh, address token, uint256 amount)',
  'function defundMesh(address mesh, address token, uint256 amount)',
])

export const meshAbi = parseAbi([
  'constructor(address authority, address token, address source, address reserve)',
  'function setTrader(address trader, bool allowed)',
  'function setMaxVolumePerBlock(uint256 newMaxVolumeXau)',
  'function reserves() view returns (uint256 token, uint256 xau)',
])

export const stabilizerAbi = parseAbi([
  'struct Settings { uint16 thetaBp; uint16 bandBp; uint8 closes; uint8 minBlocks; uint16 gainBp; uint16 perBlockCapBp; uint16 maxSlippageBp; uint32 blockTimeMs; uint64 maxGasPriceWei; uint128 designFlowPerHour; uint128 maxTrade; }',
  'constructor(address authority, address pool, address mesh)',
  'function setSettings(Settings newSettings)',
  'function executePrivateSwap(uint256 tradeSize, address tokenIn, address tokenOut)',
  'function checkDeviation() view returns (int256 deviationBps, bool shouldRebalance)',
  'function quotePrivateSwap() view returns (uint256 maxTradeSize, address tokenIn, address tokenOut, uint256 expectedOut)',
  'function lastActionBlock() view returns (uint256)',
])

export const routerAbi = parseAbi([
  'struct Hop { address pool; bool sellsBase; }',
  'struct Sale { address tokenIn; address tokenOut; uint256 amountIn; uint256 minReceived; address to; uint256 deadline; Hop[] path; }',
  'function sell(Sale sale) returns (uint256 received)',
])

export const providerAbi = parseAbi([
  'struct Swap { address tokenIn; address tokenOut; uint256 amountIn; uint256 minReceived; address to; uint256 deadline; }',
  'constructor(address owner)',
  'function registerPool(address pool)',
  'function executeSwap(Swap swap) returns (uint256 received)',
])

export const meterAbi = parseAbi(['constructor(address authority)', 'function watch(address stabilizer, address leg)'])

export const batchAbi = parseAbi([
  'constructor(address authority, address meter)',
  'function add(address stabilizer)',
  'function due() view returns (address[] list)',
  'function run(address payee) returns (uint256 acted)',
])

/** The genuine router's door for more than one hop. */
export const v3MultiHopAbi = parseAbi([
  'struct ExactInputParams { bytes path; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; }',
  'function exactInput(ExactInputParams params) payable returns (uint256 amountOut)',
])
