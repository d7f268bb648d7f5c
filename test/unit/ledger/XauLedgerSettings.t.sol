// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGoverned} from "../../../src/interfaces/IGoverned.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {USD} from "../../../src/ledger/LedgerBook.sol";
import {LedgerSettings} from "../../../src/ledger/LedgerSettings.sol";
import {XauLedger} from "../../../src/ledger/XauLedger.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockFeeds} from "./MockFeeds.sol";

/// @notice What the setters accept, who may call them, and the launch period.
contract XauLedgerSettingsTest is LedgerBase {
    uint256 private constant MAX_FEE = 21_979_553_151_239_153_027;

    function _newToken(string memory symbol, uint8 decimals) private returns (address token) {
        vm.prank(owner);
        token = factory.createToken(symbol, symbol, decimals);
    }

    // ---- collateral ----

    /// @dev The rule in full, over every triple of numbers.
    function testFuzz_setCollateral_acceptsExactlyTheRule(uint16 factor, uint16 threshold, uint16 bonus) public {
        factor = uint16(bound(factor, 0, 10_100));
        threshold = uint16(bound(threshold, 0, 10_100));
        bonus = uint16(bound(bonus, 0, 10_100));
        IXauLedger.CollateralParams memory p = IXauLedger.CollateralParams(factor, threshold, bonus, 1e18);
        if (factor == 0 || factor >= threshold) {
            vm.expectRevert(
                abi.encodeWithSelector(IXauLedger.Ledger_FactorNotBelowThreshold.selector, factor, threshold)
            );
        } else if (bonus == 0 || uint256(threshold) * (BP + bonus) >= 1e8) {
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BonusOutOfRange.selector, threshold, bonus));
        } else {
            vm.expectEmit(address(ledger));
            emit IXauLedger.CollateralSet(address(weth), ledger.asset(address(weth)).collateral, p);
        }
        vm.prank(owner);
        ledger.setCollateral(address(weth), p);
    }

    function test_RevertWhen_setCollateral_thresholdTimesBonusIsOne() public {
        vm.startPrank(owner);
        // 0.8 * 1.25 is exactly one; a hundredth of a percent less is allowed.
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BonusOutOfRange.selector, 8_000, 2_500));
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 2_500, 1e18));
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 2_499, 1e18));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_FactorNotBelowThreshold.selector, 8_000, 8_000));
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(8_000, 8_000, 500, 1e18));
    }

    // ---- debt ----

    function testFuzz_setDebt_acceptsExactlyTheRule(uint88 fee, uint16 closeFactor) public {
        fee = uint88(bound(fee, 0, 2 * MAX_FEE));
        closeFactor = uint16(bound(closeFactor, 0, 10_100));
        IXauLedger.DebtParams memory p = IXauLedger.DebtParams(fee, 1e12, 1e6, closeFactor);
        if (fee > MAX_FEE) {
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_FeeTooHigh.selector, fee, MAX_FEE));
        } else if (closeFactor == 0 || closeFactor > BP) {
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_CloseFactorOutOfRange.selector, closeFactor));
        } else {
            vm.expectEmit(address(ledger));
            emit IXauLedger.DebtSet(address(cUSDT), ledger.asset(address(cUSDT)).debt, p);
        }
        vm.prank(owner);
        ledger.setDebt(address(cUSDT), p);
    }

    /// @dev No limit may be worth more than 1e15 dollars at the greatest believed price, whichever is set last.
    function testFuzz_setLimits_bounded(uint128 amount, uint8 decimals, uint128 maxUsdWad) public {
        decimals = uint8(bound(decimals, 0, 24));
        maxUsdWad = uint128(bound(maxUsdWad, 1e18, 1e30));
        amount = uint128(bound(amount, 1, type(uint128).max / 2));
        address token = _newToken("N", decimals);
        uint256 maxAmount = 1e33 * 10 ** decimals / maxUsdWad;
        vm.startPrank(owner);
        ledger.listAsset(token, IXauLedger.PriceParams(USD, 0, maxUsdWad));
        bytes memory reason = abi.encodeWithSelector(IXauLedger.Ledger_LimitTooLarge.selector, token, amount, maxAmount);
        if (amount > maxAmount) vm.expectRevert(reason);
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, amount));
        if (amount > maxAmount) vm.expectRevert(reason);
        ledger.setDebt(token, IXauLedger.DebtParams(0, amount, 0, 5_000));
        if (amount > maxAmount) return;
        uint256 maxAtTop = 1e33 * 10 ** decimals / 1e30;
        if (amount > maxAtTop) {
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_LimitTooLarge.selector, token, amount, maxAtTop));
        }
        ledger.setPrice(token, IXauLedger.PriceParams(USD, 0, 1e30));
    }

    /// @dev A new price is held against the greater of the two limits, whichever it is.
    function testFuzz_RevertWhen_setPrice_oneLimitIsTooLarge(uint128 large, uint128 small, bool ofDebt) public {
        address token = _newToken("N", 6);
        uint256 maxAtTop = 1e33 * 1e6 / 1e30;
        large = uint128(bound(large, maxAtTop + 1, 1e20));
        small = uint128(bound(small, 1, maxAtTop));
        vm.startPrank(owner);
        ledger.listAsset(token, IXauLedger.PriceParams(USD, 0, 1e18));
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, ofDebt ? small : large));
        ledger.setDebt(token, IXauLedger.DebtParams(0, ofDebt ? large : small, 0, 5_000));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_LimitTooLarge.selector, token, large, maxAtTop));
        ledger.setPrice(token, IXauLedger.PriceParams(USD, 0, 1e30));
    }

    // ---- listing and pricing ----

    function test_listAsset_startsClosed() public {
        address token = _newToken("N", 8);
        vm.expectEmit(address(ledger));
        emit IXauLedger.AssetListed(token, 5, 8);
        vm.prank(owner);
        ledger.listAsset(token, IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        IXauLedger.Asset memory a = ledger.asset(token);
        assertEq(a.decimals, 8);
        assertEq(a.indexRay, 1e27);
        assertEq(a.price.feed, ETH_USD);
        assertEq(ledger.tokens()[5], token);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotCollateral.selector, token));
        ledger.depositCollateral(token, 1, depositor);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotDebt.selector, token));
        ledger.borrow(token, 1, VARIABLE, depositor);
    }

    function test_RevertWhen_listAsset_twice() public {
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_Listed.selector, address(weth)));
        vm.prank(owner);
        ledger.listAsset(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 1e24));
    }

    function test_RevertWhen_listAsset_tooMany() public {
        for (uint256 i = 5; i < 16; ++i) {
            address token = _newToken(vm.toString(i), 6);
            vm.prank(owner);
            ledger.listAsset(token, IXauLedger.PriceParams(USD, 0, 1e18));
        }
        address last = _newToken("last", 6);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_TooManyAssets.selector, 16));
        vm.prank(owner);
        ledger.listAsset(last, IXauLedger.PriceParams(USD, 0, 1e18));
    }

    function testFuzz_RevertWhen_listAsset_decimals(uint8 decimals) public {
        decimals = uint8(bound(decimals, 25, 255));
        vm.mockCall(stranger, abi.encodeWithSignature("decimals()"), abi.encode(decimals));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_TooManyDecimals.selector, stranger, decimals, 24));
        vm.prank(owner);
        ledger.listAsset(stranger, IXauLedger.PriceParams(USD, 0, 1e18));
    }

    function testFuzz_RevertWhen_price_badParams(uint128 maxUsdWad, bool above) public {
        maxUsdWad =
            above ? uint128(bound(maxUsdWad, 1e30 + 1, type(uint128).max)) : uint128(bound(maxUsdWad, 0, 1e6 - 1));
        bytes memory reason =
            abi.encodeWithSelector(IXauLedger.Ledger_MaxPriceOutOfRange.selector, maxUsdWad, 1e6, 1e30);
        address token = _newToken("N", 8);
        vm.startPrank(owner);
        vm.expectRevert(reason);
        ledger.listAsset(token, IXauLedger.PriceParams(ETH_USD, 0, maxUsdWad));
        vm.expectRevert(reason);
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_USD, 0, maxUsdWad));
    }

    /// @dev A feed that cannot be read, or is not believed, cannot be chosen; main or check.
    function test_RevertWhen_price_unreadable() public {
        vm.startPrank(owner);
        feeds.setStale(ETH_TWAP, true);
        vm.expectRevert(abi.encodeWithSelector(MockFeeds.Oracle_Stale.selector, ETH_TWAP, 0, 0));
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_TWAP, 0, 1e24));
        vm.expectRevert(abi.encodeWithSelector(MockFeeds.Oracle_Stale.selector, ETH_TWAP, 0, 0));
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_USD, ETH_TWAP, 1e24));
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_RateOutOfRange.selector, ETH_USD, 3_000e18, 1e6, 2_999e18)
        );
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 2_999e18));
        vm.expectEmit(address(ledger));
        emit IXauLedger.PriceSet(
            address(weth), IXauLedger.PriceParams(ETH_USD, 0, 1e24), IXauLedger.PriceParams(ETH_USD, 0, 3_000e18)
        );
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 3_000e18));
    }

    // ---- launch ----

    /// @dev For its first 24 hours a market has a tenth of its ceiling, and of its cap.
    function testFuzz_launch_tenthForADay(uint256 elapsed, uint128 limit) public {
        elapsed = bound(elapsed, 0, 3 days);
        limit = uint128(bound(limit, 1, 4e20));
        address token = _newToken("N", 6);
        vm.startPrank(owner);
        ledger.listAsset(token, IXauLedger.PriceParams(USD, 0, 1e18));
        skip(5 days); // listing does not start the clock
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, limit));
        ledger.setDebt(token, IXauLedger.DebtParams(0, limit, 0, 5_000));
        skip(elapsed);
        uint256 expected = elapsed < 1 days ? limit / 10 : limit;
        assertEq(ledger.debtCeiling(token), expected);
        assertEq(ledger.collateralCap(token), expected);
        // Raising the limits of an open market does not start it anew, closing and opening does.
        ledger.setDebt(token, IXauLedger.DebtParams(0, limit * 2, 0, 5_000));
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, limit * 2));
        expected = elapsed < 1 days ? uint256(limit) / 5 : uint256(limit) * 2;
        assertEq(ledger.debtCeiling(token), expected);
        assertEq(ledger.collateralCap(token), expected);
        skip(1 days);
        ledger.setDebt(token, IXauLedger.DebtParams(0, 0, 0, 5_000));
        ledger.setDebt(token, IXauLedger.DebtParams(0, limit, 0, 5_000));
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, 0));
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, limit));
        assertEq(ledger.debtCeiling(token), limit / 10);
        assertEq(ledger.collateralCap(token), limit / 10);
    }

    function test_RevertWhen_launch_exceeded() public {
        XauLedger fresh = _newLedger();
        vm.startPrank(owner);
        fresh.listAsset(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        fresh.listAsset(address(cUSDT), IXauLedger.PriceParams(USD, 0, 1e18));
        fresh.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 500, 1_000e18));
        fresh.setDebt(address(cUSDT), IXauLedger.DebtParams(0, 100_000e6, 0, 5_000));
        cUSDT.setMinter(address(fresh), 1e12, 1e12, 0, true);
        vm.stopPrank();
        ledger = fresh;
        _giveWeth(borrower, 1_000e18);
        vm.startPrank(borrower);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_CapExceeded.selector, address(weth), 100e18 + 1, 100e18)
        );
        fresh.depositCollateral(address(weth), 100e18 + 1, borrower);
        fresh.depositCollateral(address(weth), 100e18, borrower);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_CeilingExceeded.selector, address(cUSDT), 10_000e6 + 1, 10_000e6)
        );
        fresh.borrow(address(cUSDT), 10_000e6 + 1, VARIABLE, borrower);
        fresh.borrow(address(cUSDT), 10_000e6, VARIABLE, borrower);
        skip(1 days);
        fresh.borrow(address(cUSDT), 90_000e6, VARIABLE, borrower);
    }

    // ---- who may ----

    function testFuzz_RevertWhen_settings_notOwner(address caller) public {
        vm.assume(caller != owner);
        bytes memory reason = abi.encodeWithSelector(IGoverned.Governed_NotOwner.selector, caller, owner);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        ledger.listAsset(stranger, IXauLedger.PriceParams(USD, 0, 1e18));
        vm.expectRevert(reason);
        ledger.setPrice(address(weth), IXauLedger.PriceParams(USD, 0, 1e18));
        vm.expectRevert(reason);
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(1, 2, 1, 1));
        vm.expectRevert(reason);
        ledger.setDebt(address(cUSDT), IXauLedger.DebtParams(0, 0, 0, 1));
        vm.expectRevert(reason);
        ledger.setReserve(caller);
        vm.expectRevert(reason);
        ledger.unpauseBorrow(address(cUSDT));
        if (caller != guardian) {
            vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotGuardian.selector, caller, guardian));
        }
        ledger.pauseBorrow(address(cUSDT));
    }

    function test_settings_ofTokensNotListed() public {
        bytes memory reason = abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger);
        vm.startPrank(owner);
        vm.expectRevert(reason);
        ledger.setPrice(stranger, IXauLedger.PriceParams(USD, 0, 1e18));
        vm.expectRevert(reason);
        ledger.setCollateral(stranger, IXauLedger.CollateralParams(1, 2, 1, 1));
        vm.expectRevert(reason);
        ledger.setDebt(stranger, IXauLedger.DebtParams(0, 0, 0, 1));
        vm.expectRevert(reason);
        ledger.pauseBorrow(stranger);
        vm.expectRevert(reason);
        ledger.unpauseBorrow(stranger);
    }

    function test_setReserve() public {
        vm.startPrank(owner);
        vm.expectRevert(IXauLedger.Ledger_ReserveZero.selector);
        ledger.setReserve(address(0));
        vm.expectEmit(address(ledger));
        emit IXauLedger.ReserveSet(address(reserve), stranger);
        ledger.setReserve(stranger);
        assertEq(ledger.reserve(), stranger);
        vm.expectRevert(IXauLedger.Ledger_ReserveZero.selector);
        new XauLedger(IOracle(address(feeds)), XAU_USD, owner, guardian, address(0));
    }

    /// @dev The settings' code is the ledger's by delegatecall alone: called directly it knows no owner but the ledger, which
    /// never calls it, and no token.
    function testFuzz_RevertWhen_settingsAreCalledDirectly(address caller) public {
        LedgerSettings settings = LedgerSettings(ledger.SETTINGS());
        assertEq(settings.owner(), address(ledger));
        assertEq(settings.guardian(), address(0));
        if (caller == address(ledger) || caller == address(0)) caller = attacker;
        vm.startPrank(caller);
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotOwner.selector, caller, address(ledger)));
        settings.setReserve(caller);
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotGuardian.selector, caller, address(0)));
        settings.pauseBorrow(address(cUSDT));
        vm.stopPrank();
    }

    /// @dev A setter called with the wrong shape of arguments is refused by the code that it runs.
    function test_RevertWhen_setter_argumentsAreCut() public {
        vm.prank(owner);
        (bool ok,) = address(ledger).call(abi.encodePacked(IXauLedger.setDebt.selector, abi.encode(address(cUSDT), 1)));
        assertFalse(ok);
    }
}
