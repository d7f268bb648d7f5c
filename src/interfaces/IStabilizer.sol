// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "./IGuidePriceSource.sol";
import {IMeshTrade} from "./IMeshTrade.sol";
import {IPMMPool} from "./IPMMPool.sol";

/// @title IStabilizer
/// @notice Holds one public pool, of a token against XAU or of two tokens, at the oracle's price, with bucket B's tokens.
///
/// WHAT AN ACTION IS
/// It takes the public pool's scarce token (`tokenIn`) out of bucket B's private pool, sells it into the public pool
/// without fee, and the private pool receives the proceeds (`tokenOut`) for what it gave at the oracle's price. The mid
/// price moves toward the oracle and never past it, so every unit is sold at the oracle's price or better: bucket B's
/// value at the oracle does not fall but by rounding. The stabilizer itself never holds a token.
///
/// WHEN
/// The deviation of each of the last N closes of the public pool is beyond theta, with one sign. Only closes after this
/// stabilizer's last action count. What is done and undone within a block is in no close.
///
/// HOW MUCH
/// min(gain · gap, perBlockCap, what bucket B holds). The gap is the lesser of the one at the last close and the one now;
/// the one now ends where the mid price would reach the oracle, and tokens lying in the pool unsynced, which the sale
/// would take along, are gap filled already.
///
/// WHO
/// Anyone. The caller chooses neither direction nor size: more than the size is clamped, less than half of it is for
/// KEEPERs, another pair is refused. It is paid nothing, or where ADMIN has set so a part of what the action gained
/// beyond the oracle's worth, at most a fifth: what bucket B is owed is never touched, and a loss pays nobody.
///
/// @dev Units: deviations in bp of the oracle, positive when base is dear; amounts raw.
/// Assumptions for correctness: those of IPMMPool and IMeshPool; the pool's guide price source and the mesh pool's are
/// one. For liveness: the source answers, the pool names this contract its stabilizer, the mesh pool its trader.
/// Warning: a donation to the public pool of more than the gap blocks an action until anyone sells it, for his own
/// benefit, which closes the gap as well.
/// Source: DESIGN section 8.
interface IStabilizer {
    /// @notice What ADMIN decides. The setter refuses what cannot hold the band (see BandMath).
    /// @param thetaBp Deviation beyond which closes call for action, 1 to bandBp - 1.
    /// @param bandBp The band to be held, bp each side, at most 100.
    /// @param closes N, how many closes must agree: 2 to what the pool keeps.
    /// @param minBlocks Least distance of two actions, blocks, at least 1.
    /// @param gainBp Part of the gap an action fills, 10,000 is all of it, which is the most.
    /// @param perBlockCapBp Most an action sells, bp of the scarce token's target, 1 to 1,000.
    /// @param maxSlippageBp How far the proceeds may be below their worth at the oracle, 1 to 100.
    /// @param blockTimeMs The chain's block time, milliseconds, 100 to 60,000.
    /// @param maxGasPriceWei Highest gas price of an action; zero for none, as on chains without a fee market.
    /// @param designFlowPerHour Flow to hold against, raw base an hour, not zero.
    /// @param maxTrade Largest single trade expected, raw base.
    struct Settings {
        uint16 thetaBp;
        uint16 bandBp;
        uint8 closes;
        uint8 minBlocks;
        uint16 gainBp;
        uint16 perBlockCapBp;
        uint16 maxSlippageBp;
        uint32 blockTimeMs;
        uint64 maxGasPriceWei;
        uint128 designFlowPerHour;
        uint128 maxTrade;
    }

    /// @notice The mesh pool does not settle this public pool's tokens at its price source, or the pool has none.
    error Stabilizer_WrongMesh(address mesh);
    /// @notice No settings were made yet.
    error Stabilizer_NotConfigured();
    /// @notice Stabilizing is paused.
    error Stabilizer_Paused();
    /// @notice The transaction's gas price is above the ceiling.
    error Stabilizer_GasPrice(uint256 gasPriceWei, uint256 maxGasPriceWei);
    /// @notice Too few blocks since the last action.
    error Stabilizer_BlockDelay(uint256 blockNumber, uint256 earliest);
    /// @notice The last closes do not all deviate beyond theta with one sign, or too few count.
    error Stabilizer_NotSustained(int256 deviationPpm, uint256 thetaPpm, uint256 countedCloses, uint256 neededCloses);
    /// @notice There is nothing to sell: a gap or the mid price contradicts the deviation, the gap is filled or so small
    /// that rounding might take what the sale earns, bucket B holds none of the token, or its mesh may trade no more of it
    /// in this block (`held` is the lesser of the two).
    error Stabilizer_NoGap(uint256 gapAtClose, uint256 gapNow, uint256 held);
    /// @notice The oracle is stale or gated; its own reason is inside.
    error Stabilizer_OracleUnavailable(bytes reason);
    /// @notice The asked pair is not the one to trade.
    error Stabilizer_WrongPair(address tokenIn, address tokenOut, address rightIn, address rightOut);
    /// @notice A caller gets at most a fifth of the gain.
    error Stabilizer_RewardTooHigh(uint256 rewardBp, uint256 maxRewardBp);
    /// @notice Zero was asked.
    error Stabilizer_ZeroSize();
    /// @notice Less than half of the size was asked, by no KEEPER.
    error Stabilizer_BelowHalf(uint256 asked, uint256 size);
    /// @notice The public pool paid too little.
    error Stabilizer_Slippage(uint256 received, uint256 owed, uint256 maxSlippageBp);
    /// @notice Only the mesh pool calls back, and only inside an action.
    error Stabilizer_NotMesh(address caller);
    /// @notice A setting is out of its bounds. `index` is its place in Settings, from zero.
    error Stabilizer_SettingOutOfBounds(uint256 index, uint256 value, uint256 min, uint256 max);
    /// @notice The gain does not keep up with the flow: gain < 4·flow·blockTime·minBlocks / maxGap. For `scarce` scarce.
    error Stabilizer_GainTooLow(address scarce, uint256 gainBp, uint256 minGainBp);
    /// @notice gap(theta) + flow·blockTime·(N + 1) + maxTrade exceeds maxGap. For `scarce` scarce, in its units.
    error Stabilizer_BandNotHeld(address scarce, uint256 neededGap, uint256 maxGap);
    /// @notice The cap does not carry the flow of minBlocks blocks. For `scarce` scarce, in its units.
    error Stabilizer_CapTooLow(address scarce, uint256 cap, uint256 neededCap);

    /// @notice An action: bucket B sold `sold` of `tokenIn` for `received` of `tokenOut`, worth `owed` at the oracle.
    event Stabilized(
        address indexed caller,
        address indexed tokenIn,
        address indexed tokenOut,
        uint256 sold,
        uint256 received,
        uint256 owed,
        int256 deviationBps
    );
    /// @notice The caller was paid a part of an action's gain, raw `token`.
    event Rewarded(address indexed caller, address indexed token, uint256 amount);
    /// @notice The caller's part of the gain changed, bp.
    event RewardSet(uint256 oldRewardBp, uint256 newRewardBp);
    /// @notice The settings changed.
    event SettingsSet(Settings oldSettings, Settings newSettings);

    /// @notice The sustained deviation and whether an action is called for.
    /// @return deviationBps The smallest deviation of the last N closes if all have one sign, else zero, rounded toward
    /// zero; positive when base is dear. Zero too when fewer than N closes count.
    /// @return shouldRebalance Whether each of them is beyond theta and there is something to sell now. Block delay, gas
    /// price and pause are not looked at. False, without a revert, when the oracle is stale or gated.
    function checkDeviation() external view returns (int256 deviationBps, bool shouldRebalance);

    /// @notice How far the public pool's reserves are off their targets, ppm: the paper's InventoryDeviation.
    /// @return basePpm (reserve - target) / target of base, negative while base is scarce. Its sign is opposite to that of
    /// `checkDeviation`: too much of base makes it cheap.
    /// @return quotePpm Of quote.
    /// @dev `IPMMPool.getInventoryDeviation`, as of now and not sustained: it says what part of its target an action's gap
    /// is, never whether to act. Reverts with the source's reason. Source: DESIGN section 8.
    function getInventoryDeviation() external view returns (int256 basePpm, int256 quotePpm);

    /// @notice Acts.
    /// @param tradeSize Most to sell, raw `tokenIn`; clamped to the size. Less than half of it is for KEEPERs.
    /// @param tokenIn The token to sell, as in `quotePrivateSwap`.
    /// @param tokenOut The token to receive.
    /// @dev Guarded. Anyone. Reverts, in this order, NotConfigured, Paused, GasPrice, BlockDelay, NotSustained,
    /// OracleUnavailable, NoGap, WrongPair, ZeroSize, BelowHalf, then the mesh's, Slippage, `BucketB_LossBudget`
    /// and the pool's own errors.
    function executePrivateSwap(uint256 tradeSize, address tokenIn, address tokenOut) external;

    /// @notice What an action would do now, if delay, gas price and pause allow it. Zeros when none is called for.
    /// @return maxTradeSize The size, raw `tokenIn`.
    /// @return tokenIn The token sold.
    /// @return tokenOut The token received.
    /// @return expectedOut What the public pool would pay, raw `tokenOut`.
    function quotePrivateSwap()
        external
        view
        returns (uint256 maxTradeSize, address tokenIn, address tokenOut, uint256 expectedOut);

    /// @notice Whether `executePrivateSwap` by anyone would act now: something to sell, and delay, gas price and pause
    /// allow it. What a keeper asks.
    function isDue() external view returns (bool);

    /// @notice Sets the caller's part of an action's gain, bp, at most 2,000; zero, as at first, for none. ADMIN.
    /// @dev Guarded. Reverts Access_MissingRole, RewardTooHigh.
    function setReward(uint256 newRewardBp) external;

    /// @notice The caller's part of an action's gain, bp.
    function rewardBp() external view returns (uint256);

    /// @notice What this stabilizer sold of base less what it sold of quote, since it was deployed, at the oracle of each
    /// action, raw quote.
    function netSold() external view returns (int256);

    /// @notice Sets everything. ADMIN.
    /// @dev Not for a pool without reserves. Reverts Access_MissingRole and whatever `validate` does.
    function setSettings(Settings calldata newSettings) external;

    /// @notice Reverts unless the settings are in bounds and hold the band with the pool's present targets, whichever
    /// token is scarce. Targets move with shares bought and sold, so it is worth asking again.
    /// @dev Reverts SettingOutOfBounds, GainTooLow, BandNotHeld, CapTooLow, or with the source's reason.
    function validate(Settings calldata candidate) external view;

    /// @notice The settings in force.
    function settings() external view returns (Settings memory);

    /// @notice The block of the last action, zero before the first.
    function lastActionBlock() external view returns (uint256);

    /// @notice The public pool.
    function POOL() external view returns (IPMMPool);

    /// @notice Bucket B's private pool, or pair of them, of the same tokens.
    function MESH() external view returns (IMeshTrade);

    /// @notice The source both pools follow.
    function SOURCE() external view returns (IGuidePriceSource);
}
