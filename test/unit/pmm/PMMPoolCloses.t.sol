// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @notice Closes per block and the price accumulator.
contract PMMPoolClosesTest is PMMFixture {
    PMMPool internal pool;
    MockGuidePriceSource internal source;

    uint256 internal constant P = 2e18;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        source = new MockGuidePriceSource(P);
        pool = new PMMPool(_sourcedConfig(source, 0.1e18, 0.0015e18));
        _buyShares(pool, lp, 1_000e18, 2_000e18);
    }

    // ---- Closes ----

    function test_closes_countFromTheFirstPurchase() public {
        assertEq(pool.closes(8).length, 0, "its own block is not over");
        _nextBlock();
        assertEq(pool.closes(8).length, 1);
        _skipBlocks(4);
        IPMMPool.Close[] memory list = pool.closes(8);
        assertEq(list.length, 5);
        for (uint256 n; n < 5; ++n) {
            assertEq(list[n].blockNumber, block.number - 1 - n);
            assertEq(list[n].deviationPpm, 0);
            assertEq(list[n].gap, 0);
            assertEq(list[n].R, 0);
            assertApproxEqRel(list[n].oraclePrice, P, 1e6);
        }
        assertEq(pool.closes(0).length, 0);
    }

    function test_closes_signAndGap() public {
        _sellQuote(pool, trader, 100e18);
        (uint256 b,) = pool.getVaultReserve();
        _nextBlock();
        IPMMPool.Close memory c = pool.closes(1)[0];
        assertEq(c.R, 1);
        assertEq(c.gap, 1_000e18 - b, "target minus reserve of base");
        assertGt(c.deviationPpm, 0, "base is dear");
        // mid / i - 1 = k·((B0/B)² - 1)
        uint256 ratio = 1_000e18 * 1e18 / b;
        assertApproxEqAbs(c.deviationPpm, int256((ratio * ratio / 1e18 - 1e18) / 1e13), 1);
        assertEq(c.deviationBps, c.deviationPpm / 100);

        _sellBase(pool, trader, 200e18);
        (, uint256 q) = pool.getVaultReserve();
        uint256 target = pool._QUOTE_TARGET_();
        _nextBlock();
        c = pool.closes(1)[0];
        assertEq(c.R, 2);
        assertEq(c.gap, target - q, "target minus reserve of quote");
        assertLt(c.deviationPpm, 0, "base is cheap");
        assertGe(c.deviationPpm, -1_000_000);
    }

    /// @dev What happens in a block shows only in its last state, and not before the next block.
    function testFuzz_closes_undoneInTheBlock_leavesNoTrace(uint256 amount, bool startsWithBase) public {
        PMMPool free = new PMMPool(_fixedConfig(P, 0.1e18, 0));
        _buyShares(free, lp, 1_000e18, 2_000e18);
        _skipBlocks(3);
        amount = bound(amount, 1e6, 1_000e18);
        IPMMPool.Close[] memory before = free.closes(3);
        if (startsWithBase) _sellQuote(free, trader, _sellBase(free, trader, amount));
        else _sellBase(free, trader, _sellQuote(free, trader, amount));
        assertEq(keccak256(abi.encode(free.closes(3))), keccak256(abi.encode(before)), "the current block shows");
        _nextBlock();
        IPMMPool.Close memory c = free.closes(1)[0];
        // Rounding keeps a unit or two.
        assertLe(c.gap, 2);
        assertEq(c.deviationPpm, 0);
    }

    /// @dev Any number of touches in the current block leave the answer bit for bit what it was at its beginning.
    function testFuzz_closes_areIndependentOfTheCurrentBlock(uint256 seed) public {
        for (uint256 n; n < 12; ++n) {
            _touchSomehow(uint256(keccak256(abi.encode(seed, n))));
            if (n % 3 != 0) _skipBlocks(1 + n % 2);
        }
        _nextBlock();
        bytes32 start = keccak256(abi.encode(pool.closes(8)));
        for (uint256 n; n < 5; ++n) {
            _touchSomehow(uint256(keccak256(abi.encode(seed, n, "now"))));
            assertEq(keccak256(abi.encode(pool.closes(8))), start);
        }
    }

    /// @dev Against a plain record of every block's last state, over touched blocks and runs of untouched ones.
    function testFuzz_closes_matchARecordOfEveryBlock(uint256 seed) public {
        IPMMPool.Close[] memory record = new IPMMPool.Close[](40);
        uint256 first = block.number;
        for (uint256 n; n < 40; ++n) {
            uint256 x = uint256(keccak256(abi.encode(seed, n)));
            if (x % 5 < 2) _touchSomehow(x);
            if (x % 7 == 0) _touchSomehow(x >> 8);
            if (n == 0 || pool.lastTouchBlock() == block.number) {
                // The last touch read the oracle's value of now, or none at all, leaving the stored one.
                record[n] = pool.currentClose();
            } else {
                record[n] = abi.decode(abi.encode(record[n - 1]), (IPMMPool.Close));
                record[n].blockNumber = block.number;
            }
            _nextBlock();
            uint256 count = n + 1 < 8 ? n + 1 : 8;
            IPMMPool.Close[] memory list = pool.closes(count);
            assertEq(list.length, count);
            for (uint256 m; m < count; ++m) {
                assertEq(list[m].blockNumber, first + n - m);
                assertEq(keccak256(abi.encode(list[m])), keccak256(abi.encode(record[n - m])));
            }
        }
    }

    /// @dev The deviation is against the oracle value the touch read, whatever the oracle says since.
    function test_closes_areAgainstTheOracleOfTheirTouch() public {
        source.set(P * 101 / 100);
        _nextBlock();
        _sellBase(pool, trader, 1e18);
        (uint256 i,) = pool.guidePrice();
        assertEq(i, P + P / 1_000, "the guide price lags");
        source.set(P * 3);
        _skipBlocks(3);
        IPMMPool.Close memory c = pool.closes(1)[0];
        assertApproxEqRel(c.oraclePrice, P * 101 / 100, 1e6, "to 40 bits");
        assertLe(c.oraclePrice, P * 101 / 100);
        // 1.001 / 1.01 - 1, and the little the sale moved the price.
        assertApproxEqAbs(c.deviationPpm, -8_910, 300);
        assertEq(pool.closes(2)[1].deviationPpm, c.deviationPpm, "untouched blocks close like the last touched");
    }

    /// @dev Purchases and sales of shares read no source and keep the last value read.
    function test_closes_shareTradesKeepTheOracleValue() public {
        source.set(P * 2);
        _nextBlock();
        _buyShares(pool, trader, 1e18, 2e18);
        _nextBlock();
        IPMMPool.Close memory c = pool.closes(1)[0];
        assertApproxEqRel(c.oraclePrice, P, 1e6);
        assertEq(c.deviationPpm, 0);
        assertEq(c.blockNumber, block.number - 1);
    }

    function test_RevertWhen_closes_tooMany() public {
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_TooManyCloses.selector, 9, 8));
        pool.closes(9);
    }

    function testFuzz_currentClose_isTheCloseIfNothingHappens(uint256 amount, bool sellsBase) public {
        amount = bound(amount, 1e6, 3_000e18);
        sellsBase ? _sellBase(pool, trader, amount) : _sellQuote(pool, trader, amount);
        IPMMPool.Close memory now_ = pool.currentClose();
        assertEq(now_.blockNumber, block.number);
        _nextBlock();
        assertEq(keccak256(abi.encode(pool.closes(1)[0])), keccak256(abi.encode(now_)));
    }

    // ---- TWAP (b) ----

    /// @dev Each interval counts with the price its beginning left behind.
    function testFuzz_twap_accumulatesThePriceBefore(uint256 seed) public {
        (uint256 last, uint256 t0) = pool.priceCumulative();
        uint256 expected = last;
        for (uint256 n; n < 8; ++n) {
            uint256 x = uint256(keccak256(abi.encode(seed, n)));
            uint256 mid = pool.getMidPrice();
            uint256 blocks = 1 + x % 20;
            _skipBlocks(blocks);
            expected += mid * 2 * blocks;
            _touchSomehow(x >> 8, false);
            (uint256 now_, uint256 t) = pool.priceCumulative();
            assertEq(now_, expected);
            assertEq(t, block.timestamp);
            assertEq(pool._BASE_PRICE_CUMULATIVE_LAST_(), expected);
            assertEq(pool._BLOCK_TIMESTAMP_LAST_(), uint32(block.timestamp));
        }
        assertGt(block.timestamp, t0);
    }

    /// @dev However far the price is pushed and put back within one block, the average does not know.
    function testFuzz_twap_undoneInTheBlock_leavesNoTrace(uint256 amount, bool startsWithBase) public {
        amount = bound(amount, 1e6, 10_000e18);
        _skipBlocks(10);
        (uint256 before,) = pool.priceCumulative();
        if (startsWithBase) _sellQuote(pool, trader, _sellBase(pool, trader, amount));
        else _sellBase(pool, trader, _sellQuote(pool, trader, amount));
        (uint256 inBlock,) = pool.priceCumulative();
        assertEq(inBlock, before);
        _nextBlock();
        (uint256 after_,) = pool.priceCumulative();
        assertEq(after_ - inBlock, 2 * pool.getMidPrice(), "the next interval counts what was left");
    }

    function test_twap_viewMatchesTheNextTouch() public {
        _sellBase(pool, trader, 100e18);
        uint256 mid = pool.getMidPrice();
        _skipBlocks(7);
        (uint256 cumulative,) = pool.priceCumulative();
        assertEq(cumulative, mid * 14);
        pool.pokeGuidePrice();
        assertEq(pool._BASE_PRICE_CUMULATIVE_LAST_(), cumulative);
    }

    function test_twap_closedKeepsNothing() public {
        IPMMPool.PoolConfig memory c = _fixedConfig(P, 0.1e18, 0);
        c.isOpenTWAP = false;
        PMMPool quiet = new PMMPool(c);
        _buyShares(quiet, lp, 1_000e18, 2_000e18);
        _skipBlocks(10);
        _sellBase(quiet, trader, 1e18);
        assertEq(quiet._BASE_PRICE_CUMULATIVE_LAST_(), 0);
        (uint256 cumulative,) = quiet.priceCumulative();
        assertEq(cumulative, 0);
        _nextBlock();
        assertEq(quiet.closes(8).length, 8, "closes are kept all the same");
    }

    // ---- Helpers ----

    function _touchSomehow(uint256 x) internal {
        _touchSomehow(x, true);
    }

    /// @dev A swap, a purchase or sale of shares, or a poke; the oracle moves by up to 1 % first, if told so.
    function _touchSomehow(uint256 x, bool movesOracle) internal {
        uint256 kind = x % 5;
        // Shares read no source: then the oracle stays, so that "now" and "last read" are one.
        if (movesOracle && kind < 3) source.set(P * (990 + (x >> 16) % 21) / 1_000);
        uint256 amount = 1e15 + (x >> 32) % 100e18;
        if (kind == 0) _sellBase(pool, trader, amount);
        else if (kind == 1) _sellQuote(pool, trader, amount);
        else if (kind == 2 || _isLagging()) pool.pokeGuidePrice();
        else if (kind == 3) _buyShares(pool, lp, amount, amount * 3);
        else _exit(amount / 10);
    }

    /// @dev While the stored guide price lags, the view has it nearer the oracle than a share trade leaves it.
    function _isLagging() internal view returns (bool) {
        (uint256 i, uint256 oracle,) = pool.storedGuidePrice();
        return i != oracle;
    }

    function _exit(uint256 shares) internal {
        vm.prank(lp);
        pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
    }
}
