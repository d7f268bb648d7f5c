// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {USD} from "../../../src/ledger/LedgerBook.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockFeeds} from "./MockFeeds.sol";

/// @notice Ounces, and conversions through them, over decimals 0/6/8/18/24 and the whole range of prices.
contract XauLedgerConversionTest is LedgerBase {
    uint8[5] private decimalsOf = [0, 6, 8, 18, 24];
    address[5] private tokenAt;

    function setUp() public override {
        super.setUp();
        vm.startPrank(owner);
        for (uint256 i; i < 5; ++i) {
            string memory symbol = string.concat("T", vm.toString(decimalsOf[i]));
            tokenAt[i] = factory.createToken(symbol, symbol, decimalsOf[i]);
            feeds.set(_feedAt(i), 1e18);
            ledger.listAsset(tokenAt[i], IXauLedger.PriceParams(_feedAt(i), 0, 1e30));
        }
        ledger.setPrice(address(xau), IXauLedger.PriceParams(XAU_USD, 0, 1e27));
        vm.stopPrank();
    }

    function _feedAt(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("feed", i));
    }

    /// @dev Any price from 1e10 to 1e26, evenly over the magnitudes: of two such no rate is zero.
    function _anyPrice(uint256 seed) private pure returns (uint256) {
        uint256 magnitude = 10 ** (10 + seed % 16);
        return magnitude + (seed >> 8) % (9 * magnitude);
    }

    function _setPrices(uint256 seed) private {
        for (uint256 i; i < 5; ++i) {
            feeds.set(_feedAt(i), _anyPrice(uint256(keccak256(abi.encode(seed, i)))));
        }
        feeds.set(XAU_USD, _anyPrice(uint256(keccak256(abi.encode(seed, "xau")))));
    }

    /// @dev Golden values: an ounce is 1e18 of XAU, and at 4,000 dollars it is 4,000 cUSDT.
    function test_toXau_goldenValues() public view {
        assertEq(ledger.toXau(address(xau), 1e18), 1e18);
        assertEq(ledger.toXau(address(cUSDT), 4_000e6), 1e18);
        assertEq(ledger.toXau(address(cUSDC), 1), 250_000_000);
        assertEq(ledger.toXau(address(weth), 1e18), 0.75e18);
        assertEq(ledger.toXau(address(cEURT), 4_000e6), 1.1e18);
        assertEq(ledger.fromXau(address(cUSDT), 1e18), 4_000e6);
        assertEq(ledger.fromXau(address(weth), 0.75e18), 1e18);
        assertEq(ledger.convert(address(weth), address(cUSDT), 1e18), 3_000e6);
        assertEq(ledger.convert(address(cEURT), address(cUSDT), 1e6), 1_100_000);
        assertEq(ledger.convert(address(cUSDT), address(cUSDC), 123_456_789), 123_456_789);
    }

    /// @dev The XAU token's rate is one ounce whatever gold costs.
    function testFuzz_toXau_ofXauIsItself(uint128 amount, uint256 seed) public {
        feeds.set(XAU_USD, bound(seed, 1e6, 1e24));
        assertEq(ledger.toXau(address(xau), amount), amount);
        assertEq(ledger.fromXau(address(xau), amount), amount);
    }

    /// @dev Against plain fractions: amount * price / 10^decimals / xauPrice.
    function testFuzz_toXau_isExactFloor(uint128 amount, uint256 seed, uint256 pick) public {
        _setPrices(seed);
        uint256 i = pick % 5;
        uint256 numerator = feeds.peek(_feedAt(i)) * 1e18;
        uint256 denominator = feeds.peek(XAU_USD) * 10 ** decimalsOf[i];
        assertEq(ledger.toXau(tokenAt[i], amount), Math.mulDiv(amount, numerator, denominator));
        assertEq(ledger.toXauUp(tokenAt[i], amount), Math.mulDiv(amount, numerator, denominator, Math.Rounding.Ceil));
        assertEq(ledger.fromXau(tokenAt[i], amount), Math.mulDiv(amount, denominator, numerator));
        assertEq(ledger.fromXauUp(tokenAt[i], amount), Math.mulDiv(amount, denominator, numerator, Math.Rounding.Ceil));
    }

    function testFuzz_convert_isTheTwoStepsAndBelowTheDirectRate(uint128 amount, uint256 seed, uint8 a, uint8 b)
        public
    {
        _setPrices(seed);
        address from = tokenAt[a % 5];
        address to = tokenAt[b % 5];
        uint256 converted = ledger.convert(from, to, amount);
        assertEq(converted, ledger.fromXau(to, ledger.toXau(from, amount)));
        assertEq(ledger.convertUp(from, to, amount), ledger.fromXauUp(to, ledger.toXauUp(from, amount)));
        uint256 direct = Math.mulDiv(
            amount,
            feeds.peek(_feedAt(a % 5)) * 10 ** decimalsOf[b % 5],
            feeds.peek(_feedAt(b % 5)) * 10 ** decimalsOf[a % 5]
        );
        assertLe(converted, direct);
        assertGe(ledger.convertUp(from, to, amount), direct);
        // The ounce step loses less than one unit of 1e-18 ounce, worth this much of `to`.
        uint256 unit = ledger.fromXauUp(to, 1);
        assertLe(direct - converted, unit + 1);
    }

    function testFuzz_toXau_fromXau_neverGains(uint128 xauAmount, uint256 seed, uint8 a) public {
        _setPrices(seed);
        address token = tokenAt[a % 5];
        assertLe(ledger.toXau(token, ledger.fromXau(token, xauAmount)), xauAmount);
        assertLe(ledger.fromXau(token, ledger.toXau(token, xauAmount)), xauAmount);
        assertGe(ledger.toXauUp(token, ledger.fromXauUp(token, xauAmount)), xauAmount);
    }

    /// @dev Any walk over the five tokens and gold that ends where it began.
    function testFuzz_convert_noCycleGains(uint128 amount, uint256 seed, uint256 walk, uint8 hops) public {
        _setPrices(seed);
        address start = tokenAt[walk % 5];
        address at = start;
        uint256 held = amount;
        hops = uint8(bound(hops, 1, 10));
        for (uint256 i; i < hops; ++i) {
            walk = uint256(keccak256(abi.encode(walk)));
            address next = walk % 6 == 5 ? address(xau) : tokenAt[walk % 5];
            held = ledger.convert(at, next, held);
            at = next;
        }
        held = ledger.convert(at, start, held);
        assertLe(held, amount, "a cycle gained");
    }

    /// @dev With two prices that differ a cycle loses their difference: the worse one is taken each way.
    function testFuzz_convert_noCycleGainsOverTwoPrices(uint128 amount, uint256 first, uint256 second) public {
        feeds.set(ETH_USD, bound(first, 1e9, 1e24));
        feeds.set(ETH_TWAP, bound(second, 1e9, 1e24));
        _setWethPrice(ETH_TWAP, 1e24);
        uint256 there = ledger.convert(address(weth), address(cUSDT), amount);
        assertLe(ledger.convert(address(cUSDT), address(weth), there), amount);
        uint256 back = ledger.convert(address(cUSDT), address(weth), amount);
        assertLe(ledger.convert(address(weth), address(cUSDT), back), amount);
    }

    /// @dev Where a token has two prices, a payout values what comes in at the lower and what goes out at the higher; a
    /// charge the other way round.
    function testFuzz_convert_takesTheWorseOfTwoPrices(uint128 amount, uint256 first, uint256 second) public {
        first = bound(first, 1e9, 1e24);
        second = bound(second, 1e9, 1e24);
        feeds.set(ETH_USD, first);
        feeds.set(ETH_TWAP, second);
        _setWethPrice(ETH_TWAP, 1e24);
        (uint256 low, uint256 high) = first < second ? (first, second) : (second, first);
        assertEq(ledger.toXau(address(weth), amount), Math.mulDiv(amount, low, 4_000e18));
        assertEq(ledger.toXauUp(address(weth), amount), Math.mulDiv(amount, high, 4_000e18, Math.Rounding.Ceil));
        assertEq(ledger.fromXau(address(weth), amount), Math.mulDiv(amount, 4_000e18, high));
        assertEq(ledger.fromXauUp(address(weth), amount), Math.mulDiv(amount, 4_000e18, low, Math.Rounding.Ceil));
    }

    function testFuzz_convert_chargesAtLeastWhatItPays(uint128 amount, uint256 seed, uint8 a, uint8 b) public {
        _setPrices(seed);
        assertGe(
            ledger.convertUp(tokenAt[a % 5], tokenAt[b % 5], amount),
            ledger.convert(tokenAt[a % 5], tokenAt[b % 5], amount)
        );
    }

    // ---- rates that are none ----

    function testFuzz_RevertWhen_convert_priceOutOfRange(uint256 price, bool above) public {
        price = above ? bound(price, 1e24 + 1, type(uint128).max) : bound(price, 0, 1e6 - 1);
        feeds.set(ETH_USD, price);
        bytes memory reason =
            abi.encodeWithSelector(IXauLedger.Ledger_RateOutOfRange.selector, ETH_USD, price, 1e6, 1e24);
        vm.expectRevert(reason);
        ledger.toXau(address(weth), 1e18);
        vm.expectRevert(reason);
        ledger.fromXau(address(weth), 1e18);
        vm.expectRevert(reason);
        ledger.convert(address(cUSDT), address(weth), 1e6);
        vm.expectRevert(reason);
        ledger.convertUp(address(weth), address(cUSDT), 1e18);
    }

    function testFuzz_RevertWhen_convert_xauPriceOutOfRange(uint256 price, bool above) public {
        price = above ? bound(price, 1e30 + 1, type(uint128).max) : bound(price, 0, 1e6 - 1);
        feeds.set(XAU_USD, price);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_RateOutOfRange.selector, XAU_USD, price, 1e6, 1e30));
        ledger.toXau(address(cUSDT), 1e18);
    }

    function test_RevertWhen_convert_rateOrInverseIsZero() public {
        // A token of 1e-12 dollars against gold at 1e12: 1e-24 ounces a token is zero in 1e-18ths.
        feeds.set(_feedAt(0), 1e6);
        feeds.set(XAU_USD, 1e30);
        bytes memory reason =
            abi.encodeWithSelector(IXauLedger.Ledger_ZeroRate.selector, tokenAt[0], uint256(1e6), uint256(1e30));
        vm.expectRevert(reason);
        ledger.toXau(tokenAt[0], 1);
        vm.expectRevert(reason);
        ledger.fromXauUp(tokenAt[0], 1);
        // And the reverse.
        feeds.set(_feedAt(0), 1e30);
        feeds.set(XAU_USD, 1e6);
        reason = abi.encodeWithSelector(IXauLedger.Ledger_ZeroRate.selector, tokenAt[0], uint256(1e30), uint256(1e6));
        vm.expectRevert(reason);
        ledger.fromXau(tokenAt[0], 1);
        vm.expectRevert(reason);
        ledger.toXauUp(tokenAt[0], 1);
    }

    function test_RevertWhen_convert_xauStale() public {
        feeds.setStale(XAU_USD, true);
        vm.expectRevert(abi.encodeWithSelector(MockFeeds.Oracle_Stale.selector, XAU_USD, 0, 0));
        ledger.toXau(address(cUSDT), 1e6);
    }

    function testFuzz_RevertWhen_convert_notListed(address token) public {
        vm.assume(token.code.length == 0);
        bytes memory reason = abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, token);
        vm.expectRevert(reason);
        ledger.toXau(token, 1);
        vm.expectRevert(reason);
        ledger.fromXau(token, 1);
        vm.expectRevert(reason);
        ledger.convert(address(cUSDT), token, 1);
    }

    /// @dev A token that is one dollar by definition reads no feed at all.
    function test_usdUnit_readsNoFeed() public {
        feeds.set(USD, 123e18);
        assertEq(ledger.toXau(address(cUSDT), 4_000e6), 1e18);
    }
}
