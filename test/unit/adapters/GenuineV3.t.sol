// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice That the fixture's venues are the real ones: canonical pool addresses, and observations as the helpers promise.
contract GenuineV3Test is GenuineV3 {
    bytes32 private constant UNISWAP_POOL_INIT_HASH =
        0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54;
    bytes32 private constant PANCAKE_POOL_INIT_HASH =
        0x6ce8eb472fa82df5469c6ab6d485f17c3ad13c8cd7af59b3d4a8026c5ce0f7e2;
    uint160 private constant SQRT_ONE_X96 = 1 << 96;

    address private tokenA;
    address private tokenB;

    function setUp() public {
        tokenA = address(new TestToken("A", 18));
        tokenB = address(new TestToken("B", 6));
    }

    function test_uniswapPoolHasCanonicalAddress() public {
        _assertCanonical(deployUniswapV3(), UNISWAP_POOL_INIT_HASH);
    }

    function test_pancakePoolHasCanonicalAddress() public {
        _assertCanonical(deployPancakeV3(), PANCAKE_POOL_INIT_HASH);
    }

    function test_growObservations_raisesCardinalityAndKeepsThePrice() public {
        address pool = createPool(deployPancakeV3(), tokenA, tokenB, 500, SQRT_ONE_X96);
        addFullRangeLiquidity(pool, 1e18);
        growObservations(pool, 40);
        (uint160 sqrtPriceX96,,, uint16 cardinality,) = IUniswapV3PoolMinimal(pool).slot0();
        assertEq(cardinality, 40);
        assertEq(sqrtPriceX96, SQRT_ONE_X96);
    }

    function test_swapToTick_landsOnTheTick() public {
        address pool = createPool(deployUniswapV3(), tokenA, tokenB, 3000, SQRT_ONE_X96);
        addFullRangeLiquidity(pool, 1e18);
        swapToTick(pool, 123);
        assertEq(spotTick(pool), 123);
        swapToTick(pool, -4567);
        assertEq(spotTick(pool), -4567);
    }

    function _assertCanonical(V3Venue memory venue, bytes32 initCodeHash) private {
        address pool = createPool(venue, tokenA, tokenB, 500, SQRT_ONE_X96);
        (address token0, address token1) = tokenA < tokenB ? (tokenA, tokenB) : (tokenB, tokenA);
        bytes32 salt = keccak256(abi.encode(token0, token1, uint24(500)));
        assertEq(pool, vm.computeCreate2Address(salt, initCodeHash, venue.poolDeployer));
    }
}
