// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITreasury} from "src/interfaces/ITreasury.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title TreasuryFixture
/// @notice The vault fixture with a collector, and fees of choice.
abstract contract TreasuryFixture is VaultFixture {
    address internal collector = makeAddr("collector");

    function setUp() public virtual override {
        super.setUp();
        diamond.setCollector(collector);
    }

    /// @notice Sets rates, by whoever may.
    function setFees(uint256 entryBp, uint256 exitBp, uint256 managementBp, uint256 performanceBp, uint256 flashBp)
        internal
    {
        ITreasury.VaultFees memory old = diamond.vaultFees(vaultId);
        bool isRaise = entryBp > old.entryBp || exitBp > old.exitBp || managementBp > old.managementBp
            || performanceBp > old.performanceBp || flashBp > old.flashBp;
        vm.prank(isRaise ? admin : treasury);
        diamond.setVaultFees(
            vaultId,
            ITreasury.VaultFees(
                uint16(entryBp), uint16(exitBp), uint16(managementBp), uint16(performanceBp), uint16(flashBp)
            )
        );
    }

    /// @notice Any rates within the maxima, from one number.
    function setAnyFees(uint256 seed) internal {
        setFees(seed % 101, (seed >> 16) % 101, (seed >> 32) % 501, (seed >> 48) % 3001, (seed >> 64) % 101);
    }

    /// @notice An account's own rates, from one number; it has none yet, so they lower its fees.
    function setAnyOverride(address account, uint256 seed) internal {
        ITreasury.FeeOverride memory own =
            ITreasury.FeeOverride(uint16(seed % 101), uint16((seed >> 16) % 101), uint16((seed >> 32) % 101));
        vm.prank(treasury);
        diamond.setFeeOverride(vaultId, account, own);
    }

    /// @notice What the accounts say is exactly what is there: nothing was lent, given or lost.
    function assertConserved() internal view {
        assertEq(weth.balanceOf(address(diamond)), diamond.accounted(address(weth)), "WETH: c + f");
        assertEq(usdc.balanceOf(address(diamond)), diamond.accounted(address(usdc)), "USDC: c + f");
    }

    /// @notice Time passes, the feed keeps its answer.
    function wait(uint256 seconds_) internal {
        skip(seconds_);
        setAnchor(uint256(_answer()));
    }

    function ceilBp(uint256 amount, uint256 bp) internal pure returns (uint256) {
        return (amount * bp + 9_999) / 10_000;
    }
}
