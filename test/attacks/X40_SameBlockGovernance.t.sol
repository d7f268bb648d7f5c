// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {EchoFacet} from "test/unit/diamond/EchoFacet.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X40_SameBlockGovernance
/// @notice Beanstalk: a majority borrowed for one transaction, and a proposal executed in the block that queued it.
/// @dev ADMIN is the timelock as deployed; its council is the attacker's accomplice in the second half.
contract X40_SameBlockGovernanceTest is VaultFixture {
    uint256 private constant DELAY = 2 days;
    bytes4 private constant THEFT = 0xbeada700;

    CantileverTimelock private timelock;
    address private council = makeAddr("council");
    bytes private cut;

    function setUp() public override {
        super.setUp();
        address[] memory councils = new address[](1);
        councils[0] = council;
        timelock = new CantileverTimelock(DELAY, councils, councils);
        diamond.proposeRole(Roles.ADMIN, address(timelock));
        skip(1 days);
        vm.prank(address(timelock));
        diamond.acceptRole(Roles.ADMIN);
        diamond.renounceRole(Roles.ADMIN);
        setAnchor(3000e8);
        depositAs(alice, 10e18, 30_000e6);
        cut = _cut();
    }

    /// @dev Nearly all shares of the vault, bought with money that could be a flash loan's, give no power at all.
    function testFuzz_shares_giveNoPower(uint256 amount) public {
        amount = bound(amount, 1e18, 500_000e18);
        depositAs(attacker, amount, amount * 3100 / 1e12);
        bytes[] memory calls = new bytes[](5);
        calls[0] = cut;
        calls[1] = abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, attacker));
        calls[2] = abi.encodeCall(IAccess.grantKeeper, (attacker));
        calls[3] = abi.encodeCall(IRiskModel.setPoolCScore, (poolIdOf(pools[0]), uint16(1)));
        calls[4] = abi.encodeCall(IAccess.setGrantTiming, (1 days, 1 days));
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(attacker);
            (bool ok, bytes memory answer) = address(diamond).call(calls[i]);
            assertFalse(ok, "X40: shares are power");
            assertEq(bytes4(answer), IAccess.Access_MissingRole.selector);
        }
        vm.prank(attacker);
        vm.expectRevert();
        timelock.schedule(address(diamond), 0, cut, 0, 0, DELAY);
    }

    /// @dev Not even the council: neither in the block that queues it, nor a second before it is ready, nor another cut.
    function testFuzz_RevertWhen_cutBeforeItsTime(uint256 early) public {
        early = bound(early, 1, DELAY);
        vm.startPrank(council);
        timelock.schedule(address(diamond), 0, cut, 0, 0, DELAY);
        skip(DELAY - early);
        bytes32 ready = bytes32(1 << uint8(TimelockController.OperationState.Ready));
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector,
                timelock.hashOperation(address(diamond), 0, cut, 0, 0),
                ready
            )
        );
        timelock.execute(address(diamond), 0, cut, 0, 0);
        assertEq(diamond.facetAddress(THEFT), address(0), "X40: cut before its time");

        skip(early);
        bytes memory other = bytes.concat(cut, hex"00");
        vm.expectRevert();
        timelock.execute(address(diamond), 0, other, 0, 0);
        // A control: what was queued, when it is ready.
        timelock.execute(address(diamond), 0, cut, 0, 0);
        assertNotEq(diamond.facetAddress(THEFT), address(0));
    }

    /// @dev Nor without a delay, and the emergency's role can stop things and nothing else.
    function test_emergency_onlyStops() public {
        vm.prank(council);
        vm.expectRevert();
        timelock.schedule(address(diamond), 0, cut, 0, 0, 0);

        vm.startPrank(guardian);
        diamond.pause(1);
        (bool ok,) = address(diamond).call(cut);
        assertFalse(ok, "X40: the emergency's role cuts");
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, guardian, Roles.ADMIN));
        diamond.proposeRole(Roles.ADMIN, guardian);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, guardian, Roles.MANAGER));
        diamond.unpause(1);
    }

    function _cut() private returns (bytes memory) {
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = THEFT;
        cuts[0] = IDiamondCut.FacetCut(address(new EchoFacet()), IDiamondCut.FacetCutAction.Add, selectors);
        return abi.encodeCall(IDiamondCut.diamondCut, (cuts, address(0), ""));
    }
}
