// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";
import {Roles} from "src/access/Roles.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Every setting is stored as given, beside the others, within its bounds and no further.
contract VaultSettingsTest is VaultFixture {
    function test_createVault_storesWhatItReads() public view {
        IALMInfo.VaultView memory info = diamond.vaultInfo(vaultId);
        assertEq(info.token0, address(weth));
        assertEq(info.token1, address(usdc));
        assertEq(info.decimals0, 18);
        assertEq(info.decimals1, 6);
        assertEq(info.usdFeedId, 0);
        assertEq(info.poolCount, 3);
        assertEq(info.maxLossBp, 30);
        assertEq(info.dailyLossBp, 100);
        assertEq(info.maxSlippageBp, 50);
        assertEq(info.cooldownSeconds, 15 minutes);
    }

    // -- a vault's limits -----------------------------------------------------------------------------------------

    function testFuzz_setVaultLimits_storesEachMember(IManagement.VaultLimits memory limits) public {
        limits.maxLossBp = uint16(bound(limits.maxLossBp, 1, 100));
        limits.dailyLossBp = uint16(bound(limits.dailyLossBp, limits.maxLossBp, 300));
        limits.maxSlippageBp = uint16(bound(limits.maxSlippageBp, 1, 200));
        limits.cooldownSeconds = uint32(bound(limits.cooldownSeconds, 0, 7 days));
        vm.expectEmit(address(diamond));
        emit IManagement.VaultLimitsSet(vaultId, IManagement.VaultLimits(30, 100, 50, 15 minutes), limits);
        _set(abi.encodeCall(diamond.setVaultLimits, (vaultId, limits)));
        IALMInfo.VaultView memory info = diamond.vaultInfo(vaultId);
        assertEq(info.maxLossBp, limits.maxLossBp);
        assertEq(info.dailyLossBp, limits.dailyLossBp);
        assertEq(info.maxSlippageBp, limits.maxSlippageBp);
        assertEq(info.cooldownSeconds, limits.cooldownSeconds);
        // What they were is no widening: MANAGER may say it again.
        vm.prank(manager);
        diamond.setVaultLimits(vaultId, limits);
    }

    function test_RevertWhen_vaultLimitsAreJustOutside() public {
        _refused(IManagement.VaultLimits(0, 100, 50, 900), 0, 1, 100);
        _refused(IManagement.VaultLimits(101, 300, 50, 900), 101, 1, 100);
        _refused(IManagement.VaultLimits(100, 99, 50, 900), 99, 100, 300);
        _refused(IManagement.VaultLimits(100, 301, 50, 900), 301, 100, 300);
        _refused(IManagement.VaultLimits(100, 300, 0, 900), 0, 1, 200);
        _refused(IManagement.VaultLimits(100, 300, 201, 900), 201, 1, 200);
        _refused(IManagement.VaultLimits(100, 300, 200, 7 days + 1), 7 days + 1, 0, 7 days);
        _set(abi.encodeCall(diamond.setVaultLimits, (vaultId, IManagement.VaultLimits(100, 300, 200, 7 days))));
        _set(abi.encodeCall(diamond.setVaultLimits, (vaultId, IManagement.VaultLimits(1, 1, 1, 0))));
    }

    // -- a pool's limits ------------------------------------------------------------------------------------------

    function testFuzz_setPoolLimits_storesEachMember(uint256 bandBp, uint256 window, uint256 width, uint256 offset)
        public
    {
        IManagement.PoolConfig memory config = poolConfig(pools[1]);
        config.bandBp = uint16(bound(bandBp, 1, 200));
        config.twapWindow = uint16(bound(window, 60, TWAP_WINDOW));
        config.minWidthTicks = uint24(bound(width, 1, 1_774_544));
        config.maxOffsetTicks = uint24(bound(offset, 1, 1_774_544));
        _set(abi.encodeCall(diamond.setPoolLimits, (vaultId, 1, config)));
        IALMInfo.PoolView memory pool = diamond.vaultPools(vaultId)[1];
        assertEq(pool.poolId, config.poolId);
        assertEq(pool.family, FAMILY_V3);
        assertEq(pool.class, CLASS_VOLATILE);
        assertEq(pool.bandBp, config.bandBp);
        assertEq(pool.twapWindow, config.twapWindow);
        assertEq(pool.minWidthTicks, config.minWidthTicks);
        assertEq(pool.maxOffsetTicks, config.maxOffsetTicks);
        assertTrue(pool.enabled);
        // What they were is no widening: MANAGER may say it again.
        vm.prank(manager);
        diamond.setPoolLimits(vaultId, 1, config);
    }

    function testFuzz_RevertWhen_poolLimitsAreOutside(uint256 excess) public {
        uint24 above = uint24(bound(excess, 1_774_545, type(uint24).max));
        IManagement.PoolConfig memory config = poolConfig(pools[1]);
        bytes4 refusal = IVaultErrors.Vault_SettingOutOfRange.selector;
        config.minWidthTicks = above;
        vm.expectRevert(abi.encodeWithSelector(refusal, above, 1, 1_774_544));
        diamond.setPoolLimits(vaultId, 1, config);
        config.minWidthTicks = 0;
        vm.expectRevert(abi.encodeWithSelector(refusal, 0, 1, 1_774_544));
        diamond.setPoolLimits(vaultId, 1, config);
        (config.minWidthTicks, config.maxOffsetTicks) = (1, above);
        vm.expectRevert(abi.encodeWithSelector(refusal, above, 1, 1_774_544));
        diamond.setPoolLimits(vaultId, 1, config);
        (config.maxOffsetTicks, config.bandBp) = (1, 0);
        vm.expectRevert(abi.encodeWithSelector(refusal, 0, 1, 200));
        diamond.setPoolLimits(vaultId, 1, config);
        (config.bandBp, config.twapWindow) = (1, 12 hours + 1);
        vm.expectRevert(abi.encodeWithSelector(refusal, 12 hours + 1, 60, 12 hours));
        diamond.setPoolLimits(vaultId, 1, config);
    }

    function test_RevertWhen_poolChangesItsKind() public {
        bytes memory refusal =
            abi.encodeWithSelector(IVaultErrors.Vault_PoolMismatch.selector, 0, poolIdOf(pools[0]), poolIdOf(pools[0]));
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        config.family = FAMILY_V3 + 1;
        vm.expectRevert(refusal);
        diamond.setPoolLimits(vaultId, 0, config);
        (config.family, config.class, config.bandBp) = (FAMILY_V3, CLASS_VOLATILE - 1, 50);
        vm.expectRevert(refusal);
        diamond.setPoolLimits(vaultId, 0, config);
    }

    /// @dev Sixteen pools and no more: every loop over them is bounded.
    function test_RevertWhen_thereAreTooManyPools() public {
        vm.startPrank(manager);
        uint256 second = diamond.createVault(address(weth), address(usdc), 0);
        vm.stopPrank();
        IManagement.PoolConfig[] memory configs = new IManagement.PoolConfig[](17);
        for (uint256 i; i < 17; ++i) {
            // A fee of its own each; the factory's owner, who deployed it, allows it first.
            uint24 fee = uint24(10 + i);
            (bool ok,) = uniswap.factory.call(abi.encodeWithSignature("enableFeeAmount(uint24,int24)", fee, int24(10)));
            assertTrue(ok);
            address pool = createPool(uniswap, address(weth), address(usdc), fee, _sqrtPriceX96(3000e8));
            growObservations(pool, 61);
            configs[i] = poolConfig(pool);
            configs[i].twapWindow = 60;
        }
        skip(1 hours);
        vm.startPrank(manager);
        for (uint256 i; i < 16; ++i) {
            assertEq(diamond.registerPool(second, configs[i]), i);
        }
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooMany.selector, 17, 16));
        diamond.registerPool(second, configs[16]);
        vm.stopPrank();
        assertEq(diamond.vaultInfo(second).poolCount, 16);
        assertEq(diamond.vaultPools(second)[15].bandBp, 200);
    }

    // -- what shares a word ---------------------------------------------------------------------------------------

    /// @dev The curve, the cash band, the cap and the list lie in one word: none touches another.
    function testFuzz_sharedWord_keepsItsParts(uint256 low, uint256 high, uint256 cap, bool closed) public {
        IALMSingle.ImbalanceCurve memory curve = IALMSingle.ImbalanceCurve(7, 190, 4321);
        (low, high, cap) = (bound(low, 0, 9000), bound(high, 0, 20_000), bound(cap, 1, type(uint128).max));
        _set(abi.encodeCall(diamond.setImbalanceCurve, (vaultId, curve)));
        _set(abi.encodeCall(diamond.setCashBand, (vaultId, uint16(low), uint16(high))));
        _set(abi.encodeCall(diamond.setDepositCap, (vaultId, cap)));
        _set(abi.encodeCall(diamond.setAllowList, (vaultId, closed)));
        _requireWord(curve, low, high, cap);
        // And in another order, over what is there already.
        _set(abi.encodeCall(diamond.setAllowList, (vaultId, !closed)));
        _set(abi.encodeCall(diamond.setDepositCap, (vaultId, 0)));
        (low, high) = (9000 - low, 20_000 - high);
        _set(abi.encodeCall(diamond.setCashBand, (vaultId, uint16(low), uint16(high))));
        curve = IALMSingle.ImbalanceCurve(0, 200, 7500);
        _set(abi.encodeCall(diamond.setImbalanceCurve, (vaultId, curve)));
        _requireWord(curve, low, high, 0);
        // Whether strangers may enter is told by whether one can.
        vm.prank(bob);
        if (!closed) vm.expectRevert(abi.encodeWithSelector(IVaultEntry.Vault_NotAdmitted.selector, vaultId, bob));
        diamond.deposit(vaultId, 1e18, 3000e6, 0, bob);
    }

    /// @dev Wider is ADMIN's, in either direction; as wide, or narrower, MANAGER's.
    function testFuzz_setCashBand_wideningNeedsAdmin(uint256 low, uint256 high, bool side) public {
        (low, high) = (bound(low, 0, 8999), bound(high, 0, 19_999));
        _set(abi.encodeCall(diamond.setCashBand, (vaultId, uint16(low), uint16(high))));
        vm.startPrank(manager);
        diamond.setCashBand(vaultId, uint16(low), uint16(high));
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setCashBand(vaultId, uint16(side ? low + 1 : low), uint16(side ? high : high + 1));
        diamond.setCashBand(vaultId, uint16(low / 2), uint16(high / 2));
        vm.stopPrank();
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, bob, Roles.MANAGER));
        diamond.setCashBand(vaultId, 0, 0);
    }

    /// @dev By whomever it takes: MANAGER, else ADMIN.
    function _set(bytes memory call) private {
        vm.prank(manager);
        (bool ok, bytes memory reason) = address(diamond).call(call);
        if (!ok) (ok, reason) = address(diamond).call(call);
        assertTrue(ok, string(reason));
    }

    function _requireWord(IALMSingle.ImbalanceCurve memory curve, uint256 low, uint256 high, uint256 cap) private view {
        assertEq(abi.encode(diamond.imbalanceCurve(vaultId)), abi.encode(curve));
        (uint16 nowLow, uint16 nowHigh) = diamond.cashBand(vaultId);
        assertEq(nowLow, low);
        assertEq(nowHigh, high);
        assertEq(diamond.depositCap(vaultId), cap);
    }

    function _refused(IManagement.VaultLimits memory limits, uint256 value, uint256 low, uint256 high) private {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, value, low, high));
        diamond.setVaultLimits(vaultId, limits);
    }
}
