// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @notice Point (h): the guide price follows its source, bounded, and trades are priced at the worse of the two.
contract PMMPoolGuideTest is PMMFixture {
    PMMPool internal pool;
    MockGuidePriceSource internal source;

    uint256 internal constant P = 2e18;
    uint256 internal constant K = 0.1e18;
    uint256 internal constant FEE = 0.0015e18;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        source = new MockGuidePriceSource(P);
        pool = new PMMPool(_sourcedConfig(source, K, FEE));
        _buyShares(pool, lp, 1_000e18, 2_000e18);
    }

    // ---- Following ----

    function test_guidePrice_startsAtTheOracle() public view {
        (uint256 i, uint256 oracle, uint256 number) = pool.storedGuidePrice();
        assertEq(i, P);
        assertEq(oracle, P);
        assertEq(number, block.number);
    }

    /// @dev 10 bp for each block since the last touch that read the source, 10 % at most, without any trade.
    function testFuzz_guidePrice_accruesOnView(uint256 blocks, uint256 target) public {
        blocks = bound(blocks, 0, 300);
        target = bound(target, P / 4, P * 4);
        source.set(target);
        _skipBlocks(blocks);
        uint256 allowance = P * FixedPointMathLib.min(10 * blocks, 1_000) / 10_000;
        uint256 expected = FixedPointMathLib.clamp(target, P - allowance, P + allowance);
        (uint256 i, uint256 oracle) = pool.guidePrice();
        assertEq(i, expected);
        assertEq(oracle, target);
        assertEq(pool.getMidPrice(), expected, "at ONE the mid is the guide price");
        (uint256 si,,,,,,) = pool.getPMMStateForCall();
        assertEq(si, expected);
        assertEq(pool._I_(), P, "stored only by a touch");
    }

    /// @dev Anyone's poke stores what the view says; from there the allowance starts anew.
    function testFuzz_poke_storesTheView(uint256 blocks, uint256 target, address anyone) public {
        blocks = bound(blocks, 1, 300);
        target = bound(target, P / 4, P * 4);
        source.set(target);
        _skipBlocks(blocks);
        (uint256 expected,) = pool.guidePrice();
        if (expected != P) {
            vm.expectEmit(address(pool));
            emit IPMMPool.GuidePriceMoved(P, expected, target);
        }
        vm.prank(anyone);
        assertEq(pool.pokeGuidePrice(), expected);
        assertEq(pool._I_(), expected);
        assertEq(pool.pokeGuidePrice(), expected, "twice in a block moves once");
        assertEq(pool.lastTouchBlock(), block.number);
    }

    /// @dev Poked every block or left alone, the guide price never moves faster than its step.
    function test_poke_everyBlock_movesNoFaster() public {
        source.set(P * 2);
        uint256 last = P;
        for (uint256 n; n < 20; ++n) {
            _nextBlock();
            uint256 i = pool.pokeGuidePrice();
            assertLe(i, last + last * 10 / 10_000 + 1);
            assertGt(i, last);
            last = i;
        }
    }

    /// @dev Allowance not used is not saved up: a quiet day does not license a jump once a touch has passed.
    function test_allowance_isNotSavedUp() public {
        _skipBlocks(10_000);
        pool.pokeGuidePrice();
        source.set(P * 2);
        (uint256 i,) = pool.guidePrice();
        assertEq(i, P);
        _nextBlock();
        (i,) = pool.guidePrice();
        assertEq(i, P + P / 1_000);
    }

    function testFuzz_swap_storesTheGuidePrice(uint256 blocks, uint256 target) public {
        blocks = bound(blocks, 1, 300);
        target = bound(target, P / 4, P * 4);
        source.set(target);
        _skipBlocks(blocks);
        (uint256 expected,) = pool.guidePrice();
        _sellBase(pool, trader, 1e18);
        (uint256 i, uint256 oracle, uint256 number) = pool.storedGuidePrice();
        assertEq(i, expected);
        assertEq(oracle, target);
        assertEq(number, block.number);
    }

    // ---- Worse of two ----

    /// @dev Whatever side the pool is on and however i and oracle differ, the payment is the smaller of the two.
    function testFuzz_swap_pricedAtTheWorse(uint256 first, bool firstBase, uint256 target, uint256 pay, bool sellsBase)
        public
    {
        first = bound(first, 1e9, 800e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        target = bound(target, P * 7 / 10, P * 13 / 10);
        source.set(target);
        _nextBlock();
        (uint256 i,) = pool.guidePrice();
        pay = bound(pay, 1e9, 3_000e18);
        uint256 atGuide = _grossAt(i, sellsBase, pay);
        uint256 atOracle = _grossAt(target, sellsBase, pay);
        uint256 net = FixedPointMathLib.min(atGuide, atOracle) * (1e18 - FEE) / 1e18;
        uint256 received = sellsBase ? _sellBase(pool, trader, pay) : _sellQuote(pool, trader, pay);
        // The maxima and minima agree to a unit: both are rounded results of monotone functions of i.
        assertApproxEqAbs(received, net, 1);
    }

    /// @dev Trading against a guide price that lags loses, either way, at the oracle's price.
    function testFuzz_swap_lagIsNoProfit(uint256 target, uint256 pay, bool sellsBase) public {
        target = bound(target, P * 7 / 10, P * 13 / 10);
        source.set(target);
        _nextBlock();
        pay = bound(pay, 1e12, 300e18);
        uint256 received = sellsBase ? _sellBase(pool, trader, pay) : _sellQuote(pool, trader, pay);
        if (sellsBase) assertLe(received, pay * target / 1e18);
        else assertLe(received * target / 1e18, pay);
    }

    /// @dev The stabilizer pays no fee, and is priced at the worse of the two like anyone.
    function test_feeFree_keepsTheGuidePriceRules() public {
        vm.prank(owner);
        pool.setStabilizer(stabilizer);
        source.set(P * 98 / 100);
        _nextBlock();
        uint256 atOracle = _grossAt(P * 98 / 100, true, 10e18);
        _pay(pool, 10e18, 0);
        vm.prank(stabilizer);
        assertEq(pool.sellBaseFeeFree(stabilizer), atOracle);
        source.setStale(true);
        _pay(pool, 10e18, 0);
        vm.prank(stabilizer);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        pool.sellBaseFeeFree(stabilizer);
    }

    // ---- Targets ----

    /// @dev When i moves the scarce token's target stands and the other follows its curve; at ONE both stay.
    function testFuzz_targets_whenTheGuidePriceMoves(uint256 first, bool firstBase, uint256 target) public {
        first = bound(first, 1e18, 1_500e18);
        uint256 b0 = pool._BASE_TARGET_();
        target = bound(target, P * 91 / 100, P * 109 / 100);
        source.set(target);
        _skipBlocks(100);
        pool.pokeGuidePrice();
        assertEq(pool._BASE_TARGET_(), b0, "at ONE both stay");
        assertEq(pool._QUOTE_TARGET_(), 2_000e18, "at ONE both stay");
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        (, uint256 k, uint256 b, uint256 q, uint256 bt, uint256 qt,) = pool.getPMMStateForCall();
        source.set(P);
        _skipBlocks(150);
        pool.pokeGuidePrice();
        PMMState memory s = PMMState(P, k, b, q, bt, qt, firstBase ? RState.BELOW_ONE : RState.ABOVE_ONE);
        PMMPricing.adjustedTarget(s);
        assertEq(pool._BASE_TARGET_(), s.B0);
        assertEq(pool._QUOTE_TARGET_(), s.Q0);
        assertEq(firstBase ? s.Q0 : s.B0, firstBase ? qt : bt, "the scarce target stands");
        int256 deviation = pool.currentClose().deviationPpm;
        assertEq(deviation > 0, !firstBase);
    }

    /// @dev The deviation is the inventory's: a move of the oracle that the guide price follows leaves it as it was.
    function testFuzz_deviation_isIndependentOfThePriceLevel(uint256 first, bool firstBase, uint256 target) public {
        first = bound(first, 1e15, 1_500e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        int256 deviation = pool.currentClose().deviationPpm;
        source.set(bound(target, P * 91 / 100, P * 109 / 100));
        _skipBlocks(100);
        assertEq(pool.currentClose().deviationPpm, deviation);
    }

    // ---- Stale or gated ----

    /// @dev No price: swaps, queries and pokes halt with the source's reason; coming and going of LPs works.
    function testFuzz_stale_haltsSwapsNeverExits(uint256 first, bool firstBase, uint256 part) public {
        first = bound(first, 1e9, 1_500e18);
        firstBase ? _sellBase(pool, trader, first) : _sellQuote(pool, trader, first);
        _nextBlock();
        source.setStale(true);
        _pay(pool, 1e18, 1e18);
        bytes[6] memory calls = [
            abi.encodeCall(IPMMPool.sellBase, (trader)),
            abi.encodeCall(IPMMPool.sellQuote, (trader)),
            abi.encodeCall(IPMMPool.pokeGuidePrice, ()),
            abi.encodeCall(IPMMPool.querySellBase, (trader, 1e18)),
            abi.encodeCall(IPMMPool.querySellQuote, (trader, 1e18)),
            abi.encodeCall(IPMMPool.getMidPrice, ())
        ];
        for (uint256 n; n < calls.length; ++n) {
            (bool ok, bytes memory reason) = address(pool).call(calls[n]);
            assertFalse(ok);
            assertEq(bytes4(reason), MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        }
        assertEq(pool.closes(1).length, 1);
        pool.priceCumulative();
        assertGt(_buyShares(pool, trader, 10e18, 20e18), 0);
        uint256 shares = bound(part, 1, pool.balanceOf(lp));
        vm.prank(lp);
        pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
    }

    function test_RevertWhen_stale_flashLoanBecomesASwap() public {
        source.setStale(true);
        pool.flashLoan(0, 0, trader, "");
        Keeper keeper = new Keeper();
        vm.expectPartialRevert(IPMMPool.PMMPool_FlashLoanFailed.selector);
        pool.flashLoan(1e18, 0, address(keeper), "");
        _pay(pool, 0, 10e18);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        pool.flashLoan(1e18, 0, address(keeper), "");
    }

    /// @dev An answer no pool can work with halts like no answer.
    function testFuzz_RevertWhen_sourceOutOfRange(uint256 price) public {
        price = bound(price, uint256(type(uint112).max) + 1, type(uint256).max);
        source.set(price);
        _pay(pool, 1e18, 0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, price));
        pool.sellBase(trader);
        source.set(0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, 0));
        pool.sellBase(trader);
    }

    // ---- Setter checks ----

    function testFuzz_RevertWhen_feeBelowHalfTheThreshold(uint256 fee, uint256 threshold) public {
        fee = bound(fee, 0, 0.1e18);
        threshold = bound(threshold, fee * 2 + 1, 0.5e18);
        IPMMPool.PoolConfig memory c = _sourcedConfig(source, K, fee);
        c.feedThreshold = threshold;
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_FeeBelowFeedThreshold.selector, fee, threshold));
        new PMMPool(c);
        c.feedThreshold = fee * 2;
        if (fee == 0) c.feedThreshold = 1;
        if (fee == 0) vm.expectPartialRevert(IPMMPool.PMMPool_FeeBelowFeedThreshold.selector);
        new PMMPool(c);
    }

    function test_RevertWhen_guideSettingsOutOfBounds() public {
        for (uint256 n; n < 5; ++n) {
            IPMMPool.PoolConfig memory c = _sourcedConfig(source, K, FEE);
            if (n == 0) c.feedThreshold = 0;
            if (n == 1) c.guideStepBp = 0;
            if (n == 2) c.guideStepBp = 101;
            if (n == 3) c.guideCapBp = 9;
            if (n == 4) c.guideCapBp = 1_001;
            vm.expectPartialRevert(IPMMPool.PMMPool_BadGuideConfig.selector);
            new PMMPool(c);
        }
        IPMMPool.PoolConfig memory both = _sourcedConfig(source, K, FEE);
        both.i = P;
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, P));
        new PMMPool(both);
    }

    /// @dev Each bound itself is allowed.
    function test_constructor_takesTheBoundsOfTheGuide() public {
        uint16[2][4] memory bounds = [[uint16(1), 1], [uint16(100), 100], [uint16(1), 1_000], [uint16(100), 1_000]];
        for (uint256 n; n < bounds.length; ++n) {
            IPMMPool.PoolConfig memory c = _sourcedConfig(source, K, FEE);
            (c.guideStepBp, c.guideCapBp) = (bounds[n][0], bounds[n][1]);
            PMMPool made = new PMMPool(c);
            assertEq(made.GUIDE_STEP_BP(), c.guideStepBp);
            assertEq(made.GUIDE_CAP_BP(), c.guideCapBp);
        }
        assertEq(new PMMPool(_fixedConfig(1, K, FEE))._I_(), 1);
        assertEq(new PMMPool(_fixedConfig(1e36, K, FEE))._I_(), 1e36);
    }

    // ---- Helpers ----

    function _grossAt(uint256 i, bool sellsBase, uint256 pay) internal view returns (uint256 gross) {
        (, uint256 k, uint256 b, uint256 q, uint256 bt, uint256 qt, uint256 r) = pool.getPMMStateForCall();
        PMMState memory s = PMMState(i, k, b, q, bt, qt, RState(r));
        PMMPricing.adjustedTarget(s);
        (gross,) = sellsBase ? PMMPricing.sellBaseToken(s, pay) : PMMPricing.sellQuoteToken(s, pay);
    }
}

/// @dev Keeps what it is lent.
contract Keeper {}
