// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedgerReceipt} from "../../../src/interfaces/ILedgerReceipt.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {LedgerBase} from "./LedgerBase.sol";

/// @notice ac, vdc and sdc: the ledger's accounts seen as tokens, and collateral that moves while its owner is healthy.
contract XauLedgerReceiptsTest is LedgerBase {
    ERC20 private ac;
    ERC20 private vdc;
    ERC20 private sdc;

    function setUp() public override {
        super.setUp();
        _openStable(cUSDT);
        ac = ERC20(ledger.asset(address(weth)).collateralReceipt);
        vdc = ERC20(ledger.asset(address(cUSDT)).variableReceipt);
        sdc = ERC20(ledger.asset(address(cUSDT)).stableReceipt);
    }

    function test_receipts_areNamedAfterTheirToken() public view {
        ERC20 acXau = ERC20(ledger.asset(address(xau)).collateralReceipt);
        assertEq(acXau.symbol(), "acXAU");
        assertEq(acXau.name(), "Cantilever collateral Cantilever Gold");
        assertEq(acXau.decimals(), 18);
        assertEq(vdc.symbol(), "vdccUSDT");
        assertEq(vdc.name(), "Cantilever variable debt Cantilever USDT");
        assertEq(sdc.symbol(), "sdccUSDT");
        assertEq(sdc.name(), "Cantilever stable debt Cantilever USDT");
        assertEq(vdc.decimals(), 6);
        ILedgerReceipt[3] memory all =
            [ILedgerReceipt(address(ac)), ILedgerReceipt(address(vdc)), ILedgerReceipt(address(sdc))];
        for (uint256 n; n < 3; ++n) {
            assertEq(address(all[n].LEDGER()), address(ledger));
            assertEq(all[n].UNDERLYING(), n == 0 ? address(weth) : address(cUSDT));
            assertEq(all[n].RATE_MODE(), n == 0 ? 0 : 3 - n);
        }
    }

    /// @dev Terms may change; the receipts stay.
    function test_receipts_areMadeOnce() public {
        IXauLedger.CollateralParams memory c = ledger.asset(address(weth)).collateral;
        c.cap -= 1;
        vm.prank(owner);
        ledger.setCollateral(address(weth), c);
        _setFee(cUSDT, 1);
        assertEq(ledger.asset(address(weth)).collateralReceipt, address(ac));
        assertEq(ledger.asset(address(cUSDT)).variableReceipt, address(vdc));
        assertEq(ledger.asset(address(cUSDT)).stableReceipt, address(sdc));
    }

    /// @dev Whatever happens in the ledger is what the receipts say, to the unit.
    function testFuzz_receipts_areTheLedgersAccounts(uint256 held, uint256 fixed_, uint256 floating, uint32 dt) public {
        held = bound(held, 10e18, 50_000e18);
        uint256 room = held * 3_000 / 1e12 * 7 / 10;
        fixed_ = bound(fixed_, 100e6, room / 2 > 4_000_000e6 ? 4_000_000e6 : room / 2);
        floating = bound(floating, 100e6, room / 2 > 4_000_000e6 ? 4_000_000e6 : room / 2);
        _depositWeth(borrower, held);
        _borrowStable(borrower, cUSDT, fixed_);
        _borrow(borrower, cUSDT, floating);
        skip(dt);
        assertEq(ac.balanceOf(borrower), held);
        assertEq(ac.totalSupply(), held);
        assertEq(vdc.balanceOf(borrower), ledger.debtIn(borrower, address(cUSDT), VARIABLE));
        assertEq(sdc.balanceOf(borrower), ledger.debtIn(borrower, address(cUSDT), STABLE));
        assertEq(vdc.totalSupply(), ledger.totalDebtIn(address(cUSDT), VARIABLE));
        assertEq(sdc.totalSupply(), ledger.totalDebtIn(address(cUSDT), STABLE));
        assertGe(vdc.balanceOf(borrower) + sdc.balanceOf(borrower), fixed_ + floating);
    }

    // ---- transfers ----

    /// @dev Without debt collateral moves freely, and is the receiver's to withdraw.
    function testFuzz_transfer_movesTheCollateral(uint256 held, uint256 amount) public {
        held = bound(held, 1, 50_000e18);
        amount = bound(amount, 0, held);
        _depositWeth(depositor, held);
        vm.expectEmit(address(ac));
        emit IERC20.Transfer(depositor, stranger, amount);
        vm.prank(depositor);
        assertTrue(ac.transfer(stranger, amount));
        assertEq(ledger.collateralOf(depositor, address(weth)), held - amount);
        assertEq(ledger.collateralOf(stranger, address(weth)), amount);
        assertEq(ledger.asset(address(weth)).totalCollateral, held);
        if (amount == 0) return;
        vm.prank(stranger);
        ledger.withdrawCollateral(address(weth), amount, stranger);
        assertEq(weth.balanceOf(stranger), amount);
    }

    /// @dev With debt exactly as much moves as could be withdrawn.
    function testFuzz_transfer_keepsTheSenderHealthy(uint256 held, uint256 debt, uint256 amount) public {
        held = bound(held, 10e18, 1_000e18);
        _depositWeth(borrower, held);
        // A unit below the very edge, which the conversion's rounding refuses.
        debt = bound(debt, 100e6, held * 3_000 / 1e12 * 75 / 100 - 1);
        _borrow(borrower, cUSDT, debt);
        amount = bound(amount, 1, held);
        uint256 owed = ledger.debtOf(borrower, address(cUSDT)) * 1e12;
        uint256 limit = (held - amount) * 3_000 * 7_500 / BP;
        // On the very edge the conversion to ounces and back decides, down for collateral and up for debt.
        if (limit >= owed && limit - owed <= owed / 1e15) return;
        bool healthy = limit >= owed;
        if (!healthy) vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        vm.prank(borrower);
        ac.transfer(stranger, amount);
        assertEq(ledger.collateralOf(stranger, address(weth)), healthy ? amount : 0);
    }

    /// @dev To oneself nothing changes; an account in debt does not gain by it.
    function testFuzz_transfer_toOneself(uint256 amount) public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 20_000e6);
        vm.prank(borrower);
        ac.transfer(borrower, bound(amount, 0, 10e18));
        assertEq(ledger.collateralOf(borrower, address(weth)), 10e18);
        assertGe(ledger.healthFactor(borrower), WAD);
    }

    /// @dev The receiver has a leg it can be liquidated in, the sender who gave all has none.
    function test_transfer_allMovesTheLeg() public {
        _depositWeth(depositor, 10e18);
        vm.prank(depositor);
        ac.transfer(borrower, 10e18);
        _borrow(borrower, cUSDT, 20_000e6);
        feeds.setStale(ETH_USD, true);
        vm.prank(borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        ac.transfer(depositor, 1);
    }

    function testFuzz_transferFrom_takesTheAllowance(uint256 allowed, uint256 amount) public {
        _depositWeth(depositor, 10e18);
        allowed = bound(allowed, 0, 10e18);
        amount = bound(amount, 0, 10e18);
        vm.prank(depositor);
        ac.approve(stranger, allowed);
        if (amount > allowed) vm.expectRevert(ERC20.InsufficientAllowance.selector);
        vm.prank(stranger);
        ac.transferFrom(depositor, attacker, amount);
        assertEq(ac.balanceOf(attacker), amount > allowed ? 0 : amount);
        assertEq(ac.allowance(depositor, stranger), amount > allowed ? allowed : allowed - amount);
    }

    function testFuzz_permit_allowsByASignature(uint256 value, uint256 key) public {
        key = bound(key, 1, 1e30);
        address holder = vm.addr(key);
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typehash, holder, stranger, value, 0, block.timestamp));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", ac.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        ac.permit(holder, stranger, value, block.timestamp, v, r, s);
        assertEq(ac.allowance(holder, stranger), value);
    }

    /// @dev Two receipts of one implementation are two domains: a signature for one is none for the other.
    function test_permit_domainsDiffer() public view {
        ERC20 acXau = ERC20(ledger.asset(address(xau)).collateralReceipt);
        assertTrue(ac.DOMAIN_SEPARATOR() != acXau.DOMAIN_SEPARATOR());
    }

    /// @dev Permit2 has no allowance that its holder did not give.
    function test_permit2_hasNoAllowance() public view {
        assertEq(ac.allowance(depositor, 0x000000000022D473030F116dDEE9F6B43aC78BA3), 0);
    }

    function test_RevertWhen_transfer_exceedsTheCollateral() public {
        _depositWeth(depositor, 10e18);
        vm.prank(depositor);
        vm.expectRevert(
            abi.encodeWithSelector(
                IXauLedger.Ledger_NotEnoughCollateral.selector, depositor, address(weth), 10e18 + 1, 10e18
            )
        );
        ac.transfer(stranger, 10e18 + 1);
    }

    function test_RevertWhen_transfer_toZero() public {
        _depositWeth(depositor, 10e18);
        vm.prank(depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAddress.selector);
        ac.transfer(address(0), 1);
    }

    /// @dev Nobody but the token's own receipt moves its collateral: not the owner, not another token's receipt.
    function testFuzz_RevertWhen_moveCollateral_callerIsNotTheReceipt(address caller) public {
        _depositWeth(depositor, 10e18);
        address[4] memory callers = [caller, owner, ledger.asset(address(xau)).collateralReceipt, address(ledger)];
        for (uint256 n; n < 4; ++n) {
            if (callers[n] == address(ac)) continue;
            vm.prank(callers[n]);
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotReceipt.selector, callers[n], address(ac)));
            ledger.moveCollateral(address(weth), depositor, attacker, 1);
        }
    }

    function test_RevertWhen_moveCollateral_ofNoCollateral() public {
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotReceipt.selector, address(this), address(0)));
        ledger.moveCollateral(address(cUSDC), depositor, attacker, 1);
    }

    // ---- events ----

    /// @dev A receipt emits what the ledger does: deposit, withdrawal, loan, repayment, seizure.
    function test_note_tellsWhatTheLedgerDid() public {
        _giveWeth(borrower, 20e18);
        vm.startPrank(borrower);
        vm.expectEmit(address(ac));
        emit IERC20.Transfer(address(0), borrower, 20e18);
        ledger.depositCollateral(address(weth), 20e18, borrower);
        vm.expectEmit(address(ac));
        emit IERC20.Transfer(borrower, address(0), 10e18);
        ledger.withdrawCollateral(address(weth), 10e18, stranger);
        vm.expectEmit(address(vdc));
        emit IERC20.Transfer(address(0), borrower, 20_000e6);
        ledger.borrow(address(cUSDT), 20_000e6, VARIABLE, borrower);
        vm.expectEmit(address(sdc));
        emit IERC20.Transfer(address(0), borrower, 1_000e6);
        ledger.borrow(address(cUSDT), 1_000e6, STABLE, borrower);
        cUSDT.approve(address(ledger), type(uint256).max);
        vm.expectEmit(address(sdc));
        emit IERC20.Transfer(borrower, address(0), 400e6);
        ledger.repay(address(cUSDT), 400e6, STABLE, borrower);
        vm.stopPrank();
        feeds.set(ETH_USD, 2_500e18);
        _give(cUSDT, liquidator, 1_000e6);
        vm.startPrank(liquidator);
        vm.expectEmit(address(vdc));
        emit IERC20.Transfer(borrower, address(0), 1_000e6);
        vm.expectEmit(address(ac));
        emit IERC20.Transfer(borrower, address(0), 0.42e18); // 1,000 dollars at 2,500 and 5 %
        ledger.liquidate(borrower, address(cUSDT), address(weth), 1_000e6, 0);
    }

    function testFuzz_RevertWhen_note_callerIsNotTheLedger(address caller) public {
        if (caller == address(ledger)) caller = attacker;
        ERC20[3] memory all = [ac, vdc, sdc];
        for (uint256 n; n < 3; ++n) {
            vm.prank(caller);
            vm.expectRevert(abi.encodeWithSelector(ILedgerReceipt.Receipt_NotLedger.selector, caller, address(ledger)));
            ILedgerReceipt(address(all[n])).note(address(0), caller, 1e30);
        }
    }

    // ---- debts stay ----

    function testFuzz_RevertWhen_debt_isTransferred(uint256 amount) public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 10_000e6);
        _borrowStable(borrower, cUSDT, 10_000e6);
        ERC20[2] memory debts = [vdc, sdc];
        for (uint256 n; n < 2; ++n) {
            bytes memory refusal =
                abi.encodeWithSelector(ILedgerReceipt.Receipt_NotTransferable.selector, address(debts[n]));
            vm.startPrank(borrower);
            vm.expectRevert(refusal);
            debts[n].transfer(stranger, amount);
            vm.expectRevert(refusal);
            debts[n].approve(stranger, amount);
            vm.expectRevert(refusal);
            debts[n].transferFrom(borrower, stranger, amount);
            vm.stopPrank();
            assertEq(debts[n].allowance(borrower, stranger), 0);
        }
    }
}
