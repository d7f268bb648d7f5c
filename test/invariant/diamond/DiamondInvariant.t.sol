// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Create2} from "script/deploy/Create2.sol";
import {DeployedFacet} from "script/deploy/DiamondSteps.sol";
import {AccessStorage} from "src/access/AccessStorage.sol";
import {Roles} from "src/access/Roles.sol";
import {DiamondInit} from "src/diamond/DiamondInit.sol";
import {DiamondStorage} from "src/diamond/DiamondStorage.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "src/interfaces/IDiamondInit.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {ALMInfoFacet} from "src/vault/facets/ALMInfoFacet.sol";
import {ALMProtectedFacet} from "src/vault/facets/ALMProtectedFacet.sol";
import {ALMUserFacet} from "src/vault/facets/ALMUserFacet.sol";
import {VaultTokenFacet} from "src/vault/facets/VaultTokenFacet.sol";
import {HookToken} from "test/mocks/HookToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {DiamondHandler, Scene} from "./DiamondHandler.sol";
import {Namespaces} from "./Namespaces.sol";

/// @title DiamondInvariantTest
/// @notice The diamond's campaign: D1 to D4, see README.md one folder up. Over the diamond as deployed, with its vault on
/// genuine pools and a second one of a token with hooks.
contract DiamondInvariantTest is VaultFixture, Namespaces {
    DiamondHandler internal handler;
    HookToken internal hook;
    MockAggregator internal parity;
    uint256 internal hookedId;
    address internal diamondInit;

    function setUp() public override {
        super.setUp();
        // Already there, at the address its code gives it.
        diamondInit = Create2.deploy(SALT, type(DiamondInit).creationCode);
        depositAs(alice, 10e18, 30_000e6);
        address hookedPool = _openHookedVault();
        handler = new DiamondHandler(_scene(hookedPool));
        _adoptFacets();
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](16);
        selectors[0] = DiamondHandler.cutAdd.selector;
        selectors[1] = DiamondHandler.cutReplace.selector;
        selectors[2] = DiamondHandler.cutRemove.selector;
        selectors[3] = DiamondHandler.cutHostile.selector;
        selectors[4] = DiamondHandler.cutByOthers.selector;
        selectors[5] = DiamondHandler.roles.selector;
        selectors[6] = DiamondHandler.pause.selector;
        selectors[7] = DiamondHandler.configure.selector;
        selectors[8] = DiamondHandler.deposit.selector;
        selectors[9] = DiamondHandler.withdraw.selector;
        selectors[10] = DiamondHandler.transferShares.selector;
        selectors[11] = DiamondHandler.rebalance.selector;
        selectors[12] = DiamondHandler.harvest.selector;
        selectors[13] = DiamondHandler.reenter.selector;
        selectors[14] = DiamondHandler.callback.selector;
        selectors[15] = DiamondHandler.callFacet.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    function invariant_diamond() public {
        check_D1();
        check_D2();
        check_D3();
        check_D4();
    }

    /// @dev At the end of each run everything, whatever the last call did.
    function afterInvariant() public view {
        assertEq(handler.judgeTable(), "");
        for (uint256 i; i < facets.length; ++i) {
            _checkHoldsNothing(facets[i].at);
        }
    }

    /// @dev No cut did what it must not; the loupe is what was cut, and dispatch is the loupe. The full comparison is slow,
    /// and needed only where the last call wrote the diamond's own namespace.
    function check_D1() internal view {
        assertEq(handler.breachOf("D1"), "");
        if (handler.tableTouched()) assertEq(handler.judgeTable(), "");
    }

    /// @dev Every call wrote only what the facet that serves it declares.
    function check_D2() internal view {
        assertEq(handler.breachOf("D2"), "");
    }

    /// @dev No init runs again, and neither facets nor the init hold tokens, shares, approvals or roles.
    function check_D3() internal {
        assertEq(handler.breachOf("D3"), "");
        bytes memory init = abi.encodeCall(IDiamondInit.init, (new IAccess.RoleGrant[](0), new bytes4[](0)));
        (bool ok, bytes memory answer) = diamondInit.call(init);
        assertTrue(!ok && bytes4(answer) == IDiamondInit.DiamondInit_OnlyDelegateCall.selector, "D3: init ran alone");
        (ok, answer) = address(diamond).call(init);
        assertTrue(!ok && bytes4(answer) == IDiamondCut.Diamond_UnknownSelector.selector, "D3: init ran again");
        (ok, answer) = v3Adapter.call(abi.encodeCall(IDexAdapter.burn, (poolIdOf(pools[0]), -10, 10, 0)));
        assertTrue(!ok && bytes4(answer) == IDexAdapter.Adapter_NotDelegated.selector, "D3: an adapter works alone");
        // One facet a call, in turn, and the init; all of them at the end of a run, since nothing takes away what they hold.
        _checkHoldsNothing(facets[handler.actions() % facets.length].at);
        _checkHoldsNothing(diamondInit);
    }

    /// @dev Nobody got in from the middle of an operation, and no callback was taken or paid out of one.
    function check_D4() internal view {
        assertEq(handler.breachOf("D4"), "");
    }

    function _checkHoldsNothing(address at) private view {
        if (at.balance != 0) revert("D3: a facet holds native coins");
        if (diamond.balanceOf(at, vaultId) + diamond.balanceOf(at, hookedId) != 0) revert("D3: a facet holds shares");
        if (weth.balanceOf(at) + usdc.balanceOf(at) + hook.balanceOf(at) != 0) revert("D3: a facet holds tokens");
        if (
            weth.allowance(address(diamond), at) + usdc.allowance(address(diamond), at)
                    + hook.allowance(address(diamond), at) != 0
        ) revert("D3: a facet has an approval");
        // Its whole record in the registry, all roles at once: AccessStorage.Layout.records is at SLOT + 1.
        bytes32 record = keccak256(abi.encode(at, uint256(AccessStorage.SLOT) + 1));
        if (vm.load(address(diamond), record) != 0) revert("D3: a facet has a role");
    }

    /// @dev D1, before anything was cut: what the deployment put in is what snapshots/selectors.json says.
    function test_manifest_isWhatIsDeployed() public view {
        string memory manifest = vm.readFile("snapshots/selectors.json");
        uint256 served;
        for (uint256 i; i < facets.length; ++i) {
            string[] memory signatures = vm.parseJsonKeys(manifest, string.concat(".", facets[i].name));
            for (uint256 j; j < signatures.length; ++j) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[j])));
                // Verbs of adapters are in the manifest as in their facet, and must not be in the diamond.
                address expected = _isServed(facets[i], selector) ? facets[i].at : address(0);
                assertEq(diamond.facetAddress(selector), expected, signatures[j]);
                if (expected != address(0)) ++served;
                else assertTrue(_isAdapter(facets[i].name), signatures[j]);
            }
        }
        assertEq(served, handler.selectorCount(), "D1: the manifest lacks a selector");
    }

    /// @dev A control: where the registry keeps an account's roles is where check_D3 looks.
    function test_roles_areWhereTheCheckLooks() public view {
        bytes32 record = keccak256(abi.encode(keeper, uint256(AccessStorage.SLOT) + 1));
        assertTrue(diamond.hasRole(Roles.KEEPER, keeper));
        assertNotEq(vm.load(address(diamond), record), 0);
    }

    /// @dev A control: the climb from slots to namespaces knows whose is whose, and a stranger's slot is nobody's.
    function testFuzz_namespaces_areTold(bytes32 slot) public {
        vm.startMappingRecording();
        vm.record();
        depositAs(bob, 1e18, 4000e6);
        (, bytes32[] memory writes) = vm.accesses(address(diamond));
        assertGe(writes.length, 3);
        for (uint256 i; i < writes.length; ++i) {
            assertEq(namespaceOf(address(diamond), writes[i]), VAULT);
        }
        assertEq(namespaceOf(address(diamond), keccak256(abi.encode("nobody's", slot))), 0);
        assertEq(namespaceOf(address(diamond), bytes32(uint256(slot) % 1e6)), 0);
        assertEq(namespaceOf(address(diamond), DiamondStorage.entrySlot(bytes4(slot))), DIAMOND);
    }

    /// @dev One fixed walk takes every branch: none of the actions is dead, and each way in is tried.
    function test_Reached_everyAction() public {
        handler.cutAdd(1, 3, true);
        handler.cutReplace(0, false);
        handler.cutReplace(3, true);
        handler.cutRemove(1, false);
        invariant_diamond();
        handler.cutRemove(0, true);
        handler.cutRemove(0, true);
        invariant_diamond();
        for (uint256 i; i < 17; ++i) {
            handler.cutHostile(i, i * 7);
        }
        for (uint256 i; i < 5; ++i) {
            handler.cutByOthers(i, i);
            handler.roles(0, i, 1 + i);
            handler.roles(0, i, 2 + i * 8);
            handler.roles(0, i, 3);
        }
        handler.roles(0, 0, 0);
        for (uint256 i; i < 8; ++i) {
            handler.configure(i, i + 1);
        }
        handler.deposit(1, 1e18);
        handler.rebalance(1000, 3);
        handler.withdraw(1, 1e18, false);
        handler.withdraw(1, 1e18, true);
        handler.transferShares(0, 2, 1e18);
        handler.harvest();
        for (uint256 i; i < 8; ++i) {
            // 1, 2, 4, 5, … name known doors; multiples of three any selector.
            handler.reenter(i, 1 + 3 * i, i);
            handler.reenter(i, 3 * i, i);
        }
        for (uint256 i; i < 30; ++i) {
            handler.reenter(i % 3, 1 + 3 * i, i);
            handler.callFacet(i, i);
        }
        for (uint256 i; i < 6; ++i) {
            handler.callback(i, 1e18, 1e6, i % 2 == 0);
        }
        handler.pause(511);
        handler.pause(0);
        invariant_diamond();
        afterInvariant();
        _assertReached();
    }

    function _assertReached() private view {
        bytes32[19] memory actions = [
            bytes32("cutAdd"),
            "cutReplaceAdded",
            "cutReplaceGenuine",
            "cutAddGenuine",
            "cutRemove",
            "cutHostile",
            "cutByOthers",
            "roles",
            "acceptRole",
            "pause",
            "configure",
            "deposit",
            "withdraw",
            "transferShares",
            "rebalance",
            "harvest",
            "reenter",
            "callback",
            "callFacet"
        ];
        for (uint256 i; i < actions.length; ++i) {
            assertGt(handler.reached(actions[i]), 0, string(abi.encodePacked(actions[i])));
        }
        for (uint256 way = 1; way <= 8; ++way) {
            assertGt(handler.reached(bytes32("reenter") | bytes32(way)), 0, "a way to re-enter");
        }
    }

    // -- set-up ---------------------------------------------------------------------------------------------------

    /// @dev HOOK and USDC, one for one, over a genuine pool.
    function _openHookedVault() private returns (address pool) {
        hook = new HookToken("HOOK", 6);
        parity = new MockAggregator(8, 1e8);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(parity));
        config.ttlSeconds = 1 days;
        (address token0, address token1) =
            address(hook) < address(usdc) ? (address(hook), address(usdc)) : (address(usdc), address(hook));
        diamond.setPairFeed(token0, token1, config);
        pool = createPool(uniswap, token0, token1, 3000, uint160(1 << 96));
        addFullRangeLiquidity(pool, 1e13);
        growObservations(pool, TWAP_WINDOW + 1);
        skip(1 hours);
        setAnchor(3000e8);
        parity.setAnswer(1e8);
        hook.mint(manager, 1e12);
        vm.startPrank(manager);
        hook.approve(address(diamond), type(uint256).max);
        hookedId = diamond.createVault(token0, token1, 0);
        IManagement.PoolConfig memory limits = poolConfig(pool);
        diamond.registerPool(hookedId, limits);
        vm.stopPrank();
    }

    function _scene(address hookedPool) private returns (Scene memory scene) {
        scene.diamond = diamond;
        (scene.admin, scene.manager, scene.keeper, scene.guardian) = (admin, manager, keeper, guardian);
        (scene.diamondInit, scene.weth, scene.usdc, scene.hook) = (diamondInit, weth, usdc, hook);
        scene.feeds = [feed, parity];
        scene.pairFeed.kind = IOracle.SourceKind.AGGREGATOR;
        scene.pairFeed.source = address(new MockAggregatorProxy(feed));
        scene.pairFeed.ttlSeconds = 1 days;
        (scene.pools, scene.spacings, scene.hookedPool) = (pools, spacings, hookedPool);
        (scene.vaultId, scene.hookedId) = (vaultId, hookedId);
    }

    /// @dev What each facet may write.
    function _adoptFacets() private {
        for (uint256 i; i < facets.length; ++i) {
            (uint256 mayWrite, address twin) = _declared(keccak256(bytes(facets[i].name)));
            handler.adopt(facets[i].at, facets[i].selectors, mayWrite, twin);
        }
    }

    function _declared(bytes32 name) private returns (uint256 mayWrite, address twin) {
        if (name == keccak256("DiamondCutFacet")) return (DIAMOND, address(0));
        if (name == keccak256("AccessControlFacet") || name == keccak256("PauseFacet")) return (ACCESS, address(0));
        if (name == keccak256("OracleFacet")) return (ORACLE, address(0));
        if (name == keccak256("RiskModelFacet")) return (RISK, address(0));
        if (name == keccak256("V3AdapterFacet")) return (V3, address(0));
        if (name == keccak256("V4AdapterFacet")) return (V4, address(0));
        if (name == keccak256("AlgebraAdapterFacet")) return (ALGEBRA, address(0));
        if (name == keccak256("ManagementFacet") || name == keccak256("SwapFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMSingleFacet") || name == keccak256("ALMExitForFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMPermitFacet") || name == keccak256("ALMClaimsFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMKeeperFacet") || name == keccak256("VaultEntryFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMRangesFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMCashFacet") || name == keccak256("MarketFacet")) return (VAULT, address(0));
        if (name == keccak256("MarketExitFacet")) return (VAULT, address(0));
        if (name == keccak256("ALMHarvestFacet")) return (VAULT, address(0));
        if (name == keccak256("TreasuryFacet")) return (VAULT | TREASURY, address(0));
        if (name == keccak256("FlashLoanFacet")) return (VAULT | TREASURY, address(0));
        if (name == keccak256("RescueFacet")) return (TREASURY, address(0));
        if (name == keccak256("ALMUserFacet")) return (VAULT, address(new ALMUserFacet()));
        if (name == keccak256("ALMProtectedFacet")) return (VAULT, address(new ALMProtectedFacet()));
        if (name == keccak256("VaultTokenFacet")) return (VAULT, address(new VaultTokenFacet()));
        if (name == keccak256("ALMInfoFacet")) return (0, address(new ALMInfoFacet()));
        // The loupe and the oracle's views write nothing, and a multicall nothing of its own.
        return (0, address(0));
    }

    function _isAdapter(string memory name) private pure returns (bool) {
        bytes32 hash = keccak256(bytes(name));
        return hash == keccak256("V3AdapterFacet") || hash == keccak256("V4AdapterFacet")
            || hash == keccak256("AlgebraAdapterFacet");
    }

    function _isServed(DeployedFacet memory facet, bytes4 selector) private pure returns (bool) {
        for (uint256 i; i < facet.selectors.length; ++i) {
            if (facet.selectors[i] == selector) return true;
        }
        return false;
    }
}
