// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "./IMeshPool.sol";
import {IMeshTrade} from "./IMeshTrade.sol";

/// @title IMeshPair
/// @notice Two mesh pools traded as one: one token leaves its pool, the other enters its own, and XAU cancels.
///
/// WHY
/// cUSDT/cUSDC is held through the legs that each of the two has against XAU; a pool of its own would be the first of
/// N². Its price needs no gold: it goes on at weekends, with the market feeds of both tokens as its gates.
///
/// WHAT A TRADE IS
/// As in a mesh pool, but for losses: bucket B's budget is counted in XAU, which may have no price now, so here nothing
/// may be lost. A trade that pays less than it owes reverts.
///
/// A pair holds nothing. What is sent here outside a trade stays here and counts for nothing.
///
/// @dev Assumptions: those of IMeshPool, of both legs. Source: DESIGN sections 5 and 8.
interface IMeshPair is IMeshTrade {
    /// @notice The legs trade one token, or serve two accounts, or there is no source.
    error MeshPair_BadLegs(address base, address counter, address source);
    /// @notice The trader paid less than it owed.
    error MeshPair_Shortfall(uint256 paid, uint256 owed);

    /// @notice The leg of the token that is priced.
    function BASE_LEG() external view returns (IMeshPool);

    /// @notice The leg of the counter token.
    function COUNTER_LEG() external view returns (IMeshPool);
}
