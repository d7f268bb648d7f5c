// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "./IMeshPool.sol";

/// @title IReserveBucketB
/// @notice Bucket B's account: what stabilizes the public pools and is not in a mesh pool at the moment.
///
/// FLOWS
/// Four and no other: bucket E puts in and takes out; the account puts into its mesh pools and takes out of them. Each
/// has a limit per token and UTC day, so any 24 hours see at most twice the limit. A limit of zero is a closed door.
///
/// LOSSES
/// Mesh pools report what a trade paid them less than it owed at the oracle. In one UTC day that may come to 5 bp of
/// bucket B's value; the trade that would exceed it reverts, whoever makes it. Gains do not refill the budget.
///
/// ACCOUNTING
/// Balances are recorded. A donation counts for nothing.
///
/// @dev Source: DESIGN section 8 (buckets). Bucket E's account is an address, so a reserve system takes its place by
/// being named.
interface IReserveBucketB {
    /// @notice The four flows.
    enum Flow {
        FROM_E,
        TO_E,
        TO_MESH,
        FROM_MESH
    }

    /// @notice The caller is not bucket E's account.
    error BucketB_NotBucketE(address caller);
    /// @notice The address is none of bucket B's mesh pools.
    error BucketB_NotMesh(address mesh);
    /// @notice The mesh pool is one of B's already, or belongs to another account, or trades another XAU.
    error BucketB_BadMesh(address mesh);
    /// @notice Address zero cannot hold XAU or be bucket E.
    error BucketB_ZeroAddress();
    /// @notice There are as many mesh pools as a valuation may loop over.
    error BucketB_TooManyMeshes(uint256 max);
    /// @notice The account holds less.
    error BucketB_NotEnough(address token, uint256 asked, uint256 held);
    /// @notice Target shares are one a mesh pool and add up to 10,000 bp.
    error BucketB_BadShares(uint256 count, uint256 sumBp);
    /// @notice No target shares were set.
    error BucketB_NoShares();
    /// @notice The flow's daily limit would be exceeded.
    error BucketB_DailyLimit(Flow flow, address token, uint256 usedToday, uint256 limit);
    /// @notice The day's losses, in raw XAU, would exceed the budget.
    error BucketB_LossBudget(uint256 lossToday, uint256 budget);

    /// @notice Tokens moved along one of the flows. `counterparty` is bucket E's account or the mesh pool.
    event BucketBFlow(Flow indexed flow, address indexed token, address indexed counterparty, uint256 amount);
    /// @notice A trade paid its mesh pool less than it owed.
    event BucketBLoss(address indexed mesh, uint256 lossXau, uint256 lossToday, uint256 budget);
    /// @notice A mesh pool became bucket B's.
    event BucketBMeshAdded(address indexed mesh, address indexed token);
    /// @notice A flow's daily limit changed.
    event BucketBLimitSet(Flow indexed flow, address indexed token, uint256 oldLimit, uint256 newLimit);
    /// @notice Target shares of the mesh pools' XAU changed, in the order of `meshes`.
    event BucketBSharesSet(uint16[] sharesBp);
    /// @notice XAU went from mesh pools that had too much to those that had too little.
    event BucketBRedistributed(uint256 collected, uint256 distributed);
    /// @notice Bucket E's account changed.
    event BucketESet(address indexed oldBucketE, address indexed newBucketE);

    /// @notice Takes `amount` of `token` from bucket E, which has approved it.
    /// @dev Guarded; bucket E only. Reverts BucketB_NotBucketE, BucketB_DailyLimit.
    function depositFromE(address token, uint256 amount) external;

    /// @notice Returns `amount` of `token` to bucket E.
    /// @dev Guarded; bucket E only. Reverts BucketB_NotBucketE, BucketB_DailyLimit, BucketB_NotEnough.
    function withdrawToE(address token, uint256 amount) external;

    /// @notice Puts `amount` of `token` into a mesh pool. MANAGER.
    /// @dev Guarded. Reverts Access_MissingRole, BucketB_NotMesh, BucketB_DailyLimit, BucketB_NotEnough.
    function fundMesh(IMeshPool mesh, address token, uint256 amount) external;

    /// @notice Takes `amount` of `token` out of a mesh pool. MANAGER.
    /// @dev Guarded. Reverts Access_MissingRole, BucketB_NotMesh, BucketB_DailyLimit, Mesh_NotEnough.
    function defundMesh(IMeshPool mesh, address token, uint256 amount) external;

    /// @notice Moves XAU that has gathered in some mesh pools to the others, toward the target shares. KEEPER.
    /// @return collected Raw XAU taken out of pools above their share.
    /// @return distributed Raw XAU put into pools below it; what a day's limit keeps back rests in the account.
    /// @dev Guarded. Both flows count toward their daily limits. A pool less than 1 % of all XAU off its share is left as
    /// it is. No price is read: it goes on with the oracle stale. Reverts Access_MissingRole, BucketB_NoShares.
    function redistribute() external returns (uint256 collected, uint256 distributed);

    /// @notice Sends the calling mesh pool `amount` of `token`, which it books itself.
    /// @dev Mesh pools only, inside a trade. Guarded. Reverts BucketB_NotMesh, BucketB_DailyLimit, BucketB_NotEnough.
    function topUp(address token, uint256 amount) external;

    /// @notice Charges a trade's shortfall to the daily loss budget.
    /// @param lossXau Shortfall in raw XAU, rounded up.
    /// @dev Mesh pools only. Reverts BucketB_NotMesh, BucketB_LossBudget.
    function chargeLoss(uint256 lossXau) external;

    /// @notice Makes a mesh pool bucket B's. ADMIN. It cannot be undone: what it holds is B's value.
    /// @dev Reverts Access_MissingRole, BucketB_BadMesh, BucketB_TooManyMeshes.
    function addMesh(IMeshPool mesh) external;

    /// @notice Sets the target shares of the mesh pools' XAU, bp, in the order of `meshes`. ADMIN.
    /// @dev A mesh pool added later has none until they are set again. Reverts Access_MissingRole, BucketB_BadShares.
    function setShares(uint16[] calldata sharesBp) external;

    /// @notice Sets a flow's daily limit in raw units of `token`. ADMIN.
    function setDailyLimit(Flow flow, address token, uint256 newLimit) external;

    /// @notice Names bucket E's account. ADMIN.
    function setBucketE(address newBucketE) external;

    /// @notice Bucket B's value at the oracle, account and mesh pools, raw XAU, rounded down.
    /// @dev Reverts with a source's reason.
    function valueXau() external view returns (uint256 xau);

    /// @notice What the account holds of `token`, as recorded.
    function balanceOf(address token) external view returns (uint256);

    /// @notice What of `token` a mesh pool could draw now: the balance, within what the day has left.
    function drawable(address token) external view returns (uint256);

    /// @notice A flow's daily limit and what was used of it today.
    function dailyLimit(Flow flow, address token) external view returns (uint256 limit, uint256 usedToday);

    /// @notice Today's losses and what they may come to now, raw XAU.
    function lossBudget() external view returns (uint256 lossToday, uint256 budget);

    /// @notice Bucket B's mesh pools.
    function meshes() external view returns (IMeshPool[] memory);

    /// @notice A mesh pool's target share of all mesh pools' XAU, bp.
    function shareBp(address mesh) external view returns (uint16);

    /// @notice Whether `mesh` is one of them.
    function isMesh(address mesh) external view returns (bool);

    /// @notice Bucket E's account.
    function bucketE() external view returns (address);

    /// @notice The XAU token.
    function XAU() external view returns (address);
}
