// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {AlgebraActor} from "./AlgebraActor.sol";
import {AlgebraPoolPlacer} from "./AlgebraPoolPlacer.sol";

/// @notice What is called of the genuine Algebra contracts besides pools, by generation.
interface IAlgebraDeployment {
    // Factories, first and second generation; Integral takes data.
    function createPool(address tokenA, address tokenB) external returns (address pool);
    function createPool(address tokenA, address tokenB, bytes calldata data) external returns (address pool);
    // Factory of the second.
    function communityVault() external view returns (address);
    // Factory of Integral.
    function setDefaultPluginFactory(address pluginFactory) external;
    // Pools: second generation, with a spacing for limit orders; Integral.
    function setTickSpacing(int24 spacing, int24 limitOrderSpacing) external;
    function setTickSpacing(int24 spacing) external;
    // Pool of the first generation.
    function setLiquidityCooldown(uint32 cooldown) external;
    // Pools and plugins of Integral.
    function plugin() external view returns (address);
    function setPlugin(address plugin) external;
    function setPluginConfig(uint8 config) external;
}

/// @notice History as each generation's own contracts tell it: the pool in the first, an operator in the second, the
/// plugin in Integral. The cumulatives come first in all of them.
interface IAlgebraTimepoints {
    function getTimepoints(uint32[] calldata secondsAgos) external view returns (int56[] memory tickCumulatives);
}

/// @title GenuineAlgebra
/// @notice Three generations of Algebra for tests, genuine bytecode from the npm packages: the first (Thena's), the
/// second, and Integral with its base plugin. This contract owns the factories. One part is not genuine: see
/// AlgebraPoolPlacer.
/// @dev The first generation's published artifacts are larger than EIP-170 allows; forge's tests lift that limit.
/// Background liquidity and swaps belong to `algebraLp` and `algebraTrader`, who mint the test tokens they owe.
abstract contract GenuineAlgebra is Test {
    string private constant V1 = "node_modules/@cryptoalgebra/core-v1/artifacts/contracts/";
    string private constant V2 = "node_modules/@cryptoalgebra/core/artifacts/contracts/";
    string private constant INTEGRAL = "node_modules/@cryptoalgebra/integral-core/artifacts/contracts/";
    string private constant PLUGIN = "node_modules/@cryptoalgebra/integral-base-plugin/artifacts/contracts/";

    AlgebraActor internal algebraLp = new AlgebraActor();
    AlgebraActor internal algebraTrader = new AlgebraActor();

    // -- venues ---------------------------------------------------------------------------------------------------

    /// @notice First generation: one tick spacing, 60.
    function deployAlgebraV1() internal returns (address factory) {
        AlgebraPoolPlacer placer =
            new AlgebraPoolPlacer(vm.getCode(string.concat(V1, "AlgebraPool.sol/AlgebraPool.json")));
        // Cheat codes are this contract's to give.
        vm.allowCheatcodes(address(placer));
        factory =
            deployCode(string.concat(V1, "AlgebraFactory.sol/AlgebraFactory.json"), abi.encode(placer, address(this)));
    }

    /// @notice Second generation: spacings 1 to 500, 60 at first.
    function deployAlgebraV2() internal returns (address factory) {
        // The factory and the deployer of pools name each other in their constructors.
        address poolDeployer = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        factory = deployCode(string.concat(V2, "AlgebraFactory.sol/AlgebraFactory.json"), abi.encode(poolDeployer));
        deployCode(
            string.concat(V2, "AlgebraPoolDeployer.sol/AlgebraPoolDeployer.json"),
            abi.encode(factory, IAlgebraDeployment(factory).communityVault())
        );
    }

    /// @notice Integral, with the base plugin (history and adaptive fee) for every pool.
    function deployAlgebraIntegral() internal returns (address factory) {
        address poolDeployer = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        factory =
            deployCode(string.concat(INTEGRAL, "AlgebraFactory.sol/AlgebraFactory.json"), abi.encode(poolDeployer));
        deployCode(string.concat(INTEGRAL, "AlgebraPoolDeployer.sol/AlgebraPoolDeployer.json"), abi.encode(factory));
        IAlgebraDeployment(factory)
            .setDefaultPluginFactory(
                deployCode(
                    string.concat(PLUGIN, "BasePluginV1Factory.sol/BasePluginV1Factory.json"), abi.encode(factory)
                )
            );
    }

    // -- pools ----------------------------------------------------------------------------------------------------

    /// @notice Swaps whatever it takes to bring the pool to a price exactly.
    function algebraSwapToPrice(address pool, uint160 sqrtTargetX96) internal {
        (uint160 sqrtPriceX96,) = IAlgebraPoolMinimal(pool).globalState();
        if (sqrtPriceX96 == sqrtTargetX96) return;
        algebraTrader.swap(pool, sqrtTargetX96 < sqrtPriceX96, type(int128).max, sqrtTargetX96);
    }

    /// @notice Mean tick as `keeper` of the history tells it, rounded towards minus infinity; false if it is too short.
    function algebraMeanTick(address keeper, uint32 windowSeconds) internal view returns (bool served, int24) {
        uint32[] memory secondsAgos = new uint32[](2);
        secondsAgos[0] = windowSeconds;
        try IAlgebraTimepoints(keeper).getTimepoints(secondsAgos) returns (int56[] memory cumulatives) {
            int56 delta;
            // Cumulatives wrap at 56 bits; their differences do not.
            unchecked {
                delta = cumulatives[1] - cumulatives[0];
            }
            int56 mean = delta / int56(uint56(windowSeconds));
            if (delta < 0 && delta % int56(uint56(windowSeconds)) != 0) mean--;
            return (true, int24(mean));
        } catch {
            return (false, 0);
        }
    }
}
