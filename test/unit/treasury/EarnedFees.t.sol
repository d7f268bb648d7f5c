// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {TreasuryFixture} from "./TreasuryFixture.sol";

/// @notice The fees on what ranges are and earn: management and performance.
contract EarnedFeesTest is TreasuryFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
    }

    // -- management -----------------------------------------------------------------------------------------------

    /// @dev Share value counts 1 - phi of the ranges, and cash whole.
    function testFuzz_management_isLeftOutOfShareValue(uint256 rateBp, uint256 time) public {
        rateBp = bound(rateBp, 1, 500);
        time = bound(time, 0, 3 * 365 days);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        setFees(0, 0, rateBp, 0, 0);
        wait(time);
        (uint256 phi, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        assertEq(phi, rateBp * 1e14 * time / 365 days);
        assertEq(owed0, ((have0 - cash0) * phi + 1e18 - 1) / 1e18);
        assertEq(owed1, ((have1 - cash1) * phi + 1e18 - 1) / 1e18);
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        assertEq(left0, have0 - owed0);
        assertEq(left1, have1 - owed1);
    }

    /// @dev F2: a new rate, at any time, leaves what has accrued as it is.
    function testFuzz_management_rateChangesAreNotRetroactive(uint256[4] memory rates, uint256[4] memory times) public {
        uint256 expected;
        for (uint256 i; i < 4; ++i) {
            uint256 rate = bound(rates[i], 0, 500);
            setFees(0, 0, rate, 0, 0);
            (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
            // Each change floors once; the same rate again is no change, and here it is floored all the same.
            assertApproxEqAbs(phi, expected, i, "a change of the rate changed the debt");
            uint256 time = bound(times[i], 0, 365 days);
            wait(time);
            expected += rate * 1e14 * time / 365 days;
        }
        (uint256 owed,,) = diamond.accruedManagementFee(vaultId);
        assertApproxEqAbs(owed, expected, 4);
    }

    /// @dev Changing other rates, overrides and lending leaves the debt alone too.
    function testFuzz_management_survivesOtherSettings(uint256 time, uint256 later) public {
        setFees(0, 0, 300, 0, 0);
        wait(bound(time, 1, 365 days));
        (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
        setFees(10, 10, 300, 0, 10);
        diamond.setFlashLending(vaultId, true);
        setAnyOverride(bob, 7);
        (uint256 same,,) = diamond.accruedManagementFee(vaultId);
        assertEq(same, phi);
        later = bound(later, 0, 365 days);
        uint256 start = block.timestamp;
        wait(later);
        (same,,) = diamond.accruedManagementFee(vaultId);
        assertApproxEqAbs(same, phi + 0.03e18 * (block.timestamp - start) / 365 days, 1);
    }

    /// @dev A rebalance burns everything: it books phi of the principal, its loss check does not count that as a loss,
    /// and what it places owes from then on.
    function testFuzz_rebalance_booksTheDebt(uint256 rateBp, uint256 time) public {
        setFees(0, 0, bound(rateBp, 1, 500), 0, 0);
        wait(bound(time, 15 minutes, 3 * 365 days));
        (, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.rebalance(vaultId, noSwaps(), orders);
        assertLe(afterwards, before);
        assertGe(afterwards + 12, before);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertApproxEqAbs(booked0, owed0, 1);
        assertApproxEqAbs(booked1, owed1, 1);
        (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
        assertEq(phi, 0);
        assertConserved();
    }

    /// @dev Deposits become cash: nobody's debt changes by them, the newcomer takes over none of it.
    function testFuzz_deposit_leavesTheDebt(uint256 time, uint256 amount) public {
        setFees(0, 0, 500, 0, 0);
        wait(bound(time, 0, 3 * 365 days));
        (uint256 phi, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        uint256 perShare = diamond.valuePerShareWad(vaultId);
        amount = bound(amount, 1e15, 50e18);
        depositAs(attacker, amount, amount * 4_000 / 1e12);
        (uint256 same, uint256 same0, uint256 same1) = diamond.accruedManagementFee(vaultId);
        assertEq(keccak256(abi.encode(same, same0, same1)), keccak256(abi.encode(phi, owed0, owed1)));
        assertGe(diamond.valuePerShareWad(vaultId) + 12 * 1e36 / diamond.totalSupply(vaultId), perShare);
    }

    /// @dev Each exit books the debt of what it burns; the parts come to what one burn of all would book.
    function testFuzz_inKind_exitersPayTheirOwnPart(uint256 time, uint256 shares) public {
        setFees(0, 0, 400, 0, 0);
        wait(bound(time, 1 days, 3 * 365 days));
        (uint256 phi, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        uint256 supply = diamond.totalSupply(vaultId);
        shares = bound(shares, 1e12, sharesOf(bob));
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        // An exit burns whole units of liquidity, each worth up to 2,000 wei of WETH in such a range; phi of three.
        assertApproxEqAbs(booked0, owed0 * shares / supply, 1_000);
        assertApproxEqAbs(booked1, owed1 * shares / supply, 2);
        (uint256 same,,) = diamond.accruedManagementFee(vaultId);
        assertEq(same, phi);
        assertConserved();
    }

    /// @dev A priced exit beyond cash books the debt of what it unwinds, and pays what was owed all the same.
    function testFuzz_withdraw_unwindsEnoughForTheDebt(uint256 time, uint256 shares) public {
        setFees(0, 0, 500, 0, 0);
        wait(bound(time, 1 days, 5 * 365 days));
        shares = bound(shares, sharesOf(bob) * 9 / 10, sharesOf(bob));
        (uint256 due0, uint256 due1) = diamond.previewWithdraw(vaultId, shares);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, due0, due1, bob);
        assertEq(got0, due0);
        assertEq(got1, due1);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertGt(booked0 + booked1, 0, "the exit was meant to unwind");
        assertConserved();
    }

    /// @dev Closing some ranges, and all in an emergency, books their debt and moves no share value.
    function testFuzz_closingRanges_booksTheirDebt(uint256 time, uint256 mask, bool emergency) public {
        setFees(0, 0, 500, 0, 0);
        wait(bound(time, 15 minutes, 3 * 365 days));
        mask = bound(mask, 1, 7);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
        vm.prank(emergency ? guardian : keeper);
        if (emergency) diamond.liquidate(vaultId, ~mask & 7);
        else diamond.burnRanges(vaultId, mask);
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        assertApproxEqAbs(left0, have0, 3);
        assertApproxEqAbs(left1, have1, 3);
        (uint256 same,,) = diamond.accruedManagementFee(vaultId);
        assertEq(same, phi);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertGt(booked0 + booked1, 0);
        assertConserved();
    }

    /// @dev F3: a harvest pays the debt from what it collects, in the debt's own proportion, as far as that goes: what
    /// was paid is owed no longer, and share value rises by exactly what the debt falls.
    function testFuzz_harvest_paysTheDebt(uint256 time, uint256 traded, uint256 performanceBp) public {
        performanceBp = bound(performanceBp, 0, 3_000);
        setFees(0, 0, 500, performanceBp, 0);
        churn(bound(traded, 1e16, 10e18));
        wait(bound(time, 1 days, 3 * 365 days));
        Debt memory owed = _debt();
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        (uint256 net0, uint256 net1) = (fees0 - fees0 * performanceBp / 10_000, fees1 - fees1 * performanceBp / 10_000);
        (uint256 paid0, uint256 paid1) = diamond.pendingFees(vaultId);
        (paid0, paid1) = (paid0 + net0 - fees0, paid1 + net1 - fees1);
        Debt memory left = _debt();
        assertLt(left.partWad, owed.partWad);
        // What was paid is judged at the mean price, which is spot's to a tick; what is left is seen at spot.
        assertApproxEqRel(paid0 + left.amount0, owed.amount0, 0.001e18);
        assertApproxEqRel(paid1 + left.amount1, owed.amount1, 0.001e18);
        _checkHolders(net0 - paid0, net1 - paid1, left.partWad <= 1);
        assertConserved();
    }

    /// @dev The rest is the holders'. One of the two is used up, or the debt is paid.
    function _checkHolders(uint256 rest0, uint256 rest1, bool isPaid) private view {
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0, rest0);
        assertEq(locked1, rest1);
        // The part paid is a 1e18th: what is left for it to round away is at most a few wei of the larger figures.
        assertTrue(isPaid || rest0 <= 100 || rest1 <= 1, "more could have been paid");
    }

    /// @dev The management fee accrued, and at spot.
    struct Debt {
        uint256 partWad;
        uint256 amount0;
        uint256 amount1;
    }

    function _debt() private view returns (Debt memory d) {
        (d.partWad, d.amount0, d.amount1) = diamond.accruedManagementFee(vaultId);
    }

    /// @dev Whoever moves spot for the moment of a harvest changes nothing of what the debt is judged to be.
    function testFuzz_harvest_isBlindToSpot(uint256 tick) public {
        setFees(0, 0, 500, 0, 0);
        churn(3e18);
        wait(365 days);
        uint256 state = vm.snapshotState();
        diamond.harvest(vaultId);
        (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
        (uint256 honest0, uint256 honest1) = diamond.pendingFees(vaultId);
        vm.revertToState(state);
        for (uint256 i; i < 3; ++i) {
            swapToTick(pools[i], anchorTick() + int24(int256(bound(tick, 0, 6_000))) - 3_000);
        }
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        diamond.harvest(vaultId);
        (uint256 moved,,) = diamond.accruedManagementFee(vaultId);
        (uint256 paid0, uint256 paid1) = diamond.pendingFees(vaultId);
        // The swaps left fees: more may be paid, in the same proportion.
        assertLe(moved, phi);
        assertLe(paid0, fees0);
        assertLe(paid1, fees1);
        assertApproxEqRel(paid0 * honest1, paid1 * honest0, 1e12);
    }

    /// @dev A vault that never charged is worth what it was, however long it waits.
    function testFuzz_management_ofZeroTakesNothing(uint256 time) public {
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        setFees(100, 100, 0, 3_000, 100);
        wait(bound(time, 0, 3 * 365 days));
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        assertEq(keccak256(abi.encode(left0, left1)), keccak256(abi.encode(have0, have1)));
        (uint256 phi, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        assertEq(phi + owed0 + owed1, 0);
    }

    // -- performance ----------------------------------------------------------------------------------------------

    /// @dev F1: each unit of fees that ranges earned pays once, by whatever way it comes out.
    function testFuzz_performance_isPaidOnceByEveryWay(uint256 bp, uint256 traded, uint256 way) public {
        bp = bound(bp, 0, 3_000);
        setFees(0, 0, 0, bp, 0);
        churn(bound(traded, 1e16, 10e18));
        wait(1 hours);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        _realise(bound(way, 0, 5));
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertEq(booked0, fees0 * bp / 10_000);
        assertEq(booked1, fees1 * bp / 10_000);
        diamond.harvest(vaultId);
        (uint256 again0, uint256 again1) = diamond.pendingFees(vaultId);
        assertEq(keccak256(abi.encode(again0, again1)), keccak256(abi.encode(booked0, booked1)));
        assertConserved();
    }

    /// @dev F1 over many harvests: the sum is the rate of all, less a wei a harvest.
    function testFuzz_performance_sumsUp(uint256 bp, uint256[5] memory traded) public {
        bp = bound(bp, 1, 3_000);
        setFees(0, 0, 0, bp, 0);
        uint256 all0;
        uint256 all1;
        for (uint256 i; i < 5; ++i) {
            churn(bound(traded[i], 1e15, 3e18));
            wait(1 hours);
            (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
            (all0, all1) = (all0 + fees0, all1 + fees1);
        }
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertLe(booked0, all0 * bp / 10_000);
        assertLe(booked1, all1 * bp / 10_000);
        assertGe(booked0 + 5, all0 * bp / 10_000);
        assertGe(booked1 + 5, all1 * bp / 10_000);
    }

    /// @dev X15: raising the rate collects first; what was earned before pays the old rate, and only once.
    function testFuzz_performance_raiseIsNotRetroactive(uint256 oldBp, uint256 newBp, uint256 traded) public {
        oldBp = bound(oldBp, 0, 2_999);
        newBp = bound(newBp, oldBp + 1, 3_000);
        setFees(0, 0, 0, oldBp, 0);
        churn(bound(traded, 1e16, 10e18));
        wait(1 hours);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        vm.expectEmit(address(diamond));
        emit IALMHarvest.Harvested(vaultId, admin, fees0, fees1);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, uint16(newBp), 0));
        diamond.harvest(vaultId);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertEq(booked0, fees0 * oldBp / 10_000);
        assertEq(booked1, fees1 * oldBp / 10_000);
    }

    function test_harvest_tellsItsFees() public {
        setFees(0, 0, 0, 1_000, 0);
        churn(2e18);
        wait(1 hours);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        vm.expectEmit(address(diamond));
        emit ITreasury.EarnedFeesBooked(vaultId, fees0 / 10, fees1 / 10, 0, 0);
        (uint256 got0, uint256 got1) = diamond.harvest(vaultId);
        assertEq(got0, fees0);
        assertEq(got1, fees1);
    }

    function _realise(uint256 way) private {
        if (way == 0) diamond.harvest(vaultId);
        if (way == 1) rebalance(2000);
        if (way == 2) {
            vm.prank(keeper);
            diamond.burnRanges(vaultId, 7);
        }
        if (way == 3) {
            vm.prank(guardian);
            diamond.liquidate(vaultId, 0);
        }
        uint256 shares = sharesOf(bob);
        vm.startPrank(bob);
        if (way == 4) diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        if (way == 5) diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.stopPrank();
    }
}
