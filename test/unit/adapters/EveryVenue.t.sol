// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {GenuineAlgebra, IAlgebraDeployment} from "../../utils/GenuineAlgebra.sol";
import {GenuineV4} from "../../utils/GenuineV4.sol";
import {V3Venue} from "../../utils/GenuineV3.sol";
import {VaultFixture} from "../../utils/VaultFixture.sol";

/// @notice One vault with ranges on Uniswap V3, PancakeSwap V3, Algebra (Thena's generation) and Uniswap V4 at once,
/// through the diamond's public doors, over the genuine venues.
contract EveryVenueTest is VaultFixture, GenuineV4, GenuineAlgebra {
    uint8 private constant FAMILY_ALGEBRA = 2;
    uint8 private constant FAMILY_V4 = 3;
    uint256 private constant POOLS = 6;

    /// @dev Pools 0 to 2 are the fixture's.
    uint256 private constant PANCAKE = 3;
    uint256 private constant ALGEBRA = 4;
    uint256 private constant V4 = 5;

    address private pancakePool;
    address private algebraPool;
    IV4Adapter.V4Pool private v4Pool;
    bytes32 private v4Id;

    function setUp() public override {
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

    // -- ranges everywhere ----------------------------------------------------------------------------------------

    function test_rebalance_placesRangesOnEveryVenue() public {
        (uint256 before,) = diamond.valueAtAnchor(vaultId);
        _rebalance(vaultId);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        assertEq(ranges.length, POOLS);
        uint256 total;
        for (uint256 i; i < POOLS; ++i) {
            assertEq(ranges[i].poolIndex, i);
            assertGt(ranges[i].liquidity, 0);
            total += _valueOf(ranges[i]);
        }
        // Equal scores: a sixth each, in whole bp, of what is placed. To a part in a million, for raw USDC are coarse.
        (uint16[] memory weightsBp,) = diamond.targetWeightsAndCash(vaultId);
        for (uint256 i; i < POOLS; ++i) {
            assertApproxEqRel(_valueOf(ranges[i]) * 10_000, total * weightsBp[i], 1e12, "weight");
        }
        (uint256 afterwards,) = diamond.valueAtAnchor(vaultId);
        assertApproxEqAbs(afterwards, before, 2 * POOLS, "no value lost but roundings");
    }

    /// @dev Ranges, as reported, are what a full burn pays: everything burned and minted again, elsewhere.
    function testFuzz_rebalance_movesEveryRange(uint256 halfWidth) public {
        _rebalance(vaultId);
        _churn(1e18);
        halfWidth = bound(halfWidth, 300, 900);
        (uint256 before,) = diamond.valueAtAnchor(vaultId);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        assertGt(fees0, 0);
        assertGt(fees1, 0);
        _rebalance(vaultId, int24(int256(halfWidth)));
        (uint256 afterwards,) = diamond.valueAtAnchor(vaultId);
        // Only liquidity counts: fees are booked apart, the rest comes back to a unit a range and token.
        assertApproxEqAbs(afterwards, before, 1e4, "value at the anchor");
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0, fees0, "fees0 booked");
        assertEq(locked1, fees1, "fees1 booked");
        _assertBacked();
    }

    function testFuzz_harvest_collectsFromEveryVenue(uint256 amount) public {
        _rebalance(vaultId);
        _churn(bound(amount, 1e15, 5e18));
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        (uint256 sum0, uint256 sum1) = (0, 0);
        for (uint256 i; i < POOLS; ++i) {
            assertGt(ranges[i].fees0, 0, "each earned token0");
            assertGt(ranges[i].fees1, 0, "and token1");
            sum0 += ranges[i].fees0;
            sum1 += ranges[i].fees1;
        }
        (uint256 cash0, uint256 cash1) = (weth.balanceOf(address(diamond)), usdc.balanceOf(address(diamond)));
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        assertEq(fees0, sum0);
        assertEq(fees1, sum1);
        assertEq(weth.balanceOf(address(diamond)) - cash0, fees0, "received0");
        assertEq(usdc.balanceOf(address(diamond)) - cash1, fees1, "received1");
    }

    // -- exits ----------------------------------------------------------------------------------------------------

    function testFuzz_withdrawInKind_slicesEveryVenue(uint256 shares, uint256 amount) public {
        _rebalance(vaultId);
        _churn(bound(amount, 1e15, 5e18));
        shares = bound(shares, 1e12, sharesOf(alice));
        (uint256 expected0, uint256 expected1) = diamond.previewWithdrawInKind(vaultId, shares);
        uint256 supply = diamond.totalSupply(vaultId);
        IALMInfo.RangeView[] memory before = diamond.vaultRanges(vaultId);
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        assertEq(amount0, expected0);
        assertEq(amount1, expected1);
        IALMInfo.RangeView[] memory left = diamond.vaultRanges(vaultId);
        assertEq(left.length, POOLS);
        for (uint256 i; i < POOLS; ++i) {
            assertEq(before[i].liquidity - left[i].liquidity, before[i].liquidity * shares / supply, "liquidity");
        }
        _assertBacked();
    }

    /// @dev Everybody leaves: all venues are emptied, and only the dead shares' dust stays.
    function testFuzz_withdraw_emptiesEveryVenue(uint256 amount) public {
        _rebalance(vaultId);
        _churn(bound(amount, 1e15, 5e18));
        uint256 shares = sharesOf(alice);
        (uint256 expected0, uint256 expected1) = diamond.previewWithdraw(vaultId, shares);
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdraw(vaultId, shares, 0, 0, alice);
        assertEq(amount0, expected0);
        assertEq(amount1, expected1);
        assertEq(diamond.vaultRanges(vaultId).length, 0);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertEq(weth.balanceOf(address(diamond)), cash0, "every wei is on the books");
        assertEq(usdc.balanceOf(address(diamond)), cash1, "every unit is on the books");
    }

    // -- calm -----------------------------------------------------------------------------------------------------

    /// @dev Each new venue's spot counts: pushed out of its band it stops what needs a price, and nothing else.
    function test_RevertWhen_deposit_anyVenueIsNotCalm() public {
        _rebalance(vaultId);
        bytes32[3] memory ids = [poolIdOf(pancakePool), poolIdOf(algebraPool), v4Id];
        uint160 start = spotSqrtPriceX96(pools[0]);
        for (uint256 i; i < ids.length; ++i) {
            // 5 % of price, band 2 %.
            _swapTo(PANCAKE + i, start + start / 40);
            vm.prank(bob);
            vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
            diamond.deposit(vaultId, 1e18, 3_000e6, 0, bob);
            vm.prank(alice);
            diamond.withdrawInKind(vaultId, 1e15, 0, 0, alice);
            _swapTo(PANCAKE + i, start);
            depositAs(bob, 1e18, 3_100e6);
        }
    }

    /// @dev V4 keeps no history: the mean that must be calm is that of the pool which the record names.
    function test_RevertWhen_deposit_v4HistoryIsNotCalm() public {
        // A vault with a V4 range alone, whose history pool it does not itself use.
        (uint256 id, bytes32 poolId,) = _secondVault(v4Pool.history);
        vm.prank(bob);
        diamond.deposit(id, 10e18, 30_000e6, 0, bob);
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        _rebalanceOne(id);

        uint160 start = spotSqrtPriceX96(pools[0]);
        swapToPrice(v4Pool.history, start + start / 20);
        skip(TWAP_WINDOW);
        setAnchor(uint256(_answer()));
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.requireCalm(id);
        swapToPrice(v4Pool.history, start);
        skip(TWAP_WINDOW);
        setAnchor(uint256(_answer()));
        diamond.requireCalm(id);
        assertEq(diamond.poolVault(poolId), id);
    }

    // -- two vaults in one V4 pool --------------------------------------------------------------------------------

    /// @dev The same pool, the same ticks, two salts: neither vault's movements touch the other's position.
    function testFuzz_twoVaults_shareAV4Pool(uint256 amount) public {
        _rebalance(vaultId);
        (uint256 id, bytes32 poolId,) = _secondVault(v4Pool.history);
        assertNotEq(poolId, v4Id);
        vm.prank(bob);
        diamond.deposit(id, bound(amount, 1e18, 50e18), 1e12, 0, bob);
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        IALMInfo.RangeView memory first = diamond.vaultRanges(vaultId)[V4];
        _rebalanceOne(id);
        IALMInfo.RangeView memory second = diamond.vaultRanges(id)[0];
        assertEq(first.tickLower, second.tickLower, "the same range");
        assertEq(first.tickUpper, second.tickUpper, "the same range");
        assertEq(diamond.vaultRanges(vaultId)[V4].liquidity, first.liquidity);

        uint256 shares = sharesOf(alice);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        IALMInfo.RangeView memory left = diamond.vaultRanges(id)[0];
        assertEq(left.liquidity, second.liquidity, "recorded");
        shares = diamond.balanceOf(bob, id);
        (uint256 expected0, uint256 expected1) = diamond.previewWithdrawInKind(id, shares);
        vm.prank(bob);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(id, shares, 0, 0, bob);
        assertEq(amount0, expected0);
        assertEq(amount1, expected1);
    }

    // -- a claim in the way ---------------------------------------------------------------------------------------

    /// @dev A claim keeps a V4 position alive that the vault has left. When the vault comes back to the same ticks, the
    /// manager credits what the claim's liquidity earned meanwhile: none of it may pass for principal or get lost.
    function testFuzz_additionToAClaimsPosition_keepsItsFees(uint256 amount) public {
        _rebalance(vaultId);
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[V4];
        uint256 shares = sharesOf(alice) / 2;
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice, 1 << V4);
        uint128 claimed = diamond.claim(1).liquidity;
        assertGt(claimed, 0);
        _rebalance(vaultId, 900);
        _churn(bound(amount, 1e17, 5e18));
        diamond.harvest(vaultId);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);

        _rebalance(vaultId);
        (uint256 held0, uint256 held1) = diamond.v4FeesHeld(v4Id, range.tickLower, range.tickUpper);
        assertGt(held0, 0, "held for the position");
        assertGt(held1, 0, "held for the position");
        assertEq(poolManager.balanceOf(address(diamond), uint160(address(weth))), held0);
        assertEq(poolManager.balanceOf(address(diamond), uint160(address(usdc))), held1);
        (uint256 afterwards,) = diamond.valueAtAnchor(vaultId);
        assertApproxEqAbs(afterwards, value, 1e4 + _released(), "no fee passed for principal");

        // Settling burns from the position, and so brings the fees out: to the vault, as profit.
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        (uint256 expected0, uint256 expected1) =
            RangeMath.amountsDown(spotSqrtPriceX96(pools[0]), range.tickLower, range.tickUpper, claimed);
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.settleClaim(1, alice);
        assertEq(amount0, expected0, "the claim's principal");
        assertEq(amount1, expected1, "the claim's principal");
        (uint256 now0, uint256 now1) = diamond.unreleasedProfit(vaultId);
        assertEq(now0 - locked0, held0, "the vault's fees");
        assertEq(now1 - locked1, held1, "the vault's fees");
        _assertBacked();
    }

    /// @dev Profit that time released between two looks at a vault's value, at most: all there was.
    function _released() private view returns (uint256) {
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        return locked0 * 3000 / 1e12 + locked1;
    }

    // -- set-up ---------------------------------------------------------------------------------------------------

    function _deployPancake(uint160 start) private {
        V3Venue memory pancake = deployPancakeV3();
        diamond.setV3Factory(pancake.factory, true);
        pancakePool = createPool(pancake, address(weth), address(usdc), 2500, start);
        addFullRangeLiquidity(pancakePool, BACKGROUND_LIQUIDITY);
        growObservations(pancakePool, TWAP_WINDOW + 1);
    }

    function _deployAlgebra(uint160 start) private {
        address factory = deployAlgebraV1();
        diamond.setAlgebraFactory(factory, 1);
        diamond.setAdapter(FAMILY_ALGEBRA, _facetAt("AlgebraAdapterFacet"));
        algebraPool = IAlgebraDeployment(factory).createPool(address(weth), address(usdc));
        IAlgebraPoolMinimal(algebraPool).initialize(start);
        algebraLp.mint(algebraPool, address(algebraLp), -887_220, 887_220, BACKGROUND_LIQUIDITY);
    }

    function _deployV4(uint160 start) private {
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
    function _secondVault(address history) private returns (uint256 id, bytes32 poolId, IV4Adapter.V4Pool memory pool) {
        vm.prank(manager);
        id = diamond.createVault(address(weth), address(usdc), 0);
        pool = v4Pool;
        (pool.salt, pool.history) = (bytes32(id), history);
        poolId = diamond.recordV4Pool(pool);
        vm.prank(manager);
        diamond.registerPool(id, _configOf(poolId, FAMILY_V4));
    }

    function _configOf(bytes32 poolId, uint8 family) private view returns (IManagement.PoolConfig memory config) {
        config = poolConfig(pools[0]);
        (config.poolId, config.family) = (poolId, family);
    }

    function _facetAt(string memory name) private view returns (address) {
        for (uint256 i; i < facets.length; ++i) {
            if (keccak256(bytes(facets[i].name)) == keccak256(bytes(name))) return facets[i].at;
        }
        revert(name);
    }

    // -- moves ----------------------------------------------------------------------------------------------------

    function _rebalance(uint256 id) private {
        _rebalance(id, 600);
    }

    function _rebalance(uint256 id, int24 halfWidth) private {
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
    function _rebalanceOne(uint256 id) private {
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        orders[0] = _order(V4, 600);
        orders[0].poolIndex = 0;
        vm.prank(keeper);
        diamond.rebalance(id, noSwaps(), orders);
    }

    function _order(uint256 i, int24 halfWidth) private view returns (IALMProtected.RangeOrder memory) {
        int24 spacing = [int24(10), 60, 200, 50, 60, 60][i];
        int24 centre = anchorTick();
        return IALMProtected.RangeOrder(
            uint8(i), _floor(centre - halfWidth, spacing), _floor(centre + halfWidth, spacing), 10_000
        );
    }

    /// @dev Trades both ways on every venue, leaving prices where they were and fees behind.
    function _churn(uint256 wethAmount) private {
        uint160 start = spotSqrtPriceX96(pools[0]);
        // As far as that much of WETH moves a pool without the vault, or less, and never out of its ranges.
        uint160 low = start - uint160(uint256(start) * wethAmount / 1e21);
        for (uint256 i; i < POOLS; ++i) {
            _swapTo(i, low);
            _swapTo(i, start);
        }
    }

    function _swapTo(uint256 i, uint160 sqrtPriceX96) private {
        if (i < PANCAKE) swapToPrice(pools[i], sqrtPriceX96);
        else if (i == PANCAKE) swapToPrice(pancakePool, sqrtPriceX96);
        else if (i == ALGEBRA) algebraSwapToPrice(algebraPool, sqrtPriceX96);
        else v4SwapToPrice(v4KeyOf(v4Pool), sqrtPriceX96);
    }

    /// @dev Raw USDC at 3,000 a WETH.
    function _valueOf(IALMInfo.RangeView memory range) private pure returns (uint256) {
        return range.amount0 * 3000 / 1e12 + range.amount1;
    }

    /// @dev The diamond holds what its books say, and no less.
    function _assertBacked() private view {
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(weth.balanceOf(address(diamond)), cash0 + locked0, "token0 on the books");
        assertEq(usdc.balanceOf(address(diamond)), cash1 + locked1, "token1 on the books");
    }
}
