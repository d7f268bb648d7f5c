// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {Roles} from "src/access/Roles.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {CashCurve} from "src/risk/CashCurve.sol";
import {MarketWord} from "src/vault/markets/MarketWord.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {CashFixture} from "test/utils/CashFixture.sol";

contract CashTest is CashFixture {
    // -- investing ------------------------------------------------------------------------------------------------

    /// @dev What leaves is what was ordered, to the wei; the record is what the market says, and the vault is worth the
    /// same but for the market's own rounding.
    function testFuzz_investCash_movesToTheWei(uint256 amount0, uint256 amount1, bool isAave) public {
        useMarkets(isAave);
        cool();
        (uint256 most0, uint256 most1) = diamond.previewInvest(vaultId);
        amount0 = bound(amount0, 0, most0);
        amount1 = bound(amount1, 1, most1);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 balance0, uint256 balance1) = (weth.balanceOf(address(diamond)), usdc.balanceOf(address(diamond)));
        IALMCash.CashPlan memory before = diamond.cashPlan(vaultId);
        vm.prank(keeper);
        (uint256 value, uint256 valueAfter) = diamond.investCash(vaultId, amount0, amount1);
        assertEq(balance0 - weth.balanceOf(address(diamond)), amount0);
        assertEq(balance1 - usdc.balanceOf(address(diamond)), amount1);
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        assertEq(before.idle0 - plan.idle0, amount0);
        assertEq(before.idle1 - plan.idle1, amount1);
        assertLe(plan.invested0, amount0);
        assertLe(plan.invested1, amount1);
        (uint256 after0, uint256 after1) = diamond.cashBalances(vaultId);
        assertApproxEqAbs(after0, cash0, 2);
        assertApproxEqAbs(after1, cash1, 2);
        assertLe(valueAfter, value);
        assertApproxEqAbs(valueAfter, value, 2);
    }

    /// @dev All that may be invested leaves each token's floor idle: r·(1 - lowOffset) of what the vault has of it.
    function testFuzz_investCash_keepsTheFloorIdle(bool isAave, uint256 lowBp) public {
        useMarkets(isAave);
        lowBp = bound(lowBp, 0, 9000);
        vm.prank(lowBp > 5000 ? admin : manager);
        diamond.setCashBand(vaultId, uint16(lowBp), 5000);
        investAll();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        // Either is left at its floor, or its market is at its share.
        if (plan.invested0 != 0) assertGe(plan.idle0 + 2, plan.floor0);
        if (plan.invested1 != 0) assertGe(plan.idle1 + 2, plan.floor1);
        assertTrue(plan.idle0 <= plan.floor0 + 2 || plan.invested0 * 10_000 >= (plan.idle0 + plan.invested0) * 7999);
        assertTrue(plan.idle1 <= plan.floor1 + 2 || plan.invested1 * 10_000 >= (plan.idle1 + plan.invested1) * 7999);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        uint256 ratio = CashCurve.targetRatio(value * 1e12);
        (uint256 low,) = CashCurve.triggers(ratio, lowBp, 5000);
        // By value the two floors are r·(1 - lowOffset)·T together; principal at the anchor is both.
        uint256 floors = plan.floor0 * 3000e6 / 1e18 + plan.floor1;
        assertApproxEqRel(floors, value * low / 1e18, 1e12);
    }

    function testFuzz_RevertWhen_aboveInvestable(uint256 excess, bool isSecond) public {
        useAave();
        cool();
        (uint256 most0, uint256 most1) = diamond.previewInvest(vaultId);
        excess = bound(excess, 1, type(uint128).max);
        vm.prank(keeper);
        if (isSecond) {
            vm.expectRevert(abi.encodeWithSelector(IALMCash.Cash_AboveInvestable.selector, usdc, most1 + excess, most1));
            diamond.investCash(vaultId, 0, most1 + excess);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IALMCash.Cash_AboveInvestable.selector, weth, most0 + excess, most0));
            diamond.investCash(vaultId, most0 + excess, 0);
        }
    }

    /// @dev A market's share bounds what lies in it, however much is idle.
    function testFuzz_investCash_keepsTheMarketsShare(uint256 shareBp) public {
        shareBp = bound(shareBp, 1, 4000);
        diamond.setMarket(vaultId, 1, MarketWord.AAVE_V3, address(aave.pool), RATE_BP, uint16(shareBp));
        investAll();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        assertLe(plan.invested1 * 10_000, (plan.idle1 + plan.invested1) * shareBp + 10_000);
        assertLe(plan.investable1, 1);
    }

    function test_RevertWhen_investingIsNotTheKeepersToDo() public {
        useAave();
        cool();
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, attacker, Roles.KEEPER));
        vm.prank(attacker);
        diamond.investCash(vaultId, 1e9, 1e6);
        vm.startPrank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.KEEPER);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, PauseGroups.KEEPER));
        vm.prank(keeper);
        diamond.investCash(vaultId, 1e9, 1e6);
    }

    function test_RevertWhen_coolingDown() public {
        useAave();
        investAll();
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, 15 minutes));
        vm.prank(keeper);
        diamond.investCash(vaultId, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, 15 minutes));
        vm.prank(keeper);
        diamond.divestCash(vaultId, 0, 1e9, 0);
    }

    function test_RevertWhen_nothingIsOrdered() public {
        cool();
        vm.expectRevert(abi.encodeWithSelector(IALMCash.Cash_NothingToDo.selector, vaultId));
        vm.prank(keeper);
        diamond.investCash(vaultId, 0, 0);
    }

    /// @dev A market that keeps half, or takes half, is left with nothing.
    function testFuzz_RevertWhen_theMarketShortchanges(bool keeps, uint256 amount) public {
        useVaults();
        cool();
        (uint256 most,) = diamond.previewInvest(vaultId);
        amount = bound(amount, 1e12, most);
        setFaults(keeps ? HostileMarket.Fault.DEPOSIT_KEEPS : HostileMarket.Fault.DEPOSIT_TAKES_LESS);
        vm.expectPartialRevert(IMarkets.Market_Shortfall.selector);
        vm.prank(keeper);
        diamond.investCash(vaultId, amount, 0);
    }

    /// @dev The market's allowance ends with the call.
    function test_investCash_leavesNoAllowance() public {
        useVaults();
        investAll();
        assertEq(weth.allowance(address(diamond), address(vaults[0])), 0);
        assertEq(usdc.allowance(address(diamond), address(vaults[1])), 0);
    }

    // -- bringing home --------------------------------------------------------------------------------------------

    function testFuzz_divestCash_bringsHome(uint256 amount, bool isAave, bool isKeeper) public {
        useMarkets(isAave);
        (uint256 invested,) = investAll();
        cool();
        amount = bound(amount, 10, invested);
        (uint256 before0, uint256 before1) = holdings();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        vm.prank(isKeeper ? keeper : guardian);
        uint256 got = diamond.divestCash(vaultId, 0, amount, amount < plan.invested0 ? amount : 0);
        IALMCash.CashPlan memory left = diamond.cashPlan(vaultId);
        assertEq(left.idle0 - plan.idle0, got);
        (uint256 after0, uint256 after1) = holdings();
        assertApproxEqAbs(after0, before0, 3);
        assertEq(after1, before1);
    }

    /// @dev GUARDIAN and MANAGER need no price and are stopped by no pause.
    function testFuzz_divestCash_worksPausedAndPriceless(bool isAave, bool isManager) public {
        useMarkets(isAave);
        investAll();
        feed.setFailure(MockAggregator.Failure.REVERT);
        vm.startPrank(guardian);
        diamond.pause(PauseGroups.ALL);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        vm.stopPrank();
        vm.startPrank(isManager ? manager : guardian);
        diamond.divestCash(vaultId, 0, type(uint256).max, 1);
        diamond.divestCash(vaultId, 1, type(uint256).max, 1);
        diamond.closeMarket(vaultId, 0);
        diamond.closeMarket(vaultId, 1);
        vm.stopPrank();
        assertEq(marketAt(0).kind, 0);
        assertEq(diamond.recordedUnits(isAave ? aTokens[0] : address(vaults[0])), 0);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.KEEPER));
        vm.prank(keeper);
        diamond.divestCash(vaultId, 0, 1, 0);
    }

    function test_RevertWhen_divestingBelowTheMinimum() public {
        useVaults();
        investAll();
        setFaults(HostileMarket.Fault.REDEEM_SHORT);
        cool();
        vm.expectPartialRevert(IMarkets.Market_Shortfall.selector);
        vm.prank(guardian);
        diamond.divestCash(vaultId, 1, 1e6, 1e6);
    }

    /// @dev What the keeper loses to a market that pays short is charged to its budget, and the budget holds.
    function test_divestCash_chargesTheKeeper() public {
        useVaults();
        investAll();
        setFaults(HostileMarket.Fault.REDEEM_SHORT);
        cool();
        uint256 state = vm.snapshotState();
        (uint256 before,) = diamond.valueAtAnchor(vaultId);
        (uint256 usedBefore,,) = diamond.lossBudget(vaultId);
        vm.prank(keeper);
        diamond.divestCash(vaultId, 1, 2000e6, 0);
        (uint256 left,) = diamond.valueAtAnchor(vaultId);
        (uint256 used,,) = diamond.lossBudget(vaultId);
        assertGt(before, left);
        assertEq(used - usedBefore, ((before - left) * 1e6 + before - 1) / before);
        vm.revertToState(state);
        vm.prank(manager);
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(1, 1, 50, 15 minutes));
        vm.expectPartialRevert(IVaultErrors.Vault_LossAboveCallLimit.selector);
        vm.prank(keeper);
        diamond.divestCash(vaultId, 1, 2000e6, 0);
    }

    function test_RevertWhen_thereIsNothingToDivest() public {
        vm.startPrank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NothingInvested.selector, weth));
        diamond.divestCash(vaultId, 0, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NoSuchToken.selector, 2));
        diamond.divestCash(vaultId, 2, 1, 0);
    }

    // -- what the keeper is told ----------------------------------------------------------------------------------

    /// @dev Invest, and when exits have eaten into idle cash, bring home; then rest.
    function test_checkCash_leadsToTheBand() public {
        useAave();
        cool();
        _follow(IALMCash.investCash.selector);
        cool();
        _rests();
        uint256 shares = sharesOf(bob);
        // What little an exit has taken below the floor is not worth a call.
        vm.prank(bob);
        diamond.withdraw(vaultId, shares / 1000, 0, 0, bob);
        IALMCash.CashPlan memory little = diamond.cashPlan(vaultId);
        assertTrue(little.idle0 < little.floor0 && little.divestable0 != 0);
        _rests();
        vm.prank(bob);
        diamond.withdraw(vaultId, shares / 10, 0, 0, bob);
        cool();
        _follow(IALMCash.divestCash.selector);
        cool();
        _follow(IALMCash.divestCash.selector);
        cool();
        _rests();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        assertGe(plan.idle0, plan.floor0);
        assertGe(plan.idle1, plan.floor1);
    }

    function test_checkCash_namesWhatStandsInTheWay() public {
        useAave();
        (bool ready, bytes memory data) = diamond.checkCash(vaultId);
        assertFalse(ready);
        assertEq(bytes4(data), IVaultErrors.Vault_CoolingDown.selector);
        cool();
        feed.setFailure(MockAggregator.Failure.REVERT);
        (ready, data) = diamond.checkCash(vaultId);
        assertFalse(ready);
        assertGt(data.length, 3);
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.KEEPER);
        (ready, data) = diamond.checkCash(vaultId);
        assertEq(bytes4(data), IVaultErrors.Vault_Paused.selector);
        vm.prank(guardian);
        diamond.pause(PauseGroups.KEEPER);
        (ready, data) = diamond.checkCash(vaultId);
        assertEq(bytes4(data), IPause.Access_Paused.selector);
    }

    function testFuzz_previews_areThePlan(bool isAave, uint256 exit) public {
        useMarkets(isAave);
        investAll();
        exit = bound(exit, 0, 20);
        vm.startPrank(bob);
        if (exit != 0) diamond.withdraw(vaultId, sharesOf(bob) * exit / 100, 0, 0, bob);
        vm.stopPrank();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        (uint256 invest0, uint256 invest1) = diamond.previewInvest(vaultId);
        (uint256 divest0, uint256 divest1) = diamond.previewDivest(vaultId);
        assertEq(abi.encode(invest0, invest1), abi.encode(plan.investable0, plan.investable1));
        assertEq(abi.encode(divest0, divest1), abi.encode(plan.divestable0, plan.divestable1));
        assertLe(divest0, plan.invested0);
        assertTrue(invest0 == 0 || divest0 == 0);
    }

    // -- with the other operations --------------------------------------------------------------------------------

    /// @dev B3: invested cash counts towards the rebalance's target, and is not touched by it.
    function testFuzz_rebalance_leavesInvestedCash(bool isAave, uint256 width) public {
        useMarkets(isAave);
        investAll();
        uint256 units0 = marketAt(0).units;
        uint256 units1 = marketAt(1).units;
        rebalance(int24(int256(bound(width, 800, 3000))));
        assertEq(marketAt(0).units, units0);
        assertEq(marketAt(1).units, units1);
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        assertGe(plan.bufferWad, plan.lowWad);
        assertLe(plan.bufferWad, plan.highWad);
    }

    /// @dev Interest counts as it comes, up to the market's highest rate.
    function testFuzz_interest_countsUpToTheRate(uint256 wait, uint256 useWad) public {
        useAave();
        investAll();
        borrow(1, bound(useWad, 0.3e18, 0.95e18));
        wait = bound(wait, 1 days, 90 days);
        IMarkets.MarketView memory before = marketAt(1);
        skip(wait);
        setAnchor(3000e8);
        IMarkets.MarketView memory m = marketAt(1);
        assertGt(m.reported, before.reported);
        uint256 ceiling = before.recorded + before.recorded * RATE_BP * wait / (10_000 * 365 days);
        assertEq(m.counted, m.reported < ceiling ? m.reported : ceiling);
        assertFalse(m.isBelow);
    }

    /// @dev In and out at once never gains, around investing, interest and unrecognised yield.
    function testFuzz_roundTrip_neverGains(uint256 max0, bool isAave, bool inKind, uint256 wait, uint256 gift) public {
        useMarkets(isAave);
        investAll();
        if (isAave) borrow(1, 0.9e18);
        else usdc.mint(address(vaults[1]), bound(gift, 0, 3_000_000e6));
        skip(bound(wait, 0, 30 days));
        setAnchor(3000e8);
        max0 = bound(max0, 1e15, 100e18);
        vm.startPrank(attacker);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, max0, 1e13, 0, attacker);
        (uint256 got0, uint256 got1) = inKind
            ? diamond.withdrawInKind(vaultId, shares, 0, 0, attacker)
            : diamond.withdraw(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
        assertLe(got0, paid0, "a round trip gained");
        assertLe(got1, paid1, "a round trip gained");
    }

    /// @dev Two vaults in one market: each has its own record, and together they have no more than the diamond holds.
    function testFuzz_records_areTheVaultsOwn(uint256 amount, bool isAave) public {
        useMarkets(isAave);
        vm.prank(manager);
        uint256 other = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(alice);
        diamond.deposit(other, 30e18, 90_000e6, 0, alice);
        diamond.setMarket(
            other,
            1,
            isAave ? MarketWord.AAVE_V3 : MarketWord.ERC4626,
            isAave ? address(aave.pool) : address(vaults[1]),
            RATE_BP,
            SHARE_BP
        );
        investAll();
        skip(3 days);
        setAnchor(3000e8);
        (, uint256 most) = diamond.previewInvest(other);
        amount = bound(amount, 1e6, most);
        IMarkets.MarketView memory mine = marketAt(1);
        vm.prank(keeper);
        diamond.investCash(other, 0, amount);
        assertEq(abi.encode(marketAt(1)), abi.encode(mine));
        address receipt = isAave ? aTokens[1] : address(vaults[1]);
        uint256 sum = marketAt(1).units + diamond.marketOf(other, 1).units;
        assertEq(diamond.recordedUnits(receipt), sum);
        cool();
        vm.startPrank(guardian);
        diamond.divestCash(other, 1, type(uint256).max, amount - 3);
        assertEq(marketAt(1).units, mine.units);
        diamond.divestCash(vaultId, 1, type(uint256).max, mine.counted - 3);
        vm.stopPrank();
    }

    function _follow(bytes4 expected) private {
        (bool ready, bytes memory data) = diamond.checkCash(vaultId);
        assertTrue(ready, "nothing to do");
        assertEq(bytes4(data), expected);
        vm.prank(keeper);
        (bool ok,) = address(diamond).call(data);
        assertTrue(ok);
    }

    function _rests() private view {
        (bool ready, bytes memory data) = diamond.checkCash(vaultId);
        assertFalse(ready);
        assertEq(data, abi.encodeWithSelector(IALMCash.Cash_NothingToDo.selector, vaultId));
    }
}
