// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveBucket} from "./IReserveBucket.sol";
import {IERC3156FlashLender} from "./external/IERC3156.sol";

/// @title IReserveBucketC
/// @notice Bucket C, flash liquidity: an ERC-3156 lender of what bucket E gave it. The fee is C's.
/// @dev Lent is what is recorded. A loan that does not come back whole, with its fee, reverts. Nothing else can be
/// borrowed from: the other buckets are other accounts.
interface IReserveBucketC is IReserveBucket, IERC3156FlashLender {
    /// @notice The token is not lent: the account holds none.
    error BucketC_NotLent(address token);
    /// @notice The account holds less.
    error BucketC_TooMuch(address token, uint256 asked, uint256 held);
    /// @notice The receiver did not answer as ERC-3156 asks.
    error BucketC_BadCallback(address receiver, bytes32 answer);
    /// @notice Loan and fee did not come back.
    error BucketC_NotRepaid(address token, uint256 balance, uint256 expected);
    /// @notice The fee is at most 100 bp.
    error BucketC_FeeTooHigh(uint256 feeBp, uint256 maxFeeBp);

    /// @notice A loan was taken and repaid.
    event FlashLoaned(address indexed receiver, address indexed token, uint256 amount, uint256 fee);
    /// @notice The fee changed, bp.
    event FeeSet(uint256 oldFeeBp, uint256 newFeeBp);

    /// @notice Sets the fee, bp, at most 100. ADMIN.
    /// @dev Reverts Access_MissingRole, BucketC_FeeTooHigh.
    function setFee(uint256 newFeeBp) external;

    /// @notice The fee, bp; a loan's is rounded up.
    function feeBp() external view returns (uint256);
}
