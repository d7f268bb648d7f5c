import { parseAbi } from 'viem'

// The gold system's doors that the story goes through, written out as the diamond's are; a test compares each with what
// the compiler says.

export const poolAbi = parseAbi([
  'struct Close { uint256 blockNumber; int256 deviationBps; int256 deviationPpm; uint256 gap; uint256 R; uint256 oraclePrice; }',
  'function closes(uint256 n) view returns (Close[] list)',
  'function getVaultReserve() view returns (uint256 baseReserve, uint256 quoteReserve)',
  'function guidePrice() view returns (uint256 i, uint256 oraclePrice)',
  'function _K_() view returns (uint256)',
  'function _LP_FEE_RATE_() view returns (uint256)',
  'function _MT_FEE_RATE_() view returns (uint256)',
  'function GUIDE_STEP_BP() view returns (uint256)',
  'function GUIDE_CAP_BP() view returns (uint256)',
  'function _SOURCE_() view returns (address)',
  'function _RState_() view returns (uint32)',
  'function _BASE_TARGET_() view returns (uint112)',
  'function _QUOTE_TARGET_() view returns (uint112)',
  'function lastTouchBlock() view returns (uint256)',
  'function storedGuidePrice() view returns (uint256 i, uint256 oraclePrice, uint256 blockNumber)',
  'event DODOSwap(address fromToken, address toToken, uint256 fromAmount, uint256 toAmount, address trader, address receiver)',
])

export const stabilizerAbi = parseAbi([
  'struct Settings { uint16 thetaBp; uint16 bandBp; uint8 closes; uint8 minBlocks; uint16 gainBp; uint16 perBlockCapBp; uint16 maxSlippageBp; uint32 blockTimeMs; uint64 maxGasPriceWei; uint128 designFlowPerHour; uint128 maxTrade; }',
  'function settings() view returns (Settings)',
  'function checkDeviation() view returns (int256 deviationBps, bool shouldRebalance)',
  'function quotePrivateSwap() view returns (uint256 maxTradeSize, address tokenIn, address tokenOut, uint256 expectedOut)',
  'function lastActionBlock() view returns (uint256)',
  'function executePrivateSwap(uint256 tradeSize, address tokenIn, address tokenOut)',
  'function setSettings(Settings newSettings)',
  'event Stabilized(address indexed caller, address indexed tokenIn, address indexed tokenOut, uint256 sold, uint256 received, uint256 owed, int256 deviationBps)',
  'error Stabilizer_SettingOutOfBounds(uint256 index, uint256 value, uint256 min, uint256 max)',
  'error Stabilizer_GainTooLow(address scarce, uint256 gainBp, uint256 minGainBp)',
  'error Stabilizer_BandNotHeld(address scarce, uint256 needed, uint256 maxGap)',
  'error Stabilizer_CapTooLow(address scarce, uint256 cap, uint256 needed)',
  'error Stabilizer_NotSustained(int256 deviationPpm, uint256 thetaPpm, uint256 countedCloses, uint256 neededCloses)',
])

export const meshAbi = parseAbi([
  'function reserves() view returns (uint256 token, uint256 counter)',
  'function available(address token) view returns (uint256)',
  'function maxVolumePerBlock() view returns (uint256)',
])

export const sourceAbi = parseAbi(['function guidePrice() view returns (uint256 i)'])

/** The oracle's doors for ADMIN, and the reasons for which it gives no price. */
export const oracleAbi = parseAbi([
  'struct FeedConfig { uint8 kind; address source; uint32 ttlSeconds; bool inverted; bool checkSequencer; uint128 minWad; uint128 maxWad; uint16 changeBaseBp; uint16 changeBpPerHour; uint32 changeMinIntervalSeconds; bytes32 fallbackId; bytes32 peerId; uint16 peerMaxDeviationBp; uint32 observationSpacingSeconds; bytes32 pythId; uint16 pythMaxConfidenceBp; }',
  'function setFeed(bytes32 feedId, FeedConfig config)',
  'function setGate(address token, bytes32 feedId)',
  'error Oracle_Gated(address token, uint256 priceWad)',
  'error Oracle_Stale(bytes32 feedId, uint256 updatedAt, uint256 ttlSeconds)',
  'error Oracle_FeedNotSet(bytes32 feedId)',
])

export const bucketAbi = parseAbi([
  'function valueXau() view returns (uint256 xau)',
  'function dailyLimit(uint8 flow, address token) view returns (uint256 limit, uint256 usedToday)',
  'function fundMesh(address mesh, address token, uint256 amount)',
  'function defundMesh(address mesh, address token, uint256 amount)',
])

export const reserveAbi = parseAbi([
  'function fund(address token, uint256 amount)',
  'function moveFromE(uint8 bucket, address token, uint256 amount)',
  'function moveToE(uint8 bucket, address token, uint256 amount)',
])

/** IReserveSystem.Bucket.B. */
export const BUCKET_B = 1

/** IReserveBucketB.Flow.TO_E. */
export const FLOW_TO_E = 1

export const ledgerAbi = parseAbi([
  'function depositCollateral(address token, uint256 amount, address onBehalf) returns (uint256 received)',
  'function borrow(address token, uint256 amount, uint256 rateMode, address receiver)',
  'function healthFactor(address account) view returns (uint256 healthWad)',
])

/** The ledger's variable rate. */
export const VARIABLE_RATE = 2n

export const entryAbi = parseAbi([
  'function sellBase(address pool, uint256 amount, uint256 minReceived, address to, uint256 deadline) returns (uint256 received)',
  'function sellQuote(address pool, uint256 amount, uint256 minReceived, address to, uint256 deadline) returns (uint256 received)',
])

export const attackerAbi = parseAbi([
  'function attack(address lender, address stabilizer, bool asks)',
  'event Attacked(uint256 lent, int256 peakPpm, bytes4 refusal, int256 bpsBefore, bool shouldBefore, uint256 sizeBefore, int256 bpsAfter, bool shouldAfter, uint256 sizeAfter, uint256 cost)',
])
