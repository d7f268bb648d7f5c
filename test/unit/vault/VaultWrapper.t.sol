// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {IVaultWrapper} from "src/interfaces/IVaultWrapper.sol";
import {IERC1155Receiver} from "src/interfaces/external/IERC1155Receiver.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultWrapper} from "src/vault/wrapper/VaultWrapper.sol";
import {VaultWrapperFactory} from "src/vault/wrapper/VaultWrapperFactory.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract VaultWrapperTest is VaultFixture {
    VaultWrapperFactory private factory;
    VaultWrapper private wrapper;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        factory = new VaultWrapperFactory();
        wrapper = VaultWrapper(factory.createWrapper(address(diamond), vaultId));
        vm.prank(alice);
        diamond.setApprovalForAll(address(wrapper), true);
    }

    function test_factory_makesOneAWhereItSaid() public {
        assertEq(address(wrapper), factory.wrapperOf(address(diamond), vaultId));
        assertEq(factory.createWrapper(address(diamond), vaultId), address(wrapper));
        assertEq(wrapper.diamond(), address(diamond));
        assertEq(wrapper.vaultId(), vaultId);
        assertEq(wrapper.name(), "Cantilever vault #1");
        assertEq(wrapper.symbol(), "CANT-1");
        assertEq(wrapper.decimals(), 18);
        assertTrue(wrapper.supportsInterface(type(IERC1155Receiver).interfaceId));
    }

    /// @dev Told once, however often it is asked for.
    function test_factory_tellsOfTheFirst() public {
        VaultWrapperFactory fresh = new VaultWrapperFactory();
        vm.expectEmit(address(fresh));
        emit VaultWrapperFactory.WrapperCreated(address(diamond), vaultId, fresh.wrapperOf(address(diamond), vaultId));
        fresh.createWrapper(address(diamond), vaultId);
        vm.recordLogs();
        fresh.createWrapper(address(diamond), vaultId);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function testFuzz_RevertWhen_thereIsNoSuchVault(uint256 id) public {
        vm.assume(id != vaultId);
        vm.expectRevert(
            abi.encodeWithSelector(VaultWrapperFactory.WrapperFactory_NoSuchVault.selector, address(diamond), id)
        );
        factory.createWrapper(address(diamond), id);
    }

    /// @dev One share held for one token, through any sequence of wrapping, transfer and unwrapping.
    function testFuzz_everyTokenIsBacked(uint256 amount, uint256 moved, uint256 back) public {
        uint256 held = sharesOf(alice);
        amount = bound(amount, 1, held);
        moved = bound(moved, 0, amount);
        back = bound(back, 0, moved);
        vm.startPrank(alice);
        wrapper.wrap(amount, alice);
        wrapper.transfer(bob, moved);
        vm.stopPrank();
        _checkBacked();
        vm.prank(bob);
        wrapper.unwrap(back, attacker);
        _checkBacked();
        assertEq(sharesOf(attacker), back);
        assertEq(wrapper.balanceOf(bob), moved - back);
        assertEq(sharesOf(alice), held - amount);
    }

    function testFuzz_wrap_mintsToWhomItIsTold(uint256 amount, address to) public {
        vm.assume(to != address(0));
        amount = bound(amount, 1, sharesOf(alice));
        vm.prank(alice);
        wrapper.wrap(amount, to);
        assertEq(wrapper.balanceOf(to), amount);
    }

    /// @dev Shares that are simply sent become the sender's tokens; a batch likewise.
    function testFuzz_sentShares_areTheSenders(uint256 amount) public {
        amount = bound(amount, 1, sharesOf(alice) / 2);
        uint256[] memory ids = new uint256[](1);
        ids[0] = vaultId;
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = amount;
        vm.startPrank(alice);
        diamond.safeTransferFrom(alice, address(wrapper), vaultId, amount, "");
        diamond.safeBatchTransferFrom(alice, address(wrapper), ids, amounts, "");
        assertEq(wrapper.balanceOf(alice), 2 * amount);
        _checkBacked();
    }

    function testFuzz_RevertWhen_unwrappingMoreThanHeld(uint256 amount) public {
        vm.prank(alice);
        wrapper.wrap(1e18, alice);
        vm.prank(bob);
        vm.expectRevert(ERC20.InsufficientBalance.selector);
        wrapper.unwrap(bound(amount, 1, type(uint128).max), bob);
    }

    /// @dev Nobody but the diamond says that shares came, and only of this vault.
    function test_RevertWhen_sharesAreNotItsOwn() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultWrapper.Wrapper_NotItsShares.selector, address(this), vaultId));
        wrapper.onERC1155Received(address(this), attacker, vaultId, 1e18, "");
        vm.prank(address(diamond));
        vm.expectRevert(abi.encodeWithSelector(IVaultWrapper.Wrapper_NotItsShares.selector, address(diamond), 2));
        wrapper.onERC1155Received(address(this), attacker, 2, 1e18, "");
        uint256[] memory ids = new uint256[](1);
        ids[0] = 2;
        vm.prank(address(diamond));
        vm.expectRevert(abi.encodeWithSelector(IVaultWrapper.Wrapper_NotItsShares.selector, address(diamond), 2));
        wrapper.onERC1155BatchReceived(address(this), attacker, ids, ids, "");
    }

    function test_RevertWhen_wrappingWithoutApproval() public {
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, bob, address(wrapper)));
        wrapper.wrap(1e18, bob);
    }

    /// @dev T4: paused altogether, transfers of shares included, tokens still leave in kind for exactly their slice.
    function testFuzz_withdrawInKind_isNeverPaused(uint256 amount, bool skips) public {
        rebalance(1000);
        amount = bound(amount, 1e12, sharesOf(alice));
        vm.prank(alice);
        wrapper.wrap(amount, alice);
        vm.startPrank(guardian);
        diamond.pause(PauseGroups.ALL);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        vm.stopPrank();
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.TRANSFER));
        wrapper.unwrap(amount, alice);
        uint256 mask = skips ? 2 : 0;
        (uint256 expected0, uint256 expected1) =
            diamond.previewWithdrawInKindSkipping(vaultId, amount, address(wrapper), mask);
        uint256 had = weth.balanceOf(bob);
        (uint256 amount0, uint256 amount1) = wrapper.withdrawInKind(amount, expected0, expected1, bob, mask);
        vm.stopPrank();
        assertEq(abi.encode(amount0, amount1), abi.encode(expected0, expected1));
        assertEq(weth.balanceOf(bob) - had, amount0);
        assertEq(wrapper.balanceOf(alice), 0);
        if (skips) assertEq(diamond.claim(1).owner, bob, "the claim is the receiver's");
        _checkBacked();
    }

    function testFuzz_RevertWhen_leavingWithMoreThanHeld(uint256 amount) public {
        vm.prank(alice);
        wrapper.wrap(1e18, alice);
        vm.prank(bob);
        vm.expectRevert(ERC20.InsufficientBalance.selector);
        wrapper.withdrawInKind(bound(amount, 1, 1e18), 0, 0, bob, 0);
    }

    /// @dev A deposit straight to the wrapper comes from nobody: its tokens would be nobody's, and its shares lost.
    function test_RevertWhen_sharesWouldBeNobodys() public {
        vm.startPrank(bob);
        vm.expectRevert(IVaultWrapper.Wrapper_ZeroReceiver.selector);
        diamond.deposit(vaultId, 1e18, 3000e6, 0, address(wrapper));
        diamond.setApprovalForAll(address(wrapper), true);
        vm.expectRevert(IVaultWrapper.Wrapper_ZeroReceiver.selector);
        wrapper.wrap(1e15, address(0));
        vm.stopPrank();
    }

    /// @dev Permit2 has no allowance that a holder did not give.
    function test_permit2_hasNoAllowance() public view {
        assertEq(wrapper.allowance(alice, 0x000000000022D473030F116dDEE9F6B43aC78BA3), 0);
    }

    function _checkBacked() private view {
        assertEq(wrapper.totalSupply(), sharesOf(address(wrapper)));
    }
}
