// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDODOCallee} from "../../src/interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {TestToken} from "../utils/TestToken.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @dev Calls everything anyone may call while it holds the pool's own tokens, and returns what it borrowed and paid.
contract FlashPoker is IDODOCallee {
    IPMMPool private immutable POOL;
    IStabilizer private immutable STABILIZER;
    bool public acted;
    bool public poked;

    constructor(IPMMPool pool, IStabilizer stabilizer) {
        (POOL, STABILIZER) = (pool, stabilizer);
    }

    function attack(uint256 baseAmount, uint256 quoteAmount) external {
        POOL.flashLoan(baseAmount, quoteAmount, address(this), "go");
    }

    function DVMFlashLoanCall(address, uint256 baseAmount, uint256 quoteAmount, bytes calldata) external {
        STABILIZER.checkDeviation();
        TestToken base = TestToken(POOL._BASE_TOKEN_());
        TestToken quote = TestToken(POOL._QUOTE_TOKEN_());
        try STABILIZER.executePrivateSwap(type(uint256).max, address(quote), address(base)) {
            acted = true;
        } catch {}
        try POOL.pokeGuidePrice() {
            poked = true;
        } catch {}
        base.transfer(address(POOL), baseAmount);
        quote.transfer(address(POOL), quoteAmount);
    }

    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {}
}

/// @notice X11 (Makina): a permissionless refresh that reads same-block state, inside a flash loan.
contract X11PokeInFlashLoan is StabilizerAttack {
    /// @dev Inside a loan of the pool's own tokens neither an action nor a poke goes through, whether or not one is due.
    function test_X11_nothingActsInsideALoan() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            if (step % 2 == 0) _pushDown(15_000, 2);
            FlashPoker poker = new FlashPoker(pool, stab);
            uint256 before = _wealth();
            uint256 value = _valueB();
            (int256 bps, bool should) = stab.checkDeviation();
            uint256 usd = _size(step) * 9 / 10;
            vm.prank(attacker);
            poker.attack(usd * USD, usd * USD_OF_XAU);
            assertFalse(poker.acted(), "acted inside a loan");
            assertFalse(poker.poked(), "poked inside a loan");
            (int256 bpsAfter, bool shouldAfter) = stab.checkDeviation();
            assertEq(bpsAfter, bps);
            assertEq(shouldAfter, should);
            assertEq(_valueB(), value);
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, usd);
        }
        _judge("X11 inside a loan");
    }

    /// @dev Shares bought, everything anyone may call called with the price skewed, shares sold: no gain, and bucket B's
    /// value is the same before and after.
    function test_X11_pokesBetweenBuyAndSellOfShares() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 before = _wealth();
            uint256 value = _valueB();
            vm.startPrank(attacker);
            base.transfer(address(pool), _size(step) * USD);
            quote.transfer(address(pool), _size(step) * USD_OF_XAU);
            pool.buyShares(attacker);
            vm.stopPrank();
            uint256 got = _attackerSells(step % 2 == 0, _size(step));
            pool.pokeGuidePrice();
            assertFalse(_trigger());
            _attackerSellsRaw(step % 2 == 1, got);
            pool.pokeGuidePrice();
            uint256 shares = pool.balanceOf(attacker);
            vm.prank(attacker);
            pool.sellShares(shares, attacker, 0, 0, "", block.timestamp);
            assertEq(_valueB(), value);
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, _size(step));
        }
        _judge("X11 between shares");
    }
}
