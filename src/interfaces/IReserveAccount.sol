// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IReserveAccount
/// @notice What the reserve system asks of every bucket's account: it comes from E and goes back to E.
/// @dev Bucket B's account (IReserveBucketB) answers to the same calls. Source: DESIGN section 8 (buckets).
interface IReserveAccount {
    /// @notice Takes `amount` of `token` from the reserve system, which has approved it.
    function depositFromE(address token, uint256 amount) external;

    /// @notice Returns `amount` of `token` to the reserve system.
    function withdrawToE(address token, uint256 amount) external;

    /// @notice What the account holds of `token`, as recorded.
    function balanceOf(address token) external view returns (uint256);
}
