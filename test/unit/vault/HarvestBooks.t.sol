// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice What a harvest, or any other way of collecting, books: to the holders as profit, to the protocol as fees.
contract HarvestBooksTest is VaultFixture {
    struct Books {
        uint256 cash0;
        uint256 cash1;
        uint256 locked0;
        uint256 locked1;
        uint256 pending0;
        uint256 pending1;
    }

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
    }

    /// @dev Without protocol fees all that the venues pay is profit, locked whole at once, and cash only as it is freed.
    function testFuzz_harvest_booksAllAsProfit(uint256 traded, uint256 elapsed) public {
        churn(bound(traded, 1e15, 3e18));
        Books memory before = _books();
        (uint256 pending0, uint256 pending1) = diamond.previewHarvest(vaultId);
        assertGt(pending0, 0);
        assertGt(pending1, 0);
        vm.expectEmit(address(diamond));
        emit IALMHarvest.Harvested(vaultId, address(this), pending0, pending1);
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        assertEq(fees0, pending0);
        assertEq(fees1, pending1);
        Books memory booked = _books();
        assertEq(booked.locked0, before.locked0 + fees0);
        assertEq(booked.locked1, before.locked1 + fees1);
        assertEq(booked.cash0, before.cash0, "locked profit is no cash yet");
        assertEq(booked.cash1, before.cash1);
        elapsed = bound(elapsed, 0, 7 hours);
        skip(elapsed);
        uint256 left = elapsed >= 6 hours ? 0 : 6 hours - elapsed;
        Books memory later = _books();
        assertEq(later.locked0, (fees0 * left + 6 hours - 1) / 6 hours);
        assertEq(later.locked1, (fees1 * left + 6 hours - 1) / 6 hours);
        assertEq(later.cash0 + later.locked0, before.cash0 + fees0, "what is no longer locked is cash");
        assertEq(later.cash1 + later.locked1, before.cash1 + fees1);
    }

    /// @dev The performance fee, rounded down, is the protocol's; the rest is the holders'; a harvest tells the sum.
    function testFuzz_harvest_sharesWithTheProtocol(uint256 traded, uint256 performanceBp) public {
        performanceBp = bound(performanceBp, 1, 3000);
        _setFees(0, uint16(performanceBp));
        churn(bound(traded, 1e15, 3e18));
        Books memory before = _books();
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        Books memory booked = _books();
        assertEq(booked.pending0 - before.pending0, fees0 * performanceBp / 10_000);
        assertEq(booked.pending1 - before.pending1, fees1 * performanceBp / 10_000);
        assertEq(booked.locked0 - before.locked0, fees0 - fees0 * performanceBp / 10_000);
        assertEq(booked.locked1 - before.locked1, fees1 - fees1 * performanceBp / 10_000);
    }

    /// @dev A management fee owed is paid from what was collected, in the debt's proportion, and only the rest is profit.
    function testFuzz_harvest_paysTheManagementFeeFirst(uint256 traded, uint256 elapsed) public {
        _setFees(500, 0);
        skip(bound(elapsed, 1 hours, 30 days));
        setAnchor(3000e8);
        churn(bound(traded, 1e17, 3e18));
        Books memory before = _books();
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        Books memory booked = _books();
        uint256 paid0 = booked.pending0 - before.pending0;
        uint256 paid1 = booked.pending1 - before.pending1;
        assertGt(paid0, 0);
        assertGt(paid1, 0);
        assertEq(booked.locked0 - before.locked0, fees0 - paid0);
        assertEq(booked.locked1 - before.locked1, fees1 - paid1);
    }

    /// @dev A second harvest in the same moment finds nothing, and leaves the books alone.
    function testFuzz_harvest_twiceBooksOnce(uint256 traded) public {
        churn(bound(traded, 1e15, 3e18));
        diamond.harvest(vaultId);
        Books memory booked = _books();
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        assertEq(fees0, 0);
        assertEq(fees1, 0);
        assertEq(abi.encode(_books()), abi.encode(booked));
    }

    /// @dev Closing ranges collects too: principal is cash at once, fees are profit, and the event tells the whole of it.
    function testFuzz_liquidate_booksFeesApart(uint256 traded, uint256 skipMask) public {
        skipMask = bound(skipMask, 0, 6);
        churn(bound(traded, 1e15, 3e18));
        skip(15 minutes);
        setAnchor(3000e8);
        Books memory before = _books();
        (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1) =
            diamond.previewBurnRanges(vaultId, 7 & ~skipMask);
        vm.expectEmit(address(diamond));
        emit IALMKeeper.Liquidated(vaultId, guardian, skipMask, principal0 + fees0, principal1 + fees1);
        vm.prank(guardian);
        (uint256 got0, uint256 got1) = diamond.liquidate(vaultId, skipMask);
        assertEq(got0, principal0 + fees0);
        assertEq(got1, principal1 + fees1);
        Books memory booked = _books();
        assertEq(booked.cash0 - before.cash0, principal0);
        assertEq(booked.cash1 - before.cash1, principal1);
        assertEq(booked.locked0 - before.locked0, fees0);
        assertEq(booked.locked1 - before.locked1, fees1);
    }

    function _setFees(uint16 managementBp, uint16 performanceBp) private {
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, managementBp, performanceBp, 0));
    }

    function _books() private view returns (Books memory b) {
        (b.cash0, b.cash1) = diamond.cashBalances(vaultId);
        (b.locked0, b.locked1) = diamond.unreleasedProfit(vaultId);
        (b.pending0, b.pending1) = diamond.pendingFees(vaultId);
    }
}
