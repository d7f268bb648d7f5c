// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @title PMMFixture
/// @notice Two tokens, pools on demand, and the steps every PMM test takes.
abstract contract PMMFixture is Test {
    TestToken internal base;
    TestToken internal quote;
    address internal lp = makeAddr("lp");
    address internal trader = makeAddr("trader");
    address internal owner = makeAddr("owner");
    address internal stabilizer = makeAddr("stabilizer");
    address internal maintainer = makeAddr("maintainer");

    uint256 internal constant ONE = 1e18;

    function _deployTokens(uint8 baseDecimals, uint8 quoteDecimals) internal {
        base = new TestToken("BASE", baseDecimals);
        quote = new TestToken("QUOTE", quoteDecimals);
        vm.label(address(base), "base");
        vm.label(address(quote), "quote");
    }

    function _fixedConfig(uint256 i, uint256 k, uint256 lpFeeRate) internal view returns (IPMMPool.PoolConfig memory) {
        return IPMMPool.PoolConfig({
            baseToken: address(base),
            quoteToken: address(quote),
            lpFeeRate: lpFeeRate,
            mtFeeRate: 0,
            maintainer: address(0),
            k: k,
            i: i,
            source: IGuidePriceSource(address(0)),
            feedThreshold: 0,
            guideStepBp: 0,
            guideCapBp: 0,
            isOpenTWAP: true,
            owner: owner
        });
    }

    function _sourcedConfig(IGuidePriceSource source, uint256 k, uint256 lpFeeRate)
        internal
        view
        returns (IPMMPool.PoolConfig memory c)
    {
        c = _fixedConfig(0, k, lpFeeRate);
        c.source = source;
        c.feedThreshold = lpFeeRate * 2;
        c.guideStepBp = 10;
        c.guideCapBp = 1_000;
    }

    /// @dev Mints and pays in, without syncing.
    function _pay(IPMMPool pool, uint256 baseAmount, uint256 quoteAmount) internal {
        if (baseAmount != 0) base.mint(address(pool), baseAmount);
        if (quoteAmount != 0) quote.mint(address(pool), quoteAmount);
    }

    function _buyShares(IPMMPool pool, address to, uint256 baseAmount, uint256 quoteAmount)
        internal
        returns (uint256 shares)
    {
        _pay(pool, baseAmount, quoteAmount);
        (shares,,) = pool.buyShares(to);
    }

    function _sellBase(IPMMPool pool, address to, uint256 amount) internal returns (uint256) {
        _pay(pool, amount, 0);
        return pool.sellBase(to);
    }

    function _sellQuote(IPMMPool pool, address to, uint256 amount) internal returns (uint256) {
        _pay(pool, 0, amount);
        return pool.sellQuote(to);
    }

    function _nextBlock() internal {
        _skipBlocks(1);
    }

    /// @dev Two-second blocks, Chain 138's.
    function _skipBlocks(uint256 n) internal {
        vm.roll(vm.getBlockNumber() + n);
        vm.warp(vm.getBlockTimestamp() + 2 * n);
    }
}
