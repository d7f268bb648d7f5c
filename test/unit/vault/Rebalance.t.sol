// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {Roles} from "src/access/Roles.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

interface ISwapRouter {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256 amountOut);
}

contract RebalanceTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        diamond.setRouter(uniswap.swapRouter, ISwapRouter.exactInputSingle.selector, true);
        depositAs(alice, 20e18, 60_000e6);
    }

    // -- what it does ---------------------------------------------------------------------------------------------

    /// @dev Value at the anchor stays to a few units, cash stays at the curve's target, weights follow the scores.
    function testFuzz_rebalance_followsScores(uint256[3] memory scores, uint256 halfWidth) public {
        for (uint256 i; i < 3; ++i) {
            vm.prank(manager);
            diamond.setPoolCScore(poolIdOf(pools[i]), uint16(bound(scores[i], 1, 5000)));
        }
        skip(15 minutes);
        setAnchor(3000e8);
        IALMProtected.RangeOrder[] memory orders = ordersAround(int24(int256(bound(halfWidth, 400, 8000))));
        IALMInfo.RebalancePlan memory plan = diamond.planRebalance(vaultId, orders);
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.rebalance(vaultId, noSwaps(), orders);
        assertLe(afterwards, before);
        assertGe(afterwards, before - 10);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertGe(cash0 * 3000e6 / 1e18 + cash1 + 10, plan.cashTarget, "cash below the curve");
        _checkWeights(plan.weightsBp);
    }

    function test_rebalance_cashTargetIsTheCurves() public view {
        (, uint256 cashTargetBp) = diamond.targetWeightsAndCash(vaultId);
        // 5 % + 95 % * 25,918 / (25,918 + 120,000) = 21.87 %.
        assertApproxEqAbs(cashTargetBp, 2188, 1);
    }

    /// @dev Skewed cash: the plan tells what is lacking, a swap through the genuine router mends it.
    function testFuzz_rebalance_swapsThroughRouter(uint256 wethIn) public {
        wethIn = bound(wethIn, 1e15, 2e18);
        IALMProtected.SwapOrder[] memory swaps = _swap(0, wethIn, address(diamond), 0);
        skip(15 minutes);
        setAnchor(3000e8);
        (uint256 before0, uint256 before1) = diamond.totalBalances(vaultId);
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        vm.prank(keeper);
        (uint256 value, uint256 valueAfter) = diamond.rebalance(vaultId, swaps, orders);
        (uint256 after0, uint256 after1) = diamond.totalBalances(vaultId);
        assertApproxEqAbs(before0 - after0, wethIn, 1e14);
        assertGt(after1, before1);
        assertGe(valueAfter, value - value * 30 / 10_000);
        (uint256 used,,) = diamond.lossBudget(vaultId);
        assertEq(used, value == valueAfter ? 0 : ((value - valueAfter) * 1e6 + value - 1) / value);
        assertEq(weth.allowance(address(diamond), uniswap.swapRouter), 0);
    }

    /// @dev Fees collected on the way are booked as unreleased profit: value per share does not jump.
    function testFuzz_rebalance_booksFeesApart(uint256 traded) public {
        rebalance(1000);
        churn(bound(traded, 1e16, 5e18));
        skip(15 minutes);
        setAnchor(3000e8);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        IALMProtected.RangeOrder[] memory orders = ordersAround(2000);
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.rebalance(vaultId, noSwaps(), orders);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0, fees0);
        assertEq(locked1, fees1);
        assertLe(afterwards, before);
    }

    function test_rebalance_withoutOrdersBecomesCash() public {
        rebalance(1000);
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
        assertEq(diamond.vaultInfo(vaultId).rangeCount, 0);
        for (uint256 i; i < 3; ++i) {
            assertEq(IUniswapV3PoolMinimal(pools[i]).liquidity(), BACKGROUND_LIQUIDITY);
        }
    }

    function test_rebalance_disabledPoolGetsNothing() public {
        vm.prank(guardian);
        diamond.setPoolEnabled(vaultId, 1, false);
        (uint16[] memory weightsBp,) = diamond.targetWeightsAndCash(vaultId);
        assertEq(weightsBp[1], 0);
        assertEq(uint256(weightsBp[0]) + weightsBp[2], 10_000);
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        skip(15 minutes);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_PoolUnavailable.selector, 1));
        diamond.rebalance(vaultId, noSwaps(), orders);
    }

    // -- who, and when --------------------------------------------------------------------------------------------

    function testFuzz_RevertWhen_callerIsNotKeeper(address caller) public {
        vm.assume(caller != keeper);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.KEEPER));
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
    }

    function test_RevertWhen_coolingDown() public {
        rebalance(1000);
        skip(15 minutes - 1);
        (bool ready, bytes memory reason) = diamond.checkRebalance(vaultId);
        assertFalse(ready);
        assertEq(reason, abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, 1));
        vm.prank(keeper);
        vm.expectRevert(reason);
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
        skip(1);
        (ready,) = diamond.checkRebalance(vaultId);
        assertTrue(ready);
    }

    function test_RevertWhen_paused() public {
        skip(15 minutes);
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.KEEPER);
        (, bytes memory reason) = diamond.checkRebalance(vaultId);
        vm.prank(keeper);
        vm.expectRevert(reason);
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
        vm.prank(guardian);
        diamond.pause(PauseGroups.KEEPER);
        (, reason) = diamond.checkRebalance(vaultId);
        assertEq(reason, abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.KEEPER));
        vm.prank(keeper);
        vm.expectRevert(reason);
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
    }

    /// @dev A pool that only the orders name must be calm as well as one the vault is in.
    function test_RevertWhen_notCalm() public {
        skip(15 minutes);
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        swapToPrice(pools[2], _sqrtPriceX96(3100e8));
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.rebalance(vaultId, noSwaps(), orders);
    }

    /// @dev A swap routed through a pool the vault leaves: found calm before it, judged again after it.
    function test_RevertWhen_theSwapUnsettlesAPoolBeingLeft() public {
        rebalance(1000);
        _narrowBand(0, 5);
        skip(15 minutes);
        setAnchor(3000e8);
        IALMProtected.SwapOrder[] memory swaps = _swap(0, 0.5e18, address(diamond), 0);
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0));
    }

    /// @dev The same of a pool that only the orders name.
    function test_RevertWhen_theSwapUnsettlesAPoolBeingEntered() public {
        _narrowBand(0, 5);
        skip(15 minutes);
        setAnchor(3000e8);
        IALMProtected.SwapOrder[] memory swaps = _swap(0, 0.5e18, address(diamond), 0);
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.rebalance(vaultId, swaps, orders);
    }

    // -- a keeper that would steal --------------------------------------------------------------------------------

    function test_RevertWhen_routerIsNotListed() public {
        IALMProtected.SwapOrder[] memory swaps = _swap(0, 1e18, address(diamond), 0);
        swaps[0].router = address(weth);
        swaps[0].data = abi.encodeWithSignature("transfer(address,uint256)", keeper, 1e18);
        _expectSwapRevert(
            swaps, abi.encodeWithSelector(IVaultErrors.Swap_NotListed.selector, address(weth), bytes4(swaps[0].data))
        );
    }

    function test_RevertWhen_functionIsNotListed() public {
        IALMProtected.SwapOrder[] memory swaps = _swap(0, 1e18, address(diamond), 0);
        swaps[0].data = abi.encodeWithSignature("multicall(bytes[])", new bytes[](0));
        _expectSwapRevert(
            swaps,
            abi.encodeWithSelector(IVaultErrors.Swap_NotListed.selector, uniswap.swapRouter, bytes4(swaps[0].data))
        );
    }

    /// @dev The output goes to the keeper: measured, nothing arrived.
    function test_RevertWhen_outputGoesElsewhere() public {
        uint256 minimum = 3000e6 * 9950 / uint256(10_000);
        _expectSwapRevert(
            _swap(0, 1e18, keeper, 0), abi.encodeWithSelector(IVaultErrors.Swap_BelowOracleMinimum.selector, 0, minimum)
        );
    }

    /// @dev The keeper's own bound of zero does not matter: the oracle's holds. 15 WETH move this pool by far more.
    function test_RevertWhen_priceIsBad() public {
        IALMProtected.SwapOrder[] memory swaps = _swap(2, 15e18, address(diamond), 0);
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Swap_BelowOracleMinimum.selector);
        diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0));
    }

    /// @dev Unreleased profit lies in the same balance but cannot be sold.
    function test_RevertWhen_spendingUnreleasedProfit() public {
        rebalance(1000);
        churn(10e18);
        diamond.harvest(vaultId);
        skip(15 minutes);
        setAnchor(3000e8);
        (uint256 have0,) = diamond.totalBalances(vaultId);
        IALMProtected.SwapOrder[] memory swaps = _swap(0, have0 + 1e15, address(diamond), 0);
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Swap_ExceedsCash.selector);
        diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0));
    }

    function test_RevertWhen_rangeIsAbsurd() public {
        skip(15 minutes);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        int24 centre = anchorTick() / 10 * 10;
        bytes32 poolId = poolIdOf(pools[0]);
        orders[0] = IALMProtected.RangeOrder(0, centre - 190, centre + 200, 10_000);
        _expectOrderRevert(orders, abi.encodeWithSelector(IVaultErrors.Vault_RangeTooNarrow.selector, poolId, 390, 400));
        orders[0] = IALMProtected.RangeOrder(0, centre + 200, centre - 200, 10_000);
        _expectOrderRevert(orders, abi.encodeWithSelector(IVaultErrors.Vault_RangeTooNarrow.selector, poolId, 0, 400));
        orders[0] = IALMProtected.RangeOrder(0, centre + 3000, centre + 4000, 10_000);
        _expectOrderRevert(
            orders,
            abi.encodeWithSelector(
                IVaultErrors.Vault_RangeOffCentre.selector, poolId, uint256(int256(centre + 3500 - anchorTick())), 1000
            )
        );
        orders[0] = IALMProtected.RangeOrder(7, centre - 200, centre + 200, 10_000);
        _expectOrderRevert(orders, abi.encodeWithSelector(IVaultErrors.Vault_PoolUnavailable.selector, 7));
        orders[0] = IALMProtected.RangeOrder(0, centre - 200, centre + 200, 10_001);
        _expectOrderRevert(orders, abi.encodeWithSelector(IVaultErrors.Vault_ShareOverflow.selector, poolId, 10_001));
    }

    function test_RevertWhen_rangeIsOrderedTwice() public {
        skip(15 minutes);
        int24 centre = anchorTick() / 10 * 10;
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](2);
        orders[0] = IALMProtected.RangeOrder(0, centre - 200, centre + 200, 5000);
        orders[1] = orders[0];
        _expectOrderRevert(
            orders,
            abi.encodeWithSelector(
                IVaultErrors.Vault_DuplicateRange.selector, poolIdOf(pools[0]), centre - 200, centre + 200
            )
        );
        orders[1] = IALMProtected.RangeOrder(0, centre - 400, centre + 400, 5001);
        _expectOrderRevert(
            orders, abi.encodeWithSelector(IVaultErrors.Vault_ShareOverflow.selector, poolIdOf(pools[0]), 10_001)
        );
    }

    /// forge-config: default.fuzz.runs = 16
    /// forge-config: ci.fuzz.runs = 64
    /// @dev X15: a keeper who loses as much as he may, as often as he may, costs no more than the rolling budget.
    function testFuzz_hostileKeeper_isBoundByTheDay(uint256 seed) public {
        vm.prank(manager);
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(30, 100, 50, 900));
        (uint256 start,) = diamond.valueAtAnchor(vaultId);
        uint256 began = block.timestamp;
        while (block.timestamp < began + 1 days) {
            skip(15 minutes);
            setAnchor(3000e8);
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 cash0,) = diamond.cashBalances(vaultId);
            IALMProtected.SwapOrder[] memory swaps =
                _swap(seed % 3, cash0 * (seed >> 8 & 0xff) / 1024, address(diamond), 0);
            vm.prank(keeper);
            try diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0)) {} catch {}
            for (uint256 i; i < 3; ++i) {
                swapToPrice(pools[i], _sqrtPriceX96(3000e8));
            }
        }
        (uint256 end,) = diamond.valueAtAnchor(vaultId);
        assertLt(end, start, "the keeper was meant to lose something");
        assertGe(end, start - start / 100 - 1);
    }

    function test_setRouter_guards() public {
        vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_ForbiddenSelector.selector, bytes4(0x23b872dd)));
        diamond.setRouter(address(weth), 0x23b872dd, true);
        vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_InvalidRouter.selector, address(diamond)));
        diamond.setRouter(address(diamond), 0x12345678, true);
        vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_InvalidRouter.selector, alice));
        diamond.setRouter(alice, 0x12345678, true);
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setRouter(uniswap.swapRouter, 0x12345678, true);
        vm.prank(guardian);
        diamond.setRouter(uniswap.swapRouter, ISwapRouter.exactInputSingle.selector, false);
        assertFalse(diamond.isRouterListed(uniswap.swapRouter, ISwapRouter.exactInputSingle.selector));
    }

    /// @dev One by one, for a list is easily shortened.
    function test_setRouter_refusesWhatMovesTokens() public {
        string[53] memory signatures = [
            "transfer(address,uint256)",
            "transferFrom(address,address,uint256)",
            "approve(address,uint256)",
            "increaseAllowance(address,uint256)",
            "decreaseAllowance(address,uint256)",
            "transferAndCall(address,uint256)",
            "transferAndCall(address,uint256,bytes)",
            "transferFromAndCall(address,address,uint256)",
            "transferFromAndCall(address,address,uint256,bytes)",
            "approveAndCall(address,uint256)",
            "approveAndCall(address,uint256,bytes)",
            "burn(uint256)",
            "burnFrom(address,uint256)",
            "push(address,uint256)",
            "pull(address,uint256)",
            "move(address,address,uint256)",
            "send(address,uint256,bytes)",
            "operatorSend(address,address,uint256,bytes,bytes)",
            "authorizeOperator(address)",
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            "permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)",
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            "safeTransferFrom(address,address,uint256)",
            "safeTransferFrom(address,address,uint256,bytes)",
            "safeTransferFrom(address,address,uint256,uint256,bytes)",
            "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
            "setApprovalForAll(address,bool)",
            "transfer(address,uint256,uint256)",
            "transferFrom(address,address,uint256,uint256)",
            "approve(address,uint256,uint256)",
            "setOperator(address,bool)",
            "approve(address,address,uint160,uint48)",
            "permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)",
            "permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)",
            "transferFrom(address,address,uint160,address)",
            "transferFrom((address,address,uint160,address)[])",
            "permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)",
            "permitTransferFrom(((address,uint256)[],uint256,uint256),(address,uint256)[],address,bytes)",
            "permitWitnessTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes32,string,bytes)",
            "permitWitnessTransferFrom(((address,uint256)[],uint256,uint256),(address,uint256)[],address,bytes32,string,bytes)",
            "withdraw(uint256,address,address)",
            "redeem(uint256,address,address)",
            "withdraw(address,uint256,address)",
            "borrow(address,uint256,uint256,uint16,address)",
            "burn(int24,int24,uint128)",
            "burn(int24,int24,uint128,bytes)",
            "collect(address,int24,int24,uint128,uint128)",
            "modifyLiquidity((address,address,uint24,int24,address),(int24,int24,int256,bytes32),bytes)",
            "take(address,address,uint256)",
            "unlock(bytes)"
        ];
        for (uint256 i; i < signatures.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_ForbiddenSelector.selector, selector));
            diamond.setRouter(uniswap.swapRouter, selector, true);
        }
    }

    /// @dev Where the diamond keeps something nothing is a swap: its tokens, its pools, Permit2, a listed PoolManager.
    function test_setRouter_refusesPlaces() public {
        address permit2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
        vm.etch(permit2, hex"00");
        diamond.setV4Manager(uniswap.factory, true); // any contract will do
        address[7] memory places =
            [address(weth), address(usdc), pools[0], pools[1], pools[2], permit2, uniswap.factory];
        for (uint256 i; i < places.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_InvalidRouter.selector, places[i]));
            diamond.setRouter(places[i], 0x12345678, true);
        }
    }

    /// @dev Listed first, a place later: refused when it is used.
    function testFuzz_RevertWhen_theRouterBecameAPlace(bool isManager) public {
        address fresh = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        growObservations(fresh, TWAP_WINDOW + 1);
        bytes4 selector = IUniswapV3PoolMinimal.tickSpacing.selector;
        diamond.setRouter(fresh, selector, true);
        IALMProtected.SwapOrder[] memory swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder(fresh, true, 0, 0, abi.encodeWithSelector(selector));
        skip(TWAP_WINDOW);
        if (isManager) {
            diamond.setV4Manager(fresh, true);
        } else {
            vm.prank(manager);
            diamond.registerPool(vaultId, poolConfig(fresh));
        }
        _expectSwapRevert(swaps, abi.encodeWithSelector(ISwap.Swap_InvalidRouter.selector, fresh));
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _swap(uint256 pool, uint256 wethIn, address recipient, uint256 minOut)
        private
        view
        returns (IALMProtected.SwapOrder[] memory swaps)
    {
        uint24[3] memory fees = [uint24(500), 3000, 10_000];
        swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder({
            router: uniswap.swapRouter,
            zeroForOne: true,
            amountIn: wethIn,
            amountOutMin: minOut,
            data: abi.encodeCall(
                ISwapRouter.exactInputSingle,
                (ISwapRouter.ExactInputSingleParams(
                        address(weth), address(usdc), fees[pool], recipient, type(uint256).max, wethIn, 0, 0
                    ))
            )
        });
    }

    function _expectSwapRevert(IALMProtected.SwapOrder[] memory swaps, bytes memory reason) private {
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        vm.expectRevert(reason);
        diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0));
    }

    function _expectOrderRevert(IALMProtected.RangeOrder[] memory orders, bytes memory reason) private {
        vm.prank(keeper);
        vm.expectRevert(reason);
        diamond.rebalance(vaultId, noSwaps(), orders);
    }

    /// @dev Each range's value, spot being the anchor, stands to the others as the weights do.
    function _checkWeights(uint16[] memory weightsBp) private view {
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        uint256[3] memory values;
        uint256 sum;
        for (uint256 i; i < ranges.length; ++i) {
            uint256 value = ranges[i].amount0 * 3000e6 / 1e18 + ranges[i].amount1;
            values[ranges[i].poolIndex] = value;
            sum += value;
        }
        for (uint256 i; i < 3; ++i) {
            assertApproxEqAbs(values[i] * 10_000, uint256(weightsBp[i]) * sum, sum / 50 + 20_000);
        }
    }

    function _narrowBand(uint256 poolIndex, uint16 bandBp) private {
        IManagement.PoolConfig memory config = poolConfig(pools[poolIndex]);
        config.bandBp = bandBp;
        vm.prank(manager);
        diamond.setPoolLimits(vaultId, poolIndex, config);
    }
}
