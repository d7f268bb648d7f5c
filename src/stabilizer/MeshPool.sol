// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";
import {IMeshPair} from "../interfaces/IMeshPair.sol";
import {IMeshCallee, IMeshPool} from "../interfaces/IMeshPool.sol";
import {IMeshTrade} from "../interfaces/IMeshTrade.sol";
import {IReserveBucketB} from "../interfaces/IReserveBucketB.sol";
import {Authorised} from "./Authorised.sol";
import {MeshTerms} from "./MeshTerms.sol";

/// @title MeshPool
/// @notice See IMeshPool.
/// @dev No untrusted code runs inside a trade: the tokens, the source, the reserve and the traders are all chosen by
/// ADMIN. The views are therefore not lock-guarded, and the lock is the second line.
contract MeshPool is IMeshPool, MeshTerms, Guarded {
    using FixedPointMathLib for uint256;
    using SafeTransferLib for address;

    /// @dev Slot sum: 128 + 128 = 256.
    struct Reserves {
        uint128 token;
        uint128 xau;
    }

    uint256 private constant WAD = 1e18;

    /// @inheritdoc IMeshTrade
    address public immutable TOKEN;
    /// @inheritdoc IMeshPool
    address public immutable XAU;
    /// @inheritdoc IMeshTrade
    IGuidePriceSource public immutable SOURCE;
    /// @inheritdoc IMeshTrade
    address public immutable RESERVE;

    /// @inheritdoc IMeshPool
    mapping(address pair => bool) public isPair;

    Reserves private _reserves;

    modifier onlyReserve() {
        if (msg.sender != RESERVE) revert Mesh_NotReserve(msg.sender);
        _;
    }

    modifier onlyPair() {
        if (!isPair[msg.sender]) revert Mesh_NotPair(msg.sender);
        _;
    }

    /// @param authority The diamond.
    /// @param token The token traded against XAU.
    /// @param source Price of `token` in XAU.
    /// @param reserve Bucket B's account, whose XAU token this pool's is.
    constructor(address authority, address token, IGuidePriceSource source, IReserveBucketB reserve)
        Authorised(authority)
    {
        address xau = reserve.XAU();
        if (token == address(0) || token == xau || address(source) == address(0)) {
            revert Mesh_BadConfig(token, xau, address(source), address(reserve));
        }
        (TOKEN, XAU, SOURCE, RESERVE) = (token, xau, source, address(reserve));
    }

    // ---- Trading ----

    /// @inheritdoc IMeshTrade
    function swap(address tokenOut, uint256 amountOut, address recipient) external guarded returns (uint256 paid) {
        // Check
        if (!isTrader[msg.sender]) revert Mesh_NotTrader(msg.sender);
        if (amountOut == 0) revert Mesh_ZeroAmount();
        bool xauOut = _isXau(tokenOut);
        uint256 priceWad = SOURCE.guidePrice();
        uint256 owed = xauOut ? amountOut.fullMulDivUp(WAD, priceWad) : amountOut.fullMulDivUp(priceWad, WAD);

        // Effect
        _countVolume(xauOut ? amountOut : owed);
        _takeOut(tokenOut, xauOut, amountOut);

        // Interaction
        address tokenIn = xauOut ? TOKEN : XAU;
        uint256 before = SafeTransferLib.balanceOf(tokenIn, address(this));
        tokenOut.safeTransfer(recipient, amountOut);
        IMeshCallee(msg.sender).onMeshSwap(tokenIn, owed);
        paid = SafeTransferLib.balanceOf(tokenIn, address(this)) - before;

        // Effect
        _add(!xauOut, paid);
        if (paid < owed) {
            uint256 shortfall = owed - paid;
            IReserveBucketB(RESERVE).chargeLoss(xauOut ? shortfall.fullMulDivUp(priceWad, WAD) : shortfall);
        }
        emit MeshSwap(msg.sender, tokenOut, amountOut, tokenIn, owed, paid);
    }

    // ---- Legs of pairs ----

    /// @inheritdoc IMeshPool
    function sendLeg(uint256 amount, address recipient) external guarded onlyPair {
        if (amount == 0) revert Mesh_ZeroAmount();
        _takeOut(TOKEN, false, amount);
        TOKEN.safeTransfer(recipient, amount);
        emit MeshLeg(msg.sender, true, amount);
    }

    /// @inheritdoc IMeshPool
    function bookLeg(uint256 amount) external guarded onlyPair {
        _add(false, amount);
        _requirePaid(TOKEN, false);
        emit MeshLeg(msg.sender, false, amount);
    }

    // ---- Bucket B's account ----

    /// @inheritdoc IMeshPool
    function fund(address token, uint256 amount) external guarded onlyReserve {
        bool isXau = _isXau(token);
        _add(isXau, amount);
        _requirePaid(token, isXau);
        emit MeshFunded(token, amount);
    }

    /// @inheritdoc IMeshPool
    function defund(address token, uint256 amount) external guarded onlyReserve {
        bool isXau = _isXau(token);
        uint256 held = _reserveOf(isXau);
        if (amount > held) revert Mesh_NotEnough(token, amount, held);
        _setReserve(isXau, held - amount);
        token.safeTransfer(RESERVE, amount);
        emit MeshDefunded(token, amount);
    }

    // ---- ADMIN ----

    /// @inheritdoc IMeshPool
    /// @dev Not guarded: it moves nothing.
    function setPair(address pair, bool allowed) external onlyRole(Roles.ADMIN) {
        if (
            address(IMeshPair(pair).BASE_LEG()) != address(this)
                && address(IMeshPair(pair).COUNTER_LEG()) != address(this)
        ) {
            revert Mesh_BadPair(pair);
        }
        isPair[pair] = allowed;
        emit MeshPairSet(pair, allowed);
    }

    // ---- Views ----

    /// @inheritdoc IMeshTrade
    function COUNTER() external view returns (address) {
        return XAU;
    }

    /// @inheritdoc IMeshTrade
    function price() external view returns (uint256) {
        return SOURCE.guidePrice();
    }

    /// @inheritdoc IMeshTrade
    function reserves() external view returns (uint256 token, uint256 xau) {
        return (_reserves.token, _reserves.xau);
    }

    /// @inheritdoc IMeshTrade
    function available(address token) external view returns (uint256) {
        return _reserveOf(_isXau(token)) + IReserveBucketB(RESERVE).drawable(token);
    }

    /// @inheritdoc IMeshPool
    function valueXau() external view returns (uint256) {
        Reserves memory r = _reserves;
        if (r.token == 0) return r.xau;
        return uint256(r.xau) + uint256(r.token).fullMulDiv(SOURCE.guidePrice(), WAD);
    }

    // ---- Helpers ----

    function _isXau(address token) private view returns (bool) {
        if (token == XAU) return true;
        if (token != TOKEN) revert Mesh_UnknownToken(token);
        return false;
    }

    /// @dev Lowers the reserve, drawing what it lacks from bucket B's account.
    function _takeOut(address token, bool isXau, uint256 amount) private {
        uint256 held = _reserveOf(isXau);
        if (held >= amount) {
            _setReserve(isXau, held - amount);
            return;
        }
        uint256 missing = amount - held;
        uint256 drawable = IReserveBucketB(RESERVE).drawable(token);
        if (drawable < missing) revert Mesh_NotEnough(token, amount, held + drawable);
        IReserveBucketB(RESERVE).topUp(token, missing);
        _add(isXau, missing);
        _requirePaid(token, isXau);
        _setReserve(isXau, 0);
    }

    function _requirePaid(address token, bool isXau) private view {
        uint256 expected = _reserveOf(isXau);
        uint256 balance = SafeTransferLib.balanceOf(token, address(this));
        if (balance < expected) revert Mesh_NotPaid(token, balance, expected);
    }

    function _add(bool isXau, uint256 amount) private {
        _setReserve(isXau, _reserveOf(isXau) + amount);
    }

    function _reserveOf(bool isXau) private view returns (uint256) {
        return isXau ? _reserves.xau : _reserves.token;
    }

    function _setReserve(bool isXau, uint256 amount) private {
        if (amount > type(uint128).max) revert Mesh_ReserveOverflow(amount);
        // Checked above.
        if (isXau) _reserves.xau = uint128(amount);
        else _reserves.token = uint128(amount);
    }
}
