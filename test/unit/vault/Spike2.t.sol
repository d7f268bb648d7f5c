// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;
import {console} from "forge-std/console.sol";
import {Vm} from "forge-std/Vm.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";

contract Spike2Test is VaultFixture {
    function test_count() public {
        vm.prank(alice);
        almDiamond.deposit(vaultId, 10e18, 30_000e6, 0, alice);
        vm.prank(keeper);
        almDiamond.rebalance(vaultId, new IALMProtected.SwapOrder[](0), _orders());
        for (uint256 k; k < 3; ++k) {
            for (uint256 i; i < 3; ++i) {
                swap(pools[i], true, 1e18);
                swap(pools[i], false, 3000e6);
            }
            skip(100);
            almDiamond.harvest(vaultId);
            skip(1000);
            vm.prank(alice);
            almDiamond.withdrawInKind(vaultId, 1e18, 0, 0, alice);
            skip(1000);
        }
        for (uint256 i; i < 3; ++i) {
            swap(pools[i], true, 1e18);
            swap(pools[i], false, 3000e6);
        }
        skip(1000);
        vm.startStateDiffRecording();
        vm.prank(alice);
        almDiamond.withdrawInKind(vaultId, 1e21, 0, 0, alice);
        console.log("GAS", vm.lastCallGas().gasTotalUsed, uint256(int256(vm.lastCallGas().gasRefunded)));
        Vm.AccountAccess[] memory acc = vm.stopAndReturnStateDiff();
        for (uint256 i; i < acc.length; ++i) {
            uint256 w;
            uint256 r;
            uint256 wz;
            for (uint256 j; j < acc[i].storageAccesses.length; ++j) {
                Vm.StorageAccess memory s = acc[i].storageAccesses[j];
                if (s.isWrite) if (s.previousValue != s.newValue) w++;
                if (s.previousValue == 0) wz++;
                else r++;
                if (acc[i].account == address(almDiamond)) {
                    console.log(s.isWrite ? "W" : "R", vm.toString(s.slot), vm.toString(s.newValue));
                }
            }
            console.log(vm.toString(acc[i].account), r, w, wz);
        }
    }
}
