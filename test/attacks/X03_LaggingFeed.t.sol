// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X03_LaggingFeed
/// @notice Harvest, October 2020: shares at a price that was off by less than the guard, round after round.
/// @dev A feed follows the market in steps: half a percent and more may lie between them, and nobody has to push anything.
/// A vault with ranges is safe, for its pools' spots have seen the market move; a vault of cash alone (new, or liquidated)
/// must not sell at the feed's price in the meantime. REF is the market's price here, not the feed's.
contract X03_LaggingFeedTest is VaultFixture {
    struct Trade {
        bool buysWeth;
        bool leavesInBoth;
        uint256 usdc;
    }

    /// @dev Both compositions, lags of up to 1.5 % either way, both sides, both ways out, five sizes: 240 attempts.
    function test_cashAlone_sellsNothingCheap() public {
        vm.pauseGasMetering();
        int256 best = type(int256).min;
        uint256 ran;
        for (uint256 c; c < 2; ++c) {
            for (uint256 l; l < 6; ++l) {
                uint256 state = vm.snapshotState();
                depositAs(alice, 20e18, c == 0 ? 60_000e6 : 1000e6);
                uint256 price = [uint256(3015e8), 3030e8, 3045e8, 2985e8, 2970e8, 2955e8][l];
                _lag(price);
                for (uint256 i; i < 20; ++i) {
                    Trade memory t = Trade(i % 2 == 0, i / 2 % 2 == 0, [uint256(100e6), 1e9, 5e9, 2e10, 6e10][i / 4]);
                    (int256 profit, bool done) = _attempt(t, price);
                    if (done) ++ran;
                    if (done && profit > best) best = profit;
                }
                vm.revertToState(state);
            }
        }
        console.log("X03, lagging feed: attempts that went through", ran);
        console.log("X03, lagging feed: best profit at the market's price, 1e-18 raw token1");
        console.logInt(best);
        assertGt(ran, 100, "too few went through");
        assertLe(best, 0, "X03: a vault of cash alone sold below the market");
    }

    /// @dev The pools move, the feed does not.
    function _lag(uint256 price) private {
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], _sqrtPriceX96(price));
        }
        skip(TWAP_WINDOW + 1);
        setAnchor(3000e8);
    }

    function _attempt(Trade memory t, uint256 price) private returns (int256 profit, bool done) {
        uint256 state = vm.snapshotState();
        uint256 had = _wallet(price);
        done = _trade(t);
        profit = int256(_wallet(price)) - int256(had);
        vm.revertToState(state);
    }

    /// @dev In with the token that the feed overrates, out with the other, or with both and no fee.
    function _trade(Trade memory t) private returns (bool) {
        (address tokenIn, address tokenOut) =
            t.buysWeth ? (address(usdc), address(weth)) : (address(weth), address(usdc));
        vm.startPrank(attacker);
        try diamond.depositSingle(vaultId, tokenIn, t.buysWeth ? t.usdc : t.usdc * 1e12 / 3000, 0, attacker) returns (
            uint256 shares
        ) {
            if (t.leavesInBoth) {
                diamond.withdraw(vaultId, shares, 0, 0, attacker);
            } else {
                try diamond.withdrawSingle(vaultId, tokenOut, shares, 0, attacker) {}
                catch {
                    vm.stopPrank();
                    return false;
                }
            }
        } catch {
            vm.stopPrank();
            return false;
        }
        vm.stopPrank();
        return true;
    }

    /// @dev Raw USDC times 1e18.
    function _wallet(uint256 price) private view returns (uint256) {
        return weth.balanceOf(attacker) * price / 100 + usdc.balanceOf(attacker) * 1e18;
    }
}
