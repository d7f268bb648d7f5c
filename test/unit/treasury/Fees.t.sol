// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {MAX_DEBT_WAD} from "src/vault/VaultConstants.sol";
import {Vault} from "src/vault/VaultTypes.sol";
import {Fees} from "src/vault/libraries/Fees.sol";

/// @notice The fee arithmetic alone, over a vault of storage.
contract FeesTest is Test {
    Vault private v;

    function testFuzz_word_keepsEveryMember(uint16[5] memory bp, bool lends, bool managed) public pure {
        ITreasury.VaultFees memory fees = ITreasury.VaultFees(bp[0], bp[1], bp[2], bp[3], bp[4]);
        uint256 word = Fees.pack(fees, lends, managed);
        assertEq(keccak256(abi.encode(Fees.unpack(word))), keccak256(abi.encode(fees)));
        assertEq(Fees.lends(word), lends);
        assertEq(Fees.isManaged(word), managed);
    }

    /// @dev The gross is the least that leaves the net, and leaves exactly it.
    function testFuzz_grossUp_isTheLeastThatLeavesTheNet(uint256 net, uint256 bp) public pure {
        net = bound(net, 0, type(uint128).max);
        bp = bound(bp, 0, 100);
        uint256 gross = Fees.grossUp(net, bp);
        assertEq(gross - Fees.partUp(gross, bp), net);
        if (gross != 0) assertLt(gross - 1 - Fees.partUp(gross - 1, bp), net);
    }

    function testFuzz_parts_roundAsNamed(uint256 amount, uint256 bp) public pure {
        amount = bound(amount, 0, type(uint128).max);
        bp = bound(bp, 0, 10_000);
        assertEq(Fees.partUp(amount, bp), (amount * bp + 9_999) / 10_000);
        assertEq(Fees.partDown(amount, bp), amount * bp / 10_000);
    }

    /// @dev F2: accruing in steps or at once is the same, to a unit of 1e-18 a step; no time, no fee.
    function testFuzz_debt_isAdditiveInTime(uint256 rateBp, uint256[6] memory steps) public {
        uint256 word = _managed(bound(rateBp, 0, 500));
        uint256 start = block.timestamp;
        Fees.fixDebt(v, 0);
        assertEq(Fees.debtWad(v, word), 0);
        for (uint256 i; i < steps.length; ++i) {
            skip(bound(steps[i], 0, 200 days));
            Fees.fixDebt(v, Fees.debtWad(v, word));
        }
        uint256 inSteps = Fees.debtWad(v, word);
        (v.debtWad, v.debtAt) = (0, uint40(start));
        uint256 atOnce = Fees.debtWad(v, word);
        assertLe(inSteps, atOnce);
        assertLe(atOnce - inSteps, steps.length);
        assertLe(atOnce, uint256(bound(rateBp, 0, 500)) * 1e14 * (block.timestamp - start) / 365 days);
    }

    /// @dev However long nobody rebalances, at most the cap is owed.
    function testFuzz_debt_neverPassesItsCap(uint256 elapsed) public {
        uint256 word = _managed(500);
        Fees.fixDebt(v, 0);
        elapsed = bound(elapsed, 0, 100 * 365 days);
        skip(elapsed);
        assertEq(Fees.debtWad(v, word), elapsed >= 5 * 365 days ? MAX_DEBT_WAD : 0.05e18 * elapsed / 365 days);
    }

    /// @dev A vault that never charged reads no slot, whatever is in it.
    function test_debt_ofAnUnmanagedVaultIsNone() public {
        v.debtWad = 1e17;
        assertEq(Fees.debtWad(v, Fees.pack(ITreasury.VaultFees(1, 1, 0, 1, 1), true, false)), 0);
    }

    function testFuzz_overrides_onlyLower(uint16[5] memory bp, uint16[3] memory own, address account) public {
        for (uint256 i; i < 5; ++i) {
            bp[i] = uint16(bound(bp[i], 0, 100));
        }
        for (uint256 i; i < 3; ++i) {
            own[i] = uint16(bound(own[i], 0, 100));
        }
        uint256 word = Fees.pack(ITreasury.VaultFees(bp[0], bp[1], bp[2], bp[3], bp[4]), true, true);
        assertEq(Fees.entryBp(v, word, account), bp[0]);
        assertEq(Fees.exitBp(v, word, account), bp[1]);
        assertEq(Fees.flashBp(v, word, account), bp[4]);
        ITreasury.FeeOverride memory set = ITreasury.FeeOverride(own[0], own[1], own[2]);
        Fees.setOverride(v, account, set);
        assertEq(keccak256(abi.encode(Fees.overrideOf(v, account))), keccak256(abi.encode(set)));
        assertEq(Fees.entryBp(v, word, account), bp[0] < own[0] ? bp[0] : own[0]);
        assertEq(Fees.exitBp(v, word, account), bp[1] < own[1] ? bp[1] : own[1]);
        assertEq(Fees.flashBp(v, word, account), bp[4] < own[2] ? bp[4] : own[2]);
    }

    function _managed(uint256 rateBp) private pure returns (uint256) {
        return Fees.pack(ITreasury.VaultFees(0, 0, uint16(rateBp), 0, 0), false, true);
    }
}
