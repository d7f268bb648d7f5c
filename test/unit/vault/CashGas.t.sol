// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CashFixture} from "test/utils/CashFixture.sol";

/// @notice What a money market adds to a user's operation. Each operation runs twice, the second time measured, so that
/// slots are no first touch; accounts and slots are cold each time.
contract CashGasTest is CashFixture {
    function test_gas_withoutMarket() public {
        _measure("none", false);
    }

    function test_gas_withAave() public {
        useAave();
        investAll();
        _measure("aave", true);
    }

    function test_gas_withErc4626() public {
        useVaults();
        investAll();
        _measure("erc4626", true);
    }

    function _measure(string memory name, bool isInvested) private {
        _step(1 hours);
        vm.prank(bob);
        diamond.deposit(vaultId, 1e16, 1e9, 0, bob);
        _step(1 hours);
        vm.prank(bob);
        diamond.deposit(vaultId, 1e16, 1e9, 0, bob);
        vm.snapshotGasLastCall("VaultCash", string.concat("deposit, market: ", name));
        _step(1 hours);
        vm.prank(bob);
        diamond.withdraw(vaultId, 1e16, 0, 0, bob);
        vm.snapshotGasLastCall("VaultCash", string.concat("withdraw from idle, market: ", name));
        if (!isInvested) return;
        _step(1 hours);
        uint256 shares = sharesOf(bob) / 3;
        vm.prank(bob);
        diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.snapshotGasLastCall("VaultCash", string.concat("withdraw with recall of both tokens, market: ", name));
        _step(1 hours);
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares / 2, 0, 0, bob);
        vm.snapshotGasLastCall("VaultCash", string.concat("exit in kind, market: ", name));
    }

    function _step(uint256 wait) private {
        skip(wait);
        setAnchor(3000e8);
        vm.cool(address(diamond));
        for (uint256 i; i < facets.length; ++i) {
            vm.cool(facets[i].at);
        }
        for (uint256 i; i < 2; ++i) {
            vm.cool(address(tokens[i]));
            vm.cool(address(vaults[i]));
            vm.cool(aTokens[i]);
        }
        for (uint256 i; i < 3; ++i) {
            vm.cool(pools[i]);
        }
        vm.cool(address(aave.pool));
        vm.cool(address(feed));
    }
}
