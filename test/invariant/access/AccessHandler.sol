// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CommonBase} from "forge-std/Base.sol";
import {StdUtils} from "forge-std/StdUtils.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {EchoFacet} from "test/unit/diamond/EchoFacet.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {AccessMatrix} from "./AccessMatrix.sol";

/// @notice What the campaign works on.
struct Scene {
    ICantilever diamond;
    CantileverTimelock[2] timelocks;
    address council;
    address[4] holders;
    TestToken weth;
    TestToken usdc;
    MockAggregator feed;
    bytes32 feedId;
    IOracle.FeedConfig feedConfig;
    address router;
    address pool;
    address market;
    uint256 vaultId;
}

/// @title AccessHandler
/// @notice Roles, pauses and the timelock's operations, by those who may and by those who may not; users while things stand
/// still; and attempts at every selector of the loupe.
/// @dev Keeps a model of its own: who holds what, what is offered, suspended, paused and queued, and what the settings are.
/// The first breach is kept. A refusal that the model foretells is an outcome; whatever else is refused is discarded.
contract AccessHandler is AccessMatrix, CommonBase, StdUtils {
    uint256 private constant ACTORS = 10;
    uint256 private constant KINDS = 16;
    uint256 private constant GRACE = 7 days;
    bytes4 private constant ROUTE = 0x414bf389;

    /// @dev An operation of a timelock, as it was queued.
    struct Operation {
        uint256 timelock;
        bytes data;
        bytes32 salt;
        uint256 readyAt;
        /// 0 queued, 1 done, 2 cancelled.
        uint256 state;
        uint256 kind;
        bytes32 role;
        address account;
        uint256 value;
    }

    Scene internal scene;
    /// @dev The two timelocks, four holders by role, two candidates and two strangers.
    address[ACTORS] public actors;
    bytes4[] private g_selectors;
    address private immutable ECHO = address(new EchoFacet());

    string public breach;
    mapping(bytes32 action => uint256) public reached;
    mapping(bytes32 action => uint256) public calls;

    // -- the model ------------------------------------------------------------------------------------------------

    mapping(bytes32 role => mapping(address account => bool)) public g_holds;
    mapping(bytes32 role => mapping(address account => uint256)) public g_readyAt;
    mapping(bytes32 role => mapping(address account => uint256)) public g_expiresAt;
    mapping(address account => bool) public g_suspended;
    uint256 public g_admins;
    uint256 public g_paused;
    uint256 public g_vaultPaused;
    uint256 public g_delay = 1 days;
    uint256 public g_feeBp;
    uint256 public g_ttl;
    bool public g_routed;
    mapping(bytes4 selector => bool) public g_added;
    bytes4 public g_lastAdded;
    Operation[] private g_operations;
    uint256[] private g_claims;
    uint256 private g_claimCount;
    uint256 private g_turn;

    constructor(Scene memory s) {
        scene = s;
        _listDoors();
        (actors[0], actors[1]) = (address(s.timelocks[0]), address(s.timelocks[1]));
        bytes32[4] memory roles = [Roles.MANAGER, Roles.KEEPER, Roles.GUARDIAN, Roles.TREASURY];
        for (uint256 i; i < 4; ++i) {
            actors[2 + i] = s.holders[i];
            g_holds[roles[i]][s.holders[i]] = true;
        }
        for (uint256 i = 6; i < ACTORS; ++i) {
            actors[i] = address(uint160(0xACC0 + i));
        }
        // What the deployer offered in this block: three candidates.
        for (uint256 i; i < 3; ++i) {
            bytes32 role = i == 0 ? Roles.MANAGER : i == 1 ? Roles.GUARDIAN : Roles.TREASURY;
            (g_readyAt[role][actors[6 + i]], g_expiresAt[role][actors[6 + i]]) =
            (block.timestamp + 1 days, block.timestamp + 8 days);
        }
        g_holds[Roles.ADMIN][actors[0]] = true;
        g_admins = 1;
        g_ttl = s.feedConfig.ttlSeconds;
        for (uint256 i = 2; i < ACTORS; ++i) {
            _equip(actors[i]);
        }
        ICantilever.Facet[] memory facets = s.diamond.facets();
        for (uint256 i; i < facets.length; ++i) {
            for (uint256 j; j < facets[i].functionSelectors.length; ++j) {
                g_selectors.push(facets[i].functionSelectors[j]);
            }
        }
    }

    // -- what the timelocks do ------------------------------------------------------------------------------------

    /// @notice Something that only ADMIN may do is queued, by the council or by somebody who is not.
    function schedule(uint256 kind, uint256 who, uint256 value) external {
        ++calls["schedule"];
        Operation memory op;
        // So that sums of it with a counter fit.
        value >>= 1;
        (op.kind, op.timelock, op.salt) = (kind % KINDS, _timelock(who >> 8), bytes32(g_operations.length));
        (op.role, op.account, op.value) = (_role(value), actors[2 + (value >> 8) % (ACTORS - 2)], value >> 16);
        if (who >> 20 & 3 != 0) _need(op);
        _fill(op);
        // Mostly something that would do as things stand; they may stand otherwise when it is ready.
        for (uint256 i; i < KINDS && who >> 16 & 3 != 0 && !_isApt(op); ++i) {
            op.kind = (op.kind + 1) % KINDS;
            (op.role, op.account, op.value) = (_role(value + i), actors[2 + (value + i) % (ACTORS - 2)], value >> 16);
            _fill(op);
        }
        uint256 delay = bound(value >> 32, 2 days, 3 days);
        bool isCouncil = who % 4 != 0;
        vm.prank(isCouncil ? scene.council : _someone(who));
        try scene.timelocks[op.timelock].schedule(address(scene.diamond), 0, op.data, 0, op.salt, delay) {
            if (!isCouncil) return _breach("T2: a stranger queued an operation");
            op.readyAt = block.timestamp + delay;
            g_operations.push(op);
            ++reached["schedule"];
        } catch {
            if (isCouncil) _breach("T2: the council could not queue");
        }
    }

    /// @notice An operation is executed: in time, early, late, again, altered, or by a stranger.
    function execute(uint256 pick, uint256 way) external {
        ++calls["execute"];
        if (g_operations.length == 0) vm.assume(false);
        Operation storage op = g_operations[_recent(pick)];
        if (way % 8 > 1 && block.timestamp < op.readyAt) _wait(op.readyAt - block.timestamp + way % 3 * (GRACE / 2));
        if (way % 8 == 1 && block.timestamp <= op.readyAt + GRACE) _wait(op.readyAt + GRACE + 1 - block.timestamp);
        bool isCouncil = way % 16 != 3;
        bytes memory data = op.data;
        if (way % 16 == 4) data = bytes.concat(data, hex"00");
        bool mayRun = isCouncil && op.state == 0 && way % 16 != 4 && block.timestamp >= op.readyAt
            && block.timestamp <= op.readyAt + GRACE;
        // Worked out before the call, from the model alone.
        bool isExpected = mayRun && _canApply(op);
        vm.prank(isCouncil ? scene.council : _someone(way >> 8));
        try scene.timelocks[op.timelock].execute(address(scene.diamond), 0, data, 0, op.salt) {
            if (!mayRun) return _breach("T2: not what was queued, not in its window, twice, or by a stranger");
            if (!isExpected) return _breach(_named("T1: ADMIN did what the model refuses, kind ", op.kind));
            op.state = 1;
            _apply(op);
            ++reached["execute"];
            ++reached[bytes32("execute") | bytes32(op.kind + 1)];
        } catch {
            if (isExpected) _breach(_named("T1: the model allows what was refused, kind ", op.kind));
        }
    }

    /// @notice An operation is cancelled by the council; nobody else can.
    function cancel(uint256 pick, uint256 who) external {
        ++calls["cancel"];
        if (g_operations.length == 0) vm.assume(false);
        Operation storage op = g_operations[_recent(pick)];
        bool isCouncil = who % 4 != 0;
        bool isOpen = op.state == 0 && block.timestamp <= op.readyAt + GRACE;
        CantileverTimelock timelock = scene.timelocks[op.timelock];
        bytes32 id = timelock.hashOperation(address(scene.diamond), 0, op.data, 0, op.salt);
        vm.prank(isCouncil ? scene.council : _someone(who));
        try timelock.cancel(id) {
            if (!isCouncil || !isOpen) return _breach("T2: cancelled by a stranger, or what was not open");
            op.state = 2;
            ++reached["cancel"];
        } catch {
            if (isCouncil && isOpen) _breach("T2: the council could not cancel");
            if (isCouncil) vm.assume(false);
        }
    }

    // -- what accounts do themselves ------------------------------------------------------------------------------

    /// @notice A role is taken up: the nominee's, in its window.
    function accept(uint256 role_, uint256 who, bool patient) external {
        ++calls["accept"];
        (bytes32 role, address account) = _nominee(role_, who);
        uint256 readyAt = g_readyAt[role][account];
        if (patient && block.timestamp < readyAt) _wait(readyAt - block.timestamp);
        bool isAllowed = _canAccept(role, account);
        if (_act(account, abi.encodeCall(IAccess.acceptRole, (role)), isAllowed)) {
            _grant(role, account);
            ++reached["accept"];
        }
        if (readyAt == 0 && who % 8 != 0) vm.assume(false);
    }

    /// @notice An offer is withdrawn by GUARDIAN or declined by the nominee.
    function decline(uint256 role_, uint256 nominee, uint256 who) external {
        ++calls["decline"];
        (bytes32 role, address account) = _nominee(role_, nominee);
        address caller = who % 3 == 0 ? account : _actor(who, G);
        bool isOpen = g_readyAt[role][account] != 0;
        bool isAllowed = isOpen && (caller == account || powersOf(caller) & (A | G) != 0);
        if (_act(caller, abi.encodeCall(IAccess.cancelProposal, (role, account)), isAllowed)) {
            _close(role, account);
            ++reached["decline"];
        }
        if (!isOpen && who % 8 != 0) vm.assume(false);
    }

    /// @notice Somebody gives up a role.
    function renounce(uint256 role_, uint256 who) external {
        ++calls["renounce"];
        bytes32 role = _role(role_);
        // Holders of the campaign's beginning mostly keep their role, that there be somebody to do things.
        uint256 first = who >> 16 & 7 == 0 ? 2 : 6;
        uint256 start = who & 15;
        address account = actors[first + start % (ACTORS - first)];
        for (uint256 i; i < 20 && !g_holds[role][account]; ++i) {
            account = actors[first + (start + i) % (ACTORS - first)];
            if (i % 4 == 3) role = _role(role_ % 5 + i);
        }
        bool isAllowed = g_holds[role][account];
        if (!isAllowed && who >> 8 & 3 != 0) vm.assume(false);
        if (_act(account, abi.encodeCall(IAccess.renounceRole, (role)), isAllowed)) {
            g_holds[role][account] = false;
            ++reached["renounce"];
        }
    }

    /// @notice KEEPERs come and go, at once.
    function keepers(uint256 way, uint256 who, uint256 target) external {
        ++calls["keepers"];
        address account = actors[2 + target % (ACTORS - 2)];
        bool isHeld = g_holds[Roles.KEEPER][account];
        if (way % 16 == 0) {
            address revoker = _actor(who, M | G);
            bool mayRevoke = powersOf(revoker) & (A | M | G) != 0;
            if (_act(revoker, abi.encodeCall(IAccess.revokeAll, (Roles.KEEPER)), mayRevoke)) {
                _empty(Roles.KEEPER);
                ++reached["keepers"];
            }
            return;
        }
        address caller = _actor(who, isHeld ? M | G : M);
        uint256 mask = isHeld ? A | M | G : A | M;
        bytes memory data = isHeld
            ? abi.encodeCall(IAccess.revokeRole, (Roles.KEEPER, account))
            : abi.encodeCall(IAccess.grantKeeper, (account));
        if (_act(caller, data, powersOf(caller) & mask != 0)) {
            g_holds[Roles.KEEPER][account] = !isHeld;
            ++reached["keepers"];
        }
    }

    /// @notice A MANAGER is suspended; only ADMIN, by its timelock, ends that.
    function suspend(uint256 who, uint256 target) external {
        ++calls["suspend"];
        target %= ACTORS;
        address account = actors[2 + target % (ACTORS - 2)];
        for (uint256 i; i < ACTORS - 2 && !g_holds[Roles.MANAGER][account]; ++i) {
            account = actors[2 + (target + i) % (ACTORS - 2)];
        }
        bool isOpen = g_holds[Roles.MANAGER][account] && !g_suspended[account];
        address caller = _actor(who, G);
        bool isAllowed = isOpen && powersOf(caller) & G != 0;
        if (_act(caller, abi.encodeCall(IAccess.suspendManager, (account)), isAllowed)) {
            g_suspended[account] = true;
            ++reached["suspend"];
        }
        if (!isOpen && who % 4 != 0) vm.assume(false);
    }

    /// @notice Groups stop, of the whole diamond or of the vault.
    function pause(uint256 who, uint256 groups, bool isVault) external {
        ++calls["pause"];
        groups = bound(groups, 1, PauseGroups.ALL);
        address caller = _actor(who, M | G);
        uint256 mask = isVault ? M | G : A | M | G;
        bytes memory data = isVault
            ? abi.encodeCall(IManagement.pauseVault, (scene.vaultId, groups))
            : abi.encodeCall(IPause.pause, (groups));
        if (_act(caller, data, powersOf(caller) & mask != 0)) {
            if (isVault) g_vaultPaused |= groups;
            else g_paused |= groups;
            ++reached["pause"];
        }
    }

    /// @notice Groups go on.
    function unpause(uint256 who, uint256 groups, bool isVault) external {
        ++calls["unpause"];
        groups = groups % 2 == 0 ? PauseGroups.ALL : bound(groups, 1, PauseGroups.ALL);
        address caller = _actor(who, M);
        uint256 mask = isVault ? M : A | M;
        bytes memory data = isVault
            ? abi.encodeCall(IManagement.unpauseVault, (scene.vaultId, groups))
            : abi.encodeCall(IPause.unpause, (groups));
        if (_act(caller, data, powersOf(caller) & mask != 0)) {
            if (isVault) g_vaultPaused &= ~groups;
            else g_paused &= ~groups;
            ++reached["unpause"];
        }
    }

    /// @notice What lowers risk happens at once: fees down, a router off.
    function tighten(uint256 who, uint256 value, bool isFee) external {
        ++calls["tighten"];
        bytes memory data;
        address caller = _actor(who, isFee ? M | T : M | G);
        uint256 feeBp = value % (g_feeBp + 1);
        // The same fee again raises nothing.
        if (isFee) data = abi.encodeCall(ITreasury.setVaultFees, (scene.vaultId, _fees(feeBp)));
        else data = abi.encodeCall(ISwap.setRouter, (scene.router, ROUTE, false));
        if (_act(caller, data, powersOf(caller) & (isFee ? M | T : M | G) != 0)) {
            if (isFee) g_feeBp = feeBp;
            else g_routed = false;
            ++reached["tighten"];
        }
    }

    // -- users, while some groups are paused ----------------------------------------------------------------------

    /// @notice A deposit, in both tokens or in one: only while entry is not paused.
    function enter(uint256 who, uint256 amount, bool single) external {
        ++calls["enter"];
        address user = actors[2 + who % (ACTORS - 2)];
        amount = bound(amount, 1e15, 1e18);
        bytes memory data = single
            ? abi.encodeCall(IALMSingle.depositSingle, (scene.vaultId, address(scene.weth), amount / 10, 0, user))
            : abi.encodeCall(IALMUser.deposit, (scene.vaultId, amount, amount * 4000 / 1e12, 0, user));
        _priced("enter", user, data, PauseGroups.ENTRY);
    }

    /// @notice A priced exit, in both tokens or in one: only while exits are not paused.
    function leave(uint256 who, uint256 shares, bool single) external {
        ++calls["leave"];
        address user = actors[2 + who % (ACTORS - 2)];
        shares = _shares(user, shares);
        bytes memory data = single
            ? abi.encodeCall(IALMSingle.withdrawSingle, (scene.vaultId, address(scene.weth), shares / 100 + 1, 0, user))
            : abi.encodeCall(IALMUser.withdraw, (scene.vaultId, shares, 0, 0, user));
        _priced("leave", user, data, PauseGroups.EXIT);
    }

    /// @notice An exit in kind, past a range or not: whatever is paused.
    function leaveInKind(uint256 who, uint256 shares, bool skips) external {
        ++calls["leaveInKind"];
        _leaveInKind(actors[2 + who % (ACTORS - 2)], shares, skips);
    }

    function _leaveInKind(address user, uint256 shares, bool skips) private {
        shares = _shares(user, shares);
        bytes memory data = abi.encodeCall(IALMUser.withdrawInKind, (scene.vaultId, shares, 0, 0, user));
        if (skips && scene.diamond.vaultRanges(scene.vaultId).length != 0) {
            data = abi.encodeWithSignature(
                "withdrawInKind(uint256,uint256,uint256,uint256,address,uint256)", scene.vaultId, shares, 0, 0, user, 1
            );
        }
        if (!_open("leaveInKind", user, data)) return;
        if (scene.diamond.claim(g_claimCount + 1).owner == user) g_claims.push(++g_claimCount);
    }

    /// @notice A claim is settled by its owner: whatever is paused.
    function settle(uint256 pick) external {
        ++calls["settle"];
        if (g_claims.length == 0) {
            if (scene.diamond.vaultRanges(scene.vaultId).length == 0) vm.assume(false);
            _leaveInKind(actors[2 + pick % (ACTORS - 2)], pick >> 8, true);
        }
        uint256 length = g_claims.length;
        if (length == 0) return _breach("T4: an exit past a range left no claim");
        uint256 claimId = g_claims[pick % length];
        (g_claims[pick % length], g_claims[length - 1]) = (g_claims[length - 1], claimId);
        g_claims.pop();
        address owner = scene.diamond.claim(claimId).owner;
        _open("settle", owner, abi.encodeWithSignature("settleClaim(uint256,address)", claimId, owner));
    }

    /// @notice A keeper rebalances: only while keepers are not paused.
    function rebalance(uint256 who, bool holds) external {
        ++calls["rebalance"];
        _wait(15 minutes);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](holds ? 1 : 0);
        // 3,000 USDC per WETH is tick -196,256; the pool's spacing is ten.
        if (holds) orders[0] = IALMProtected.RangeOrder(0, -197_260, -195_260, 5_000);
        _priced(
            "rebalance",
            _holder(who, K),
            abi.encodeCall(IALMProtected.rebalance, (scene.vaultId, new IALMProtected.SwapOrder[](0), orders)),
            PauseGroups.KEEPER
        );
    }

    /// @notice A keeper invests: only while keepers are not paused.
    function invest(uint256 who) external {
        ++calls["invest"];
        _wait(15 minutes);
        uint256 amount = 1e12;
        if ((g_paused | g_vaultPaused) & PauseGroups.KEEPER == 0) {
            (uint256 most,) = scene.diamond.previewInvest(scene.vaultId);
            if (most < amount) vm.assume(false);
        }
        bytes memory data = abi.encodeCall(IALMCash.investCash, (scene.vaultId, amount, 0));
        _priced("invest", _holder(who, K), data, PauseGroups.KEEPER);
    }

    /// @notice The emergency: every range becomes cash, or what is invested comes home, whatever is paused.
    function rescueCash(uint256 who, bool isMarket) external {
        ++calls["rescueCash"];
        if (isMarket && scene.diamond.marketOf(scene.vaultId, 0).units < 1e6) vm.assume(false);
        _open(
            "rescueCash",
            _holder(who, M | G),
            isMarket
                ? abi.encodeCall(IALMCash.divestCash, (scene.vaultId, 0, type(uint256).max, 0))
                : abi.encodeCall(IALMKeeper.liquidate, (scene.vaultId, 0))
        );
    }

    // -- attempts -------------------------------------------------------------------------------------------------

    /// @notice A door that would do, tried by anybody: it opens to those of the table, and to nobody else.
    function knock(uint256 pick, uint256 who) external {
        ++calls["knock"];
        (bytes memory data, uint256 mask) = _door(pick);
        address caller = who % 2 == 0 ? _actor(who >> 8, mask) : actors[(who >> 8) % ACTORS];
        bool isAllowed = powersOf(caller) & mask != 0;
        (bool ok, bytes4 said,) = _probe(caller, data);
        if (ok && !isAllowed) _breach(_told("T1: a door opened to one without its role: ", data));
        if (!ok && isAllowed && said == IAccess.Access_MissingRole.selector) {
            _breach(_told("T1: a door did not know its role: ", data));
        }
        if (!ok && !isAllowed && said != IAccess.Access_MissingRole.selector) {
            _breach(_told("T1: refused for another reason: ", data));
        }
        ++reached["knock"];
        if (ok) ++reached["opened"];
    }

    /// @notice Any function of the loupe, with noise, by anybody.
    function attempt(uint256 pick, uint256 who, uint256 noise) external {
        ++calls["attempt"];
        bytes4 selector = g_selectors[pick % g_selectors.length];
        address caller = actors[who % ACTORS];
        bytes memory words;
        for (uint256 i; i < 8; ++i) {
            uint256 word = uint256(keccak256(abi.encode(noise, i)));
            words = bytes.concat(words, bytes32(word % 3 == 0 ? uint256(uint160(actors[word % ACTORS])) : word % 4));
        }
        bytes memory data = bytes.concat(selector, words);
        (bool ok,, bool wrote) = _probe(caller, data);
        uint256 mask = allowedFor[selector];
        if (ok && mask == 0 && wrote) _breach(_told("T1: a function that is not in the matrix wrote: ", data));
        if (ok && mask != 0 && mask != ANY && powersOf(caller) & mask == 0) {
            _breach(_told("T1: it did for one without a role: ", data));
        }
        ++reached["attempt"];
    }

    /// @notice Time passes.
    function wait(uint256 seconds_) external {
        ++calls["wait"];
        _wait(bound(seconds_, 1, 3 days));
        ++reached["wait"];
    }

    /// @dev Makes a call and undoes it, so that what a stranger to the model did is not in its way.
    function probe(address caller, bytes calldata data) external {
        require(msg.sender == address(this), "only itself");
        vm.record();
        vm.prank(caller);
        (bool ok, bytes memory answer) = address(scene.diamond).call(data);
        (, bytes32[] memory writes) = vm.accesses(address(scene.diamond));
        bytes memory verdict = abi.encode(ok, ok ? bytes4(0) : bytes4(answer), ok && writes.length != 0);
        assembly ("memory-safe") {
            revert(add(verdict, 32), mload(verdict))
        }
    }

    // -- the diamond beside the model -----------------------------------------------------------------------------

    /// @notice T1, T2: what the diamond says of roles, pauses and settings is the model, to the bit. One account a call,
    /// in turn. Empty if so.
    function judge() external returns (string memory) {
        return _judge(actors[g_turn++ % ACTORS]);
    }

    /// @notice The same, of one account.
    function judgeOf(uint256 index) external view returns (string memory) {
        return _judge(actors[index % ACTORS]);
    }

    /// @notice Bits of the roles whose powers an account has, by the model.
    function powersOf(address account) public view returns (uint256 powers) {
        if (g_holds[Roles.ADMIN][account]) powers |= A;
        if (g_holds[Roles.MANAGER][account] && !g_suspended[account]) powers |= M;
        if (g_holds[Roles.KEEPER][account]) powers |= K;
        if (g_holds[Roles.TREASURY][account]) powers |= T;
        if (g_holds[Roles.GUARDIAN][account]) powers |= G;
    }

    function _judge(address account) private view returns (string memory) {
        ICantilever diamond = scene.diamond;
        uint256 powers;
        if (diamond.hasRole(Roles.ADMIN, account)) powers |= A;
        if (diamond.hasRole(Roles.MANAGER, account)) powers |= M;
        if (diamond.hasRole(Roles.KEEPER, account)) powers |= K;
        if (diamond.hasRole(Roles.TREASURY, account)) powers |= T;
        if (diamond.hasRole(Roles.GUARDIAN, account)) powers |= G;
        if (powers != powersOf(account)) return "T1: roles are not the model's";
        if (diamond.isSuspended(account) != g_suspended[account]) return "T1: a suspension is not the model's";
        if (diamond.adminCount() != g_admins || g_admins == 0) return "T2: the number of ADMINs";
        if (diamond.pausedGroups() != g_paused) return "T1: paused groups are not the model's";
        ITreasury.VaultFees memory fees = diamond.vaultFees(scene.vaultId);
        if (fees.entryBp != g_feeBp || fees.exitBp != g_feeBp) return "T2: fees changed unannounced";
        if (diamond.isRouterListed(scene.router, ROUTE) != g_routed) return "T2: a router changed unannounced";
        (IOracle.FeedConfig memory config,) = diamond.feed(scene.feedId);
        if (config.ttlSeconds != g_ttl) return "T2: the oracle changed unannounced";
        if (g_lastAdded != 0 && diamond.facetAddress(g_lastAdded) != ECHO) return "T2: a cut is not what was queued";
        return "";
    }

    // -- operations -----------------------------------------------------------------------------------------------

    /// @dev What council would want first: that each role has somebody to do its work.
    function _need(Operation memory op) private view {
        // A second ADMIN is led to its end, and back to one.
        if (g_readyAt[Roles.ADMIN][actors[0]] + g_readyAt[Roles.ADMIN][actors[1]] != 0) {
            op.kind = 3;
            return;
        }
        if (g_admins == 2 && op.value % 2 == 0) {
            (op.kind, op.timelock) = (8, op.value >> 1 & 1);
            return;
        }
        uint256 found;
        for (uint256 i = 2; i < ACTORS; ++i) {
            found |= powersOf(actors[i]);
        }
        if (found & (M | T | G) == M | T | G) return;
        for (uint256 i = 2; i < ACTORS && found & M == 0; ++i) {
            if (g_suspended[actors[i]] && g_holds[Roles.MANAGER][actors[i]]) {
                (op.kind, op.account) = (6, actors[i]);
                return;
            }
        }
        (op.kind, op.role) = (0, found & M == 0 ? Roles.MANAGER : found & G == 0 ? Roles.GUARDIAN : Roles.TREASURY);
    }

    /// @dev Kinds 0 to 8 concern roles, the others settings, the oracle, the code, and pauses.
    function _fill(Operation memory op) private view {
        uint256 kind = op.kind;
        if (kind == 5 && op.value % 4 != 0) op.kind = kind = 0;
        if (kind == 0 || kind == 5) {
            // KEEPER is not offered.
            if (op.role == Roles.KEEPER || op.role == Roles.ADMIN) op.role = Roles.MANAGER;
            op.data = kind == 5
                ? abi.encodeCall(IAccess.revokeAll, (op.role))
                : abi.encodeCall(IAccess.proposeRole, (op.role, op.account));
        } else if (kind < 3) {
            (op.role, op.account) = (Roles.ADMIN, actors[1 - op.timelock]);
            op.data = abi.encodeCall(IAccess.proposeRole, (op.role, op.account));
        } else if (kind == 3) {
            // Mostly the one that does not hold it.
            if (op.value % 4 != 0) op.timelock = g_holds[Roles.ADMIN][actors[1]] ? 0 : 1;
            (op.role, op.account) = (Roles.ADMIN, actors[op.timelock]);
            op.data = abi.encodeCall(IAccess.acceptRole, (op.role));
        } else if (kind == 4) {
            if (op.role == Roles.ADMIN) op.account = actors[op.value % 2];
            // Mostly a holder.
            for (uint256 i; i < ACTORS - 2 && op.value % 4 != 0 && !g_holds[op.role][op.account]; ++i) {
                op.account = actors[2 + i];
            }
            op.data = abi.encodeCall(IAccess.revokeRole, (op.role, op.account));
        } else if (kind == 6) {
            for (uint256 i; i < ACTORS - 2 && op.value % 4 != 0 && !g_suspended[op.account]; ++i) {
                op.account = actors[2 + i];
            }
            op.data = abi.encodeCall(IAccess.reinstateManager, (op.account));
        } else if (kind == 7) {
            op.value = bound(op.value, 1 days, 2 days);
            op.data = abi.encodeCall(IAccess.setGrantTiming, (op.value, 7 days));
        } else if (kind == 8) {
            (op.role, op.account) = (Roles.ADMIN, actors[op.timelock]);
            op.data = abi.encodeCall(IAccess.renounceRole, (op.role));
        } else {
            _fillSetting(op);
        }
    }

    function _fillSetting(Operation memory op) private view {
        uint256 kind = op.kind;
        if (kind == 9 || kind == 10) {
            op.value = g_feeBp + 1 + op.value % 10;
            if (op.value > 50) op.value = 50;
            op.data = abi.encodeCall(ITreasury.setVaultFees, (scene.vaultId, _fees(op.value)));
        } else if (kind == 11) {
            op.data = abi.encodeCall(ISwap.setRouter, (scene.router, ROUTE, true));
        } else if (kind == 12) {
            op.value = bound(op.value, 12 hours, 1 days);
            IOracle.FeedConfig memory config = scene.feedConfig;
            config.ttlSeconds = uint32(op.value);
            op.data = abi.encodeCall(IOracleAdmin.setFeed, (scene.feedId, config));
        } else if (kind == 13) {
            IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
            bytes4[] memory selectors = new bytes4[](1);
            selectors[0] = _fresh(op.value);
            cuts[0] = IDiamondCut.FacetCut(ECHO, IDiamondCut.FacetCutAction.Add, selectors);
            op.data = abi.encodeCall(IDiamondCut.diamondCut, (cuts, address(0), ""));
        } else if (kind == 14) {
            op.data = abi.encodeCall(IPause.unpause, (PauseGroups.ALL));
        } else {
            op.data = abi.encodeCall(IAccess.grantKeeper, (op.account));
        }
    }

    /// @dev Whether it would do now, or once an offer can be taken up.
    function _isApt(Operation memory op) private view returns (bool) {
        return op.kind == 3 ? g_readyAt[op.role][op.account] != 0 : _canApply(op);
    }

    /// @dev Whether ADMIN's call would do, by the model.
    function _canApply(Operation memory op) private view returns (bool) {
        uint256 kind = op.kind;
        (bytes32 role, address account) = (op.role, op.account);
        if (kind == 3) return _canAccept(role, account);
        bool isLast = role == Roles.ADMIN && g_admins == 1;
        if (kind == 8) return g_holds[role][account] && !isLast;
        address caller = actors[op.timelock];
        if ((kind == 9 || kind == 10) && op.value <= g_feeBp) return powersOf(caller) & (M | T) != 0;
        if (!g_holds[Roles.ADMIN][caller]) return false;
        if (kind < 3) {
            uint256 openUntil = g_readyAt[role][account] == 0 ? 0 : g_expiresAt[role][account];
            return !g_holds[role][account] && openUntil < block.timestamp;
        }
        if (kind == 4) return g_holds[role][account] && !isLast;
        if (kind == 6) return g_suspended[account];
        if (kind == 13) return !g_added[_fresh(op.value)];
        if (kind == 15) return !g_holds[Roles.KEEPER][account];
        return true;
    }

    function _apply(Operation storage op) private {
        uint256 kind = op.kind;
        (bytes32 role, address account) = (op.role, op.account);
        if (kind < 3) {
            (g_readyAt[role][account], g_expiresAt[role][account]) =
            (block.timestamp + g_delay, block.timestamp + g_delay + 7 days);
        } else if (kind == 3) {
            _grant(role, account);
        } else if (kind == 4 || kind == 8) {
            g_holds[role][account] = false;
            if (role == Roles.ADMIN) --g_admins;
        } else if (kind == 5) {
            _empty(role);
        } else if (kind == 6) {
            g_suspended[account] = false;
        } else if (kind == 7) {
            g_delay = op.value;
        } else if (kind == 9 || kind == 10) {
            g_feeBp = op.value;
        } else if (kind == 11) {
            g_routed = true;
        } else if (kind == 12) {
            g_ttl = op.value;
        } else if (kind == 13) {
            g_lastAdded = _fresh(op.value);
            g_added[g_lastAdded] = true;
        } else if (kind == 14) {
            g_paused = 0;
        } else {
            g_holds[Roles.KEEPER][account] = true;
        }
    }

    // -- the model's verbs ----------------------------------------------------------------------------------------

    function _canAccept(bytes32 role, address account) private view returns (bool) {
        uint256 readyAt = g_readyAt[role][account];
        return readyAt != 0 && block.timestamp >= readyAt && block.timestamp <= g_expiresAt[role][account]
            && !g_holds[role][account];
    }

    function _grant(bytes32 role, address account) private {
        g_holds[role][account] = true;
        if (role == Roles.ADMIN) ++g_admins;
        _close(role, account);
    }

    function _close(bytes32 role, address account) private {
        delete g_readyAt[role][account];
        delete g_expiresAt[role][account];
    }

    function _empty(bytes32 role) private {
        for (uint256 i; i < ACTORS; ++i) {
            g_holds[role][actors[i]] = false;
            _close(role, actors[i]);
        }
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev A call whose outcome the model knows.
    function _act(address caller, bytes memory data, bool isAllowed) private returns (bool ok) {
        vm.prank(caller);
        (ok,) = address(scene.diamond).call(data);
        if (ok && !isAllowed) _breach(_told("T1: done, against the model: ", data));
        if (!ok && isAllowed) _breach(_told("T1: refused, against the model: ", data));
    }

    /// @dev T4: while paused it is refused for that reason; otherwise never for that reason.
    function _priced(bytes32 action, address caller, bytes memory data, uint256 group) private {
        vm.prank(caller);
        (bool ok, bytes memory answer) = address(scene.diamond).call(data);
        bool isPaused = (g_paused | g_vaultPaused) & group != 0;
        bytes4 said = ok ? bytes4(0) : bytes4(answer);
        bool saysPaused = said == IPause.Access_Paused.selector || said == IVaultErrors.Vault_Paused.selector;
        if (isPaused && ok) _breach(_told("T4: done while paused: ", data));
        if (isPaused && !saysPaused) _breach(_told("T4: paused, and refused for another reason: ", data));
        if (!isPaused && saysPaused) _breach(_told("T4: refused as paused, which it is not: ", data));
        if (!isPaused && !ok) vm.assume(false);
        ++reached[action];
        if (isPaused) ++reached[action | bytes32(uint256(1))];
    }

    /// @dev T4: what nobody can stop.
    function _open(bytes32 action, address caller, bytes memory data) private returns (bool ok) {
        vm.prank(caller);
        (ok,) = address(scene.diamond).call(data);
        if (!ok) _breach(_told("T4: a way that is always open was closed: ", data));
        ++reached[action];
        if (g_paused | g_vaultPaused != 0) ++reached[action | bytes32(uint256(1))];
    }

    function _probe(address caller, bytes memory data) private returns (bool ok, bytes4 said, bool wrote) {
        try this.probe(caller, data) {}
        catch (bytes memory verdict) {
            return abi.decode(verdict, (bool, bytes4, bool));
        }
    }

    function _door(uint256 pick) private view returns (bytes memory data, uint256 mask) {
        return door(
            pick,
            Ground({
                vaultId: scene.vaultId,
                weth: address(scene.weth),
                usdc: address(scene.usdc),
                pool: scene.pool,
                router: scene.router,
                market: scene.market,
                feedId: scene.feedId,
                config: scene.feedConfig,
                feeBp: uint16(g_feeBp),
                account: actors[9]
            })
        );
    }

    /// @dev Two times out of three somebody with one of the roles, if there is one among accounts that act.
    function _actor(uint256 seed, uint256 mask) private view returns (address) {
        uint256 start = seed >> 4;
        if (seed % 3 != 0) {
            for (uint256 i; i < ACTORS - 2; ++i) {
                address account = actors[2 + (start + i) % (ACTORS - 2)];
                if (powersOf(account) & mask != 0) return account;
            }
        }
        return actors[2 + start % (ACTORS - 2)];
    }

    function _holder(uint256 seed, uint256 mask) private view returns (address account) {
        account = _actor(seed % type(uint128).max * 3 + 1, mask);
        if (powersOf(account) & mask == 0) vm.assume(false);
    }

    /// @dev Anybody but the council, the holders of the diamond's roles among them.
    function _someone(uint256 seed) private view returns (address) {
        return actors[2 + (seed >> 4) % (ACTORS - 2)];
    }

    /// @dev Somebody to whom the role is offered, or somebody.
    function _nominee(uint256 role_, uint256 who) private view returns (bytes32 role, address account) {
        (role_, who) = (role_ % 5, who % ACTORS);
        for (uint256 r; r < 5; ++r) {
            role = _role(role_ + r);
            for (uint256 i; i < ACTORS - 2; ++i) {
                account = actors[2 + (who + i) % (ACTORS - 2)];
                if (g_readyAt[role][account] != 0) return (role, account);
            }
        }
    }

    /// @dev One of the last few, mostly one that is still open.
    function _recent(uint256 pick) private view returns (uint256 index) {
        uint256 length = g_operations.length;
        uint256 window = length < 8 ? length : 8;
        index = length - 1 - (pick >> 8) % window;
        for (uint256 i; i < window && pick % 8 != 0; ++i) {
            uint256 other = length - 1 - ((pick >> 8) + i) % window;
            Operation storage op = g_operations[other];
            if (op.state == 0 && block.timestamp <= op.readyAt + GRACE) return other;
        }
    }

    /// @dev Mostly one that is ADMIN.
    function _timelock(uint256 seed) private view returns (uint256 index) {
        index = seed & 1;
        if (seed & 14 != 0 && !g_holds[Roles.ADMIN][actors[index]]) index = 1 - index;
    }

    function _role(uint256 seed) private pure returns (bytes32) {
        seed %= 5;
        if (seed == 0) return Roles.ADMIN;
        if (seed == 1) return Roles.MANAGER;
        if (seed == 2) return Roles.KEEPER;
        return seed == 3 ? Roles.TREASURY : Roles.GUARDIAN;
    }

    function _fees(uint256 feeBp) private pure returns (ITreasury.VaultFees memory fees) {
        (fees.entryBp, fees.exitBp) = (uint16(feeBp), uint16(feeBp));
    }

    /// @dev A selector that no facet serves: sixteen of them, so that a cut is now and then one too many.
    function _fresh(uint256 seed) private pure returns (bytes4) {
        return bytes4(uint32(0xfeed0000 + seed % 16));
    }

    function _shares(address user, uint256 shares) private view returns (uint256) {
        uint256 held = scene.diamond.balanceOf(user, scene.vaultId);
        if (held < 1e12) vm.assume(false);
        return bound(shares, held / 100 + 1, held / 4);
    }

    /// @dev Time passes; the feed keeps up.
    function _wait(uint256 seconds_) private {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + 1);
        scene.feed.setAnswer(3000e8);
    }

    function _equip(address user) private {
        scene.weth.mint(user, 1e24);
        scene.usdc.mint(user, 1e16);
        vm.startPrank(user);
        scene.weth.approve(address(scene.diamond), type(uint256).max);
        scene.usdc.approve(address(scene.diamond), type(uint256).max);
        scene.diamond.deposit(scene.vaultId, 5e18, 20_000e6, 0, user);
        vm.stopPrank();
    }

    function _named(string memory what, uint256 kind) private pure returns (string memory) {
        return string.concat(what, vm.toString(kind));
    }

    function _told(string memory what, bytes memory data) private pure returns (string memory) {
        return string.concat(what, vm.toString(abi.encodePacked(bytes4(data))));
    }

    /// @dev The first alone: others may follow from it.
    function _breach(string memory what) private {
        if (bytes(breach).length == 0) breach = what;
    }
}
