// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {BigMath} from "./BigMath.sol";

/// @title PMMModel
/// @notice Says whether a payment is covered by the curve's exact integral, without computing what it should be.
/// @dev The statement "y of the scarce token cost no more than pay" is an inequality of polynomials: multiplied out it
/// needs no root, no division and no rounding, so it shares nothing with the solver under test.
library PMMModel {
    using BigMath for uint256[];

    uint256 private constant ONE = 1e18;

    /// @dev One side of a curve: scarce reserve, its target, slippage, and the guide price that turns what is paid in
    /// into what is paid out, num / den.
    struct Side {
        uint256 V;
        uint256 V0;
        uint256 K;
        uint256 num;
        uint256 den;
    }

    /// @dev Whether `out` is at most what the exact curve pays for `pay`. The state is taken as given: a recovery ends
    /// at the excess the state carries.
    function covers(PMMState memory s, bool sellsBase, uint256 pay, uint256 out) internal pure returns (bool) {
        Side memory side = Side(0, sellsBase ? s.Q0 : s.B0, s.K, sellsBase ? s.i : ONE, sellsBase ? ONE : s.i);
        if (s.R != (sellsBase ? RState.ABOVE_ONE : RState.BELOW_ONE)) {
            side.V = s.R == RState.ONE ? side.V0 : sellsBase ? s.Q : s.B;
            return depletes(side, pay, out);
        }
        uint256 gap = sellsBase ? s.B0 - s.B : s.Q0 - s.Q;
        uint256 back = sellsBase ? s.Q - s.Q0 : s.B - s.B0;
        if (pay > gap) {
            side.V = side.V0;
            return out <= back || depletes(side, pay - gap, out - back);
        }
        (side.V, side.V0) = sellsBase ? (s.B, s.B0) : (s.Q, s.Q0);
        return out <= back && (pay == gap || restores(side, pay, out));
    }

    /// @dev Taking y from V costs at most `pay`: y·((1-k) + k·V0²/(V·(V-y))) <= pay·num/den, and y < V unless the price
    /// is flat.
    function depletes(Side memory c, uint256 pay, uint256 y) internal pure returns (bool) {
        if (y == 0) return true;
        uint256[] memory worth = BigMath.big(pay).mul(c.num);
        if (c.K == 0) return y <= c.V && BigMath.big(y).mul(c.den).lte(worth);
        if (y >= c.V) return false;
        return _slope(c, c.V - y).mul(y).mul(c.den).lte(worth.mul(ONE).mul(c.V).mul(c.V - y));
    }

    /// @dev Bringing V to V + d earns at least `out`: out <= d·num/den·((1-k) + k·V0²/(V·(V+d))).
    function restores(Side memory c, uint256 d, uint256 out) internal pure returns (bool) {
        uint256[] memory asked = BigMath.big(out).mul(c.den);
        if (c.K == 0) return asked.lte(BigMath.big(d).mul(c.num));
        return asked.mul(ONE).mul(c.V).mul(c.V + d).lte(_slope(c, c.V + d).mul(d).mul(c.num));
    }

    /// @dev The average price between V and `to`, times 1e18·V·to.
    function _slope(Side memory c, uint256 to) private pure returns (uint256[] memory) {
        return BigMath.big(ONE - c.K).mul(c.V).mul(to).add(BigMath.big(c.K).mul(c.V0).mul(c.V0));
    }
}
