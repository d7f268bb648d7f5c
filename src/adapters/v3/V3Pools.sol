// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IUniswapV3FactoryMinimal} from "../../interfaces/external/IUniswapV3FactoryMinimal.sol";
import {IUniswapV3PoolMinimal} from "../../interfaces/external/IUniswapV3PoolMinimal.sol";
import {V3Twap} from "../../libraries/V3Twap.sol";
import {V3Storage} from "./V3Storage.sol";

/// @title V3Pools
/// @notice Which V3-like pools may be relied on: as places for liquidity, and as keepers of a pair's history for venues
/// that keep none.
/// @dev Reads the diamond's list of factories: elsewhere no factory is known, and no pool genuine.
library V3Pools {
    /// @notice Reverts unless a trusted factory vouches for the pool under the pool's own tokens and fee, and these
    /// tokens are the ones asked for.
    function requireGenuine(bytes32 poolId, address token0, address token1) internal view {
        // One id per pool: bits above the address would make a second one, and let one position be counted twice.
        if (uint256(poolId) >> 160 != 0) revert IDexAdapter.Adapter_UnknownPool(poolId);
        address factory = _askAddress(poolId, IUniswapV3PoolMinimal.factory.selector);
        if (!V3Storage.state().isTrusted[factory]) revert IDexAdapter.Adapter_UnknownPool(poolId);
        address poolToken0 = _askAddress(poolId, IUniswapV3PoolMinimal.token0.selector);
        address poolToken1 = _askAddress(poolId, IUniswapV3PoolMinimal.token1.selector);
        // Truncation to 24 bits can only make the factory vouch for another pool, or none.
        uint24 fee = uint24(_ask(poolId, IUniswapV3PoolMinimal.fee.selector));
        if (IUniswapV3FactoryMinimal(factory).getPool(poolToken0, poolToken1, fee) != _addressOf(poolId)) {
            revert IDexAdapter.Adapter_UnknownPool(poolId);
        }
        if (poolToken0 != token0 || poolToken1 != token1) {
            revert IDexAdapter.Adapter_TokenMismatch(poolId, poolToken0, poolToken1);
        }
    }

    /// @notice Reverts unless the pool can serve the window now and whatever is swapped from now on.
    /// @dev A pool writes at most one observation a second, so window + 1 of them always reach back far enough, however
    /// often someone swaps to push history out. Fewer would let anyone halt the priced operations for some gas. Anyone
    /// may have a pool keep more (`increaseObservationCardinalityNext`).
    function requireHistory(bytes32 poolId, uint32 twapWindowSeconds) internal view {
        if (twapWindowSeconds == 0) revert IDexAdapter.Adapter_ZeroWindow();
        address pool = _addressOf(poolId);
        (,, uint256 index, uint256 cardinality) = V3Twap.slot0(pool);
        if (cardinality <= twapWindowSeconds) {
            revert IDexAdapter.Adapter_CardinalityTooLow(poolId, cardinality, uint256(twapWindowSeconds) + 1);
        }
        if (V3Twap.oldestAge(pool, index, cardinality) < twapWindowSeconds) {
            revert IDexAdapter.Adapter_HistoryTooShort(poolId, twapWindowSeconds);
        }
    }

    /// @dev Asks what may be no pool at all, nor anything: no answer means an unknown pool.
    function _ask(bytes32 poolId, bytes4 selector) private view returns (uint256) {
        (bool ok, bytes memory answer) = _addressOf(poolId).staticcall(abi.encodePacked(selector));
        if (!ok || answer.length < 32) revert IDexAdapter.Adapter_UnknownPool(poolId);
        return abi.decode(answer, (uint256));
    }

    /// @dev Truncation as for the fee: the address is compared with, or asked about at, a trusted factory.
    function _askAddress(bytes32 poolId, bytes4 selector) private view returns (address) {
        return address(uint160(_ask(poolId, selector)));
    }

    function _addressOf(bytes32 poolId) private pure returns (address) {
        return address(uint160(uint256(poolId))); // checked by `requireGenuine`
    }
}
