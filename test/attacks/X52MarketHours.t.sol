// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessControlFacet} from "../../src/access/AccessControlFacet.sol";
import {AccessStorage} from "../../src/access/AccessStorage.sol";
import {RoleLib} from "../../src/access/RoleLib.sol";
import {Roles} from "../../src/access/Roles.sol";
import {IOracle} from "../../src/interfaces/IOracle.sol";
import {XauLedger} from "../../src/ledger/XauLedger.sol";
import {OracleFacet} from "../../src/oracle/OracleFacet.sol";
import {OracleViewFacet} from "../../src/oracle/OracleViewFacet.sol";
import {MockAggregator} from "../mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "../mocks/MockAggregatorProxy.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @dev The oracle's facets, inherited instead of cut: the whole diamond is deployed by its own tests.
contract OracleDiamond is OracleFacet, OracleViewFacet, AccessControlFacet {
    using RoleLib for AccessStorage.Layout;

    constructor(address admin) {
        AccessStorage.state().initialize(admin);
        AccessStorage.state().grant(Roles.MANAGER, admin);
    }
}

/// @notice X52: gold's feed outside market hours, and every way a round can be bad, through the protocol's own oracle. What
/// has a gold leg waits; what has none goes on; the gap of a Monday loses nothing.
contract X52MarketHours is LedgerAttack {
    MockAggregator private _eth;
    MockAggregator private _gold;
    MockAggregator private _euro;

    /// @dev On the feeds' terms of the address book: 25 hours.
    function _newLedger() internal override returns (XauLedger) {
        OracleDiamond oracle = new OracleDiamond(address(this));
        _eth = _feed(oracle, ETH_USD, 3_000e8);
        _gold = _feed(oracle, XAU_USD, 4_000e8);
        _euro = _feed(oracle, EUR_USD, 1.1e8);
        return new XauLedger(IOracle(address(oracle)), XAU_USD, owner, guardian, address(reserve));
    }

    function _feed(OracleDiamond oracle, bytes32 id, int256 answer) private returns (MockAggregator aggregator) {
        aggregator = new MockAggregator(8, answer);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(aggregator));
        config.ttlSeconds = 90_000;
        oracle.setFeed(id, config);
    }

    function setUp() public override {
        super.setUp();
        _open();
        // One account on ether, one on gold, each near its limit.
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 20_000e6);
        _deposit(xau, attacker, 10e18);
        _borrow(attacker, cUSDT, 31_990e6);
        _give(cUSDT, liquidator, 1_000_000e6);
        _approveAll(liquidator);
    }

    /// @dev Everything trades.
    function _open() private {
        _eth.setAnswer(3_000e8);
        _gold.setAnswer(4_000e8);
        _euro.setAnswer(1.1e8);
    }

    function test_X52_weekendOf49Hours() public {
        skip(49 hours);
        _eth.setAnswer(3_000e8);
        _requireClosed();
    }

    function test_X52_holidayOf73Hours() public {
        skip(73 hours);
        _eth.setAnswer(3_000e8);
        _requireClosed();
    }

    /// @dev A round left open, zero, negative, carried over, of the future, a feed that reverts or answers half: all as
    /// good as no price.
    function testFuzz_X52_badRounds(uint256 kind, uint256 size) public {
        kind = bound(kind, 0, 6);
        if (kind == 0) _gold.setAnswerAt(4_000e8, 0);
        if (kind == 1) _gold.setAnswer(0);
        if (kind == 2) _gold.setAnswer(-int256(bound(size, 1, 1e30)));
        if (kind == 3) _gold.setAnsweredInRoundLag(uint32(bound(size, 1, 2)));
        if (kind == 4) _gold.setFailure(MockAggregator.Failure.REVERT);
        if (kind == 5) _gold.setFailure(MockAggregator.Failure.SHORT);
        if (kind == 6) _gold.setAnswerAt(4_000e8, block.timestamp + bound(size, 1, 1 days));
        _requireClosed();
    }

    /// @dev No new debt for anyone; nothing on gold's side moves against its owner; the rest goes on.
    function _requireClosed() private {
        _requireNoNewDebt(borrower);
        _requireNoNewDebt(attacker);
        vm.prank(attacker);
        (bool ok,) = address(ledger).call(abi.encodeCall(ledger.withdrawCollateral, (address(xau), 0.1e18, attacker)));
        assertFalse(ok, "gold left an indebted account while gold was closed");

        // Ether against dollars: withdrawal and liquidation as ever.
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), 0.1e18, borrower);
        _eth.setAnswer(2_400e8);
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), 1_000e6);
        assertEq(repaid, 1_000e6);
        _eth.setAnswer(3_000e8);

        // Gold's account is not liquidated on a price that nobody has.
        vm.prank(liquidator);
        (ok,) = address(ledger)
            .call(abi.encodeCall(ledger.liquidate, (attacker, address(cUSDT), address(xau), 1_000e6, 0)));
        assertFalse(ok, "gold was seized while gold was closed");

        // Repaying and adding always work, and without debt everything leaves.
        _deposit(xau, attacker, 1e18);
        cUSDT.mint(attacker, 1_000e6);
        _repay(attacker, cUSDT, type(uint256).max);
        vm.prank(attacker);
        ledger.withdrawCollateral(address(xau), type(uint256).max, attacker);
    }

    function _requireNoNewDebt(address account) private {
        vm.prank(account);
        (bool ok,) = address(ledger).call(abi.encodeCall(ledger.borrow, (address(cUSDT), 100e6, VARIABLE, account)));
        assertFalse(ok, "new debt while gold was closed");
    }

    /// @dev The gap at reopening, five percent either way, with every account at its limit: a liquidator finds more than
    /// the debt, and nothing is written off.
    function testFuzz_X52_mondayGapLosesNothing(uint256 gapBp, bool up, uint32 closed) public {
        skip(bound(closed, 25 hours + 1, 73 hours));
        gapBp = bound(gapBp, 0, 500);
        _open();
        _gold.setAnswer(int256(4_000e8 * (up ? BP + gapBp : BP - gapBp) / BP));
        uint256 price = 4_000e18 * (up ? BP + gapBp : BP - gapBp) / BP;
        if (ledger.liquidatable(attacker)) _liquidate(attacker, cUSDT, address(xau), type(uint128).max);
        uint256 held = ledger.collateralOf(attacker, address(xau)) * price / 1e18;
        assertGe(held, ledger.debtOf(attacker, address(cUSDT)) * 1e12, "a gap left a debt uncovered");
        assertEq(ledger.asset(address(cUSDT)).badDebt, 0, "a gap was written off");
    }

    /// @dev A wider gap than the threshold leaves room for: what is lost is what gold fell beyond the debt, and the
    /// liquidator's least bonus, no more.
    function testFuzz_X52_widerGapIsBounded(uint256 gapBp) public {
        gapBp = bound(gapBp, 2_000, 6_000);
        skip(49 hours);
        _open();
        uint256 price = 4_000e18 * (BP - gapBp) / BP;
        _gold.setAnswer(int256(price / 1e10));
        uint256 debt = ledger.debtOf(attacker, address(cUSDT));
        _liquidate(attacker, cUSDT, address(xau), type(uint128).max);
        uint256 worth = 10 * price / 1e12;
        uint256 shortfall = debt > worth ? debt - worth : 0;
        assertLe(ledger.asset(address(cUSDT)).badDebt, shortfall + worth / 100 + 1, "lost more than gold fell");
    }
}
