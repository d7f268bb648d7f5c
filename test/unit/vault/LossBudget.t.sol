// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {LossBudget} from "src/vault/libraries/LossBudget.sol";

contract LossBudgetHarness {
    uint256 public word;

    function charge(uint256 lossPpm, uint256 callLimitPpm, uint256 budgetPpm) external {
        word = LossBudget.charged(word, lossPpm, callLimitPpm, budgetPpm);
    }

    function used() external view returns (uint256) {
        return LossBudget.usedPpm(word);
    }

    function requireCool(uint256 vaultId, uint256 cooldown) external view {
        LossBudget.requireCool(word, vaultId, cooldown);
    }
}

/// forge-config: ci.fuzz.runs = 10000
contract LossBudgetTest is Test {
    LossBudgetHarness internal budget = new LossBudgetHarness();

    // The independent record: every charge with its time.
    uint256[] internal times;
    uint256[] internal losses;

    function setUp() public {
        vm.warp(1_760_000_000);
    }

    function test_RevertWhen_callLosesTooMuch() public {
        budget.charge(3000, 3000, 10_000);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_LossAboveCallLimit.selector, 3001, 3000));
        budget.charge(3001, 3000, 10_000);
    }

    function test_RevertWhen_dayLosesTooMuch() public {
        for (uint256 i; i < 3; ++i) {
            budget.charge(3000, 3000, 10_000);
            skip(1 hours);
        }
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_LossAboveDailyBudget.selector, 11_000, 10_000));
        budget.charge(2000, 3000, 10_000);
        budget.charge(1000, 3000, 10_000);
    }

    /// @dev A fixed daily window would let the budget be spent twice within minutes of its end.
    function test_charge_boundaryDoesNotDouble() public {
        vm.warp((block.timestamp / 1 days + 1) * 1 days - 1);
        budget.charge(10_000, 10_000, 10_000);
        skip(2);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_LossAboveDailyBudget.selector, 10_001, 10_000));
        budget.charge(1, 10_000, 10_000);
    }

    function test_used_freesAfter28Hours() public {
        budget.charge(10_000, 10_000, 10_000);
        skip(28 hours);
        assertEq(budget.used(), 0);
        budget.charge(10_000, 10_000, 10_000);
    }

    function testFuzz_requireCool(uint32 cooldown, uint256 elapsed) public {
        cooldown = uint32(bound(cooldown, 1, 7 days));
        elapsed = bound(elapsed, 0, cooldown - 1);
        budget.charge(0, 0, 0);
        skip(elapsed);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, 7, uint256(cooldown) - elapsed));
        budget.requireCool(7, cooldown);
        skip(cooldown - elapsed);
        budget.requireCool(7, cooldown);
    }

    /// @dev At any moment the sum reported is at least the true sum of the last 24 hours, and at most that of the last
    /// 28: so no sequence of charges that passes ever lost more than the budget within 24 hours.
    function testFuzz_used_coversRollingDay(uint256 seed) public {
        for (uint256 i; i < 60; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 5 hours);
            uint256 loss = (seed >> 32) % 3001;
            try budget.charge(loss, 3000, 10_000) {
                times.push(block.timestamp);
                losses.push(loss);
            } catch {
                assertGt(_sum(28 hours) + loss, 10_000, "refused although 28 hours had room");
            }
            uint256 used = budget.used();
            assertGe(used, _sum(24 hours), "understates the last day");
            assertLe(used, _sum(28 hours), "remembers too long");
            assertLe(_sum(24 hours), 10_000, "a day lost more than its budget");
        }
    }

    function _sum(uint256 window) private view returns (uint256 sum) {
        for (uint256 i = times.length; i != 0 && times[i - 1] + window > block.timestamp; --i) {
            sum += losses[i - 1];
        }
    }
}
