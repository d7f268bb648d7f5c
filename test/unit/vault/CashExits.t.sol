// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IMarketExits} from "src/interfaces/IMarketExits.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {DEAD_SHARES} from "src/vault/VaultConstants.sol";
import {MarketWord} from "src/vault/markets/MarketWord.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {CashFixture} from "test/utils/CashFixture.sol";

contract CashExitsTest is CashFixture {
    /// @dev Ways in which a market does not pay. The first four leave receipts free to move.
    enum Trouble {
        LENT_OUT,
        NO_LIQUIDITY,
        REDEEM_REVERTS,
        REDEEM_BURNS_GAS,
        REDEEM_BOMB,
        REDEEM_SHORT,
        REDEEM_OVERBURNS,
        AAVE_PAUSED
    }

    // -- priced ---------------------------------------------------------------------------------------------------

    /// @dev Preview and payment agree to the wei, whatever part comes from idle cash, the market and ranges, and nothing
    /// is lost on the way.
    function testFuzz_withdraw_equalsPreview(uint256 shares, bool isAave, bool last, uint256 wait) public {
        useMarkets(isAave);
        investAll();
        if (isAave) borrow(1, 0.7e18);
        skip(bound(wait, 0, 10 days));
        setAnchor(3000e8);
        if (last) _inKind(alice, sharesOf(alice));
        shares = last ? sharesOf(bob) : bound(shares, 1, sharesOf(bob));
        (uint256 before0, uint256 before1) = holdings();
        (uint256 preview0, uint256 preview1) = diamond.previewWithdraw(vaultId, shares);
        (uint256 had0, uint256 had1) = (weth.balanceOf(bob), usdc.balanceOf(bob));
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, preview0, preview1, bob);
        assertEq(got0, preview0);
        assertEq(got1, preview1);
        assertEq(weth.balanceOf(bob) - had0, got0);
        assertEq(usdc.balanceOf(bob) - had1, got1);
        (uint256 after0, uint256 after1) = holdings();
        assertApproxEqAbs(before0 - got0, after0, 12);
        assertApproxEqAbs(before1 - got1, after1, 12);
    }

    /// @dev From idle cash alone no market is touched; beyond it the market is, and no range while it pays.
    function testFuzz_withdraw_recallsBeforeUnwinding(uint256 shares, bool isAave) public {
        useMarkets(isAave);
        investAll();
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        (uint256 units, uint256 liquidity) = (marketAt(1).units, _liquidity());
        shares = bound(shares, 1e12, _sharesInCash());
        vm.prank(alice);
        (, uint256 got1) = diamond.withdraw(vaultId, shares, 0, 0, alice);
        assertEq(_liquidity(), liquidity, "a range was touched");
        if (got1 <= plan.idle1) assertEq(marketAt(1).units, units, "a market was asked in vain");
        else assertLt(marketAt(1).units, units, "no market was asked");
    }

    /// @dev B2: a market that does not pay stops no priced exit that the ranges can pay.
    function testFuzz_withdraw_survivesTheMarket(uint256 pick, uint256 shares, bool single) public {
        _trouble(Trouble(bound(pick, 0, 7)));
        shares = bound(shares, sharesOf(bob) / 2, sharesOf(bob) * 9 / 10);
        IALMCash.CashPlan memory plan = diamond.cashPlan(vaultId);
        uint256 liquidity = _liquidity();
        uint256 units = marketAt(1).units;
        if (single) {
            shares /= 3;
            uint256 preview = diamond.previewWithdrawSingle(vaultId, address(usdc), shares);
            vm.prank(bob);
            assertEq(diamond.withdrawSingle(vaultId, address(usdc), shares, preview, bob), preview);
            if (preview > plan.idle1) assertLt(_liquidity(), liquidity);
        } else {
            (uint256 preview0, uint256 preview1) = diamond.previewWithdraw(vaultId, shares);
            assertGt(preview1, plan.idle1);
            vm.prank(bob);
            diamond.withdraw(vaultId, shares, preview0, preview1, bob);
            assertLt(_liquidity(), liquidity);
        }
        assertApproxEqAbs(marketAt(1).units, units, units / 1e6, "receipts left for nothing");
    }

    /// @dev What neither the market nor ranges can pay reverts by name, and in kind it is paid.
    function test_RevertWhen_nothingCanPay() public {
        useVaults();
        investAll();
        vm.prank(manager);
        diamond.liquidate(vaultId, 0);
        cool();
        vm.prank(guardian);
        diamond.divestCash(vaultId, 0, type(uint256).max, 0);
        uint256 rest = sharesOf(bob);
        _inKind(alice, sharesOf(alice) - 1e12);
        cool();
        (uint256 most0, uint256 most1) = diamond.previewInvest(vaultId);
        vm.prank(keeper);
        diamond.investCash(vaultId, most0, most1);
        setFaults(HostileMarket.Fault.REDEEM_REVERTS);
        vm.startPrank(bob);
        vm.expectPartialRevert(IMarkets.Market_Unpayable.selector);
        diamond.withdraw(vaultId, rest, 0, 0, bob);
        diamond.withdrawInKind(vaultId, rest, 0, 0, bob);
        vm.stopPrank();
    }

    /// @dev The last holder is refused by name when the market does not pay, and leaves by kind with the receipts.
    function test_RevertWhen_theLastHolderCannotBePaid() public {
        useVaults();
        investAll();
        _inKind(alice, sharesOf(alice));
        setFaults(HostileMarket.Fault.REDEEM_REVERTS);
        uint256 rest = sharesOf(bob);
        vm.startPrank(bob);
        vm.expectPartialRevert(IMarkets.Market_Unpayable.selector);
        diamond.withdraw(vaultId, rest, 0, 0, bob);
        diamond.withdrawInKind(vaultId, rest, 0, 0, bob);
        vm.stopPrank();
        assertGt(vaults[0].balanceOf(bob), 0);
    }

    // -- in kind --------------------------------------------------------------------------------------------------

    /// @dev Where markets redeem, all is cash, to the wei as previewed; B1.
    function testFuzz_inKind_paysCash(uint256 shares, bool isAave, bool last, uint256 wait, uint256 gift) public {
        useMarkets(isAave);
        investAll();
        if (isAave) borrow(1, 0.6e18);
        else usdc.mint(address(vaults[1]), bound(gift, 0, 1_000_000e6));
        skip(bound(wait, 0, 10 days));
        if (last) _inKind(alice, sharesOf(alice));
        shares = last ? sharesOf(bob) : bound(shares, 1, sharesOf(bob));
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, preview0, preview1, bob);
        assertEq(got0, preview0);
        assertEq(got1, preview1);
    }

    /// @dev B1: each token falls by the slice, rounded up, and a wei a range and market.
    function testFuzz_inKind_takesTheSlice(uint256 shares, bool isAave, uint256 gift) public {
        useMarkets(isAave);
        investAll();
        usdc.mint(address(vaults[1]), bound(gift, 0, 1_000_000e6));
        shares = bound(shares, 1, sharesOf(bob));
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        uint256 supply = diamond.totalSupply(vaultId);
        _inKind(bob, shares);
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        // A unit of liquidity is worth more than a wei of WETH, so of token0 only the upper bound is tight.
        assertLe(have0 - left0, have0 * shares / supply + 6);
        assertApproxEqAbs(have1 - left1, have1 * shares / supply, 8);
    }

    /// @dev The slice of what is counted is what the leaver gets, in cash or in receipts, whatever the market has beyond.
    function testFuzz_inKind_paysWhatIsCounted(uint256 shares, uint256 gift, bool inReceipts) public {
        useVaults();
        investAll();
        usdc.mint(address(vaults[1]), bound(gift, 0, 3_000_000e6));
        if (inReceipts) setFaults(HostileMarket.Fault.NO_LIQUIDITY);
        shares = bound(shares, 1e16, sharesOf(bob));
        (, uint256 have) = diamond.totalBalances(vaultId);
        uint256 slice = have * shares / diamond.totalSupply(vaultId);
        vm.prank(bob);
        (, uint256 got) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        assertApproxEqAbs(got + vaults[1].previewRedeem(vaults[1].balanceOf(bob)), slice, 8);
        if (inReceipts) assertGt(vaults[1].balanceOf(bob), 0);
    }

    /// @dev T4: everything paused, the oracle dead, the market not paying: the slice is paid, in receipts where need be.
    function testFuzz_inKind_paysReceipts(uint256 pick, uint256 shares, bool masked) public {
        pick = bound(pick, 0, 6);
        _trouble(Trouble(pick));
        feed.setFailure(MockAggregator.Failure.REVERT);
        vm.startPrank(guardian);
        diamond.pause(PauseGroups.ALL);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        vm.stopPrank();
        shares = bound(shares, 1e16, sharesOf(bob));
        uint256 supply = diamond.totalSupply(vaultId);
        IMarkets.MarketView memory m = marketAt(1);
        (uint256 preview0, uint256 preview1) =
            pick < 2 ? diamond.previewWithdrawInKind(vaultId, shares) : (uint256(0), uint256(0));
        vm.prank(bob);
        (uint256 got0, uint256 got1) = masked
            ? diamond.withdrawInKind(vaultId, shares, 0, 0, bob, uint256(2))
            : diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        uint256 part = m.units * shares / supply;
        uint256 received = pick == 0 ? _scaled(aTokens[1], bob) : vaults[1].balanceOf(bob);
        assertApproxEqAbs(received, part, pick == 0 ? 1 : 0);
        assertLe(received, part);
        assertEq(marketAt(1).units, m.units - received);
        assertEq(diamond.recordedUnits(m.receipt), m.units - received);
        if (pick < 2 && !masked) assertEq(abi.encode(got0, got1), abi.encode(preview0, preview1));
    }

    /// @dev A paused Aave reserve lets nothing move: the slice becomes a claim, paid either way once it is open again.
    function testFuzz_inKind_recordsAClaim(uint256 shares, bool inReceipts, uint256 wait) public {
        _trouble(Trouble.AAVE_PAUSED);
        shares = bound(shares, 1e16, sharesOf(bob));
        uint256 part = marketAt(1).units * shares / diamond.totalSupply(vaultId);
        uint256 units = marketAt(1).units;
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        assertEq(marketAt(1).units, units - part);
        assertEq(diamond.recordedUnits(aTokens[1]), units);
        IMarketExits.MarketClaimView memory c = diamond.marketClaim(2);
        assertEq(abi.encode(c), abi.encode(bob, vaultId, 1, aTokens[1], part));

        vm.startPrank(bob);
        vm.expectRevert();
        diamond.settleMarketClaim(2, bob, inReceipts);
        vm.stopPrank();
        aave.configurator.setReservePause(address(usdc), false);
        skip(bound(wait, 0, 30 days));
        vm.expectRevert(abi.encodeWithSelector(IMarketExits.Market_NotClaimOwner.selector, 2, bob, attacker));
        vm.prank(attacker);
        diamond.settleMarketClaim(2, attacker, inReceipts);
        vm.startPrank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.settleMarketClaim(2, address(0), inReceipts);
        uint256 had = usdc.balanceOf(bob);
        uint256 amount = diamond.settleMarketClaim(2, bob, inReceipts);
        if (inReceipts) assertApproxEqAbs(_scaled(aTokens[1], bob), part, 1);
        else assertEq(usdc.balanceOf(bob) - had, amount);
        assertGt(amount, 0);
        assertEq(diamond.recordedUnits(aTokens[1]), units - part);
        vm.expectRevert(abi.encodeWithSelector(IMarketExits.Market_NotClaimOwner.selector, 2, address(0), bob));
        diamond.settleMarketClaim(2, bob, inReceipts);
        vm.stopPrank();
    }

    /// @dev Whoever lends a market out for the length of a transaction, or finds it shut, pays the exit fee all the same: in
    /// what it is paid in, rounded up, to a claim that TREASURY alone settles.
    function testFuzz_inKind_receiptsPayTheExitFee(uint256 pick, uint256 shares, uint256 feeBp) public {
        feeBp = bound(feeBp, 1, 100);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, uint16(feeBp), 0, 0, 0));
        pick = bound(pick, 0, 7);
        _trouble(Trouble(pick));
        shares = bound(shares, 1e16, sharesOf(bob));
        IMarkets.MarketView memory m = marketAt(1);
        uint256 part = m.units * shares / diamond.totalSupply(vaultId);
        uint256 fee = (part * feeBp + 9999) / 10_000;
        _inKind(bob, shares);
        // Two claims a token where receipts do not move either, of which the fee's is the first; where the borrower's stake
        // of WETH fills that market anew, WETH is paid in cash.
        uint256 feeId = [uint256(1), 2, 2, 2, 2, 2, 2, 3][pick];
        IMarketExits.MarketClaimView memory c = diamond.marketClaim(feeId);
        assertEq(abi.encode(c), abi.encode(address(diamond), vaultId, 1, m.receipt, fee), "the fee's claim");
        if (feeId == 3) assertEq(diamond.marketClaim(4).units, part - fee, "the rest");
        else assertLe(_unitsOf(m.receipt, bob), part - fee, "more than the rest");
        assertEq(diamond.recordedUnits(m.receipt), m.units - _unitsOf(m.receipt, bob), "on record");

        _settleFee(feeId, fee, m);
    }

    function _settleFee(uint256 feeId, uint256 fee, IMarkets.MarketView memory m) private {
        vm.prank(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketExits.Market_NotClaimOwner.selector, feeId, address(diamond), bob)
        );
        diamond.settleMarketClaim(feeId, bob, true);
        if (m.kind == MarketWord.AAVE_V3) {
            aave.configurator.setReservePause(address(usdc), false);
            usdc.mint(aTokens[1], 1e12); // what was lent comes back
        }
        setFaults(HostileMarket.Fault.NONE);
        (, uint256 pending) = diamond.pendingFees(vaultId);
        uint256 cash = usdc.balanceOf(address(diamond));
        vm.prank(treasury);
        uint256 amount = diamond.settleMarketClaim(feeId, treasury, true);
        assertApproxEqAbs(amount, m.reported * fee / m.units, 2, "redeemed");
        (, uint256 booked) = diamond.pendingFees(vaultId);
        assertEq(booked - pending, amount, "booked");
        assertEq(usdc.balanceOf(address(diamond)) - cash, amount, "kept");
        assertEq(_unitsOf(m.receipt, treasury), 0, "receipts went");
    }

    /// @dev Units of either kind.
    function _unitsOf(address receipt, address who) private view returns (uint256) {
        return receipt == aTokens[1] ? _scaled(receipt, who) : vaults[1].balanceOf(who);
    }

    /// @dev A market that says nothing either: the receipts, whole.
    function testFuzz_inKind_survivesSilence(uint256 pick, uint256 shares) public {
        useVaults();
        investAll();
        pick = bound(pick, 0, 4);
        HostileMarket.Fault[5] memory faults = [
            HostileMarket.Fault.REPORT_REVERTS,
            HostileMarket.Fault.REPORT_BURNS_GAS,
            HostileMarket.Fault.REPORT_BOMB,
            HostileMarket.Fault.ALL_STUCK,
            HostileMarket.Fault.REPORT_HUGE
        ];
        setFaults(faults[pick]);
        shares = bound(shares, 1e16, sharesOf(bob));
        uint256 part = marketAt(1).units * shares / diamond.totalSupply(vaultId);
        uint256 gasBefore = gasleft();
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        assertLt(gasBefore - gasleft(), 12_000_000);
        if (faults[pick] == HostileMarket.Fault.ALL_STUCK) {
            assertEq(diamond.marketClaim(2).units, part);
            setFaults(HostileMarket.Fault.NONE);
            vm.prank(bob);
            diamond.settleMarketClaim(2, bob, false);
        } else if (faults[pick] != HostileMarket.Fault.REPORT_BOMB) {
            assertEq(vaults[1].balanceOf(bob), part);
        }
    }

    /// @dev With little gas an exit reverts; it never turns a market that pays into one that does not.
    function testFuzz_inKind_cannotBeStarved(uint256 gas_) public {
        useAave();
        investAll();
        uint256 shares = sharesOf(bob) / 2;
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        gas_ = bound(gas_, 200_000, 1_500_000);
        vm.prank(bob);
        try diamond.withdrawInKind{gas: gas_}(vaultId, shares, 0, 0, bob) returns (uint256 got0, uint256 got1) {
            assertEq(got0, preview0);
            assertEq(got1, preview1);
        } catch {}
        assertEq(_scaled(aTokens[0], bob) + _scaled(aTokens[1], bob), 0);
    }

    /// @dev The last live holder takes unrecognised yield too.
    function testFuzz_inKind_lastHolderTakesAll(uint256 gift) public {
        useVaults();
        investAll();
        usdc.mint(address(vaults[1]), bound(gift, 1e6, 3_000_000e6));
        _inKind(alice, sharesOf(alice));
        _inKind(bob, sharesOf(bob));
        assertEq(diamond.totalSupply(vaultId), DEAD_SHARES);
        (uint256 left,) = diamond.valueAtAnchor(vaultId);
        assertLe(left, 100);
        assertLe(vaults[1].previewRedeem(marketAt(1).units), 100);
    }

    // -- the diamond's calls to itself ----------------------------------------------------------------------------

    function testFuzz_RevertWhen_anybodyElseCallsThem(address caller, uint256 a, uint256 b) public {
        if (caller == address(diamond)) caller = attacker;
        vm.startPrank(caller);
        bytes memory refusal = abi.encodeWithSelector(IMarketExits.Market_OnlySelf.selector, caller);
        vm.expectRevert(refusal);
        diamond.recall(vaultId, a, b);
        vm.expectRevert(refusal);
        diamond.redeemInKind(vaultId, a, b, caller, 0);
        vm.expectRevert(refusal);
        diamond.redeemUnits(vaultId, 0, a, true, true);
        vm.expectRevert(refusal);
        diamond.payReceipts(vaultId, 0, a, caller);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IMarketExits.payReceipts, (vaultId, 0, a, caller));
        vm.expectRevert(refusal);
        diamond.multicall(calls);
        vm.stopPrank();
    }

    function _trouble(Trouble t) private {
        useMarkets(t == Trouble.LENT_OUT || t == Trouble.AAVE_PAUSED);
        investAll();
        if (t == Trouble.LENT_OUT) {
            borrow(0, 1e18);
            borrow(1, 1e18);
        } else if (t == Trouble.AAVE_PAUSED) {
            aave.configurator.setReservePause(address(weth), true);
            aave.configurator.setReservePause(address(usdc), true);
        } else if (t == Trouble.NO_LIQUIDITY) {
            setFaults(HostileMarket.Fault.NO_LIQUIDITY);
        } else {
            setFaults(HostileMarket.Fault(uint8(HostileMarket.Fault.REDEEM_REVERTS) + uint8(t) - 2));
        }
    }

    /// @dev How many shares cash could pay, by the scarcer token, less a little.
    function _sharesInCash() private view returns (uint256) {
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 all0, uint256 all1) = diamond.totalBalances(vaultId);
        uint256 supply = diamond.totalSupply(vaultId) * 99 / 100;
        (uint256 part0, uint256 part1) = (supply * cash0 / all0, supply * cash1 / all1);
        return part0 < part1 ? part0 : part1;
    }

    function _liquidity() private view returns (uint256 sum) {
        for (uint256 i; i < diamond.vaultInfo(vaultId).rangeCount; ++i) {
            sum += diamond.vaultRanges(vaultId)[i].liquidity;
        }
    }

    function _scaled(address aToken, address who) private view returns (uint256 scaled) {
        (, bytes memory answer) = aToken.staticcall(abi.encodeWithSignature("scaledBalanceOf(address)", who));
        scaled = abi.decode(answer, (uint256));
    }

    function _inKind(address who, uint256 shares) private {
        vm.prank(who);
        diamond.withdrawInKind(vaultId, shares, 0, 0, who);
    }
}
