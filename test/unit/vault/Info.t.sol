// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IInfo} from "src/interfaces/IInfo.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract InfoTest is VaultFixture {
    uint256 private constant CONCENTRATED = 1;
    uint256 private constant DEGRADED = 2;
    uint256 private constant BUFFER = 4;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 100e18, 300_000e6);
    }

    /// @dev Parts add up to what the vault is worth without its cash, and follow the scores.
    function testFuzz_attribution_addsUpToTheRanges(uint256 score0, uint256 score1) public {
        score0 = bound(score0, 500, 5000);
        score1 = bound(score1, 500, 5000);
        vm.startPrank(manager);
        diamond.setPoolCScore(poolIdOf(pools[0]), uint16(score0));
        diamond.setPoolCScore(poolIdOf(pools[1]), uint16(score1));
        vm.stopPrank();
        rebalance(2000);
        IInfo.PoolAttribution[] memory parts = diamond.attribution(vaultId);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 sum = cash0 * 3000e6 / 1e18 + cash1;
        uint256 bp;
        for (uint256 i; i < 3; ++i) {
            sum += parts[i].value;
            bp += parts[i].valueBp;
            assertEq(parts[i].poolId, poolIdOf(pools[i]));
            // Placed by weight at this very price: to the bp, but for rounding of liquidity and bp.
            assertApproxEqAbs(parts[i].valueBp, parts[i].targetBp, 2);
        }
        assertApproxEqRel(sum, value, 1e9, "parts and cash are the whole");
        assertLe(bp, 10_000);
        assertGe(bp, 9997, "each part floored once");
        assertEq(parts[0].cScore, score0);
        assertEq(parts[2].cScore, 5000, "never scored: the model's default");
    }

    function test_attribution_showsUncollectedFees() public {
        rebalance(2000);
        churn(5e18);
        IInfo.PoolAttribution[] memory parts = diamond.attribution(vaultId);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        assertGt(fees0, 0);
        assertGt(fees1, 0);
        assertEq(parts[0].fees0 + parts[1].fees0 + parts[2].fees0, fees0);
        assertEq(parts[0].fees1 + parts[1].fees1 + parts[2].fees1, fees1);
    }

    /// @dev Nobody can move it within a transaction: a swap far off leaves it as it was.
    function test_attribution_ignoresSpot() public {
        rebalance(2000);
        IInfo.PoolAttribution[] memory before = diamond.attribution(vaultId);
        swap(pools[0], true, 50e18);
        IInfo.PoolAttribution[] memory afterwards = diamond.attribution(vaultId);
        for (uint256 i; i < 3; ++i) {
            assertEq(afterwards[i].value, before[i].value);
        }
    }

    function test_diversification_ofEqualPools() public {
        rebalance(2000);
        IInfo.Diversification memory spread = diamond.diversification(vaultId);
        assertApproxEqAbs(spread.herfindahlBp, 3334, 2);
        assertApproxEqAbs(spread.effectivePoolsWad, 3e18, 2e15);
        assertEq(spread.targetHerfindahlBp, 3334);
        assertApproxEqAbs(spread.targetEffectivePoolsWad, 3e18, 1e15);
        assertEq(spread.targetLargestBp, 3334);
        assertApproxEqAbs(spread.largestBp, 3334, 2);
    }

    function test_diversification_withoutRanges() public view {
        IInfo.Diversification memory spread = diamond.diversification(vaultId);
        assertEq(spread.herfindahlBp + spread.effectivePoolsWad + spread.largestBp, 0);
        assertEq(spread.targetLargestBp, 3334);
    }

    /// @dev Scores alone: no price is read.
    function test_scoreSpread_leavesDisabledPoolsOut() public {
        vm.startPrank(manager);
        diamond.setPoolCScore(poolIdOf(pools[0]), 2000);
        diamond.setPoolCScore(poolIdOf(pools[1]), 4000);
        diamond.setPoolEnabled(vaultId, 2, false);
        vm.stopPrank();
        setAnchor(0);
        (uint256 least, uint256 greatest, uint256 mean, uint256 variance) = diamond.scoreSpread(vaultId);
        assertEq(least, 2000);
        assertEq(greatest, 4000);
        assertEq(mean, 3000);
        assertEq(variance, 1e6);
    }

    function test_riskFlags_concentration() public {
        assertEq(diamond.riskFlags(vaultId, 0, 0), 0);
        vm.startPrank(manager);
        diamond.setPoolEnabled(vaultId, 1, false);
        diamond.setPoolEnabled(vaultId, 2, false);
        vm.stopPrank();
        assertEq(diamond.riskFlags(vaultId, 0, 0), CONCENTRATED, "by target while nothing is placed");
        vm.startPrank(manager);
        diamond.setPoolEnabled(vaultId, 1, true);
        diamond.setPoolEnabled(vaultId, 2, true);
        vm.stopPrank();
        rebalance(2000);
        assertEq(diamond.riskFlags(vaultId, 0, 0), 0);
        // Two of three ranges closed: the third is all there is, whatever the targets say.
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        diamond.burnRanges(vaultId, 6);
        assertEq(diamond.riskFlags(vaultId, 0, 0), CONCENTRATED);
    }

    function testFuzz_riskFlags_degradedUntilRaisedAgain(uint256 first, uint256 second) public {
        first = bound(first, 1, 4999);
        second = bound(second, 0, 10_000);
        vm.startPrank(manager);
        diamond.setPoolCScore(poolIdOf(pools[1]), uint16(first));
        assertEq(diamond.riskFlags(vaultId, 0, 0) & DEGRADED, 0, "a first score is no change");
        diamond.setPoolCScore(poolIdOf(pools[1]), uint16(second));
        assertEq(diamond.riskFlags(vaultId, 0, 0) & DEGRADED, second < first ? DEGRADED : 0);
        assertEq(diamond.poolScore(poolIdOf(pools[1])).previousCScore, first);
        diamond.setPoolCScore(poolIdOf(pools[1]), 0);
        diamond.setPoolEnabled(vaultId, 1, false);
        vm.stopPrank();
        assertEq(diamond.riskFlags(vaultId, 0, 0) & DEGRADED, 0, "a disabled pool is no news");
    }

    function testFuzz_riskFlags_bufferBelowRedemptions(uint256 redeemed0, uint256 redeemed1) public {
        rebalance(2000);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        redeemed0 = bound(redeemed0, 0, cash0 * 2);
        redeemed1 = bound(redeemed1, 0, cash1 * 2);
        bool short = redeemed0 > cash0 || redeemed1 > cash1;
        assertEq(diamond.riskFlags(vaultId, redeemed0, redeemed1) & BUFFER, short ? BUFFER : 0);
        assertEq(diamond.riskFlags(vaultId, cash0, cash1) & BUFFER, 0, "all of it may be redeemed");
        assertEq(diamond.riskFlags(vaultId, cash0 + 1, 0) & BUFFER, BUFFER);
        assertEq(diamond.riskFlags(vaultId, 0, cash1 + 1) & BUFFER, BUFFER);
    }

    function test_presets_areTheSpecifications() public view {
        (IRiskModel.WeightModel memory a, IRiskModel.WeightModel memory b, IRiskModel.WeightModel memory c) =
            diamond.weightModelPresets();
        assertEq(abi.encode(a), abi.encode(IRiskModel.WeightModel(5000, 15_000, 2500, 10_000, 3000)));
        assertEq(abi.encode(b), abi.encode(IRiskModel.WeightModel(5000, 10_000, 3000, 5000, 5000)));
        assertEq(abi.encode(c), abi.encode(IRiskModel.WeightModel(5000, 20_000, 1000, 10_000, 1000)));
    }

    function test_presets_areAccepted() public {
        (IRiskModel.WeightModel memory a, IRiskModel.WeightModel memory b, IRiskModel.WeightModel memory c) =
            diamond.weightModelPresets();
        diamond.setWeightModel(c);
        diamond.setWeightModel(b);
        diamond.setWeightModel(a);
    }

    function test_RevertWhen_vaultIsUnknown() public {
        bytes memory reason = abi.encodeWithSelector(IVaultErrors.Vault_Unknown.selector, 9);
        vm.expectRevert(reason);
        diamond.attribution(9);
        vm.expectRevert(reason);
        diamond.diversification(9);
        vm.expectRevert(reason);
        diamond.scoreSpread(9);
        vm.expectRevert(reason);
        diamond.riskFlags(9, 0, 0);
    }
}
