// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {LedgerReceipts} from "./LedgerReceipts.sol";

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
    uint88 stablePremiumPerSecondRay; // + 88 = 216
    uint256 stablePrincipal; // slot 9: sum of the positions' principals
    uint256 stableFlowRay; // slot 10: sum of principal * rate
    uint256 stableFlowSinceRay; // slot 11: sum of principal * rate * since
    address collateralReceipt; // slot 12: 160
    address variableReceipt; // slot 13: 160
    address stableReceipt; // slot 14: 160
}

/// @dev The second slot belongs to rate mode 1: a principal, its own rate and the time it was last compounded. All three
/// are zero without a stable debt.
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
    using LedgerReceipts for address;

    /// @dev The state of a listed token.
    function listed(Book storage self, address token) internal view returns (AssetState storage a) {
        a = self.assets[token];
        if (!a.listed) revert IXauLedger.Ledger_NotListed(token);
    }

    function addCollateral(Book storage self, AssetState storage a, address token, address account, uint256 amount)
        internal
    {
        a.totalCollateral = toUint128(a.totalCollateral + amount);
        _credit(self, a, token, account, amount);
        a.collateralReceipt.note(address(0), account, amount);
    }

    /// @dev `amount` is at most the account's collateral, hence below 2^128 and at most the total.
    function removeCollateral(Book storage self, AssetState storage a, address token, address account, uint256 amount)
        internal
    {
        a.totalCollateral -= uint128(amount);
        _debit(self, a, token, account, amount);
        a.collateralReceipt.note(account, address(0), amount);
    }

    /// @dev As `removeCollateral` and `addCollateral`, for the receipt, which tells of it itself.
    function moveCollateral(
        Book storage self,
        AssetState storage a,
        address token,
        address from,
        address to,
        uint256 amount
    ) internal {
        if (amount == 0) return; // no leg for nothing
        _debit(self, a, token, from, amount);
        _credit(self, a, token, to, amount);
    }

    function setReserve(Book storage self, address newReserve) internal {
        if (newReserve == address(0)) revert IXauLedger.Ledger_ReserveZero();
        emit IXauLedger.ReserveSet(self.reserve, newReserve);
        self.reserve = newReserve;
    }

    function priceParams(AssetState storage a) internal view returns (IXauLedger.PriceParams memory) {
        return IXauLedger.PriceParams(a.feed, a.checkFeed, a.maxUsdWad);
    }

    function collateralParams(AssetState storage a) internal view returns (IXauLedger.CollateralParams memory) {
        return IXauLedger.CollateralParams(
            a.collateralFactorBp, a.liquidationThresholdBp, a.liquidationBonusBp, a.collateralCap
        );
    }

    function debtParams(AssetState storage a) internal view returns (IXauLedger.DebtParams memory) {
        return IXauLedger.DebtParams(a.feePerSecondRay, a.debtCeiling, a.minDebt, a.closeFactorBp);
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

    /// @dev The token's total fits, and an account's part of it does, too.
    function _credit(Book storage self, AssetState storage a, address token, address account, uint256 amount) private {
        self.positions[account][token].collateral += uint128(amount);
        self.legs[account] |= 1 << (2 * uint256(a.id));
    }

    function _debit(Book storage self, AssetState storage a, address token, address account, uint256 amount) private {
        Position storage p = self.positions[account][token];
        p.collateral -= uint128(amount);
        if (p.collateral == 0) self.legs[account] &= ~(1 << (2 * uint256(a.id)));
    }

    function _inForce(uint256 limit, uint256 openedAt) private view returns (uint256) {
        return block.timestamp < openedAt + LAUNCH_PERIOD ? limit * LAUNCH_SHARE_BP / BP : limit;
    }
}
