// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {MockPyth} from "../../mocks/MockPyth.sol";
import {OracleBase} from "./OracleBase.t.sol";

/// @notice Feeds from Pyth: scale, age, confidence, and answers no genuine contract gives.
contract OraclePythTest is OracleBase {
    bytes32 private constant FEED = keccak256("ETH/USD");
    bytes32 private constant PYTH_ID = bytes32(uint256(0xff61));
    MockPyth private pyth;

    function setUp() public override {
        super.setUp();
        pyth = new MockPyth(PYTH_ID, 2000e8, 1e8, -8);
        _setFeed(FEED, _config());
    }

    function testFuzz_price_anyExponent(int256 answer, int256 expo) public {
        expo = bound(expo, -24, 12);
        answer = bound(answer, expo < -18 ? int256(10 ** uint256(-18 - expo)) : int256(1), type(int64).max);
        pyth.set(answer, 0, expo, block.timestamp);
        uint256 expected =
            expo >= -18 ? uint256(answer) * 10 ** uint256(18 + expo) : uint256(answer) / 10 ** uint256(-18 - expo);
        if (expected >= 1 << 128) {
            vm.expectPartialRevert(IOracle.Oracle_TooLarge.selector);
            oracle.price(FEED);
        } else {
            assertEq(oracle.price(FEED), expected);
            assertEq(oracle.libPrice(FEED), expected);
        }
    }

    function test_RevertWhen_priceIsOneSecondTooOld() public {
        uint256 publishedAt = block.timestamp;
        vm.warp(publishedAt + TTL);
        assertEq(oracle.libPrice(FEED), 2000e18);
        vm.warp(publishedAt + TTL + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FEED, publishedAt, TTL));
        oracle.libPrice(FEED);
    }

    function test_RevertWhen_priceIsFutureDated() public {
        pyth.set(2000e8, 0, -8, block.timestamp + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FutureDated.selector, FEED, block.timestamp + 1));
        oracle.libPrice(FEED);
    }

    function testFuzz_RevertWhen_priceIsNotPositive(int64 answer) public {
        answer = int64(bound(answer, type(int64).min, 0));
        pyth.set(answer, 0, -8, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_NonPositive.selector, FEED, int256(answer)));
        oracle.libPrice(FEED);
    }

    /// @dev The interval's width is twice the published number; 100 bp of 2,000 are 20.
    function testFuzz_RevertWhen_priceIsUnsure(uint256 conf) public {
        conf = bound(conf, 0, 20e8);
        pyth.set(2000e8, conf, -8, block.timestamp);
        if (conf > 10e8) {
            vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Unsure.selector, FEED, 2000e18, 2 * conf * 1e10, 100));
            oracle.libPrice(FEED);
        } else {
            assertEq(oracle.libPrice(FEED), 2000e18);
        }
    }

    function test_confidence_edges() public {
        pyth.set(2000e8, 10e8, -8, block.timestamp);
        assertEq(oracle.libPrice(FEED), 2000e18);
        pyth.set(2000e8, 10e8 + 1, -8, block.timestamp);
        vm.expectPartialRevert(IOracle.Oracle_Unsure.selector);
        oracle.libPrice(FEED);
        // Also where the scale is a positive power of ten.
        pyth.set(200, 1, 1, block.timestamp);
        assertEq(oracle.libPrice(FEED), 2000e18);
        pyth.set(200, 2, 1, block.timestamp);
        vm.expectPartialRevert(IOracle.Oracle_Unsure.selector);
        oracle.libPrice(FEED);
    }

    function test_RevertWhen_answerDoesNotFitPythsTypes() public {
        _expectFailure(int256(type(int64).max) + 1, 0, -8);
        _expectFailure(int256(type(int64).min) - 1, 0, -8);
        _expectFailure(type(int256).min, 0, 12);
        _expectFailure(2000e8, uint256(type(uint64).max) + 1, -8);
        _expectFailure(2000e8, 0, -25);
        _expectFailure(2000e8, 0, 13);
        _expectFailure(2000e8, 0, type(int256).min);
    }

    function test_RevertWhen_answerIsShort() public {
        pyth.setShort(true);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, address(pyth)));
        oracle.libPrice(FEED);
    }

    function test_RevertWhen_pythDoesNotKnowTheId() public {
        IOracle.FeedConfig memory config = _config();
        config.pythId = bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, address(pyth)));
        _setFeed(FEED, config);
    }

    function test_RevertWhen_pythSettingsAreUnfit() public {
        IOracle.FeedConfig memory config = _config();
        config.pythId = 0;
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_BadPythSettings.selector, bytes32(0), 100));
        _setFeed(FEED, config);
        uint16[2] memory limits = [uint16(0), 1001];
        for (uint256 i; i < 2; ++i) {
            config = _config();
            config.pythMaxConfidenceBp = limits[i];
            vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_BadPythSettings.selector, PYTH_ID, limits[i]));
            _setFeed(FEED, config);
        }
    }

    function test_anchor_fromPyth() public {
        (address weth, address usdc) = _tokens(18, 6);
        _setPairFeed(weth, usdc, _config());
        assertEq(oracle.libAnchor(weth, usdc), 3_543_191_142_285_914_205_922_034);
    }

    function test_fallback_fromPyth() public {
        bytes32 primary = _id("ETH/USD aggregator");
        (, address proxy) = _aggregator(2001e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        config.fallbackId = FEED;
        _setFeed(primary, config);
        vm.warp(block.timestamp + TTL + 1);
        pyth.set(2000e8, 0, -8, block.timestamp);
        assertEq(oracle.libPrice(primary), 2000e18);
    }

    function _config() private view returns (IOracle.FeedConfig memory config) {
        config.kind = IOracle.SourceKind.PYTH;
        config.source = address(pyth);
        config.ttlSeconds = TTL;
        config.pythId = PYTH_ID;
        config.pythMaxConfidenceBp = 100;
    }

    function _expectFailure(int256 answer, uint256 conf, int256 expo) private {
        pyth.set(answer, conf, expo, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, address(pyth)));
        oracle.libPrice(FEED);
    }
}
