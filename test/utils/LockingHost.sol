// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {AdapterHost} from "./AdapterHost.sol";

/// @title LockingHost
/// @notice A host that calls its own doors while it holds the diamond's lock, as a re-entering venue would.
contract LockingHost is AdapterHost {
    constructor(address adapter_) AdapterHost(adapter_, msg.sender) {}

    function whileLocked(bytes calldata data) external {
        Lock.enter();
        (bool ok, bytes memory result) = address(this).call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
