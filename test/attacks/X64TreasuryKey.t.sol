// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IReserveBucketA} from "../../src/interfaces/IReserveBucketA.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {ReserveFixture} from "../unit/reserve/ReserveFixture.sol";

/// @notice X64, the reserve's side: whoever holds the TREASURY's key has bucket A leave a pool, which no daily limit
/// bounds, trades the pool off its price, has A buy back in at those reserves, and trades back what is deeper now.
contract X64TreasuryKey is ReserveFixture {
    address private _thief = makeAddr("thief");

    function setUp() public override {
        super.setUp();
        // As after the opening: the pool is bucket A's.
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        pool.transfer(address(bucketA), shares);
    }

    /// @dev Any part, any push, both ways. Where A buys at all it loses less than a basis point of what it pays.
    function testFuzz_X64_aSkewedPoolIsNotBoughtInto(uint256 part, uint256 push, bool up) public {
        _leave(bound(part, 1_000, 9_900));
        (uint256 base0, uint256 quote0) = (bucketA.balanceOf(address(base)), bucketA.balanceOf(address(quote)));
        uint256 depth = pool._BASE_RESERVE_();
        // Half of them small enough for the deviation to pass.
        push = push % 2 == 0 ? bound(push, USD, depth / 40) : bound(push, USD, depth * 5);
        uint256 pushed = up ? _sellQuote(pool, _thief, push * USD_OF_XAU / USD) : _sellBase(pool, _thief, push);
        vm.prank(treasury);
        try bucketA.buyShares(pool, base0, quote0, 0) returns (uint256 shares) {
            _back(up, pushed);
            assertLt(_loss(shares, base0, quote0), _worth(base0, quote0) / 10_000, "A paid for the thief's trade");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IReserveBucketA.BucketA_OffOracle.selector);
            assertGt(FixedPointMathLib.abs(_deviationPpm()), 5_000);
        }
    }

    /// @dev While the guide price lags, a push the other way hides in the deviation: the guide price itself is asked for.
    function test_X64_aPushBehindALaggingGuidePriceShows() public {
        _leave(9_000);
        source.set(GOLD * 97 / 100);
        _nextBlock();
        _sellBase(pool, _thief, pool._BASE_RESERVE_() * 14 / 100);
        assertLt(FixedPointMathLib.abs(_deviationPpm()), 5_000, "the push does not hide");
        (uint256 i, uint256 oracle) = pool.guidePrice();
        int256 ppm = _deviationPpm();
        vm.expectRevert(
            abi.encodeWithSelector(IReserveBucketA.BucketA_OffOracle.selector, address(pool), i, oracle, ppm)
        );
        vm.prank(treasury);
        bucketA.buyShares(pool, 1_000 * USD, 1_000 * USD_OF_XAU, 0);
    }

    /// @dev Nor is there a gift in a purchase out of proportion: what is over stays in A.
    function testFuzz_X64_whatIsOverStays(uint256 baseMax, uint256 quoteMax) public {
        _leave(5_000);
        vm.prank(address(bucketA));
        pool.transfer(_thief, 1_000 * USD);
        uint256 thiefs = _worthOfShares(_thief);
        baseMax = bound(baseMax, USD, bucketA.balanceOf(address(base)));
        quoteMax = bound(quoteMax, USD_OF_XAU, bucketA.balanceOf(address(quote)));
        vm.prank(treasury);
        bucketA.buyShares(pool, baseMax, quoteMax, 0);
        assertApproxEqAbs(_worthOfShares(_thief), thiefs, 2 * USD_OF_XAU / USD);
    }

    /// @dev A does not open a pool: its first shares have no proportion yet, and the dead ones could be most of them.
    function test_X64_aPoolIsNotOpenedByA() public {
        _leave(5_000);
        PMMPool fresh = new PMMPool(_sourcedConfig(source, K, FEE));
        vm.prank(admin);
        bucketA.setPool(fresh, true);
        vm.expectRevert(IPMMPool.PMMPool_NotInitialised.selector);
        vm.prank(treasury);
        bucketA.buyShares(fresh, 1_000 * USD, 1_001 * USD_OF_XAU / USD, 0);
    }

    // ---- Helpers ----

    function _leave(uint256 partBp) private {
        uint256 shares = pool.balanceOf(address(bucketA)) * partBp / 10_000;
        vm.prank(treasury);
        bucketA.sellShares(pool, shares, 0, 0, block.timestamp);
    }

    /// @dev The thief sells what he bought, and on to where the mid price is the oracle's.
    function _back(bool up, uint256 pushed) private {
        if (up) _sellBase(pool, _thief, pushed);
        else _sellQuote(pool, _thief, pushed);
        (,, uint256 b, uint256 q, uint256 b0, uint256 q0, uint256 r) = pool.getPMMStateForCall();
        if (r == 1) _sellBase(pool, _thief, b0 - b);
        if (r == 2) _sellQuote(pool, _thief, q0 - q);
    }

    /// @dev What A has less than it had, of the tokens and of the shares they bought, in quote at the oracle.
    function _loss(uint256 shares, uint256 base0, uint256 quote0) private view returns (uint256) {
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 supply = pool.totalSupply();
        uint256 left = _worth(bucketA.balanceOf(address(base)), bucketA.balanceOf(address(quote)))
            + _worth(b * shares / supply, q * shares / supply);
        return FixedPointMathLib.zeroFloorSub(_worth(base0, quote0), left);
    }

    function _worthOfShares(address holder) private view returns (uint256) {
        (uint256 b, uint256 q) = pool.getVaultReserve();
        (uint256 shares, uint256 supply) = (pool.balanceOf(holder), pool.totalSupply());
        return _worth(b * shares / supply, q * shares / supply);
    }

    function _worth(uint256 b, uint256 q) private pure returns (uint256) {
        return b * USD_OF_XAU / USD + q;
    }
}
