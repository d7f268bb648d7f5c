// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAlgebraIntegralPool, IAlgebraOraclePlugin} from "../../interfaces/external/IAlgebraIntegral.sol";
import {IAlgebraPoolMinimal} from "../../interfaces/external/IAlgebraPoolMinimal.sol";
import {AlgebraVerbs} from "./AlgebraVerbs.sol";

/// @title AlgebraIntegralAdapter
/// @notice Verbs for pools of Algebra Integral. Not in the default deployment: docs/add-a-venue.md adds it.
/// @dev Layout: `globalState` is price, tick, last fee, plugin's configuration, ...; a position is liquidity, both
/// growths, both amounts owed; a tick is gross, net, neighbours, both growths. A pool's plugin keeps its history, and
/// may act on swaps and positions as its configuration says.
///
/// Assumption for correctness of the mean: the venue's owner does not disconnect the plugin, trade and connect it again
/// within the window. While it is disconnected no mean is served at all.
contract AlgebraIntegralAdapter is AlgebraVerbs {
    /// @notice The pool's plugin may act when liquidity is added or removed: it could hold up exits or charge for them.
    /// @param flags Those of its permissions that are refused.
    error Adapter_PluginTouchesLiquidity(bytes32 poolId, uint256 flags);

    /// @dev Bits of a plugin's configuration: called before swaps; before, and after, a position changes.
    uint256 private constant BEFORE_SWAP = 1;
    uint256 private constant ON_POSITIONS = 1 << 2 | 1 << 3;
    /// @dev Where `globalState` has the configuration.
    uint256 private constant CONFIG_WORD = 3;

    function _generation() internal pure override returns (uint8) {
        return 3;
    }

    /// @dev A plugin that is not told of swaps writes no timepoints: the newest would then age while the tick moves, and
    /// the mean would follow spot.
    function _history(bytes32 poolId, uint32 twapWindowSeconds, bytes memory state)
        internal
        view
        override
        returns (address history, uint256 newest)
    {
        if (_word(state, CONFIG_WORD) & BEFORE_SWAP == 0) {
            revert Adapter_HistoryTooShort(poolId, twapWindowSeconds);
        }
        history = IAlgebraIntegralPool(address(_pool(poolId))).plugin();
        newest = IAlgebraOraclePlugin(history).timepointIndex();
    }

    function _requireHarmless(bytes32 poolId) internal view override {
        uint256 flags = _word(_state(poolId), CONFIG_WORD) & ON_POSITIONS;
        if (flags != 0) revert Adapter_PluginTouchesLiquidity(poolId, flags);
    }

    function _growthWords() internal pure override returns (uint256 inPosition, uint256 inTick) {
        return (1, 4);
    }

    function _burn(IAlgebraPoolMinimal pool, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        override
        returns (uint256 principal0, uint256 principal1)
    {
        return IAlgebraIntegralPool(address(pool)).burn(tickLower, tickUpper, liquidity, "");
    }
}
