// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IBadDebtReserve} from "./IBadDebtReserve.sol";
import {IOutflowMeter} from "./IOutflowMeter.sol";
import {IReserveAccount} from "./IReserveAccount.sol";
import {IXauLedger} from "./IXauLedger.sol";

/// @title IReserveSystem
/// @notice The reserve: bucket E's account, and the only way between the five buckets.
///
/// BUCKETS
/// A public PMM, B stabilization, C flash liquidity, D cross-chain buffer, E long-term reserve. Each is an account of its
/// own with its own users; this one is E's. What it holds of a token is E's, whoever sent it: stability fees arrive so.
///
/// FLOWS
/// E to and from A, B, C, D, each limited per token and UTC day by the account at the other end, so that neither end can
/// be talked out of its limit; B to and from the mesh, at B's account. There is no other: between A, B, C and D tokens go
/// through E, twice counted. E has two doors of its own: bad debt is burned by the ledger, and the treasury is paid, to
/// repay what it borrowed, within a day's limit.
///
/// NOTHING IS MINTED HERE
/// The reserve is no minter of any token. It holds what it was given.
///
/// LEVELS
/// `requiredReserve` is 3·P·T, the policy 5·P·T, with P the greatest minute's net closing outflow of the last 24 hours,
/// summed over the pools, and T the window. Below 3 is a warning. It raises alerts and gates nothing.
///
/// @dev Source: DESIGN section 8 (buckets, reserve).
interface IReserveSystem is IBadDebtReserve {
    /// @notice The buckets besides E.
    enum Bucket {
        A,
        B,
        C,
        D
    }

    /// @notice Where bucket B stands against what is required.
    enum Level {
        BELOW_TARGET,
        AT_TARGET,
        AT_POLICY
    }

    /// @notice The bucket has no account yet.
    error Reserve_NoAccount(Bucket bucket);
    /// @notice The bucket has its account, for good; or the account is zero.
    error Reserve_BadAccount(Bucket bucket, address account);
    /// @notice Only the ledger may ask for bad debt.
    error Reserve_NotLedger(address caller);
    /// @notice Address zero cannot take part.
    error Reserve_ZeroAddress();

    /// @notice Tokens went from E to a bucket (`toBucket`) or back.
    event Moved(Bucket indexed bucket, bool indexed toBucket, address indexed token, uint256 amount);
    /// @notice E was given tokens.
    event Funded(address indexed from, address indexed token, uint256 amount);
    /// @notice The treasury was paid.
    event Paid(address indexed to, address indexed token, uint256 amount);
    /// @notice The ledger burns what it was given.
    event BadDebtCovered(address indexed token, uint256 asked, uint256 given);
    /// @notice A bucket got its account.
    event AccountSet(Bucket indexed bucket, address indexed account);
    /// @notice The ledger changed.
    event LedgerSet(address indexed oldLedger, address indexed newLedger);
    /// @notice The meter changed.
    event MeterSet(address indexed oldMeter, address indexed newMeter);
    /// @notice What E may pay the treasury in a day changed, raw units of the token.
    event PayLimitSet(address indexed token, uint256 oldLimit, uint256 newLimit);
    /// @notice Bucket B came to another level. Raw XAU.
    event ReserveLevelChanged(Level oldLevel, Level newLevel, uint256 held, uint256 target, uint256 policy);

    /// @notice Gives E `amount` of `token` of the caller's. Anyone.
    /// @dev Guarded.
    function fund(address token, uint256 amount) external;

    /// @notice Moves `amount` of `token` from E to a bucket. TREASURY.
    /// @dev Guarded. Reverts Access_MissingRole, Reserve_NoAccount, and with the account's daily limit.
    function moveFromE(Bucket bucket, address token, uint256 amount) external;

    /// @notice Moves `amount` of `token` from a bucket back to E. TREASURY.
    /// @dev Guarded. Reverts as moveFromE, and where the bucket holds less.
    function moveToE(Bucket bucket, address token, uint256 amount) external;

    /// @notice Pays the calling treasury `amount` of `token` out of E, within the day's limit. TREASURY.
    /// @dev Guarded. Reverts Access_MissingRole, DailyLimit_Exceeded.
    function pay(address token, uint256 amount) external;

    /// @notice Takes collateral that lost accounts left to E out of the ledger. TREASURY.
    /// @dev Guarded. Reverts as `IXauLedger.withdrawCollateral`.
    function collectCrumbs(address token, uint256 amount) external;

    /// @notice Checks bucket B's level and tells if it is another than at the last check. Anyone.
    /// @return level The level now.
    /// @dev Not guarded: it moves nothing. Reverts with a source's reason.
    function checkLevel() external returns (Level level);

    /// @notice Gives a bucket its account, once. ADMIN.
    /// @dev Reverts Access_MissingRole, Reserve_BadAccount.
    function setAccount(Bucket bucket, IReserveAccount account_) external;

    /// @notice Names the ledger. ADMIN.
    function setLedger(IXauLedger newLedger) external;

    /// @notice Names the meter of outflows. ADMIN.
    function setMeter(IOutflowMeter newMeter) external;

    /// @notice Sets what E may pay the treasury in a day, raw units of `token`. ADMIN.
    function setPayLimit(address token, uint256 newLimit) external;

    /// @notice What bucket B should hold, raw XAU.
    /// @return need P·T.
    /// @return target 3·P·T.
    /// @return policy 5·P·T.
    /// @dev Reverts with a source's reason; zeros without a meter.
    function requiredReserve() external view returns (uint256 need, uint256 target, uint256 policy);

    /// @notice Bucket B's level now, and what it holds, raw XAU.
    function level() external view returns (Level level_, uint256 held);

    /// @notice What a bucket's account holds of `token`.
    function balanceIn(Bucket bucket, address token) external view returns (uint256);

    /// @notice What E holds of `token`.
    function balanceOfE(address token) external view returns (uint256);

    /// @notice A bucket's account.
    function account(Bucket bucket) external view returns (IReserveAccount);

    /// @notice What E may pay the treasury in a day, and what it was paid today.
    function payLimit(address token) external view returns (uint256 limit, uint256 usedToday);

    /// @notice The ledger.
    function ledger() external view returns (IXauLedger);

    /// @notice The meter of outflows.
    function meter() external view returns (IOutflowMeter);
}
