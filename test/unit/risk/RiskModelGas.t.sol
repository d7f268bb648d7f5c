// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {ImbalanceFee} from "../../../src/risk/ImbalanceFee.sol";
import {RiskModelFacet} from "../../../src/risk/RiskModelFacet.sol";
import {ImbalanceFeeHarness} from "./ImbalanceFeeHarness.sol";

/// @notice What an allocation and a fee cost: gas of the call's execution, intrinsic cost not counted.
contract RiskModelGasTest is Test {
    RiskModelFacet internal facet;

    function setUp() public {
        facet = new RiskModelFacet();
    }

    function test_targetAllocations_costsAtMostBudgetOf4Pools() public {
        _measure(4, 5511, 15_000, 6_000, "targetAllocations 4 pools");
        _measure(4, 4353, 10_000, 6_000, "targetAllocations 4 pools, amplifier 1");
        _measure(4, 7703, 20_000, 6_000, "targetAllocations 4 pools, amplifier 2");
        _measure(4, 5511, 13_700, 10_000, "targetAllocations 4 pools, amplifier 1.37");
    }

    function test_targetAllocations_costsAtMostBudgetOf10Pools() public {
        _measure(10, 2997, 15_000, 12_000, "targetAllocations 10 pools");
        _measure(10, 3067, 10_000, 12_000, "targetAllocations 10 pools, amplifier 1");
        _measure(10, 4678, 20_000, 12_000, "targetAllocations 10 pools, amplifier 2");
        _measure(10, 2997, 13_700, 20_000, "targetAllocations 10 pools, amplifier 1.37");
    }

    function test_targetAllocations_costsAtMostBudgetOf41Pools() public {
        _measure(41, 2500, 15_000, 40_000, "targetAllocations 41 pools");
        _measure(41, 3000, 10_000, 40_000, "targetAllocations 41 pools, amplifier 1");
        _measure(41, 1165, 20_000, 40_000, "targetAllocations 41 pools, amplifier 2");
        _measure(41, 2500, 13_700, 75_000, "targetAllocations 41 pools, amplifier 1.37");
    }

    function test_depositFee_costsAtMostBudget() public {
        ImbalanceFeeHarness harness = new ImbalanceFeeHarness();
        ImbalanceFee.Curve memory curve = ImbalanceFee.Curve(1, 200, 3500);
        harness.depositFee(curve, 5000, 1_000_000e18, 1_000_000e18, 20_000e18);
        assertLe(vm.snapshotGasLastCall("risk", "depositFee 1 % of the vault"), 16_000);
        harness.depositFee(curve, 5000, 1_000_000e18, 1_000_000e18, 2_000_000e18);
        assertLe(vm.snapshotGasLastCall("risk", "depositFee 100 % of the vault"), 50_000);
    }

    /// @dev One score of 10,000, the others low and different, so that the dominant one is cut to the cap.
    function _measure(uint256 pools, uint16 cap, uint16 amplifier, uint256 budget, string memory name) private {
        uint16[] memory cScores = new uint16[](pools);
        for (uint256 i; i < pools; ++i) {
            cScores[i] = uint16(200 + i * 7);
        }
        cScores[1] = 10_000;
        uint256[] memory amounts = facet.targetAllocations(cScores, 1_000_000e6, cap, amplifier);
        uint256 used = vm.snapshotGasLastCall("risk", name);
        assertApproxEqAbs(amounts[1], 1_000_000e6 * uint256(cap) / 10_000, pools, "the dominant pool is at the cap");
        assertLe(used, budget, name);
    }
}
