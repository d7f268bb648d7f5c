// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IM1Token
/// @notice What an M1 token adds to ERC-20 and ERC-2612: minters that are contracts, each capped and rate limited.
/// @dev Amounts are raw units of the token.
///
/// THE CAP
/// A minter's outstanding amount is what it minted less what it burned; a mint may not lift it above the cap. A minter
/// that burned more than it minted (repaid interest, tokens of another minter) may mint the difference back.
///
/// THE RATE
/// A bucket holds at most `burst` and refills by `refillPerSecond`; a mint takes its amount out. So over any interval
/// of t seconds, wherever it starts, a minter mints at most `burst + refillPerSecond * t`: there is no window whose
/// edge could be straddled. With `refillOnBurn` what the minter burns flows back, and the same bound holds for minted
/// less burned. It is for minters whose users mint and burn at will (the ledger: without it anyone could empty the
/// bucket by borrowing and repaying); a minter trusted with a signature (a bridge) must do without.
interface IM1Token {
    /// @notice A minter's limits and totals.
    /// @param cap Greatest outstanding amount a mint may lead to.
    /// @param burst Size of the bucket.
    /// @param minted All it ever minted.
    /// @param burned All it ever burned.
    /// @param available Content of the bucket at `updatedAt`.
    /// @param refillPerSecond Flow into the bucket.
    /// @param updatedAt Unix seconds.
    /// @param refillOnBurn Whether its burns flow back into the bucket.
    /// @param known Whether it was ever made a minter; its totals are kept from then on.
    struct Minter {
        uint128 cap; // slot 0: 128
        uint128 burst; // + 128 = 256
        uint128 minted; // slot 1: 128
        uint128 burned; // + 128 = 256
        uint128 available; // slot 2: 128
        uint72 refillPerSecond; // + 72 = 200
        uint40 updatedAt; // + 40 = 240
        bool refillOnBurn; // + 8 = 248
        bool known; // + 8 = 256
    }

    /// @notice The caller may not mint.
    error Token_NotMinter(address caller);
    /// @notice The mint would lift the minter's outstanding amount above its cap.
    error Token_CapExceeded(address minter, uint256 outstanding, uint256 cap);
    /// @notice The mint is larger than what the bucket holds.
    error Token_RateExceeded(address minter, uint256 amount, uint256 available);
    /// @notice A minter must be a contract; an account that delegates to code (EIP-7702) is a key, not a contract.
    error Token_MinterNotContract(address minter);
    /// @notice The guardian may lower limits, not raise them.
    error Token_NotLowered(address minter, uint256 asked, uint256 current);
    /// @notice The caller is not the factory's owner.
    error Token_NotOwner(address caller, address owner);
    /// @notice The caller is neither the factory's guardian nor its owner.
    error Token_NotGuardian(address caller, address guardian);

    event MinterSet(
        address indexed minter,
        uint256 oldCap,
        uint256 oldBurst,
        uint256 oldRefillPerSecond,
        uint256 cap,
        uint256 burst,
        uint256 refillPerSecond,
        bool refillOnBurn
    );

    /// @notice The factory that made the token and whose owner and guardian govern it.
    function factory() external view returns (address);

    /// @notice Mints `amount` to `to`, within the caller's cap and rate.
    /// @dev Minters only. Reverts `Token_NotMinter`, `Token_RateExceeded`, `Token_CapExceeded`.
    function mint(address to, uint256 amount) external;

    /// @notice Burns `amount` of the caller. Anyone may; a minter's outstanding amount falls by it.
    /// @dev Never limited, so that no debt becomes unpayable. Reverts with ERC-20's `InsufficientBalance`.
    function burn(uint256 amount) external;

    /// @notice Burns `amount` of `from` against the caller's allowance, otherwise as `burn`.
    /// @dev Not even a minter burns without allowance. Reverts `InsufficientAllowance`, `InsufficientBalance`.
    function burnFrom(address from, uint256 amount) external;

    /// @notice Makes a contract a minter or changes its limits. A new minter's bucket starts full; a known one's keeps
    /// its content (at most the new burst).
    /// @param minter A contract.
    /// @param cap Greatest outstanding amount.
    /// @param burst Size of the bucket.
    /// @param refillPerSecond Flow into it.
    /// @param refillOnBurn Whether its burns flow back.
    /// @dev Factory's owner only. Reverts `Token_NotOwner`, `Token_MinterNotContract`.
    function setMinter(address minter, uint128 cap, uint128 burst, uint72 refillPerSecond, bool refillOnBurn) external;

    /// @notice Lowers a minter's limits at once. All zero removes it; it may still burn.
    /// @dev Factory's guardian or owner. Reverts `Token_NotGuardian`, `Token_NotMinter`, `Token_NotLowered`.
    function lowerMinter(address minter, uint128 cap, uint128 burst, uint72 refillPerSecond) external;

    /// @notice A minter's limits and totals as stored (`available` as of `updatedAt`).
    function minterOf(address minter) external view returns (Minter memory);

    /// @notice What `minter` could mint now: the least of its bucket's content and its room under the cap.
    function mintable(address minter) external view returns (uint256 amount);

    /// @notice Minted less burned by `minter`; zero when it burned more.
    function outstanding(address minter) external view returns (uint256 amount);
}
