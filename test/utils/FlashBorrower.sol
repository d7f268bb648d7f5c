// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IERC3156FlashBorrower} from "src/interfaces/external/IERC3156FlashBorrower.sol";

/// @title FlashBorrower
/// @notice An ERC-3156 borrower that makes one prepared call while it has the loan, keeps the outcome, and repays as it
/// was told to.
contract FlashBorrower is IERC3156FlashBorrower {
    using SafeTransferLib for address;

    bytes32 public answer = keccak256("ERC3156FlashBorrower.onFlashLoan");
    /// @notice What it repays short of the loan and its fee.
    uint256 public shortBy;
    /// @notice Whether it sends the loan back itself instead of letting the lender take it.
    bool public sendsBack;

    address public target;
    bytes public payload;
    bool public succeeded;
    bytes public returndata;

    address public initiator;
    address public token;
    uint256 public amount;
    uint256 public fee;
    bytes public data;

    function prepare(address target_, bytes calldata payload_) external {
        (target, payload) = (target_, payload_);
    }

    function misbehave(bytes32 answer_, uint256 shortBy_, bool sendsBack_) external {
        (answer, shortBy, sendsBack) = (answer_, shortBy_, sendsBack_);
    }

    function onFlashLoan(address initiator_, address token_, uint256 amount_, uint256 fee_, bytes calldata data_)
        external
        returns (bytes32)
    {
        (initiator, token, amount, fee, data) = (initiator_, token_, amount_, fee_, data_);
        if (target != address(0)) (succeeded, returndata) = target.call(payload);
        if (sendsBack) token_.safeTransfer(msg.sender, amount_ + fee_);
        else token_.safeApprove(msg.sender, amount_ + fee_ - shortBy);
        return answer;
    }
}
