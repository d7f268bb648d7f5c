// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Leg, Range, Vault} from "src/vault/VaultTypes.sol";
import {LedgerSlots} from "src/vault/libraries/LedgerSlots.sol";
import {RangeSlots} from "src/vault/libraries/RangeSlots.sol";

/// @notice Slots read and written whole are the members as they are declared, and nothing beside them.
contract VaultSlotsTest is Test {
    struct Ledger {
        uint128 totalShares;
        uint40 updatedAt;
        uint40 endsAt0;
        uint40 endsAt1;
        uint128 cash0;
        uint128 cash1;
        uint128 profit0;
        uint128 profit1;
    }

    Vault internal v;

    function testFuzz_ledger_readsTheMembers(Ledger memory l) public {
        _fill(l);
        _assertRead(l);
    }

    function testFuzz_ledger_writesTheMembers(Ledger memory had, Ledger memory l) public {
        _fill(had);
        LedgerSlots.setCash(v, l.cash0, l.cash1);
        LedgerSlots.setProfit(v, l.profit0, l.profit1);
        LedgerSlots.setTimes(v, l.updatedAt, l.endsAt0, l.endsAt1);
        l.totalShares = had.totalShares;
        _assertRead(l);
        assertEq(abi.encode(_members()), abi.encode(l), "the members");
        _assertNeighbours();
    }

    function testFuzz_range_readsTheMembers(uint8 index, Range memory range) public {
        v.ranges[index] = range;
        Leg memory leg;
        RangeSlots.read(v, index, leg);
        assertEq(leg.poolIndex, range.poolIndex);
        assertEq(leg.tickLower, range.tickLower);
        assertEq(leg.tickUpper, range.tickUpper);
        assertEq(leg.liquidity, range.liquidity);
    }

    function testFuzz_range_writesTheMembers(uint8 index, Range memory had, Range memory range) public {
        Ledger memory nothing;
        _fill(nothing);
        v.ranges[index] = had;
        RangeSlots.write(v, index, range.poolIndex, range.tickLower, range.tickUpper, range.liquidity);
        assertEq(abi.encode(v.ranges[index]), abi.encode(range));
        _assertNeighbours();
    }

    function _fill(Ledger memory l) private {
        v.config = address(this);
        v.rangeCount = 3;
        v.lossWindow = type(uint256).max;
        v.totalShares = l.totalShares;
        (v.profitUpdatedAt, v.profitEndsAt0, v.profitEndsAt1) = (l.updatedAt, l.endsAt0, l.endsAt1);
        (v.cash0, v.cash1, v.profit0, v.profit1) = (l.cash0, l.cash1, l.profit0, l.profit1);
    }

    function _members() private view returns (Ledger memory l) {
        l.totalShares = v.totalShares;
        (l.updatedAt, l.endsAt0, l.endsAt1) = (v.profitUpdatedAt, v.profitEndsAt0, v.profitEndsAt1);
        (l.cash0, l.cash1, l.profit0, l.profit1) = (v.cash0, v.cash1, v.profit0, v.profit1);
    }

    function _assertRead(Ledger memory l) private view {
        (uint256 cash0, uint256 cash1) = LedgerSlots.cash(v);
        (uint256 profit0, uint256 profit1) = LedgerSlots.profit(v);
        (uint256 updatedAt, uint256 endsAt0, uint256 endsAt1) = LedgerSlots.times(v);
        assertEq(cash0, l.cash0);
        assertEq(cash1, l.cash1);
        assertEq(profit0, l.profit0);
        assertEq(profit1, l.profit1);
        assertEq(updatedAt, l.updatedAt);
        assertEq(endsAt0, l.endsAt0);
        assertEq(endsAt1, l.endsAt1);
    }

    /// @dev What lies around the slots that were written.
    function _assertNeighbours() private view {
        assertEq(v.config, address(this));
        assertEq(v.rangeCount, 3);
        assertEq(v.lossWindow, type(uint256).max);
    }
}
