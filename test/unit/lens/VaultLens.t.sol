// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultLens} from "src/interfaces/IVaultLens.sol";
import {VaultLens} from "src/lens/VaultLens.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract VaultLensTest is VaultFixture {
    VaultLens private lens;

    function setUp() public override {
        super.setUp();
        lens = new VaultLens();
        depositAs(alice, 100e18, 300_000e6);
        rebalance(2000);
        churn(5e18);
    }

    /// @dev One call says what a dozen say.
    function testFuzz_vault_isWhatTheDoorsSay(uint256 wait) public {
        skip(bound(wait, 0, 6 hours));
        vm.prank(alice);
        diamond.harvest(vaultId);
        IVaultLens.VaultReport memory r = lens.vault(address(diamond), vaultId);
        assertEq(r.vaultId, vaultId);
        assertEq(abi.encode(r.settings), abi.encode(diamond.vaultInfo(vaultId)));
        assertEq(abi.encode(r.pools), abi.encode(diamond.vaultPools(vaultId)));
        assertEq(abi.encode(r.ranges), abi.encode(diamond.vaultRanges(vaultId)));
        assertEq(abi.encode(r.attribution), abi.encode(diamond.attribution(vaultId)));
        assertEq(abi.encode(r.diversification), abi.encode(diamond.diversification(vaultId)));
        _same(r.total0, r.total1, diamond.totalBalances);
        _same(r.cash0, r.cash1, diamond.cashBalances);
        _same(r.unreleased0, r.unreleased1, diamond.unreleasedProfit);
        (uint256 value, uint160 anchor) = diamond.valueAtAnchor(vaultId);
        assertEq(r.value, value);
        assertEq(r.sqrtAnchorX96, anchor);
        assertEq(r.valuePerShareWad, diamond.valuePerShareWad(vaultId));
        (, uint256 cashTargetBp) = diamond.targetWeightsAndCash(vaultId);
        assertEq(r.cashTargetBp, cashTargetBp);
        (uint256 used, uint256 budget, uint256 readyAt) = diamond.lossBudget(vaultId);
        assertEq(r.lossUsedPpm, used);
        assertEq(r.lossBudgetPpm, budget);
        assertEq(r.readyAt, readyAt);
        assertEq(r.unpriced.length, 0);
        assertEq(r.flags, 0);
        assertEq(r.meanCScore, 5000);
    }

    /// @dev A dead feed empties what needs a price, and nothing else.
    function test_vault_withoutAPrice() public {
        setAnchor(0);
        IVaultLens.VaultReport memory r = lens.vault(address(diamond), vaultId);
        assertEq(bytes4(r.unpriced), IOracle.Oracle_NonPositive.selector);
        assertEq(r.value + r.sqrtAnchorX96 + r.valuePerShareWad + r.attribution.length, 0);
        assertEq(r.ranges.length, 3);
        assertGt(r.cash0, 0);
        assertFalse(r.rebalanceReady);
    }

    /// @dev Pools off the anchor: still priced, since the anchor is there, but without a target for the cash.
    function test_vault_whileNotCalm() public {
        setAnchor(2700e8);
        skip(15 minutes);
        IVaultLens.VaultReport memory r = lens.vault(address(diamond), vaultId);
        assertGt(r.value, 0);
        assertEq(r.cashTargetBp, 0);
        assertFalse(r.rebalanceReady);
        assertEq(bytes4(r.rebalanceReason), IVaultErrors.Vault_NotCalm.selector);
    }

    function testFuzz_vaults_pages(uint256 first, uint256 count) public {
        vm.startPrank(manager);
        diamond.createVault(address(weth), address(usdc), 0);
        diamond.createVault(address(weth), address(usdc), 0);
        vm.stopPrank();
        first = bound(first, 0, 6);
        count = bound(count, 0, 5);
        IVaultLens.VaultReport[] memory page = lens.vaults(address(diamond), first, count);
        uint256 from = first == 0 ? 1 : first;
        uint256 there = from > 3 ? 0 : 4 - from;
        assertEq(page.length, count < there ? count : there);
        for (uint256 i; i < page.length; ++i) {
            assertEq(page[i].vaultId, from + i);
        }
    }

    function test_RevertWhen_vaultIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Unknown.selector, 9));
        lens.vault(address(diamond), 9);
    }

    function _same(uint256 a, uint256 b, function(uint256) external view returns (uint256, uint256) door) private view {
        (uint256 x, uint256 y) = door(vaultId);
        assertEq(a, x);
        assertEq(b, y);
    }
}
