import { parseAbi } from 'viem'

/** The lens's door; a test compares it with what the compiler says. */
export const lensAbi = parseAbi([
  'struct VaultView { address token0; address token1; uint8 decimals0; uint8 decimals1; bytes32 usdFeedId; uint256 totalShares; uint256 poolCount; uint256 rangeCount; uint256 pausedGroups; uint256 maxLossBp; uint256 dailyLossBp; uint256 maxSlippageBp; uint256 cooldownSeconds; }',
  'struct PoolView { bytes32 poolId; uint8 family; uint8 class; bool enabled; uint256 bandBp; uint256 twapWindow; uint256 minWidthTicks; uint256 maxOffsetTicks; uint256 cScore; uint256 weightBp; }',
  'struct RangeView { bytes32 poolId; uint256 poolIndex; int24 tickLower; int24 tickUpper; uint128 liquidity; uint256 amount0; uint256 amount1; uint256 fees0; uint256 fees1; }',
  'struct PoolAttribution { bytes32 poolId; uint256 amount0; uint256 amount1; uint256 value; uint256 valueBp; uint256 targetBp; uint256 cScore; uint256 fees0; uint256 fees1; }',
  'struct Diversification { uint256 herfindahlBp; uint256 effectivePoolsWad; uint256 largestBp; uint256 targetHerfindahlBp; uint256 targetEffectivePoolsWad; uint256 targetLargestBp; }',
  'struct VaultReport { uint256 vaultId; VaultView settings; PoolView[] pools; RangeView[] ranges; uint256 total0; uint256 total1; uint256 cash0; uint256 cash1; uint256 unreleased0; uint256 unreleased1; uint256 lossUsedPpm; uint256 lossBudgetPpm; uint256 readyAt; bool rebalanceReady; bytes rebalanceReason; uint256 leastCScore; uint256 greatestCScore; uint256 meanCScore; uint256 varianceCScore; bytes unpriced; uint256 value; uint160 sqrtAnchorX96; uint256 valuePerShareWad; uint256 cashTargetBp; PoolAttribution[] attribution; Diversification diversification; uint256 flags; }',
  'function vault(address diamond, uint256 vaultId) view returns (VaultReport report)',
  'function vaults(address diamond, uint256 first, uint256 count) view returns (VaultReport[] reports)',
])

/** What the monitor reads of the diamond itself: the flags with redemptions, and what happened. */
export const monitorAbi = parseAbi([
  'function vaultCount() view returns (uint256)',
  'function riskFlags(uint256 vaultId, uint256 redeemed0, uint256 redeemed1) view returns (uint256 flags)',
  'event Withdrawn(uint256 indexed vaultId, address indexed owner, address indexed receiver, uint256 shares, uint256 amount0, uint256 amount1, bool inKind)',
  'event Rebalanced(uint256 indexed vaultId, address indexed keeper, uint256 valueBefore, uint256 valueAfter, uint256 lossPpm, uint160 sqrtAnchorX96)',
  'event RangesReminted(uint256 indexed vaultId, address indexed keeper, uint256 burnMask, uint256 valueBefore, uint256 valueAfter, uint256 lossPpm)',
  'event Harvested(uint256 indexed vaultId, address indexed caller, uint256 fees0, uint256 fees1)',
])
