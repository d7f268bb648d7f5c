// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Config} from "script/deploy/Config.sol";
import {DiamondSteps} from "script/deploy/DiamondSteps.sol";
import {Governance, GovernanceSteps} from "script/deploy/GovernanceSteps.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {GenuineSafe, ISafe} from "test/utils/GenuineSafe.sol";

/// @notice The `governance` section of an address book, from the deployer's ADMIN to the timelock's.
contract GovernanceStepsTest is GenuineSafe {
    using Config for string;

    bytes32 private constant SALT = keccak256("governance.test");
    uint256 private constant DELAY = 2 days;

    IAccess private diamond;
    SafeInfrastructure private infrastructure;
    address[] private owners;
    uint256[] private keys;

    function setUp() public {
        vm.warp(1_760_000_000);
        infrastructure = deploySafeInfrastructure();
        for (uint256 i; i < 3; ++i) {
            (address owner, uint256 key) = makeAddrAndKey(string.concat("owner ", vm.toString(i)));
            owners.push(owner);
            keys.push(key);
        }
        diamond = _deployDiamond();
    }

    /// @dev The whole way: offered, accepted by the Safe's two calls, given up; and nothing left for a fourth run.
    function test_run_handsAdminOverToTheTimelock() public {
        Governance memory made = this.run(_json(2, DELAY));
        CantileverTimelock timelock = CantileverTimelock(payable(made.timelock));
        assertEq(ISafe(made.safe).getThreshold(), 2);
        assertEq(abi.encode(ISafe(made.safe).getOwners()), abi.encode(owners));
        assertEq(timelock.getMinDelay(), DELAY);
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), made.safe));
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), made.safe));
        assertFalse(diamond.hasRole(Roles.ADMIN, made.timelock), "offered only");

        (bytes memory scheduleCall, bytes memory executeCall) = GovernanceSteps.acceptance(diamond, made);
        safeExec(ISafe(made.safe), made.timelock, scheduleCall, _two());
        skip(DELAY);
        // A run in between changes nothing: the offer stands, and the deployer is still ADMIN.
        assertEq(abi.encode(this.run(_json(2, DELAY))), abi.encode(made));
        assertTrue(diamond.hasRole(Roles.ADMIN, address(this)));
        safeExec(ISafe(made.safe), made.timelock, executeCall, _two());
        assertTrue(diamond.hasRole(Roles.ADMIN, made.timelock), "accepted");

        this.run(_json(2, DELAY));
        assertFalse(diamond.hasRole(Roles.ADMIN, address(this)), "given up");
        assertEq(diamond.adminCount(), 1);
        vm.record();
        this.run(_json(2, DELAY));
        (, bytes32[] memory writes) = vm.accesses(address(diamond));
        assertEq(writes.length, 0, "nothing left to do");
    }

    /// @dev An offer that nobody took up is made again.
    function test_run_renewsAnExpiredOffer() public {
        Governance memory made = this.run(_json(2, DELAY));
        (, uint256 expiresAt) = diamond.proposalOf(Roles.ADMIN, made.timelock);
        vm.warp(expiresAt);
        this.run(_json(2, DELAY));
        (, uint256 same) = diamond.proposalOf(Roles.ADMIN, made.timelock);
        assertEq(same, expiresAt, "open to its last second");
        skip(1);
        this.run(_json(2, DELAY));
        (, uint256 renewed) = diamond.proposalOf(Roles.ADMIN, made.timelock);
        assertEq(renewed, expiresAt + 1 + 8 days);
    }

    function test_run_usesTheSafeThatIsNamed() public {
        ISafe safe = deploySafe(owners, 2);
        string memory json = string.concat(
            '{"governance":{"timelockDelaySeconds":172800,"safe":{"address":"', vm.toString(address(safe)), '"}}}'
        );
        assertEq(this.run(json).safe, address(safe));
    }

    function test_run_doesNothingWithoutTheSection() public {
        vm.record();
        Governance memory made = this.run("{}");
        (, bytes32[] memory writes) = vm.accesses(address(diamond));
        assertEq(writes.length, 0);
        assertEq(made.timelock, address(0));
    }

    /// @dev Chains may differ in their owners and delays; the diamond is where it is on all of them.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 128
    function testFuzz_diamond_isWhereItIsWhoeverGoverns(uint256 delay) public {
        delay = bound(delay, 1 days, 8 days);
        address[2] memory at;
        address[2] memory timelocks;
        uint256 start = vm.snapshotState();
        for (uint256 i; i < 2; ++i) {
            vm.chainId(i == 0 ? 42_161 : 56);
            diamond = _deployDiamond();
            timelocks[i] = this.run(_json(2 + i, i == 0 ? DELAY : delay)).timelock;
            at[i] = address(diamond);
            vm.revertToState(start);
        }
        assertEq(at[0], at[1]);
        assertNotEq(timelocks[0], timelocks[1], "another Safe, another timelock");
    }

    // -- what is refused ------------------------------------------------------------------------------------------

    function testFuzz_RevertWhen_thresholdIsNone(uint256 threshold) public {
        threshold = threshold % 2 == 0 ? bound(threshold, 0, 1) : bound(threshold, 4, type(uint64).max);
        vm.expectRevert(abi.encodeWithSelector(GovernanceSteps.Governance_BadThreshold.selector, threshold, 3));
        this.run(_json(threshold, DELAY));
    }

    /// @dev Beyond a day's delay and a week's window the offer would be gone before the timelock may answer.
    function testFuzz_RevertWhen_delayOutlivesTheOffer(uint256 delay) public {
        delay = bound(delay, 8 days + 1, type(uint64).max);
        vm.expectRevert(abi.encodeWithSelector(GovernanceSteps.Governance_DelayBeyondOffer.selector, delay, 8 days));
        this.run(_json(2, delay));
    }

    function testFuzz_RevertWhen_partOfSafeIsMissing(uint256 which) public {
        which = which % 3;
        address missing = makeAddr("missing");
        string[3] memory names = ["factory", "singleton", "fallbackHandler"];
        if (which == 0) infrastructure.factory = missing;
        if (which == 1) infrastructure.singleton = missing;
        if (which == 2) infrastructure.fallbackHandler = missing;
        vm.expectRevert(abi.encodeWithSelector(GovernanceSteps.Governance_NoCode.selector, names[which], missing));
        this.run(_json(2, DELAY));
    }

    function test_RevertWhen_theNamedSafeIsMissing() public {
        address missing = makeAddr("missing");
        string memory json = string.concat(
            '{"governance":{"timelockDelaySeconds":172800,"safe":{"address":"', vm.toString(missing), '"}}}'
        );
        vm.expectRevert(abi.encodeWithSelector(GovernanceSteps.Governance_NoCode.selector, "safe", missing));
        this.run(json);
    }

    /// @dev External, so that expectRevert has a call to watch; the steps act as this contract all the same.
    function run(string memory json) external returns (Governance memory) {
        return GovernanceSteps.run(diamond, json, SALT, address(this));
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _deployDiamond() private returns (IAccess) {
        (address at,) = DiamondSteps.deploy(SALT, address(this), new IAccess.RoleGrant[](0));
        return IAccess(at);
    }

    function _json(uint256 threshold, uint256 delay) private view returns (string memory) {
        return string.concat(
            '{"governance":{"timelockDelaySeconds":',
            vm.toString(delay),
            ',"safe":{"factory":"',
            vm.toString(infrastructure.factory),
            '","singleton":"',
            vm.toString(infrastructure.singleton),
            '","fallbackHandler":"',
            vm.toString(infrastructure.fallbackHandler),
            '","owners":',
            _owners(),
            ',"threshold":',
            vm.toString(threshold),
            "}}}"
        );
    }

    function _owners() private view returns (string memory) {
        return
            string.concat(
                '["', vm.toString(owners[0]), '","', vm.toString(owners[1]), '","', vm.toString(owners[2]), '"]'
            );
    }

    function _two() private view returns (uint256[] memory two) {
        two = new uint256[](2);
        (two[0], two[1]) = (keys[0], keys[1]);
    }
}
