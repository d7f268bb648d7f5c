// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMExitFor} from "src/interfaces/IALMExitFor.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X20_OthersShares
/// @notice RWAVault, Lixir: an exit named an owner and asked nobody's leave.
/// @dev Holds: each exit on another's behalf, and each transfer, takes the owner's approval of the caller as operator, at
/// this moment; the approval of one is not that of another. (Signatures of Permit2 and ERC-2612 only ever pay in: they
/// have their own tests in UserDoors.)
contract X20_OthersSharesTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
    }

    function testFuzz_ownerIsAsked(uint256 door, address caller, uint256 shares, uint256 approvals) public {
        if (caller == alice || caller == address(0)) caller = attacker;
        door = bound(door, 0, 4);
        // A thousandth of a USDC at least: what is worth less than a unit of it cannot leave in one token.
        shares = bound(shares, 1e15, sharesOf(alice) / 2);
        // Any mixture of approvals but the one that counts.
        if (approvals & 1 == 1) _approve(bob, caller, true);
        if (approvals & 2 == 2) _approve(alice, bob, caller != bob);
        if (approvals & 4 == 4) {
            _approve(alice, caller, true);
            _approve(alice, caller, false);
        }
        uint256 held = sharesOf(alice);
        vm.prank(caller);
        (bool ok, bytes memory reason) = address(diamond).call(_call(door, caller, shares));
        assertFalse(ok, "X20: another's shares were spent");
        assertEq(reason, abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, alice, caller));
        assertEq(sharesOf(alice), held);

        // With it the same call goes through, and takes exactly what it says.
        _approve(alice, caller, true);
        vm.prank(caller);
        (ok,) = address(diamond).call(_call(door, bob, shares));
        assertTrue(ok, "the operator is let through");
        assertEq(sharesOf(alice), held - shares, "exactly");
    }

    function _call(uint256 door, address to, uint256 shares) private view returns (bytes memory) {
        if (door == 0) return abi.encodeCall(IALMExitFor.withdraw, (vaultId, shares, 0, 0, to, alice));
        if (door == 1) return abi.encodeCall(IALMExitFor.withdrawInKind, (vaultId, shares, 0, 0, to, alice));
        if (door == 2) {
            return abi.encodeCall(IALMExitFor.withdrawSingle, (vaultId, address(weth), shares, 0, to, alice));
        }
        if (door == 3) return abi.encodeCall(IVaultToken.safeTransferFrom, (alice, to, vaultId, shares, ""));
        uint256[] memory ids = new uint256[](1);
        uint256[] memory amounts = new uint256[](1);
        (ids[0], amounts[0]) = (vaultId, shares);
        return abi.encodeCall(IVaultToken.safeBatchTransferFrom, (alice, to, ids, amounts, ""));
    }

    function _approve(address holder, address operator, bool approved) private {
        vm.prank(holder);
        diamond.setApprovalForAll(operator, approved);
    }
}
