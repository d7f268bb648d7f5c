// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IERC3156FlashBorrower, IERC3156FlashLender} from "../interfaces/external/IERC3156.sol";
import {IReserveBucketC} from "../interfaces/IReserveBucketC.sol";
import {ReserveAccount} from "./ReserveAccount.sol";

/// @title ReserveBucketC
/// @notice See IReserveBucketC.
contract ReserveBucketC is IReserveBucketC, ReserveAccount {
    using SafeTransferLib for address;

    bytes32 private constant ANSWER = keccak256("ERC3156FlashBorrower.onFlashLoan");
    uint256 private constant BP = 10_000;
    uint256 private constant MAX_FEE_BP = 100;

    /// @inheritdoc IReserveBucketC
    uint256 public feeBp = 5;

    constructor(address authority, address reserve) ReserveAccount(authority, reserve) {}

    /// @inheritdoc IERC3156FlashLender
    /// @dev Guarded: while a loan is out nothing else can be done here.
    function flashLoan(IERC3156FlashBorrower receiver, address token, uint256 amount, bytes calldata data)
        external
        guarded
        returns (bool)
    {
        // Check
        uint256 held = balanceOf[token];
        if (held == 0) revert BucketC_NotLent(token);
        if (amount > held) revert BucketC_TooMuch(token, amount, held);
        uint256 fee = _fee(amount);
        uint256 before = token.balanceOf(address(this));

        // Effect
        balanceOf[token] = held + fee;

        // Interaction
        token.safeTransfer(address(receiver), amount);
        bytes32 answer = receiver.onFlashLoan(msg.sender, token, amount, fee, data);
        if (answer != ANSWER) revert BucketC_BadCallback(address(receiver), answer);
        token.safeTransferFrom(address(receiver), address(this), amount + fee);
        uint256 balance = token.balanceOf(address(this));
        if (balance < before + fee) revert BucketC_NotRepaid(token, balance, before + fee);
        emit FlashLoaned(address(receiver), token, amount, fee);
        return true;
    }

    /// @inheritdoc IReserveBucketC
    /// @dev Not guarded: it moves nothing, and a loan under way has its fee fixed.
    function setFee(uint256 newFeeBp) external onlyRole(Roles.ADMIN) {
        if (newFeeBp > MAX_FEE_BP) revert BucketC_FeeTooHigh(newFeeBp, MAX_FEE_BP);
        emit FeeSet(feeBp, newFeeBp);
        feeBp = newFeeBp;
    }

    /// @inheritdoc IERC3156FlashLender
    function maxFlashLoan(address token) external view returns (uint256) {
        return balanceOf[token];
    }

    /// @inheritdoc IERC3156FlashLender
    function flashFee(address token, uint256 amount) external view returns (uint256) {
        if (balanceOf[token] == 0) revert BucketC_NotLent(token);
        return _fee(amount);
    }

    function _fee(uint256 amount) private view returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(amount, feeBp, BP);
    }
}
