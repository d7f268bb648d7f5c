// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleTestToken} from "./OracleBase.t.sol";
import {WideMath} from "./WideMath.sol";

/// @notice Gold as the unit of account: cross rates, rounding, what a closed gold market stops, gates.
contract XauRatesTest is OracleBase {
    uint256 private constant XAU_PRICE = 2400e18;
    uint256 private constant EUR_PRICE = 1.08e18;
    uint256 private constant ETH_PRICE = 3000e18;

    MockAggregator private xau;
    MockAggregator private eur;
    MockAggregator private eth;

    address private cUsdt;
    address private cUsdc;
    address private cEurt;
    address private xauToken;
    address private weth;

    function setUp() public override {
        super.setUp();
        xau = _setFeed(FeedIds.XAU_USD, 2400e8);
        eur = _setFeed(FeedIds.EUR_USD, 1.08e8);
        eth = _setFeed(FeedIds.ETH_USD, 3000e8);
        cUsdt = _token(6, FeedIds.USD);
        cUsdc = _token(6, FeedIds.USD);
        cEurt = _token(6, FeedIds.EUR_USD);
        xauToken = _token(18, FeedIds.XAU_USD);
        weth = _token(18, FeedIds.ETH_USD);
    }

    function test_ids_areHashesOfTheirLabels() public pure {
        assertEq(FeedIds.USD, keccak256("USD"));
        assertEq(FeedIds.XAU_USD, keccak256("XAU/USD"));
        assertEq(FeedIds.EUR_USD, keccak256("EUR/USD"));
        assertEq(FeedIds.ETH_USD, keccak256("ETH/USD"));
    }

    /// @dev One unit of each asset against a table worked out by hand.
    function test_xauValue_goldenTable() public view {
        // 1 / 2400
        assertEq(oracle.xauValueDown(cUsdt, 1e6), 416_666_666_666_666);
        assertEq(oracle.xauValueUp(cUsdt, 1e6), 416_666_666_666_667);
        assertEq(oracle.xauValueDown(cUsdc, 1e6), 416_666_666_666_666);
        // 1.08 / 2400
        assertEq(oracle.xauValueDown(cEurt, 1e6), 0.00045e18);
        // 3000 / 2400
        assertEq(oracle.xauValueDown(weth, 1e18), 1.25e18);
        assertEq(oracle.xauValueDown(xauToken, 1e18), 1e18);
        (uint256 perUsd, uint256 perEur, uint256 perEth) = oracle.xauPerUnits();
        assertEq(perUsd, 416_666_666_666_666);
        assertEq(perEur, 0.00045e18);
        assertEq(perEth, 1.25e18);
    }

    function test_fromXau_goldenTable() public view {
        assertEq(oracle.fromXauDown(cUsdt, 1e18), 2400e6);
        // 2400 / 1.08 = 2222.2222…
        assertEq(oracle.fromXauDown(cEurt, 1e18), 2_222_222_222);
        assertEq(oracle.fromXauUp(cEurt, 1e18), 2_222_222_223);
        assertEq(oracle.fromXauDown(weth, 1e18), 0.8e18);
        assertEq(oracle.fromXauDown(xauToken, 1), 1);
        // One wei of gold is no cUSDT, and costs one unit.
        assertEq(oracle.fromXauDown(cUsdt, 1), 0);
        assertEq(oracle.fromXauUp(cUsdt, 1), 1);
    }

    function testFuzz_convert_roundsAsNamed(uint256 from, uint256 to, uint256 amount) public view {
        address a = _anyToken(from);
        address b = _anyToken(to);
        amount = bound(amount, 0, type(uint128).max);
        uint256 down = oracle.convertDown(a, b, amount);
        uint256 up = oracle.convertUp(a, b, amount);
        uint256 numerator = _price(a) * 10 ** OracleTestToken(b).decimals();
        uint256 denominator = _price(b) * 10 ** OracleTestToken(a).decimals();
        assertLe(WideMath.compare(down, denominator, 1, amount, numerator, 1), 0);
        assertGt(WideMath.compare(down + 1, denominator, 1, amount, numerator, 1), 0);
        assertGe(WideMath.compare(up, denominator, 1, amount, numerator, 1), 0);
        assertLe(up - down, 1);
    }

    /// @dev However prices stand, going round gains nothing.
    function testFuzz_convert_noCycleGains(uint256[4] memory path, uint256[3] memory prices, uint256 amount) public {
        xau.setAnswer(int256(bound(prices[0], 1, 1e16)));
        eur.setAnswer(int256(bound(prices[1], 1, 1e16)));
        eth.setAnswer(int256(bound(prices[2], 1, 1e16)));
        amount = bound(amount, 0, 1e30);
        address start = _anyToken(path[0]);
        address here = start;
        uint256 held = amount;
        for (uint256 i = 1; i < 4; ++i) {
            address next = _anyToken(path[i]);
            held = oracle.convertDown(here, next, held);
            here = next;
        }
        held = oracle.convertDown(here, start, held);
        assertLe(held, amount);
        assertLe(oracle.fromXauDown(start, oracle.xauValueDown(start, amount)), amount);
        assertGe(oracle.fromXauUp(start, oracle.xauValueUp(start, amount)), amount);
    }

    function testFuzz_units_toAndFromXau(uint256 unitSeed, uint256 amountWad) public view {
        bytes32 unit = [FeedIds.USD, FeedIds.EUR_USD, FeedIds.ETH_USD, FeedIds.XAU_USD][unitSeed % 4];
        amountWad = bound(amountWad, 0, type(uint128).max);
        uint256 down = oracle.toXauDown(unit, amountWad);
        uint256 up = oracle.toXauUp(unit, amountWad);
        assertLe(up - down, 1);
        assertLe(oracle.fromXauDown(unit, down), amountWad);
        assertGe(oracle.fromXauUp(unit, up), amountWad);
        assertEq(oracle.convertUnitsDown(unit, FeedIds.XAU_USD, amountWad), down);
        assertEq(oracle.convertUnitsUp(unit, FeedIds.XAU_USD, amountWad), up);
    }

    function test_ratio_guidePrices() public view {
        assertEq(oracle.ratioWad(FeedIds.ETH_USD, FeedIds.XAU_USD), 1.25e18);
        assertEq(oracle.ratioWad(FeedIds.XAU_USD, FeedIds.USD), XAU_PRICE);
        assertEq(oracle.ratioWad(FeedIds.USD, FeedIds.USD), 1e18);
        // DODO's i for cUSDT (6) / XAU (18): raw quote per raw base, 1e18-scaled.
        assertEq(oracle.convertUnitsDown(FeedIds.USD, FeedIds.XAU_USD, 1e30), uint256(1e30) / 2400);
    }

    /// @dev The market closes on Friday evening: nothing with a gold leg has a price, everything else has.
    function testFuzz_closedGold_stopsOnlyWhatHasAGoldLeg(uint256 closedFor) public {
        uint256 closedAt = block.timestamp;
        vm.warp(closedAt + bound(closedFor, TTL + 1, 73 hours));
        eur.setAnswer(1.08e8);
        eth.setAnswer(3000e8);

        // Gold cancels: collateral in ETH against debt in dollars or euros, one dollar token for another.
        assertEq(oracle.convertDown(weth, cUsdt, 1e18), 3000e6);
        assertEq(oracle.convertUp(cUsdt, weth, 3000e6), 1e18);
        assertEq(oracle.convertDown(cUsdt, cUsdc, 5e6), 5e6);
        assertEq(oracle.convertDown(weth, cEurt, 1.08e18), 3000e6);
        assertEq(oracle.ratioWad(FeedIds.ETH_USD, FeedIds.EUR_USD), ETH_PRICE * 1e18 / EUR_PRICE);
        // Gold for gold needs no price.
        assertEq(oracle.convertDown(xauToken, xauToken, 7), 7);
        assertEq(oracle.xauValueDown(xauToken, 7), 7);

        bytes memory refusal = abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FeedIds.XAU_USD, closedAt, TTL);
        vm.expectRevert(refusal);
        oracle.xauValueDown(cUsdt, 1e6);
        vm.expectRevert(refusal);
        oracle.fromXauUp(weth, 1e18);
        vm.expectRevert(refusal);
        oracle.convertDown(xauToken, cUsdc, 1e18);
        vm.expectRevert(refusal);
        oracle.convertUnitsDown(FeedIds.ETH_USD, FeedIds.XAU_USD, 1e18);
        vm.expectRevert(refusal);
        oracle.xauPerUnits();
    }

    function test_closedEuro_stopsOnlyWhatHasAEuroLeg() public {
        uint256 closedAt = block.timestamp;
        vm.warp(closedAt + 49 hours);
        xau.setAnswer(2400e8);
        eth.setAnswer(3000e8);
        assertEq(oracle.convertDown(weth, cUsdt, 1e18), 3000e6);
        assertEq(oracle.xauValueDown(weth, 1e18), 1.25e18);
        assertEq(oracle.convertDown(cEurt, cEurt, 3), 3);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FeedIds.EUR_USD, closedAt, TTL));
        oracle.convertDown(weth, cEurt, 1e18);
    }

    /// @dev The gap at reopening is simply the new price.
    function testFuzz_reopening_gapIsTakenAsItIs(int256 gapBp) public {
        vm.warp(block.timestamp + 49 hours);
        gapBp = bound(gapBp, -500, 500);
        int256 reopened = 2400e8 * (10_000 + gapBp) / 10_000;
        xau.setAnswer(reopened);
        assertEq(oracle.price(FeedIds.XAU_USD), uint256(reopened) * 1e10);
    }

    function test_RevertWhen_tokenHasNoUnit() public {
        address nameless = address(new OracleTestToken(6));
        bytes memory refusal = abi.encodeWithSelector(IOracle.Oracle_UnitNotSet.selector, nameless);
        vm.expectRevert(refusal);
        oracle.xauValueDown(nameless, 1);
        vm.expectRevert(refusal);
        oracle.convertUp(cUsdt, nameless, 1);
        vm.prank(admin);
        oracle.setUnit(nameless, FeedIds.USD);
        assertEq(oracle.convertUp(cUsdt, nameless, 1), 1);
        vm.prank(admin);
        oracle.setUnit(nameless, 0);
        vm.expectRevert(refusal);
        oracle.xauValueDown(nameless, 1);
    }

    // Gates.

    function testFuzz_gate_closesBeyondFiftyBp(uint256 answer) public {
        MockAggregator market = _gate(cUsdt, 1e8);
        answer = bound(answer, 0.9e8, 1.1e8);
        market.setAnswer(int256(answer));
        if (answer < 0.995e8 || answer > 1.005e8) {
            bytes memory refusal = abi.encodeWithSelector(IOracle.Oracle_Gated.selector, cUsdt, answer * 1e10);
            vm.expectRevert(refusal);
            oracle.requireOpen(cUsdt);
            vm.expectRevert(refusal);
            oracle.libRequireOpen(cUsdt);
        } else {
            oracle.requireOpen(cUsdt);
            oracle.libRequireOpen(cUsdt);
        }
    }

    function test_gate_edges() public {
        MockAggregator market = _gate(cUsdt, 1e8);
        market.setAnswer(0.995e8);
        oracle.requireOpen(cUsdt);
        market.setAnswer(1.005e8);
        oracle.requireOpen(cUsdt);
        market.setAnswer(0.995e8 - 1);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Gated.selector, cUsdt, 0.995e18 - 1e10));
        oracle.requireOpen(cUsdt);
        market.setAnswer(1.005e8 + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Gated.selector, cUsdt, 1.005e18 + 1e10));
        oracle.requireOpen(cUsdt);
    }

    /// @dev A gate never changes what a token is worth.
    function test_gate_doesNotTouchTheValue() public {
        MockAggregator market = _gate(cUsdt, 1e8);
        market.setAnswer(0.9e8);
        assertEq(oracle.convertDown(cUsdt, cUsdc, 1e6), 1e6);
        assertEq(oracle.fromXauDown(cUsdt, 1e18), 2400e6);
    }

    function test_RevertWhen_gateCannotBeRead() public {
        MockAggregator market = _gate(cUsdt, 1e8);
        uint256 updatedAt = block.timestamp - TTL - 1;
        market.setAnswerAt(1e8, updatedAt);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, _id("USDT/USD"), updatedAt, TTL));
        oracle.libRequireOpen(cUsdt);
    }

    function test_gate_noneIsOpen() public {
        oracle.requireOpen(cUsdc);
        oracle.libRequireOpen(cUsdc);
        _gate(cUsdt, 0.9e8);
        vm.prank(admin);
        oracle.setGate(cUsdt, 0);
        oracle.libRequireOpen(cUsdt);
        assertEq(oracle.gateOf(cUsdt), 0);
    }

    function _token(uint8 decimals, bytes32 unit) private returns (address token) {
        token = address(new OracleTestToken(decimals));
        vm.prank(admin);
        oracle.setUnit(token, unit);
    }

    function _gate(address token, int256 answer) private returns (MockAggregator market) {
        market = _setFeed(_id("USDT/USD"), answer);
        vm.prank(admin);
        oracle.setGate(token, _id("USDT/USD"));
        assertEq(oracle.gateOf(token), _id("USDT/USD"));
    }

    function _anyToken(uint256 seed) private view returns (address) {
        return [cUsdt, cUsdc, cEurt, xauToken, weth][seed % 5];
    }

    function _price(address token) private view returns (uint256) {
        if (token == xauToken) return XAU_PRICE;
        if (token == weth) return ETH_PRICE;
        return token == cEurt ? EUR_PRICE : 1e18;
    }
}
