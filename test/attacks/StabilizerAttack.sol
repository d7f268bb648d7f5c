// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {StabilizerFixture} from "../unit/stabilizer/StabilizerFixture.sol";

/// @notice What the attacks on the stabilizer share: wealth at the oracle, which the attacker cannot move, and a record
/// of the best of a search.
/// @dev Capital is lent without limit and without interest; gas is free.
abstract contract StabilizerAttack is StabilizerFixture {
    address internal attacker = makeAddr("attacker");
    int256 internal best = type(int256).min;
    uint256 internal bestSize;
    uint256 internal steps;

    uint256 internal constant CAPITAL = 5_000_000;

    function setUp() public virtual override {
        super.setUp();
        _fundB(250_000 * USD, 0);
        _nextBlock();
        base.mint(attacker, CAPITAL * USD);
        quote.mint(attacker, CAPITAL * USD_OF_XAU);
    }

    /// @dev Raw XAU at the oracle, rounded down.
    function _wealth() internal view returns (uint256) {
        uint256 shares = pool.balanceOf(attacker);
        uint256 supply = pool.totalSupply();
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 bases = base.balanceOf(attacker) + b * shares / supply;
        return bases * source.guidePrice() / 1e18 + quote.balanceOf(attacker) + q * shares / supply;
    }

    /// @dev 61 sizes from 3 to some 1,000,000, each 4/5 of the next.
    function _size(uint256 step) internal pure returns (uint256 usd) {
        usd = 1_000_000;
        for (uint256 n = 60; n > step; --n) {
            usd = usd * 4 / 5;
        }
        return usd == 0 ? 1 : usd;
    }

    function _profit(uint256 before) internal view returns (int256) {
        // Wealth is some 1e22, far below 2^255.
        return int256(_wealth()) - int256(before);
    }

    /// @dev Outside the reverted part of a step, or it would be forgotten with it.
    function _record(int256 profit, uint256 size) internal {
        ++steps;
        if (profit > best) (best, bestSize) = (profit, size);
    }

    /// @dev No profit at the oracle, over a search worth the name.
    function _judge(string memory id) internal view {
        console2.log(string.concat(id, ": sizes searched"), steps);
        console2.log(string.concat(id, ": best profit at the oracle, raw XAU"));
        console2.logInt(best);
        console2.log(string.concat(id, ": at a size of, USD"), bestSize);
        assertGe(steps, 50, "too few sizes searched");
        assertLe(best, 0, string.concat(id, " profits"));
    }

    /// @dev Sells `usd` worth of base (down) or quote of the attacker's.
    function _attackerSells(bool down, uint256 usd) internal returns (uint256 got) {
        return down ? _attackerSellsRaw(true, usd * USD) : _attackerSellsRaw(false, usd * USD_OF_XAU);
    }

    function _attackerSellsRaw(bool sellsBase, uint256 amount) internal returns (uint256 got) {
        vm.startPrank(attacker);
        if (sellsBase) {
            base.transfer(address(pool), amount);
            got = pool.sellBase(attacker);
        } else {
            quote.transfer(address(pool), amount);
            got = pool.sellQuote(attacker);
        }
        vm.stopPrank();
    }

    /// @dev The attacker triggers the stabilizer if it can, and bucket B's value stands within a unit a leg.
    function _trigger() internal returns (bool acted) {
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        if (size == 0) (size, tokenIn, tokenOut) = (type(uint256).max, address(quote), address(base));
        uint256 value = _valueB();
        vm.prank(attacker);
        try stab.executePrivateSwap(size, tokenIn, tokenOut) {
            acted = true;
        } catch {}
        assertGe(_valueB() + USD_OF_XAU / USD + 1, value, "bucket B's value");
    }
}
