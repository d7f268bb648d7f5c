// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "./IGuidePriceSource.sol";

/// @title IMeshTrade
/// @notice Where a stabilizer trades bucket B's tokens at the oracle: a mesh pool (a token against XAU) or a pair of mesh
/// pools (a token against another, XAU cancelling).
/// @dev Units: raw amounts; prices are raw counter token per raw token, 1e18-scaled. Source: DESIGN section 8.
interface IMeshTrade {
    /// @notice Takes `amountOut` of `tokenOut` and has it sent to `recipient`; pays in `onMeshSwap`.
    /// @param tokenOut One of the two tokens.
    /// @param amountOut Raw amount, not zero. What the mesh lacks it draws from bucket B's account.
    /// @param recipient Receives it.
    /// @return paid What the trader paid, raw units of the other token.
    /// @dev Guarded; traders only. Reverts Mesh_NotTrader, Mesh_UnknownToken, Mesh_ZeroAmount, Mesh_NotEnough,
    /// Mesh_BlockVolume, with the source's reason, and where less is paid than owed: in a mesh pool with
    /// `BucketB_LossBudget` once the day's budget is spent, in a pair always, with MeshPair_Shortfall.
    function swap(address tokenOut, uint256 amountOut, address recipient) external returns (uint256 paid);

    /// @notice The oracle's price of the token: raw counter token per raw token, 1e18-scaled.
    /// @dev Reverts with the source's reason.
    function price() external view returns (uint256 priceWad);

    /// @notice What is recorded of both tokens here.
    function reserves() external view returns (uint256 token, uint256 counter);

    /// @notice What a trade could take of `token`: what is here, and what bucket B's account may still add today.
    function available(address token) external view returns (uint256 amount);

    /// @notice Whether `trader` may trade.
    function isTrader(address trader) external view returns (bool);

    /// @notice Names or dismisses a trader. ADMIN.
    function setTrader(address trader, bool allowed) external;

    /// @notice What one block's trades may move, raw counter token.
    function maxVolumePerBlock() external view returns (uint256 max);

    /// @notice What trades may still move in this block, raw counter token.
    function volumeLeft() external view returns (uint256 left);

    /// @notice Limits what one block's trades may move, in raw counter token, over all traders. ADMIN.
    function setMaxVolumePerBlock(uint256 newMaxVolume) external;

    /// @notice The token that is priced.
    function TOKEN() external view returns (address);

    /// @notice What it is priced and settled in: XAU, or a pair's other token.
    function COUNTER() external view returns (address);

    /// @notice Where the price is read; its base is the token, its quote the counter token.
    function SOURCE() external view returns (IGuidePriceSource);

    /// @notice Bucket B's account, an IReserveBucketB.
    /// @dev An address, since that interface speaks of mesh pools, which are what this one is the base of.
    function RESERVE() external view returns (address);
}
