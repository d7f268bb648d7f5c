// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IPMMEntry} from "../../../src/interfaces/IPMMEntry.sol";
import {PMMEntry} from "../../../src/pmm/PMMEntry.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMFixture} from "./PMMFixture.sol";

contract PMMEntryTest is PMMFixture {
    PMMEntry private _entry;
    PMMPool private _pool;

    uint256 private constant SIDE = 1_000_000e18;
    address private _receiver = makeAddr("receiver");

    function setUp() public {
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        _entry = new PMMEntry();
        _pool = new PMMPool(_fixedConfig(ONE, 0.1e18, 0.0015e18));
        base.mint(trader, 10 * SIDE);
        quote.mint(trader, 10 * SIDE);
        vm.startPrank(trader);
        base.approve(address(_entry), type(uint256).max);
        quote.approve(address(_entry), type(uint256).max);
        vm.stopPrank();
    }

    /// @dev Either way it is the pool's own answer, paid by the caller, sent where he said, nothing left on the way.
    function testFuzz_sell_paysWhatThePoolDoes(bool sellsBase, uint256 amount) public {
        _buyShares(_pool, lp, SIDE, SIDE);
        amount = bound(amount, 1e6, SIDE);
        (uint256 expected,,,) = sellsBase ? _pool.querySellBase(trader, amount) : _pool.querySellQuote(trader, amount);
        (ERC20 tokenIn, ERC20 tokenOut) = sellsBase ? (ERC20(base), ERC20(quote)) : (ERC20(quote), ERC20(base));
        uint256 before = tokenIn.balanceOf(trader);
        assertEq(_sell(sellsBase, amount, expected), expected);
        assertEq(tokenOut.balanceOf(_receiver), expected);
        assertEq(before - tokenIn.balanceOf(trader), amount);
        _assertHoldsNothing();
    }

    function testFuzz_RevertWhen_aSalePaysLessThanAsked(bool sellsBase, uint256 amount) public {
        _buyShares(_pool, lp, SIDE, SIDE);
        amount = bound(amount, 1e6, SIDE);
        (uint256 expected,,,) = sellsBase ? _pool.querySellBase(trader, amount) : _pool.querySellQuote(trader, amount);
        vm.expectRevert(abi.encodeWithSelector(IPMMEntry.PMMEntry_TooLittle.selector, expected, expected + 1));
        _sell(sellsBase, amount, expected + 1);
    }

    function testFuzz_buyShares_takesBothTokens(uint256 amount) public {
        _buyShares(_pool, lp, SIDE, SIDE);
        amount = bound(amount, 1e6, SIDE);
        uint256 shares = _buy(amount, amount);
        assertApproxEqAbs(shares, amount, 1);
        assertEq(_pool.balanceOf(_receiver), shares);
        assertEq(base.balanceOf(trader), 10 * SIDE - amount);
        assertEq(quote.balanceOf(trader), 10 * SIDE - amount);
        _assertHoldsNothing();
    }

    /// @dev Somebody opens the pool with crumbs at a proportion of his own, to be given most of what comes next.
    function testFuzz_RevertWhen_aFirstPurchaseWasForestalled(uint256 crumbs, uint256 skew) public {
        crumbs = bound(crumbs, 2_000, 1e9);
        skew = bound(skew, 2, 1e6);
        _buyShares(_pool, makeAddr("attacker"), crumbs, crumbs * skew);
        vm.expectPartialRevert(IPMMEntry.PMMEntry_TooLittle.selector);
        _buy(SIDE, SIDE * 999 / 1_000);
    }

    function testFuzz_RevertWhen_late(uint256 late) public {
        _buyShares(_pool, lp, SIDE, SIDE);
        late = bound(late, 1, block.timestamp);
        uint256 deadline = block.timestamp - late;
        bytes memory expired = abi.encodeWithSelector(IPMMEntry.PMMEntry_Expired.selector, deadline, block.timestamp);
        vm.startPrank(trader);
        vm.expectRevert(expired);
        _entry.sellBase(_pool, ONE, 0, trader, deadline);
        vm.expectRevert(expired);
        _entry.sellQuote(_pool, ONE, 0, trader, deadline);
        vm.expectRevert(expired);
        _entry.buyShares(_pool, ONE, ONE, 0, trader, deadline);
        vm.stopPrank();
    }

    /// @dev An allowance to the entry is its giver's alone.
    function test_RevertWhen_theCallerAllowedNothing() public {
        _buyShares(_pool, lp, SIDE, SIDE);
        vm.startPrank(makeAddr("attacker"));
        vm.expectRevert();
        _entry.sellBase(_pool, ONE, 0, _receiver, block.timestamp);
        vm.expectRevert();
        _entry.buyShares(_pool, ONE, ONE, 0, _receiver, block.timestamp);
        vm.stopPrank();
        assertEq(base.balanceOf(trader), 10 * SIDE);
    }

    function _sell(bool sellsBase, uint256 amount, uint256 minReceived) private returns (uint256) {
        vm.prank(trader);
        return sellsBase
            ? _entry.sellBase(_pool, amount, minReceived, _receiver, block.timestamp)
            : _entry.sellQuote(_pool, amount, minReceived, _receiver, block.timestamp);
    }

    function _buy(uint256 amount, uint256 minShares) private returns (uint256) {
        vm.prank(trader);
        return _entry.buyShares(_pool, amount, amount, minShares - 1, _receiver, block.timestamp);
    }

    function _assertHoldsNothing() private view {
        assertEq(base.balanceOf(address(_entry)), 0);
        assertEq(quote.balanceOf(address(_entry)), 0);
        assertEq(_pool.balanceOf(address(_entry)), 0);
    }
}
