// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMPricing} from "../../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @notice The inventory deviation: what was taken of a token as a part of its target.
/// @dev The model is the tokens' own books: what was paid in at first, what the pool's account holds.
contract PMMPoolInventoryTest is PMMFixture {
    uint256 internal constant P = 2e18;
    int256 internal constant PPM = 1e6;
    int256 internal constant MOST = 2 ** 31 - 1;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(6, 18);
    }

    function test_inventory_balancedOrEmptyIsZero() public {
        PMMPool pool = new PMMPool(_fixedConfig(P, 0.1e18, 0));
        _assertDeviation(pool, 0, 0);
        _buyShares(pool, lp, 1e12, 2e12);
        _assertDeviation(pool, 0, 0);
        // What was not sold yet is in no reserve.
        _pay(pool, 1e9, 0);
        _assertDeviation(pool, 0, 0);
    }

    /// @dev Without fees both targets are what the first LP paid in, whatever k, depth, size and side.
    function testFuzz_inventory_isWhatTheBooksSay(uint256 k, uint256 depth, uint256 paid, bool sellsBase) public {
        PMMPool pool = new PMMPool(_fixedConfig(P, _boundK(k), 0));
        depth = bound(depth, 1e6, 1e30);
        _buyShares(pool, lp, depth, 2 * depth);
        // Into half of what a flat price would pay out: the reserve of a pool of k = 0 does not run dry.
        if (sellsBase) _sellBase(pool, trader, bound(paid, depth / 1e6 + 2, depth / 2));
        else _sellQuote(pool, trader, bound(paid, depth / 1e6 + 2, depth));
        (int256 basePpm, int256 quotePpm) = pool.getInventoryDeviation();
        int256 baseModel = _model(base.balanceOf(address(pool)), depth);
        int256 quoteModel = _model(quote.balanceOf(address(pool)), 2 * depth);
        if (sellsBase) assertLe(quotePpm, 0, "the scarce one is below its target");
        else assertLe(basePpm, 0, "the scarce one is below its target");
        // The scarce token's target stands to the unit. The other's is where the curve ends, and what two roundings
        // leave is its: two units of a target of at least 1e6.
        assertApproxEqAbs(
            basePpm, baseModel, sellsBase ? 2 + uint256(baseModel > PPM ? baseModel : PPM) / depth * 2 : 0
        );
        assertApproxEqAbs(quotePpm, quoteModel, sellsBase ? 0 : 2 + uint256(2 * PPM) / depth);
    }

    /// @dev With fees, LPs coming and going, and a guide price on the move, it is what the definition says of the state
    /// trades are priced from, to the unit and in either sign.
    function testFuzz_inventory_isAsDefined(uint256 seed, uint256 price, uint256 blocks) public {
        MockGuidePriceSource source = new MockGuidePriceSource(P);
        PMMPool pool = new PMMPool(_sourcedConfig(source, 0.1e18, 0.0015e18));
        _buyShares(pool, lp, 1e15, 2e15);
        for (uint256 n; n < 4; ++n) {
            uint256 random = uint256(keccak256(abi.encode(seed, n)));
            if (random % 3 == 0) _sellBase(pool, trader, bound(random >> 8, 1e9, 1e15));
            else if (random % 3 == 1) _sellQuote(pool, trader, bound(random >> 8, 1e9, 2e15));
            else _buyShares(pool, lp, bound(random >> 8, 1e12, 1e15), bound(random >> 128, 1e12, 2e15));
            source.set(bound(uint256(keccak256(abi.encode(price, n))), P / 2, 2 * P));
            _skipBlocks(bound(blocks, 0, 100));
            _assertAsDefined(pool);
        }
    }

    /// @dev The paper's price, with the sign an excess has: the mid price is i·(1 - 2k·dev) of scarce base and
    /// i·(1 + 2k·dev) of scarce quote, up to the square of the deviation.
    function testFuzz_inventory_tellsThePrice(uint256 k, uint256 paid, bool sellsBase) public {
        k = bound(k, 1e12, 0.99e18);
        PMMPool pool = new PMMPool(_fixedConfig(P, k, 0));
        _buyShares(pool, lp, 1e24, 2e24);
        paid = bound(paid, 1e21, 2e22);
        sellsBase ? _sellBase(pool, trader, paid) : _sellQuote(pool, trader, paid);
        (int256 basePpm, int256 quotePpm) = pool.getInventoryDeviation();
        int256 dev = sellsBase ? quotePpm : -basePpm;
        int256 paper = int256(P) + 2 * int256(P) * int256(k) / 1e18 * dev / PPM;
        // 3·k·dev² and what follows it, and the ppm's rounding.
        uint256 square = FixedPointMathLib.abs(dev) ** 2 / 1e6 + 1;
        assertApproxEqAbs(pool.getMidPrice(), uint256(paper), (4 * square + 2) * k / 1e6 * P / 1e18 + 2);
    }

    /// @dev A far move of the guide price leaves the token in surplus no target at all, and just before that a small one.
    function testFuzz_inventory_capped(uint256 price) public {
        MockGuidePriceSource source = new MockGuidePriceSource(P);
        PMMPool pool = new PMMPool(_sourcedConfig(source, 0.1e18, 0.0015e18));
        _buyShares(pool, lp, 1e15, 2e15);
        _sellBase(pool, trader, 0.5e15);
        source.set(bound(price, P / 100, P / 10));
        for (uint256 n; n < 60; ++n) {
            _skipBlocks(100);
            pool.pokeGuidePrice();
            _assertAsDefined(pool);
        }
        (int256 basePpm, int256 quotePpm) = pool.getInventoryDeviation();
        (,,,, uint256 baseTarget,,) = pool.getPMMStateForCall();
        assertEq(baseTarget, 0);
        assertEq(basePpm, MOST);
        assertLt(quotePpm, 0);
    }

    /// @dev The formula over its whole domain, by an inequality that one number only satisfies.
    function testFuzz_inventoryPpm_wholeDomain(uint128 reserve, uint128 target, uint8 shift, uint8 shiftTarget)
        public
        pure
    {
        (reserve, target) = (reserve >> shift % 128, target >> shiftTarget % 128);
        _assertAsDefined(reserve, target, PMMPricing.inventoryPpm(reserve, target));
    }

    function test_inventoryPpm_edges() public pure {
        assertEq(PMMPricing.inventoryPpm(0, 0), 0);
        assertEq(PMMPricing.inventoryPpm(1, 0), MOST);
        assertEq(PMMPricing.inventoryPpm(0, 1), -PPM);
        assertEq(PMMPricing.inventoryPpm(1_000_001, 1_000_000), 1);
        assertEq(PMMPricing.inventoryPpm(2_000_001, 2_000_000), 0, "toward zero");
        assertEq(PMMPricing.inventoryPpm(1_999_999, 2_000_000), 0, "toward zero");
        assertEq(PMMPricing.inventoryPpm(1e6 + uint256(MOST), 1e6), MOST);
        assertEq(PMMPricing.inventoryPpm(1e6 + uint256(MOST) - 1, 1e6), MOST - 1);
        assertEq(PMMPricing.inventoryPpm(1e6 + uint256(MOST) + 1, 1e6), MOST);
    }

    function test_RevertWhen_inventory_withoutAPrice() public {
        MockGuidePriceSource source = new MockGuidePriceSource(P);
        PMMPool pool = new PMMPool(_sourcedConfig(source, 0.1e18, 0.0015e18));
        _buyShares(pool, lp, 1e15, 2e15);
        source.setStale(true);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        pool.getInventoryDeviation();
    }

    function _assertDeviation(PMMPool pool, int256 basePpm, int256 quotePpm) private view {
        (int256 b, int256 q) = pool.getInventoryDeviation();
        assertEq(b, basePpm);
        assertEq(q, quotePpm);
    }

    function _assertAsDefined(PMMPool pool) private view {
        (int256 basePpm, int256 quotePpm) = pool.getInventoryDeviation();
        (,, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R) = pool.getPMMStateForCall();
        _assertAsDefined(B, B0, basePpm);
        _assertAsDefined(Q, Q0, quotePpm);
        if (R == 1) assertLe(basePpm, 0);
        if (R == 2) assertLe(quotePpm, 0);
        if (R == 0) assertTrue(basePpm == 0 && quotePpm == 0);
    }

    /// @dev |ppm|·target <= |reserve - target|·1e6 < (|ppm| + 1)·target, the sign that of reserve - target.
    function _assertAsDefined(uint256 reserve, uint256 target, int256 ppm) private pure {
        uint256 size = FixedPointMathLib.abs(ppm);
        uint256 off = (reserve > target ? reserve - target : target - reserve) * 1e6;
        if (ppm > 0) assertGt(reserve, target);
        if (ppm < 0) assertLt(reserve, target);
        assertLe(size * target, off, "rounded toward zero");
        if (ppm != MOST) assertTrue(off < (size + 1) * target || reserve == target, "by less than one");
    }

    function _model(uint256 reserve, uint256 target) private pure returns (int256) {
        return (int256(reserve) - int256(target)) * PPM / int256(target);
    }

    function _boundK(uint256 k) private pure returns (uint256) {
        return k % 4 == 0 ? 0 : k % 4 == 1 ? ONE : bound(k, 1e12, 0.99e18);
    }
}
