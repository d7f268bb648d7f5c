// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ImbalanceFee} from "../../../src/risk/ImbalanceFee.sol";

/// @notice The library's functions as calls, so that their reverts can be caught.
contract ImbalanceFeeHarness {
    function depositFee(
        ImbalanceFee.Curve memory curve,
        uint256 targetBp,
        uint256 movedValue,
        uint256 stillValue,
        uint256 amount
    ) external pure returns (uint256) {
        return ImbalanceFee.depositFee(curve, targetBp, movedValue, stillValue, amount);
    }

    function withdrawalFee(
        ImbalanceFee.Curve memory curve,
        uint256 targetBp,
        uint256 movedValue,
        uint256 stillValue,
        uint256 amount
    ) external pure returns (uint256) {
        return ImbalanceFee.withdrawalFee(curve, targetBp, movedValue, stillValue, amount);
    }

    function marginalRate(ImbalanceFee.Curve memory curve, uint256 targetBp, uint256 stillShareWad, bool isDeposit)
        external
        pure
        returns (uint256)
    {
        return ImbalanceFee.marginalRate(curve, targetBp, stillShareWad, isDeposit);
    }
}
