// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {GenuineAlgebra} from "../../utils/GenuineAlgebra.sol";
import {AdapterConformance} from "./AdapterConformance.sol";

/// @notice The conformance kit's answers for Algebra pools of any generation.
abstract contract AlgebraConformance is AdapterConformance, GenuineAlgebra {
    address internal factory;

    /// @dev Creates a pool, not yet initialised.
    function _create(address token0, address token1) internal virtual returns (address pool);

    /// @dev Gives an initialised pool a tick spacing, as the venue's owner.
    function _setSpacing(address pool, int24 spacing) internal virtual;

    /// @dev Who tells the pool's history.
    function _historian(address pool) internal view virtual returns (address);

    function _createPool(address token0, address token1, int24 spacing, uint160 sqrtPriceX96)
        internal
        override
        returns (bytes32)
    {
        address pool = _create(token0, token1);
        IAlgebraPoolMinimal(pool).initialize(sqrtPriceX96);
        if (IAlgebraPoolMinimal(pool).tickSpacing() != spacing) _setSpacing(pool, spacing);
        assertEq(IAlgebraPoolMinimal(pool).tickSpacing(), spacing, "spacing");
        return bytes32(uint256(uint160(pool)));
    }

    function _addLiquidityFor(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        override
    {
        algebraLp.mint(_poolOf(poolId), owner, tickLower, tickUpper, liquidity);
    }

    function _swapToPrice(bytes32 poolId, uint160 sqrtTargetX96) internal override {
        algebraSwapToPrice(_poolOf(poolId), sqrtTargetX96);
    }

    function _venueSpot(bytes32 poolId) internal view override returns (uint160 sqrtPriceX96, int24 tick) {
        return IAlgebraPoolMinimal(_poolOf(poolId)).globalState();
    }

    function _venueMeanTick(bytes32 poolId, uint32 windowSeconds) internal view override returns (bool, int24) {
        return algebraMeanTick(_historian(_poolOf(poolId)), windowSeconds);
    }

    /// @dev The ring of timepoints has its full size from the start.
    function _growObservations(bytes32, uint16) internal override {}

    function _paymentRequest(bytes32 poolId, uint256 amount0, uint256 amount1)
        internal
        pure
        override
        returns (address, bytes memory)
    {
        return (_poolOf(poolId), abi.encodeCall(IAlgebraAdapter.algebraMintCallback, (amount0, amount1, "")));
    }

    function _poolOf(bytes32 poolId) internal pure returns (address) {
        return address(uint160(uint256(poolId)));
    }
}
