// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAlgebraDataStorage} from "../../interfaces/external/IAlgebraPoolMinimal.sol";
import {AlgebraVerbs} from "./AlgebraVerbs.sol";

/// @title AlgebraV2Adapter
/// @notice Verbs for pools of Algebra's second generation, those of Algebra core 3 (npm: cryptoalgebra/core).
/// @dev Layout: `globalState` is price, tick, previous initialised tick, fee, index of the newest timepoint, ...; a
/// position is liquidity, both growths, both amounts owed; a tick is gross, net, both growths, ... A range of no width
/// would be a limit order, of which the diamond makes none.
contract AlgebraV2Adapter is AlgebraVerbs {
    function _generation() internal pure override returns (uint8) {
        return 2;
    }

    function _history(bytes32 poolId, uint32, bytes memory state)
        internal
        view
        override
        returns (address history, uint256 newest)
    {
        return (IAlgebraDataStorage(address(_pool(poolId))).dataStorageOperator(), _word(state, 4));
    }

    /// @dev This generation has neither a cooldown nor plugins.
    function _requireHarmless(bytes32) internal pure override {}

    function _growthWords() internal pure override returns (uint256 inPosition, uint256 inTick) {
        return (1, 2);
    }
}
