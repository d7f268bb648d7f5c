// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {LedgerBase} from "./LedgerBase.sol";

/// @notice The index, the fees, and the balance of what was issued against what is owed.
contract XauLedgerInterestTest is LedgerBase {
    uint256 private constant RAY = 1e27;
    uint256 private constant MAX_FEE = 21_979_553_151_239_153_027;

    /// @dev (1 + fee)^n at 45 digits: an independent model with an error far below the ledger's.
    function _exactGrowth(uint256 feeRay, uint256 n) private pure returns (uint256 result) {
        result = 1e45;
        uint256 base = 1e45 + feeRay * 1e18;
        for (; n != 0; n >>= 1) {
            if (n & 1 != 0) result = Math.mulDiv(result, base, 1e45);
            base = Math.mulDiv(base, base, 1e45);
        }
    }

    /// @dev The index after a fee was set, `n` seconds on.
    function _growth(uint88 fee, uint256 n) private returns (uint256) {
        _setFee(cUSDC, fee);
        uint256 before = ledger.indexRay(address(cUSDC));
        skip(n);
        return Math.mulDiv(ledger.indexRay(address(cUSDC)), RAY, before);
    }

    function test_index_fivePercentAYear() public {
        assertApproxEqAbs(_growth(FEE_5, 365 days), 1.05e27, 1e18);
    }

    function test_index_hundredPercentAYear() public {
        assertApproxEqAbs(_growth(uint88(MAX_FEE), 365 days), 2e27, 1e20);
    }

    /// @dev The bound stated in the contract: n * 1e-27 of exact, relative.
    function testFuzz_index_withinItsErrorBound(uint88 fee, uint256 n) public {
        fee = uint88(bound(fee, 0, MAX_FEE));
        n = bound(n, 0, 3_650 days);
        _setFee(cUSDC, fee);
        uint256 before = ledger.indexRay(address(cUSDC));
        skip(n);
        uint256 index = ledger.indexRay(address(cUSDC));
        uint256 exact = Math.mulDiv(before, _exactGrowth(fee, n), 1e45);
        uint256 bound_ = Math.mulDiv(exact, n, RAY) + 1;
        assertLe(index, exact + bound_);
        assertGe(index + bound_, exact);
    }

    /// @dev Accruing in pieces is accruing at once, within the stated bound, and never falls.
    function testFuzz_accrue_additiveInTime(uint88 fee, uint256 n, uint256 seed) public {
        fee = uint88(bound(fee, 0, MAX_FEE));
        n = bound(n, 8, 3_650 days);
        _setFee(cUSDC, fee);
        _setFee(cEURT, fee);
        uint256 start = ledger.indexRay(address(cUSDC));
        uint256 startEur = ledger.indexRay(address(cEURT));
        uint256 end = block.timestamp + n;
        uint256 last = start;
        for (uint256 i; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(i == 7 ? end : block.timestamp + seed % (end - block.timestamp + 1));
            ledger.accrue(address(cUSDC));
            uint256 index = ledger.asset(address(cUSDC)).indexRay;
            assertGe(index, last, "index fell");
            assertEq(index, ledger.indexRay(address(cUSDC)));
            last = index;
        }
        ledger.accrue(address(cEURT));
        assertEq(startEur, start);
        uint256 once = ledger.indexRay(address(cEURT));
        uint256 bound_ = Math.mulDiv(once, n, RAY) + 8;
        assertLe(last, once + bound_);
        assertGe(last + bound_, once);
    }

    function testFuzz_accrue_zeroTimeIsZero(uint88 fee, uint32 elapsed) public {
        _setFee(cUSDC, uint88(bound(fee, 0, MAX_FEE)));
        skip(elapsed);
        ledger.accrue(address(cUSDC));
        uint256 index = ledger.indexRay(address(cUSDC));
        ledger.accrue(address(cUSDC));
        assertEq(ledger.indexRay(address(cUSDC)), index);
    }

    /// @dev A market nobody touched for a century still repays.
    function testFuzz_accrue_neverTraps(uint256 years_) public {
        years_ = bound(years_, 1, 400);
        _setFee(cUSDT, uint88(MAX_FEE));
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 1_000e6);
        uint256 before = ledger.indexRay(address(cUSDT));
        skip(years_ * 365 days);
        uint256 stopped = Math.mulDiv(before, _exactGrowth(MAX_FEE, Math.min(years_, 10) * 365 days), 1e45);
        assertApproxEqRel(ledger.indexRay(address(cUSDT)), stopped, 1e9);
        cUSDT.mint(borrower, 2_000_000e6);
        _repay(borrower, cUSDT, type(uint256).max);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), type(uint256).max, borrower);
    }

    /// @dev Touched all the while, the index stops at the end of its type.
    function test_accrue_saturates() public {
        _setFee(cUSDT, uint88(MAX_FEE));
        for (uint256 i; i < 6; ++i) {
            skip(3_650 days);
            ledger.accrue(address(cUSDT));
        }
        assertEq(ledger.indexRay(address(cUSDT)), type(uint128).max);
        skip(1);
        ledger.accrue(address(cUSDT));
        assertEq(ledger.indexRay(address(cUSDT)), type(uint128).max);
    }

    /// @dev A new rate begins now: what accrued, accrued at the old one.
    function testFuzz_setDebt_isNotRetroactive(uint88 oldFee, uint88 newFee, uint32 elapsed) public {
        oldFee = uint88(bound(oldFee, 0, MAX_FEE));
        newFee = uint88(bound(newFee, 0, MAX_FEE));
        _setFee(cUSDC, oldFee);
        skip(bound(elapsed, 0, 3_650 days));
        uint256 index = ledger.indexRay(address(cUSDC));
        _setFee(cUSDC, newFee);
        assertEq(ledger.indexRay(address(cUSDC)), index);
    }

    /// @dev minted + fees = owed + burned + deficit, to the unit, through a life of loans.
    function testFuzz_surplus_isWhatIsOwedBeyondWhatWasIssued(uint256 seed) public {
        _depositWeth(borrower, 10_000e18);
        _depositWeth(depositor, 10_000e18);
        cUSDT.mint(borrower, 1e15);
        cUSDT.mint(depositor, 1e15);
        for (uint256 i; i < 12; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address account = seed & 1 == 0 ? borrower : depositor;
            uint256 debt = ledger.debtOf(account, address(cUSDT));
            uint256 amount = 100e6 + (seed >> 8) % 400_000e6;
            if (seed & 6 == 0 && debt != 0) _repay(account, cUSDT, (seed >> 8) % (debt * 2) + 1);
            else if (seed & 6 == 2 && ledger.feesOf(address(cUSDT)) != 0) ledger.collectFees(address(cUSDT), amount);
            else if (seed & 6 == 4) skip((seed >> 8) % 60 days);
            else _borrow(account, cUSDT, amount);

            IXauLedger.Asset memory a = ledger.asset(address(cUSDT));
            assertEq(a.minted + ledger.feesOf(address(cUSDT)), ledger.totalDebt(address(cUSDT)) + a.burned);
            assertEq(ledger.deficitOf(address(cUSDT)), 0, "a deficit without a loss");
            assertEq(
                a.totalScaledDebt,
                ledger.scaledDebtOf(borrower, address(cUSDT)) + ledger.scaledDebtOf(depositor, address(cUSDT))
            );
        }
    }

    // ---- fee collection ----

    function testFuzz_collectFees_mintsToTheReserve(uint32 elapsed, uint128 maxAmount) public {
        _depositWeth(borrower, 10_000e18);
        _borrow(borrower, cUSDT, 1_000_000e6);
        skip(bound(elapsed, 1 hours, 365 days));
        uint256 fees = ledger.feesOf(address(cUSDT));
        assertEq(fees, ledger.totalDebt(address(cUSDT)) - 1_000_000e6);
        maxAmount = uint128(bound(maxAmount, 1, type(uint128).max));
        uint256 expected = Math.min(fees, maxAmount);
        vm.expectEmit(address(ledger));
        emit IXauLedger.FeesCollected(address(cUSDT), address(reserve), expected);
        vm.prank(stranger);
        assertEq(ledger.collectFees(address(cUSDT), maxAmount), expected);
        assertEq(cUSDT.balanceOf(address(reserve)), expected);
        assertEq(ledger.feesOf(address(cUSDT)), fees - expected);
    }

    /// @dev Net issue never passes the ceiling, fees included; the rest waits.
    function test_collectFees_stopsAtTheCeiling() public {
        _depositWeth(borrower, 10_000e18);
        _borrow(borrower, cUSDT, 9_999_000e6);
        skip(30 days);
        assertEq(ledger.collectFees(address(cUSDT), type(uint256).max), 1_000e6);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoFees.selector, address(cUSDT)));
        ledger.collectFees(address(cUSDT), type(uint256).max);
        _repay(borrower, cUSDT, 500e6);
        assertEq(ledger.collectFees(address(cUSDT), type(uint256).max), 500e6);
    }

    function test_RevertWhen_collectFees_none() public {
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoFees.selector, address(cUSDT)));
        ledger.collectFees(address(cUSDT), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.collectFees(stranger, 1);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.coverDeficit(stranger);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.accrue(stranger);
    }
}
