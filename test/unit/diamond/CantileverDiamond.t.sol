// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {CantileverDiamond} from "../../../src/diamond/CantileverDiamond.sol";
import {DiamondStorage} from "../../../src/diamond/DiamondStorage.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../../src/interfaces/IDiamondLoupe.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

/// @dev Reverts with whatever it is called with. No genuine facet reverts with data of the caller's choice.
contract BouncerFacet {
    fallback(bytes calldata input) external payable returns (bytes memory) {
        bytes memory reason = input;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

/// @dev Takes native coins from one sender, as a facet of a native venue would. None of the product does so yet.
contract TillFacet {
    error Till_Stranger(address sender);

    address private immutable VENUE;

    constructor(address venue) {
        VENUE = venue;
    }

    receive() external payable {
        if (msg.sender != VENUE) revert Till_Stranger(msg.sender);
    }
}

contract CantileverDiamondTest is DiamondFixture {
    /// @dev The deployer of deterministic addresses that exists on every chain.
    address private constant CREATE2_DEPLOYER = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    address private echo;

    function setUp() public override {
        super.setUp();
        echo = address(new EchoFacet());
    }

    function test_construct_leavesOneAdminAndOneSelector() public {
        address bare = address(new CantileverDiamond(admin, cutFacet));
        assertEq(uint256(vm.load(bare, DiamondStorage.SLOT)), 1, "selectors");

        vm.prank(admin);
        IDiamondCut(bare).diamondCut(firstCuts(), address(0), "");
        assertEq(IAccess(bare).adminCount(), 1, "admins");
        assertTrue(IAccess(bare).hasRole(Roles.ADMIN, admin), "admin");
        assertFalse(IAccess(bare).hasRole(Roles.ADMIN, address(this)), "deployer");
        assertEq(IDiamondLoupe(bare).facetAddress(IDiamondCut.diamondCut.selector), cutFacet, "cut");
        (uint256 delay, uint256 ttl) = IAccess(bare).grantTiming();
        assertEq(delay, 1 days, "delay");
        assertEq(ttl, 7 days, "ttl");
    }

    function test_construct_emitsItsCut() public {
        vm.expectEmit();
        emit IAccess.RoleGranted(Roles.ADMIN, admin, address(this));
        vm.expectEmit();
        emit IDiamondCut.DiamondCut(
            oneCut(cutFacet, IDiamondCut.FacetCutAction.Add, one(IDiamondCut.diamondCut.selector)), address(0), ""
        );
        new CantileverDiamond(admin, cutFacet);
    }

    function test_RevertWhen_constructedWithoutAdmin() public {
        vm.expectRevert(IAccess.Access_ZeroAccount.selector);
        new CantileverDiamond(address(0), cutFacet);
    }

    function test_RevertWhen_constructedWithoutFacet() public {
        vm.expectRevert(IDiamondCut.Diamond_ZeroFacet.selector);
        new CantileverDiamond(admin, address(0));
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, outsider));
        new CantileverDiamond(admin, outsider);
    }

    function testFuzz_construct_sameAddressOnEveryChainWhoeverDeploys(uint64 chainId, address sender, bytes32 salt)
        public
    {
        bytes memory creation =
            abi.encodePacked(vm.getCode("CantileverDiamond.sol:CantileverDiamond"), abi.encode(admin, cutFacet));
        address predicted = vm.computeCreate2Address(salt, keccak256(creation), CREATE2_DEPLOYER);
        vm.chainId(bound(chainId, 1, type(uint64).max - 1));

        vm.prank(sender);
        (bool ok, bytes memory result) = CREATE2_DEPLOYER.call(abi.encodePacked(salt, creation));
        assertTrue(ok, "deployed");
        assertEq(address(bytes20(result)), predicted, "address");

        // Racing the deployment gains nothing: the admin is in the address itself.
        if (sender != admin) {
            vm.prank(sender);
            expectMissingRole(sender, Roles.ADMIN);
            IDiamondCut(predicted).diamondCut(firstCuts(), address(0), "");
        }
        vm.prank(admin);
        IDiamondCut(predicted).diamondCut(firstCuts(), address(0), "");
        assertEq(IAccess(predicted).adminCount(), 1, "admins");
    }

    function testFuzz_dispatch_passesCallerValueCalldataAndResult(
        bytes4 selector,
        bytes calldata arguments,
        address caller,
        uint96 value
    ) public {
        selector = freeSelector(selector);
        addAsAdmin(echo, selector);
        bytes memory input = abi.encodePacked(selector, arguments);

        hoax(caller, value);
        (bool ok, bytes memory result) = diamond.call{value: value}(input);

        assertTrue(ok, "ok");
        assertEq(result, abi.encode(echo, diamond, caller, value, input), "result");
    }

    function testFuzz_dispatch_bubblesRevertData(bytes4 selector, bytes calldata reason) public {
        selector = freeSelector(selector);
        addAsAdmin(address(new BouncerFacet()), selector);

        (bool ok, bytes memory result) = diamond.call(abi.encodePacked(selector, reason));

        assertFalse(ok, "ok");
        assertEq(result, abi.encodePacked(selector, reason), "reason");
    }

    function testFuzz_RevertWhen_dispatchUnknownSelector(bytes4 selector, bytes calldata arguments, uint96 value)
        public
    {
        selector = freeSelector(selector);
        vm.deal(address(this), value);

        (bool ok, bytes memory result) = diamond.call{value: value}(abi.encodePacked(selector, arguments));

        assertFalse(ok, "ok");
        assertEq(result, abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, selector), "reason");
    }

    /// @dev Calldata shorter than a selector never reaches a function, whatever it is padded to.
    function testFuzz_RevertWhen_dispatchTruncatedSelector(uint256 pick, uint256 length) public {
        bytes4[] memory selectors = accessSelectors();
        bytes4 selector = selectors[pick % selectors.length];
        bytes memory input = abi.encodePacked(selector);
        length = bound(length, 0, 3);
        assembly ("memory-safe") {
            mstore(input, length)
        }

        (bool ok,) = diamond.call(input);
        assertFalse(ok);
    }

    /// @dev A selector that ends in zeros is met by three bytes of calldata: the facet sees them as they came.
    function test_dispatch_truncatedSelectorArrivesUnpadded() public {
        addAsAdmin(echo, 0x11223300);

        (bool ok, bytes memory result) = diamond.call(hex"112233");

        assertTrue(ok, "ok");
        assertEq(result, abi.encode(echo, diamond, address(this), 0, hex"112233"), "result");
    }

    function testFuzz_RevertWhen_nativeSentPlainly(uint96 value) public {
        vm.deal(address(this), value);

        (bool ok, bytes memory result) = diamond.call{value: value}("");

        assertFalse(ok, "ok");
        assertEq(result, abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, bytes4(0)), "reason");
        assertEq(diamond.balance, 0, "balance");
    }

    function testFuzz_native_takenOnlyByTheFacetAtSelectorZero(uint96 value, address stranger) public {
        address venue = makeAddr("venue");
        if (stranger == venue) stranger = outsider;
        addAsAdmin(address(new TillFacet(venue)), bytes4(0));

        hoax(venue, value);
        (bool ok,) = diamond.call{value: value}("");
        assertTrue(ok, "venue");
        assertEq(diamond.balance, value, "balance");

        hoax(stranger, value);
        (ok,) = diamond.call{value: value}("");
        assertFalse(ok, "stranger");
        // Four zero bytes are calldata: they do not pass for an empty transfer.
        hoax(venue, value);
        (ok,) = diamond.call{value: value}(hex"00000000");
        assertFalse(ok, "calldata");
    }

    function testFuzz_RevertWhen_valueSentToNonPayable(uint96 value) public {
        value = uint96(bound(value, 1, type(uint96).max));
        hoax(guardian, value);
        (bool ok,) = diamond.call{value: value}(abi.encodeCall(pauser.pause, (1)));

        assertFalse(ok, "ok");
        assertEq(diamond.balance, 0, "balance");
        assertEq(pauser.pausedGroups(), 0, "state");
    }
}
