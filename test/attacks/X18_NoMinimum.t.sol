// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @dev Uniswap's router, as much of it as the attack needs.
interface ISingleHopRouter {
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

/// @title X18_NoMinimum
/// @notice Yearn's yDAI, DRLVaultV3: a strategy swapped with no minimum that the market had a say in.
/// @dev The vault holds cash alone, so no pool has to be calm: what stands between a pool skewed by up to half and the
/// keeper's sale is the oracle's minimum. The keeper's own minimum is zero throughout. Exits in one token never swap.
contract X18_NoMinimumTest is AttackFixture {
    uint24[3] private fees = [uint24(500), 3000, 10_000];

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        diamond.setRouter(uniswap.swapRouter, ISingleHopRouter.exactInputSingle.selector, true);
        skip(15 minutes);
        setAnchor(3000e8);
    }

    function testFuzz_skewedPool_sellsNothingBelowTheOracle(
        uint256 pool,
        uint256 skewBp,
        bool up,
        bool zeroForOne,
        uint256 amount
    ) public {
        pool = bound(pool, 0, 2);
        skewBp = bound(skewBp, 0, 5000);
        amount = zeroForOne ? bound(amount, 1e12, 5e18) : bound(amount, 1e4, 15_000e6);
        uint160 start = spotSqrtPriceX96(pools[pool]);
        // Half of it, in sqrt price.
        swapToPrice(pools[pool], uint160(uint256(start) * (up ? 20_000 + skewBp : 20_000 - skewBp) / 20_000));
        (uint256 before0, uint256 before1) = diamond.cashBalances(vaultId);
        vm.prank(keeper);
        try diamond.rebalance(vaultId, _order(pool, zeroForOne, amount), new IALMProtected.RangeOrder[](0)) {
            (uint256 after0, uint256 after1) = diamond.cashBalances(vaultId);
            // At REF, 3,000 USDC a WETH, less the vault's 50 bp.
            uint256 sold = zeroForOne ? (before0 - after0) * 3000 / 1e12 : before1 - after1;
            uint256 bought = zeroForOne ? after1 - before1 : (after0 - before0) * 3000 / 1e12;
            assertGe(bought + 1, sold * 9950 / 10_000, "X18: sold below the oracle's minimum");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Swap_BelowOracleMinimum.selector);
        }
        swapToPrice(pools[pool], start);
    }

    /// @dev Beyond what slippage and fee allow there is no sale at all. 300 USDC of 120,000: at half its price the sale
    /// loses 12 bp of the vault, which the 30 of a call's loss limit would let pass. The minimum alone stands in the way.
    function testFuzz_RevertWhen_skewIsBeyondSlippage(uint256 pool, uint256 skewBp, bool zeroForOne) public {
        pool = bound(pool, 0, 2);
        skewBp = bound(skewBp, 100, 5000);
        uint160 start = spotSqrtPriceX96(pools[pool]);
        swapToPrice(pools[pool], uint160(uint256(start) * (zeroForOne ? 20_000 - skewBp : 20_000 + skewBp) / 20_000));
        IALMProtected.SwapOrder[] memory orders = _order(pool, zeroForOne, zeroForOne ? 0.1e18 : 300e6);
        vm.prank(keeper);
        try diamond.rebalance(vaultId, orders, new IALMProtected.RangeOrder[](0)) {
            assertTrue(false, "X18: sold into a skewed pool");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Swap_BelowOracleMinimum.selector);
        }
    }

    /// @dev An exit in one token takes from the vault's own and trades with no pool, whatever the pools say. Of an open pool
    /// it believes a price against the leaver only: a skew never pays more, and one beyond the band is refused.
    function testFuzz_singleExit_swapsNothing(uint256 skewBp, uint256 shares) public {
        shares = bound(shares, 1e15, sharesOf(alice) / 4);
        skewBp = bound(skewBp, 1, 5000);
        uint256 expected = diamond.previewWithdrawSingle(vaultId, address(weth), shares);
        uint160 start = spotSqrtPriceX96(pools[0]);
        uint160 skewed = uint160(uint256(start) * (20_000 + skewBp) / 20_000);
        swapToPrice(pools[0], skewed);
        vm.prank(alice);
        try diamond.withdrawSingle(vaultId, address(weth), shares, 0, alice) returns (uint256 paid) {
            assertLe(paid, expected, "X18: the skew paid");
            assertLt(skewBp, 250, "X18: out of the band, and believed");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector);
            assertGt(skewBp, 150, "X18: within the band, and refused");
        }
        assertEq(spotSqrtPriceX96(pools[0]), skewed, "X18: an exit traded");
    }

    function _order(uint256 pool, bool zeroForOne, uint256 amount)
        private
        view
        returns (IALMProtected.SwapOrder[] memory swaps)
    {
        (address tokenIn, address tokenOut) =
            zeroForOne ? (address(weth), address(usdc)) : (address(usdc), address(weth));
        ISingleHopRouter.ExactInputSingleParams memory params = ISingleHopRouter.ExactInputSingleParams(
            tokenIn, tokenOut, fees[pool], address(diamond), block.timestamp, amount, 0, 0
        );
        swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder(
            uniswap.swapRouter, zeroForOne, amount, 0, abi.encodeCall(ISingleHopRouter.exactInputSingle, (params))
        );
    }
}
