// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;
import {console} from "forge-std/console.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";

contract SpikeTest is VaultFixture {
    uint256 a0;
    uint256 a1;
    uint256 b;
    uint256 c;
    uint256 s2;
    uint256 d0;
    uint256 d1;
    uint256 w0;
    uint256 w1;
    uint256 x0;
    uint256 x1;
    uint256 left;
    uint256 g;

    function test_story() public {
        vm.prank(alice);
        (uint256 shares,,) = almDiamond.deposit(vaultId, 10e18, 30_000e6, 0, alice);
        console.log("shares", shares);
        (a0, a1) = almDiamond.totalBalances(vaultId);
        console.log(a0, a1);
        IALMInfo.RebalancePlan memory plan = almDiamond.planRebalance(vaultId, _orders());
        console.log(plan.need0, plan.need1, plan.have0, plan.have1);
        console.log(plan.weightsBp[0], plan.weightsBp[1], plan.weightsBp[2]);
        console.log(plan.valueAtAnchor, plan.cashTarget);
        vm.prank(keeper);
        (b, c) = almDiamond.rebalance(vaultId, new IALMProtected.SwapOrder[](0), _orders());
        console.log("rebalanced", b, c);
        (a0, a1) = almDiamond.cashBalances(vaultId);
        console.log("cash", a0, a1);
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        almDiamond.harvest(vaultId);
        skip(400);
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        vm.prank(alice);
        almDiamond.withdrawInKind(vaultId, 1e18, 0, 0, alice);
        skip(400);
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        skip(400);
        vm.prank(bob);
        almDiamond.deposit(vaultId, 1e18, 3_000e6, 0, bob);
        console.log("gas deposit bob", vm.lastCallGas().gasTotalUsed);
        vm.prank(alice);

        (s2, d0, d1) = almDiamond.deposit(vaultId, 1e18, 3_000e6, 0, alice);
        console.log("gas deposit repeat", vm.lastCallGas().gasTotalUsed, uint256(int256(vm.lastCallGas().gasRefunded)));
        skip(12);
        vm.prank(alice);

        (w0, w1) = almDiamond.withdraw(vaultId, s2, 0, 0, alice);
        console.log("gas withdraw", vm.lastCallGas().gasTotalUsed, uint256(int256(vm.lastCallGas().gasRefunded)));
        console.log(d0, w0);
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        skip(12);
        vm.prank(alice);

        almDiamond.withdrawInKind(vaultId, s2, 0, 0, alice);
        console.log("gas in kind", vm.lastCallGas().gasTotalUsed, uint256(int256(vm.lastCallGas().gasRefunded)));
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        skip(1000);
        vm.prank(keeper);
        IALMProtected.RangeOrder[] memory o = _orders();
        for (uint256 i; i < 3; ++i) {
            o[i].tickLower += 200 * 6;
        }

        (b, c) = almDiamond.rebalance(vaultId, new IALMProtected.SwapOrder[](0), o);
        console.log("gas rebalance", vm.lastCallGas().gasTotalUsed, uint256(int256(vm.lastCallGas().gasRefunded)));
        almDiamond.harvest(vaultId);
        left = almDiamond.balanceOf(alice, vaultId);
        vm.prank(alice);
        almDiamond.withdraw(vaultId, left, 0, 0, alice);
        left = almDiamond.balanceOf(bob, vaultId);
        (w0, w1) = almDiamond.previewWithdraw(vaultId, left);
        vm.prank(bob);
        (x0, x1) = almDiamond.withdraw(vaultId, left, 0, 0, bob);
        assertEq(w0, x0);
        assertEq(w1, x1);
        (a0, a1) = almDiamond.totalBalances(vaultId);
        console.log("dead left", a0, a1);
        console.log(token0.balanceOf(address(almDiamond)), token1.balanceOf(address(almDiamond)));
    }
}
