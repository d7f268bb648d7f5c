// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Closing ranges: the keeper's way and the emergency's.
contract KeeperTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        churn(2e18);
        skip(15 minutes);
        setAnchor(3000e8);
    }

    // -- the keeper ------------------------------------------------------------------------------------------------

    /// @dev The ranges named become cash, the others stay as they were, and value stays to a few raw units.
    function testFuzz_burnRanges_closesThoseNamed(uint256 mask) public {
        mask = bound(mask, 1, 7);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 kept;
        for (uint256 i; i < 3; ++i) {
            if (mask >> i & 1 == 0) {
                kept += ranges[i].liquidity;
                continue;
            }
            cash0 += ranges[i].amount0;
            cash1 += ranges[i].amount1;
        }
        (bool ready, bytes memory reason) = diamond.checkBurnRanges(vaultId, mask);
        assertTrue(ready, string(reason));
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.burnRanges(vaultId, mask);
        assertLe(afterwards, before);
        assertGe(afterwards + 10, before);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertEq(now0, cash0, "principal became cash");
        assertEq(now1, cash1);
        ranges = diamond.vaultRanges(vaultId);
        uint256 left;
        for (uint256 i; i < ranges.length; ++i) {
            left += ranges[i].liquidity;
        }
        assertEq(left, kept);
    }

    /// @dev It counts as a keeper operation: the next must wait, and a loss is charged.
    function test_burnRanges_startsTheCooldown() public {
        vm.startPrank(keeper);
        diamond.burnRanges(vaultId, 1);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, 15 minutes));
        diamond.burnRanges(vaultId, 1);
        (bool ready, bytes memory reason) = diamond.checkBurnRanges(vaultId, 1);
        assertFalse(ready);
        assertEq(bytes4(reason), IVaultErrors.Vault_CoolingDown.selector);
    }

    /// @dev A pool out of its band: the keeper waits, however the range it names fares.
    function test_RevertWhen_notCalm() public {
        swapToPrice(pools[2], _sqrtPriceX96(3100e8));
        vm.prank(keeper);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.burnRanges(vaultId, 1);
        (bool ready, bytes memory reason) = diamond.checkBurnRanges(vaultId, 1);
        assertFalse(ready);
        assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector);
    }

    function testFuzz_RevertWhen_maskNamesNoRange(uint256 mask) public {
        mask = bound(mask, 8, type(uint256).max);
        bytes memory expected = abi.encodeWithSelector(IALMKeeper.Keeper_NoSuchRange.selector, mask, 3);
        vm.startPrank(keeper);
        vm.expectRevert(expected);
        diamond.burnRanges(vaultId, mask);
        vm.expectRevert(abi.encodeWithSelector(IALMKeeper.Keeper_NoSuchRange.selector, 0, 3));
        diamond.burnRanges(vaultId, 0);
        (bool ready, bytes memory reason) = diamond.checkBurnRanges(vaultId, mask);
        assertFalse(ready);
        assertEq(reason, expected);
    }

    function testFuzz_RevertWhen_callerIsNotKeeper(address caller) public {
        vm.assume(caller != keeper);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.KEEPER));
        diamond.burnRanges(vaultId, 1);
    }

    function test_RevertWhen_paused() public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.KEEPER);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.KEEPER));
        diamond.burnRanges(vaultId, 1);
    }

    // -- the emergency ---------------------------------------------------------------------------------------------

    /// @dev Paused, the feed dead and a pool far off: everything still becomes cash, and the fees are booked apart.
    function testFuzz_liquidate_worksWhateverHappened(bool byManager, uint256 answer) public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.ALL);
        skip(30 days);
        swapToPrice(pools[1], _sqrtPriceX96(bound(answer, 2000e8, 4500e8)));
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        vm.prank(byManager ? manager : guardian);
        (uint256 got0, uint256 got1) = diamond.liquidate(vaultId, 0);
        assertEq(diamond.vaultRanges(vaultId).length, 0);
        assertEq(got0, have0 - cash0 + fees0);
        assertEq(got1, have1 - cash1 + fees1);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertEq(now0, have0);
        assertEq(now1, have1);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0, fees0);
        assertEq(locked1, fees1);
    }

    /// @dev A venue that does not pay is left out, for later.
    /// A genuine pool never refuses a burn, so it is made to.
    function test_liquidate_leavesOutWhatIsFrozen() public {
        vm.mockCallRevert(pools[1], abi.encodeWithSelector(IUniswapV3PoolMinimal.burn.selector), "frozen");
        vm.startPrank(guardian);
        vm.expectRevert();
        diamond.liquidate(vaultId, 0);
        diamond.liquidate(vaultId, 2);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        assertEq(ranges.length, 1);
        assertEq(ranges[0].poolId, poolIdOf(pools[1]));
        vm.clearMockedCalls();
        diamond.liquidate(vaultId, 0);
        assertEq(diamond.vaultRanges(vaultId).length, 0);
    }

    function testFuzz_RevertWhen_strangerLiquidates(address caller) public {
        vm.assume(caller != guardian && caller != manager);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.GUARDIAN));
        diamond.liquidate(vaultId, 0);
    }
}
