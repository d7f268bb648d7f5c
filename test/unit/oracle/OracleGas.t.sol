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
    MockAggregator private second;
    MockAggregator private uptime;
    address private proxy;
    address private secondProxy;
    GuidePriceSource private following;
    GuidePriceSource private alone;
    address private weth;
    address private usdc;
    address private guarded0;
    address private guarded1;
    address private cross0;
    address private cross1;

    /// @dev Everything is set up here: what a test touches itself would be warm.
    function setUp() public override {
        super.setUp();
        (weth, usdc) = _tokens(18, 6);
        (guarded0, guarded1) = _tokens(18, 6);
        (cross0, cross1) = _tokens(18, 6);
        (aggregator, proxy) = _aggregator(2000e8);
        (second, secondProxy) = _aggregator(1e8);
        uptime = new MockAggregator(0, 0);
        uptime.setStartedAt(1);
        IOracle.FeedConfig memory config = _plain(proxy);
        _setPairFeed(weth, usdc, config);
        _setFeed(FeedIds.XAU_USD, config);
        _setFeed(_id("USDC/USD"), _plain(secondProxy));

        vm.startPrank(admin);
        oracle.setSequencer(address(uptime), 1 hours);
        config.checkSequencer = true;
        (config.minWad, config.maxWad) = (1e18, 1e22);
        oracle.setPairFeed(guarded0, guarded1, config);
        oracle.setPairCross(cross0, cross1, FeedIds.XAU_USD, _id("USDC/USD"));
        oracle.setUnit(usdc, FeedIds.USD);
        oracle.setUnit(weth, FeedIds.XAU_USD);
        following = new GuidePriceSource(oracle, usdc, weth);
        oracle.addFollower(address(following));
        alone = new GuidePriceSource(oracle, usdc, weth);
        vm.stopPrank();
    }

    function test_gas_anchorOnePairFeedCold() public {
        (address token0, address token1) = (weth, usdc);
        _cool();
        uint256 used = oracle.libAnchorGas(token0, token1);
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
        (address token0, address token1) = (cross0, cross1);
        _cool();
        uint256 used = oracle.libAnchorGas(token0, token1);
        vm.snapshotValue("Oracle", "anchor, two feeds, inline, cold", used);
        assertLt(used, ANCHOR_LIMIT + 19_500);
    }

    /// @dev Guards go through the diamond's own door, here without its dispatch.
    function test_gas_anchorWithSequencerAndBoundsCold() public {
        (address token0, address token1) = (guarded0, guarded1);
        _cool();
        uint256 used = oracle.libAnchorGas(token0, token1);
        vm.snapshotValue("Oracle", "anchor, one pair feed with sequencer and bounds, without dispatch, cold", used);
        assertLt(used, 33_500);
    }

    function test_gas_priceCallCold() public {
        _cool();
        uint256 used = gasleft();
        oracle.price(FeedIds.XAU_USD);
        used -= gasleft();
        vm.snapshotValue("Oracle", "price, external call without dispatch, cold", used);
        assertLt(used, PRICE_CALL_LIMIT);
    }

    /// @dev What a pool pays for its guide price, all hops included.
    function test_gas_guidePriceCold() public {
        _cool();
        uint256 used = gasleft();
        following.guidePrice();
        used -= gasleft();
        vm.snapshotValue("Oracle", "guide price of a follower, one feed, no gate, cold", used);
        assertLt(used, PRICE_CALL_LIMIT + 600);
    }

    /// @dev The same without copies: the diamond's dispatch comes on top.
    function test_gas_guidePriceOfNoFollowerCold() public {
        _cool();
        uint256 used = gasleft();
        alone.guidePrice();
        used -= gasleft();
        vm.snapshotValue("Oracle", "guide price of no follower, one feed, no gate, without dispatch, cold", used);
        assertLt(used, 31_000);
    }

    /// @dev Also reads this test's own variables, so that their slots are not measured.
    function _cool() private {
        address[7] memory accounts = [
            proxy,
            address(aggregator),
            secondProxy,
            address(second),
            address(uptime),
            address(following),
            address(alone)
        ];
        for (uint256 i; i < accounts.length; ++i) {
            vm.cool(accounts[i]);
        }
        vm.cool(address(oracle));
    }
}
