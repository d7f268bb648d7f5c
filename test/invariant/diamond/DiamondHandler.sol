// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StdUtils} from "forge-std/StdUtils.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {Lock} from "lock/Lock.sol";
import {Roles} from "src/access/Roles.sol";
import {DiamondStorage} from "src/diamond/DiamondStorage.sol";
import {Guardrails} from "src/diamond/Guardrails.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "src/interfaces/IDiamondInit.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {HookToken} from "test/mocks/HookToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {EchoFacet} from "test/unit/diamond/EchoFacet.sol";
import {HostileInit} from "test/unit/diamond/HostileInit.t.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {Intruder} from "./Intruder.sol";
import {Namespaces} from "./Namespaces.sol";

/// @notice What the campaign works on.
struct Scene {
    ICantilever diamond;
    address admin;
    address manager;
    address keeper;
    address guardian;
    address diamondInit;
    TestToken weth;
    TestToken usdc;
    HookToken hook;
    MockAggregator[2] feeds;
    IOracle.FeedConfig pairFeed;
    address[3] pools;
    int24[3] spacings;
    address hookedPool;
    uint256 vaultId;
    uint256 hookedId;
}

/// @title DiamondHandler
/// @notice Cuts, honest and hostile, by ADMIN and by others; roles, pauses and settings; a vault's operations; and intruders
/// who call back from the middle of them.
/// @dev Keeps its own table of selectors and facets. What must hold around a call is judged by the call; the first
/// breach is kept by its invariant's id. A refused operation ends in `vm.assume(false)`, but for those whose refusal is
/// the point.
contract DiamondHandler is Namespaces, StdUtils {
    /// @dev More are removed before more are added.
    uint256 private constant MOST_ADDED = 48;
    uint256 private constant HOSTILE_CUTS = 17;
    uint256 private constant DOORS = 30;

    Scene internal scene;
    address[3] internal users = [address(0xA11CE), address(0xB0B), address(0xCA401)];
    /// @dev Accounts that roles are given to and taken from. Those of the scene keep theirs.
    address[3] internal candidates = [address(0xD0), address(0xE1), address(0xF2)];
    address internal constant STRANGER = address(0x57A);
    address internal immutable DELEGATED = address(0x7702);
    address[2] internal echoes = [address(new EchoFacet()), address(new EchoFacet())];
    HostileInit internal hostileInit = new HostileInit();
    Intruder internal intruder;

    /// @notice The first breach that a call saw around itself, under its invariant's id; empty under all others.
    mapping(bytes2 id => string) public breachOf;
    bool public breached;
    mapping(bytes32 action => uint256) public reached;

    // -- ghosts: the table as it should be ------------------------------------------------------------------------

    bytes4[] private g_selectors;
    mapping(bytes4 selector => address) public g_facetOf;
    mapping(bytes4 selector => uint256) private g_positionOf;
    /// @notice Selectors that echoes serve, added by the campaign.
    bytes4[] private g_added;
    /// @notice Namespaces that a facet may write.
    mapping(address facet => uint256) public g_mayWrite;
    /// @notice Another deployment of the same code.
    mapping(address facet => address) public g_twinOf;
    /// @notice Selectors of facets that have a twin.
    bytes4[] private g_twinned;
    /// @notice Whether the last action wrote the diamond's own namespace.
    bool public tableTouched;

    /// @notice Number of actions that got through.
    uint256 public actions;

    modifier counted() {
        tableTouched = false;
        ++actions;
        _;
    }

    constructor(Scene memory scene_) {
        scene = scene_;
        intruder = new Intruder(address(scene_.diamond));
        vm.etch(DELEGATED, abi.encodePacked(hex"ef0100", echoes[0]));
        for (uint256 i; i < users.length; ++i) {
            _equip(users[i]);
        }
    }

    /// @notice Tells the handler of a facet that is in the diamond from the start.
    /// @param twin Another deployment of it, or zero.
    function adopt(address facet, bytes4[] calldata selectors, uint256 mayWrite, address twin) external {
        g_mayWrite[facet] = mayWrite;
        if (twin != address(0)) {
            (g_twinOf[facet], g_twinOf[twin]) = (twin, facet);
            g_mayWrite[twin] = mayWrite;
        }
        for (uint256 i; i < selectors.length; ++i) {
            _set(selectors[i], facet);
            if (twin != address(0)) g_twinned.push(selectors[i]);
        }
    }

    /// @notice Number of selectors as it should be.
    function selectorCount() external view returns (uint256) {
        return g_selectors.length;
    }

    /// @notice D1: the loupe, the table that dispatch reads, and the record kept here are one; every facet has code, no
    /// selector is listed twice and none is missing. Empty if so, else what is not.
    function judgeTable() external view returns (string memory) {
        IDiamondLoupe.Facet[] memory live = scene.diamond.facets();
        uint256 count = g_selectors.length;
        uint256 listed;
        bool[] memory positions = new bool[](count);
        for (uint256 i; i < live.length; ++i) {
            address facet = live[i].facetAddress;
            if (facet.code.length == 0) return "D1: a facet without code";
            bytes4[] memory selectors = live[i].functionSelectors;
            listed += selectors.length;
            for (uint256 j; j < selectors.length; ++j) {
                if (g_facetOf[selectors[j]] != facet) return "D1: the loupe is not what was cut";
                uint256 word = uint256(vm.load(address(scene.diamond), DiamondStorage.entrySlot(selectors[j])));
                // The facet in the low 160 bits, above it the position in the list.
                if (address(uint160(word)) != facet) return "D1: dispatch is not the loupe";
                uint256 position = word >> 160;
                if (position >= count || positions[position]) return "D1: two selectors in one place";
                positions[position] = true;
            }
        }
        return listed == count ? "" : "D1: the loupe hides a selector";
    }

    // -- cuts -----------------------------------------------------------------------------------------------------

    /// @notice One to three free selectors to an echo; now and then a genuine one that was removed comes back.
    function cutAdd(uint256 seed, uint256 count, bool which) external counted {
        if (g_added.length >= MOST_ADDED) vm.assume(false);
        bytes4[] memory selectors = new bytes4[](bound(count, 1, 3));
        for (uint256 i; i < selectors.length; ++i) {
            selectors[i] = _free(uint256(keccak256(abi.encode(seed, i))));
        }
        address echo = echoes[which ? 1 : 0];
        _cutAsAdmin(echo, IDiamondCut.FacetCutAction.Add, selectors);
        for (uint256 i; i < selectors.length; ++i) {
            _set(selectors[i], echo);
            g_added.push(selectors[i]);
            _requireEcho(selectors[i], echo);
        }
        ++reached["cutAdd"];
    }

    /// @notice Between the two echoes, or between a genuine facet and its twin.
    function cutReplace(uint256 pick, bool genuine) external counted {
        bytes4[] memory selectors = new bytes4[](1);
        address facet;
        if (genuine || g_added.length == 0) {
            selectors[0] = g_twinned[pick % g_twinned.length];
            facet = g_twinOf[g_facetOf[selectors[0]]];
            if (facet == address(0)) vm.assume(false);
        } else {
            selectors[0] = g_added[pick % g_added.length];
            facet = g_facetOf[selectors[0]] == echoes[0] ? echoes[1] : echoes[0];
        }
        _cutAsAdmin(facet, IDiamondCut.FacetCutAction.Replace, selectors);
        _set(selectors[0], facet);
        if (!genuine) ++reached["cutReplaceAdded"];
        else ++reached["cutReplaceGenuine"];
    }

    /// @notice Takes out something added, or takes out a genuine view and puts it back by the same call.
    function cutRemove(uint256 pick, bool genuine) external counted {
        bytes4[] memory selectors = new bytes4[](1);
        if (genuine || g_added.length == 0) {
            selectors[0] = IALMInfo.lossBudget.selector;
            address facet = g_facetOf[selectors[0]];
            if (facet == address(0)) {
                // As likely its original as its twin.
                facet = g_facetOf[IALMInfo.totalBalances.selector];
                _cutAsAdmin(facet, IDiamondCut.FacetCutAction.Add, selectors);
                _set(selectors[0], facet);
                ++reached["cutAddGenuine"];
                return;
            }
        } else {
            uint256 index = pick % g_added.length;
            selectors[0] = g_added[index];
            g_added[index] = g_added[g_added.length - 1];
            g_added.pop();
        }
        _cutAsAdmin(address(0), IDiamondCut.FacetCutAction.Remove, selectors);
        _unset(selectors[0]);
        (bool ok, bytes memory answer) = address(scene.diamond).call(abi.encodePacked(selectors[0], pick));
        if (ok || bytes4(answer) != IDiamondCut.Diamond_UnknownSelector.selector) {
            _breach("D1: a removed function is served");
        }
        ++reached["cutRemove"];
    }

    /// @notice What not even ADMIN can cut, behind a cut that it could: nothing of both may remain.
    function cutHostile(uint256 kind, uint256 pick) external counted {
        kind %= HOSTILE_CUTS;
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](2);
        cuts[0] = IDiamondCut.FacetCut(echoes[0], IDiamondCut.FacetCutAction.Add, _one(_free(pick)));
        (bytes4 expected, address init, bytes memory initCall) = _hostile(kind, pick, cuts);
        (bool ok, bytes memory answer) =
            _do(scene.admin, abi.encodeCall(IDiamondCut.diamondCut, (cuts, init, initCall)));
        // An init a second time, a cut inside a cut, and what is a matter of the table.
        string memory id = kind == 1 ? "D3" : kind == 2 ? "D4" : "D1";
        if (ok) {
            _breach(string.concat(id, ": a hostile cut passed, kind ", vm.toString(kind)));
        } else if (bytes4(answer) != expected) {
            _breach(string.concat(id, ": a hostile cut was refused for another reason, kind ", vm.toString(kind)));
        }
        ++reached["cutHostile"];
    }

    /// @notice A cut that would be fine, by anyone but ADMIN.
    function cutByOthers(uint256 who, uint256 seed) external counted {
        address[5] memory others = [scene.manager, scene.keeper, scene.guardian, STRANGER, echoes[0]];
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        cuts[0] = IDiamondCut.FacetCut(echoes[0], IDiamondCut.FacetCutAction.Add, _one(_free(seed)));
        (bool ok, bytes memory answer) =
            _do(others[who % 5], abi.encodeCall(IDiamondCut.diamondCut, (cuts, address(0), "")));
        if (ok) _breach("D1: somebody cut who is not ADMIN");
        else if (bytes4(answer) != IAccess.Access_MissingRole.selector) _breach("D1: refused for another reason");
        ++reached["cutByOthers"];
    }

    // -- access and settings --------------------------------------------------------------------------------------

    /// @notice Gives a candidate a role in as many steps as it takes, or takes it away, or suspends and reinstates.
    function roles(uint256 which, uint256 role_, uint256 way) external counted {
        bytes32[5] memory all = [Roles.ADMIN, Roles.MANAGER, Roles.KEEPER, Roles.TREASURY, Roles.GUARDIAN];
        (bytes32 role, address candidate) = (all[role_ % 5], candidates[which % 3]);
        if (way % 8 == 0) {
            // Nobody of the scene is TREASURY, so that the campaign goes on.
            _must(scene.admin, abi.encodeCall(IAccess.revokeAll, (Roles.TREASURY)));
        } else if (scene.diamond.isSuspended(candidate)) {
            _must(scene.admin, abi.encodeCall(IAccess.reinstateManager, (candidate)));
        } else if (scene.diamond.hasRole(role, candidate)) {
            if (role == Roles.MANAGER && way % 2 == 0) {
                _must(scene.guardian, abi.encodeCall(IAccess.suspendManager, (candidate)));
            } else if (way % 3 == 0) {
                _must(candidate, abi.encodeCall(IAccess.renounceRole, (role)));
            } else {
                _must(scene.admin, abi.encodeCall(IAccess.revokeRole, (role, candidate)));
            }
        } else if (role == Roles.KEEPER) {
            _must(scene.manager, abi.encodeCall(IAccess.grantKeeper, (candidate)));
        } else {
            _propose(role, candidate, way);
        }
        ++reached["roles"];
    }

    function _propose(bytes32 role, address candidate, uint256 way) private {
        (uint256 readyAt, uint256 expiresAt) = scene.diamond.proposalOf(role, candidate);
        if (readyAt == 0 || expiresAt < block.timestamp) {
            _must(scene.admin, abi.encodeCall(IAccess.proposeRole, (role, candidate)));
        } else if (way % 4 == 1) {
            _must(scene.guardian, abi.encodeCall(IAccess.cancelProposal, (role, candidate)));
        } else {
            if (block.timestamp < readyAt) _wait(readyAt - block.timestamp);
            _must(candidate, abi.encodeCall(IAccess.acceptRole, (role)));
            ++reached["acceptRole"];
        }
    }

    /// @notice Some groups stop; the next call lets all go on.
    function pause(uint256 groups) external counted {
        if (scene.diamond.pausedGroups() == 0) {
            groups = bound(groups, 1, PauseGroups.ALL);
            _must(scene.guardian, abi.encodeCall(IPause.pause, (groups)));
        } else {
            _must(scene.manager, abi.encodeCall(IPause.unpause, (PauseGroups.ALL)));
        }
        ++reached["pause"];
    }

    /// @notice A setting of each room.
    function configure(uint256 kind, uint256 value) external counted {
        kind %= 8;
        if (kind == 0) {
            uint16 score = uint16(bound(value, 1, 10_000));
            _must(
                scene.manager,
                abi.encodeCall(IRiskModel.setPoolCScore, (bytes32(uint256(uint160(scene.pools[value % 3]))), score))
            );
        } else if (kind == 1) {
            IManagement.VaultLimits memory limits =
                IManagement.VaultLimits(30, 100, 50, uint32(bound(value, 1, 15 minutes)));
            _must(scene.admin, abi.encodeCall(IManagement.setVaultLimits, (scene.vaultId, limits)));
        } else if (kind == 2) {
            // Any contract may be called a factory; pools are asked for theirs.
            _must(scene.admin, abi.encodeCall(IV3Adapter.setV3Factory, (address(scene.weth), value % 2 == 0)));
        } else if (kind == 3) {
            _must(
                scene.admin,
                abi.encodeCall(IOracleAdmin.setPairFeed, (address(scene.weth), address(scene.usdc), scene.pairFeed))
            );
        } else if (kind == 4) {
            _must(scene.admin, abi.encodeCall(IManagement.setAdapter, (7, echoes[value % 2])));
        } else if (kind == 5) {
            _must(users[value % 3], abi.encodeCall(IVaultToken.setApprovalForAll, (users[1], value % 2 == 0)));
        } else if (kind == 6) {
            _must(scene.admin, abi.encodeCall(IAccess.setGrantTiming, (bound(value, 1 days, 3 days), 7 days)));
        } else {
            _must(
                scene.admin,
                abi.encodeCall(ISwap.setRouter, (echoes[value % 2], bytes4(uint32(value) | 1), value % 2 == 0))
            );
        }
        ++reached["configure"];
    }

    // -- the vault ------------------------------------------------------------------------------------------------

    function deposit(uint256 who, uint256 amount) external counted {
        address user = users[who % 3];
        amount = bound(amount, 1e15, 10e18);
        _must(user, abi.encodeCall(IALMUser.deposit, (scene.vaultId, amount, amount * 4000 / 1e12, 0, user)));
        ++reached["deposit"];
    }

    function withdraw(uint256 who, uint256 shares, bool inKind) external counted {
        address user = users[who % 3];
        shares = _someShares(user, shares);
        if (inKind) _must(user, abi.encodeCall(IALMUser.withdrawInKind, (scene.vaultId, shares, 0, 0, user)));
        else _must(user, abi.encodeCall(IALMUser.withdraw, (scene.vaultId, shares, 0, 0, user)));
        ++reached["withdraw"];
    }

    function transferShares(uint256 from, uint256 to, uint256 shares) external counted {
        address user = users[from % 3];
        shares = _someShares(user, shares);
        _must(user, abi.encodeCall(IVaultToken.safeTransferFrom, (user, users[to % 3], scene.vaultId, shares, "")));
        ++reached["transferShares"];
    }

    function rebalance(uint256 halfWidth, uint256 pools) external counted {
        _wait(15 minutes);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](pools % 4);
        for (uint256 i; i < orders.length; ++i) {
            orders[i] = _order(i, scene.weth, scene.spacings[i], int24(int256(bound(halfWidth, 400, 6000))));
        }
        _must(
            scene.keeper,
            abi.encodeCall(IALMProtected.rebalance, (scene.vaultId, new IALMProtected.SwapOrder[](0), orders))
        );
        ++reached["rebalance"];
    }

    function harvest() external counted {
        _must(STRANGER, abi.encodeCall(IALMHarvest.harvest, (scene.vaultId)));
        ++reached["harvest"];
    }

    // -- intruders ------------------------------------------------------------------------------------------------

    /// @notice From a receiver's or a token's hook, in the middle of an operation, one door is tried: by a call that
    /// would do outside, or one of any selector that the diamond serves, with noise for arguments.
    function reenter(uint256 way, uint256 door, uint256 noise) external counted {
        way %= 8;
        bool known = door % 3 != 0;
        bytes memory payload = known ? _door(door / 3) : _anyDoor(door / 3, noise);
        intruder.arm(payload);
        _operate(way);
        if (!intruder.knocked()) {
            intruder.disarm();
            vm.assume(false);
        }
        bytes4 said = bytes4(intruder.answer());
        if (known) {
            // Views of value are read by a static call, which the lock refuses as well.
            bool isCallback = bytes4(payload) == IV3Adapter.uniswapV3MintCallback.selector;
            bytes4 expected =
                isCallback ? IDexAdapter.Adapter_UnexpectedCallback.selector : Lock.Lock_Reentered.selector;
            if (intruder.wasRead() || intruder.entered() || said != expected) _breach(_letIn(payload, way));
            ++reached[bytes32("reenter") | bytes32(way + 1)];
        } else if (intruder.entered() && bytes4(payload) != IVaultToken.setApprovalForAll.selector) {
            // An operator's approval moves nothing and calls nobody: the one door without the lock.
            _breach(_letIn(payload, way));
        }
        ++reached["reenter"];
    }

    /// @notice A venue's callback, outside any operation, by a genuine pool or anybody else.
    function callback(uint256 who, uint256 amount0, uint256 amount1, bool pancake) external counted {
        address[6] memory callers =
            [scene.pools[0], scene.hookedPool, STRANGER, scene.keeper, scene.admin, address(scene.diamond)];
        (uint256 before0, uint256 before1) = _balances();
        (bool ok, bytes memory answer) = _do(
            callers[who % 6],
            pancake
                ? abi.encodeCall(IV3Adapter.pancakeV3MintCallback, (amount0, amount1, ""))
                : abi.encodeCall(IV3Adapter.uniswapV3MintCallback, (amount0, amount1, ""))
        );
        if (ok || bytes4(answer) != IDexAdapter.Adapter_UnexpectedCallback.selector) {
            _breach("D4: a callback without an operation was taken");
        }
        (uint256 after0, uint256 after1) = _balances();
        if (after0 != before0 || after1 != before1) _breach("D4: a callback without an operation was paid");
        ++reached["callback"];
    }

    /// @notice A door of a facet, at the facet's own address.
    function callFacet(uint256 door, uint256 who) external counted {
        address[4] memory callers = [STRANGER, scene.admin, scene.manager, scene.keeper];
        bytes memory payload = _door(door);
        address facet = g_facetOf[bytes4(payload)];
        vm.prank(callers[who % 4]);
        (bool ok,) = facet.call(payload);
        // Views of value revert as well: there is no vault at that address.
        if (ok) _breach(string.concat("D3: a facet works at its own address: ", vm.toString(abi.encode(payload))));
        ++reached["callFacet"];
    }

    // -- operations with an intruder in them ----------------------------------------------------------------------

    /// @dev 0 to 2: as a receiver of shares, minted, sent, sent in a batch. 3 to 7: as the hooked token is taken, paid by an
    /// exit, paid by an exit in kind, collected from a pool, and paid to a pool in its callback.
    function _operate(uint256 way) private {
        address user = users[0];
        if (way == 0) {
            _must(user, abi.encodeCall(IALMUser.deposit, (scene.vaultId, 1e18, 4000e6, 0, address(intruder))));
        } else if (way == 1) {
            uint256 shares = _someShares(user, 1);
            _must(
                user, abi.encodeCall(IVaultToken.safeTransferFrom, (user, address(intruder), scene.vaultId, shares, ""))
            );
        } else if (way == 2) {
            (uint256[] memory ids, uint256[] memory shares) = (new uint256[](1), new uint256[](1));
            (ids[0], shares[0]) = (scene.vaultId, _someShares(user, 1));
            _must(user, abi.encodeCall(IVaultToken.safeBatchTransferFrom, (user, address(intruder), ids, shares, "")));
        } else {
            _operateHooked(way, user);
        }
    }

    function _operateHooked(uint256 way, address user) private {
        uint256 id = scene.hookedId;
        if (way == 7) _placeHooked(0);
        if (way == 6) _placeHooked(1);
        scene.hook.prepare(address(intruder), abi.encodeCall(Intruder.knock, ()));
        if (way == 3) {
            _must(user, abi.encodeCall(IALMUser.deposit, (id, 1e9, 1e9, 0, user)));
        } else if (way == 4) {
            _must(user, abi.encodeCall(IALMUser.withdraw, (id, 1e15, 0, 0, user)));
        } else if (way == 5) {
            _must(user, abi.encodeCall(IALMUser.withdrawInKind, (id, 1e15, 0, 0, user)));
        } else {
            // From a range to cash, or from cash to a range.
            _placeHooked(way - 6);
        }
    }

    function _placeHooked(uint256 ranges) private {
        _wait(15 minutes);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](ranges);
        if (ranges != 0) orders[0] = IALMProtected.RangeOrder(0, -600, 600, 10_000);
        _must(
            scene.keeper,
            abi.encodeCall(IALMProtected.rebalance, (scene.hookedId, new IALMProtected.SwapOrder[](0), orders))
        );
    }

    /// @dev Calls that would succeed outside, but for the role that some need: the lock comes before the role. The last is
    /// a callback, which has a guard of its own.
    function _door(uint256 which) private view returns (bytes memory) {
        which %= DOORS;
        uint256 id = scene.vaultId;
        address me = address(intruder);
        if (which < 8) return _userDoor(which, id, me);
        if (which < 15) return _valueDoor(which, id);
        if (which == 15) {
            return abi.encodeCall(IDiamondCut.diamondCut, (new IDiamondCut.FacetCut[](0), address(0), ""));
        }
        if (which == 16) return abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, me));
        if (which == 17) return abi.encodeCall(IAccess.acceptRole, (Roles.ADMIN));
        if (which == 18) return abi.encodeCall(IAccess.grantKeeper, (me));
        if (which == 19) return abi.encodeCall(IAccess.renounceRole, (Roles.KEEPER));
        if (which == 20) return abi.encodeCall(IAccess.revokeAll, (Roles.GUARDIAN));
        if (which == 21) return abi.encodeCall(IPause.pause, (PauseGroups.ALL));
        if (which == 22) return abi.encodeCall(IPause.unpause, (PauseGroups.ALL));
        if (which == 23) return abi.encodeCall(IRiskModel.setPoolCScore, (bytes32(uint256(1)), 5000));
        if (which == 24) return abi.encodeCall(IManagement.setAdapter, (1, echoes[0]));
        if (which == 25) return abi.encodeCall(ISwap.setRouter, (echoes[0], bytes4(uint32(1)), true));
        if (which == 26) return abi.encodeCall(IV3Adapter.setV3Factory, (echoes[0], true));
        if (which == 27) return abi.encodeCall(IOracleAdmin.addFollower, (me));
        if (which == 28) {
            return abi.encodeCall(IManagement.createVault, (address(scene.weth), address(scene.usdc), 0));
        }
        return abi.encodeCall(IV3Adapter.uniswapV3MintCallback, (1, 1, ""));
    }

    function _userDoor(uint256 which, uint256 id, address me) private view returns (bytes memory) {
        if (which == 0) return abi.encodeCall(IALMUser.deposit, (id, 1e18, 4000e6, 0, users[0]));
        if (which == 1) return abi.encodeCall(IALMUser.withdraw, (id, 1, 0, 0, me));
        if (which == 2) return abi.encodeCall(IALMUser.withdrawInKind, (id, 1, 0, 0, me));
        if (which == 3) return abi.encodeCall(IALMHarvest.harvest, (id));
        if (which == 4) {
            return abi.encodeCall(
                IALMProtected.rebalance, (id, new IALMProtected.SwapOrder[](0), new IALMProtected.RangeOrder[](0))
            );
        }
        if (which == 5) return abi.encodeCall(IVaultToken.safeTransferFrom, (me, users[0], id, 0, ""));
        if (which == 6) {
            uint256[] memory none = new uint256[](0);
            return abi.encodeCall(IVaultToken.safeBatchTransferFrom, (me, users[0], none, none, ""));
        }
        return abi.encodeCall(IManagement.setPoolEnabled, (id, 0, false));
    }

    function _valueDoor(uint256 which, uint256 id) private pure returns (bytes memory) {
        if (which == 8) return abi.encodeCall(IALMInfo.valueAtAnchor, (id));
        if (which == 9) return abi.encodeCall(IALMInfo.totalBalances, (id));
        if (which == 10) return abi.encodeCall(IALMInfo.valuePerShareWad, (id));
        if (which == 11) return abi.encodeCall(IALMInfo.cashBalances, (id));
        if (which == 12) return abi.encodeCall(IALMUser.previewWithdraw, (id, 1));
        if (which == 13) return abi.encodeCall(IALMUser.previewWithdrawInKind, (id, 1));
        return abi.encodeCall(IALMUser.previewDeposit, (id, 1e18, 4000e6));
    }

    /// @dev Echoes answer whatever they are asked and write nothing; genuine selectors only.
    function _anyDoor(uint256 pick, uint256 noise) private view returns (bytes memory) {
        bytes4 selector = g_selectors[pick % g_selectors.length];
        address facet = g_facetOf[selector];
        if (facet == echoes[0] || facet == echoes[1]) selector = IALMHarvest.harvest.selector;
        bytes memory words;
        for (uint256 i; i < 12; ++i) {
            uint256 word = uint256(keccak256(abi.encode(noise, i)));
            words = bytes.concat(words, bytes32(word % 3 == 0 ? word % 16 * 32 : word % 7));
        }
        return bytes.concat(selector, words);
    }

    function _letIn(bytes memory payload, uint256 way) private pure returns (string memory) {
        return string.concat(
            "D4: a door let an intruder in: ",
            vm.toString(abi.encodePacked(bytes4(payload))),
            ", way ",
            vm.toString(way)
        );
    }

    // -- hostile cuts ---------------------------------------------------------------------------------------------

    /// @dev Fills in the second cut, or an init in its place, and says what refuses it.
    function _hostile(uint256 kind, uint256 pick, IDiamondCut.FacetCut[] memory cuts)
        private
        view
        returns (bytes4 expected, address init, bytes memory initCall)
    {
        bytes4[] memory frozen = Guardrails.frozen();
        bytes4 guardrail = frozen[pick % frozen.length];
        if (kind < 3) {
            // Back to nothing but the first cut: the init is the hostile part.
            assembly ("memory-safe") {
                mstore(cuts, 1)
            }
            if (kind == 0) {
                return (
                    IDiamondCut.Diamond_GuardrailsMoved.selector,
                    address(hostileInit),
                    abi.encodeCall(HostileInit.moveEntry, (guardrail, echoes[1]))
                );
            }
            if (kind == 1) {
                return (
                    IDiamondInit.DiamondInit_AlreadyInitialized.selector,
                    scene.diamondInit,
                    abi.encodeCall(IDiamondInit.init, (new IAccess.RoleGrant[](0), new bytes4[](0)))
                );
            }
            IDiamondCut.FacetCut[] memory inner = new IDiamondCut.FacetCut[](0);
            return (
                Lock.Lock_Reentered.selector,
                address(hostileInit),
                abi.encodeCall(HostileInit.cutAgain, (abi.encodeCall(IDiamondCut.diamondCut, (inner, address(0), ""))))
            );
        }
        (expected, cuts[1]) = _hostileCut(kind, guardrail, cuts[0].functionSelectors[0], pick);
    }

    function _hostileCut(uint256 kind, bytes4 guardrail, bytes4 taken, uint256 pick)
        private
        view
        returns (bytes4, IDiamondCut.FacetCut memory)
    {
        (IDiamondCut.FacetCutAction add, IDiamondCut.FacetCutAction replace, IDiamondCut.FacetCutAction remove) =
            (IDiamondCut.FacetCutAction.Add, IDiamondCut.FacetCutAction.Replace, IDiamondCut.FacetCutAction.Remove);
        address facet = echoes[1];
        bytes4 free = _free(uint256(keccak256(abi.encode(pick, kind))));
        if (kind == 3) return (IDiamondCut.Diamond_SelectorTaken.selector, _cut(facet, add, _anySelector(pick)));
        // Taken by the cut before it.
        if (kind == 4) return (IDiamondCut.Diamond_SelectorTaken.selector, _cut(facet, add, taken));
        if (kind == 5) return (IDiamondCut.Diamond_NoCode.selector, _cut(STRANGER, add, free));
        if (kind == 6) return (IDiamondCut.Diamond_NoCode.selector, _cut(DELEGATED, add, free));
        if (kind == 7) return (IDiamondCut.Diamond_FacetIsDiamond.selector, _cut(address(scene.diamond), add, free));
        if (kind == 8) return (IDiamondCut.Diamond_ZeroFacet.selector, _cut(address(0), add, free));
        if (kind == 9) return (IDiamondCut.Diamond_SelectorFrozen.selector, _cut(facet, replace, guardrail));
        if (kind == 10) return (IDiamondCut.Diamond_SelectorFrozen.selector, _cut(address(0), remove, guardrail));
        if (kind == 11) {
            return
                (IDiamondCut.Diamond_SelectorPermanent.selector, _cut(address(0), remove, Guardrails.WITHDRAW_IN_KIND));
        }
        if (kind == 12) return (IDiamondCut.Diamond_SelectorAbsent.selector, _cut(facet, replace, free));
        if (kind == 13) return (IDiamondCut.Diamond_SelectorAbsent.selector, _cut(address(0), remove, free));
        if (kind == 14) return (IDiamondCut.Diamond_FacetGiven.selector, _cut(facet, remove, taken));
        if (kind == 15) {
            bytes4 served = IALMUser.deposit.selector;
            return (IDiamondCut.Diamond_SameFacet.selector, _cut(g_facetOf[served], replace, served));
        }
        return (IDiamondCut.Diamond_NoSelectors.selector, IDiamondCut.FacetCut(facet, add, new bytes4[](0)));
    }

    function _cut(address facet, IDiamondCut.FacetCutAction action, bytes4 selector)
        private
        pure
        returns (IDiamondCut.FacetCut memory)
    {
        return IDiamondCut.FacetCut(facet, action, _one(selector));
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev D2 around every call: what it writes belongs to the rooms of the facet that serves it.
    function _do(address caller, bytes memory data) private returns (bool ok, bytes memory answer) {
        address diamond = address(scene.diamond);
        uint256 mayWrite = g_mayWrite[g_facetOf[bytes4(data)]];
        vm.startMappingRecording();
        vm.record();
        vm.prank(caller);
        (ok, answer) = diamond.call(data);
        (, bytes32[] memory writes) = vm.accesses(diamond);
        // A refused call wrote nothing; its attempts are listed all the same.
        for (uint256 i; ok && i < writes.length; ++i) {
            uint256 namespace = namespaceOf(diamond, writes[i]);
            if (namespace == DIAMOND) tableTouched = true;
            if (namespace & mayWrite != 0) continue;
            _breach(
                string.concat(
                    "D2: ",
                    vm.toString(abi.encodePacked(bytes4(data))),
                    " wrote beyond its room: ",
                    vm.toString(writes[i])
                )
            );
        }
        // Forgets the keccaks: only afterwards.
        vm.stopMappingRecording();
    }

    function _must(address caller, bytes memory data) private {
        (bool ok,) = _do(caller, data);
        if (!ok) vm.assume(false);
    }

    function _cutAsAdmin(address facet, IDiamondCut.FacetCutAction action, bytes4[] memory selectors) private {
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        cuts[0] = IDiamondCut.FacetCut(facet, action, selectors);
        _must(scene.admin, abi.encodeCall(IDiamondCut.diamondCut, (cuts, address(0), "")));
    }

    /// @dev Dispatch itself: an echo says which facet's code ran, and as whom.
    function _requireEcho(bytes4 selector, address echo) private {
        (bool ok, bytes memory answer) = address(scene.diamond).call(abi.encodePacked(selector, uint256(1)));
        (address ran, address as_) = ok ? abi.decode(answer, (address, address)) : (address(0), address(0));
        if (ran != echo || as_ != address(scene.diamond)) _breach("D1: dispatch is not what was cut");
    }

    function _set(bytes4 selector, address facet) private {
        if (g_facetOf[selector] == address(0)) {
            g_positionOf[selector] = g_selectors.length;
            g_selectors.push(selector);
        }
        g_facetOf[selector] = facet;
    }

    function _unset(bytes4 selector) private {
        bytes4 last = g_selectors[g_selectors.length - 1];
        (g_selectors[g_positionOf[selector]], g_positionOf[last]) = (last, g_positionOf[selector]);
        g_selectors.pop();
        delete g_facetOf[selector];
        delete g_positionOf[selector];
    }

    /// @dev The seed's selector, or the next that nobody serves.
    function _free(uint256 seed) private view returns (bytes4 selector) {
        selector = bytes4(bytes32(seed));
        while (g_facetOf[selector] != address(0)) {
            unchecked {
                // Wraps round: a selector is any 32 bits.
                selector = bytes4(uint32(selector) + 1);
            }
        }
    }

    function _anySelector(uint256 pick) private view returns (bytes4) {
        return g_selectors[pick % g_selectors.length];
    }

    function _one(bytes4 selector) private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = selector;
    }

    function _order(uint256 index, TestToken weth, int24 spacing, int24 half)
        private
        view
        returns (IALMProtected.RangeOrder memory)
    {
        uint160 anchor = scene.diamond.anchorSqrtPriceX96(address(weth), address(scene.usdc));
        int24 centre = TickMath.getTickAtSqrtPrice(anchor);
        return IALMProtected.RangeOrder(
            uint8(index), _floor(centre - half, spacing), _floor(centre + half, spacing) + spacing, 10_000
        );
    }

    function _someShares(address holder, uint256 shares) private view returns (uint256) {
        uint256 held = scene.diamond.balanceOf(holder, scene.vaultId);
        // Never all of it: the campaign goes on.
        if (held < 1e15) vm.assume(false);
        return bound(shares, 1, held / 4);
    }

    function _balances() private view returns (uint256, uint256) {
        return (scene.weth.balanceOf(address(scene.diamond)), scene.usdc.balanceOf(address(scene.diamond)));
    }

    /// @dev Time passes; the feeds keep up.
    function _wait(uint256 seconds_) private {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + seconds_);
        for (uint256 i; i < 2; ++i) {
            (, int256 answer,,,) = scene.feeds[i].latestRoundData();
            scene.feeds[i].setAnswer(answer);
        }
    }

    /// @dev Money in all tokens, allowed to the diamond; and a stake in both vaults.
    function _equip(address user) private {
        scene.weth.mint(user, 1e24);
        scene.usdc.mint(user, 1e16);
        scene.hook.mint(user, 1e16);
        vm.startPrank(user);
        scene.weth.approve(address(scene.diamond), type(uint256).max);
        scene.usdc.approve(address(scene.diamond), type(uint256).max);
        scene.hook.approve(address(scene.diamond), type(uint256).max);
        scene.diamond.deposit(scene.vaultId, 10e18, 40_000e6, 0, user);
        scene.diamond.deposit(scene.hookedId, 1e11, 1e11, 0, user);
        vm.stopPrank();
    }

    function _floor(int24 tick, int24 spacing) private pure returns (int24) {
        int24 quotient = tick / spacing;
        if (tick < 0 && tick % spacing != 0) quotient--;
        return quotient * spacing;
    }

    /// @dev The first alone: others may follow from it.
    /// @param what Begins with the invariant's id.
    function _breach(string memory what) private {
        if (breached) return;
        breached = true;
        breachOf[bytes2(bytes(what))] = what;
    }
}
