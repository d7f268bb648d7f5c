// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {AdapterConformance} from "./AdapterConformance.sol";

/// @notice The conformance kit's answers for pools of the V3 kind.
abstract contract V3Conformance is AdapterConformance, GenuineV3 {
    V3Venue internal venue;

    function _deployVenue() internal virtual returns (V3Venue memory);

    function _feeOf(int24 spacing) internal pure virtual returns (uint24);

    function _deployAdapter() internal override returns (IDexAdapter) {
        venue = _deployVenue();
        return new V3AdapterFacet();
    }

    function _trustVenue() internal override {
        IV3Adapter(address(host)).setV3Factory(venue.factory, true);
    }

    function _createPool(address token0, address token1, int24 spacing, uint160 sqrtPriceX96)
        internal
        override
        returns (bytes32)
    {
        return bytes32(uint256(uint160(createPool(venue, token0, token1, _feeOf(spacing), sqrtPriceX96))));
    }

    function _addLiquidityFor(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        override
    {
        lp.mint(_poolOf(poolId), owner, tickLower, tickUpper, liquidity);
    }

    function _swapToPrice(bytes32 poolId, uint160 sqrtTargetX96) internal override {
        swapToPrice(_poolOf(poolId), sqrtTargetX96);
    }

    function _venueSpot(bytes32 poolId) internal view override returns (uint160 sqrtPriceX96, int24 tick) {
        (sqrtPriceX96, tick,,,) = IUniswapV3PoolMinimal(_poolOf(poolId)).slot0();
    }

    function _venueMeanTick(bytes32 poolId, uint32 windowSeconds) internal view override returns (bool, int24) {
        return tryObservedMeanTick(_poolOf(poolId), windowSeconds);
    }

    function _growObservations(bytes32 poolId, uint16 cardinality) internal override {
        growObservations(_poolOf(poolId), cardinality);
    }

    function _poolOf(bytes32 poolId) internal pure returns (address) {
        return address(uint160(uint256(poolId)));
    }
}

contract UniswapV3ConformanceTest is V3Conformance {
    function _deployVenue() internal override returns (V3Venue memory) {
        return deployUniswapV3();
    }

    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](4);
        (spacings[0], spacings[1], spacings[2], spacings[3]) = (1, 10, 60, 200);
    }

    function _feeOf(int24 spacing) internal pure override returns (uint24) {
        return spacing == 1 ? 100 : spacing == 10 ? 500 : spacing == 60 ? 3000 : 10_000;
    }

    function _paymentRequest(bytes32 poolId, uint256 amount0, uint256 amount1)
        internal
        pure
        override
        returns (address, bytes memory)
    {
        return (_poolOf(poolId), abi.encodeCall(IV3Adapter.uniswapV3MintCallback, (amount0, amount1, "")));
    }
}

contract PancakeV3ConformanceTest is V3Conformance {
    function _deployVenue() internal override returns (V3Venue memory) {
        return deployPancakeV3();
    }

    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](4);
        (spacings[0], spacings[1], spacings[2], spacings[3]) = (1, 10, 50, 200);
    }

    function _feeOf(int24 spacing) internal pure override returns (uint24) {
        return spacing == 1 ? 100 : spacing == 10 ? 500 : spacing == 50 ? 2500 : 10_000;
    }

    function _paymentRequest(bytes32 poolId, uint256 amount0, uint256 amount1)
        internal
        pure
        override
        returns (address, bytes memory)
    {
        return (_poolOf(poolId), abi.encodeCall(IV3Adapter.pancakeV3MintCallback, (amount0, amount1, "")));
    }
}
