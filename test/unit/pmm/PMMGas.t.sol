// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/Test.sol";
import {IDODOCallee} from "../../../src/interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../../src/oracle/GuidePriceSource.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "../../mocks/MockAggregatorProxy.sol";
import {OracleHarness} from "../oracle/OracleBase.t.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @dev Returns what it was lent.
contract GasBorrower is IDODOCallee {
    function DVMFlashLoanCall(address, uint256 baseAmount, uint256, bytes calldata data) external {
        TestToken(abi.decode(data, (address))).transfer(msg.sender, baseAmount);
    }

    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {}
}

/// @notice Receipt gas of the pool's operations in steady state, against the limits of the specification's section 13.
/// @dev Isolation makes each call a transaction of its own, so the figures contain the intrinsic cost. Two-second blocks
/// pass between calls; every call is its block's first touch and writes a close and the accumulator.
contract PMMGasTest is PMMFixture {
    PMMPool internal fixedPool;
    PMMPool internal sourcedPool;
    MockAggregator internal aggregator;
    GasBorrower internal borrower;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(6, 18);
        fixedPool = new PMMPool(_fixedConfig(4e26, 0.1e18, 0.0015e18));
        sourcedPool = new PMMPool(_sourcedConfig(_oracleSource(), 0.1e18, 0.0015e18));
        borrower = new GasBorrower();
        _warmUp(fixedPool);
        _warmUp(sourcedPool);
    }

    /// forge-config: default.isolate = true
    function test_gas_sell_fixedGuidePrice() public {
        _measureSells(fixedPool, "fixed", 90_000);
    }

    /// @dev The genuine guide price source over one Chainlink feed behind its proxy, followed; the price moves each time.
    /// forge-config: default.isolate = true
    function test_gas_sell_oracleGuidePrice() public {
        _measureSells(sourcedPool, "oracle", 105_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_buyShares() public {
        _pay(fixedPool, 1_000e6, 1_000e18);
        _nextBlock();
        fixedPool.buyShares(lp);
        _report("buyShares", 82_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_sellShares() public {
        vm.startPrank(lp);
        fixedPool.sellShares(1e9, lp, 0, 0, "", type(uint256).max);
        _nextBlock();
        fixedPool.sellShares(1e9, lp, 0, 0, "", type(uint256).max);
        _report("sellShares", 105_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_flashLoan_oneToken() public {
        _nextBlock();
        fixedPool.flashLoan(1_000e6, 0, address(borrower), abi.encode(base));
        _report("flashLoan, one token", 62_000);
    }

    function _measureSells(PMMPool pool, string memory kind, uint256 limit) private {
        uint256[4] memory baseIn = [uint256(1_000e6), 0, 5_000e6, 0];
        uint256[4] memory quoteIn = [uint256(0), 0.1e18, 0, 5e18];
        for (uint256 n; n < 4; ++n) {
            _pay(pool, baseIn[n], quoteIn[n]);
            _nextBlock();
            aggregator.setAnswer(int256(2_500e8 + n * 1e8));
            if (baseIn[n] != 0) pool.sellBase(trader);
            else pool.sellQuote(trader);
            _report(string.concat("sell ", baseIn[n] != 0 ? "base, " : "quote, ", kind), limit);
        }
    }

    /// @dev cUSDT in XAU: one USD over the XAU/USD feed, as the oracle room sets it up.
    function _oracleSource() private returns (GuidePriceSource source) {
        OracleHarness oracle = new OracleHarness(address(this));
        aggregator = new MockAggregator(8, 2_500e8);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(aggregator));
        config.ttlSeconds = 1 days;
        oracle.setFeed(FeedIds.XAU_USD, config);
        oracle.setUnit(address(base), FeedIds.USD);
        oracle.setUnit(address(quote), FeedIds.XAU_USD);
        source = new GuidePriceSource(oracle, address(base), address(quote));
        oracle.addFollower(address(source));
    }

    function _report(string memory what, uint256 limit) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        console.log(what, used, limit);
        vm.snapshotValue("PMM", what, used);
        assertLe(used, limit, what);
    }

    /// @dev Fills the ring and every balance a measured call writes.
    function _warmUp(PMMPool pool) private {
        _buyShares(pool, lp, 1_000_000e6, 400e18);
        base.mint(address(borrower), 1);
        for (uint256 n; n < 9; ++n) {
            _nextBlock();
            _sellBase(pool, trader, 10_000e6);
            _nextBlock();
            _sellQuote(pool, trader, 3e18);
        }
        base.mint(lp, 1);
        quote.mint(lp, 1);
    }
}
