// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMPlans} from "src/interfaces/IALMPlans.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {Rebalancer} from "src/vault/libraries/Rebalancer.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @dev What a keeper operation is charged, from outside.
contract RebalancerHarness {
    function lossPpmUp(uint256 valueBefore, uint256 valueAfter) external pure returns (uint256) {
        return Rebalancer.lossPpmUp(valueBefore, valueAfter);
    }
}

/// @notice What a keeper is told before it acts is what then happens, amount by amount.
contract PlansTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
    }

    /// @dev Asked of a vault with ranges, fees in them, and the anchor and the spots apart.
    function testFuzz_planRebalance_tellsEveryAmount(bool ranges, uint256 halfWidth, uint256 answer) public {
        if (ranges) rebalance(1500);
        churn(1e18);
        _wait();
        setAnchor(bound(answer, 2960e8, 3040e8));
        IALMProtected.RangeOrder[] memory orders = ordersAround(int24(int256(bound(halfWidth, 400, 8000))));
        IALMInfo.RebalancePlan memory plan = diamond.planRebalance(vaultId, orders);
        _requireHave(plan);
        uint256 need0;
        uint256 need1;
        for (uint256 i; i < 3; ++i) {
            (uint256 x, uint256 y) = RangeMath.amountsUp(
                spotSqrtPriceX96(pools[i]), orders[i].tickLower, orders[i].tickUpper, plan.liquidity[i]
            );
            (need0, need1) = (need0 + x, need1 + y);
        }
        assertEq(plan.need0, need0, "need0");
        assertEq(plan.need1, need1, "need1");
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        assertEq(plan.valueAtAnchor, value);
        (uint16[] memory weights, uint256 cashBp) = diamond.targetWeightsAndCash(vaultId);
        assertEq(abi.encode(plan.weightsBp), abi.encode(weights));
        assertEq(cashBp, FixedPointMathLib.fullMulDivUp(plan.cashTarget, 10_000, value));
        _requireSized(plan, orders);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
        IALMInfo.RangeView[] memory placed = diamond.vaultRanges(vaultId);
        for (uint256 i; i < 3; ++i) {
            uint256 scale = _scaleWad(plan);
            assertLe(placed[i].liquidity, plan.liquidity[i]);
            // Scaled by what there is: three roundings of a raw unit, of at least 1e10 raw USDC.
            assertApproxEqRel(placed[i].liquidity, uint256(plan.liquidity[i]) * scale / 1e18, 1e12);
        }
    }

    /// @dev What a pool may still take is its part of what is not kept as cash less what stays in it; together no more than
    /// the cash above its target.
    function testFuzz_planRemint_leavesRoomForWhatIsNotHeld(uint256 mask, uint256 score) public {
        rebalance(1500);
        vm.prank(manager);
        diamond.setPoolCScore(poolIdOf(pools[0]), uint16(bound(score, 1, 5000)));
        _wait();
        mask = bound(mask, 1, 7);
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        uint256[] memory rooms = _rooms(mask, diamond.planRebalance(vaultId, orders));
        IALMPlans.RemintPlan memory plan = diamond.planRemint(vaultId, mask, orders);
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        uint256 spare = RangeMath.valueInToken1Down(plan.have0, plan.have1, anchor);
        uint256 target = diamond.planRebalance(vaultId, orders).cashTarget;
        spare = spare > target ? spare - target : 0;
        uint256 sum = rooms[0] + rooms[1] + rooms[2];
        for (uint256 i; i < 3; ++i) {
            assertEq(plan.roomsInToken1[i], sum <= spare ? rooms[i] : rooms[i] * spare / sum);
        }
    }

    /// @dev The check says yes to what then goes through, and gives the very reason of what would not.
    function testFuzz_checkRemint_isWhatARemintSays(uint256 mask, bool narrow, bool dear) public {
        rebalance(1500);
        _wait();
        mask = bound(mask, 1, 15);
        IALMProtected.RangeOrder[] memory orders = ordersAround(narrow ? int24(100) : int24(1000));
        if (dear) orders[0].shareBp = 10_001;
        (bool ready, bytes memory reason) = diamond.checkRemint(vaultId, mask, orders);
        vm.prank(keeper);
        (bool ok, bytes memory said) =
            address(diamond).call(abi.encodeCall(diamond.remintRanges, (vaultId, mask, orders)));
        assertEq(ready, ok);
        assertEq(ok, mask < 8 && !narrow && !dear);
        if (!ok) assertEq(reason, said);
        else assertEq(reason.length, 0);
    }

    /// @dev Cooling down, no plan is looked at: the reason is the wait, and ends with it to the second.
    function test_checkRebalance_waitsToTheSecond() public {
        rebalance(1500);
        skip(15 minutes - 1);
        setAnchor(3000e8);
        bytes memory waits = abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, 1);
        (bool ready, bytes memory reason) = diamond.checkRebalance(vaultId);
        assertFalse(ready);
        assertEq(reason, waits);
        (ready, reason) = diamond.checkRemint(vaultId, 1, ordersAround(1000));
        assertFalse(ready);
        assertEq(reason, waits);
        (ready, reason) = diamond.checkCash(vaultId);
        assertFalse(ready);
        assertEq(reason, waits);
        skip(1);
        (ready, reason) = diamond.checkRebalance(vaultId);
        assertTrue(ready, string(reason));
    }

    /// @dev A split keeps the sum of each pair of shares: what an order gives up its companion takes.
    function testFuzz_planSwapFree_splitsShares(uint256 answer, uint256 shareBp) public {
        moveMarket(bound(answer, 2700e8, 3300e8));
        IALMProtected.RangeOrder[] memory orders = ordersAround(600);
        for (uint256 i; i < 3; ++i) {
            orders[i].shareBp = uint16(bound(shareBp, 9000, 10_000));
        }
        IALMInfo.RebalancePlan memory plan = diamond.planRebalance(vaultId, orders);
        uint256 part0 = _partBp(plan.have0, plan.need0);
        uint256 part1 = _partBp(plan.have1, plan.need1);
        IALMProtected.RangeOrder[] memory planned = diamond.planSwapFree(vaultId, orders, orders, orders);
        if (part0 == 10_000 && part1 == 10_000) {
            assertEq(abi.encode(planned), abi.encode(orders));
            return;
        }
        uint256 kept = uint256(orders[0].shareBp) * FixedPointMathLib.min(part0, part1) / 10_000;
        for (uint256 i; i < 3; ++i) {
            assertEq(planned[i].shareBp, kept);
            assertEq(planned[3 + i].shareBp, orders[i].shareBp - kept);
        }
    }

    // -- a loss ---------------------------------------------------------------------------------------------------

    /// @dev Parts of a million of the value before, rounded up; all of it is a million, a gain is nothing.
    function testFuzz_lossPpm_isRoundedUp(uint128 before, uint128 afterwards) public {
        RebalancerHarness rebalancer = new RebalancerHarness();
        before = uint128(bound(before, 1, type(uint128).max));
        uint256 loss = afterwards >= before ? 0 : uint256(before) - afterwards;
        assertEq(rebalancer.lossPpmUp(before, afterwards), (loss * 1e6 + before - 1) / before);
        assertEq(rebalancer.lossPpmUp(before, 0), 1e6);
        assertEq(rebalancer.lossPpmUp(before, before), 0);
        assertEq(rebalancer.lossPpmUp(0, afterwards), 0);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _wait() private {
        skip(15 minutes);
        setAnchor(uint256(_answer()));
    }

    /// @dev By pool, the ranges named burned; after a plain rebalance range i lies in pool i.
    function _rooms(uint256 mask, IALMInfo.RebalancePlan memory plan) private view returns (uint256[] memory rooms) {
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        rooms = new uint256[](3);
        for (uint256 i; i < 3; ++i) {
            rooms[i] = (plan.valueAtAnchor - plan.cashTarget) * plan.weightsBp[i] / 10_000;
            if (mask >> i & 1 != 0) continue;
            (uint256 x, uint256 y) =
                RangeMath.amountsUp(anchor, ranges[i].tickLower, ranges[i].tickUpper, ranges[i].liquidity);
            rooms[i] = FixedPointMathLib.zeroFloorSub(rooms[i], RangeMath.valueInToken1Up(x, y, anchor));
        }
    }

    /// @dev What there is to place: cash that is released, and the ranges' principal.
    function _requireHave(IALMInfo.RebalancePlan memory plan) private view {
        (uint256 have0, uint256 have1) = diamond.cashBalances(vaultId);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            (have0, have1) = (have0 + ranges[i].amount0, have1 + ranges[i].amount1);
        }
        assertEq(plan.have0, have0, "have0");
        assertEq(plan.have1, have1, "have1");
    }

    /// @dev Each order's liquidity is worth its pool's part of what is not kept as cash, at the anchor.
    function _requireSized(IALMInfo.RebalancePlan memory plan, IALMProtected.RangeOrder[] memory orders) private view {
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        for (uint256 i; i < 3; ++i) {
            (uint256 x, uint256 y) = RangeMath.amountsDown(
                spotSqrtPriceX96(pools[i]), orders[i].tickLower, orders[i].tickUpper, plan.liquidity[i]
            );
            assertApproxEqRel(
                RangeMath.valueInToken1Down(x, y, anchor),
                (plan.valueAtAnchor - plan.cashTarget) * plan.weightsBp[i] / 10_000,
                1e12
            );
        }
    }

    function _scaleWad(IALMInfo.RebalancePlan memory plan) private pure returns (uint256 scale) {
        scale = 1e18;
        if (plan.need0 > plan.have0) scale = plan.have0 * 1e18 / plan.need0;
        if (plan.need1 > plan.have1) scale = FixedPointMathLib.min(scale, plan.have1 * 1e18 / plan.need1);
    }

    function _partBp(uint256 have, uint256 need) private pure returns (uint256) {
        return have >= need ? 10_000 : have * 10_000 / need;
    }
}
