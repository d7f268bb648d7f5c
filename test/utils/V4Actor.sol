// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {BalanceDelta} from "v4-core/types/BalanceDelta.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";
import {ModifyLiquidityParams, SwapParams} from "v4-core/types/PoolOperation.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {IMintable} from "./V3Actor.sol";

/// @title V4Actor
/// @notice A liquidity provider or trader that talks to a PoolManager directly, mints the test tokens it owes and pays
/// native coins from its balance.
contract V4Actor {
    using SafeTransferLib for address;

    enum Act {
        MODIFY,
        SWAP,
        DONATE
    }

    receive() external payable {}

    function modify(IPoolManager manager, PoolKey memory key, ModifyLiquidityParams memory params) external {
        _unlock(manager, Act.MODIFY, key, abi.encode(params));
    }

    function swap(IPoolManager manager, PoolKey memory key, SwapParams memory params) external {
        _unlock(manager, Act.SWAP, key, abi.encode(params));
    }

    function donate(IPoolManager manager, PoolKey memory key, uint256 amount0, uint256 amount1) external {
        _unlock(manager, Act.DONATE, key, abi.encode(amount0, amount1));
    }

    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        (Act act, PoolKey memory key, bytes memory params) = abi.decode(data, (Act, PoolKey, bytes));
        IPoolManager manager = IPoolManager(msg.sender);
        BalanceDelta delta;
        if (act == Act.MODIFY) {
            (delta,) = manager.modifyLiquidity(key, abi.decode(params, (ModifyLiquidityParams)), "");
        } else if (act == Act.SWAP) {
            delta = manager.swap(key, abi.decode(params, (SwapParams)), "");
        } else {
            (uint256 amount0, uint256 amount1) = abi.decode(params, (uint256, uint256));
            delta = manager.donate(key, amount0, amount1, "");
        }
        _settle(manager, key.currency0, delta.amount0());
        _settle(manager, key.currency1, delta.amount1());
        return "";
    }

    function _unlock(IPoolManager manager, Act act, PoolKey memory key, bytes memory params) private {
        manager.unlock(abi.encode(act, key, params));
    }

    function _settle(IPoolManager manager, Currency currency, int128 delta) private {
        if (delta > 0) {
            manager.take(currency, address(this), uint128(delta));
        } else if (delta < 0) {
            uint256 amount = uint256(-int256(delta));
            manager.sync(currency);
            address token = Currency.unwrap(currency);
            if (token == address(0)) {
                manager.settle{value: amount}();
            } else {
                if (token.balanceOf(address(this)) < amount) IMintable(token).mint(address(this), amount);
                token.safeTransfer(address(manager), amount);
                manager.settle();
            }
        }
    }
}
