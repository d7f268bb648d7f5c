// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {GenuineAlgebra, IAlgebraDeployment} from "./GenuineAlgebra.sol";
import {GenuineV4} from "./GenuineV4.sol";
import {V3Venue} from "./GenuineV3.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// @title EveryVenueFixture
/// @notice The vault fixture, its vault in pools of Uniswap V3 (three), PancakeSwap V3, Algebra (Thena's generation) and
/// Uniswap V4 at once, over the genuine venues, with alice's deposit in it as cash.
abstract contract EveryVenueFixture is VaultFixture, GenuineV4, GenuineAlgebra {
    uint8 internal constant FAMILY_ALGEBRA = 2;
    uint8 internal constant FAMILY_V4 = 3;
    uint256 internal constant POOLS = 6;

    /// @dev Pools 0 to 2 are the fixture's.
    uint256 internal constant PANCAKE = 3;
    uint256 internal constant ALGEBRA = 4;
    uint256 internal constant V4 = 5;

    address internal pancakePool;
    address internal algebraPool;
    IV4Adapter.V4Pool internal v4Pool;
    bytes32 internal v4Id;

    function setUp() public virtual override {
        super.setUp();
        uint160 start = spotSqrtPriceX96(pools[0]);
        _deployPancake(start);
        _deployAlgebra(start);
        _deployV4(start);
        skip(TWAP_WINDOW);
        setAnchor(uint256(_answer()));

        vm.startPrank(manager);
        diamond.registerPool(vaultId, poolConfig(pancakePool));
        diamond.registerPool(vaultId, _configOf(poolIdOf(algebraPool), FAMILY_ALGEBRA));
        diamond.registerPool(vaultId, _configOf(v4Id, FAMILY_V4));
        vm.stopPrank();
        depositAs(alice, 20e18, 60_000e6);
    }

    // -- set-up ---------------------------------------------------------------------------------------------------

    function _deployPancake(uint160 start) internal {
        V3Venue memory pancake = deployPancakeV3();
        diamond.setV3Factory(pancake.factory, true);
        pancakePool = createPool(pancake, address(weth), address(usdc), 2500, start);
        addFullRangeLiquidity(pancakePool, BACKGROUND_LIQUIDITY);
        growObservations(pancakePool, TWAP_WINDOW + 1);
    }

    function _deployAlgebra(uint160 start) internal {
        address factory = deployAlgebraV1();
        diamond.setAlgebraFactory(factory, 1);
        diamond.setAdapter(FAMILY_ALGEBRA, _facetAt("AlgebraAdapterFacet"));
        algebraPool = IAlgebraDeployment(factory).createPool(address(weth), address(usdc));
        IAlgebraPoolMinimal(algebraPool).initialize(start);
        algebraLp.mint(algebraPool, address(algebraLp), -887_220, 887_220, BACKGROUND_LIQUIDITY);
    }

    function _deployV4(uint160 start) internal {
        deployUniswapV4();
        diamond.setV4Manager(address(poolManager), true);
        diamond.setAdapter(FAMILY_V4, _facetAt("V4AdapterFacet"));
        v4Pool = IV4Adapter.V4Pool({
            manager: address(poolManager),
            currency0: address(weth),
            currency1: address(usdc),
            fee: 3000,
            tickSpacing: 60,
            hooks: address(0),
            token0: address(weth),
            salt: bytes32(vaultId),
            history: pools[0]
        });
        poolManager.initialize(v4KeyOf(v4Pool), start);
        v4AddFullRangeLiquidity(v4KeyOf(v4Pool), BACKGROUND_LIQUIDITY);
        v4Id = diamond.recordV4Pool(v4Pool);
    }

    /// @dev A second vault of the same pair, in the same V4 pool under a salt of its own.
    function _secondVault(address history)
        internal
        returns (uint256 id, bytes32 poolId, IV4Adapter.V4Pool memory pool)
    {
        vm.prank(manager);
        id = diamond.createVault(address(weth), address(usdc), 0);
        pool = v4Pool;
        (pool.salt, pool.history) = (bytes32(id), history);
        poolId = diamond.recordV4Pool(pool);
        vm.prank(manager);
        diamond.registerPool(id, _configOf(poolId, FAMILY_V4));
    }

    function _configOf(bytes32 poolId, uint8 family) internal view returns (IManagement.PoolConfig memory config) {
        config = poolConfig(pools[0]);
        (config.poolId, config.family) = (poolId, family);
    }

    function _facetAt(string memory name) internal view returns (address) {
        for (uint256 i; i < facets.length; ++i) {
            if (keccak256(bytes(facets[i].name)) == keccak256(bytes(name))) return facets[i].at;
        }
        revert(name);
    }

    // -- moves ----------------------------------------------------------------------------------------------------

    function _rebalance(uint256 id) internal {
        _rebalance(id, 600);
    }

    function _rebalance(uint256 id, int24 halfWidth) internal {
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](POOLS);
        for (uint256 i; i < POOLS; ++i) {
            orders[i] = _order(i, halfWidth);
        }
        vm.prank(keeper);
        diamond.rebalance(id, noSwaps(), orders);
    }

    /// @dev The second vault's one pool, at the ticks that the first has there.
    function _rebalanceOne(uint256 id) internal {
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        orders[0] = _order(V4, 600);
        orders[0].poolIndex = 0;
        vm.prank(keeper);
        diamond.rebalance(id, noSwaps(), orders);
    }

    function _order(uint256 i, int24 halfWidth) internal view returns (IALMProtected.RangeOrder memory) {
        int24 spacing = [int24(10), 60, 200, 50, 60, 60][i];
        int24 centre = anchorTick();
        return IALMProtected.RangeOrder(
            uint8(i), _floor(centre - halfWidth, spacing), _floor(centre + halfWidth, spacing), 10_000
        );
    }

    /// @dev Trades both ways on every venue, leaving prices where they were and fees behind.
    function _churn(uint256 wethAmount) internal {
        uint160 start = spotSqrtPriceX96(pools[0]);
        // As far as that much of WETH moves a pool without the vault, or less, and never out of its ranges.
        uint160 low = start - uint160(uint256(start) * wethAmount / 1e21);
        for (uint256 i; i < POOLS; ++i) {
            _swapTo(i, low);
            _swapTo(i, start);
        }
    }

    function _swapTo(uint256 i, uint160 sqrtPriceX96) internal {
        if (i < PANCAKE) swapToPrice(pools[i], sqrtPriceX96);
        else if (i == PANCAKE) swapToPrice(pancakePool, sqrtPriceX96);
        else if (i == ALGEBRA) algebraSwapToPrice(algebraPool, sqrtPriceX96);
        else v4SwapToPrice(v4KeyOf(v4Pool), sqrtPriceX96);
    }

    /// @dev Raw USDC at 3,000 a WETH.
    function _valueOf(IALMInfo.RangeView memory range) internal pure returns (uint256) {
        return range.amount0 * 3000 / 1e12 + range.amount1;
    }

    /// @dev The diamond holds what its books say, and no less.
    function _assertBacked() internal view {
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(weth.balanceOf(address(diamond)), cash0 + locked0, "token0 on the books");
        assertEq(usdc.balanceOf(address(diamond)), cash1 + locked1, "token1 on the books");
    }
}
