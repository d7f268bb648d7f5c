// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice X55's caller: anyone may call the keeper's function, so the caller is an attacker who would enlarge the
/// action, have it pay elsewhere or the wrong way, or spoil it for everyone else.
contract X55Caller is StabilizerAttack {
    /// @dev A push of 15,000 USD is some 30 bp; the least that a stranger may ask is half, rounded up.
    uint256 private constant PUSH = 15_000;
    /// @dev The cap is 2.5 % of 1,000,000.
    uint256 private constant PUSH_BEYOND_CAP = 40_000;

    /// @dev Enlarge: whatever he pushes in the block of the action, either way, and however much he asks, the action
    /// sells at most the gap of the last close, or the cap where that is less.
    function test_X55_caller_cannotEnlarge() public {
        uint256 most;
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 8; ++n) {
                uint256 snapshot = vm.snapshotState();
                bool down = n % 4 < 2;
                uint256 push = n < 4 ? PUSH : PUSH_BEYOND_CAP;
                down ? _pushDown(push, 2) : _pushUp(push, 2);
                uint256 due = pool.closes(1)[0].gap;
                uint256 cap = (down ? pool._QUOTE_TARGET_() : pool._BASE_TARGET_()) * 250 / 10_000;
                assertEq(cap < due, n >= 4);
                if (cap < due) due = cap;
                _attackerSells(n % 2 == 1, _size(step));
                uint256 sold = _soldBy(step % 2 == 0 ? type(uint256).max : due * 2, down);
                vm.revertToState(snapshot);
                assertLe(sold, due, "the caller enlarged the action");
                if (sold * 10_000 / due > most) most = sold * 10_000 / due;
            }
        }
        console2.log("X55 caller: largest action, bp of what was due, 488 pushes from 1 to 1,000,000 USD:", most);
        assertEq(most, 10_000, "some pushes leave it whole");
    }

    /// @dev Redirect: no pair but the right one, for any amount; and of the right one nothing but bucket B's account of
    /// the pair and the public pool changes.
    function test_X55_caller_cannotRedirect() public {
        _pushDown(PUSH, 2);
        address[6] memory tokens = [address(base), address(quote), attacker, address(stab), address(mesh), address(0)];
        uint256 refused;
        for (uint256 a; a < 6; ++a) {
            for (uint256 b; b < 6; ++b) {
                if (tokens[a] == address(quote) && tokens[b] == address(base)) continue;
                vm.expectRevert(
                    abi.encodeWithSelector(
                        IStabilizer.Stabilizer_WrongPair.selector, tokens[a], tokens[b], address(quote), address(base)
                    )
                );
                vm.prank(attacker);
                stab.executePrivateSwap(type(uint256).max, tokens[a], tokens[b]);
                ++refused;
            }
        }
        assertEq(refused, 35);
        (uint256 bases, uint256 quotes) = (base.balanceOf(attacker), quote.balanceOf(attacker));
        (uint256 meshBase, uint256 meshQuote) = mesh.reserves();
        (uint256 poolBase, uint256 poolQuote) = pool.getVaultReserve();
        assertGt(_soldBy(type(uint256).max, true), 0);
        (uint256 meshBaseAfter, uint256 meshQuoteAfter) = mesh.reserves();
        (uint256 poolBaseAfter, uint256 poolQuoteAfter) = pool.getVaultReserve();
        assertEq(base.balanceOf(attacker), bases, "the caller was paid");
        assertEq(quote.balanceOf(attacker), quotes, "the caller was paid");
        assertEq(meshBase + poolBase, meshBaseAfter + poolBaseAfter, "base went elsewhere");
        assertEq(meshQuote + poolQuote, meshQuoteAfter + poolQuoteAfter, "XAU went elsewhere");
    }

    /// @dev Grief by crumbs: less than half is refused to a stranger, at every size down to one unit, and delays nothing.
    function test_X55_caller_cannotCutItUp() public {
        _pushDown(PUSH, 2);
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        for (uint256 step; step < 61; ++step) {
            uint256 ask = (size - 1) / 2 * _size(step) / 1_000_000;
            vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_BelowHalf.selector, ask, size));
            vm.prank(attacker);
            stab.executePrivateSwap(ask, tokenIn, tokenOut);
        }
        assertEq(_soldBy(size, true), size, "all of it is still there to be done");
    }

    /// @dev Grief by halves, the most that is left: a caller who always asks for the least he may, at the first block he
    /// may, is back in band with the third action, 9 blocks after the first.
    function test_X55_caller_halvesStillBringItBack() public {
        _pushDown(PUSH, 2);
        for (uint256 n; n < 3; ++n) {
            (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
            uint256 least = size - size / 2;
            vm.prank(attacker);
            stab.executePrivateSwap(least, tokenIn, tokenOut);
            _skipBlocks(3);
        }
        assertGe(pool.closes(1)[0].deviationPpm, -1_000, "back in band");
    }

    /// @dev Grief by gifts, to the public pool or to bucket B's, before the action: what is given fills the gap or counts
    /// for nothing, so the price ends at the oracle either way, at the giver's cost.
    function test_X55_caller_cannotSpoilItWithGifts() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 4; ++n) {
                uint256 snapshot = vm.snapshotState();
                _pushDown(PUSH, 2);
                uint256 before = _wealth();
                vm.startPrank(attacker);
                address to = n < 2 ? address(pool) : address(mesh);
                n % 2 == 0 ? base.transfer(to, _size(step) * USD) : quote.transfer(to, _size(step) * USD_OF_XAU);
                vm.stopPrank();
                bool filled = n == 1 && pool.getQuoteInput() >= pool.currentClose().gap;
                assertEq(_trigger(), !filled, "a gift kept the action away");
                // A gift that fills the gap is the next trade's, which no longer has one to fill.
                if (filled) pool.sellQuote(trader);
                filled
                    ? assertGe(_deviationPpm(), 0, "not back at the oracle")
                    : assertEq(_deviationPpm(), 0, "not back at the oracle");
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X55 caller's gifts");
    }

    /// @dev The attacker asks; returns what bucket B sold, zero if he was refused.
    function _soldBy(uint256 ask, bool sellsXau) private returns (uint256) {
        (uint256 meshBase, uint256 meshQuote) = mesh.reserves();
        vm.prank(attacker);
        try stab.executePrivateSwap(
            ask, sellsXau ? address(quote) : address(base), sellsXau ? address(base) : address(quote)
        ) {}
        catch {
            return 0;
        }
        (uint256 baseNow, uint256 quoteNow) = mesh.reserves();
        return sellsXau ? meshQuote - quoteNow : meshBase - baseNow;
    }
}
