// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";

/// @title LossBudget
/// @notice What keeper operations may cost a vault: so much a call, so much in any 24 hours; and when they may act.
/// @dev One word: seven 28-bit buckets of losses in ppm (newest lowest), the index of the newest bucket's period (28
/// bits) and the time of the last operation (32 bits): 7 * 28 + 28 + 32 = 256. A period is four hours; the newest
/// bucket and the six before it cover at least the last 24 hours (24 to 28), so the sum never understates them:
/// unlike a fixed daily window, nobody can spend the budget twice around a boundary.
library LossBudget {
    uint256 private constant BUCKETS = 7;
    uint256 private constant BITS = 28;
    uint256 private constant MASK = (1 << BITS) - 1;
    uint256 private constant PERIOD = 4 hours;
    uint256 private constant SUMS_BITS = BUCKETS * BITS; // 196
    uint256 private constant SUMS_MASK = (1 << SUMS_BITS) - 1;
    uint256 private constant TIME_SHIFT = SUMS_BITS + BITS; // 224

    /// @notice Reverts `Vault_CoolingDown` if the last operation is less than `cooldownSeconds` ago.
    function requireCool(uint256 word, uint256 vaultId, uint256 cooldownSeconds) internal view {
        uint256 ready = readyAt(word, cooldownSeconds);
        if (block.timestamp < ready) revert IVaultErrors.Vault_CoolingDown(vaultId, ready - block.timestamp);
    }

    /// @notice First second at which the next operation is let through.
    function readyAt(uint256 word, uint256 cooldownSeconds) internal pure returns (uint256) {
        return (word >> TIME_SHIFT) + cooldownSeconds;
    }

    /// @notice Losses of the last 24 hours, ppm of the vault's value, never understated.
    function usedPpm(uint256 word) internal view returns (uint256 used) {
        return _sum(_shifted(word));
    }

    /// @notice Books an operation's loss and its time.
    /// @param lossPpm Loss of this call, ppm of the value before it, rounded up.
    /// @param callLimitPpm Most that one call may lose.
    /// @param budgetPpm Most that any 24 hours may lose.
    /// @return The new word.
    function charged(uint256 word, uint256 lossPpm, uint256 callLimitPpm, uint256 budgetPpm)
        internal
        view
        returns (uint256)
    {
        if (lossPpm > callLimitPpm) revert IVaultErrors.Vault_LossAboveCallLimit(lossPpm, callLimitPpm);
        uint256 sums = _shifted(word);
        uint256 used = _sum(sums) + lossPpm;
        if (used > budgetPpm) revert IVaultErrors.Vault_LossAboveDailyBudget(used, budgetPpm);
        // used <= budgetPpm <= 30,000 < 2^28, so adding to the newest bucket cannot carry into the next.
        sums += lossPpm;
        // Both narrow safely: block.timestamp < 2^32 until 2106, after which the top bits are cut and requireCool
        // only becomes laxer; the period index is smaller than the timestamp by a factor of 14,400.
        return sums | ((block.timestamp / PERIOD) << SUMS_BITS) | (block.timestamp << TIME_SHIFT);
    }

    /// @dev The buckets alone, moved so that the lowest is the present period's.
    function _shifted(uint256 word) private view returns (uint256) {
        uint256 elapsed = block.timestamp / PERIOD - ((word >> SUMS_BITS) & MASK);
        if (elapsed >= BUCKETS) return 0;
        return (word << (elapsed * BITS)) & SUMS_MASK;
    }

    /// @dev Sum of the buckets.
    function _sum(uint256 sums) private pure returns (uint256 used) {
        while (sums != 0) {
            used += sums & MASK;
            sums >>= BITS;
        }
    }
}
