// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeployedFacet} from "script/deploy/DiamondSteps.sol";
import {Record} from "script/deploy/Record.sol";
import {Propose} from "script/governance/Propose.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {GenuineSafe, ISafe} from "test/utils/GenuineSafe.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {UpgradedInfoFacet} from "./UpgradedInfoFacet.sol";

/// @title GovernanceFixture
/// @notice The real diamond with a living vault; its only ADMIN is the timelock, whose only proposer and executor is a
/// genuine Safe of two out of three owners.
abstract contract GovernanceFixture is VaultFixture, GenuineSafe {
    uint256 internal constant DELAY = 2 days;
    string internal constant FOLDER = "deployments/local/governance-test";

    CantileverTimelock internal timelock;
    ISafe internal safe;
    uint256[3] internal keys;
    /// @dev Every test writes files of its own, as tests run side by side.
    string internal recordPath;
    string internal proposalPath;

    function setUp() public virtual override {
        super.setUp();
        address[] memory owners = new address[](3);
        for (uint256 i; i < 3; ++i) {
            (owners[i], keys[i]) = makeAddrAndKey(string.concat("owner ", vm.toString(i)));
        }
        safe = deploySafe(owners, 2);
        timelock = new CantileverTimelock(DELAY, _list(address(safe)), _list(address(safe)));
        _handOver();
        depositAs(alice, 10e18, 40_000e6);
        rebalance(1000);
        vm.createDir(FOLDER, true);
    }

    /// @dev ADMIN goes from the deployer to the timelock in the diamond's two steps, the second of which is the
    /// timelock's own first operation.
    function _handOver() private {
        diamond.proposeRole(Roles.ADMIN, address(timelock));
        bytes memory accept = abi.encodeCall(IAccess.acceptRole, (Roles.ADMIN));
        propose(abi.encodeCall(timelock.schedule, (address(diamond), 0, accept, 0, 0, DELAY)));
        skip(DELAY);
        setAnchor(uint256(_answer()));
        propose(abi.encodeCall(timelock.execute, (address(diamond), 0, accept, 0, 0)));
        diamond.renounceRole(Roles.ADMIN);
    }

    /// @notice The Safe calls the timelock, two owners having signed.
    function propose(bytes memory call) internal {
        safeExec(safe, address(timelock), call, _two());
    }

    /// @notice The same, expecting the Safe to refuse with one of its codes.
    function proposeExpecting(bytes memory call, uint256[] memory signers, string memory code) internal {
        bytes memory signatures = safeSign(safe, address(timelock), call, signers);
        vm.expectRevert(bytes(code));
        safe.execTransaction(address(timelock), 0, call, 0, 0, 0, 0, address(0), payable(0), signatures);
    }

    /// @notice Time passes and the feed goes on answering.
    function wait(uint256 duration) internal {
        skip(duration);
        setAnchor(uint256(_answer()));
    }

    /// @notice The facets as deployed, with the info facet's next version: one function more, one less.
    function upgraded() internal returns (DeployedFacet[] memory wanted) {
        wanted = new DeployedFacet[](facets.length);
        for (uint256 i; i < wanted.length; ++i) {
            wanted[i] = facets[i];
            if (keccak256(bytes(facets[i].name)) != keccak256("ALMInfoFacet")) continue;
            bytes4[] memory selectors = new bytes4[](facets[i].selectors.length);
            for (uint256 j; j < selectors.length; ++j) {
                bytes4 selector = facets[i].selectors[j];
                selectors[j] =
                    selector == IALMInfo.previewHarvest.selector ? UpgradedInfoFacet.infoVersion.selector : selector;
            }
            wanted[i] = DeployedFacet("ALMInfoFacet", address(new UpgradedInfoFacet()), selectors);
        }
    }

    /// @notice Writes the record of the diamond as deployed, and names this test's files.
    function writeRecord(string memory name) internal {
        recordPath = string.concat(FOLDER, "/", name, ".deployed.json");
        proposalPath = string.concat(FOLDER, "/", name, ".json");
        string[] memory names = new string[](1);
        string[] memory entries = new string[](1);
        names[0] = "CantileverDiamond";
        entries[0] = Record.contractEntry(names[0], address(diamond), new string[](0));
        Record.write(recordPath, "before", names, entries, facets);
    }

    function request(string memory title) internal view returns (Propose.Request memory) {
        return Propose.Request({
            title: title,
            commit: "after",
            recordPath: recordPath,
            path: proposalPath,
            timelock: address(timelock),
            delay: DELAY,
            predecessor: 0,
            init: address(0),
            initCalldata: ""
        });
    }

    function _two() internal view returns (uint256[] memory signers) {
        signers = new uint256[](2);
        (signers[0], signers[1]) = (keys[0], keys[2]);
    }

    function _list(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }
}
