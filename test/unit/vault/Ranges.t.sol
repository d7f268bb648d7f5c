// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMPlans} from "src/interfaces/IALMPlans.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMRanges} from "src/interfaces/IALMRanges.sol";
import {IInfo} from "src/interfaces/IInfo.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Ranges placed beside others, exchanged, and placed without a swap.
contract RangesTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        _wait();
    }

    // -- exchanging ------------------------------------------------------------------------------------------------

    /// @dev The ranges named are replaced by the orders, each within what its pool may hold; the others stay.
    function testFuzz_remint_exchangesThoseNamed(uint256 mask, uint256 halfWidth) public {
        mask = bound(mask, 1, 7);
        churn(1e18);
        setAnchor(3000e8);
        IALMProtected.RangeOrder[] memory orders = _selected(mask, int24(int256(bound(halfWidth, 1200, 8000))));
        IALMInfo.RangeView[] memory before = diamond.vaultRanges(vaultId);
        (bool ready, bytes memory reason) = diamond.checkRemint(vaultId, mask, orders);
        assertTrue(ready, string(reason));
        IALMPlans.RemintPlan memory plan = diamond.planRemint(vaultId, mask, orders);
        vm.prank(keeper);
        (uint256 valueBefore, uint256 valueAfter) = diamond.remintRanges(vaultId, mask, orders);
        assertLe(valueAfter, valueBefore);
        assertGe(valueAfter + 12, valueBefore);
        IALMInfo.RangeView[] memory afterwards = diamond.vaultRanges(vaultId);
        assertEq(afterwards.length, 3);
        uint256 kept = 3 - orders.length;
        for (uint256 i; i < 3; ++i) {
            if (mask >> i & 1 == 0) assertTrue(_contains(afterwards, before[i]), "a range that was not named");
        }
        for (uint256 i; i < orders.length; ++i) {
            assertEq(afterwards[kept + i].tickLower, orders[i].tickLower);
            assertLe(afterwards[kept + i].liquidity, plan.liquidity[i]);
            assertGe(uint256(afterwards[kept + i].liquidity) * 1001 / 1000, plan.liquidity[i], "scaled down too far");
        }
        _requireWeightsAndCash();
    }

    /// @dev With an empty mask it is `mintRanges`; the cash above its target is placed and no more.
    function testFuzz_mint_spendsNewCashAboveTheTarget(uint256 wethIn, bool viaRemint) public {
        wethIn = bound(wethIn, 1e17, 100e18);
        depositAs(bob, wethIn, wethIn * 3000 / 1e12 * 2);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        if (viaRemint) diamond.remintRanges(vaultId, 0, orders);
        else diamond.mintRanges(vaultId, orders);
        assertEq(diamond.vaultRanges(vaultId).length, 6);
        _requireWeightsAndCash();
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        (, uint256 targetBp) = diamond.targetWeightsAndCash(vaultId);
        // A deposit comes in the vault's proportion, so nothing is scarce: cash ends at its target.
        assertLe(cash0 * 3000e6 / 1e18 + cash1, value * (targetBp + 2) / 10_000);
    }

    /// @dev Nothing above the target, nothing to place: orders end without liquidity and without records.
    function test_mint_leavesTheBufferAlone() public {
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        diamond.mintRanges(vaultId, orders);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertApproxEqRel(now0, cash0, 1e13);
        assertApproxEqRel(now1, cash1, 1e13);
    }

    /// @dev A pool whose score fell keeps what it holds, the others take what their weights now leave them.
    function test_mint_respectsWeightsOfWhatStays() public {
        vm.prank(manager);
        diamond.setPoolCScore(poolIdOf(pools[0]), 1000);
        depositAs(bob, 20e18, 60_000e6);
        IALMPlans.RemintPlan memory plan = diamond.planRemint(vaultId, 0, ordersAround(2000));
        assertLt(plan.roomsInToken1[0] * 10, plan.roomsInToken1[1], "a pool already above its weight");
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        diamond.mintRanges(vaultId, orders);
        IInfo.PoolAttribution[] memory parts = diamond.attribution(vaultId);
        assertLe(parts[1].valueBp, parts[1].targetBp + 1);
        assertLe(parts[2].valueBp, parts[2].targetBp + 1);
    }

    function test_remint_startsTheCooldown() public {
        IALMProtected.RangeOrder[] memory orders = _selected(1, 2000);
        vm.startPrank(keeper);
        diamond.remintRanges(vaultId, 1, orders);
        bytes memory cooling =
            abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, uint256(15 minutes));
        vm.expectRevert(cooling);
        diamond.remintRanges(vaultId, 1, orders);
        vm.expectRevert(cooling);
        diamond.mintRanges(vaultId, orders);
        (bool ready, bytes memory reason) = diamond.checkRemint(vaultId, 1, orders);
        assertFalse(ready);
        assertEq(reason, cooling);
    }

    function test_remint_chargesItsLossToTheBudget() public {
        (uint256 used,,) = diamond.lossBudget(vaultId);
        IALMProtected.RangeOrder[] memory orders = _selected(7, 2000);
        vm.expectEmit(true, true, false, false, address(diamond));
        emit IALMRanges.RangesReminted(vaultId, keeper, 7, 0, 0, 0);
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.remintRanges(vaultId, 7, orders);
        (uint256 usedNow,,) = diamond.lossBudget(vaultId);
        assertLt(afterwards, before, "rounding costs something");
        assertEq(usedNow, used + 1, "a loss below one ppm is charged as one");
    }

    function test_RevertWhen_aLiveRangeIsOrderedAgain() public {
        IALMInfo.RangeView[] memory live = diamond.vaultRanges(vaultId);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        orders[0] = IALMProtected.RangeOrder(1, live[1].tickLower, live[1].tickUpper, 10_000);
        bytes memory expected = abi.encodeWithSelector(
            IVaultErrors.Vault_DuplicateRange.selector, live[1].poolId, live[1].tickLower, live[1].tickUpper
        );
        vm.startPrank(keeper);
        vm.expectRevert(expected);
        diamond.mintRanges(vaultId, orders);
        vm.expectRevert(expected);
        diamond.remintRanges(vaultId, 5, orders);
        (bool ready, bytes memory reason) = diamond.checkRemint(vaultId, 5, orders);
        assertFalse(ready);
        assertEq(reason, expected);
        // Closed first, it may be placed again.
        diamond.remintRanges(vaultId, 2, orders);
        assertEq(diamond.vaultRanges(vaultId).length, 3);
    }

    function test_RevertWhen_thereWouldBeTooMany() public {
        depositAs(bob, 20e18, 60_000e6);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](22);
        for (uint256 i; i < 22; ++i) {
            int24 reach = int24(int256(1200 + i * 10)) / 10 * 10;
            orders[i] =
                IALMProtected.RangeOrder(0, _floor(anchorTick(), 10) - reach, _floor(anchorTick(), 10) + reach, 400);
        }
        vm.startPrank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooMany.selector, 25, 24));
        diamond.mintRanges(vaultId, orders);
        diamond.remintRanges(vaultId, 1, orders);
        assertEq(diamond.vaultRanges(vaultId).length, 24);
    }

    function testFuzz_RevertWhen_maskNamesNoRange(uint256 mask) public {
        mask = bound(mask, 8, type(uint256).max);
        IALMProtected.RangeOrder[] memory orders = _selected(1, 2000);
        bytes memory expected = abi.encodeWithSelector(IALMRanges.Ranges_NoSuchRange.selector, mask, 3);
        vm.prank(keeper);
        vm.expectRevert(expected);
        diamond.remintRanges(vaultId, mask, orders);
        vm.expectRevert(expected);
        diamond.previewBurnRanges(vaultId, mask);
    }

    function testFuzz_RevertWhen_callerIsNotKeeper(address caller) public {
        vm.assume(caller != keeper);
        IALMProtected.RangeOrder[] memory orders = _selected(1, 2000);
        vm.startPrank(caller);
        bytes memory expected = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.KEEPER);
        vm.expectRevert(expected);
        diamond.mintRanges(vaultId, orders);
        vm.expectRevert(expected);
        diamond.remintRanges(vaultId, 1, orders);
    }

    function test_RevertWhen_paused() public {
        IALMProtected.RangeOrder[] memory orders = _selected(1, 2000);
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.KEEPER);
        bytes memory expected = abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, PauseGroups.KEEPER);
        vm.prank(keeper);
        vm.expectRevert(expected);
        diamond.remintRanges(vaultId, 1, orders);
        (bool ready, bytes memory reason) = diamond.checkRemint(vaultId, 1, orders);
        assertFalse(ready);
        assertEq(reason, expected);
    }

    function test_RevertWhen_aPoolThatStaysIsNotCalm() public {
        swapToPrice(pools[2], _sqrtPriceX96(3100e8));
        IALMProtected.RangeOrder[] memory orders = _selected(1, 2000);
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.remintRanges(vaultId, 1, orders);
    }

    // -- with a management fee -------------------------------------------------------------------------------------

    /// @dev What is placed beside old ranges owes none of their debt: the debt stays what it was, and so does a share.
    function testFuzz_mint_bringsNoDebtOfItsOwn(uint256 wait, uint256 wethIn) public {
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 500, 1000, 0));
        skip(bound(wait, 1 days, 1000 days));
        setAnchor(3000e8);
        wethIn = bound(wethIn, 1e18, 1000e18);
        depositAs(bob, wethIn, wethIn * 3000 / 1e12 * 2);
        (, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        uint256 perShare = diamond.valuePerShareWad(vaultId);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        diamond.mintRanges(vaultId, orders);
        (, uint256 now0, uint256 now1) = diamond.accruedManagementFee(vaultId);
        // phi is a whole number of 1e-18, and what it comes to is rounded up to a unit of each token.
        uint256 owed = owed0 * 3000e6 / 1e18 + owed1;
        assertApproxEqAbs(now0 * 3000e6 / 1e18 + now1, owed, 2 + owed / 1e9, "the debt changed");
        assertApproxEqRel(diamond.valuePerShareWad(vaultId), perShare, 1e9, "a share changed");
    }

    /// @dev Every range exchanged: what they owed is booked, and the new ones owe nothing yet.
    function test_remint_ofAllStartsTheDebtAnew() public {
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 500, 0, 0));
        skip(100 days);
        setAnchor(3000e8);
        (, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        assertGt(owed0, 0);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        diamond.remintRanges(vaultId, 7, orders);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertApproxEqAbs(booked0, owed0, 3, "a unit a range");
        assertApproxEqAbs(booked1, owed1, 3, "a unit a range");
        (, owed0, owed1) = diamond.accruedManagementFee(vaultId);
        assertEq(owed0 + owed1, 0);
    }

    // -- previews --------------------------------------------------------------------------------------------------

    function testFuzz_previewBurnRanges_isWhatABurnBrings(uint256 mask, uint256 traded, uint256 feeBp) public {
        mask = bound(mask, 1, 7);
        feeBp = bound(feeBp, 1, 500);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, uint16(feeBp), uint16(feeBp * 6), 0));
        skip(10 days);
        churn(bound(traded, 1e15, 3e18));
        setAnchor(3000e8);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 amount0, uint256 amount1, uint256 fees0, uint256 fees1) = diamond.previewBurnRanges(vaultId, mask);
        assertGt(fees0, 0);
        vm.prank(keeper);
        diamond.burnRanges(vaultId, mask);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertEq(now0, cash0 + amount0);
        assertEq(now1, cash1 + amount1);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0, fees0);
        assertEq(locked1, fees1);
    }

    function testFuzz_checkHarvest_comparesWithWhatIsThere(uint256 traded) public {
        churn(bound(traded, 1e15, 3e18));
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        (bool ready,) = diamond.checkHarvest(vaultId, fees0, fees1);
        assertTrue(ready);
        (ready,) = diamond.checkHarvest(vaultId, fees0 + 1, fees1);
        assertFalse(ready);
        (ready,) = diamond.checkHarvest(vaultId, fees0, fees1 + 1);
        assertFalse(ready);
        vm.prank(guardian);
        diamond.pause(PauseGroups.HARVEST);
        bytes memory reason;
        (ready, reason) = diamond.checkHarvest(vaultId, 0, 0);
        assertFalse(ready);
        assertEq(reason, abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.HARVEST));
    }

    // -- without a swap --------------------------------------------------------------------------------------------

    /// @dev The market moves, the vault is left with much of one token: planned without a swap it is placed all the
    /// same, but for the cash target and roundings of a bp.
    function testFuzz_swapFree_placesTheSurplus(uint256 answer) public {
        answer = bound(answer, 2700e8, 3300e8);
        moveMarket(answer);
        _wait();
        setAnchor(answer);
        int24 spot = _floor(anchorTick(), 600); // a multiple of every spacing
        IALMProtected.RangeOrder[] memory orders = ordersAround(600);
        IALMProtected.RangeOrder[] memory planned =
            diamond.planSwapFree(vaultId, orders, _oneSided(spot + 600, 600), _oneSided(spot - 600, 600));
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.rebalance(vaultId, noSwaps(), planned);
        assertGe(afterwards + 20, before);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 cash = cash0 * answer / 1e20 + cash1;
        (, uint256 targetBp) = diamond.targetWeightsAndCash(vaultId);
        assertApproxEqAbs(cash * 10_000 / afterwards, targetBp, 30, "surplus left idle");
    }

    function test_swapFree_needsNoCompanionsWhenNothingIsScarce() public view {
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        IALMProtected.RangeOrder[] memory none = new IALMProtected.RangeOrder[](0);
        assertEq(abi.encode(diamond.planSwapFree(vaultId, orders, none, none)), abi.encode(orders));
    }

    function test_RevertWhen_companionsAreUnpaired() public {
        moveMarket(3200e8);
        int24 spot = _floor(anchorTick(), 600); // a multiple of every spacing
        IALMProtected.RangeOrder[] memory orders = ordersAround(600);
        IALMProtected.RangeOrder[] memory above = _oneSided(spot + 600, 600);
        IALMProtected.RangeOrder[] memory below = _oneSided(spot - 600, 600);
        IALMProtected.RangeOrder[] memory one = new IALMProtected.RangeOrder[](1);
        vm.expectRevert(abi.encodeWithSelector(IALMPlans.Ranges_Unpaired.selector, 1));
        diamond.planSwapFree(vaultId, orders, one, one);
        (above[2].poolIndex, below[2].poolIndex) = (1, 1);
        vm.expectRevert(abi.encodeWithSelector(IALMPlans.Ranges_Unpaired.selector, 2));
        diamond.planSwapFree(vaultId, orders, above, below);
    }

    // -- helpers ---------------------------------------------------------------------------------------------------

    function _wait() private {
        skip(15 minutes);
        setAnchor(uint256(_answer()));
    }

    /// @dev Orders for the pools of the ranges named: after a plain rebalance range i lies in pool i.
    function _selected(uint256 mask, int24 halfWidth) private view returns (IALMProtected.RangeOrder[] memory orders) {
        IALMProtected.RangeOrder[] memory all = ordersAround(halfWidth);
        orders = new IALMProtected.RangeOrder[](3);
        uint256 count;
        for (uint256 i; i < 3; ++i) {
            if (mask >> i & 1 != 0) orders[count++] = all[i];
        }
        assembly ("memory-safe") {
            mstore(orders, count)
        }
    }

    function _oneSided(int24 lower, int24 width) private pure returns (IALMProtected.RangeOrder[] memory orders) {
        orders = new IALMProtected.RangeOrder[](3);
        for (uint8 i; i < 3; ++i) {
            orders[i] = IALMProtected.RangeOrder(i, lower, lower + width, 0);
        }
    }

    function _contains(IALMInfo.RangeView[] memory list, IALMInfo.RangeView memory range) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (
                list[i].poolId == range.poolId && list[i].tickLower == range.tickLower
                    && list[i].liquidity == range.liquidity
            ) return true;
        }
        return false;
    }

    /// @dev No pool above its weight of what may be placed, and the cash at its target or above, to a few units.
    function _requireWeightsAndCash() private view {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        (, uint256 targetBp) = diamond.targetWeightsAndCash(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertGe((cash0 * 3000e6 / 1e18 + cash1) * 10_000 + 1e6, value * (targetBp - 1), "cash below the curve");
        IInfo.PoolAttribution[] memory parts = diamond.attribution(vaultId);
        for (uint256 i; i < 3; ++i) {
            assertLe(parts[i].value * 10_000, (value * (10_000 - targetBp + 1) / 10_000) * (parts[i].targetBp + 2));
        }
    }
}
