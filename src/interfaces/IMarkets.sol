// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IMarkets
/// @notice The money markets that a vault's cash is invested in: which, within what limits, and what happens to a loss.
/// Source: DESIGN section 3, "Accounting" and "Cash buffer".
/// @dev Amounts are raw units of the vault's token; `tokenIndex` is 0 for token0, 1 for token1; `units` are scaled aTokens
/// of an Aave V3, shares of an ERC-4626. Amounts of receipts are recorded: what anyone sends changes nothing.
///
/// Invested cash counts, wherever a vault is valued, at the lower of the market's report and its ceiling (what was last
/// recorded, grown at the market's highest rate). Entries count no less than what was recorded.
interface IMarkets {
    /// @notice A market of a vault's token and what is in it.
    /// @param kind 1 for Aave V3, 2 for ERC-4626; 0 for no market.
    /// @param market The pool of an Aave V3, the vault of an ERC-4626.
    /// @param receipt The aToken, or the ERC-4626 itself.
    /// @param rateBp Highest rate at which the investment may count for more, bp a year.
    /// @param shareBp Most of the vault's cash in the token that may lie there, bp; 0: closed to new money.
    /// @param recorded What the units counted for when last marked.
    /// @param reported What the market says they are worth now.
    /// @param counted What they count for in exits and in every figure.
    /// @param isHeard Whether the market answered.
    /// @param isBelow Whether it says less than is recorded, or nothing: deposits wait.
    /// @param sightedAt When a loss was first seen that is not yet written down; 0 for none.
    /// @param sightedValue What the market said then.
    struct MarketView {
        uint8 kind;
        address market;
        address receipt;
        uint16 rateBp;
        uint16 shareBp;
        uint256 units;
        uint256 recorded;
        uint256 reported;
        uint256 counted;
        bool isHeard;
        bool isBelow;
        uint256 sightedAt;
        uint256 sightedValue;
    }

    /// @notice A market was listed, limited or (`market` zero) let go. `oldShareBp` and `oldRateBp` are zero for a new one.
    event MarketSet(
        uint256 indexed vaultId,
        uint256 indexed tokenIndex,
        address indexed market,
        uint8 kind,
        uint16 oldRateBp,
        uint16 rateBp,
        uint16 oldShareBp,
        uint16 shareBp
    );
    /// @notice The cash band changed, bp of the target.
    event CashBandSet(
        uint256 indexed vaultId, uint16 oldLowOffsetBp, uint16 oldHighOffsetBp, uint16 lowOffsetBp, uint16 highOffsetBp
    );
    /// @notice A market says less than is recorded; it may be written down `LOSS_DELAY` from now.
    event LossSighted(uint256 indexed vaultId, uint256 indexed tokenIndex, uint256 recorded, uint256 reported);
    /// @notice A loss that was sighted is gone again.
    event LossCleared(uint256 indexed vaultId, uint256 indexed tokenIndex, uint256 recorded, uint256 reported);
    /// @notice A loss was written down.
    event LossWritten(
        uint256 indexed vaultId, uint256 indexed tokenIndex, uint256 oldRecorded, uint256 newRecorded, address by
    );

    /// @notice A token's index is 0 or 1.
    error Market_NoSuchToken(uint256 tokenIndex);
    /// @notice The address is not a market of this token: another asset, another pool, no answer, or one of the diamond's own.
    error Market_Invalid(address market, address token);
    /// @notice Only an empty market can be replaced: divest first, or close it to new money.
    error Market_StillInvested(uint256 units);
    /// @notice The token has no market, or it is closed to new money.
    error Market_Closed(address token);
    /// @notice Nothing of the token is invested.
    error Market_NothingInvested(address token);
    /// @notice The token's market says less than is recorded, or nothing. Deposits wait until it recovers or the loss is
    /// written down (`reportLoss`, `writeDown`); exits are open.
    error Market_EntryClosed(address token);
    /// @notice The market gave no sensible answer.
    error Market_Silent(address market);
    /// @notice The call came with too little gas to ask a market: send more.
    error Market_TooLittleGas(uint256 gasLeft);
    /// @notice The market gave less for an amount than it is worth by its own report.
    error Market_Shortfall(address token, uint256 expected, uint256 received);
    /// @notice The market took more receipts than it was asked to redeem.
    error Market_Overburned(address receipt, uint256 units, uint256 burned);
    /// @notice The market does not pay what a priced exit needs and the ranges cannot either: leave in kind, or in smaller
    /// parts.
    error Market_Unpayable(address token, uint256 needed, uint256 available);
    /// @notice The market reports no loss.
    error Market_NoLoss(uint256 recorded, uint256 reported);
    /// @notice This loss has been sighted already.
    error Market_AlreadySighted(uint256 sightedAt);
    /// @notice A loss is written down when sighted twice, the second time at `readyAt` or later and before `endsAt`; both
    /// are zero if it has not been sighted yet.
    error Market_NotSighted(uint256 readyAt, uint256 endsAt);

    /// @notice Lists the market of a vault's token, or changes its limits. New, or any limit higher: ADMIN; otherwise MANAGER.
    /// @dev A change of limits marks the investment first, so it is not retroactive. A new market must name the token as
    /// its underlying, and answer. Errors: `Market_NoSuchToken`, `Market_Invalid`, `Market_StillInvested`,
    /// `Vault_SettingOutOfRange`, `Vault_Unknown`.
    /// @param kind 1 for Aave V3, 2 for ERC-4626.
    /// @param rateBp Highest rate of growth, bp a year, at most 5,000.
    /// @param shareBp Most of the vault's cash in the token, bp.
    function setMarket(uint256 vaultId, uint256 tokenIndex, uint8 kind, address market, uint16 rateBp, uint16 shareBp)
        external;

    /// @notice Closes a token's market to new money; lets go of it if no more than dust is invested. MANAGER or GUARDIAN.
    /// @dev Errors: `Market_NoSuchToken`, `Market_Closed` if there is none.
    function closeMarket(uint256 vaultId, uint256 tokenIndex) external;

    /// @notice How far from its target the cash buffer may be. More on either side: ADMIN; otherwise MANAGER.
    /// @param lowOffsetBp Below, bp of the target, at most 9,000. Idle cash is kept at the lower edge or more.
    /// @param highOffsetBp Above, at most 20,000.
    function setCashBand(uint256 vaultId, uint16 lowOffsetBp, uint16 highOffsetBp) external;

    /// @notice The cash band, bp of the target.
    function cashBand(uint256 vaultId) external view returns (uint16 lowOffsetBp, uint16 highOffsetBp);

    /// @notice Puts on record that a market says less than is recorded, or that it no longer does. Open to anyone.
    /// @dev A report can be pushed down for the length of a transaction; writing down at once would let a depositor buy the
    /// recovery. Hence two sightings an hour apart, of which the higher counts, and anyone may clear a false one between.
    /// Errors: `Market_NothingInvested`, `Market_NoLoss`, `Market_AlreadySighted`, `Market_Silent`.
    function reportLoss(uint256 vaultId, uint256 tokenIndex) external;

    /// @notice Lowers what is recorded to the higher of the first sighting and the report now. Open to anyone, once the
    /// loss was sighted an hour ago; ADMIN at once, and to nothing if the market is silent.
    /// @dev Deposits open again. Later recovery counts at the market's highest rate only.
    /// Errors: `Market_NothingInvested`, `Market_NoLoss`, `Market_NotSighted`, `Market_Silent`.
    /// @return newRecorded Raw token.
    function writeDown(uint256 vaultId, uint256 tokenIndex) external returns (uint256 newRecorded);

    /// @notice A token's market and what is in it.
    function marketOf(uint256 vaultId, uint256 tokenIndex) external view returns (MarketView memory);

    /// @notice Units of a receipt that vaults and claims have on record together: never the diamond's to give away.
    function recordedUnits(address receipt) external view returns (uint256);
}
