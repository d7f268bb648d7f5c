// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMClaims
/// @notice Leaving in kind while a venue does not pay: the legs that work are paid at once, each leg skipped becomes a
/// recorded claim on that much of the position. Source: DESIGN section 3.
/// @dev Nothing here needs a price or can be paused. A claim earns nothing: what its liquidity earns until it is settled
/// is the vault's.
interface IALMClaims {
    /// @notice Liquidity set aside for somebody.
    /// @param debtWad The management fee's part of its principal as of the exit, WAD; taken when it is settled.
    /// @param exitBp The exit fee of the rest as of the exit, bp; taken when it is settled.
    struct ClaimView {
        address owner;
        uint256 vaultId;
        uint256 poolIndex;
        int24 tickLower;
        int24 tickUpper;
        uint128 liquidity;
        uint64 debtWad;
        uint16 exitBp;
    }

    /// @notice A leg was skipped. `liquidity` of the position is the receiver's from now on.
    event ClaimRecorded(
        uint256 indexed claimId,
        uint256 indexed vaultId,
        address indexed owner,
        bytes32 poolId,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity
    );
    /// @notice A claim was paid, raw units.
    event ClaimSettled(uint256 indexed claimId, address indexed receiver, uint256 amount0, uint256 amount1);

    /// @notice The mask names ranges that the vault does not have.
    error Claim_NoSuchRange(uint256 skipMask, uint256 rangeCount);
    /// @notice The claim does not exist, is settled, or is another's.
    error Claim_NotOwner(uint256 claimId, address owner, address caller);

    /// @notice As IALMUser.withdrawInKind, but leaves alone the ranges whose bit is set in `skipMask` (bit i: range i of
    /// `vaultRanges`), and records the caller's part of each as a claim of `receiver`.
    /// @return amount0 Token0 paid now, rounded down.
    /// @return amount1 Token1 paid now, rounded down.
    function withdrawInKind(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        uint256 skipMask
    ) external returns (uint256 amount0, uint256 amount1);

    /// @notice Burns a claim's liquidity and pays it less the fees of the exit it is from, once the venue pays again. The
    /// claim's owner only.
    /// @dev Errors: `Claim_NotOwner`, `Vault_ZeroReceiver`, the venue's.
    /// @return amount0 Raw token0, rounded down by the venue.
    /// @return amount1 Raw token1.
    function settleClaim(uint256 claimId, address receiver) external returns (uint256 amount0, uint256 amount1);

    /// @notice A claim; all zero if it does not exist or is settled. Ids count from one.
    function claim(uint256 claimId) external view returns (ClaimView memory);
}
