// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {TreasuryFixture} from "./TreasuryFixture.sol";

/// @notice Who sets what, within which maxima, and where fees go.
contract TreasuryTest is TreasuryFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
    }

    // -- rates ----------------------------------------------------------------------------------------------------

    /// @dev Any rates within the maxima are kept; any above one of them are refused, whoever asks.
    function testFuzz_rates_haveMaxima(uint16[5] memory bp) public {
        uint16[5] memory maxima = [uint16(100), 100, 500, 3_000, 100];
        uint256 above = type(uint256).max;
        for (uint256 i; i < 5; ++i) {
            bp[i] = uint16(bound(bp[i], 0, uint256(maxima[i]) * 2));
            if (above == type(uint256).max && bp[i] > maxima[i]) above = i;
        }
        ITreasury.VaultFees memory fees = ITreasury.VaultFees(bp[0], bp[1], bp[2], bp[3], bp[4]);
        if (above != type(uint256).max) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasury.Treasury_FeeAboveMaximum.selector, bp[above], maxima[above])
            );
            diamond.setVaultFees(vaultId, fees);
        } else {
            vm.expectEmit(address(diamond));
            emit ITreasury.VaultFeesSet(vaultId, ITreasury.VaultFees(0, 0, 0, 0, 0), fees, admin);
            diamond.setVaultFees(vaultId, fees);
            assertEq(keccak256(abi.encode(diamond.vaultFees(vaultId))), keccak256(abi.encode(fees)));
        }
    }

    /// @dev MANAGER and TREASURY lower at once; what raises any of the five is ADMIN's.
    function testFuzz_rates_whoMayChangeThem(uint256 oldSeed, uint256 newSeed, uint256 who) public {
        setAnyFees(oldSeed);
        ITreasury.VaultFees memory old = diamond.vaultFees(vaultId);
        setAnyFees(newSeed);
        ITreasury.VaultFees memory fees = diamond.vaultFees(vaultId);
        setAnyFees(oldSeed);
        bool isRaise = fees.entryBp > old.entryBp || fees.exitBp > old.exitBp || fees.managementBp > old.managementBp
            || fees.performanceBp > old.performanceBp || fees.flashBp > old.flashBp;
        address caller = [admin, manager, treasury, keeper, guardian, attacker][bound(who, 0, 5)];
        bool may = isRaise ? caller == admin : caller == manager || caller == treasury;
        vm.prank(caller);
        if (!may) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccess.Access_MissingRole.selector, caller, isRaise ? Roles.ADMIN : Roles.MANAGER
                )
            );
        }
        diamond.setVaultFees(vaultId, fees);
    }

    function testFuzz_overrides_haveMaximaAndOwners(uint16[3] memory bp, address account) public {
        uint256 above = type(uint256).max;
        for (uint256 i; i < 3; ++i) {
            bp[i] = uint16(bound(bp[i], 0, 150));
            if (above == type(uint256).max && bp[i] > 100) above = i;
        }
        ITreasury.FeeOverride memory none = ITreasury.FeeOverride(100, 100, 100);
        ITreasury.FeeOverride memory own = ITreasury.FeeOverride(bp[0], bp[1], bp[2]);
        assertEq(keccak256(abi.encode(diamond.feeOverride(vaultId, account))), keccak256(abi.encode(none)));
        if (above != type(uint256).max) {
            vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_FeeAboveMaximum.selector, bp[above], 100));
            diamond.setFeeOverride(vaultId, account, own);
            return;
        }
        vm.prank(treasury);
        vm.expectEmit(address(diamond));
        emit ITreasury.FeeOverrideSet(vaultId, account, none, own, treasury);
        diamond.setFeeOverride(vaultId, account, own);
        assertEq(keccak256(abi.encode(diamond.feeOverride(vaultId, account))), keccak256(abi.encode(own)));
        if (keccak256(abi.encode(own)) == keccak256(abi.encode(none))) return;
        // Lifting it raises that account's fees.
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, treasury, Roles.ADMIN));
        diamond.setFeeOverride(vaultId, account, none);
        diamond.setFeeOverride(vaultId, account, none);
    }

    /// @dev An override is of one vault only.
    function test_override_isOfOneVault() public {
        vm.prank(manager);
        uint256 other = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(manager);
        diamond.setFeeOverride(vaultId, bob, ITreasury.FeeOverride(0, 0, 0));
        assertEq(diamond.feeOverride(other, bob).entryBp, 100);
    }

    function test_RevertWhen_vaultIsUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(IVaultErrors.Vault_Unknown.selector, 99);
        ITreasury.VaultFees memory fees;
        ITreasury.FeeOverride memory own;
        vm.expectRevert(unknown);
        diamond.setVaultFees(99, fees);
        vm.expectRevert(unknown);
        diamond.vaultFees(99);
        vm.expectRevert(unknown);
        diamond.setFeeOverride(99, bob, own);
        vm.expectRevert(unknown);
        diamond.feeOverride(99, bob);
        vm.expectRevert(unknown);
        diamond.pendingFees(99);
        vm.expectRevert(unknown);
        diamond.accruedManagementFee(99);
        vm.expectRevert(unknown);
        vm.prank(treasury);
        diamond.collect(99);
    }

    // -- the collector --------------------------------------------------------------------------------------------

    /// @dev F4: a collection pays exactly what was booked, to who is named then, and leaves nothing booked.
    function testFuzz_collect_paysExactlyThePending(uint256 amount, uint256 bp, address newCollector) public {
        vm.assume(newCollector > address(0xffff) && newCollector.code.length == 0);
        setFees(bound(bp, 1, 100), 0, 0, 0, 0);
        amount = bound(amount, 1e15, 50e18);
        depositAs(bob, amount, amount * 4_000 / 1e12);
        (uint256 due0, uint256 due1) = diamond.pendingFees(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        diamond.setCollector(newCollector);
        uint256 had0 = weth.balanceOf(newCollector);
        uint256 had1 = usdc.balanceOf(newCollector);
        vm.expectEmit(address(diamond));
        emit ITreasury.FeesCollected(vaultId, newCollector, due0, due1);
        vm.prank(treasury);
        diamond.collect(vaultId);
        assertEq(weth.balanceOf(newCollector) - had0, due0);
        assertEq(usdc.balanceOf(newCollector) - had1, due1);
        assertEq(weth.balanceOf(collector) + usdc.balanceOf(collector), 0);
        (uint256 left0, uint256 left1) = diamond.pendingFees(vaultId);
        assertEq(left0 + left1, 0);
        (uint256 same0, uint256 same1) = diamond.cashBalances(vaultId);
        assertEq(keccak256(abi.encode(same0, same1)), keccak256(abi.encode(cash0, cash1)));
        assertConserved();
        vm.prank(treasury);
        (uint256 again0, uint256 again1) = diamond.collect(vaultId);
        assertEq(again0 + again1, 0);
    }

    function test_setCollector_tellsOldAndNew() public {
        vm.expectEmit(address(diamond));
        emit ITreasury.CollectorSet(collector, bob);
        diamond.setCollector(bob);
        assertEq(diamond.collector(), bob);
    }

    function test_RevertWhen_collectorIsNobody() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_InvalidCollector.selector, address(0)));
        diamond.setCollector(address(0));
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_InvalidCollector.selector, address(diamond)));
        diamond.setCollector(address(diamond));
    }

    function testFuzz_RevertWhen_callerLacksTheRole(address caller) public {
        vm.assume(caller != admin && caller != treasury);
        vm.startPrank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.ADMIN));
        diamond.setCollector(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.TREASURY));
        diamond.collect(vaultId);
    }
}

/// @notice Before anybody was named, fees stay booked.
contract NoCollectorTest is VaultFixture {
    function test_RevertWhen_nobodyWasNamed() public {
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_InvalidCollector.selector, address(0)));
        diamond.collect(vaultId);
    }
}
