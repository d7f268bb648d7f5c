// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {LibCall} from "solady/utils/LibCall.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {IAavePoolMinimal, IATokenMinimal, IERC4626Minimal} from "../../interfaces/external/IMoneyMarkets.sol";
import {MARKET_REPORT_GAS} from "../VaultConstants.sol";
import {MarketWord} from "./MarketWord.sol";

/// @title MarketCalls
/// @notice What the two kinds of money market are asked, and how. Units: scaled aTokens of an Aave V3, shares of an
/// ERC-4626.
/// @dev Reports are asked for with bounded gas, and one word of the answer is read: a market that burns gas, returns a
/// bomb or reverts is "not heard" and stops nobody. What moves tokens is called plainly, for whoever calls it to bound.
library MarketCalls {
    using MarketWord for uint256;

    uint256 internal constant RAY = 1e27;
    uint256 private constant ACTIVE = 1 << 56;
    uint256 private constant PAUSED = 1 << 60;

    /// @notice What the market says `units` are worth, raw token, rounded down. At most 2^128 - 1.
    /// @return heard False if the market gave no sensible answer; the figure is zero then.
    function report(uint256 word, address token, uint256 units) internal view returns (bool heard, uint256 amount) {
        bool isAave = word.kind() == MarketWord.AAVE_V3;
        (heard, amount) = _ask(
            word.market(),
            isAave
                ? abi.encodeCall(IAavePoolMinimal.getReserveNormalizedIncome, (token))
                : abi.encodeCall(IERC4626Minimal.previewRedeem, (units))
        );
        if (amount > type(uint128).max) return (false, 0);
        // units < 2^120 and the index < 2^128: no overflow.
        if (isAave) amount = FixedPointMathLib.min(units * amount / RAY, type(uint128).max);
    }

    /// @notice The part of `units` that the market could redeem now, by its own word.
    function redeemable(uint256 word, address token, address receipt, uint256 units) internal view returns (uint256) {
        if (word.kind() == MarketWord.ERC4626) {
            (bool heard, uint256 most) = _ask(word.market(), abi.encodeCall(IERC4626Minimal.maxRedeem, (address(this))));
            // Without an answer it is asked to redeem all the same.
            return heard ? FixedPointMathLib.min(units, most) : units;
        }
        IAavePoolMinimal.ReserveData memory data = IAavePoolMinimal(word.market()).getReserveData(token);
        if (data.configuration & (ACTIVE | PAUSED) != ACTIVE) return 0;
        uint256 liquid = SafeTransferLib.balanceOf(token, receipt);
        (, uint256 worth) = report(word, token, units);
        if (worth <= liquid) return units;
        return FixedPointMathLib.fullMulDiv(liquid, units, worth);
    }

    /// @notice Units of a receipt that the diamond holds. Only ever compared with itself, before and after.
    function held(uint256 word, address receipt) internal view returns (uint256) {
        if (word.kind() == MarketWord.AAVE_V3) return IATokenMinimal(receipt).scaledBalanceOf(address(this));
        return SafeTransferLib.balanceOf(receipt, address(this));
    }

    /// @notice Puts an amount of the token in.
    function supply(uint256 word, address token, uint256 amount) internal {
        address market = word.market();
        SafeTransferLib.safeApproveWithRetry(token, market, amount);
        if (word.kind() == MarketWord.AAVE_V3) {
            IAavePoolMinimal(market).supply(token, amount, address(this), 0);
        } else {
            IERC4626Minimal(market).deposit(amount, address(this));
        }
        SafeTransferLib.safeApproveWithRetry(token, market, 0);
    }

    /// @notice Asks for the worth of some units. An Aave V3 is asked by amount: it burns no more units than these,
    /// because it rounds to the nearest what the amount, rounded down, comes to.
    function redeem(uint256 word, address token, uint256 units, uint256 worth) internal {
        if (word.kind() == MarketWord.AAVE_V3) {
            IAavePoolMinimal(word.market()).withdraw(token, worth, address(this));
        } else {
            IERC4626Minimal(word.market()).redeem(units, address(this), address(this));
        }
    }

    /// @notice Sends receipts; aTokens by their worth, which moves no more than these units.
    function transferReceipts(uint256 word, address receipt, address to, uint256 units, uint256 worth) internal {
        SafeTransferLib.safeTransfer(receipt, to, word.kind() == MarketWord.AAVE_V3 ? worth : units);
    }

    function _ask(address market, bytes memory question) private view returns (bool heard, uint256 answer) {
        (bool ok,, bytes memory result) = LibCall.tryStaticCall(market, MARKET_REPORT_GAS, 32, question);
        if (ok && result.length == 32) return (true, abi.decode(result, (uint256)));
        // A caller who gave too little gas must not pass a market off as silent: of what was left, a call gets 63/64.
        if (gasleft() < MARKET_REPORT_GAS / 63) revert IMarkets.Market_TooLittleGas(gasleft());
    }
}
