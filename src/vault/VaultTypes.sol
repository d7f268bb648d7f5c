// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolWord} from "./PoolWord.sol";

/// @dev What kind of pair a pool trades; each class caps how far a pool may be from the anchor.
enum PoolClass {
    STABLE,
    STAKED,
    VOLATILE
}

/// @notice One live range of a vault. One slot: 8 + 24 + 24 + 128 = 184 bits.
struct Range {
    uint8 poolIndex;
    int24 tickLower;
    int24 tickUpper;
    // Recorded liquidity; liquidity a stranger mints on the diamond's behalf is not in it.
    uint128 liquidity;
}

/// @notice One vault. Slots are ordered by who writes them, so that a user's operation touches as few as possible.
/// @dev Appending members is safe: vaults live in a mapping. Never reorder.
struct Vault {
    // Slot 0: 160 + 16 + 8 + 3 * 16 + 24 = 256 bits. Data contract of the settings, see VaultConfig, and the limits of
    // keeper operations. Written by management and by rebalances that change the number of ranges.
    address config;
    uint16 pausedGroups;
    uint8 rangeCount;
    uint16 maxLossBp;
    uint16 dailyLossBp;
    uint16 maxSlippageBp;
    uint24 cooldownSeconds;
    // Slot 1: 128 + 3 * 40 = 248 bits. Written by deposits, exits and harvests.
    uint128 totalShares;
    uint40 profitUpdatedAt;
    uint40 profitEndsAt0;
    uint40 profitEndsAt1;
    // Slot 2: idle cash, raw units, unreleased profit included.
    uint128 cash0;
    uint128 cash1;
    // Slot 3: profit not yet released as of profitUpdatedAt, raw units.
    uint128 profit0;
    uint128 profit1;
    // Slot 4: rolling loss budget and time of the last keeper operation, see LossBudget.
    uint256 lossWindow;
    // Slot 5.
    mapping(uint256 rangeIndex => Range) ranges;
    // Slot 6: cash in money markets, token0 at 0 and token1 at 1.
    mapping(uint256 tokenIndex => Investment) investments;
    // Slot 7: the protocol's fees, booked and not yet collected, raw units. Beside the cash, never part of it.
    uint128 pending0;
    uint128 pending1;
    // Slot 8: 64 + 40 bits. The management fee's part of every range's principal as of debtAt, WAD, see Fees.
    uint64 debtWad;
    uint40 debtAt;
    // Slot 9: how far below the maxima an account's own fees are, see Fees.
    mapping(address account => uint256) feeDiscounts;
}

/// @notice One token of a vault in its money market. Slots: 120 + 104 + 32 = 256, 160 + 40 = 200, 104 bits.
struct Investment {
    // Scaled aTokens or ERC-4626 shares; receipts a stranger sends are not in it.
    uint120 units;
    // What the units counted for when last marked, raw token, and when that was. A uint32 of seconds lasts until 2106.
    uint104 value;
    uint32 markedAt;
    address receipt;
    // A loss seen, not yet written down: when, and what the market said then. Zero for none.
    uint40 sightedAt;
    uint104 sightedValue;
}

/// @notice Receipts set aside for somebody who left while their market neither paid nor let them move.
struct MarketClaim {
    address owner;
    uint64 vaultId;
    uint8 tokenIndex;
    address receipt;
    uint256 word;
    uint256 units;
}

/// @notice Liquidity of a position set aside for somebody who left. Slots: 160 + 64 + 8 + 24 = 256,
/// 24 + 128 + 64 + 16 = 232 bits.
struct Claim {
    address owner;
    uint64 vaultId;
    uint8 poolIndex;
    int24 tickLower;
    int24 tickUpper;
    uint128 liquidity;
    // What the protocol gets of it, as of the exit: the management fee's part, WAD, and the exit fee on the rest, bp.
    uint64 debtWad;
    uint16 exitBp;
}

/// @notice A vault's range with everything needed to price it, in memory.
struct Leg {
    PoolWord pool;
    address adapter;
    uint256 poolIndex;
    int24 tickLower;
    int24 tickUpper;
    uint128 liquidity;
    uint160 sqrtLowerX96;
    uint160 sqrtUpperX96;
}

/// @notice A vault in memory: what it owns at the pools' spot prices.
/// @dev `cash*` is cash, idle and invested (unreleased profit left out), of which `invested*` must be recalled before it
/// can be spent; `entryExtra*` is what entries count it higher by, see Markets; `range*` is principal at each pool's own spot.
struct Snapshot {
    uint256[] config;
    address token0;
    address token1;
    uint256 supply;
    uint256 cash0;
    uint256 cash1;
    uint256 invested0;
    uint256 invested1;
    uint256 entryExtra0;
    uint256 entryExtra1;
    uint256 locked0;
    uint256 locked1;
    uint256 range0;
    uint256 range1;
    Leg[] legs;
    // Spot of each of the vault's pools once found calm, by index; 0 until then.
    uint160[] spotsX96;
    // The part of every range's principal that the management fee takes, WAD; `range*` are net of it.
    uint256 debtWad;
}
