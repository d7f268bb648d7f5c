// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {EveryVenueFixture} from "../../utils/EveryVenueFixture.sol";

/// @notice One vault with ranges on Uniswap V3, PancakeSwap V3, Algebra (Thena's generation) and Uniswap V4 at once,
/// through the diamond's public doors, over the genuine venues.
contract EveryVenueTest is EveryVenueFixture {
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
}
