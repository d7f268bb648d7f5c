// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolLoans} from "./pool/PoolLoans.sol";
import {PoolSettings} from "./pool/PoolSettings.sol";
import {PoolShares} from "./pool/PoolShares.sol";
import {PoolState} from "./pool/PoolState.sol";
import {PoolViews} from "./pool/PoolViews.sol";

/// @title PMMPool
/// @notice A proactive-market-maker pool: see IPMMPool for what it does and promises.
/// @dev How it works.
///
/// Made whole by its constructor (PoolTerms): tokens, maintainer fee and guide price source are immutable, `k` and LP fee
/// move in bounded steps by the owner's hand (PoolSettings), and there is no initializer to call, twice or at all. It is
/// live from the first purchase of shares on, which burns DEAD_SHARES (PoolShares).
///
/// Every input is measured as balance less recorded reserve. Reserves are recorded, never read from balances: a
/// donation moves nothing until someone uses it as input of a sell or a purchase of shares (PoolTrades).
///
/// One target is stored, the scarce token's; at ONE none is, both being the reserves. The other token's target is where
/// the curve through the reserves ends (`PMMPricing.adjustedTarget`, rounded up): LP fees, rounding and moves of the
/// guide price all land there by themselves, and nothing has to be rewritten when the guide price moves (PoolState).
///
/// A touch is a call that changes reserves or guide price. Before anything changes it books what it found (PoolCloses).
///
/// Every state-changing function holds the lock, or says why not.
///
/// Read in the order of inheritance: PoolTerms, PoolState, PoolCloses, PoolGuide, PoolTrades, PoolLoans; beside them
/// PoolShares, PoolSettings, PoolViews. All state is PoolState's, and its order is the storage layout.
///
/// Warning: tokens that take fees on transfer, rebase or call back into third parties with stale promises are for the
/// deployer to refuse. Warning: an unsynced balance belongs to whoever calls next.
contract PMMPool is PoolLoans, PoolShares, PoolSettings, PoolViews {
    constructor(PoolConfig memory c) PoolState(c) {}
}
