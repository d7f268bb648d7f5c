// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../interfaces/IXauLedger.sol";

/// @dev The price unit that needs no feed: the tokens defined to be one dollar.
bytes32 constant USD = keccak256("USD");
uint256 constant WAD = 1e18;
uint256 constant RAY = 1e27;
uint256 constant BP = 10_000;

uint256 constant STABLE = 1;
uint256 constant VARIABLE = 2;
/// @dev In an account's map of legs token n has bit 2n for collateral, bit 2n + 1 for debt.
uint256 constant DEBT_LEGS = 0xAAAAAAAA;
/// @dev An account's legs are all read in one call: 16 tokens keep the longest liquidation far below a block's gas.
uint256 constant MAX_ASSETS = 16;
uint256 constant LAUNCH_PERIOD = 24 hours;
uint256 constant LAUNCH_SHARE_BP = 1_000;

struct AssetState {
    bytes32 feed; // slot 0
    bytes32 checkFeed; // slot 1
    uint128 maxUsdWad; // slot 2: 128
    uint80 scale; // + 80 = 208; 10^decimals, 10^24 < 2^80
    uint16 collateralFactorBp; // + 16 = 224
    uint16 liquidationThresholdBp; // + 16 = 240
    uint16 liquidationBonusBp; // + 16 = 256
    uint128 totalCollateral; // slot 3: 128
    uint128 collateralCap; // + 128 = 256
    uint128 totalScaledDebt; // slot 4: 128
    uint128 indexRay; // + 128 = 256
    uint88 feePerSecondRay; // slot 5: 88
    uint40 accruedAt; // + 40 = 128
    uint128 debtCeiling; // + 128 = 256
    uint128 minDebt; // slot 6: 128
    uint40 collateralOpenedAt; // + 40 = 168
    uint40 debtOpenedAt; // + 40 = 208
    uint16 closeFactorBp; // + 16 = 224
    uint8 decimals; // + 8 = 232
    uint8 id; // + 8 = 240
    bool listed; // + 8 = 248
    bool borrowPaused; // + 8 = 256
    uint128 minted; // slot 7: 128
    uint128 burned; // + 128 = 256
    uint128 badDebt; // slot 8: 128
}

/// @dev The second slot belongs to rate mode 1: a principal, its own rate and the time it was last compounded.
struct Position {
    uint128 collateral; // slot 0: 128
    uint128 scaledDebt; // + 128 = 256
    uint128 stablePrincipal; // slot 1: 128
    uint88 stableFeePerSecondRay; // + 88 = 216
    uint40 stableSince; // + 40 = 256
}

/// @dev All of the ledger's accounts.
struct Book {
    address reserve;
    address[] tokens;
    mapping(address token => AssetState) assets;
    mapping(address account => mapping(address token => Position)) positions;
    mapping(address account => uint256 bits) legs;
}

/// @title LedgerBook
/// @notice The ledger's record of collateral, and which tokens an account has anything to do with.
library LedgerBook {
    /// @dev The state of a listed token.
    function listed(Book storage self, address token) internal view returns (AssetState storage a) {
        a = self.assets[token];
        if (!a.listed) revert IXauLedger.Ledger_NotListed(token);
    }

    function addCollateral(Book storage self, AssetState storage a, address token, address account, uint256 amount)
        internal
    {
        a.totalCollateral = toUint128(a.totalCollateral + amount);
        // Not above the total, which fits.
        self.positions[account][token].collateral += uint128(amount);
        self.legs[account] |= 1 << (2 * uint256(a.id));
    }

    /// @dev `amount` is at most the account's collateral, hence below 2^128 and at most the total.
    function removeCollateral(Book storage self, AssetState storage a, address token, address account, uint256 amount)
        internal
    {
        Position storage p = self.positions[account][token];
        p.collateral -= uint128(amount);
        a.totalCollateral -= uint128(amount);
        if (p.collateral == 0) self.legs[account] &= ~(1 << (2 * uint256(a.id)));
    }

    /// @dev The collateral cap now: a tenth of it for the first 24 hours.
    function capInForce(AssetState storage a) internal view returns (uint256) {
        return _inForce(a.collateralCap, a.collateralOpenedAt);
    }

    /// @dev The debt ceiling now: a tenth of it for the first 24 hours.
    function ceilingInForce(AssetState storage a) internal view returns (uint256) {
        return _inForce(a.debtCeiling, a.debtOpenedAt);
    }

    function toUint128(uint256 x) internal pure returns (uint128) {
        if (x > type(uint128).max) revert IXauLedger.Ledger_AmountTooLarge(x);
        return uint128(x);
    }

    function _inForce(uint256 limit, uint256 openedAt) private view returns (uint256) {
        return block.timestamp < openedAt + LAUNCH_PERIOD ? limit * LAUNCH_SHARE_BP / BP : limit;
    }
}
