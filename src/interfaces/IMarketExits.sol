// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IMarketExits
/// @notice How exits get at cash in money markets, and claims of those who left while a market neither paid nor let its
/// receipts move. Source: DESIGN section 3.
/// @dev The first four are the diamond's calls to itself: only an external call can be caught, bounded in gas, and undone
/// whole. They run inside an exit that holds the lock, so they take none.
interface IMarketExits {
    /// @notice Receipts set aside for somebody.
    struct MarketClaimView {
        address owner;
        uint256 vaultId;
        uint256 tokenIndex;
        address receipt;
        uint256 units;
    }

    /// @notice An exit in kind was paid in receipts, because their market did not redeem. `units` as in IMarkets.
    event ReceiptsPaid(
        uint256 indexed vaultId, uint256 indexed tokenIndex, address indexed receiver, address receipt, uint256 units
    );
    /// @notice A market neither redeemed nor let receipts move; they are the owner's from now on.
    event MarketClaimRecorded(
        uint256 indexed claimId,
        uint256 indexed vaultId,
        address indexed owner,
        uint256 tokenIndex,
        address receipt,
        uint256 units
    );
    /// @notice A claim was paid: `amount` raw units of the token, or of the receipt if `inReceipts`.
    event MarketClaimSettled(uint256 indexed claimId, address indexed receiver, bool inReceipts, uint256 amount);
    /// @notice Cash came home from a market for an exit. `surplus` is what it brought beyond what was counted; it is released
    /// like collected fees.
    event CashRecalled(uint256 indexed vaultId, uint256 indexed tokenIndex, uint256 amount, uint256 surplus);

    /// @notice Only the diamond calls this.
    error Market_OnlySelf(address caller);
    /// @notice The claim does not exist, is settled, or is another's.
    error Market_NotClaimOwner(uint256 claimId, address owner, address caller);

    /// @notice Recalls what an exit needs, as far as the markets pay. The diamond only; never reverts for a market's sake.
    /// @return got0 Raw token0 that is idle now.
    /// @return got1 Raw token1.
    function recall(uint256 vaultId, uint256 need0, uint256 need1) external returns (uint256 got0, uint256 got1);

    /// @notice Pays an exit in kind its part of what is invested: as cash where the market redeems, else as receipts, else as
    /// a claim. The diamond only; never reverts for a market's sake.
    /// @dev Shares are burned already; `supply` is what it was before. What a report exceeds its ceiling by stays behind, but
    /// for the last live holder. The exit fee of what is not cash is taken in the same units, rounded up, as a claim of the
    /// diamond's own, see `settleMarketClaim`: a market that is made to fail for a moment is no way around the fee.
    /// @param exitBp The owner's exit fee, bp.
    /// @return cash0 Raw token0 that is idle now and due to the receiver, exit fee included.
    /// @return cash1 Raw token1.
    function redeemInKind(uint256 vaultId, uint256 shares, uint256 supply, address receiver, uint256 exitBp)
        external
        returns (uint256 cash0, uint256 cash1);

    /// @notice Redeems units for their reported worth or reverts. The diamond only.
    /// @param isPartial Whether fewer units will do, if the market cannot redeem them all.
    /// @param isWhole Whether what exceeds the counted worth is cash at once, rather than released over time.
    /// @return released Raw token that is idle and free now.
    function redeemUnits(uint256 vaultId, uint256 tokenIndex, uint256 units, bool isPartial, bool isWhole)
        external
        returns (uint256 released);

    /// @notice Sends receipts or reverts. The diamond only.
    function payReceipts(uint256 vaultId, uint256 tokenIndex, uint256 units, address receiver) external;

    /// @notice What `redeemInKind` would pay in cash now.
    function previewRedeemInKind(uint256 vaultId, uint256 shares, uint256 supply)
        external
        view
        returns (uint256 cash0, uint256 cash1);

    /// @notice Pays a claim, as tokens redeemed now or as the receipts. The claim's owner only; nothing pauses it. One of the
    /// diamond's own is an exit fee: TREASURY settles it, it is redeemed and booked with the vault's fees.
    /// @dev Of a fee's claim `receiver` and `inReceipts` mean nothing. Errors: `Market_NotClaimOwner`, `Vault_ZeroReceiver`, `Market_Overburned`, the market's.
    /// @return amount Raw units of the token, or of the receipt, as they arrived.
    function settleMarketClaim(uint256 claimId, address receiver, bool inReceipts) external returns (uint256 amount);

    /// @notice A claim; all zero if it does not exist or is settled. Ids count from one.
    function marketClaim(uint256 claimId) external view returns (MarketClaimView memory);
}
