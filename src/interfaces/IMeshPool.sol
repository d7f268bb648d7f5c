// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshTrade} from "./IMeshTrade.sol";

/// @title IMeshCallee
/// @notice A trader of a mesh pool: it pays inside the call, after it was given what it bought.
interface IMeshCallee {
    /// @notice Called by the pool after `amountOut` was sent and before what is owed is looked for.
    /// @param tokenIn The token to be sent to the pool.
    /// @param owed What the purchase is worth at the oracle, raw `tokenIn`, rounded up.
    function onMeshSwap(address tokenIn, uint256 owed) external;
}

/// @title IMeshPool
/// @notice A private pool of bucket B: one token against XAU, without fee and without curve, priced at the oracle.
///
/// WHO
/// Traders named by ADMIN (the stabilizers) trade; bucket B's account alone puts in and takes out. Nobody else can move
/// a unit of it, and nobody pays it for the privilege: there is no share and no LP.
///
/// WHAT A TRADE IS
/// The trader names what it takes. The pool sends it, calls back, and measures what came in. What came in belongs to
/// bucket B whole, above what was owed too. A shortfall is bucket B's loss: it is charged to B's daily loss budget, and
/// the trade reverts with the budget. So whatever a trader does or is made to do, B loses at most that budget in a day.
///
/// ACCOUNTING
/// Reserves are recorded, never read from balances. What is sent here outside a trade counts for nothing.
///
/// @dev Units: raw amounts; prices are raw XAU per raw token, 1e18-scaled; XAU values are raw XAU (1e18 is an ounce).
/// Assumptions for correctness: both tokens move exactly what they are told, without calling third parties; the source
/// tells the truth or reverts. For liveness: the source answers. Funding and taking out need no price.
/// Source: DESIGN section 8.
interface IMeshPool is IMeshTrade {
    /// @notice The caller may not trade here.
    error Mesh_NotTrader(address caller);
    /// @notice The caller is no pair of which this pool is a leg.
    error Mesh_NotPair(address caller);
    /// @notice The pair has no leg here.
    error Mesh_BadPair(address pair);
    /// @notice The caller is not bucket B's account.
    error Mesh_NotReserve(address caller);
    /// @notice The token is neither of the pool's two.
    error Mesh_UnknownToken(address token);
    /// @notice Token, XAU, source, reserve: one is zero, or both tokens are the same.
    error Mesh_BadConfig(address token, address xau, address source, address reserve);
    /// @notice Nothing is asked for, or what is asked for is worth nothing.
    error Mesh_ZeroAmount();
    /// @notice Bucket B, account and pool, does not hold what is asked for.
    error Mesh_NotEnough(address token, uint256 asked, uint256 held);
    /// @notice The trades of this block would exceed what one block may move, in raw XAU.
    error Mesh_BlockVolume(uint256 volumeXau, uint256 maxVolumeXau);
    /// @notice What was said to be paid in did not arrive.
    error Mesh_NotPaid(address token, uint256 balance, uint256 expected);
    /// @notice A reserve would not fit in 128 bits.
    error Mesh_ReserveOverflow(uint256 reserve);

    /// @notice A trade: `trader` took `amountOut` of `tokenOut` and paid `paid` for what was worth `owed`.
    event MeshSwap(
        address indexed trader, address indexed tokenOut, uint256 amountOut, address tokenIn, uint256 owed, uint256 paid
    );
    /// @notice Bucket B's account put tokens in.
    event MeshFunded(address indexed token, uint256 amount);
    /// @notice Bucket B's account took tokens out.
    event MeshDefunded(address indexed token, uint256 amount);
    /// @notice A trader was named or dismissed.
    event MeshTraderSet(address indexed trader, bool allowed);
    /// @notice A pair was named or dismissed.
    event MeshPairSet(address indexed pair, bool allowed);
    /// @notice A pair's trade took `amount` of the token out, or brought it in.
    event MeshLeg(address indexed pair, bool isOut, uint256 amount);
    /// @notice The limit of one block's trades changed, raw XAU.
    event MeshMaxVolumeSet(uint256 oldMaxVolumeXau, uint256 newMaxVolumeXau);

    /// @notice Books `amount` of `token` that the reserve has just sent.
    /// @dev Guarded; reserve only (Mesh_NotReserve). Reverts Mesh_UnknownToken, Mesh_NotPaid, Mesh_ReserveOverflow.
    function fund(address token, uint256 amount) external;

    /// @notice Sends `amount` of `token` back to the reserve.
    /// @dev Guarded; reserve only (Mesh_NotReserve). Reverts Mesh_UnknownToken, Mesh_NotEnough.
    function defund(address token, uint256 amount) external;

    /// @notice Names or dismisses a pair, which may trade this pool's token without XAU. ADMIN.
    /// @dev Reverts Access_MissingRole, Mesh_BadPair where neither leg of the pair is this pool.
    function setPair(address pair, bool allowed) external;

    /// @notice Sends `amount` of the token to `recipient`, for the calling pair, which accounts for what comes in.
    /// @dev Guarded; pairs only (Mesh_NotPair). What the pool lacks it draws from bucket B's account. Reverts
    /// Mesh_ZeroAmount, Mesh_NotEnough.
    function sendLeg(uint256 amount, address recipient) external;

    /// @notice Books `amount` of the token that the calling pair has just sent.
    /// @dev Guarded; pairs only (Mesh_NotPair). Reverts Mesh_NotPaid, Mesh_ReserveOverflow.
    function bookLeg(uint256 amount) external;

    /// @notice Whether `pair` may trade this pool's token without XAU.
    function isPair(address pair) external view returns (bool);

    /// @notice What the reserves are worth at the oracle, raw XAU, rounded down.
    /// @dev Not lock-guarded: bucket B's account reads it while a trade's loss is charged, when the reserves are whole.
    function valueXau() external view returns (uint256 xau);

    /// @notice The XAU token: the counter token by its name.
    function XAU() external view returns (address);
}
