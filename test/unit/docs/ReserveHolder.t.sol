// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveHolder} from "docs/examples/ReserveHolder.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice The integrator's guide works as printed.
contract ReserveHolderTest is VaultFixture {
    ReserveHolder private holder;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        vm.prank(bob);
        holder = new ReserveHolder(diamond, vaultId);
        fund(address(holder));
        vm.startPrank(address(holder));
        weth.approve(address(diamond), 0);
        usdc.approve(address(diamond), 0);
        vm.stopPrank();
    }

    function testFuzz_deposit_leavesNoAllowance(uint256 amount) public {
        amount = bound(amount, 1e15, 1000e18);
        vm.prank(bob);
        holder.deposit(amount, amount * 3000 / 1e12, 0);
        assertGt(sharesOf(address(holder)), 0);
        assertEq(weth.allowance(address(holder), address(diamond)), 0);
        assertEq(usdc.allowance(address(holder), address(diamond)), 0);
    }

    function testFuzz_value_isWhatAnExitPays(uint256 amount) public {
        amount = bound(amount, 1e16, 100e18);
        vm.startPrank(bob);
        holder.deposit(amount, amount * 3000 / 1e12, 0);
        uint256 value = holder.value();
        (uint256 weth0, uint256 usdc0) = (weth.balanceOf(address(holder)), usdc.balanceOf(address(holder)));
        holder.withdraw(sharesOf(address(holder)), 0, 0);
        uint256 got =
            (weth.balanceOf(address(holder)) - weth0) * 3000e6 / 1e18 + usdc.balanceOf(address(holder)) - usdc0;
        assertApproxEqRel(got, value, 1e15, "within a tenth of a percent at a calm price");
        assertEq(sharesOf(address(holder)), 0);
    }

    /// @dev Oracle dead and everything paused: the second way out is taken.
    function testFuzz_withdraw_worksWhateverHappened(bool paused) public {
        vm.startPrank(bob);
        holder.deposit(10e18, 30_000e6, 0);
        vm.stopPrank();
        setAnchor(0);
        vm.prank(guardian);
        if (paused) diamond.pause(PauseGroups.ALL);
        uint256 before = weth.balanceOf(address(holder));
        uint256 shares = sharesOf(address(holder));
        vm.prank(bob);
        holder.withdraw(shares, 0, 0);
        assertEq(sharesOf(address(holder)), 0);
        assertGt(weth.balanceOf(address(holder)), before);
    }

    function test_RevertWhen_callerIsNotTheOwner() public {
        bytes memory reason = abi.encodeWithSelector(ReserveHolder.NotOwner.selector, alice);
        vm.startPrank(alice);
        vm.expectRevert(reason);
        holder.deposit(1e18, 3000e6, 0);
        vm.expectRevert(reason);
        holder.withdraw(1, 0, 0);
    }
}
