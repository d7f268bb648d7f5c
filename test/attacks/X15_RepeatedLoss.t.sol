// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X15_RepeatedLoss
/// @notice Arrakis V2 (M-2): an allowed slippage, taken hundreds of times. Five hundred rebalances in one transaction and
/// over a day, each into pools pushed as far as a call's limit lets through.
/// @dev Holds: the cool-down lets one of them through at a time; the rolling budget holds even where ADMIN set no
/// cool-down at all.
contract X15_RepeatedLossTest is AttackFixture {
    uint256 private constant CALLS = 500;

    uint160 private anchor;
    uint256 private turn;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 1000e18, 3_000_000e6);
        rebalance(1000);
        anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        skip(15 minutes);
        setAnchor(3000e8);
    }

    function test_inOneTransaction_oneCallIsLetThrough() public {
        vm.pauseGasMetering();
        uint256 before = _value();
        (uint256 through,) = _blows(CALLS);
        console.log("X15: let through of 500 in one transaction", through);
        assertEq(through, 1, "X15: the cool-down let a second call through");
        assertGe(_value(), before - before * 30 / 10_000, "X15: more than a call's limit");
    }

    /// @dev No cool-down: what is left is the budget.
    function test_withoutCooldown_theBudgetHolds() public {
        vm.pauseGasMetering();
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(30, 100, 50, 0));
        uint256 before = _value();
        (uint256 through, uint256 lossPpm) = _blows(CALLS);
        console.log("X15: let through of 500 without a cool-down, ppm lost", through, lossPpm);
        assertGt(lossPpm, 9_000, "the attack hardly ran");
        assertLe(lossPpm, 10_000, "X15: the daily budget does not hold");
        assertGe(_value(), before - before / 100, "X15: the daily budget does not hold");
    }

    /// @dev The same spread over a day, where the lost part of each counts, and gains in between do not.
    function test_acrossADay_theBudgetHolds() public {
        vm.pauseGasMetering();
        uint256 lossPpm;
        for (uint256 i; i < 95; ++i) {
            (, uint256 lost) = _blows(1);
            lossPpm += lost;
            skip(15 minutes);
            setAnchor(3000e8);
        }
        console.log("X15: ppm lost across a day", lossPpm);
        assertGt(lossPpm, 9_000, "the attack hardly ran");
        assertLe(lossPpm, 10_000, "X15: the daily budget does not hold over a day");
    }

    /// @dev By turns: narrow ranges into pools pushed by 96 bp of sqrt price, or half as far if that is refused, and so
    /// on; and everything taken out again where it stands, lest the next push's gain on the burn make up for its loss.
    function _blows(uint256 count) private returns (uint256 through, uint256 lossPpm) {
        IALMProtected.RangeOrder[] memory narrow = ordersAround(200);
        for (uint256 i; i < count; ++i) {
            bool isMint = turn % 2 == 0;
            uint256 before = _value();
            bool isThrough;
            for (uint256 push = isMint ? 96 : 0; !isThrough; push /= 2) {
                // Up and down by turns, or the vault would run out of one token.
                _moveTo(uint160(uint256(anchor) * (turn % 4 == 0 ? 10_000 + push : 10_000 - push) / 10_000));
                vm.prank(keeper);
                try diamond.rebalance(vaultId, noSwaps(), isMint ? narrow : new IALMProtected.RangeOrder[](0)) {
                    isThrough = true;
                } catch {
                    if (push == 0) break;
                }
            }
            _moveTo(anchor);
            if (isThrough) (++through, ++turn);
            uint256 left = _value();
            if (left < before) lossPpm += (before - left) * 1e6 / before;
        }
    }

    function _moveTo(uint160 price) private {
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], price);
        }
    }

    function _value() private view returns (uint256 value) {
        (value,) = diamond.valueAtAnchor(vaultId);
    }
}
