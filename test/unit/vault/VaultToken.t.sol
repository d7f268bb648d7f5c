// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IERC1155Receiver} from "src/interfaces/external/IERC1155Receiver.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @dev Accepts shares, or refuses them, or re-enters with a call of the test's choice.
contract ShareReceiver is IERC1155Receiver {
    bool public refuses;
    bytes public reentry;
    bytes public failure;

    function set(bool refuses_, bytes calldata reentry_) external {
        (refuses, reentry) = (refuses_, reentry_);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        _act(msg.sender);
        return refuses ? bytes4(0) : this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        returns (bytes4)
    {
        _act(msg.sender);
        return refuses ? bytes4(0) : this.onERC1155BatchReceived.selector;
    }

    function _act(address diamond) private {
        if (reentry.length == 0) return;
        (bool ok, bytes memory result) = diamond.call(reentry);
        failure = ok ? bytes("re-entered") : result;
    }
}

contract VaultTokenTest is VaultFixture {
    ShareReceiver internal receiver = new ShareReceiver();

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 1e18, 3000e6);
    }

    function testFuzz_transfer_conserves(uint256 shares, bool toSelf, bool batch) public {
        uint256 held = sharesOf(alice);
        shares = bound(shares, 0, held);
        address to = toSelf ? alice : bob;
        uint256 toBefore = sharesOf(to);
        uint256 supply = diamond.totalSupply(vaultId);
        vm.prank(alice);
        if (batch) {
            // The same id twice: each part moves.
            (uint256[] memory ids, uint256[] memory values) = (new uint256[](2), new uint256[](2));
            (ids[0], ids[1], values[0], values[1]) = (vaultId, vaultId, shares / 2, shares - shares / 2);
            diamond.safeBatchTransferFrom(alice, to, ids, values, "");
        } else {
            diamond.safeTransferFrom(alice, to, vaultId, shares, "");
        }
        assertEq(sharesOf(alice), toSelf ? held : held - shares);
        assertEq(sharesOf(to), toSelf ? toBefore : toBefore + shares);
        assertEq(diamond.totalSupply(vaultId), supply);
    }

    function testFuzz_RevertWhen_operatorIsNotApproved(address operator, uint256 shares) public {
        vm.assume(operator != alice);
        shares = bound(shares, 1, sharesOf(alice));
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, alice, operator));
        diamond.safeTransferFrom(alice, operator, vaultId, shares, "");
        vm.prank(alice);
        diamond.setApprovalForAll(operator, true);
        assertTrue(diamond.isApprovedForAll(alice, operator));
        vm.prank(operator);
        diamond.safeTransferFrom(alice, bob, vaultId, shares, "");
        vm.prank(alice);
        diamond.setApprovalForAll(operator, false);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, alice, operator));
        diamond.safeTransferFrom(alice, bob, vaultId, 1, "");
    }

    function testFuzz_RevertWhen_sharesAreNotHeld(uint256 excess) public {
        uint256 held = sharesOf(alice);
        excess = bound(excess, 1, type(uint128).max);
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultToken.Token_InsufficientShares.selector, alice, vaultId, held, held + excess)
        );
        diamond.safeTransferFrom(alice, bob, vaultId, held + excess, "");
    }

    function test_RevertWhen_receiverRefuses() public {
        receiver.set(true, "");
        bytes memory refused = abi.encodeWithSelector(IVaultToken.Token_RejectedByReceiver.selector, address(receiver));
        vm.startPrank(alice);
        vm.expectRevert(refused);
        diamond.safeTransferFrom(alice, address(receiver), vaultId, 1, "");
        (uint256[] memory ids, uint256[] memory values) = (new uint256[](1), new uint256[](1));
        (ids[0], values[0]) = (vaultId, 1);
        vm.expectRevert(refused);
        diamond.safeBatchTransferFrom(alice, address(receiver), ids, values, "");
        vm.expectRevert(refused);
        diamond.deposit(vaultId, 1e18, 3000e6, 0, address(receiver));
        vm.expectRevert();
        diamond.deposit(vaultId, 1e18, 3000e6, 0, address(feed));
        // Holders are untouched by a receiver that refuses: exits call no hook.
        diamond.withdrawInKind(vaultId, sharesOf(alice), 0, 0, alice);
    }

    function test_RevertWhen_toIsZero() public {
        vm.startPrank(alice);
        vm.expectRevert(IVaultToken.Token_ZeroReceiver.selector);
        diamond.safeTransferFrom(alice, address(0), vaultId, 1, "");
        vm.expectRevert(IVaultToken.Token_ZeroReceiver.selector);
        diamond.safeBatchTransferFrom(alice, address(0), new uint256[](0), new uint256[](0), "");
    }

    function testFuzz_RevertWhen_lengthsDiffer(uint256 left, uint256 right) public {
        left = bound(left, 0, 8);
        right = bound(right, 0, 8);
        vm.assume(left != right);
        bytes memory mismatch = abi.encodeWithSelector(IVaultToken.Token_LengthMismatch.selector, left, right);
        vm.startPrank(alice);
        vm.expectRevert(mismatch);
        diamond.safeBatchTransferFrom(alice, bob, new uint256[](left), new uint256[](right), "");
        vm.expectRevert(mismatch);
        diamond.balanceOfBatch(new address[](left), new uint256[](right));
    }

    function test_RevertWhen_transfersArePaused() public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.TRANSFER);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.TRANSFER));
        diamond.safeTransferFrom(alice, bob, vaultId, 1, "");
        diamond.withdrawInKind(vaultId, sharesOf(alice), 0, 0, alice);
    }

    /// @dev D4, X22: from the receiver's hook every state-changing function, and every view of value, is refused.
    function test_RevertWhen_hookReenters() public {
        bytes[11] memory calls = [
            abi.encodeCall(diamond.deposit, (vaultId, 1e18, 3000e6, 0, address(receiver))),
            abi.encodeCall(IALMUser.withdraw, (vaultId, 1, 0, 0, address(receiver))),
            abi.encodeCall(IALMUser.withdrawInKind, (vaultId, 1, 0, 0, address(receiver))),
            abi.encodeCall(diamond.harvest, (vaultId)),
            abi.encodeCall(diamond.safeTransferFrom, (address(receiver), bob, vaultId, 1, "")),
            abi.encodeCall(diamond.totalBalances, (vaultId)),
            abi.encodeCall(diamond.previewDeposit, (vaultId, 1e18, 3000e6)),
            abi.encodeCall(diamond.previewWithdraw, (vaultId, 1)),
            abi.encodeCall(diamond.previewWithdrawInKind, (vaultId, 1)),
            abi.encodeCall(diamond.valuePerShareWad, (vaultId)),
            abi.encodeCall(diamond.cashBalances, (vaultId))
        ];
        for (uint256 i; i < calls.length; ++i) {
            receiver.set(false, calls[i]);
            vm.prank(alice);
            diamond.deposit(vaultId, 1e15, 3e6, 0, address(receiver));
            assertEq(receiver.failure(), abi.encodeWithSelector(Lock.Lock_Reentered.selector));
        }
    }

    function test_supportsInterface() public view {
        assertTrue(diamond.supportsInterface(0xd9b67a26)); // ERC-1155
        assertTrue(diamond.supportsInterface(0x0e89341c)); // its metadata
        assertFalse(diamond.supportsInterface(0xffffffff));
    }

    function test_uri_isReadable() public view {
        // {"name":"Cantilever WETH/USDC vault #1","description":"Share of a liquidity vault of WETH/USDC on chain 31337","decimals":18}
        assertEq(
            diamond.uri(vaultId),
            "data:application/json;base64,eyJuYW1lIjoiQ2FudGlsZXZlciBXRVRIL1VTREMgdmF1bHQgIzEiLCJkZXNjcmlwdGlvbiI6IlNoYXJlIG9mIGEgbGlxdWlkaXR5IHZhdWx0IG9mIFdFVEgvVVNEQyBvbiBjaGFpbiAzMTMzNyIsImRlY2ltYWxzIjoxOH0="
        );
    }
}
