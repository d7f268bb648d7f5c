// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {Lock} from "lock/Lock.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockHookToken} from "./MockHookToken.sol";

/// @notice Several operations in one call, the account judged at the end.
contract XauLedgerBatchTest is LedgerBase {
    bytes[] private _calls;

    function setUp() public override {
        super.setUp();
        _openStable(cUSDT);
        vm.startPrank(borrower);
        weth.approve(address(ledger), type(uint256).max);
        xau.approve(address(ledger), type(uint256).max);
        cUSDT.approve(address(ledger), type(uint256).max);
        vm.stopPrank();
    }

    function _deposits(address token, uint256 amount) private {
        _calls.push(abi.encodeCall(IXauLedger.depositCollateral, (token, amount, borrower)));
    }

    function _withdraws(address token, uint256 amount) private {
        _calls.push(abi.encodeCall(IXauLedger.withdrawCollateral, (token, amount, borrower)));
    }

    function _borrows(address token, uint256 amount, uint256 mode) private {
        _calls.push(abi.encodeCall(IXauLedger.borrow, (token, amount, mode, borrower)));
    }

    function _repays(address token, uint256 amount, uint256 mode) private {
        _calls.push(abi.encodeCall(IXauLedger.repay, (token, amount, mode, borrower)));
    }

    function _run() private {
        bytes[] memory calls = _calls;
        delete _calls;
        vm.prank(borrower);
        ledger.batch(calls);
    }

    /// @dev A batch does what its calls do one by one.
    function testFuzz_batch_isItsCallsInOrder(uint256 held, uint256 debt, uint256 back) public {
        held = bound(held, 10e18, 1_000e18);
        debt = bound(debt, 100e6, held * 3_000 / 1e12 * 7 / 10);
        back = bound(back, 1, debt);
        _giveWeth(borrower, held);
        _deposits(address(weth), held);
        _borrows(address(cUSDT), debt, STABLE);
        _repays(address(cUSDT), back, STABLE);
        _run();
        assertEq(ledger.collateralOf(borrower, address(weth)), held);
        assertEq(ledger.debtIn(borrower, address(cUSDT), STABLE), debt - back);
        assertEq(cUSDT.balanceOf(borrower), debt - back);
    }

    /// @dev What no order of single calls could do without money in hand: the collateral goes before the other comes.
    function test_batch_changesOneCollateralForAnother() public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 20_000e6);
        _give(xau, borrower, 10e18);
        _withdraws(address(weth), type(uint256).max);
        _deposits(address(xau), 10e18);
        _run();
        assertEq(weth.balanceOf(borrower), 10e18);
        assertGe(ledger.healthFactor(borrower), WAD);
    }

    /// @dev From the variable rate to a stable one: the new loan pays the old, at the limit of the collateral.
    function test_batch_changesTheRateMode() public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 22_490e6);
        _borrows(address(cUSDT), 22_491e6, STABLE);
        _repays(address(cUSDT), type(uint256).max, VARIABLE);
        _run();
        assertEq(ledger.debtIn(borrower, address(cUSDT), VARIABLE), 0);
        assertEq(ledger.debtIn(borrower, address(cUSDT), STABLE), 22_491e6);
    }

    /// @dev The end decides, whichever came last.
    function testFuzz_RevertWhen_batch_endsUnhealthy(uint256 held, uint256 debt, bool withdrawLast) public {
        held = bound(held, 10e18, 1_000e18);
        debt = bound(debt, 1_000e6, held * 3_000 / 1e12 * 7 / 10);
        _giveWeth(borrower, held);
        _deposits(address(weth), held);
        if (!withdrawLast) _withdraws(address(weth), held);
        _borrows(address(cUSDT), debt, VARIABLE);
        if (withdrawLast) _withdraws(address(weth), held);
        _repays(address(cUSDT), 1, VARIABLE);
        bytes[] memory calls = _calls;
        vm.prank(borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        ledger.batch(calls);
    }

    /// @dev With a loan in it a batch needs every price, as the loan does; with a withdrawal only those it cannot do
    /// without; with neither none, so that an unhealthy account can always mend.
    function test_batch_isJudgedAsItsStrictestCall() public {
        _depositWeth(borrower, 10e18);
        _deposit(xau, borrower, 1e18);
        _borrow(borrower, cUSDT, 10_000e6);
        feeds.setStale(XAU_USD, true);
        _withdraws(address(weth), 1e18);
        _run();
        _withdraws(address(weth), 1e18);
        _borrows(address(cUSDT), 100e6, VARIABLE);
        bytes[] memory calls = _calls;
        vm.prank(borrower);
        vm.expectRevert();
        ledger.batch(calls);
        delete _calls;

        feeds.setStale(XAU_USD, false);
        feeds.set(ETH_USD, 500e18);
        assertTrue(ledger.liquidatable(borrower));
        _giveWeth(borrower, 1);
        _deposits(address(weth), 1);
        _repays(address(cUSDT), 1e6, VARIABLE);
        _run();
        assertTrue(ledger.liquidatable(borrower));
    }

    /// @dev A liquidator's batch: borrow what the liquidation costs, pay with it, keep the bonus.
    function test_batch_liquidatesAnotherWithALoan() public {
        _depositWeth(depositor, 10e18);
        _borrow(depositor, cUSDT, 22_000e6);
        _giveWeth(borrower, 20e18);
        feeds.set(ETH_USD, 2_600e18);
        _deposits(address(weth), 20e18);
        _borrows(address(cUSDT), 11_000e6, VARIABLE);
        _calls.push(abi.encodeCall(IXauLedger.liquidate, (depositor, address(cUSDT), address(weth), 11_000e6, 4.4e18)));
        _run();
        assertApproxEqAbs(ledger.debtOf(depositor, address(cUSDT)), 11_000e6, 2);
        assertApproxEqRel(weth.balanceOf(borrower), uint256(11_550e18) / 2_600, 1e12);
    }

    /// @dev An account may not make itself unhealthy in a batch and be liquidated in it.
    function testFuzz_RevertWhen_batch_liquidatesWhatItMadeUnhealthy(uint256 debt) public {
        debt = bound(debt, 25_000e6, 1_000_000e6);
        _depositWeth(borrower, 10e18);
        _borrows(address(cUSDT), debt, VARIABLE);
        _calls.push(abi.encodeCall(IXauLedger.liquidate, (borrower, address(cUSDT), address(weth), debt, 0)));
        bytes[] memory calls = _calls;
        vm.prank(borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        ledger.batch(calls);
    }

    /// @dev Any selector but the five, the ledger's own others included.
    function testFuzz_RevertWhen_batch_unknownCall(bytes4 id, uint256 argument) public {
        bytes4[5] memory known = [
            IXauLedger.depositCollateral.selector,
            IXauLedger.withdrawCollateral.selector,
            IXauLedger.borrow.selector,
            IXauLedger.repay.selector,
            IXauLedger.liquidate.selector
        ];
        for (uint256 n; n < 5; ++n) {
            if (id == known[n]) id = IXauLedger.batch.selector;
        }
        bytes4[6] memory ids = [
            id,
            IXauLedger.batch.selector,
            IXauLedger.writeOff.selector,
            IXauLedger.moveCollateral.selector,
            IXauLedger.setReserve.selector,
            bytes4(0)
        ];
        for (uint256 n; n < 6; ++n) {
            bytes[] memory calls = new bytes[](1);
            calls[0] = abi.encodePacked(ids[n], argument, argument);
            vm.prank(owner);
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_UnknownCall.selector, ids[n]));
            ledger.batch(calls);
        }
    }

    /// @dev Shorter than a selector, or than its arguments, nothing is guessed.
    function test_RevertWhen_batch_callIsCut() public {
        bytes[] memory calls = new bytes[](1);
        calls[0] = hex"11";
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_UnknownCall.selector, bytes4(0x11000000)));
        ledger.batch(calls);
        calls[0] = abi.encodePacked(IXauLedger.borrow.selector, uint256(1));
        vm.expectRevert();
        ledger.batch(calls);
    }

    function test_batch_ofNothing() public {
        ledger.batch(new bytes[](0));
    }

    /// @dev The caller's account alone is touched: a batch speaks for nobody else.
    function testFuzz_batch_actsForItsCallerOnly(uint256 amount) public {
        _depositWeth(depositor, 10e18);
        amount = bound(amount, 1, 10e18);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IXauLedger.withdrawCollateral, (address(weth), amount, attacker));
        vm.prank(attacker);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_NotEnoughCollateral.selector, attacker, address(weth), amount, 0)
        );
        ledger.batch(calls);
    }

    /// @dev A token that calls back in the middle meets the lock, at the batch's door and at every other.
    function test_batch_cannotBeReentered() public {
        MockHookToken token = new MockHookToken();
        vm.startPrank(owner);
        ledger.listAsset(address(token), IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        ledger.setCollateral(address(token), IXauLedger.CollateralParams(7_500, 8_000, 500, 1e26));
        vm.stopPrank();
        skip(1 days);
        token.mint(borrower, 10e18);
        vm.prank(borrower);
        token.approve(address(ledger), type(uint256).max);
        _deposits(address(token), 1e18);
        bytes[] memory calls = _calls;
        bytes[3] memory inner = [
            abi.encodeCall(IXauLedger.batch, (new bytes[](0))),
            abi.encodeCall(IXauLedger.accrue, (address(cUSDT))),
            abi.encodeCall(IXauLedger.moveCollateral, (address(token), borrower, attacker, 1))
        ];
        for (uint256 n; n < 3; ++n) {
            token.arm(address(ledger), inner[n]);
            vm.prank(borrower);
            ledger.batch(calls);
            assertFalse(token.ok());
            assertEq(token.answer(), abi.encodeWithSelector(Lock.Lock_Reentered.selector));
        }
    }
}
