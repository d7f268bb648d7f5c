// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Create2} from "script/deploy/Create2.sol";
import {FacetCatalog, FacetSpec} from "script/deploy/FacetCatalog.sol";
import {Roles} from "src/access/Roles.sol";
import {DiamondInit} from "src/diamond/DiamondInit.sol";
import {Guardrails} from "src/diamond/Guardrails.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "src/interfaces/IDiamondInit.sol";
import {IFlashLoan} from "src/interfaces/IFlashLoan.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {Namespaces} from "test/invariant/diamond/Namespaces.sol";
import {EchoFacet} from "test/unit/diamond/EchoFacet.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X34_SharedSlots
/// @notice Telcoin, Audius, EFVault: a proxy and its implementation, or an implementation and its successor, shared slots;
/// an initializer opened again, or a balance was read from where a setting had been.
/// @dev Holds: a canary written through each room's setters lands in that room's namespace and nowhere else; an upgrade
/// of every facet writes the dispatch table alone, and what was there is read, and paid, as before; the init stays done.
/// That layouts keep their order from one version to the next is for snapshots/storage, which CI compares.
contract X34_SharedSlotsTest is VaultFixture, Namespaces {
    bytes32 private constant FEED = keccak256("X34/USD");
    /// @dev More state variables than any contract of the diamond could have come to have.
    uint256 private constant STATE_VARIABLES = 64;

    struct Canary {
        string name;
        address caller;
        bytes data;
        uint256 room;
    }

    Canary[] private canaries;
    FacetSpec[] private next;
    address[] private nextAt;
    address private nextInit;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        // The next version: the code of this one, elsewhere.
        FacetSpec[] memory specs = FacetCatalog.all();
        for (uint256 i; i < specs.length; ++i) {
            nextAt.push(Create2.deploy(keccak256("next"), specs[i].creationCode));
            next.push(FacetSpec(specs[i].name, "", specs[i].selectors));
        }
        nextInit = Create2.deploy(keccak256("next"), type(DiamondInit).creationCode);
    }

    function testFuzz_canary_touchesItsRoomAlone(uint256 seed) public {
        _canaries(seed);
        vm.startMappingRecording();
        for (uint256 i; i < canaries.length; ++i) {
            Canary memory canary = canaries[i];
            bytes32[] memory writes = _writes(canary.caller, canary.data, canary.name);
            assertGt(writes.length, 0, string.concat("X34: no canary: ", canary.name));
            for (uint256 j; j < writes.length; ++j) {
                assertEq(
                    namespaceOf(address(diamond), writes[j]),
                    canary.room,
                    string.concat("X34: wrote another room: ", canary.name)
                );
            }
        }
        for (uint256 slot; slot < STATE_VARIABLES; ++slot) {
            assertEq(vm.load(address(diamond), bytes32(slot)), 0, "X34: a state variable");
        }
    }

    /// @dev Every facet at once, over a diamond in use.
    function testFuzz_upgrade_movesNothing(uint256 seed, uint256 shares) public {
        _canaries(seed);
        for (uint256 i; i < canaries.length; ++i) {
            _writes(canaries[i].caller, canaries[i].data, canaries[i].name);
        }
        shares = bound(shares, 1e15, sharesOf(bob));
        bytes32 state = _state();
        uint256[4] memory exits = _exits(shares);

        vm.startMappingRecording();
        bytes memory upgrade = abi.encodeCall(IDiamondCut.diamondCut, (_upgrade(), address(0), ""));
        bytes32[] memory writes = _writes(admin, upgrade, "the upgrade");
        for (uint256 i; i < writes.length; ++i) {
            assertEq(namespaceOf(address(diamond), writes[i]), DIAMOND, "X34: an upgrade wrote a room");
        }
        assertEq(diamond.facetAddress(IVaultEntry.setDepositCap.selector), _nextOf("VaultEntryFacet"), "upgraded");

        assertEq(_state(), state, "X34: an upgrade moved what was there");
        uint256[4] memory after_ = _exits(shares);
        for (uint256 i; i < 4; ++i) {
            assertEq(after_[i], exits[i], "X34: an upgrade changed what is paid");
        }
        // Neither the old init nor the next version's finds the flag where an upgrade might have moved it from.
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](1);
        grants[0] = IAccess.RoleGrant(Roles.TREASURY, attacker);
        try diamond.diamondCut(
            new IDiamondCut.FacetCut[](0), nextInit, abi.encodeCall(IDiamondInit.init, (grants, new bytes4[](0)))
        ) {
            assertTrue(false, "X34: an upgrade opened the initializer again");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IDiamondInit.DiamondInit_AlreadyInitialized.selector);
        }
    }

    // -- canaries -------------------------------------------------------------------------------------------------

    function _canaries(uint256 seed) private {
        _accessCanaries(seed);
        _oracleCanaries();
        _vaultCanaries(seed);
        _venueCanaries();
        _treasuryCanaries(seed);
        _put("setPoolCScore", manager, abi.encodeCall(IRiskModel.setPoolCScore, (poolIdOf(pools[0]), 1)), RISK);
        IRiskModel.WeightModel memory model = diamond.weightModel();
        _put("setWeightModel", admin, abi.encodeCall(IRiskModel.setWeightModel, (model)), RISK);

        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = bytes4(keccak256(abi.encode("X34", seed)));
        cuts[0] = IDiamondCut.FacetCut(address(new EchoFacet()), IDiamondCut.FacetCutAction.Add, selectors);
        bytes memory register = abi.encodeCall(IDiamondInit.registerInterfaces, (selectors, true));
        _put("diamondCut", admin, abi.encodeCall(IDiamondCut.diamondCut, (cuts, nextInit, register)), DIAMOND);
    }

    function _accessCanaries(uint256 seed) private {
        address nominee = address(uint160(uint256(keccak256(abi.encode("nominee", seed)))));
        _put("proposeRole", admin, abi.encodeCall(IAccess.proposeRole, (Roles.MANAGER, nominee)), ACCESS);
        _put("grantKeeper", manager, abi.encodeCall(IAccess.grantKeeper, (nominee)), ACCESS);
        uint256 delay = bound(seed, 1 days, 3 days);
        _put("setGrantTiming", admin, abi.encodeCall(IAccess.setGrantTiming, (delay, 7 days)), ACCESS);
        _put("pause", guardian, abi.encodeCall(IPause.pause, (8)), ACCESS);
    }

    function _oracleCanaries() private {
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(feed));
        config.ttlSeconds = 1 days;
        _put("setFeed", admin, abi.encodeCall(IOracleAdmin.setFeed, (FEED, config)), ORACLE);
        address[2] memory pair = [address(weth), address(usdc)];
        _put("setPairFeed", admin, abi.encodeCall(IOracleAdmin.setPairFeed, (pair[0], pair[1], config)), ORACLE);
        _put("setUnit", admin, abi.encodeCall(IOracleAdmin.setUnit, (pair[0], FEED)), ORACLE);
        _put("setGate", admin, abi.encodeCall(IOracleAdmin.setGate, (address(feed), FEED)), ORACLE);
        _put("setSequencer", admin, abi.encodeCall(IOracleAdmin.setSequencer, (address(feed), 1 hours)), ORACLE);
        _put("disableFeed", guardian, abi.encodeCall(IOracleAdmin.disableFeed, (FEED)), ORACLE);
    }

    function _vaultCanaries(uint256 seed) private {
        uint32 wait = uint32(bound(seed, 1, 15 minutes - 1));
        IManagement.VaultLimits memory limits = IManagement.VaultLimits(30, 100, 50, wait);
        _put("setVaultLimits", admin, abi.encodeCall(IManagement.setVaultLimits, (vaultId, limits)), VAULT);
        uint256 cap = bound(seed, 1e12, type(uint128).max);
        _put("setDepositCap", manager, abi.encodeCall(IVaultEntry.setDepositCap, (vaultId, cap)), VAULT);
        _put("setAdmitted", manager, abi.encodeCall(IVaultEntry.setAdmitted, (vaultId, _one(bob), true)), VAULT);
        _put("setAdapter", admin, abi.encodeCall(IManagement.setAdapter, (7, address(new EchoFacet()))), VAULT);
        bytes4 door = bytes4(keccak256(abi.encode("door", seed)));
        _put("setRouter", admin, abi.encodeCall(ISwap.setRouter, (address(feed), door, true)), VAULT);
        IALMSingle.ImbalanceCurve memory curve = diamond.imbalanceCurve(vaultId);
        _put("setImbalanceCurve", manager, abi.encodeCall(IALMSingle.setImbalanceCurve, (vaultId, curve)), VAULT);
        bytes memory enable = abi.encodeCall(IManagement.setPoolEnabled, (vaultId, 0, true));
        _put("setPoolEnabled", manager, enable, VAULT);
        _put("deposit", alice, abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 4000e6, 0, alice)), VAULT);
        _put("withdraw", alice, abi.encodeCall(IALMUser.withdraw, (vaultId, bound(seed, 1, 1e21), 0, 0, alice)), VAULT);
        _put("setApprovalForAll", alice, abi.encodeCall(IVaultToken.setApprovalForAll, (bob, true)), VAULT);
        bytes memory move = abi.encodeCall(IVaultToken.safeTransferFrom, (alice, bob, vaultId, 1e18, ""));
        _put("safeTransferFrom", alice, move, VAULT);
    }

    function _venueCanaries() private {
        // Any contract will do: what a list is asked for is shown by the adapters' own tests.
        address venue = address(feed);
        _put("setV3Factory", admin, abi.encodeCall(IV3Adapter.setV3Factory, (venue, true)), V3);
        _put("setV4Manager", admin, abi.encodeCall(IV4Adapter.setV4Manager, (venue, true)), V4);
        _put("setV4WrappedNative", admin, abi.encodeCall(IV4Adapter.setV4WrappedNative, (address(weth))), V4);
        _put("setAlgebraFactory", admin, abi.encodeCall(IAlgebraAdapter.setAlgebraFactory, (venue, 1)), ALGEBRA);
    }

    function _treasuryCanaries(uint256 seed) private {
        _put("setCollector", admin, abi.encodeCall(ITreasury.setCollector, (treasury)), TREASURY);
        bytes memory delay = abi.encodeCall(IRescue.setRescueDelay, (bound(seed, 1 days, 30 days)));
        _put("setRescueDelay", admin, delay, TREASURY);
        bytes memory request = abi.encodeCall(IRescue.requestRescue, (IRescue.Kind.ERC20, address(weth), 0, 1, bob));
        _put("requestRescue", treasury, request, TREASURY);
        _put("setFlashLending", admin, abi.encodeCall(IFlashLoan.setFlashLending, (vaultId, true)), VAULT);
        _put("setFlashVault", manager, abi.encodeCall(IFlashLoan.setFlashVault, (address(weth), vaultId)), TREASURY);
    }

    function _put(string memory name, address caller, bytes memory data, uint256 room) private {
        canaries.push(Canary(name, caller, data, room));
    }

    /// @dev What a call that must go through writes.
    function _writes(address caller, bytes memory data, string memory name) private returns (bytes32[] memory writes) {
        vm.record();
        vm.prank(caller);
        (bool ok, bytes memory reason) = address(diamond).call(data);
        assertTrue(ok, string.concat(name, ": ", vm.toString(reason)));
        (, writes) = vm.accesses(address(diamond));
    }

    // -- the upgrade ----------------------------------------------------------------------------------------------

    /// @dev Everything that may be replaced is.
    function _upgrade() private view returns (IDiamondCut.FacetCut[] memory cuts) {
        cuts = new IDiamondCut.FacetCut[](next.length);
        uint256 count;
        for (uint256 i; i < next.length; ++i) {
            bytes4[] memory all = next[i].selectors;
            bytes4[] memory some = new bytes4[](all.length);
            uint256 found;
            for (uint256 j; j < all.length; ++j) {
                if (!Guardrails.isFrozen(all[j])) some[found++] = all[j];
            }
            assembly ("memory-safe") {
                mstore(some, found) // shortened: found <= its length
            }
            if (found != 0) {
                cuts[count++] = IDiamondCut.FacetCut(nextAt[i], IDiamondCut.FacetCutAction.Replace, some);
            }
        }
        assembly ("memory-safe") {
            mstore(cuts, count) // shortened: count <= its length
        }
    }

    function _nextOf(string memory name) private view returns (address) {
        for (uint256 i; i < next.length; ++i) {
            if (keccak256(bytes(next[i].name)) == keccak256(bytes(name))) return nextAt[i];
        }
        revert(name);
    }

    /// @dev What each room answers.
    function _state() private view returns (bytes32 digest) {
        bytes32[5] memory roles = [Roles.ADMIN, Roles.MANAGER, Roles.KEEPER, Roles.TREASURY, Roles.GUARDIAN];
        address[7] memory users = [admin, manager, keeper, treasury, guardian, alice, bob];
        for (uint256 i; i < 7; ++i) {
            for (uint256 j; j < 5; ++j) {
                digest = keccak256(abi.encode(digest, diamond.hasRole(roles[j], users[i])));
            }
            digest = keccak256(abi.encode(digest, sharesOf(users[i])));
        }
        (uint256 delay, uint256 ttl) = diamond.grantTiming();
        digest = keccak256(abi.encode(digest, delay, ttl, diamond.pausedGroups(), diamond.adminCount()));
        digest = keccak256(abi.encode(digest, diamond.vaultInfo(vaultId), diamond.vaultPools(vaultId)));
        digest = keccak256(abi.encode(digest, diamond.vaultRanges(vaultId), diamond.valuePerShareWad(vaultId)));
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        digest = keccak256(abi.encode(digest, cash0, cash1, diamond.depositCap(vaultId), diamond.vaultCount()));
        digest = keccak256(abi.encode(digest, diamond.weightModel(), diamond.poolScore(poolIdOf(pools[0]))));
        digest = keccak256(abi.encode(digest, diamond.collector(), diamond.rescueDelay(), diamond.rescueRequest(1)));
        (IOracle.FeedConfig memory config, IOracle.FeedStatus memory status) = diamond.feed(FEED);
        digest = keccak256(abi.encode(digest, config, status));
        digest = keccak256(abi.encode(digest, diamond.anchorSqrtPriceX96(address(weth), address(usdc))));
        digest = keccak256(abi.encode(digest, diamond.isV3Factory(address(feed)), diamond.v4WrappedNative()));
        digest = keccak256(abi.encode(digest, diamond.isV4Manager(address(feed))));
        digest = keccak256(abi.encode(digest, diamond.algebraGeneration(address(feed))));
    }

    /// @dev What bob would be paid, by two doors, and stays where he is.
    function _exits(uint256 shares) private returns (uint256[4] memory got) {
        uint256 fresh = vm.snapshotState();
        vm.prank(bob);
        (got[0], got[1]) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.revertToState(fresh);
        vm.prank(bob);
        (got[2], got[3]) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        vm.revertToStateAndDelete(fresh);
    }

    function _one(address account) private pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }
}
