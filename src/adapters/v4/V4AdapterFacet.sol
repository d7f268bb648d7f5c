// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {BalanceDelta} from "v4-core/types/BalanceDelta.sol";
import {Hooks} from "v4-core/libraries/Hooks.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";
import {ModifyLiquidityParams} from "v4-core/types/PoolOperation.sol";
import {Expectation} from "lock/Expectation.sol";
import {Guarded} from "lock/Lock.sol";

import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IV4Adapter} from "../../interfaces/IV4Adapter.sol";
import {V3Twap} from "../../libraries/V3Twap.sol";
import {V3Pools} from "../v3/V3Pools.sol";
import {NativeGate} from "./NativeGate.sol";
import {V4Records} from "./V4Records.sol";
import {V4State} from "./V4State.sol";
import {V4Storage} from "./V4Storage.sol";

/// @title V4AdapterFacet
/// @notice Uniswap V4: pools without hooks, or with listed hooks that leave liquidity alone.
///
/// Positions belong to the diamond at the PoolManager itself, under the record's id as their salt; no position NFT is
/// involved, and nobody else can add to them. What is paid and received is settled within one `unlock` of the manager.
///
/// The manager pays a position's fees whenever it is touched, additions included. Fees that come up at an addition stay
/// with the manager as ERC-6909 claims, booked for the position, and come out with the next burn: so an addition costs
/// exactly its principal, as with every other venue. Claims that strangers send are booked for nobody.
///
/// Warning: within somebody else's `unlock` the manager refuses to be unlocked again, so operations that touch a V4
/// pool revert there.
contract V4AdapterFacet is IDexAdapter, IV4Adapter, Guarded {
    using SafeTransferLib for address;
    using V4Records for V4Pool;
    using V4State for V4Pool;

    /// @dev Permissions that a listed hook must not have: to act before or after liquidity is added or removed, and to
    /// change what that costs or pays.
    uint160 private constant LIQUIDITY_FLAGS = Hooks.BEFORE_ADD_LIQUIDITY_FLAG | Hooks.AFTER_ADD_LIQUIDITY_FLAG
        | Hooks.BEFORE_REMOVE_LIQUIDITY_FLAG | Hooks.AFTER_REMOVE_LIQUIDITY_FLAG
        | Hooks.AFTER_ADD_LIQUIDITY_RETURNS_DELTA_FLAG | Hooks.AFTER_REMOVE_LIQUIDITY_RETURNS_DELTA_FLAG;

    /// @dev The facet's own address, to tell a delegatecall from a call.
    address private immutable _self = address(this);

    /// @dev Belongs to this code, wherever it is delegated to.
    NativeGate private immutable _gate = new NativeGate();

    /// @dev What the manager passes back into `unlockCallback`. Positive liquidity is added, the rest removed.
    struct Order {
        bytes32 poolId;
        int24 tickLower;
        int24 tickUpper;
        bool isMint;
        uint128 liquidity;
    }

    /// @dev Both tokens of a pool's movement, raw.
    struct Amounts {
        uint256 principal0;
        uint256 principal1;
        uint256 fees0;
        uint256 fees1;
    }

    /// @dev `mint` and `burn` make sense only as the diamond, see V3AdapterFacet.
    modifier onlyDelegated() {
        if (address(this) == _self) revert Adapter_NotDelegated();
        _;
    }

    // -- lists ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IV4Adapter
    function setV4Manager(address manager, bool trusted) external guarded {
        _requireMayList(manager, trusted);
        V4Storage.Layout storage self = V4Storage.state();
        emit V4ManagerSet(manager, self.isTrusted[manager], trusted);
        self.isTrusted[manager] = trusted;
    }

    /// @inheritdoc IV4Adapter
    function isV4Manager(address manager) external view returns (bool) {
        return V4Storage.state().isTrusted[manager];
    }

    /// @inheritdoc IV4Adapter
    function setV4Hook(address hook, bool listed) external guarded {
        _requireMayList(hook, listed);
        uint160 refused = uint160(hook) & LIQUIDITY_FLAGS;
        if (listed && refused != 0) revert Adapter_HookTouchesLiquidity(hook, refused);
        V4Storage.Layout storage self = V4Storage.state();
        emit V4HookSet(hook, self.isListed[hook], listed);
        self.isListed[hook] = listed;
    }

    /// @inheritdoc IV4Adapter
    function isV4Hook(address hook) external view returns (bool) {
        return V4Storage.state().isListed[hook];
    }

    /// @inheritdoc IV4Adapter
    function setV4WrappedNative(address token) external guarded {
        _requireMayList(token, true);
        V4Storage.Layout storage self = V4Storage.state();
        emit V4WrappedNativeSet(self.wrappedNative, token);
        self.wrappedNative = token;
    }

    /// @inheritdoc IV4Adapter
    function v4WrappedNative() external view returns (address) {
        return V4Storage.state().wrappedNative;
    }

    // -- records --------------------------------------------------------------------------------------------------

    /// @inheritdoc IV4Adapter
    /// @dev Guarded although it touches no state of the diamond's: its event need not come from within an operation.
    function recordV4Pool(V4Pool calldata pool) external guarded returns (bytes32 poolId) {
        bool fresh;
        (poolId, fresh) = V4Records.write(pool);
        if (fresh) emit V4PoolRecorded(poolId, pool);
    }

    /// @inheritdoc IV4Adapter
    function v4PoolId(V4Pool calldata pool) external view returns (bytes32 poolId) {
        return V4Records.idOf(pool);
    }

    /// @inheritdoc IV4Adapter
    function v4Pool(bytes32 poolId) external view returns (V4Pool memory pool) {
        pool = V4Records.read(poolId);
        V4Records.requireOwn(poolId, pool);
    }

    /// @inheritdoc IV4Adapter
    function v4FeesHeld(bytes32 poolId, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1)
    {
        V4Storage.Held storage held = V4Storage.heldOf(poolId, tickLower, tickUpper);
        return (held.fees0, held.fees1);
    }

    /// @inheritdoc IDexAdapter
    /// @dev Further errors: those of IV4Adapter. Errors about history name the history pool.
    function validatePool(bytes32 poolId, address token0, address token1, uint32 twapWindowSeconds)
        external
        view
        returns (int24 tickSpacing)
    {
        V4Pool memory pool = V4Records.read(poolId);
        V4Records.requireOwn(poolId, pool);
        V4Storage.Layout storage self = V4Storage.state();
        if (!self.isTrusted[pool.manager]) revert Adapter_UntrustedManager(poolId, pool.manager);
        if (pool.hooks != address(0) && !self.isListed[pool.hooks]) revert Adapter_UnlistedHook(poolId, pool.hooks);
        if (pool.token0 != token0 || pool.currency1 != token1) {
            revert Adapter_TokenMismatch(poolId, pool.token0, pool.currency1);
        }
        address expected = pool.currency0 == address(0) ? self.wrappedNative : pool.currency0;
        if (pool.token0 != expected) revert Adapter_NotWrappedNative(poolId, pool.token0, self.wrappedNative);
        (uint160 sqrtPriceX96,) = pool.spot();
        if (sqrtPriceX96 == 0) revert Adapter_PoolNotInitialized(poolId);
        V3Pools.requireGenuine(_historyId(pool), token0, token1);
        V3Pools.requireHistory(_historyId(pool), twapWindowSeconds);
        return pool.tickSpacing;
    }

    /// @inheritdoc IDexAdapter
    /// @dev The history pool's, see IV4Adapter; errors name it.
    function requireHistory(bytes32 poolId, uint32 twapWindowSeconds) external view {
        V3Pools.requireHistory(_historyId(V4Records.read(poolId)), twapWindowSeconds);
    }

    // -- reads ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    /// @dev Spot is the V4 pool's, the mean that of the record's history pool, see IV4Adapter.
    function prices(bytes32 poolId, uint32 twapWindowSeconds)
        external
        view
        returns (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick)
    {
        if (twapWindowSeconds == 0) revert Adapter_ZeroWindow();
        V4Pool memory pool = V4Records.read(poolId);
        (sqrtPriceX96, spotTick) = pool.spot();
        bool served;
        (, served, twapTick,) = V3Twap.consult(pool.history, twapWindowSeconds);
        if (!served) revert Adapter_HistoryTooShort(_historyId(pool), twapWindowSeconds);
    }

    /// @inheritdoc IDexAdapter
    function spotSqrtPriceX96(bytes32 poolId) external view returns (uint160 sqrtPriceX96) {
        (sqrtPriceX96,) = V4Records.read(poolId).spot();
    }

    /// @inheritdoc IDexAdapter
    /// @dev What the manager owes the position, and what it holds for it. The latter is on the diamond's books, hence the
    /// question to the owner; one that does not answer has no such books.
    function pendingFees(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1)
    {
        (fees0, fees1) = V4Records.open(poolId).earnedDown(V4State.Position(owner, tickLower, tickUpper));
        (bool ok, bytes memory answer) =
            owner.staticcall(abi.encodeCall(IV4Adapter.v4FeesHeld, (poolId, tickLower, tickUpper)));
        if (!ok || answer.length != 64) return (fees0, fees1);
        (uint256 held0, uint256 held1) = abi.decode(answer, (uint256, uint256));
        return (fees0 + held0, fees1 + held1);
    }

    /// @inheritdoc IDexAdapter
    function positionLiquidity(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint128 liquidity)
    {
        return V4Records.open(poolId).liquidity(V4State.Position(owner, tickLower, tickUpper));
    }

    // -- liquidity ------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond.
    function mint(
        bytes32 poolId,
        address token0,
        address token1,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 max0,
        uint256 max1
    ) external onlyDelegated returns (uint256 paid0, uint256 paid1) {
        address manager = V4Records.read(poolId).manager;
        Expectation.arm(manager, token0, token1, max0, max1);
        Amounts memory charged = _unlock(manager, Order(poolId, tickLower, tickUpper, true, liquidity));
        bool settled;
        (settled, paid0, paid1) = Expectation.paid();
        if (!settled || paid0 != charged.principal0 || paid1 != charged.principal1) {
            revert Adapter_PaymentMismatch(poolId, charged.principal0, charged.principal1, paid0, paid1);
        }
    }

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond. A position without liquidity cannot be burned
    /// from, not even nothing: the venue refuses with its own error.
    function burn(bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        onlyDelegated
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        address manager = V4Records.read(poolId).manager;
        // Expects the callback, and pays nothing.
        Expectation.arm(manager, address(0), address(0), 0, 0);
        Amounts memory got = _unlock(manager, Order(poolId, tickLower, tickUpper, false, liquidity));
        return (got.principal0, got.principal1, got.fees0, got.fees1);
    }

    // -- callback -------------------------------------------------------------------------------------------------

    /// @inheritdoc IV4Adapter
    /// @dev Not guarded: arrives while the lock is held. The expectation is its guard.
    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        // The sender is never zero, so an expectation that is not armed matches nobody.
        address manager = Expectation.payee();
        if (msg.sender != manager) revert Adapter_UnexpectedCallback(msg.sender, manager);
        Order memory order = abi.decode(data, (Order));
        V4Pool memory pool = V4Records.open(order.poolId);
        return abi.encode(order.isMint ? _add(pool, order) : _remove(pool, order));
    }

    function _add(V4Pool memory pool, Order memory order) private returns (Amounts memory a) {
        (,, uint256 max0, uint256 max1) = Expectation.terms();
        (BalanceDelta delta, BalanceDelta fees) = _modify(pool, order, int256(uint256(order.liquidity)));
        BalanceDelta principal = delta - fees;
        // Additions cost: no principal is positive, no fee negative.
        a.principal0 = uint256(-int256(principal.amount0()));
        a.principal1 = uint256(-int256(principal.amount1()));
        if (a.principal0 > max0 || a.principal1 > max1) {
            revert Adapter_ExcessivePayment(order.poolId, a.principal0, a.principal1, max0, max1);
        }
        // Effects. Before the transfers, which may call out.
        Expectation.settle(a.principal0, a.principal1);
        (a.fees0, a.fees1) = (uint256(int256(fees.amount0())), uint256(int256(fees.amount1())));
        if (a.fees0 | a.fees1 != 0) _hold(pool, order, a.fees0, a.fees1);
        // Interactions
        _pay(pool, pool.currency0, a.principal0);
        _pay(pool, pool.currency1, a.principal1);
    }

    function _remove(V4Pool memory pool, Order memory order) private returns (Amounts memory a) {
        Expectation.settle(0, 0);
        (BalanceDelta delta, BalanceDelta fees) = _modify(pool, order, -int256(uint256(order.liquidity)));
        BalanceDelta principal = delta - fees;
        // Removals pay: neither principal nor fees are negative.
        (a.principal0, a.principal1) = (uint256(int256(principal.amount0())), uint256(int256(principal.amount1())));
        (uint256 held0, uint256 held1) = _release(pool, order);
        a.fees0 = uint256(int256(fees.amount0())) + held0;
        a.fees1 = uint256(int256(fees.amount1())) + held1;
        _take(pool, pool.currency0, a.principal0 + a.fees0);
        _take(pool, pool.currency1, a.principal1 + a.fees1);
    }

    function _modify(V4Pool memory pool, Order memory order, int256 liquidityDelta)
        private
        returns (BalanceDelta delta, BalanceDelta fees)
    {
        return IPoolManager(pool.manager)
            .modifyLiquidity(
                pool.keyOf(), ModifyLiquidityParams(order.tickLower, order.tickUpper, liquidityDelta, pool.salt), ""
            );
    }

    function _unlock(address manager, Order memory order) private returns (Amounts memory) {
        return abi.decode(IPoolManager(manager).unlock(abi.encode(order)), (Amounts));
    }

    // -- money ----------------------------------------------------------------------------------------------------

    /// @dev Leaves fees that came up at an addition with the manager, in the position's name.
    function _hold(V4Pool memory pool, Order memory order, uint256 fees0, uint256 fees1) private {
        V4Storage.Held storage held = V4Storage.heldOf(order.poolId, order.tickLower, order.tickUpper);
        // The manager's amounts are below 2^127 each; a sum beyond 128 bits, more than a token has, reverts.
        held.fees0 += uint128(fees0);
        held.fees1 += uint128(fees1);
        IPoolManager manager = IPoolManager(pool.manager);
        if (fees0 != 0) manager.mint(address(this), _claim(pool.currency0), fees0);
        if (fees1 != 0) manager.mint(address(this), _claim(pool.currency1), fees1);
    }

    /// @dev Turns what is held for a position into credit with the manager.
    function _release(V4Pool memory pool, Order memory order) private returns (uint256 held0, uint256 held1) {
        V4Storage.Held storage held = V4Storage.heldOf(order.poolId, order.tickLower, order.tickUpper);
        (held0, held1) = (held.fees0, held.fees1);
        if (held0 | held1 == 0) return (0, 0);
        (held.fees0, held.fees1) = (0, 0);
        IPoolManager manager = IPoolManager(pool.manager);
        if (held0 != 0) manager.burn(address(this), _claim(pool.currency0), held0);
        if (held1 != 0) manager.burn(address(this), _claim(pool.currency1), held1);
    }

    /// @dev Pays the manager, native coins out of their wrapped form.
    function _pay(V4Pool memory pool, address currency, uint256 amount) private {
        if (amount == 0) return;
        IPoolManager manager = IPoolManager(pool.manager);
        if (currency == address(0)) {
            pool.token0.safeTransfer(address(_gate), amount);
            _gate.pay(manager, pool.token0, amount);
            return;
        }
        manager.sync(Currency.wrap(currency));
        currency.safeTransfer(pool.manager, amount);
        manager.settle();
    }

    /// @dev Receives from the manager, native coins in their wrapped form.
    function _take(V4Pool memory pool, address currency, uint256 amount) private {
        if (amount == 0) return;
        bool isNative = currency == address(0);
        address to = isNative ? address(_gate) : address(this);
        IPoolManager(pool.manager).take(Currency.wrap(currency), to, amount);
        if (isNative) _gate.wrap(pool.token0, amount);
    }

    /// @dev Id of the pool that keeps the pair's history.
    function _historyId(V4Pool memory pool) private pure returns (bytes32) {
        return bytes32(uint256(uint160(pool.history)));
    }

    /// @dev Id of a currency's ERC-6909 claims.
    function _claim(address currency) private pure returns (uint256) {
        return uint160(currency);
    }

    /// @dev Adding takes ADMIN, taking off MANAGER, GUARDIAN or ADMIN.
    function _requireMayList(address account, bool listed) private view {
        if (listed) {
            AccessLib.requireRole(Roles.ADMIN);
            if (account.code.length == 0) revert Adapter_NoCode(account);
        } else if (!AccessLib.hasRole(Roles.GUARDIAN, msg.sender) && !AccessLib.hasRole(Roles.ADMIN, msg.sender)) {
            AccessLib.requireRole(Roles.MANAGER);
        }
    }
}
