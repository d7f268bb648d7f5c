// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AlgebraAdapterFacet} from "src/adapters/algebra/AlgebraAdapterFacet.sol";
import {AlgebraIntegralAdapter} from "src/adapters/algebra/AlgebraIntegralAdapter.sol";
import {AlgebraV2Adapter} from "src/adapters/algebra/AlgebraV2Adapter.sol";
import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IAlgebraDataStorage} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {IAlgebraDeployment} from "../../utils/GenuineAlgebra.sol";
import {AdapterHost, FamilyHost} from "../../utils/AdapterHost.sol";
import {AlgebraConformance} from "./AlgebraConformance.sol";

/// @notice Thena's generation.
contract AlgebraV1ConformanceTest is AlgebraConformance {
    function _deployAdapter() internal override returns (IDexAdapter) {
        factory = deployAlgebraV1();
        return new AlgebraAdapterFacet();
    }

    function _trustVenue() internal override {
        IAlgebraAdapter(address(host)).setAlgebraFactory(factory, 1);
    }

    /// @dev The only one there is.
    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](1);
        spacings[0] = 60;
    }

    function _create(address token0, address token1) internal override returns (address) {
        return IAlgebraDeployment(factory).createPool(token0, token1);
    }

    function _setSpacing(address, int24) internal pure override {
        revert("this generation cannot");
    }

    function _historian(address pool) internal pure override returns (address) {
        return pool;
    }
}

/// @notice The generation between Thena's and Integral.
contract AlgebraV2ConformanceTest is AlgebraConformance {
    address private doors;

    function _deployAdapter() internal override returns (IDexAdapter) {
        factory = deployAlgebraV2();
        // The family's doors are another facet's; the host cuts its callback and its list in as the diamond does.
        return new AlgebraV2Adapter();
    }

    function _deployHost() internal override returns (AdapterHost) {
        return new FamilyHost(address(adapter), address(this));
    }

    function _trustVenue() internal override {
        doors = address(new AlgebraAdapterFacet());
        FamilyHost(address(host)).cut(doors);
        IAlgebraAdapter(address(host)).setAlgebraFactory(factory, 2);
    }

    function _callbackFacet() internal view override returns (address) {
        return doors;
    }

    /// @dev Any from 1 to 500 may be set by the venue's owner.
    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](5);
        (spacings[0], spacings[1], spacings[2], spacings[3], spacings[4]) = (1, 10, 60, 200, 500);
    }

    function _create(address token0, address token1) internal override returns (address) {
        return IAlgebraDeployment(factory).createPool(token0, token1);
    }

    function _setSpacing(address pool, int24 spacing) internal override {
        IAlgebraDeployment(pool).setTickSpacing(spacing, spacing);
    }

    function _historian(address pool) internal view override returns (address) {
        return IAlgebraDataStorage(pool).dataStorageOperator();
    }
}

/// @notice Integral, with the base plugin.
contract AlgebraIntegralConformanceTest is AlgebraConformance {
    address private doors;

    function _deployAdapter() internal override returns (IDexAdapter) {
        factory = deployAlgebraIntegral();
        return new AlgebraIntegralAdapter();
    }

    function _deployHost() internal override returns (AdapterHost) {
        return new FamilyHost(address(adapter), address(this));
    }

    function _trustVenue() internal override {
        doors = address(new AlgebraAdapterFacet());
        FamilyHost(address(host)).cut(doors);
        IAlgebraAdapter(address(host)).setAlgebraFactory(factory, 3);
    }

    function _callbackFacet() internal view override returns (address) {
        return doors;
    }

    /// @dev Any from 1 to 500 may be set by the venue's owner.
    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](5);
        (spacings[0], spacings[1], spacings[2], spacings[3], spacings[4]) = (1, 10, 60, 200, 500);
    }

    function _create(address token0, address token1) internal override returns (address) {
        return IAlgebraDeployment(factory).createPool(token0, token1, "");
    }

    function _setSpacing(address pool, int24 spacing) internal override {
        IAlgebraDeployment(pool).setTickSpacing(spacing);
    }

    function _historian(address pool) internal view override returns (address) {
        return IAlgebraDeployment(pool).plugin();
    }

    /// @dev A plugin cut off from swaps writes nothing: without the check its mean would be spot.
    function test_RevertWhen_prices_pluginDoesNotSeeSwaps() public {
        Scene memory scene = _scene(_plainChoice());
        skip(WINDOW);
        adapter.prices(scene.poolId, WINDOW);
        IAlgebraDeployment(_poolOf(scene.poolId)).setPluginConfig(0);
        _expectHistoryTooShort(scene, WINDOW);
        adapter.prices(scene.poolId, WINDOW);
    }

    function testFuzz_RevertWhen_validatePool_pluginActsOnPositions(uint8 flags) public {
        flags = uint8(bound(flags, 1, 3)) << 2;
        Scene memory scene = _scene(_plainChoice());
        _makeServable(scene);
        IAlgebraDeployment(_poolOf(scene.poolId)).setPluginConfig(flags | 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                AlgebraIntegralAdapter.Adapter_PluginTouchesLiquidity.selector, scene.poolId, uint256(flags)
            )
        );
        host.hostValidatePool(scene.poolId, scene.token0, scene.token1, WINDOW);
    }
}
