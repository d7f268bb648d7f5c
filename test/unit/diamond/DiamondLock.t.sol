// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded, Lock} from "lock/Lock.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

/// @dev A facet that hands control away while it holds the lock, as a vault does to a token. The genuine ones need a
/// whole vault to get there.
contract CallingFacet is Guarded {
    /// @notice Calls a stranger from inside a guarded function.
    function callOut(address target, bytes calldata input) external payable guarded returns (bytes memory) {
        (bool ok, bytes memory result) = target.call{value: msg.value}(input);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }
}

/// @dev A second facet, compiled apart from the first: it shares the lock or it does not.
contract OtherFacet is Guarded {
    bytes32 private constant COUNT = keccak256("test.other.count");

    function touch() external guarded {
        bytes32 slot = COUNT;
        assembly ("memory-safe") {
            sstore(slot, add(sload(slot), 1))
        }
    }

    function value() external view guardedView returns (uint256 count) {
        bytes32 slot = COUNT;
        assembly ("memory-safe") {
            count := sload(slot)
        }
    }

    function open() external pure returns (uint256) {
        return 1;
    }
}

/// @dev Re-enters the diamond with whatever it was armed with, on plain calls and on native coins alike.
contract Reentrant {
    address private immutable DIAMOND;
    bytes public armed;
    bool public swallow;
    bool public refused;

    constructor(address diamond) {
        DIAMOND = diamond;
    }

    function arm(bytes calldata input, bool swallow_) external {
        armed = input;
        swallow = swallow_;
    }

    fallback() external payable {
        _reenter();
    }

    receive() external payable {
        _reenter();
    }

    function _reenter() private {
        (bool ok, bytes memory reason) = DIAMOND.call(armed);
        refused = !ok;
        if (!ok && !swallow) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}

/// @notice D4: one lock over all facets.
contract DiamondLockTest is DiamondFixture {
    address private constant FRESH = address(0xf4e5);

    Reentrant private attacker;
    CallingFacet private calling;
    OtherFacet private other;

    function setUp() public override {
        super.setUp();
        addAsAdmin(address(new CallingFacet()), CallingFacet.callOut.selector);
        address otherFacet = address(new OtherFacet());
        bytes4[] memory selectors = new bytes4[](3);
        selectors[0] = OtherFacet.touch.selector;
        selectors[1] = OtherFacet.value.selector;
        selectors[2] = OtherFacet.open.selector;
        cutAsAdmin(otherFacet, IDiamondCut.FacetCutAction.Add, selectors);
        calling = CallingFacet(diamond);
        other = OtherFacet(diamond);
        attacker = new Reentrant(diamond);
        _makeAttackerEverything();
    }

    /// @dev Whatever guarded function of whatever facet is re-entered, by somebody who holds every role.
    function testFuzz_RevertWhen_reenteredAcrossFacets(uint256 pick, uint96 value, bytes calldata noise) public {
        bytes[] memory calls = _guardedCalls();
        attacker.arm(calls[pick % calls.length], false);
        vm.deal(address(this), value);

        vm.expectRevert(Lock.Lock_Reentered.selector);
        calling.callOut{value: value}(address(attacker), _callback(noise));
    }

    /// @dev Outside the lock each of those calls succeeds: above, it was the lock that refused.
    function test_reentry_wouldHaveSucceededWithoutTheLock() public {
        bytes[] memory calls = _guardedCalls();
        for (uint256 i; i < calls.length; ++i) {
            uint256 state = vm.snapshotState();
            bytes4 selector = bytes4(calls[i]);
            if (selector == IAccess.acceptRole.selector || selector == IAccess.cancelProposal.selector) {
                _openProposals();
            }
            if (selector == IAccess.reinstateManager.selector) {
                vm.prank(guardian);
                access.suspendManager(manager);
            }
            vm.prank(address(attacker));
            (bool ok, bytes memory reason) = diamond.call(calls[i]);
            assertTrue(ok, string(reason));
            vm.revertToState(state);
        }
    }

    function test_reentry_coversEveryChangingFunctionOfTheseRooms() public view {
        bytes4[] memory changing = accessChangingSelectors();
        bytes[] memory calls = _accessCalls();
        assertEq(calls.length, changing.length);
        for (uint256 i; i < calls.length; ++i) {
            assertEq(bytes4(calls[i]), changing[i]);
        }
    }

    /// @dev A caller that swallows the refusal keeps its call, and nothing happened inside.
    function testFuzz_reentry_swallowedChangesNothing(uint256 pick, bytes calldata noise) public {
        bytes[] memory calls = _guardedCalls();
        attacker.arm(calls[pick % calls.length], true);
        vm.record();
        calling.callOut(address(attacker), _callback(noise));

        assertTrue(attacker.refused(), "refused");
        assertWroteNothing(diamond);
    }

    function test_lock_isFreeAfterwards() public {
        attacker.arm(abi.encodeCall(OtherFacet.open, ()), false);
        calling.callOut(address(attacker), "");
        other.touch();
        calling.callOut(address(attacker), "");
        other.touch();
        assertEq(other.value(), 2);
    }

    function testFuzz_lock_isFreeAfterARevert(bytes calldata noise) public {
        attacker.arm(abi.encodeCall(OtherFacet.touch, ()), false);
        (bool ok,) = diamond.call(abi.encodeCall(CallingFacet.callOut, (address(attacker), _callback(noise))));
        assertFalse(ok, "refused");
        other.touch();
        assertEq(other.value(), 1);
    }

    /// @dev Views that promise no value stay readable; a callback may need the loupe or a role.
    function test_lock_leavesPlainViewsOpen() public {
        attacker.arm(abi.encodeCall(loupe.facetAddresses, ()), false);
        calling.callOut(address(attacker), "");
        attacker.arm(abi.encodeCall(access.hasRole, (Roles.KEEPER, keeper)), false);
        calling.callOut(address(attacker), "");
        attacker.arm(abi.encodeCall(pauser.pausedGroups, ()), false);
        calling.callOut(address(attacker), "");
        assertFalse(attacker.refused());
    }

    function _guardedCalls() private view returns (bytes[] memory calls) {
        bytes[] memory roles = _accessCalls();
        calls = new bytes[](roles.length + 6);
        for (uint256 i; i < roles.length; ++i) {
            calls[i] = roles[i];
        }
        uint256 n = roles.length;
        calls[n++] = abi.encodeCall(pauser.pause, (1));
        calls[n++] = abi.encodeCall(pauser.unpause, (1));
        calls[n++] = abi.encodeCall(
            cutter.diamondCut, (oneCut(cutFacet, IDiamondCut.FacetCutAction.Add, one(0x12345678)), address(0), "")
        );
        calls[n++] = abi.encodeCall(OtherFacet.touch, ());
        calls[n++] = abi.encodeCall(OtherFacet.value, ());
        // A function re-entered by itself. Its own call out goes nowhere.
        calls[n++] = abi.encodeCall(CallingFacet.callOut, (address(0xdead), ""));
    }

    /// @dev One call to each changing function of the role registry, in the fixture's order. The attacker makes them.
    function _accessCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](10);
        calls[0] = abi.encodeCall(IAccess.proposeRole, (Roles.TREASURY, FRESH));
        calls[1] = abi.encodeCall(IAccess.acceptRole, (Roles.TREASURY));
        calls[2] = abi.encodeCall(IAccess.cancelProposal, (Roles.TREASURY, FRESH));
        calls[3] = abi.encodeCall(IAccess.grantKeeper, (FRESH));
        calls[4] = abi.encodeCall(IAccess.revokeRole, (Roles.MANAGER, manager));
        calls[5] = abi.encodeCall(IAccess.renounceRole, (Roles.GUARDIAN));
        calls[6] = abi.encodeCall(IAccess.revokeAll, (Roles.KEEPER));
        calls[7] = abi.encodeCall(IAccess.suspendManager, (manager));
        calls[8] = abi.encodeCall(IAccess.reinstateManager, (manager));
        calls[9] = abi.encodeCall(IAccess.setGrantTiming, (2 days, 3 days));
    }

    /// @dev A plain transfer, or a callback with any arguments. Its selector is fixed: a random one may be a getter of
    /// the attacker's own, which would call nobody.
    function _callback(bytes calldata noise) private pure returns (bytes memory) {
        return noise.length == 0 ? bytes("") : abi.encodePacked(bytes4(0xfa461e33), noise);
    }

    /// @dev Two-step where the registry wants it.
    function _makeAttackerEverything() private {
        vm.startPrank(admin);
        access.grantKeeper(address(attacker));
        access.proposeRole(Roles.ADMIN, address(attacker));
        access.proposeRole(Roles.MANAGER, address(attacker));
        access.proposeRole(Roles.GUARDIAN, address(attacker));
        vm.stopPrank();
        vm.warp(block.timestamp + 1 days);
        vm.startPrank(address(attacker));
        access.acceptRole(Roles.ADMIN);
        access.acceptRole(Roles.MANAGER);
        access.acceptRole(Roles.GUARDIAN);
        vm.stopPrank();
    }

    /// @dev The attacker's own proposal of TREASURY, ready, and one to the address the calls name.
    function _openProposals() private {
        vm.startPrank(admin);
        access.proposeRole(Roles.TREASURY, address(attacker));
        access.proposeRole(Roles.TREASURY, FRESH);
        vm.stopPrank();
        vm.warp(block.timestamp + 1 days);
    }
}
