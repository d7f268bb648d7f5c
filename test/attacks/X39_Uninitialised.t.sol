// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Create2} from "script/deploy/Create2.sol";
import {AccessStorage} from "src/access/AccessStorage.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverDiamond} from "src/diamond/CantileverDiamond.sol";
import {DiamondInit} from "src/diamond/DiamondInit.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "src/interfaces/IDiamondInit.sol";
import {VaultLens} from "src/lens/VaultLens.sol";
import {VaultWrapperFactory} from "src/vault/wrapper/VaultWrapperFactory.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X39_Uninitialised
/// @notice Pike, Renegade: an implementation or a proxy was left without its initializer called, or with one that could be
/// called again after an upgrade, and whoever called it was its owner.
/// @dev Over everything that the ALM half deploys, as its steps deploy it: the diamond, its facets (adapters among them),
/// the init, wrapper, factory, lens and timelock. Holds: a stranger finds no initializer open anywhere, not even before
/// the first cut; ADMIN itself cannot run the init twice; facets by themselves hold nothing and no role. (The gold half's
/// pools have X42.)
contract X39_UninitialisedTest is VaultFixture {
    address private diamondInit;
    address[] private targets;
    bytes[] private openings;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        // Already there, at the address its code gives it.
        diamondInit = Create2.addressOf(SALT, type(DiamondInit).creationCode);
        assertGt(diamondInit.code.length, 0);

        VaultWrapperFactory factory = new VaultWrapperFactory();
        address[] memory council = new address[](1);
        council[0] = manager;
        for (uint256 i; i < facets.length; ++i) {
            targets.push(facets[i].at);
        }
        targets.push(address(diamond));
        targets.push(diamondInit);
        targets.push(address(factory));
        targets.push(factory.IMPLEMENTATION());
        targets.push(factory.createWrapper(address(diamond), vaultId));
        targets.push(address(new VaultLens()));
        targets.push(address(new CantileverTimelock(2 days, council, council)));
        _openings();
    }

    /// @dev Every initializer that contracts of this kind have had, of every target, by a stranger.
    function testFuzz_initializers_areOpenNowhere(address stranger, uint256 value) public {
        if (stranger == admin || stranger == manager) stranger = attacker;
        vm.record();
        for (uint256 i; i < targets.length; ++i) {
            for (uint256 j; j < openings.length; ++j) {
                vm.prank(stranger);
                (bool ok,) = targets[i].call(openings[j]);
                assertFalse(ok, string.concat("X39: an initializer is open: ", vm.toString(targets[i])));
            }
            (, bytes32[] memory writes) = vm.accesses(targets[i]);
            assertEq(writes.length, 0, "X39: written all the same");
            // None lies about for whoever opens it next: facets take no coins.
            vm.deal(stranger, bound(value, 1, 1e18));
            vm.prank(stranger);
            (bool paid,) = targets[i].call{value: stranger.balance}("");
            // The timelock alone, which may send what it is sent.
            assertEq(paid, i == targets.length - 1, "X39: coins were taken");
        }
        assertFalse(diamond.hasRole(Roles.ADMIN, stranger), "X39: a stranger rules");
    }

    /// @dev The init again, by the one who may cut: as it was deployed, and as a next version might bring it along.
    function testFuzz_init_runsOnceForEver(uint256 role, bool isNext, uint32 later) public {
        vm.warp(block.timestamp + later);
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](1);
        bytes32[5] memory roles = [Roles.ADMIN, Roles.MANAGER, Roles.KEEPER, Roles.TREASURY, Roles.GUARDIAN];
        grants[0] = IAccess.RoleGrant(roles[bound(role, 0, 4)], attacker);
        address init = isNext ? address(new DiamondInit()) : diamondInit;
        bytes memory again = abi.encodeCall(IDiamondInit.init, (grants, new bytes4[](0)));
        try diamond.diamondCut(new IDiamondCut.FacetCut[](0), init, again) {
            assertTrue(false, "X39: initialised twice");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IDiamondInit.DiamondInit_AlreadyInitialized.selector);
        }
        assertFalse(diamond.hasRole(grants[0].role, attacker));
    }

    /// @dev Between its construction and its first cut a diamond is bare, but it is its admin's.
    function testFuzz_firstCut_isTheAdminsAlone(address racer) public {
        if (racer == admin) racer = attacker;
        address bare = address(new CantileverDiamond(admin, facets[0].at));
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](1);
        grants[0] = IAccess.RoleGrant(Roles.ADMIN, racer);
        bytes memory init = abi.encodeCall(IDiamondInit.init, (grants, new bytes4[](0)));
        for (uint256 i; i < openings.length; ++i) {
            vm.prank(racer);
            (bool ok,) = bare.call(openings[i]);
            assertFalse(ok, "X39: a bare diamond has an initializer");
        }
        vm.prank(racer);
        try IDiamondCut(bare).diamondCut(new IDiamondCut.FacetCut[](0), diamondInit, init) {
            assertTrue(false, "X39: a stranger made the first cut");
        } catch (bytes memory reason) {
            assertEq(reason, abi.encodeWithSelector(IAccess.Access_MissingRole.selector, racer, Roles.ADMIN));
        }
    }

    /// @dev Every function of every facet at the facet's own address, arguments naming the caller: nothing of it reaches
    /// the diamond, and the facet is left without a role, a token, a share or an allowance.
    function testFuzz_facetsAlone_holdNothing(address stranger, uint256 seed) public {
        vm.record();
        for (uint256 i; i < facets.length; ++i) {
            address at = facets[i].at;
            for (uint256 j; j < facets[i].selectors.length; ++j) {
                bytes memory data = abi.encodePacked(facets[i].selectors[j]);
                for (uint256 k; k < 8; ++k) {
                    uint256 pick = uint256(keccak256(abi.encode(seed, j, k))) % 4;
                    uint256[4] memory words = [uint256(uint160(stranger)), vaultId, uint160(address(weth)), seed];
                    data = abi.encodePacked(data, words[pick]);
                }
                vm.prank(stranger);
                (bool ok,) = at.call(data);
                // What it answers says nothing; what is left of it does.
                ok;
            }
            // The whole record of an account, all roles at once: AccessStorage.Layout.records is at SLOT + 1.
            bytes32 record = keccak256(abi.encode(stranger, uint256(AccessStorage.SLOT) + 1));
            assertEq(vm.load(at, record), 0, "X39: a role in a facet");
            assertEq(vm.load(address(diamond), keccak256(abi.encode(at, uint256(AccessStorage.SLOT) + 1))), 0);
            assertEq(at.balance + weth.balanceOf(at) + usdc.balanceOf(at), 0, "X39: a facet holds tokens");
            assertEq(diamond.balanceOf(at, vaultId), 0, "X39: a facet holds shares");
            assertEq(weth.allowance(address(diamond), at) + usdc.allowance(address(diamond), at), 0);
        }
        (, bytes32[] memory writes) = vm.accesses(address(diamond));
        assertEq(writes.length, 0, "X39: a facet alone wrote to the diamond");
    }

    function _openings() private {
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](1);
        grants[0] = IAccess.RoleGrant(Roles.ADMIN, attacker);
        bytes4[] memory ids = new bytes4[](1);
        ids[0] = 0x12345678;
        openings.push(abi.encodeCall(IDiamondInit.init, (grants, ids)));
        openings.push(abi.encodeCall(IDiamondInit.registerInterfaces, (ids, true)));
        openings.push(abi.encodeWithSignature("init()"));
        openings.push(abi.encodeWithSignature("init(address)", attacker));
        openings.push(abi.encodeWithSignature("init(bytes)", abi.encode(attacker)));
        openings.push(abi.encodeWithSignature("initialize()"));
        openings.push(abi.encodeWithSignature("initialize(address)", attacker));
        openings.push(abi.encodeWithSignature("initialize(address,address)", attacker, attacker));
        openings.push(abi.encodeWithSignature("initialize(address,bytes)", attacker, ""));
        openings.push(abi.encodeWithSignature("initialize(address,uint256)", attacker, vaultId));
        openings.push(abi.encodeWithSignature("initialize(uint160)", uint160(1 << 96)));
        openings.push(abi.encodeWithSignature("reinitialize(uint8)", 2));
        openings.push(abi.encodeWithSignature("initOwner(address)", attacker));
        openings.push(abi.encodeWithSignature("initializeOwner(address)", attacker));
        openings.push(abi.encodeWithSignature("setup(address)", attacker));
        openings.push(abi.encodeWithSignature("setOwner(address)", attacker));
        openings.push(abi.encodeWithSignature("transferOwnership(address)", attacker));
        openings.push(abi.encodeWithSignature("changeAdmin(address)", attacker));
        openings.push(abi.encodeWithSignature("upgradeTo(address)", attacker));
        openings.push(abi.encodeWithSignature("upgradeToAndCall(address,bytes)", diamondInit, ""));
        openings.push(abi.encodeCall(IAccess.grantKeeper, (attacker)));
        openings.push(abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, attacker)));
        openings.push(abi.encodeWithSignature("grantRole(bytes32,address)", bytes32(0), attacker));
    }
}
