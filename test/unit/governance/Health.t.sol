// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Health, RecordedFacet} from "script/governance/Health.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";
import {EchoFacet} from "../diamond/EchoFacet.sol";

/// @notice What the health check finds, one fault at a time.
contract HealthTest is DiamondFixture {
    function test_health_isGoodAfterDeployment() public view {
        assertEq(_problems(loupe, _record()).length, 0);
    }

    /// @dev Code changed under a facet's address, which only its hash shows.
    function test_health_findsOtherCode() public {
        RecordedFacet[] memory record = _record();
        bytes memory code = abi.encodePacked(pauseFacet.code, hex"00");
        vm.etch(pauseFacet, code);
        string[] memory problems = _problems(loupe, record);
        assertEq(problems.length, 1);
        assertEq(
            problems[0],
            string.concat(
                "PauseFacet at ",
                vm.toString(pauseFacet),
                " has other code: ",
                vm.toString(keccak256(code)),
                ", recorded ",
                vm.toString(record[3].codeHash)
            )
        );
    }

    function test_health_findsMissingCode() public {
        RecordedFacet[] memory record = _record();
        vm.etch(pauseFacet, "");
        string[] memory problems = _problems(loupe, record);
        assertEq(problems.length, 1);
        assertEq(problems[0], string.concat("PauseFacet at ", vm.toString(pauseFacet), " has no code"));
    }

    /// @dev A function moved to another facet is named, with both addresses.
    function test_health_findsASwappedFacet() public {
        RecordedFacet[] memory record = _record();
        address other = address(new EchoFacet());
        // ERC-165's function: the one of the loupe that the check itself does not call.
        cutAsAdmin(other, IDiamondCut.FacetCutAction.Replace, one(0x01ffc9a7));
        string[] memory problems = _problems(loupe, record);
        assertEq(problems.length, 1);
        assertEq(
            problems[0],
            string.concat(
                "0x01ffc9a7 supportsInterface(bytes4) is served by ",
                vm.toString(other),
                ", recorded at DiamondLoupeFacet at ",
                vm.toString(loupeFacet)
            )
        );
    }

    function test_health_findsWhatIsGone() public {
        RecordedFacet[] memory record = _record();
        cutAsAdmin(address(0), IDiamondCut.FacetCutAction.Remove, one(0x01ffc9a7));
        string[] memory problems = _problems(loupe, record);
        assertEq(problems.length, 1);
        assertEq(
            problems[0],
            string.concat(
                "0x01ffc9a7 supportsInterface(bytes4) is gone, recorded at DiamondLoupeFacet at ",
                vm.toString(loupeFacet)
            )
        );
    }

    /// @dev Any selector that no record knows.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 128
    function testFuzz_health_findsWhatIsNotRecorded(bytes4 selector) public {
        selector = freeSelector(selector);
        RecordedFacet[] memory record = _record();
        address other = address(new EchoFacet());
        addAsAdmin(other, selector);
        string[] memory problems = _problems(loupe, record);
        assertEq(problems.length, 1);
        assertTrue(vm.contains(problems[0], string.concat(" is served by ", vm.toString(other), ", recorded nowhere")));
        assertTrue(vm.contains(problems[0], vm.toString(abi.encodePacked(selector))));
    }

    function test_health_findsThatThereIsNoDiamond() public {
        string[] memory problems = Health.problems(IDiamondLoupe(makeAddr("nothing")), _record());
        assertEq(problems.length, 1);
        assertEq(problems[0], string.concat("diamond ", vm.toString(makeAddr("nothing")), " has no code"));
    }

    function testFuzz_RevertWhen_theRecordIsOfAnotherChain(uint64 chainId) public {
        chainId = uint64(bound(chainId, 1, type(uint64).max));
        if (chainId == 31_337) chainId = 1;
        vm.chainId(chainId);
        vm.expectRevert(abi.encodeWithSelector(Health.Health_WrongChain.selector, chainId, 31_337));
        this.read('{"chainId":31337,"contracts":{},"facets":{}}');
    }

    function test_read_takesWhatTheScriptWrites() public view {
        string memory json = string.concat(
            '{"chainId":31337,"contracts":{"CantileverDiamond":{"address":"',
            vm.toString(diamond),
            '","codeHash":"',
            vm.toString(diamond.codehash),
            '","args":[]}},"facets":{"PauseFacet":{"address":"',
            vm.toString(pauseFacet),
            '","codeHash":"',
            vm.toString(pauseFacet.codehash),
            '","selectors":["0x12345678","0x87654321"]}}}'
        );
        (address at, RecordedFacet[] memory recorded) = Health.read(json);
        assertEq(at, diamond);
        assertEq(recorded.length, 2);
        assertEq(recorded[1].name, "CantileverDiamond");
        assertEq(recorded[1].at, diamond);
        assertEq(recorded[1].codeHash, diamond.codehash);
        assertEq(recorded[1].selectors.length, 0);
        assertEq(recorded[0].name, "PauseFacet");
        assertEq(recorded[0].at, pauseFacet);
        assertEq(recorded[0].codeHash, pauseFacet.codehash);
        assertEq(recorded[0].selectors[0], bytes4(0x12345678));
        assertEq(recorded[0].selectors[1], bytes4(0x87654321));
    }

    /// @dev External, so that expectRevert has a call to watch.
    function read(string memory json) external view {
        Health.read(json);
    }

    function _problems(IDiamondLoupe at, RecordedFacet[] memory record) private view returns (string[] memory) {
        return Health.problems(at, record);
    }

    function _record() private view returns (RecordedFacet[] memory record) {
        record = new RecordedFacet[](4);
        record[0] = RecordedFacet("DiamondCutFacet", cutFacet, cutFacet.codehash, one(IDiamondCut.diamondCut.selector));
        record[1] = RecordedFacet("DiamondLoupeFacet", loupeFacet, loupeFacet.codehash, loupeSelectors());
        record[2] = RecordedFacet("AccessControlFacet", accessFacet, accessFacet.codehash, accessSelectors());
        record[3] = RecordedFacet("PauseFacet", pauseFacet, pauseFacet.codehash, pauseSelectors());
    }
}
