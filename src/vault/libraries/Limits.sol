// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IManagement} from "../../interfaces/IManagement.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {ImbalanceFee} from "../../risk/ImbalanceFee.sol";
import {
    CAP_COOLDOWN_SECONDS,
    CAP_DAILY_LOSS_BP,
    CAP_IMBALANCE_BP,
    CAP_MAX_LOSS_BP,
    CAP_MAX_SLIPPAGE_BP,
    MAX_BAND_STABLE_BP,
    MAX_BAND_STAKED_BP,
    MAX_BAND_VOLATILE_BP,
    MAX_TWAP_WINDOW,
    MIN_TWAP_WINDOW
} from "../VaultConstants.sol";
import {PoolClass} from "../VaultTypes.sol";

/// @title Limits
/// @notice What pool and vault settings may be, and which changes raise a user's risk.
library Limits {
    /// @notice The widest band a class allows, bp of price.
    function maxBandBp(uint8 class) internal pure returns (uint256) {
        if (class == uint8(PoolClass.STABLE)) return MAX_BAND_STABLE_BP;
        if (class == uint8(PoolClass.STAKED)) return MAX_BAND_STAKED_BP;
        if (class == uint8(PoolClass.VOLATILE)) return MAX_BAND_VOLATILE_BP;
        revert IVaultErrors.Vault_SettingOutOfRange(class, 0, uint8(PoolClass.VOLATILE));
    }

    /// @notice Reverts `Vault_SettingOutOfRange` unless every member is within what its class allows.
    function checkPool(IManagement.PoolConfig calldata config) internal pure {
        _within(uint256(config.poolId), 1, type(uint160).max);
        _within(config.bandBp, 1, maxBandBp(config.class));
        _within(config.twapWindow, MIN_TWAP_WINDOW, MAX_TWAP_WINDOW);
        // A range wider than the whole tick axis, or a centre outside it, cannot be meant.
        uint256 axis = uint256(int256(TickMath.MAX_TICK)) * 2;
        _within(config.minWidthTicks, 1, axis);
        _within(config.maxOffsetTicks, 1, axis);
    }

    /// @notice Reverts `Vault_SettingOutOfRange` unless every limit is within its cap.
    function checkVault(IManagement.VaultLimits calldata limits) internal pure {
        _within(limits.maxLossBp, 1, CAP_MAX_LOSS_BP);
        _within(limits.dailyLossBp, limits.maxLossBp, CAP_DAILY_LOSS_BP);
        _within(limits.maxSlippageBp, 1, CAP_MAX_SLIPPAGE_BP);
        _within(limits.cooldownSeconds, 0, CAP_COOLDOWN_SECONDS);
    }

    /// @notice Reverts `Vault_SettingOutOfRange` unless the curve is one the imbalance fee can be computed for.
    function checkCurve(IALMSingle.ImbalanceCurve calldata curve) internal pure {
        _within(curve.maxBp, 0, CAP_IMBALANCE_BP);
        _within(curve.minBp, 0, curve.maxBp);
        _within(curve.amplificationBp, ImbalanceFee.AMPLIFICATION_MIN_BP, ImbalanceFee.AMPLIFICATION_MAX_BP);
    }

    /// @notice Whether a change of the curve raises the fee anywhere: the rate rises with each of the three.
    function raisesCurve(IALMSingle.ImbalanceCurve memory old, IALMSingle.ImbalanceCurve calldata curve)
        internal
        pure
        returns (bool)
    {
        return curve.minBp > old.minBp || curve.maxBp > old.maxBp || curve.amplificationBp > old.amplificationBp;
    }

    /// @notice Whether a change of a pool's limits raises risk in any respect.
    function widensPool(IManagement.PoolConfig memory old, IManagement.PoolConfig calldata config)
        internal
        pure
        returns (bool)
    {
        return config.bandBp > old.bandBp || config.twapWindow < old.twapWindow
            || config.minWidthTicks < old.minWidthTicks || config.maxOffsetTicks > old.maxOffsetTicks;
    }

    /// @notice Whether a change of a vault's limits raises risk in any respect.
    function widensVault(IManagement.VaultLimits memory old, IManagement.VaultLimits calldata limits)
        internal
        pure
        returns (bool)
    {
        return limits.maxLossBp > old.maxLossBp || limits.dailyLossBp > old.dailyLossBp
            || limits.maxSlippageBp > old.maxSlippageBp || limits.cooldownSeconds < old.cooldownSeconds;
    }

    function _within(uint256 value, uint256 low, uint256 high) private pure {
        if (value < low || value > high) revert IVaultErrors.Vault_SettingOutOfRange(value, low, high);
    }
}
