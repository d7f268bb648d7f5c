// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";
import {IMeshPair} from "../interfaces/IMeshPair.sol";
import {IMeshCallee, IMeshPool} from "../interfaces/IMeshPool.sol";
import {IMeshTrade} from "../interfaces/IMeshTrade.sol";
import {Authorised} from "./Authorised.sol";
import {MeshTerms} from "./MeshTerms.sol";

/// @title MeshPair
/// @notice See IMeshPair.
/// @dev As in MeshPool, no untrusted code runs inside a trade.
contract MeshPair is IMeshPair, MeshTerms, Guarded {
    using FixedPointMathLib for uint256;
    using SafeTransferLib for address;

    uint256 private constant WAD = 1e18;

    /// @inheritdoc IMeshPair
    IMeshPool public immutable BASE_LEG;
    /// @inheritdoc IMeshPair
    IMeshPool public immutable COUNTER_LEG;
    /// @inheritdoc IMeshTrade
    address public immutable TOKEN;
    /// @inheritdoc IMeshTrade
    address public immutable COUNTER;
    /// @inheritdoc IMeshTrade
    IGuidePriceSource public immutable SOURCE;
    /// @inheritdoc IMeshTrade
    address public immutable RESERVE;

    /// @param authority The diamond.
    /// @param base Leg of the token that is priced.
    /// @param counter Leg of the token it is priced in.
    /// @param source Price of the one token in the other.
    constructor(address authority, IMeshPool base, IMeshPool counter, IGuidePriceSource source) Authorised(authority) {
        (BASE_LEG, COUNTER_LEG, SOURCE) = (base, counter, source);
        (TOKEN, COUNTER, RESERVE) = (base.TOKEN(), counter.TOKEN(), base.RESERVE());
        if (TOKEN == COUNTER || RESERVE != counter.RESERVE() || address(source) == address(0)) {
            revert MeshPair_BadLegs(address(base), address(counter), address(source));
        }
    }

    // ---- Trading ----

    /// @inheritdoc IMeshTrade
    function swap(address tokenOut, uint256 amountOut, address recipient) external guarded returns (uint256 paid) {
        // Check
        if (!isTrader[msg.sender]) revert IMeshPool.Mesh_NotTrader(msg.sender);
        if (amountOut == 0) revert IMeshPool.Mesh_ZeroAmount();
        bool baseOut = _isBase(tokenOut);
        uint256 priceWad = SOURCE.guidePrice();
        uint256 owed = baseOut ? amountOut.fullMulDivUp(priceWad, WAD) : amountOut.fullMulDivUp(WAD, priceWad);
        (address tokenIn, IMeshPool legIn, IMeshPool legOut) =
            baseOut ? (COUNTER, COUNTER_LEG, BASE_LEG) : (TOKEN, BASE_LEG, COUNTER_LEG);

        // Effect
        _countVolume(baseOut ? owed : amountOut);

        // Interaction
        legOut.sendLeg(amountOut, recipient);
        uint256 before = SafeTransferLib.balanceOf(tokenIn, address(this));
        IMeshCallee(msg.sender).onMeshSwap(tokenIn, owed);
        paid = SafeTransferLib.balanceOf(tokenIn, address(this)) - before;
        if (paid < owed) revert MeshPair_Shortfall(paid, owed);
        tokenIn.safeTransfer(address(legIn), paid);
        legIn.bookLeg(paid);
        emit IMeshPool.MeshSwap(msg.sender, tokenOut, amountOut, tokenIn, owed, paid);
    }

    // ---- Views ----

    /// @inheritdoc IMeshTrade
    function price() external view returns (uint256) {
        return SOURCE.guidePrice();
    }

    /// @inheritdoc IMeshTrade
    function reserves() external view returns (uint256 token, uint256 counter) {
        (token,) = BASE_LEG.reserves();
        (counter,) = COUNTER_LEG.reserves();
    }

    /// @inheritdoc IMeshTrade
    function available(address token) external view returns (uint256) {
        return (_isBase(token) ? BASE_LEG : COUNTER_LEG).available(token);
    }

    // ---- Helpers ----

    function _isBase(address token) private view returns (bool) {
        if (token == TOKEN) return true;
        if (token != COUNTER) revert IMeshPool.Mesh_UnknownToken(token);
        return false;
    }
}
