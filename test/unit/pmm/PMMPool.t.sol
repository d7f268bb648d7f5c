// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Lock} from "lock/Lock.sol";
import {IDODOCallee} from "../../../src/interfaces/IDODOCallee.sol";
import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @notice Swaps, fees, unsynced balances, shares and construction, over a fixed guide price.
contract PMMPoolTest is PMMFixture {
    PMMPool internal pool;

    uint256 internal constant I = 2e18;
    uint256 internal constant K = 0.1e18;
    uint256 internal constant FEE = 0.0015e18;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        pool = new PMMPool(_fixedConfig(I, K, FEE));
        _buyShares(pool, lp, 1_000e18, 2_000e18);
        _nextBlock();
    }

    // ---- Construction ----

    function test_constructor_setsEverything() public view {
        assertEq(pool._BASE_TOKEN_(), address(base));
        assertEq(pool._QUOTE_TOKEN_(), address(quote));
        assertEq(pool._K_(), K);
        assertEq(pool._I_(), I);
        assertEq(pool._LP_FEE_RATE_(), FEE);
        assertEq(pool.owner(), owner);
        assertEq(pool.decimals(), 18);
        assertEq(address(pool._SOURCE_()), address(0));
        assertTrue(pool._IS_OPEN_TWAP_());
    }

    /// @dev (f): k is 0, 1e18 or from 1e12 to 0.99e18.
    function testFuzz_constructor_k(uint256 k, uint8 kind) public {
        uint256[5] memory tries =
            [0, 1e18, bound(k, 1e12, 0.99e18), bound(k, 1, 1e12 - 1), bound(k, 0.99e18 + 1, type(uint256).max)];
        k = tries[kind % 5];
        IPMMPool.PoolConfig memory c = _fixedConfig(I, k, FEE);
        bool isAllowed = k == 0 || k == 1e18 || (k >= 1e12 && k <= 0.99e18);
        if (!isAllowed) vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadK.selector, k));
        PMMPool made = new PMMPool(c);
        if (isAllowed) assertEq(made._K_(), k);
    }

    function test_RevertWhen_constructor_badTokens() public {
        IPMMPool.PoolConfig memory c = _fixedConfig(I, K, FEE);
        c.quoteToken = c.baseToken;
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadTokens.selector, base, base));
        new PMMPool(c);
        c.quoteToken = address(0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadTokens.selector, base, address(0)));
        new PMMPool(c);
        (c.baseToken, c.quoteToken) = (address(0), address(quote));
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadTokens.selector, address(0), quote));
        new PMMPool(c);
    }

    function testFuzz_RevertWhen_constructor_fixedGuidePriceOutOfRange(uint256 i) public {
        i = bound(i, 1e36 + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, i));
        new PMMPool(_fixedConfig(i, K, FEE));
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, 0));
        new PMMPool(_fixedConfig(0, K, FEE));
    }

    function testFuzz_RevertWhen_constructor_badFee(uint256 lpFee, uint256 mtFee) public {
        lpFee = bound(lpFee, 0, 0.1e18);
        mtFee = bound(mtFee, 0.1e18 - lpFee + 1, type(uint128).max);
        IPMMPool.PoolConfig memory c = _fixedConfig(I, K, lpFee);
        (c.mtFeeRate, c.maintainer) = (mtFee, maintainer);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadFee.selector, lpFee, mtFee, maintainer));
        new PMMPool(c);
        (c.mtFeeRate, c.maintainer, c.lpFeeRate) = (1, address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadFee.selector, 0, 1, address(0)));
        new PMMPool(c);
        (c.mtFeeRate, c.lpFeeRate) = (0, 0.1e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadFee.selector, 0.1e18 + 1, 0, address(0)));
        new PMMPool(c);
    }

    function test_RevertWhen_constructor_zeroOwner() public {
        IPMMPool.PoolConfig memory c = _fixedConfig(I, K, FEE);
        c.owner = address(0);
        vm.expectRevert(IPMMPool.PMMPool_ZeroOwner.selector);
        new PMMPool(c);
    }

    function test_RevertWhen_constructor_fixedWithGuideSettings() public {
        for (uint256 n; n < 3; ++n) {
            IPMMPool.PoolConfig memory c = _fixedConfig(I, K, FEE);
            if (n == 0) c.feedThreshold = 1;
            if (n == 1) c.guideStepBp = 1;
            if (n == 2) c.guideCapBp = 1;
            vm.expectPartialRevert(IPMMPool.PMMPool_BadGuideConfig.selector);
            new PMMPool(c);
        }
    }

    // ---- Swaps ----

    function test_sellBase_paysTheCurveLessFee() public {
        // From ONE with k = 0.1: the exact result of 100 base is 198.00...; the fee is 15 bp of it.
        PMMState memory s = _stateOf(pool);
        (uint256 gross,) = PMMPricing.sellBaseToken(s, 100e18);
        uint256 expected = gross * (1e18 - FEE) / 1e18;
        _pay(pool, 100e18, 0);
        vm.expectEmit(address(pool));
        emit IPMMPool.RChange(2);
        vm.expectEmit(address(pool));
        emit IPMMPool.DODOSwap(address(base), address(quote), 100e18, expected, address(this), trader);
        uint256 received = pool.sellBase(trader);
        assertEq(received, expected);
        assertEq(quote.balanceOf(trader), received);
        assertLt(received, 200e18);
        assertGt(received, 196e18);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        assertEq(b, 1_100e18);
        assertEq(q, 2_000e18 - received);
        assertEq(pool._RState_(), 2);
        assertEq(pool._QUOTE_TARGET_(), 2_000e18, "the scarce target stands");
        assertGt(pool._BASE_TARGET_(), 1_000e18, "the fee grows the other");
    }

    /// @dev Query and execution agree to the wei, both ways, from any side.
    function testFuzz_sell_matchesQuery(uint256 first, bool firstBase, uint256 pay, bool sellsBase) public {
        first = bound(first, 1e6, 5_000e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        pay = bound(pay, 1e6, 5_000e18);
        (uint256 expected, uint256 mtFee, uint8 r, uint256 target) =
            sellsBase ? pool.querySellBase(trader, pay) : pool.querySellQuote(trader, pay);
        uint256 received = sellsBase ? _sellBase(pool, trader, pay) : _sellQuote(pool, trader, pay);
        assertEq(received, expected);
        assertEq(mtFee, 0);
        assertEq(pool._RState_(), r);
        assertGe(sellsBase ? pool._BASE_TARGET_() : pool._QUOTE_TARGET_(), target, "fees only add");
    }

    /// @dev (g)
    function test_RevertWhen_sell_zeroInput() public {
        vm.expectRevert(IPMMPool.PMMPool_ZeroInput.selector);
        pool.sellBase(trader);
        vm.expectRevert(IPMMPool.PMMPool_ZeroInput.selector);
        pool.sellQuote(trader);
        (uint256 out,,,) = pool.querySellBase(trader, 0);
        assertEq(out, 0);
    }

    /// @dev (g)
    function test_RevertWhen_sell_zeroOutput() public {
        _pay(pool, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ZeroOutput.selector, 1));
        pool.sellQuote(trader);
        _pay(pool, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ZeroOutput.selector, 1));
        pool.sellBase(trader);
    }

    function test_RevertWhen_notInitialised() public {
        PMMPool fresh = new PMMPool(_fixedConfig(I, K, FEE));
        _pay(fresh, 1e18, 0);
        vm.expectRevert(IPMMPool.PMMPool_NotInitialised.selector);
        fresh.sellBase(trader);
        vm.expectRevert(IPMMPool.PMMPool_NotInitialised.selector);
        fresh.querySellBase(trader, 1e18);
        vm.expectRevert(IPMMPool.PMMPool_NotInitialised.selector);
        fresh.pokeGuidePrice();
        assertEq(fresh.closes(8).length, 0);
    }

    function test_RevertWhen_reserveOverflows() public {
        _pay(pool, type(uint112).max, 0);
        vm.expectPartialRevert(IPMMPool.PMMPool_ReserveOverflow.selector);
        pool.sellBase(trader);
        _pay(pool, 0, type(uint112).max);
        vm.expectPartialRevert(IPMMPool.PMMPool_ReserveOverflow.selector);
        pool.sellQuote(trader);
    }

    function test_RevertWhen_balanceBelowReserve() public {
        deal(address(base), address(pool), 999e18);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BalanceBelowReserve.selector, 999e18, 1_000e18));
        pool.sellBase(trader);
    }

    /// @dev Crossing by less than the fee leaves the pool above both targets: that is equilibrium, with more in it.
    function test_sell_crossingWithinFee_endsAtOne() public {
        _sellQuote(pool, trader, 200e18);
        (uint256 b,) = pool.getVaultReserve();
        uint256 gap = pool._BASE_TARGET_() - b;
        _sellBase(pool, trader, gap + 0.01e18);
        assertEq(pool._RState_(), 0);
        (uint256 b1, uint256 q1) = pool.getVaultReserve();
        assertEq(pool._BASE_TARGET_(), b1);
        assertEq(pool._QUOTE_TARGET_(), q1);
        assertGe(b1, 1_000e18);
        assertGe(q1, 2_000e18);
    }

    function testFuzz_sell_roundTripNeverGains(uint256 first, bool firstBase, uint256 pay, bool sellsBase) public {
        PMMPool free = _poolWithoutFee();
        first = bound(first, 1e3, 5_000e18);
        firstBase ? _sellBase(free, trader, first) : _sellQuote(free, trader, first);
        pay = bound(pay, 1e3, 50_000e18);
        uint256 out = sellsBase ? _sellBase(free, trader, pay) : _sellQuote(free, trader, pay);
        (uint256 back,,,) = sellsBase ? free.querySellQuote(trader, out) : free.querySellBase(trader, out);
        assertLe(back, pay);
    }

    // ---- Fees ----

    function testFuzz_mtFee_goesToMaintainer(uint256 pay, bool sellsBase) public {
        IPMMPool.PoolConfig memory c = _fixedConfig(I, K, FEE);
        (c.mtFeeRate, c.maintainer) = (0.0005e18, maintainer);
        PMMPool p = new PMMPool(c);
        _buyShares(p, lp, 1_000e18, 2_000e18);
        pay = bound(pay, 1e9, 1_000e18);
        (uint256 gross,) =
            sellsBase ? PMMPricing.sellBaseToken(_stateOf(p), pay) : PMMPricing.sellQuoteToken(_stateOf(p), pay);
        uint256 received = sellsBase ? _sellBase(p, trader, pay) : _sellQuote(p, trader, pay);
        TestToken out = sellsBase ? quote : base;
        assertEq(out.balanceOf(maintainer), gross * 0.0005e18 / 1e18);
        assertEq(received, gross * (1e18 - FEE - 0.0005e18) / 1e18);
        (uint256 b, uint256 q) = p.getVaultReserve();
        assertEq(b, base.balanceOf(address(p)));
        assertEq(q, quote.balanceOf(address(p)));
    }

    function test_feeFree_onlyForTheStabilizer() public {
        // No stabilizer is named: not even the zero address is it.
        (uint256 lpFee,) = pool.getUserFeeRate(address(0));
        assertEq(lpFee, FEE);
        _pay(pool, 1e18, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotStabilizer.selector, address(this)));
        pool.sellBaseFeeFree(trader);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotStabilizer.selector, address(this)));
        pool.sellQuoteFeeFree(trader);
    }

    function testFuzz_feeFree_paysTheWholeCurve(uint256 pay, bool sellsBase) public {
        vm.prank(owner);
        pool.setStabilizer(stabilizer);
        pay = bound(pay, 1e3, 1_000e18);
        (uint256 gross,) =
            sellsBase ? PMMPricing.sellBaseToken(_stateOf(pool), pay) : PMMPricing.sellQuoteToken(_stateOf(pool), pay);
        (uint256 expected,,,) = sellsBase ? pool.querySellBase(stabilizer, pay) : pool.querySellQuote(stabilizer, pay);
        assertEq(expected, gross);
        _pay(pool, sellsBase ? pay : 0, sellsBase ? 0 : pay);
        vm.prank(stabilizer);
        uint256 received = sellsBase ? pool.sellBaseFeeFree(stabilizer) : pool.sellQuoteFeeFree(stabilizer);
        assertEq(received, gross);
        (uint256 lpFee, uint256 mtFee) = pool.getUserFeeRate(stabilizer);
        assertEq(lpFee + mtFee, 0);
        (lpFee,) = pool.getUserFeeRate(trader);
        assertEq(lpFee, FEE);
        (lpFee,) = pool.getUserFeeRate(address(0));
        assertEq(lpFee, FEE);
    }

    // ---- Unsynced balances (c) ----

    function testFuzz_donation_changesNoOnesValue(uint256 baseDonation, uint256 quoteDonation) public {
        baseDonation = bound(baseDonation, 0, 1e30);
        quoteDonation = bound(quoteDonation, 0, 1e30);
        uint256 before = vm.snapshotState();
        uint256 shares = pool.balanceOf(lp) / 2;
        vm.prank(lp);
        (uint256 b0, uint256 q0) = pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
        vm.revertToState(before);
        uint256 mid = pool.getMidPrice();
        _pay(pool, baseDonation, quoteDonation);
        assertEq(pool.getMidPrice(), mid);
        assertEq(pool.getBaseInput(), baseDonation);
        assertEq(pool.getQuoteInput(), quoteDonation);
        vm.prank(lp);
        (uint256 b1, uint256 q1) = pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
        assertEq(b1, b0, "a donation raised an exit");
        assertEq(q1, q0, "a donation raised an exit");
        assertEq(pool.getBaseInput(), baseDonation, "an exit took the donation in");
    }

    function test_donation_isInputOfTheNextSell() public {
        _pay(pool, 10e18, 0);
        (uint256 expected,,,) = pool.querySellBase(trader, 15e18);
        assertEq(_sellBase(pool, trader, 5e18), expected);
    }

    // ---- Flash loans ----

    function test_flashLoan_returned_isFreeAndWritesNothing() public {
        Borrower b = new Borrower(pool, base, quote);
        uint256 touched = pool.lastTouchBlock();
        vm.expectEmit(address(pool));
        emit IPMMPool.DODOFlashLoan(address(this), address(b), 500e18, 700e18);
        pool.flashLoan(500e18, 700e18, address(b), abi.encode(500e18, 700e18));
        assertEq(b.seenBase(), 500e18);
        assertEq(pool.lastTouchBlock(), touched);
        assertEq(base.balanceOf(address(pool)), 1_000e18);
    }

    function test_flashLoan_excessStaysUnsynced() public {
        Borrower b = new Borrower(pool, base, quote);
        base.mint(address(b), 5e18);
        pool.flashLoan(500e18, 0, address(b), abi.encode(505e18, 0));
        assertEq(pool.getBaseInput(), 5e18);
        (uint256 reserve,) = pool.getVaultReserve();
        assertEq(reserve, 1_000e18);
    }

    /// @dev A loan kept in one token and paid in the other is a swap at the same price as any.
    function testFuzz_flashLoan_paidInTheOtherToken(uint256 pay, bool keepsBase) public {
        pay = bound(pay, 1e6, 5_000e18);
        Borrower b = new Borrower(pool, base, quote);
        (uint256 buys,,,) = keepsBase ? pool.querySellQuote(trader, pay) : pool.querySellBase(trader, pay);
        (keepsBase ? quote : base).mint(address(b), pay);
        uint256 snapshot = vm.snapshotState();
        vm.expectPartialRevert(IPMMPool.PMMPool_FlashLoanFailed.selector);
        pool.flashLoan(
            keepsBase ? buys + 1 : 0,
            keepsBase ? 0 : buys + 1,
            address(b),
            keepsBase ? abi.encode(0, pay) : abi.encode(pay, 0)
        );
        vm.revertToState(snapshot);
        pool.flashLoan(
            keepsBase ? buys : 0, keepsBase ? 0 : buys, address(b), keepsBase ? abi.encode(0, pay) : abi.encode(pay, 0)
        );
        assertEq(pool._RState_(), keepsBase ? 1 : 2);
        assertEq(pool.lastTouchBlock(), block.number);
        (uint256 rb, uint256 rq) = pool.getVaultReserve();
        assertEq(rb, base.balanceOf(address(pool)));
        assertEq(rq, quote.balanceOf(address(pool)));
    }

    function test_RevertWhen_flashLoan_notReturned() public {
        Borrower b = new Borrower(pool, base, quote);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_FlashLoanFailed.selector, 1, 0));
        pool.flashLoan(5e18, 0, address(b), abi.encode(5e18 - 1, 0));
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_FlashLoanFailed.selector, 0, 1));
        pool.flashLoan(0, 5e18, address(b), abi.encode(0, 5e18 - 1));
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_FlashLoanFailed.selector, 1, 2));
        pool.flashLoan(5e18, 5e18, address(b), abi.encode(5e18 - 1, 5e18 - 2));
    }

    /// @dev Nothing that changes state works inside a loan, not even through another function.
    function test_RevertWhen_flashLoan_reentered() public {
        bytes[7] memory calls = [
            abi.encodeCall(IPMMPool.sellBase, (trader)),
            abi.encodeCall(IPMMPool.sellQuote, (trader)),
            abi.encodeCall(IPMMPool.buyShares, (trader)),
            abi.encodeCall(IPMMPool.sellShares, (1, trader, 0, 0, "", type(uint256).max)),
            abi.encodeCall(IPMMPool.flashLoan, (1, 0, trader, "")),
            abi.encodeCall(IPMMPool.pokeGuidePrice, ()),
            abi.encodeCall(IPMMPool.sellBaseFeeFree, (trader))
        ];
        for (uint256 n; n < calls.length; ++n) {
            Reenterer r = new Reenterer(calls[n]);
            vm.expectRevert(Lock.Lock_Reentered.selector);
            pool.flashLoan(1e18, 0, address(r), "x");
        }
    }

    // ---- Shares ----

    function test_buyShares_first_burnsDeadShares() public {
        PMMPool p = new PMMPool(_fixedConfig(I, K, FEE));
        // 10 base and 10 quote, which is worth 5 base: 5 shares, and both reserves are the targets.
        uint256 shares = _buyShares(p, lp, 10e18, 10e18);
        assertEq(shares, 5e18 - 1_000);
        assertEq(p.totalSupply(), 5e18);
        assertEq(p.balanceOf(0x000000000000000000000000000000000000dEaD), 1_000);
        assertEq(p._BASE_TARGET_(), 10e18);
        assertEq(p._QUOTE_TARGET_(), 10e18);
        assertEq(p._RState_(), 0);
    }

    function testFuzz_RevertWhen_buyShares_firstTooSmall(uint256 b, uint256 q) public {
        PMMPool p = new PMMPool(_fixedConfig(I, K, FEE));
        b = bound(b, 0, 1_000);
        q = bound(q, 0, 1e30);
        _pay(p, b, q);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPMMPool.PMMPool_FirstDepositTooSmall.selector, FixedPointMathLib.min(b, q / 2), 1_001
            )
        );
        p.buyShares(lp);
    }

    /// @dev In proportion to the scarcer input; what is too much is everyone's. Price and scarcity stay.
    function testFuzz_buyShares_inProportion(uint256 first, bool firstBase, uint256 part, uint256 excess) public {
        first = bound(first, 1e15, 800e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 supply = pool.totalSupply();
        part = bound(part, 1e15, 10e18);
        excess = bound(excess, 0, 1e18);
        uint256 mid = pool.getMidPrice();
        uint256 shares =
            _buyShares(pool, trader, FixedPointMathLib.mulWadUp(b, part), FixedPointMathLib.mulWadUp(q, part));
        assertApproxEqAbs(shares, supply * part / 1e18, supply / 1e15 + 1);
        assertApproxEqRel(pool.getMidPrice(), mid, 1e3);
        // An excess buys nothing.
        (b, q) = pool.getVaultReserve();
        uint256 snapshot = vm.snapshotState();
        uint256 plain = _buyShares(pool, trader, b, q);
        vm.revertToState(snapshot);
        assertEq(_buyShares(pool, trader, b + excess, q), plain);
    }

    function test_RevertWhen_buyShares_worthNothing() public {
        _pay(pool, 1e18, 0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ZeroShares.selector, 1e18, 0));
        pool.buyShares(trader);
        // One unit of quote is worth half a share.
        _pay(pool, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ZeroShares.selector, 1e18, 1));
        pool.buyShares(trader);
    }

    /// @dev In and out never gains in either token.
    function testFuzz_shares_roundTripNeverGains(uint256 first, bool firstBase, uint256 b, uint256 q) public {
        first = bound(first, 1e6, 5_000e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        b = bound(b, 1e6, 1e24);
        q = bound(q, 1e6, 1e24);
        uint256 shares = _buyShares(pool, trader, b, q);
        vm.prank(trader);
        (uint256 bOut, uint256 qOut) = pool.sellShares(shares, trader, 0, 0, "", block.timestamp);
        assertLe(bOut, b);
        assertLe(qOut, q);
    }

    /// @dev What a share is worth of each token never falls by others' coming and going.
    function testFuzz_shares_othersNeverLose(uint256 b, uint256 q, uint256 part) public {
        (uint256 rb, uint256 rq) = pool.getVaultReserve();
        uint256 supply = pool.totalSupply();
        uint256 shares = _buyShares(pool, trader, bound(b, 1e6, 1e24), bound(q, 1e6, 1e24));
        _assertWorthMore(rb, rq, supply);
        (rb, rq) = pool.getVaultReserve();
        supply = pool.totalSupply();
        vm.prank(trader);
        pool.sellShares(bound(part, 1, shares), trader, 0, 0, "", block.timestamp);
        _assertWorthMore(rb, rq, supply);
    }

    /// @dev The scarce target per share stands, to a unit, and so does the deviation.
    function testFuzz_sellShares_keepsThePrice(uint256 first, bool firstBase, uint256 part) public {
        first = bound(first, 1e15, 800e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        int256 deviation = pool.currentClose().deviationPpm;
        uint256 gap = pool.currentClose().gap;
        uint256 shares = bound(part, 1, pool.balanceOf(lp) * 9 / 10);
        uint256 supply = pool.totalSupply();
        vm.prank(lp);
        pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
        assertApproxEqAbs(pool.currentClose().deviationPpm, deviation, 1);
        assertApproxEqAbs(pool.currentClose().gap, gap * (supply - shares) / supply, 2);
    }

    /// @dev The scarce target has to fit too, not only the reserves.
    function test_RevertWhen_buyShares_targetOverflows() public {
        uint256 half = 1 << 110;
        PMMPool big = new PMMPool(_fixedConfig(ONE * 1_000_000, K, 0));
        _buyShares(big, lp, half / 1_000_000, half);
        _sellBase(big, trader, half / 2_000_000);
        (uint256 b, uint256 q) = big.getVaultReserve();
        _pay(big, 3 * b, 3 * q + 3);
        vm.expectPartialRevert(IPMMPool.PMMPool_ReserveOverflow.selector);
        big.buyShares(lp);
        (uint256 b1, uint256 q1) = big.getVaultReserve();
        assertTrue(b1 == b && q1 == q && 4 * (q + 1) < type(uint112).max, "both reserves would have fitted");
    }

    function test_RevertWhen_sellShares_refused() public {
        vm.startPrank(lp);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_Expired.selector, block.timestamp - 1));
        pool.sellShares(1e18, lp, 0, 0, "", block.timestamp - 1);
        vm.expectRevert(IPMMPool.PMMPool_ZeroInput.selector);
        pool.sellShares(0, lp, 0, 0, "", block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_WithdrawNotEnough.selector, 1e18, 2e18, 1e18 + 1, 0));
        pool.sellShares(1e18, lp, 1e18 + 1, 0, "", block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_WithdrawNotEnough.selector, 1e18, 2e18, 0, 2e18 + 1));
        pool.sellShares(1e18, lp, 0, 2e18 + 1, "", block.timestamp);
        uint256 all = pool.balanceOf(lp);
        vm.expectRevert(ERC20.InsufficientBalance.selector);
        pool.sellShares(all + 1, lp, 0, 0, "", block.timestamp);
    }

    function test_sellShares_callsBackWithData() public {
        Borrower b = new Borrower(pool, base, quote);
        vm.prank(lp);
        pool.sellShares(1e18, address(b), 0, 0, "data", block.timestamp);
        assertEq(b.seenShares(), 1e18);
        assertEq(base.balanceOf(address(b)), 1e18);
        assertEq(quote.balanceOf(address(b)), 2e18);
    }

    /// @dev A flat pool can be emptied of one token; it takes liquidity and trades on.
    function test_buyShares_afterOneReserveIsGone() public {
        PMMPool flat = new PMMPool(_fixedConfig(I, 0, 0));
        _buyShares(flat, lp, 100e18, 200e18);
        _sellBase(flat, trader, 150e18);
        (uint256 b, uint256 q) = flat.getVaultReserve();
        assertEq(b, 250e18);
        assertEq(q, 0);
        _pay(flat, 1e18, 0);
        vm.expectRevert(PMMPricing.PMMPricing_EmptyReserve.selector);
        flat.sellBase(trader);
        flat.buyShares(trader);
        assertGt(_buyShares(flat, trader, 250e18, 0), 0);
        assertGt(_sellQuote(flat, trader, 10e18), 0);
        uint256 all = flat.balanceOf(lp);
        vm.prank(lp);
        flat.sellShares(all, lp, 0, 0, "", block.timestamp);
    }

    /// @dev (e): whoever pumps the share price to make a victim's purchase round down pays more than the victim loses.
    function testFuzz_inflation_costsTheAttacker(uint256 keep, uint256 pump, uint256 victimBase) public {
        PMMPool p = new PMMPool(_fixedConfig(ONE, K, 0));
        keep = bound(keep, 1, 1e6);
        pump = bound(pump, 1, 1e24);
        victimBase = bound(victimBase, 1, 1e24);
        address attacker = makeAddr("attacker");
        uint256 spent = 1_000 + keep + pump;
        _buyShares(p, attacker, 1_000 + keep, 1_000 + keep);
        // The pump goes in with a purchase, so that it is recorded; it costs at least one share's worth too.
        _pay(p, pump, pump);
        try p.buyShares(attacker) {} catch {}
        _pay(p, victimBase, victimBase);
        try p.buyShares(lp) {} catch {}
        uint256 all = p.balanceOf(attacker);
        vm.prank(attacker);
        (uint256 b, uint256 q) = p.sellShares(all, attacker, 0, 0, "", block.timestamp);
        assertLe(b, spent);
        assertLe(q, spent);
    }

    // ---- ERC-20 and owner ----

    function test_permit_works() public {
        (address holder, uint256 key) = makeAddrAndKey("holder");
        bytes32 digest = keccak256(
            abi.encodePacked(
                "\x19\x01",
                pool.DOMAIN_SEPARATOR(),
                keccak256(
                    abi.encode(
                        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                        holder,
                        trader,
                        7,
                        0,
                        block.timestamp
                    )
                )
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        pool.permit(holder, trader, 7, block.timestamp, v, r, s);
        assertEq(pool.allowance(holder, trader), 7);
    }

    /// @dev Permit2 is a spender like any other: what a signature for it moves, its holder has approved before.
    function test_shares_givePermit2NoAllowance() public {
        address permit2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
        assertEq(pool.allowance(lp, permit2), 0);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        vm.prank(permit2);
        pool.transferFrom(lp, trader, 1);
        vm.prank(lp);
        pool.approve(permit2, 1);
        vm.prank(permit2);
        pool.transferFrom(lp, trader, 1);
        assertEq(pool.balanceOf(trader), 1);
    }

    function test_owner_handsOverInTwoSteps() public {
        address next = makeAddr("next");
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotOwner.selector, address(this)));
        pool.transferOwnership(next);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotOwner.selector, address(this)));
        pool.setStabilizer(next);
        vm.prank(owner);
        pool.transferOwnership(next);
        assertEq(pool.owner(), owner);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotPendingOwner.selector, address(this)));
        pool.acceptOwnership();
        vm.prank(next);
        pool.acceptOwnership();
        assertEq(pool.owner(), next);
        vm.prank(next);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_NotPendingOwner.selector, next));
        pool.acceptOwnership();
        vm.prank(next);
        vm.expectEmit(address(pool));
        emit IPMMPool.StabilizerSet(address(0), stabilizer);
        pool.setStabilizer(stabilizer);
        assertEq(pool.stabilizer(), stabilizer);
    }

    // ---- Helpers ----

    function _poolWithoutFee() internal returns (PMMPool p) {
        p = new PMMPool(_fixedConfig(I, K, 0));
        _buyShares(p, lp, 1_000e18, 2_000e18);
    }

    function _stateOf(PMMPool p) internal view returns (PMMState memory s) {
        uint256 r;
        (s.i, s.K, s.B, s.Q, s.B0, s.Q0, r) = p.getPMMStateForCall();
        s.R = RState(r);
    }

    function _assertWorthMore(uint256 b, uint256 q, uint256 supply) internal view {
        (uint256 b1, uint256 q1) = pool.getVaultReserve();
        uint256 supply1 = pool.totalSupply();
        assertGe(FixedPointMathLib.fullMulDiv(b1, 1e36, supply1), FixedPointMathLib.fullMulDiv(b, 1e36, supply));
        assertGe(FixedPointMathLib.fullMulDiv(q1, 1e36, supply1), FixedPointMathLib.fullMulDiv(q, 1e36, supply));
    }
}

/// @dev Borrows and pays back what it is told, from its own balance too.
contract Borrower is IDODOCallee {
    PMMPool private immutable POOL;
    TestToken private immutable BASE;
    TestToken private immutable QUOTE;
    uint256 public seenBase;
    uint256 public seenShares;

    constructor(PMMPool pool, TestToken base, TestToken quote) {
        (POOL, BASE, QUOTE) = (pool, base, quote);
    }

    function DVMFlashLoanCall(address, uint256 baseAmount, uint256, bytes calldata data) external {
        seenBase = baseAmount;
        (uint256 b, uint256 q) = abi.decode(data, (uint256, uint256));
        BASE.transfer(address(POOL), b);
        QUOTE.transfer(address(POOL), q);
    }

    function DVMSellShareCall(address, uint256 shares, uint256, uint256, bytes calldata) external {
        seenShares = shares;
    }
}

/// @dev Makes one call into the pool from inside a loan.
contract Reenterer is IDODOCallee {
    bytes private _call;

    constructor(bytes memory call) {
        _call = call;
    }

    function DVMFlashLoanCall(address, uint256, uint256, bytes calldata) external {
        (bool ok, bytes memory reason) = msg.sender.call(_call);
        require(!ok, "re-entered");
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {}
}
