// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {ProfitRelease} from "src/vault/libraries/ProfitRelease.sol";
import {Vault} from "src/vault/VaultTypes.sol";

contract ProfitReleaseHarness {
    Vault internal v;

    function book(uint256 fees0, uint256 fees1) external {
        ProfitRelease.book(v, fees0, fees1);
    }

    function clear() external {
        ProfitRelease.clear(v);
    }

    function locked() external view returns (uint256, uint256) {
        return ProfitRelease.lockedUp(v);
    }

    function cash() external view returns (uint256, uint256) {
        return (v.cash0, v.cash1);
    }
}

contract ProfitReleaseTest is Test {
    ProfitReleaseHarness internal profit = new ProfitReleaseHarness();

    function setUp() public {
        vm.warp(1_760_000_000);
    }

    function testFuzz_locked_isLinear(uint128 fees0, uint128 fees1, uint256 elapsed) public {
        elapsed = bound(elapsed, 0, 7 hours);
        profit.book(fees0, fees1);
        skip(elapsed);
        (uint256 locked0, uint256 locked1) = profit.locked();
        uint256 left = elapsed >= 6 hours ? 0 : 6 hours - elapsed;
        assertEq(locked0, (uint256(fees0) * left + 6 hours - 1) / 6 hours);
        assertEq(locked1, (uint256(fees1) * left + 6 hours - 1) / 6 hours);
        (uint256 cash0, uint256 cash1) = profit.cash();
        assertEq(cash0, fees0);
        assertEq(cash1, fees1);
    }

    /// @dev Booking never unlocks anything at once, and locks exactly what it booked.
    function testFuzz_book_locksWhatItBooks(uint96[6] memory fees, uint256 seed) public {
        for (uint256 i; i < 6; i += 2) {
            skip(seed % 4 hours);
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 before0, uint256 before1) = profit.locked();
            profit.book(fees[i], fees[i + 1]);
            (uint256 after0, uint256 after1) = profit.locked();
            assertEq(after0, before0 + fees[i]);
            assertEq(after1, before1 + fees[i + 1]);
        }
    }

    /// @dev A stranger who harvests dust every block neither keeps profit locked nor frees it sooner.
    function testFuzz_book_dustChangesNothing(uint96 fees, uint256 step, uint256 dust) public {
        fees = uint96(bound(fees, 1e9, type(uint96).max));
        step = bound(step, 1, 10 minutes);
        dust = bound(dust, 1, 10);
        ProfitReleaseHarness alone = new ProfitReleaseHarness();
        profit.book(fees, 0);
        alone.book(fees, 0);
        uint256 harvests = 6 hours / step;
        if (harvests > 40) harvests = 40;
        for (uint256 i; i < harvests; ++i) {
            skip(step);
            profit.book(dust, 0);
        }
        (uint256 dusted,) = profit.locked();
        (uint256 plain,) = alone.locked();
        // Each harvest adds its dust and at most one unit of rounding; the new end may move by a second's release.
        assertGe(dusted, plain);
        assertLe(dusted, plain + harvests * (dust + 1) + uint256(fees) * harvests / 6 hours / 1e6 + 1);
    }

    /// @dev Everything is free six hours after the last booking at the latest.
    function testFuzz_locked_endsSixHoursAfterLast(uint96[4] memory fees, uint256 seed) public {
        for (uint256 i; i < 4; ++i) {
            skip(seed % 6 hours);
            seed = uint256(keccak256(abi.encode(seed)));
            profit.book(fees[i], fees[3 - i]);
        }
        skip(6 hours);
        (uint256 locked0, uint256 locked1) = profit.locked();
        assertEq(locked0, 0);
        assertEq(locked1, 0);
    }

    function test_clear_freesAll() public {
        profit.book(5, 7);
        profit.clear();
        (uint256 locked0, uint256 locked1) = profit.locked();
        assertEq(locked0 + locked1, 0);
    }

    function test_RevertWhen_cashOverflows() public {
        profit.book(type(uint128).max, 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Overflow.selector, uint256(1) << 128));
        profit.book(1, 0);
    }
}
