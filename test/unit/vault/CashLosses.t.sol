// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {Roles} from "src/access/Roles.sol";
import {LOSS_DELAY, LOSS_WINDOW} from "src/vault/VaultConstants.sol";
import {MarketWord} from "src/vault/markets/MarketWord.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {CashFixture} from "test/utils/CashFixture.sol";

contract CashLossesTest is CashFixture {
    // -- gifts (X09) ----------------------------------------------------------------------------------------------

    /// @dev Neither receipts sent to the diamond nor a market made richer move the value of a share at once; over time no
    /// more than the market's highest rate on what is invested.
    function testFuzz_gift_movesNoShare(uint256 gift, uint256 wait) public {
        useVaults();
        investAll();
        gift = bound(gift, 1, 2_000_000e6);
        uint256 before = pps();
        usdc.mint(address(vaults[1]), gift);
        assertEq(pps(), before, "a richer market");
        vm.startPrank(saver);
        usdc.mint(saver, gift);
        usdc.approve(address(vaults[1]), gift);
        vaults[1].deposit(gift, address(diamond));
        weth.approve(address(aave.pool), 1e18);
        weth.mint(saver, 1e18);
        aave.pool.supply(address(weth), 1e18, address(diamond), 0);
        vm.stopPrank();
        assertEq(pps(), before, "receipts sent");
        wait = bound(wait, 1, 20 days);
        skip(wait);
        setAnchor(3000e8);
        assertLe(pps() - before, before * RATE_BP * wait / (10_000 * 365 days) + 1);
    }

    /// @dev Aave's own way of being made richer, a flash loan's premium, is held to the same rate.
    function testFuzz_index_isHeldToTheRate(uint256 premiumBp) public {
        useAave();
        investAll();
        IMarkets.MarketView memory m = marketAt(1);
        aave.configurator.setReserveFlashLoaning(address(usdc), true);
        aave.configurator.updateFlashloanPremiumTotal(uint128(bound(premiumBp, 1, 5000)));
        uint256 amount = 2_000_000e6;
        usdc.mint(address(this), 2 * amount);
        usdc.approve(address(aave.pool), type(uint256).max);
        uint256 before = pps();
        aave.pool.flashLoanSimple(address(this), address(usdc), amount, "", 0);
        assertGt(marketAt(1).reported, m.reported);
        assertEq(pps(), before);
    }

    /// @dev The flash loan's receiver: its allowance pays it back.
    function executeOperation(address, uint256, uint256, address, bytes calldata) external pure returns (bool) {
        return true;
    }

    /// @dev What a market pays beyond what was counted is released over time, not at once: nobody can buy in before.
    function testFuzz_surplus_isReleasedLikeFees(uint256 gift, bool recalled) public {
        useVaults();
        investAll();
        usdc.mint(address(vaults[1]), bound(gift, 1e6, 2_000_000e6));
        cool();
        uint256 counted = marketAt(1).counted;
        uint256 before = pps();
        (, uint256 locked) = diamond.unreleasedProfit(vaultId);
        if (recalled) {
            vm.startPrank(bob);
            diamond.withdraw(vaultId, sharesOf(bob) * 3 / 4, 0, 0, bob);
            vm.stopPrank();
        } else {
            vm.prank(guardian);
            uint256 got = diamond.divestCash(vaultId, 1, type(uint256).max, counted);
            (, uint256 lockedNow) = diamond.unreleasedProfit(vaultId);
            assertEq(lockedNow - locked, got - counted, "a surplus was a holder's at once");
        }
        assertApproxEqRel(pps(), before, 1e12, "a surplus was a holder's at once");
    }

    // -- losses ---------------------------------------------------------------------------------------------------

    /// @dev A loss counts for exits at once, refuses entries, is written once, and then entries open at the new value.
    function testFuzz_loss_isWrittenOnce(uint256 lossBp, uint256 wait) public {
        useVaults();
        investAll();
        _lose(bound(lossBp, 10, 9999));
        IMarkets.MarketView memory m = marketAt(1);
        assertEq(m.counted, m.reported);
        assertTrue(m.isBelow);
        _entriesAreClosed();
        (uint256 preview0, uint256 preview1) = diamond.previewWithdraw(vaultId, 1e18);
        vm.prank(bob);
        diamond.withdraw(vaultId, 1e18, preview0, preview1, bob);

        m = marketAt(1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NotSighted.selector, 0, 0));
        vm.prank(attacker);
        diamond.writeDown(vaultId, 1);
        vm.expectEmit(address(diamond));
        emit IMarkets.LossSighted(vaultId, 1, m.recorded, m.reported);
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        assertEq(marketAt(1).sightedValue, m.reported, "what was sighted");
        uint256 readyAt = block.timestamp + LOSS_DELAY;
        wait = bound(wait, 0, LOSS_DELAY - 1);
        skip(wait);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_AlreadySighted.selector, readyAt - LOSS_DELAY));
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NotSighted.selector, readyAt, readyAt + LOSS_WINDOW));
        vm.prank(attacker);
        diamond.writeDown(vaultId, 1);
        skip(LOSS_DELAY - wait);
        vm.expectEmit(address(diamond));
        emit IMarkets.LossWritten(vaultId, 1, m.recorded, m.reported, attacker);
        vm.prank(attacker);
        assertEq(diamond.writeDown(vaultId, 1), m.reported);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NoLoss.selector, m.reported, m.reported));
        vm.prank(attacker);
        diamond.writeDown(vaultId, 1);
        assertGt(depositAs(alice, 1e18, 10_000e6), 0);
    }

    /// @dev Somebody pushes the report down for a moment: a sighting of it is cleared by anyone, and what was counted
    /// before is counted again.
    function testFuzz_pushDown_changesNothing(uint256 amount) public {
        useVaults();
        investAll();
        uint256 before = pps();
        uint256 had = usdc.balanceOf(address(vaults[1]));
        amount = bound(amount, had / 1000, had - 1e6);
        vaults[1].lose(amount);
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        _entriesAreClosed();
        usdc.mint(address(vaults[1]), amount);
        assertEq(pps(), before);
        vm.expectEmit(address(diamond));
        emit IMarkets.LossCleared(vaultId, 1, marketAt(1).recorded, marketAt(1).reported);
        diamond.reportLoss(vaultId, 1);
        assertEq(marketAt(1).sightedAt, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IMarkets.Market_NoLoss.selector, marketAt(1).recorded, marketAt(1).reported)
        );
        diamond.reportLoss(vaultId, 1);
    }

    /// @dev Of two sightings the higher counts: a push at either end writes no more than the loss that lasted.
    function testFuzz_writeDown_takesTheHigher(uint256 first, uint256 second) public {
        useVaults();
        investAll();
        first = bound(first, 100, 5000);
        second = bound(second, 100, 5000);
        _lose(first);
        uint256 one = marketAt(1).reported;
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        _lose(second);
        skip(LOSS_DELAY);
        vm.prank(attacker);
        assertEq(diamond.writeDown(vaultId, 1), one);
        // The rest of the loss takes another round.
        assertTrue(marketAt(1).isBelow);
        assertEq(marketAt(1).sightedAt, 0);
    }

    function testFuzz_RevertWhen_theSightingIsStale(uint256 late) public {
        useVaults();
        investAll();
        _lose(3000);
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        uint256 readyAt = block.timestamp + LOSS_DELAY;
        skip(LOSS_DELAY + LOSS_WINDOW + bound(late, 1, 30 days));
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NotSighted.selector, readyAt, readyAt + LOSS_WINDOW));
        vm.prank(attacker);
        diamond.writeDown(vaultId, 1);
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        assertEq(marketAt(1).sightedAt, block.timestamp);
    }

    /// @dev In the last second a sighting still stands: it can be written and not begun anew.
    function test_sighting_standsToTheLastSecond() public {
        useVaults();
        investAll();
        _lose(3000);
        diamond.reportLoss(vaultId, 1);
        uint256 sightedAt = block.timestamp;
        uint256 reported = marketAt(1).reported;
        skip(LOSS_DELAY + LOSS_WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_AlreadySighted.selector, sightedAt));
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        vm.prank(attacker);
        assertEq(diamond.writeDown(vaultId, 1), reported);
    }

    /// @dev A revert is no answer, not even one of 32 bytes that reads like a figure.
    function testFuzz_revert_isNoAnswer(uint256 figure) public {
        useVaults();
        investAll();
        vm.mockCallRevert(
            address(vaults[1]), abi.encodeWithSelector(IERC4626.previewRedeem.selector), abi.encode(figure)
        );
        assertFalse(marketAt(1).isHeard);
        assertEq(marketAt(1).counted, 0);
    }

    /// @dev Even a loss that was written and then undone is nobody's to take: the recovery counts slowly, an entry and an
    /// exit at once gain nothing, in kind or priced.
    function testFuzz_recovery_isNobodysPrey(uint256 lossBp, uint256 stake, bool inKind) public {
        useVaults();
        investAll();
        uint256 lost = _lose(bound(lossBp, 100, 9000));
        diamond.reportLoss(vaultId, 1);
        skip(LOSS_DELAY);
        setAnchor(3000e8);
        diamond.writeDown(vaultId, 1);
        stake = bound(stake, 1e16, 1000e18);
        vm.startPrank(attacker);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, stake, 1e13, 0, attacker);
        vm.stopPrank();
        usdc.mint(address(vaults[1]), lost);
        vm.startPrank(attacker);
        (uint256 got0, uint256 got1) = inKind
            ? diamond.withdrawInKind(vaultId, shares, 0, 0, attacker)
            : diamond.withdraw(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
        assertLe(got0, paid0);
        assertLe(got1, paid1);
    }

    /// @dev Exits between a loss and its writing down pay the lower figure and leave those who stay no worse.
    function testFuzz_exit_sharesTheLoss(uint256 lossBp, uint256 shares, bool inKind) public {
        useVaults();
        investAll();
        _lose(bound(lossBp, 10, 9999));
        diamond.reportLoss(vaultId, 1);
        uint256 before = pps();
        shares = bound(shares, 1e15, sharesOf(bob));
        vm.prank(bob);
        if (inKind) diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        else diamond.withdraw(vaultId, shares, 0, 0, bob);
        assertGe(pps() + before / 1e9 + 1, before);
        // The sighting shrank with the record.
        assertLe(marketAt(1).sightedValue, marketAt(1).recorded);
        if (marketAt(1).units == 0) return; // all of it was recalled
        skip(LOSS_DELAY);
        diamond.writeDown(vaultId, 1);
        assertFalse(marketAt(1).isBelow);
    }

    /// @dev A silent market counts nothing for exits, refuses entries, cannot be written down by a stranger, and by ADMIN
    /// at once.
    function testFuzz_silence_isContained(uint256 pick) public {
        useVaults();
        investAll();
        pick = bound(pick, 0, 2);
        HostileMarket.Fault[3] memory faults =
            [HostileMarket.Fault.REPORT_REVERTS, HostileMarket.Fault.REPORT_BURNS_GAS, HostileMarket.Fault.REPORT_HUGE];
        vaults[1].setFault(faults[pick]);
        assertEq(marketAt(1).counted, 0);
        _entriesAreClosed();
        bytes memory silent = abi.encodeWithSelector(IMarkets.Market_Silent.selector, vaults[1]);
        vm.expectRevert(silent);
        vm.prank(attacker);
        diamond.reportLoss(vaultId, 1);
        vm.expectRevert(silent);
        vm.prank(attacker);
        diamond.writeDown(vaultId, 1);
        vm.startPrank(bob);
        diamond.withdraw(vaultId, sharesOf(bob) / 2, 0, 0, bob);
        vm.stopPrank();
        assertEq(diamond.writeDown(vaultId, 1), 0);
        assertEq(marketAt(1).recorded, 0);
    }

    /// @dev A market below its record takes no new money: that would bury the loss.
    function test_RevertWhen_investingOverALoss() public {
        useVaults();
        cool();
        vm.prank(keeper);
        diamond.investCash(vaultId, 0, 1000e6);
        _lose(3000);
        cool();
        (, uint256 most) = diamond.previewInvest(vaultId);
        assertEq(most, 0);
    }

    function test_RevertWhen_nothingIsInvested() public {
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NothingInvested.selector, weth));
        diamond.reportLoss(vaultId, 0);
        useVaults();
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NothingInvested.selector, weth));
        diamond.writeDown(vaultId, 0);
    }

    // -- settings -------------------------------------------------------------------------------------------------

    /// @dev New or higher in any respect: ADMIN. Otherwise MANAGER.
    function testFuzz_setMarket_managerOnlyTightens(uint256 seed) public {
        diamond.setMarket(vaultId, 1, MarketWord.ERC4626, address(vaults[1]), 2000, 5000);
        uint16 rate = uint16(bound(seed, 0, 5000));
        uint16 share = uint16(bound(seed >> 16, 0, 10_000));
        bool other = seed >> 255 == 1;
        vm.prank(manager);
        if (rate > 2000 || share > 5000 || other) {
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        }
        diamond.setMarket(
            vaultId,
            1,
            other ? MarketWord.AAVE_V3 : MarketWord.ERC4626,
            other ? address(aave.pool) : address(vaults[1]),
            rate,
            share
        );
    }

    function testFuzz_RevertWhen_limitsAreOutOfRange(uint256 rate, uint256 share) public {
        rate = bound(rate, 5001, type(uint16).max);
        share = bound(share, 10_001, type(uint16).max);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, rate, 0, 5000));
        diamond.setMarket(vaultId, 0, 2, address(vaults[0]), uint16(rate), 1);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, share, 0, 10_000));
        diamond.setMarket(vaultId, 0, 2, address(vaults[0]), 1, uint16(share));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 9001, 0, 9000));
        diamond.setCashBand(vaultId, 9001, 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 20_001, 0, 20_000));
        diamond.setCashBand(vaultId, 0, 20_001);
    }

    function test_RevertWhen_theMarketIsNotTheTokens() public {
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Invalid.selector, vaults[1], weth));
        diamond.setMarket(vaultId, 0, 2, address(vaults[1]), 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Invalid.selector, vaults[0], weth));
        diamond.setMarket(vaultId, 0, 3, address(vaults[0]), 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Invalid.selector, address(diamond), weth));
        diamond.setMarket(vaultId, 0, 2, address(diamond), 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Invalid.selector, weth, weth));
        diamond.setMarket(vaultId, 0, 2, address(weth), 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Invalid.selector, bob, weth));
        diamond.setMarket(vaultId, 0, 2, bob, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_NoSuchToken.selector, 2));
        diamond.setMarket(vaultId, 2, 2, address(vaults[0]), 1, 1);
        vaults[0].setFault(HostileMarket.Fault.REPORT_REVERTS);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Silent.selector, vaults[0]));
        diamond.setMarket(vaultId, 0, 2, address(vaults[0]), 1, 1);
        // Aave knows no such asset.
        feed.setAnswer(3000e8);
        vm.expectRevert();
        diamond.setMarket(vaultId, 0, 1, address(feed), 1, 1);
    }

    /// @dev What can be said to a market or a receipt moves what is invested: neither is ever a router, not even once closed.
    function test_aMarket_isNoRouter() public {
        useAave();
        useVaults();
        vm.startPrank(guardian);
        diamond.closeMarket(vaultId, 0);
        diamond.closeMarket(vaultId, 1);
        vm.stopPrank();
        address[5] memory places = [address(aave.pool), aTokens[0], aTokens[1], address(vaults[0]), address(vaults[1])];
        for (uint256 i; i < places.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISwap.Swap_InvalidRouter.selector, places[i]));
            diamond.setRouter(places[i], 0x12345678, true);
        }
    }

    function test_RevertWhen_replacingAMarketInUse() public {
        useAave();
        investAll();
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_StillInvested.selector, marketAt(0).units));
        diamond.setMarket(vaultId, 0, 2, address(vaults[0]), 1, 1);
    }

    /// @dev A change of rate is not retroactive, up or down.
    function testFuzz_setMarket_marksFirst(uint256 rate, uint256 wait) public {
        useVaults();
        investAll();
        usdc.mint(address(vaults[1]), 1_000_000e6);
        skip(bound(wait, 1, 60 days));
        uint256 counted = marketAt(1).counted;
        rate = bound(rate, 0, 5000);
        vm.prank(rate > RATE_BP ? admin : manager);
        diamond.setMarket(vaultId, 1, 2, address(vaults[1]), uint16(rate), SHARE_BP);
        assertEq(marketAt(1).counted, counted);
    }

    /// @dev Closing stops new money at once and lets an empty market go.
    function test_closeMarket_stopsNewMoney() public {
        useAave();
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, attacker, Roles.MANAGER));
        vm.prank(attacker);
        diamond.closeMarket(vaultId, 0);
        cool();
        vm.prank(keeper);
        diamond.investCash(vaultId, 1e15, 0);
        vm.startPrank(guardian);
        diamond.closeMarket(vaultId, 0);
        diamond.closeMarket(vaultId, 1);
        vm.stopPrank();
        assertEq(marketAt(0).shareBp, 0);
        assertEq(marketAt(1).kind, 0);
        cool();
        (uint256 most0, uint256 most1) = diamond.previewInvest(vaultId);
        assertEq(most0 + most1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarkets.Market_Closed.selector, usdc));
        vm.prank(guardian);
        diamond.closeMarket(vaultId, 1);
    }

    function testFuzz_cashBand_managerOnlyTightens(uint256 low, uint256 high) public {
        (uint16 oldLow, uint16 oldHigh) = diamond.cashBand(vaultId);
        assertEq(abi.encode(oldLow, oldHigh), abi.encode(5000, 5000));
        low = bound(low, 0, 9000);
        high = bound(high, 0, 20_000);
        vm.prank(manager);
        bool widens = low > 5000 || high > 5000;
        if (widens) {
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        }
        diamond.setCashBand(vaultId, uint16(low), uint16(high));
        if (widens) return;
        (oldLow, oldHigh) = diamond.cashBand(vaultId);
        assertEq(abi.encode(oldLow, oldHigh), abi.encode(low, high));
        assertEq(diamond.imbalanceCurve(vaultId).maxBp, 200, "its neighbour in the word");
    }

    /// @dev The market of token1 loses this part of what it has.
    function _lose(uint256 lossBp) private returns (uint256 amount) {
        amount = usdc.balanceOf(address(vaults[1])) * lossBp / 10_000;
        vaults[1].lose(amount);
    }

    function _entriesAreClosed() private {
        bytes memory closed = abi.encodeWithSelector(IMarkets.Market_EntryClosed.selector, usdc);
        vm.startPrank(alice);
        vm.expectRevert(closed);
        diamond.deposit(vaultId, 1e18, 10_000e6, 0, alice);
        vm.expectRevert(closed);
        diamond.depositSingle(vaultId, address(weth), 1e16, 0, alice);
        vm.expectRevert(closed);
        diamond.previewDeposit(vaultId, 1e18, 10_000e6);
        vm.stopPrank();
    }
}
