// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Lock} from "lock/Lock.sol";
import {Roles} from "src/access/Roles.sol";
import {IALMClaims} from "src/interfaces/IALMClaims.sol";
import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IFlashLoan} from "src/interfaces/IFlashLoan.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {FlashBorrower} from "test/utils/FlashBorrower.sol";
import {TreasuryFixture} from "./TreasuryFixture.sol";

contract FlashLoanTest is TreasuryFixture {
    FlashBorrower private borrower;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(1e18);
        diamond.setFlashLending(vaultId, true);
        vm.startPrank(manager);
        diamond.setFlashVault(address(weth), vaultId);
        diamond.setFlashVault(address(usdc), vaultId);
        vm.stopPrank();
        borrower = new FlashBorrower();
        weth.mint(address(borrower), 1e24);
        usdc.mint(address(borrower), 1e15);
    }

    // -- lending --------------------------------------------------------------------------------------------------

    /// @dev Any amount up to the idle cash, through either door: it comes back whole, the fee is the rate rounded up by
    /// the receiver's own rate, is booked, and no share is worth more or less.
    function testFuzz_loan_isRepaidWithItsFee(bool isWeth, bool named, uint256 amount, uint256 bp, uint256 own) public {
        setFees(0, 0, 0, 0, bound(bp, 0, 100));
        if (own % 2 == 0) setAnyOverride(address(borrower), own);
        address token = isWeth ? address(weth) : address(usdc);
        amount = bound(amount, 1, diamond.maxFlashLoan(token));
        uint256 ownBp = diamond.feeOverride(vaultId, address(borrower)).flashBp;
        bp = diamond.vaultFees(vaultId).flashBp;
        uint256 fee = ceilBp(amount, bp < ownBp ? bp : ownBp);
        uint256 perShare = diamond.valuePerShareWad(vaultId);
        vm.expectEmit(address(diamond));
        emit IFlashLoan.FlashLoan(vaultId, address(borrower), token, attacker, amount, fee);
        vm.prank(attacker);
        assertTrue(
            named
                ? diamond.flashLoan(borrower, token, amount, hex"beef")
                : diamond.flashLoanFrom(vaultId, borrower, token, amount, hex"beef")
        );
        assertEq(borrower.initiator(), attacker);
        assertEq(borrower.token(), token);
        assertEq(borrower.amount(), amount);
        assertEq(borrower.fee(), fee);
        assertEq(borrower.data(), hex"beef");
        _checkBooked(isWeth, fee);
        assertEq(diamond.valuePerShareWad(vaultId), perShare);
        assertConserved();
    }

    function _checkBooked(bool isWeth, uint256 fee) private view {
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertEq(isWeth ? fee0 : fee1, fee);
        assertEq(isWeth ? fee1 : fee0, 0);
    }

    /// @dev The quoted fee is the charged one, for the caller as receiver and for a named receiver.
    function testFuzz_flashFee_isWhatIsCharged(uint256 amount, uint256 bp, uint256 own) public {
        setFees(0, 0, 0, 0, bound(bp, 0, 100));
        setAnyOverride(address(borrower), own);
        amount = bound(amount, 1, diamond.maxFlashLoanFrom(vaultId, address(usdc)));
        vm.prank(address(borrower));
        uint256 fee = diamond.flashFee(address(usdc), amount);
        assertEq(diamond.flashFeeFrom(vaultId, address(usdc), amount, address(borrower)), fee);
        diamond.flashLoan(borrower, address(usdc), amount, "");
        assertEq(borrower.fee(), fee);
    }

    /// @dev Idle cash and nothing else: what is in ranges, what is booked and what strangers sent is not lent.
    function testFuzz_maxFlashLoan_isTheIdleCash(uint256 gift) public {
        setFees(100, 0, 0, 0, 0);
        depositAs(attacker, 1e18, 4_000e6);
        weth.mint(address(diamond), bound(gift, 0, 1e24));
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(diamond.maxFlashLoan(address(weth)), cash0 + locked0);
        assertEq(diamond.maxFlashLoan(address(usdc)), cash1 + locked1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IFlashLoan.Flash_ExceedsCash.selector, address(weth), cash0 + locked0 + 1, cash0 + locked0
            )
        );
        diamond.flashLoan(borrower, address(weth), cash0 + locked0 + 1, "");
    }

    // -- while cash is lent ---------------------------------------------------------------------------------------

    /// @dev No deposit, exit, harvest, rebalance, transfer, collection, rescue, second loan or read of a value is possible
    /// while cash is lent; neither directly nor from a multicall.
    function testFuzz_nothingIsPossibleWhileLent(uint256 which, bool inMulticall) public {
        setFees(0, 0, 0, 0, 10);
        bytes memory call = _doors()[bound(which, 0, _doors().length - 1)];
        if (inMulticall) {
            bytes[] memory calls = new bytes[](1);
            calls[0] = call;
            call = abi.encodeWithSignature("multicall(bytes[])", calls);
        }
        borrower.prepare(address(diamond), call);
        uint256 supply = diamond.totalSupply(vaultId);
        diamond.flashLoan(borrower, address(weth), 1e18, "");
        assertFalse(borrower.succeeded(), vm.toString(call));
        assertEq(bytes4(borrower.returndata()), Lock.Lock_Reentered.selector, vm.toString(call));
        assertEq(diamond.totalSupply(vaultId), supply);
        assertConserved();
    }

    function _doors() private view returns (bytes[] memory calls) {
        calls = new bytes[](21);
        address who = address(borrower);
        calls[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 4_000e6, 0, who));
        calls[1] = abi.encodeCall(IALMUser.withdraw, (vaultId, 1, 0, 0, who));
        calls[2] = abi.encodeCall(IALMUser.withdrawInKind, (vaultId, 1, 0, 0, who));
        calls[3] = abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(weth), 1e18, 0, who));
        calls[4] = abi.encodeCall(IALMSingle.withdrawSingle, (vaultId, address(weth), 1, 0, who));
        calls[5] = abi.encodeCall(IALMClaims.settleClaim, (1, who));
        calls[6] = abi.encodeCall(IALMHarvest.harvest, (vaultId));
        calls[7] = abi.encodeCall(IALMProtected.rebalance, (vaultId, noSwaps(), new IALMProtected.RangeOrder[](0)));
        calls[8] = abi.encodeCall(IVaultToken.safeTransferFrom, (who, bob, vaultId, 0, ""));
        calls[9] = abi.encodeCall(ITreasury.collect, (vaultId));
        calls[10] = abi.encodeCall(IRescue.executeRescue, (1));
        calls[11] = abi.encodeCall(IFlashLoan.flashLoan, (borrower, address(usdc), 1e6, ""));
        calls[12] = abi.encodeCall(IFlashLoan.flashLoanFrom, (vaultId, borrower, address(weth), 1, ""));
        calls[13] = abi.encodeCall(IALMInfo.valuePerShareWad, (vaultId));
        calls[14] = abi.encodeCall(IALMInfo.totalBalances, (vaultId));
        calls[15] = abi.encodeCall(IALMUser.previewDeposit, (vaultId, 1e18, 4_000e6));
        calls[16] = abi.encodeCall(IALMUser.previewWithdraw, (vaultId, 1));
        calls[17] = abi.encodeCall(IFlashLoan.maxFlashLoan, (address(weth)));
        calls[18] = abi.encodeCall(IRescue.rescuable, (address(weth)));
        calls[19] = abi.encodeCall(ITreasury.pendingFees, (vaultId));
        calls[20] = abi.encodeCall(IALMInfo.cashBalances, (vaultId));
    }

    // -- refusals -------------------------------------------------------------------------------------------------

    function test_RevertWhen_theAnswerIsWrong() public {
        borrower.misbehave(bytes32(uint256(1)), 0, false);
        vm.expectRevert(
            abi.encodeWithSelector(IFlashLoan.Flash_Refused.selector, address(borrower), bytes32(uint256(1)))
        );
        diamond.flashLoan(borrower, address(weth), 1e18, "");
    }

    /// @dev The lender takes exactly loan and fee: an allowance one short fails, whatever the borrower owns.
    function testFuzz_RevertWhen_repaidTooLittle(uint256 amount, uint256 shortBy) public {
        setFees(0, 0, 0, 0, 10);
        amount = bound(amount, 1, diamond.maxFlashLoan(address(weth)));
        shortBy = bound(shortBy, 1, amount + ceilBp(amount, 10));
        borrower.misbehave(borrower.answer(), shortBy, false);
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        diamond.flashLoan(borrower, address(weth), amount, "");
    }

    /// @dev A loan sent back by transfer is a gift: it does not repay.
    function test_RevertWhen_sentBackInsteadOfAllowed() public {
        borrower.misbehave(borrower.answer(), 0, true);
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        diamond.flashLoan(borrower, address(weth), 1e18, "");
    }

    /// @dev A depositor with an allowance is no borrower: it has no code to accept with.
    function test_RevertWhen_receiverIsAVictim() public {
        setFees(0, 0, 0, 0, 100);
        vm.prank(attacker);
        vm.expectRevert();
        diamond.flashLoan(FlashBorrower(alice), address(weth), 1e18, "");
    }

    function test_RevertWhen_nothingIsAsked() public {
        vm.expectRevert(IFlashLoan.Flash_ZeroAmount.selector);
        diamond.flashLoan(borrower, address(weth), 0, "");
    }

    function test_RevertWhen_paused() public {
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.FLASH);
        assertEq(diamond.maxFlashLoan(address(weth)), 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, PauseGroups.FLASH));
        diamond.flashLoan(borrower, address(weth), 1e18, "");
        vm.prank(manager);
        diamond.unpauseVault(vaultId, PauseGroups.FLASH);
        vm.prank(guardian);
        diamond.pause(PauseGroups.FLASH);
        assertEq(diamond.maxFlashLoanFrom(vaultId, address(weth)), 0);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.FLASH));
        diamond.flashLoan(borrower, address(weth), 1e18, "");
    }

    /// @dev A vault lends only once ADMIN let it, and no longer than MANAGER or GUARDIAN like.
    function test_RevertWhen_theVaultDoesNotLend() public {
        vm.prank(guardian);
        vm.expectEmit(address(diamond));
        emit IFlashLoan.FlashLendingSet(vaultId, false, guardian);
        diamond.setFlashLending(vaultId, false);
        assertEq(diamond.maxFlashLoan(address(weth)), 0);
        bytes memory notLending = abi.encodeWithSelector(IFlashLoan.Flash_NotLending.selector, vaultId);
        vm.expectRevert(notLending);
        diamond.flashLoanFrom(vaultId, borrower, address(weth), 1, "");
        vm.expectRevert(notLending);
        diamond.flashFee(address(weth), 1);
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setFlashLending(vaultId, true);
    }

    function testFuzz_RevertWhen_theTokenIsNotListed(address token) public {
        vm.assume(token != address(weth) && token != address(usdc));
        assertEq(diamond.maxFlashLoan(token), 0);
        assertEq(diamond.maxFlashLoanFrom(vaultId, token), 0);
        assertEq(diamond.maxFlashLoanFrom(vaultId + 1, address(weth)), 0);
        vm.expectRevert(abi.encodeWithSelector(IFlashLoan.Flash_UnsupportedToken.selector, token));
        diamond.flashFee(token, 1);
        vm.expectRevert(abi.encodeWithSelector(IFlashLoan.Flash_UnsupportedToken.selector, token));
        diamond.flashLoan(borrower, token, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IALMSingle.Vault_NotItsToken.selector, vaultId, token));
        diamond.flashLoanFrom(vaultId, borrower, token, 1, "");
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IALMSingle.Vault_NotItsToken.selector, vaultId, token));
        diamond.setFlashVault(token, vaultId);
    }

    function test_setFlashVault_namesAndUnnames() public {
        assertEq(diamond.flashVault(address(weth)), vaultId);
        vm.startPrank(manager);
        vm.expectEmit(address(diamond));
        emit IFlashLoan.FlashVaultSet(address(weth), vaultId, 0);
        diamond.setFlashVault(address(weth), 0);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IFlashLoan.Flash_UnsupportedToken.selector, address(weth)));
        diamond.flashLoan(borrower, address(weth), 1, "");
        // The vault itself still lends.
        diamond.flashLoanFrom(vaultId, borrower, address(weth), 1, "");
    }

    function testFuzz_RevertWhen_callerIsNotManager(address caller) public {
        vm.assume(caller != manager);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER));
        diamond.setFlashVault(address(weth), 0);
    }
}
