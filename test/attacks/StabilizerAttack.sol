// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {StabilizerFixture} from "../unit/stabilizer/StabilizerFixture.sol";

/// @notice What the attacks on the stabilizer share: wealth at the oracle, which the attacker cannot move, and a record
/// of the best of a search.
/// @dev Capital is lent without limit and without interest; gas is free.
abstract contract StabilizerAttack is StabilizerFixture {
    address internal attacker = makeAddr("attacker");
    Best internal best = Best(type(int256).min, 0, 0);

    uint256 internal constant CAPITAL = 5_000_000;
    /// @dev Fewer sizes than this are no search.
    uint256 internal constant LEAST_STEPS = 50;

    /// @dev The best of a search: profit in raw XAU at the oracle, the size it was made at, how many were tried.
    struct Best {
        int256 profit;
        uint256 size;
        uint256 steps;
    }

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

    /// @dev 61 sizes from 1 to 1,000,000, each 4/5 of the next.
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
        _record(best, profit, size);
    }

    function _record(Best storage of_, int256 profit, uint256 size) internal {
        if (of_.steps == 0 || profit > of_.profit) (of_.profit, of_.size) = (profit, size);
        ++of_.steps;
    }

    /// @dev No profit at the oracle, over a search worth the name.
    function _judge(string memory id) internal view {
        _judge(id, best);
    }

    function _judge(string memory id, Best memory of_) internal pure {
        _print(id, of_);
        assertGe(of_.steps, LEAST_STEPS, "too few sizes searched");
        assertLe(of_.profit, 0, string.concat(id, " profits"));
    }

    function _print(string memory id, Best memory of_) internal pure {
        console2.log(
            string.concat(
                id,
                ": best ",
                _usd(of_.profit),
                " USD at a size of ",
                vm.toString(of_.size),
                " USD; ",
                vm.toString(of_.steps),
                " tries at 61 sizes from 1 to 1,000,000 USD"
            )
        );
    }

    /// @dev Raw XAU at the oracle's first price as dollars, six decimals, rounded down.
    function _usd(int256 raw) internal pure returns (string memory) {
        // Raw XAU of attackers and reserves is far below 2^255, and a millionth of a dollar is 4e8 of them.
        int256 millionths = raw / 4e8;
        if (raw < 0 && millionths * 4e8 != raw) --millionths;
        uint256 size = uint256(millionths < 0 ? -millionths : millionths);
        bytes memory digits = bytes(vm.toString(1_000_000 + size % 1_000_000));
        digits[0] = ".";
        return string.concat(millionths < 0 ? "-" : "", vm.toString(size / 1_000_000), string(digits));
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
