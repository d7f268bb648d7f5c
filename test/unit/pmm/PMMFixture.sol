// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";

/// @dev A plain ERC-20 with any decimals, minted at will: no real token lets a test choose its decimals and supply.
contract TestERC20 is ERC20 {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) {
        DECIMALS = decimals_;
    }

    function name() public pure override returns (string memory) {
        return "Test token";
    }

    function symbol() public pure override returns (string memory) {
        return "TEST";
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @dev A guide price source set by the test: a real feed cannot be moved or made to fail at will.
contract MockGuidePriceSource is IGuidePriceSource {
    error MockGuidePriceSource_Stale();

    uint256 private _price;
    bool private _stale;

    constructor(uint256 price) {
        _price = price;
    }

    function set(uint256 price) external {
        _price = price;
    }

    function setStale(bool stale) external {
        _stale = stale;
    }

    function guidePrice() external view returns (uint256) {
        if (_stale) revert MockGuidePriceSource_Stale();
        return _price;
    }
}

/// @title PMMFixture
/// @notice Two tokens, pools on demand, and the steps every PMM test takes.
abstract contract PMMFixture is Test {
    TestERC20 internal base;
    TestERC20 internal quote;
    address internal lp = makeAddr("lp");
    address internal trader = makeAddr("trader");
    address internal owner = makeAddr("owner");
    address internal stabilizer = makeAddr("stabilizer");
    address internal maintainer = makeAddr("maintainer");

    uint256 internal constant ONE = 1e18;

    function _deployTokens(uint8 baseDecimals, uint8 quoteDecimals) internal {
        base = new TestERC20(baseDecimals);
        quote = new TestERC20(quoteDecimals);
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
