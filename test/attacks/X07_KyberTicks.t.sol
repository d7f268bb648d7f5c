// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {console} from "forge-std/console.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {V3Venue} from "test/utils/GenuineV3.sol";
import {AttackFixture} from "./AttackFixture.sol";
import {Pattern, RoundTrip, RoundTripRaider} from "./Raider.sol";

/// @title X07_KyberTicks
/// @notice KyberSwap Elastic, November 2023: rounding let the price cross a tick that the accounts did not cross, and
/// liquidity was counted twice.
/// @dev Range maths alone is compared with genuine pools, tick by tick, in test/unit/adapters (V3Conformance) and
/// test/unit/libraries (RangeMath). Here the vault's reports are, over Uniswap V3 and PancakeSwap V3: prices at the ends of its ranges, a
/// tick and a unit of sqrt price to each side, and anywhere between.
contract X07_KyberTicksTest is AttackFixture {
    uint256 private pancakeId;
    address[2] private pancakePools;

    function setUp() public override {
        super.setUp();
        V3Venue memory pancake = deployPancakeV3();
        diamond.setV3Factory(pancake.factory, true);
        uint24[2] memory fees = [uint24(500), 2500];
        for (uint256 i; i < 2; ++i) {
            pancakePools[i] = createPool(pancake, address(weth), address(usdc), fees[i], _sqrtPriceX96(3000e8));
            addFullRangeLiquidity(pancakePools[i], BACKGROUND_LIQUIDITY);
            growObservations(pancakePools[i], TWAP_WINDOW + 1);
        }
        skip(1 hours);
        setAnchor(3000e8);
        vm.startPrank(manager);
        pancakeId = diamond.createVault(address(weth), address(usdc), 0);
        for (uint256 i; i < 2; ++i) {
            diamond.registerPool(pancakeId, poolConfig(pancakePools[i]));
        }
        vm.stopPrank();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        vm.prank(alice);
        diamond.deposit(pancakeId, 20e18, 60_000e6, 0, alice);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](2);
        int24 centre = _floor(anchorTick(), 50);
        orders[0] = IALMProtected.RangeOrder(0, centre - 400, centre + 600, 10_000);
        orders[1] = IALMProtected.RangeOrder(1, centre - 600, centre + 400, 10_000);
        vm.prank(keeper);
        diamond.rebalance(pancakeId, noSwaps(), orders);
        // Fees to collect on both sides of everything.
        churn(5e18);
        for (uint256 i; i < 2; ++i) {
            swap(pancakePools[i], true, 5e18);
            swapToPrice(pancakePools[i], _sqrtPriceX96(3000e8));
        }
    }

    /// @dev Every range of both vaults, at its ends, +- a tick, +- a unit of sqrt price, coming from either side.
    function test_reportedAtBoundaries_isWhatBurnPays() public {
        vm.pauseGasMetering();
        uint256 tried;
        uint256 worst;
        for (uint256 id = 1; id <= 2; ++id) {
            IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(id);
            for (uint256 i; i < ranges.length; ++i) {
                address pool = address(uint160(uint256(ranges[i].poolId)));
                for (uint256 j; j < 20; ++j) {
                    int24 end = j < 10 ? ranges[i].tickLower : ranges[i].tickUpper;
                    uint256 state = vm.snapshotState();
                    // From beyond the end, or from inside: the pool's own tick differs on the boundary.
                    swapToTick(pool, j % 2 == 0 ? end + 37 : end - 37);
                    swapToPrice(pool, _nearby(end, j / 2 % 5));
                    worst = _max(worst, _compare(id));
                    ++tried;
                    vm.revertToState(state);
                }
            }
        }
        console.log("X07: prices tried, most that the venue pays above the report, wei", tried, worst);
        assertEq(tried, 5 * 20);
    }

    function testFuzz_reported_isWhatBurnPays(uint160[5] memory prices, uint256 churned) public {
        churned = bound(churned, 1e12, 50e18);
        for (uint256 i; i < 5; ++i) {
            uint160 price = uint160(bound(prices[i], _sqrtPriceX96(2000e8), _sqrtPriceX96(4500e8)));
            address pool = i < 3 ? pools[i] : pancakePools[i - 3];
            swap(pool, true, int256(churned));
            swapToPrice(pool, price);
        }
        _compare(vaultId);
        _compare(pancakeId);
    }

    /// @dev An exit in kind pays exactly what its preview, which never asks the venue for amounts, says.
    function testFuzz_previewInKind_isWhatIsPaid(uint160 price, uint256 shares) public {
        swapToPrice(pools[0], uint160(bound(price, _sqrtPriceX96(2000e8), _sqrtPriceX96(4500e8))));
        shares = bound(shares, 1, sharesOf(alice));
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.prank(alice);
        (uint256 paid0, uint256 paid1) = diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(preview0, paid0);
        assertEq(preview1, paid1);
    }

    /// @dev In and out across the end of the vault's range, the price put a tick or a unit of sqrt price to either side of
    /// it or onto it: fifty sizes, every pattern, up to five rounds in a transaction.
    function test_roundTripOverAnEnd_gainsNothing() public {
        vm.pauseGasMetering();
        // Both ends inside the band of 200 bp, so that the price may be there.
        int24 upper = _floor(anchorTick() + 180, 10);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        orders[0] = IALMProtected.RangeOrder(0, upper - 400, upper, 10_000);
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
        RoundTripRaider raider = new RoundTripRaider(wethPrey());
        weth.mint(address(raider), 1e6 * 1e18);
        usdc.mint(address(raider), 3e9 * 1e6);
        Search memory search;
        for (uint256 step = 1; step <= STEPS; ++step) {
            uint256 amount = 1e14 * 10 ** (step % 10);
            for (uint256 pattern; pattern < 4; ++pattern) {
                RoundTrip memory trip = RoundTrip(
                    pools[0], _nearby(upper, step % 5), amount, amount * 9000 / 1e12, 1 + step / 5 % 5, Pattern(pattern)
                );
                attempt(raider, abi.encode(trip), step, search);
            }
        }
        report("X07", search);
        assertEq(search.ran, search.tried, "X07: an attempt was refused");
        assertLe(search.profit, 0, "X07: NP");
        assertLe(search.worstDrop, 2, "X07: PPS");
    }

    /// @dev One position of the venue is one range of one vault: neither twice in one, nor in two.
    function test_noRangeCountsTwice() public {
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        orders[0].shareBp = orders[1].shareBp = 5000;
        (orders[1].poolIndex, orders[1].tickLower, orders[1].tickUpper) = (0, orders[0].tickLower, orders[0].tickUpper);
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        try diamond.rebalance(vaultId, noSwaps(), orders) {
            churn(5e18);
            _compare(vaultId);
            revert("X07: a range was counted twice");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_DuplicateRange.selector);
        }
        vm.startPrank(manager);
        for (uint256 id = 1; id <= 2; ++id) {
            vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_PoolTaken.selector, poolIdOf(pools[0]), vaultId));
            diamond.registerPool(id, poolConfig(pools[0]));
        }
        vm.stopPrank();
    }

    // -- steps ----------------------------------------------------------------------------------------------------

    function _nearby(int24 tick, uint256 kind) private pure returns (uint160) {
        if (kind == 0) return TickMath.getSqrtPriceAtTick(tick - 1);
        if (kind == 1) return TickMath.getSqrtPriceAtTick(tick) - 1;
        if (kind == 2) return TickMath.getSqrtPriceAtTick(tick);
        if (kind == 3) return TickMath.getSqrtPriceAtTick(tick) + 1;
        return TickMath.getSqrtPriceAtTick(tick + 1);
    }

    /// @dev Burns the vault's positions at the venue, as the diamond, and undoes it.
    /// @return worst Most that the venue pays above a report, wei of a token.
    function _compare(uint256 id) private returns (uint256 worst) {
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(id);
        uint256 state = vm.snapshotState();
        vm.startPrank(address(diamond));
        for (uint256 i; i < ranges.length; ++i) {
            worst = _max(worst, _compareRange(ranges[i]));
        }
        vm.stopPrank();
        vm.revertToState(state);
    }

    function _compareRange(IALMInfo.RangeView memory range) private returns (uint256) {
        IUniswapV3PoolMinimal pool = IUniswapV3PoolMinimal(address(uint160(uint256(range.poolId))));
        (uint128 recorded,,,,) =
            pool.positions(keccak256(abi.encodePacked(address(diamond), range.tickLower, range.tickUpper)));
        assertEq(recorded, range.liquidity, "X07: recorded liquidity is not the position's");
        (uint256 paid0, uint256 paid1) = pool.burn(range.tickLower, range.tickUpper, range.liquidity);
        (uint128 all0, uint128 all1) =
            pool.collect(address(diamond), range.tickLower, range.tickUpper, type(uint128).max, type(uint128).max);
        assertLe(range.amount0, paid0, "X07: reported more token0 than burn pays");
        assertLe(range.amount1, paid1, "X07: reported more token1 than burn pays");
        assertLe(range.fees0, all0 - paid0, "X07: reported more fees of token0 than collect pays");
        assertLe(range.fees1, all1 - paid1, "X07: reported more fees of token1 than collect pays");
        uint256 short = _max(paid0 - range.amount0, paid1 - range.amount1);
        short = _max(short, _max(all0 - paid0 - range.fees0, all1 - paid1 - range.fees1));
        assertLe(short, 1, "X07: reported less by more than a wei");
        return short;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
