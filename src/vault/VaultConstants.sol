// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// One whole in basis points and in parts per million.
uint256 constant BP = 10_000;
uint256 constant PPM = 1_000_000;

// Holder of the dead shares: nobody has its key, it cannot exit.
address constant DEAD = 0x000000000000000000000000000000000000dEaD;
// Shares are 18-decimal: the first deposit mints one whole share per whole token1 of value at the anchor.
uint256 constant SHARE_UNIT = 1e18;
// Minted to DEAD by the first deposit, so that the vault is never empty again: a millionth of a token1.
uint256 constant DEAD_SHARES = 1e12;
// The first deposit must be worth a thousandth of a token1: a thousand times what it gives away.
uint256 constant MIN_FIRST_SHARES = 1e15;

// What a harvest collects becomes part of the share value linearly over this time, seconds (DESIGN section 3: 6 hours).
uint256 constant PROFIT_RELEASE_SECONDS = 6 hours;

// Sizes that keep every loop over a vault far below a block's gas.
uint256 constant MAX_POOLS = 16;
uint256 constant MAX_RANGES = 24;

// Bands around the anchor by class, bp of price: default and cap (DESIGN section 3).
uint256 constant MAX_BAND_STABLE_BP = 20;
uint256 constant MAX_BAND_STAKED_BP = 50;
uint256 constant MAX_BAND_VOLATILE_BP = 200;
// TWAP windows, seconds. Zero would mean spot and is refused (Gamma's getSqrtTwapX96 returned spot then).
uint256 constant MIN_TWAP_WINDOW = 60;
uint256 constant MAX_TWAP_WINDOW = 12 hours;

// Keeper limits: defaults, and the most ADMIN may set.
uint16 constant DEFAULT_MAX_LOSS_BP = 30;
uint16 constant DEFAULT_DAILY_LOSS_BP = 100;
uint16 constant DEFAULT_MAX_SLIPPAGE_BP = 50;
uint24 constant DEFAULT_COOLDOWN_SECONDS = 15 minutes;
uint256 constant CAP_MAX_LOSS_BP = 100;
uint256 constant CAP_DAILY_LOSS_BP = 300;
uint256 constant CAP_MAX_SLIPPAGE_BP = 200;
uint256 constant CAP_COOLDOWN_SECONDS = 7 days;

// Imbalance fee of single-sided operations: the curve's defaults, bp, and the highest rate ADMIN may set.
uint16 constant DEFAULT_IMBALANCE_MIN_BP = 1;
uint16 constant DEFAULT_IMBALANCE_MAX_BP = 200;
uint16 constant DEFAULT_IMBALANCE_AMPLIFICATION_BP = 3500;
uint256 constant CAP_IMBALANCE_BP = 200;

// Money markets: gas for asking one, and for one movement of tokens, so that a hostile one cannot use up an exit's.
uint256 constant MARKET_REPORT_GAS = 500_000;
uint256 constant MARKET_MOVE_GAS = 2_000_000;
// The highest rate at which ADMIN may let invested cash count for more, bp a year.
uint256 constant CAP_MARKET_RATE_BP = 5000;
// A loss is written down when seen twice, this long apart at least, and within a day more.
uint256 constant LOSS_DELAY = 1 hours;
uint256 constant LOSS_WINDOW = 1 days;
// What may be left behind, raw token, in a market that is let go: Aave rounds to the nearest unit.
uint256 constant MARKET_DUST = 10;
// Widest band of the cash buffer, bp of its target.
uint256 constant CAP_CASH_LOW_OFFSET_BP = 9000;
uint256 constant CAP_CASH_HIGH_OFFSET_BP = 20_000;
// Idle cash is moved when it is off its floor by this much of it, bp: less is not worth a transaction.
uint256 constant CASH_STEP_BP = 1000;
// Fees: the most each may be, bp (DESIGN section 3). Management is a year's, of the principal in ranges; performance is
// of the fees that ranges earn.
uint256 constant MAX_ENTRY_BP = 100;
uint256 constant MAX_EXIT_BP = 100;
uint256 constant MAX_MANAGEMENT_BP = 500;
uint256 constant MAX_PERFORMANCE_BP = 3_000;
uint256 constant MAX_FLASH_BP = 100;
// Where the management fee stops accruing until it is booked: five years of the highest rate, WAD.
uint256 constant MAX_DEBT_WAD = 0.25e18;

// Raw units sent to the diamond and back at vault creation to find tokens that keep a part of what they move.
uint256 constant TRANSFER_PROBE = 10_000;
