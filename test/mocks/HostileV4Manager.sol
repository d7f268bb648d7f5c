// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BalanceDelta, toBalanceDelta} from "v4-core/types/BalanceDelta.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {ModifyLiquidityParams} from "v4-core/types/PoolOperation.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {Accomplice} from "./HostileV3Pool.sol";

/// @title HostileV4Manager
/// @notice A "PoolManager" that calls back as often, through whom and for as much as a test says.
/// @dev A mock because the genuine manager cannot misbehave; it stands for one that got on the list by mistake.
contract HostileV4Manager {
    uint256 public calls;
    int128 public delta0;
    int128 public delta1;
    bytes public answer;
    /// @dev If set, makes the first call in the manager's stead.
    Accomplice public accomplice;
    bool public accompliceSucceeded;
    bytes public accompliceReturndata;

    /// @param answer_ What `unlock` returns if it never calls back.
    function set(uint256 calls_, int128 delta0_, int128 delta1_, bytes calldata answer_) external {
        (calls, delta0, delta1, answer) = (calls_, delta0_, delta1_, answer_);
    }

    function setAccomplice(Accomplice accomplice_) external {
        accomplice = accomplice_;
    }

    function unlock(bytes calldata data) external returns (bytes memory result) {
        bytes memory request = abi.encodeCall(IV4Adapter.unlockCallback, (data));
        if (address(accomplice) != address(0)) {
            (accompliceSucceeded, accompliceReturndata) = accomplice.forward(msg.sender, request);
        }
        result = answer;
        for (uint256 i; i < calls; ++i) {
            bool ok;
            bytes memory returned;
            (ok, returned) = msg.sender.call(request);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(returned, 32), mload(returned))
                }
            }
            result = abi.decode(returned, (bytes));
        }
    }

    function modifyLiquidity(PoolKey calldata, ModifyLiquidityParams calldata, bytes calldata)
        external
        view
        returns (BalanceDelta, BalanceDelta)
    {
        return (toBalanceDelta(delta0, delta1), BalanceDelta.wrap(0));
    }

    function sync(address) external {}

    function settle() external payable returns (uint256) {}

    function take(address, address, uint256) external {}
}
