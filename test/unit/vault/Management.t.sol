// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "src/interfaces/IAccess.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {Roles} from "src/access/Roles.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {FeeOnTransferToken} from "test/mocks/FeeOnTransferToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract ManagementTest is VaultFixture {
    // -- createVault ----------------------------------------------------------------------------------------------

    /// @dev From one bp up, a token that keeps a part of what it moves is found out by the probe.
    function testFuzz_RevertWhen_tokenTakesAFee(uint256 feeBp) public {
        feeBp = bound(feeBp, 1, 1000);
        FeeOnTransferToken taxed = new FeeOnTransferToken("TAX", 18, feeBp);
        (address token0, address token1) =
            address(taxed) < address(usdc) ? (address(taxed), address(usdc)) : (address(usdc), address(taxed));
        _setFeed(token0, token1);
        taxed.mint(manager, 1e24);
        vm.startPrank(manager);
        taxed.approve(address(diamond), type(uint256).max);
        vm.expectRevert(
            abi.encodeWithSelector(
                IVaultErrors.Vault_TransferShortfall.selector, address(taxed), 10_000, 10_000 - feeBp
            )
        );
        diamond.createVault(token0, token1, 0);
    }

    function test_createVault_sendsTheProbeBack() public {
        uint256 weth0 = weth.balanceOf(manager);
        uint256 usdc0 = usdc.balanceOf(manager);
        vm.prank(manager);
        assertEq(diamond.createVault(address(weth), address(usdc), 0), vaultId + 1);
        assertEq(weth.balanceOf(manager), weth0);
        assertEq(usdc.balanceOf(manager), usdc0);
        assertEq(diamond.vaultCount(), vaultId + 1);
    }

    function test_RevertWhen_pairIsInvalid() public {
        vm.startPrank(manager);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_InvalidPair.selector, address(usdc), address(weth)));
        diamond.createVault(address(usdc), address(weth), 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_InvalidPair.selector, address(weth), address(weth)));
        diamond.createVault(address(weth), address(weth), 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_InvalidPair.selector, address(1), address(weth)));
        diamond.createVault(address(1), address(weth), 0);
    }

    function test_RevertWhen_pairHasNoAnchor() public {
        address other = address(new FeeOnTransferToken("X", 18, 0));
        (address token0, address token1) = other < address(usdc) ? (other, address(usdc)) : (address(usdc), other);
        vm.prank(manager);
        vm.expectPartialRevert(IOracle.Oracle_FeedNotSet.selector);
        diamond.createVault(token0, token1, 0);
    }

    // -- pools ----------------------------------------------------------------------------------------------------

    /// @dev X12: a pool's positions back exactly one vault.
    function test_RevertWhen_poolIsTaken() public {
        vm.startPrank(manager);
        uint256 second = diamond.createVault(address(weth), address(usdc), 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_PoolTaken.selector, poolIdOf(pools[0]), vaultId));
        diamond.registerPool(second, poolConfig(pools[0]));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_PoolTaken.selector, poolIdOf(pools[0]), vaultId));
        diamond.registerPool(vaultId, poolConfig(pools[0]));
    }

    function test_RevertWhen_factoryIsNotTrusted() public {
        vm.prank(guardian);
        diamond.setV3Factory(uniswap.factory, false);
        vm.startPrank(manager);
        uint256 second = diamond.createVault(address(weth), address(usdc), 0);
        address fresh = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolIdOf(fresh)));
        diamond.registerPool(second, poolConfig(fresh));
    }

    function test_RevertWhen_poolRemembersTooLittle() public {
        address fresh = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        vm.prank(manager);
        vm.expectPartialRevert(IDexAdapter.Adapter_CardinalityTooLow.selector);
        diamond.registerPool(vaultId, poolConfig(fresh));
    }

    function test_RevertWhen_familyHasNoAdapter() public {
        address fresh = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        IManagement.PoolConfig memory config = poolConfig(fresh);
        config.family = 9;
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_AdapterNotSet.selector, 9));
        diamond.registerPool(vaultId, config);
    }

    /// @dev X01: no class takes a band above its cap, and no window is zero.
    function testFuzz_RevertWhen_bandIsAboveItsClass(uint256 class, uint256 bandBp) public {
        class = bound(class, 0, 2);
        uint256 cap = [uint256(20), 50, 200][class];
        bandBp = bound(bandBp, cap + 1, type(uint16).max);
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        (config.class, config.bandBp) = (uint8(class), uint16(bandBp));
        config.poolId = bytes32(uint256(1));
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, bandBp, 1, cap));
        diamond.registerPool(vaultId, config);
    }

    function testFuzz_RevertWhen_windowIsTooShort(uint16 window) public {
        window = uint16(bound(window, 0, 59));
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        (config.twapWindow, config.poolId) = (window, bytes32(uint256(1)));
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, window, 60, 12 hours));
        diamond.registerPool(vaultId, config);
    }

    /// @dev The asymmetric rule, member by member: tightening is MANAGER's, widening ADMIN's.
    function testFuzz_setPoolLimits_wideningNeedsAdmin(uint256 member) public {
        IManagement.PoolConfig memory tight = poolConfig(pools[0]);
        (tight.bandBp, tight.minWidthTicks, tight.maxOffsetTicks) = (150, 500, 900);
        vm.prank(manager);
        diamond.setPoolLimits(vaultId, 0, tight);
        IManagement.PoolConfig memory wide = poolConfig(pools[0]);
        (wide.bandBp, wide.minWidthTicks, wide.maxOffsetTicks) = (150, 500, 900);
        _widen(wide, bound(member, 0, 3));
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setPoolLimits(vaultId, 0, wide);
        diamond.setPoolLimits(vaultId, 0, wide);
        assertEq(diamond.vaultPools(vaultId)[0].bandBp, wide.bandBp);
        assertEq(diamond.vaultPools(vaultId)[0].twapWindow, wide.twapWindow);
    }

    /// @dev A venue that was taken off its list, or whose pool answers nothing any more, must not keep its pool's limits
    /// wide.
    function testFuzz_setPoolLimits_tightensWhateverBecameOfTheVenue(uint256 seed, bool isGone) public {
        vm.prank(guardian);
        diamond.setV3Factory(uniswap.factory, false);
        if (isGone) vm.etch(pools[0], hex"fe");
        IManagement.PoolConfig memory tight = poolConfig(pools[0]);
        tight.bandBp = uint16(bound(seed, 1, 200));
        tight.minWidthTicks = uint24(bound(seed >> 16, 400, 1_774_544));
        tight.maxOffsetTicks = uint24(bound(seed >> 40, 1, 1000));
        vm.expectEmit(address(diamond));
        emit IManagement.PoolLimitsSet(vaultId, 0, poolConfig(pools[0]), tight);
        vm.prank(manager);
        diamond.setPoolLimits(vaultId, 0, tight);
        assertEq(diamond.vaultPools(vaultId)[0].bandBp, tight.bandBp);
        assertEq(diamond.vaultPools(vaultId)[0].minWidthTicks, tight.minWidthTicks);
        assertEq(diamond.vaultPools(vaultId)[0].maxOffsetTicks, tight.maxOffsetTicks);
    }

    /// @dev Member by member, nothing widens in a pool of a factory that was taken off the list: not even for ADMIN, not
    /// even while the rest is tightened.
    function testFuzz_RevertWhen_limitsOfADelistedVenueWiden(uint256 member) public {
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        (config.bandBp, config.minWidthTicks, config.maxOffsetTicks) = (150, 500, 900);
        vm.prank(manager);
        diamond.setPoolLimits(vaultId, 0, config);
        vm.prank(guardian);
        diamond.setV3Factory(uniswap.factory, false);
        (config.bandBp, config.minWidthTicks, config.maxOffsetTicks) = (140, 510, 890);
        _widen(config, bound(member, 0, 3));
        bytes memory unknown = abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolIdOf(pools[0]));
        vm.expectRevert(unknown);
        diamond.setPoolLimits(vaultId, 0, config);
        diamond.setV3Factory(uniswap.factory, true);
        diamond.setPoolLimits(vaultId, 0, config);
    }

    /// @dev A longer window tightens, listed or not, as far as the pool remembers: beyond, nothing would be calm.
    function testFuzz_setPoolLimits_lengthensTheWindowAsFarAsThePoolRemembers(uint256 window, bool isListed) public {
        window = bound(window, 201, TWAP_WINDOW);
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        config.twapWindow = 200;
        diamond.setPoolLimits(vaultId, 0, config);
        diamond.setV3Factory(uniswap.factory, isListed);
        vm.startPrank(manager);
        config.twapWindow = uint16(window);
        diamond.setPoolLimits(vaultId, 0, config);
        assertEq(diamond.vaultPools(vaultId)[0].twapWindow, window);
        config.twapWindow = TWAP_WINDOW + 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IDexAdapter.Adapter_CardinalityTooLow.selector, poolIdOf(pools[0]), TWAP_WINDOW + 1, TWAP_WINDOW + 2
            )
        );
        diamond.setPoolLimits(vaultId, 0, config);
    }

    /// @dev Closing needs nothing of the venue; what is opened must be what could be registered.
    function testFuzz_setPoolEnabled_opensNoDelistedVenue(bool isGuardian) public {
        vm.prank(guardian);
        diamond.setV3Factory(uniswap.factory, false);
        vm.prank(isGuardian ? guardian : manager);
        diamond.setPoolEnabled(vaultId, 0, false);
        assertFalse(diamond.vaultPools(vaultId)[0].enabled);
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolIdOf(pools[0])));
        diamond.setPoolEnabled(vaultId, 0, true);
        diamond.setV3Factory(uniswap.factory, true);
        vm.prank(manager);
        diamond.setPoolEnabled(vaultId, 0, true);
        assertTrue(diamond.vaultPools(vaultId)[0].enabled);
    }

    function test_RevertWhen_limitsAreForAnotherPool() public {
        vm.expectRevert(
            abi.encodeWithSelector(IVaultErrors.Vault_PoolMismatch.selector, 0, poolIdOf(pools[0]), poolIdOf(pools[1]))
        );
        diamond.setPoolLimits(vaultId, 0, poolConfig(pools[1]));
    }

    function testFuzz_setVaultLimits_wideningNeedsAdmin(uint256 member) public {
        IManagement.VaultLimits memory limits = IManagement.VaultLimits(30, 100, 50, 900);
        vm.prank(manager);
        diamond.setVaultLimits(vaultId, limits);
        member = bound(member, 0, 3);
        if (member == 0) limits.maxLossBp = 31;
        if (member == 1) limits.dailyLossBp = 101;
        if (member == 2) limits.maxSlippageBp = 51;
        if (member == 3) limits.cooldownSeconds = 899;
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setVaultLimits(vaultId, limits);
        diamond.setVaultLimits(vaultId, limits);
    }

    function test_RevertWhen_vaultLimitsExceedTheirCaps() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 101, 1, 100));
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(101, 300, 50, 900));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 301, 100, 300));
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(100, 301, 50, 900));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 201, 1, 200));
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(100, 300, 201, 900));
    }

    // -- who ------------------------------------------------------------------------------------------------------

    function testFuzz_RevertWhen_strangerManages(address stranger) public {
        vm.assume(stranger != manager && stranger != admin && stranger != guardian);
        bytes memory noManager = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, stranger, Roles.MANAGER);
        vm.startPrank(stranger);
        vm.expectRevert(noManager);
        diamond.createVault(address(weth), address(usdc), 0);
        vm.expectRevert(noManager);
        diamond.registerPool(vaultId, poolConfig(pools[0]));
        vm.expectRevert(noManager);
        diamond.setPoolEnabled(vaultId, 0, false);
        vm.expectRevert(noManager);
        diamond.refreshAdapters(vaultId);
        vm.expectRevert(noManager);
        diamond.unpauseVault(vaultId, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, stranger, Roles.GUARDIAN));
        diamond.pauseVault(vaultId, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, stranger, Roles.ADMIN));
        diamond.setAdapter(1, address(this));
    }

    function testFuzz_pauseVault_setsAndClearsBits(uint16 groups, uint16 clear) public {
        vm.prank(guardian);
        diamond.pauseVault(vaultId, groups);
        uint256 expected = groups & PauseGroups.ALL;
        assertEq(diamond.vaultInfo(vaultId).pausedGroups, expected);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, guardian, Roles.MANAGER));
        diamond.unpauseVault(vaultId, clear);
        vm.prank(manager);
        diamond.unpauseVault(vaultId, clear);
        assertEq(diamond.vaultInfo(vaultId).pausedGroups, expected & ~uint256(clear));
    }

    function test_adapter_takesEffectOnRefresh() public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        address replacement = address(uint160(uint256(keccak256("adapter"))));
        vm.etch(replacement, v3Adapter.code);
        diamond.setAdapter(FAMILY_V3, replacement);
        assertEq(diamond.adapter(FAMILY_V3), replacement);
        vm.expectCall(v3Adapter, abi.encodeWithSelector(IDexAdapter.pendingFees.selector));
        diamond.previewHarvest(vaultId);
        vm.prank(manager);
        diamond.refreshAdapters(vaultId);
        vm.expectCall(replacement, abi.encodeWithSelector(IDexAdapter.pendingFees.selector));
        diamond.previewHarvest(vaultId);
    }

    function _setFeed(address token0, address token1) private {
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregator(8, 1e8));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(token0, token1, config);
    }

    /// @dev One of four limits just beyond a band of 150 bp, the fixture's window, 500 and 900 ticks.
    function _widen(IManagement.PoolConfig memory config, uint256 member) private pure {
        if (member == 0) config.bandBp = 151;
        if (member == 1) config.twapWindow = TWAP_WINDOW - 1;
        if (member == 2) config.minWidthTicks = 499;
        if (member == 3) config.maxOffsetTicks = 901;
    }
}
