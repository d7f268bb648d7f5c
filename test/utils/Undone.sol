// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

/// @notice Runs something and undoes it by reverting, block and clock included.
/// @dev A snapshot keeps the whole journal of the test's one transaction, so a thousand of them take a thousand times as
/// long as the first; a revert leaves nothing behind.
abstract contract Undone is Test {
    error Undone_Result(bool ok, bytes result);

    /// @notice Calls this contract and reverts with what came of it.
    function doAndUndo(bytes calldata call) external {
        (bool ok, bytes memory result) = address(this).call(call);
        revert Undone_Result(ok, result);
    }

    /// @dev Answers what `call` of this contract returned, or reverts as it did.
    function _undone(bytes memory call) internal returns (bytes memory result) {
        (uint256 number, uint256 timestamp, uint256 gasPrice) =
            (vm.getBlockNumber(), vm.getBlockTimestamp(), tx.gasprice);
        (, bytes memory outcome) = address(this).call(abi.encodeCall(this.doAndUndo, (call)));
        vm.roll(number);
        vm.warp(timestamp);
        vm.txGasPrice(gasPrice);
        require(bytes4(outcome) == Undone_Result.selector, "not undone");
        bytes memory data = new bytes(outcome.length - 4);
        for (uint256 n; n < data.length; n += 32) {
            assembly ("memory-safe") {
                mstore(add(add(data, 0x20), n), mload(add(add(outcome, 0x24), n)))
            }
        }
        bool ok;
        (ok, result) = abi.decode(data, (bool, bytes));
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }
}
