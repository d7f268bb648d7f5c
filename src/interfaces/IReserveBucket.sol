// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveAccount} from "./IReserveAccount.sol";

/// @title IReserveBucket
/// @notice The account of bucket A, C or D: funded by bucket E alone, returned to bucket E alone, each flow limited per
/// token and UTC day, and used by its own users through doors of its own.
/// @dev Balances are recorded: a donation counts for nothing, to anyone, for good. Source: DESIGN section 8 (buckets).
interface IReserveBucket is IReserveAccount {
    /// @notice The flows of an account. The last two are bucket D's user's.
    enum Flow {
        FROM_E,
        TO_E,
        OUT,
        IN
    }

    /// @notice The caller is not the reserve system.
    error Bucket_NotReserve(address caller);
    /// @notice The account holds less.
    error Bucket_NotEnough(address token, uint256 asked, uint256 held);
    /// @notice Address zero cannot take part.
    error Bucket_ZeroAddress();

    /// @notice Tokens moved along a flow.
    event BucketFlow(Flow indexed flow, address indexed token, uint256 amount);
    /// @notice A flow's daily limit changed, raw units of the token.
    event BucketLimitSet(Flow indexed flow, address indexed token, uint256 oldLimit, uint256 newLimit);

    /// @notice Sets a flow's daily limit in raw units of `token`. ADMIN.
    function setDailyLimit(Flow flow, address token, uint256 newLimit) external;

    /// @notice A flow's daily limit and what was used of it today.
    function dailyLimit(Flow flow, address token) external view returns (uint256 limit, uint256 usedToday);

    /// @notice The reserve system, bucket E.
    function RESERVE() external view returns (address);
}
