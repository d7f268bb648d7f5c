// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../../src/oracle/GuidePriceSource.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase} from "./OracleBase.t.sol";

/// @notice What a read costs when nothing of it was touched before in the transaction.
/// @dev Of any cold feed read, 13,600 are the machine's: the feed's slot 2,100; the proxy's address and slot 2,600 +
/// 2,100; the aggregator's address and two slots 2,600 + 4,200. The doubles' own code takes 1,900 more. Chainlink's
/// proxies with access control on both contracts add two slots, 4,200.
contract OracleGasTest is OracleBase {
    uint256 private constant ANCHOR_LIMIT = 17_100;
    uint256 private constant PRICE_CALL_LIMIT = 19_500;

    MockAggregator private aggregator;
    address private proxy;
    GuidePriceSource private guide;
    address private weth;
    address private usdc;

    function setUp() public override {
        super.setUp();
        (weth, usdc) = _tokens(18, 6);
        (aggregator, proxy) = _aggregator(2000e8);
        _setPairFeed(weth, usdc, _plain(proxy));
        _setFeed(FeedIds.XAU_USD, _plain(proxy));
        vm.startPrank(admin);
        oracle.setUnit(usdc, FeedIds.USD);
        oracle.setUnit(weth, FeedIds.XAU_USD);
        guide = new GuidePriceSource(oracle, usdc, weth);
        oracle.addFollower(address(guide));
        vm.stopPrank();
    }

    function test_gas_anchorOnePairFeedCold() public {
        _cool();
        uint256 used = oracle.libAnchorGas(weth, usdc);
        vm.snapshotValue("Oracle", "anchor, one pair feed, inline, cold", used);
        assertLt(used, ANCHOR_LIMIT);
    }

    function test_gas_anchorOnePairFeedWarm() public {
        oracle.libAnchorGas(weth, usdc);
        uint256 used = oracle.libAnchorGas(weth, usdc);
        vm.snapshotValue("Oracle", "anchor, one pair feed, inline, warm", used);
        assertLt(used, ANCHOR_LIMIT - 13_000);
    }

    function test_gas_anchorOfTwoFeedsCold() public {
        _setFeed(_id("USDC/USD"), 1e8);
        (address token0, address token1) = _tokens(18, 6);
        vm.prank(admin);
        oracle.setPairCross(token0, token1, FeedIds.XAU_USD, _id("USDC/USD"));
        (IOracle.FeedConfig memory second,) = oracle.feed(_id("USDC/USD"));
        vm.cool(second.source);
        (MockAggregator behind,) = MockProxyView(second.source).phase();
        vm.cool(address(behind));
        _cool();
        uint256 used = gasleft();
        oracle.anchorSqrtPriceX96(token0, token1);
        used -= gasleft();
        vm.snapshotValue("Oracle", "anchor, two feeds, external call without dispatch, cold", used);
        assertLt(used, 33_000);
    }

    /// @dev What a pool outside the diamond pays, but for the diamond's dispatch.
    function test_gas_priceCallCold() public {
        _cool();
        uint256 used = gasleft();
        oracle.price(FeedIds.XAU_USD);
        used -= gasleft();
        vm.snapshotValue("Oracle", "price, external call without dispatch, cold", used);
        assertLt(used, PRICE_CALL_LIMIT);
    }

    function test_gas_convertUnitsCallCold() public {
        _cool();
        uint256 used = gasleft();
        oracle.convertUnitsDown(FeedIds.USD, FeedIds.XAU_USD, 1e30);
        used -= gasleft();
        vm.snapshotValue("Oracle", "convertUnitsDown USD to XAU, external call without dispatch, cold", used);
        assertLt(used, PRICE_CALL_LIMIT + 1000);
    }

    /// @dev What a pool pays for its guide price, all hops included.
    function test_gas_guidePriceCold() public {
        _cool();
        vm.cool(address(guide));
        uint256 used = gasleft();
        guide.guidePrice();
        used -= gasleft();
        vm.snapshotValue("Oracle", "guide price of a follower, one feed, no gate, cold", used);
        assertLt(used, PRICE_CALL_LIMIT + 600);
    }

    /// @dev The same without copies: the diamond's dispatch comes on top.
    function test_gas_guidePriceOfNoFollowerCold() public {
        GuidePriceSource other = guide;
        vm.prank(admin);
        oracle.removeFollower(address(other));
        _cool();
        vm.cool(address(other));
        uint256 used = gasleft();
        other.guidePrice();
        used -= gasleft();
        vm.snapshotValue("Oracle", "guide price of no follower, one feed, no gate, without dispatch, cold", used);
        assertLt(used, 30_000);
    }

    /// @dev Guards cost their slots and one more hop: the read goes through the diamond's own door.
    function test_gas_anchorWithSequencerAndBoundsCold() public {
        MockAggregator uptime = new MockAggregator(0, 0);
        uptime.setStartedAt(1);
        vm.prank(admin);
        oracle.setSequencer(address(uptime), 1 hours);
        IOracle.FeedConfig memory config = _plain(proxy);
        config.checkSequencer = true;
        (config.minWad, config.maxWad) = (1e18, 1e22);
        _setPairFeed(weth, usdc, config);
        _cool();
        vm.cool(address(uptime));
        uint256 used = oracle.libAnchorGas(weth, usdc);
        vm.snapshotValue("Oracle", "anchor, pair feed with sequencer and bounds, without dispatch, cold", used);
        assertLt(used, 36_000);
    }

    function _cool() private {
        vm.cool(proxy);
        vm.cool(address(aggregator));
        vm.cool(address(oracle));
    }
}

interface MockProxyView {
    function phase() external view returns (MockAggregator aggregator, uint16 id);
}
