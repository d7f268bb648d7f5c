// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {IERC1155Receiver} from "src/interfaces/external/IERC1155Receiver.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {ImbalanceFee} from "src/risk/ImbalanceFee.sol";
import {ShareReceiver} from "./VaultToken.t.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice What one token in or out does beside pricing: the fee's target, the books, the events, the hook.
contract SingleSidedEdgesTest is VaultFixture {
    /// @dev A deposit's value and what it meets, raw USDC at the anchor.
    struct Step {
        uint256 targetBp;
        uint256 moved;
        uint256 still;
        uint256 value;
    }

    ShareReceiver internal receiver = new ShareReceiver();

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
    }

    // -- the fee's target -----------------------------------------------------------------------------------------

    /// @dev With no ranges there is no proportion to follow: the target is one half, from either side. Nor an open pool here,
    /// whose spot would price the rest.
    function testFuzz_fee_withoutRangesAimsAtHalf(bool zero, uint256 amount, uint256 answer) public {
        vm.startPrank(manager);
        for (uint256 i; i < 3; ++i) {
            diamond.setPoolEnabled(vaultId, i, false);
        }
        vm.stopPrank();
        setAnchor(bound(answer, 1500e8, 6000e8));
        _requireFee(zero, amount, 5000);
    }

    /// @dev Without ranges every open pool is asked, as those in use are with them: off its band it stops one token's doors
    /// both ways, a closed one does not, and both tokens' doors ask none.
    function testFuzz_RevertWhen_anOpenPoolIsNotCalm(uint256 pool, bool zero, bool closed) public {
        pool = bound(pool, 0, 2);
        swapToPrice(pools[pool], _sqrtPriceX96(3100e8));
        if (closed) {
            vm.prank(guardian);
            diamond.setPoolEnabled(vaultId, pool, false);
        }
        vm.startPrank(bob);
        if (!closed) vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.depositSingle(vaultId, _token(zero), zero ? 1e17 : 300e6, 0, bob);
        if (!closed) vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.withdrawSingle(vaultId, _token(zero), 1e17, 0, bob);
        diamond.deposit(vaultId, 1e17, 300e6, 0, bob);
        diamond.withdraw(vaultId, 1e17, 0, 0, bob);
        vm.stopPrank();
    }

    /// @dev With ranges the target is the moved token's part of them by value at the anchor, to the basis point.
    function testFuzz_fee_aimsAtTheRanges(bool zero, uint256 amount, uint256 centre) public {
        skip(15 minutes);
        setAnchor(3000e8);
        int24 shift = int24(int256(bound(centre, 0, 1400))) - 700;
        IALMProtected.RangeOrder[] memory orders = ordersAt(anchorTick() + shift, 1000);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        (uint256 range0, uint256 range1) = _ranges(anchor);
        uint256 value0 = RangeMath.valueInToken1Down(range0, 0, anchor);
        _requireFee(zero, amount, (zero ? value0 : range1) * 10_000 / (value0 + range1));
    }

    // -- books and events -----------------------------------------------------------------------------------------

    /// @dev The entry fee is rounded up, booked beside the cash, and told; so is the receiver, last.
    function testFuzz_deposit_booksAndTells(bool zero, uint256 amount, uint256 entryBp) public {
        entryBp = bound(entryBp, 0, 100);
        vm.prank(entryBp == 0 ? treasury : admin); // no rise is TREASURY's
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(uint16(entryBp), 0, 0, 0, 0));
        amount = _boundAmount(zero, amount);
        uint256 fee = (amount * entryBp + 9999) / 10_000;
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 shares = diamond.previewDepositSingle(vaultId, _token(zero), amount);
        vm.expectEmit(address(diamond));
        emit IALMUser.Deposited(vaultId, bob, address(receiver), shares, zero ? amount : 0, zero ? 0 : amount);
        if (fee != 0) {
            vm.expectEmit(address(diamond));
            emit ITreasury.EntryFeeBooked(vaultId, bob, zero ? fee : 0, zero ? 0 : fee);
        }
        vm.expectCall(
            address(receiver),
            abi.encodeCall(IERC1155Receiver.onERC1155Received, (bob, address(0), vaultId, shares, "")),
            1
        );
        vm.prank(bob);
        diamond.depositSingle(vaultId, _token(zero), amount, shares, address(receiver));
        assertEq(sharesOf(address(receiver)), shares);
        (uint256 pending0, uint256 pending1) = diamond.pendingFees(vaultId);
        assertEq(pending0, zero ? fee : 0);
        assertEq(pending1, zero ? 0 : fee);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertEq(now0 - cash0, zero ? amount - fee : 0);
        assertEq(now1 - cash1, zero ? 0 : amount - fee);
        _requireConserved();
    }

    function testFuzz_RevertWhen_receiverRefuses(bool zero, uint256 amount) public {
        receiver.set(true, "");
        amount = _boundAmount(zero, amount);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultToken.Token_RejectedByReceiver.selector, address(receiver)));
        diamond.depositSingle(vaultId, _token(zero), amount, 0, address(receiver));
    }

    /// @dev An exit takes from the cash what it pays and books, and no more: what is there is what is accounted for. With
    /// `ranges` the cash does not suffice and they are unwound.
    function testFuzz_exit_booksAndTells(bool zero, bool ranges, uint256 shares, uint256 exitBp) public {
        exitBp = bound(exitBp, 0, 100);
        vm.prank(exitBp == 0 ? treasury : admin); // no rise is TREASURY's
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, uint16(exitBp), 0, 0, 0));
        if (ranges) rebalance(1000);
        shares = bound(shares, 1e15, sharesOf(bob));
        uint256 paid = diamond.previewWithdrawSingle(vaultId, _token(zero), shares);
        vm.expectEmit(address(diamond));
        emit IALMUser.Withdrawn(vaultId, bob, bob, shares, zero ? paid : 0, zero ? 0 : paid, false);
        vm.recordLogs();
        vm.prank(bob);
        diamond.withdrawSingle(vaultId, _token(zero), shares, paid, bob);
        (uint256 pending0, uint256 pending1) = diamond.pendingFees(vaultId);
        uint256 booked = zero ? pending0 : pending1;
        assertEq(zero ? pending1 : pending0, 0);
        assertEq(
            booked, ((paid + booked) * exitBp + 9999) / 10_000, "rounded up, of what is left after the curve's fee"
        );
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(_count(logs, ITreasury.ExitFeeBooked.selector), booked == 0 ? 0 : 1);
        assertEq(_count(logs, IALMSingle.ImbalanceFeePaid.selector), 1);
        _requireConserved();
    }

    /// @dev Between them the two events tell where an exit's whole worth went: in one token, who paid, and how much stayed.
    function test_exit_tellsTheFeeBooked() public {
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 100, 0, 0, 0));
        uint256 paid = diamond.previewWithdrawSingle(vaultId, address(weth), 1e18);
        uint256 before = vm.snapshotState();
        vm.prank(bob);
        diamond.withdrawSingle(vaultId, address(weth), 1e18, paid, alice);
        (uint256 fee,) = diamond.pendingFees(vaultId);
        assertGt(fee, 0);
        vm.revertToState(before);
        vm.expectEmit(address(diamond));
        emit IALMUser.Withdrawn(vaultId, bob, alice, 1e18, paid, 0, false);
        vm.expectEmit(address(diamond));
        emit ITreasury.ExitFeeBooked(vaultId, bob, fee, 0);
        vm.prank(bob);
        diamond.withdrawSingle(vaultId, address(weth), 1e18, paid, alice);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev A deposit's fee is the library's for the vault as it stands at the anchor, with this target.
    function _requireFee(bool zero, uint256 amount, uint256 targetBp) private {
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        amount = _boundAmount(zero, amount);
        Step memory step = _step(zero, anchor);
        step.targetBp = targetBp;
        step.value = zero ? RangeMath.valueInToken1Down(amount, 0, anchor) : amount;
        uint256 fee = FixedPointMathLib.fullMulDivUp(amount, _feeValue(step), step.value);
        vm.expectEmit(address(diamond));
        emit IALMSingle.ImbalanceFeePaid(vaultId, bob, _token(zero), fee);
        vm.prank(bob);
        diamond.depositSingle(vaultId, _token(zero), amount, 0, bob);
    }

    function _step(bool zero, uint160 anchor) private view returns (Step memory step) {
        (uint256 have0, uint256 have1) = _ranges(anchor);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        have0 = RangeMath.valueInToken1Down(have0 + cash0, 0, anchor);
        have1 += cash1;
        (step.moved, step.still) = zero ? (have0, have1) : (have1, have0);
    }

    function _feeValue(Step memory step) private view returns (uint256) {
        return ImbalanceFee.depositFee(_curve(), step.targetBp, step.moved, step.still, step.value);
    }

    function _curve() private view returns (ImbalanceFee.Curve memory) {
        IALMSingle.ImbalanceCurve memory c = diamond.imbalanceCurve(vaultId);
        return ImbalanceFee.Curve(c.minBp, c.maxBp, c.amplificationBp);
    }

    function _ranges(uint160 price) private view returns (uint256 amount0, uint256 amount1) {
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            (uint256 x, uint256 y) =
                RangeMath.amountsDown(price, ranges[i].tickLower, ranges[i].tickUpper, ranges[i].liquidity);
            amount0 += x;
            amount1 += y;
        }
    }

    function _count(Vm.Log[] memory logs, bytes32 topic) private pure returns (uint256 count) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }

    function _token(bool zero) private view returns (address) {
        return zero ? address(weth) : address(usdc);
    }

    function _boundAmount(bool zero, uint256 amount) private pure returns (uint256) {
        return zero ? bound(amount, 1e13, 8e18) : bound(amount, 1e4, 24_000e6);
    }

    function _requireConserved() private view {
        assertEq(weth.balanceOf(address(diamond)), diamond.accounted(address(weth)), "WETH");
        assertEq(usdc.balanceOf(address(diamond)), diamond.accounted(address(usdc)), "USDC");
    }
}
