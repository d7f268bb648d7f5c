// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IV4Adapter
/// @notice The Uniswap V4 family's own doors: lists of managers and hooks, pool records, and the manager's callback.
///
/// RECORDS
/// A V4 pool is an entry in its PoolManager, named by a key of five words; the vault room names pools by 160 bits. So a
/// pool is written down once, as the code of a small contract, and the contract's address is its pool id. A record
/// cannot change, and its address follows from its contents, so that nothing has two names. Anyone may write one; it
/// means nothing until a MANAGER registers it with a vault, when everything in it is judged.
///
/// POSITIONS
/// The salt of a record's positions is the record's id. Two records of one pool that differ in anything, be it the history
/// alone, are two pool ids with positions of their own, so several vaults can work in one V4 pool. The salt within a record
/// is there to tell such records apart; by convention it is the vault's id.
///
/// NATIVE COINS
/// A pool of native coins (currency0 is zero) serves vaults of their wrapped form, which are wrapped and unwrapped on
/// the way. Native coins always come first in V4, so the wrapped token must be the vault's token0; where it is token1
/// the pool is refused, since its prices would be upside down.
///
/// HISTORY
/// V4 pools keep none. A record names a V3-like pool of the same pair, from a trusted factory, whose time-weighted price
/// is the pair's: a V4 pool is calm while its own spot and the pair's mean are both in the band around the anchor.
interface IV4Adapter {
    /// @notice A pool as written down.
    /// @param manager The PoolManager.
    /// @param currency0 Zero for native coins, else token0.
    /// @param currency1 The vault's token1.
    /// @param fee LP fee, hundredths of a bp, or 0x800000 where the hook sets it.
    /// @param hooks Zero, or a listed hook.
    /// @param token0 The vault's token0: currency0, or the wrapped form of native coins.
    /// @param salt Tells the records of several vaults in one pool apart.
    /// @param history The V3-like pool whose TWAP stands for the pair's.
    struct V4Pool {
        address manager;
        address currency0;
        address currency1;
        uint24 fee;
        int24 tickSpacing;
        address hooks;
        address token0;
        bytes32 salt;
        address history;
    }

    /// @notice A PoolManager was added to, or taken off, the list.
    event V4ManagerSet(address indexed manager, bool wasTrusted, bool trusted);
    /// @notice A hook was added to, or taken off, the list.
    event V4HookSet(address indexed hook, bool wasListed, bool listed);
    /// @notice The wrapped form of native coins was set.
    event V4WrappedNativeSet(address indexed oldToken, address indexed newToken);
    /// @notice A pool was written down.
    event V4PoolRecorded(bytes32 indexed poolId, V4Pool pool);

    /// @notice The account to trust or list has no code.
    error Adapter_NoCode(address account);
    /// @notice The pool's manager is not on the list.
    error Adapter_UntrustedManager(bytes32 poolId, address manager);
    /// @notice The pool's hook is not on the list.
    error Adapter_UnlistedHook(bytes32 poolId, address hook);
    /// @notice The hook may act when liquidity is added or removed: it could hold up exits or falsify amounts.
    /// @param flags Those of its permissions that are refused, see Hooks in v4-core.
    error Adapter_HookTouchesLiquidity(address hook, uint160 flags);
    /// @notice The pool was never initialised.
    error Adapter_PoolNotInitialized(bytes32 poolId);
    /// @notice Native coins without their wrapped form as the vault's token0.
    error Adapter_NotWrappedNative(bytes32 poolId, address token0, address wrappedNative);

    /// @notice Adds a PoolManager whose pools may be registered, or takes one off the list.
    /// @dev Pools registered before stay registered. Adding takes ADMIN, since a false manager could take what vaults
    /// pay it; taking off takes MANAGER, GUARDIAN or ADMIN. Errors: `Adapter_NoCode`, `Access_MissingRole`.
    function setV4Manager(address manager, bool trusted) external;

    /// @notice Whether pools of a manager may be registered.
    function isV4Manager(address manager) external view returns (bool);

    /// @notice Adds a hook whose pools may be registered, or takes one off the list. Roles as for `setV4Manager`.
    /// @dev A hook acts on swaps only: one that may act on liquidity is refused whoever lists it, since an exit must
    /// always be open and amounts exact. Errors: `Adapter_NoCode`, `Adapter_HookTouchesLiquidity`, `Access_MissingRole`.
    function setV4Hook(address hook, bool listed) external;

    /// @notice Whether pools of a hook may be registered.
    function isV4Hook(address hook) external view returns (bool);

    /// @notice Sets the wrapped form of native coins (WETH, WBNB), for pools registered from now on. ADMIN only.
    /// @dev Errors: `Adapter_NoCode`, `Access_MissingRole`.
    function setV4WrappedNative(address token) external;

    /// @notice The wrapped form of native coins; zero if none is set.
    function v4WrappedNative() external view returns (address);

    /// @notice Writes a pool down, unless it is. Open to anyone.
    /// @return poolId What to register it by.
    function recordV4Pool(V4Pool calldata pool) external returns (bytes32 poolId);

    /// @notice The id that `recordV4Pool` gives, or gave, a pool.
    function v4PoolId(V4Pool calldata pool) external view returns (bytes32 poolId);

    /// @notice A pool as written down. Error: `Adapter_UnknownPool`.
    function v4Pool(bytes32 poolId) external view returns (V4Pool memory pool);

    /// @notice Fees of a position that the manager credited at a later addition, and still holds for it.
    /// @dev Part of what `pendingFees` shows; paid out by the next burn.
    /// @return fees0 Raw token0.
    /// @return fees1 Raw token1.
    function v4FeesHeld(bytes32 poolId, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1);

    /// @notice The manager's call into an operation that the diamond began.
    /// @dev Only from the manager of the pool at hand, once per operation. Errors: `Adapter_UnexpectedCallback`,
    /// `Adapter_ExcessivePayment`.
    /// @param data What the diamond gave the manager to pass back.
    function unlockCallback(bytes calldata data) external returns (bytes memory);
}
