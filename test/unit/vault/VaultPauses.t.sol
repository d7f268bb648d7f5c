// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Each door of a vault belongs to one pause group: that group stops it, diamond-wide or for the vault alone, and
/// all the others together do not.
contract VaultPausesTest is VaultFixture {
    struct Door {
        address caller;
        uint256 group;
        bytes call;
    }

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(1e18);
        skip(15 minutes);
        setAnchor(3000e8);
    }

    function testFuzz_RevertWhen_theDoorsGroupIsPaused(uint256 pick, bool everywhere) public {
        Door memory door = _pick(pick);
        vm.prank(guardian);
        if (everywhere) diamond.pause(door.group);
        else diamond.pauseVault(vaultId, door.group);
        (bool ok, bytes memory reason) = _try(door);
        assertFalse(ok);
        assertEq(
            reason,
            everywhere
                ? abi.encodeWithSelector(IPause.Access_Paused.selector, door.group)
                : abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, door.group)
        );
    }

    function testFuzz_door_isOpenWhileAllOtherGroupsArePaused(uint256 pick, bool everywhere) public {
        Door memory door = _pick(pick);
        vm.prank(guardian);
        if (everywhere) diamond.pause(PauseGroups.ALL & ~door.group);
        else diamond.pauseVault(vaultId, PauseGroups.ALL & ~door.group);
        (bool ok, bytes memory reason) = _try(door);
        assertTrue(ok, string(reason));
    }

    /// @dev A vault's pause is that vault's: the same door of another one stays open.
    function test_pauseVault_leavesOthersAlone() public {
        vm.prank(manager);
        uint256 second = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        vm.startPrank(bob);
        diamond.deposit(second, 1e18, 3000e6, 0, bob);
        diamond.safeTransferFrom(bob, alice, second, 1e18, "");
        (uint256[] memory ids, uint256[] memory values) = (new uint256[](2), new uint256[](2));
        (ids[0], ids[1], values[0], values[1]) = (second, vaultId, 1, 1);
        // One paused vault stops a batch that it is in, wherever it stands.
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, PauseGroups.TRANSFER));
        diamond.safeBatchTransferFrom(bob, alice, ids, values, "");
    }

    function _try(Door memory door) private returns (bool ok, bytes memory reason) {
        vm.prank(door.caller);
        (ok, reason) = address(diamond).call(door.call);
    }

    function _pick(uint256 pick) private view returns (Door memory) {
        Door[] memory doors = new Door[](11);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        (uint256[] memory ids, uint256[] memory values) = (new uint256[](1), new uint256[](1));
        (ids[0], values[0]) = (vaultId, 1e15);
        address weth_ = address(weth);
        doors[0] = Door(bob, PauseGroups.ENTRY, abi.encodeCall(diamond.deposit, (vaultId, 1e18, 3000e6, 0, bob)));
        doors[1] = Door(bob, PauseGroups.ENTRY, abi.encodeCall(diamond.depositSingle, (vaultId, weth_, 1e18, 0, bob)));
        doors[2] = Door(bob, PauseGroups.EXIT, abi.encodeCall(IALMUser.withdraw, (vaultId, 1e18, 0, 0, bob)));
        doors[3] = Door(
            bob,
            PauseGroups.EXIT,
            abi.encodeWithSignature(
                "withdrawSingle(uint256,address,uint256,uint256,address)", vaultId, weth_, 1e18, 0, bob
            )
        );
        doors[4] = Door(
            keeper, PauseGroups.KEEPER, abi.encodeCall(diamond.rebalance, (vaultId, noSwaps(), ordersAround(1000)))
        );
        doors[5] = Door(keeper, PauseGroups.KEEPER, abi.encodeCall(diamond.burnRanges, (vaultId, 2)));
        doors[6] = Door(keeper, PauseGroups.KEEPER, abi.encodeCall(diamond.mintRanges, (vaultId, orders)));
        doors[7] = Door(keeper, PauseGroups.KEEPER, abi.encodeCall(diamond.remintRanges, (vaultId, 7, orders)));
        doors[8] = Door(attacker, PauseGroups.HARVEST, abi.encodeCall(diamond.harvest, (vaultId)));
        doors[9] =
            Door(bob, PauseGroups.TRANSFER, abi.encodeCall(diamond.safeTransferFrom, (bob, alice, vaultId, 1e15, "")));
        doors[10] = Door(
            bob, PauseGroups.TRANSFER, abi.encodeCall(diamond.safeBatchTransferFrom, (bob, alice, ids, values, ""))
        );
        return doors[pick % doors.length];
    }
}
