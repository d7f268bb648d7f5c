// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {M1Token} from "../../src/ledger/M1Token.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {MockAggregator} from "../mocks/MockAggregator.sol";
import {GoldFixture} from "../unit/stabilizer/GoldFixture.sol";

/// @notice X56: an average that one block's liquidity moves (Ubiquity), par swaps while a token is off its par (Mochi),
/// a minter's key that mints without end (Resolv). On the deployed system of Chain 138's address book, genuine feeds,
/// tokens and gates.
contract X56UbiquityResolv is GoldFixture {
    bytes32 private constant MARKET = keccak256("cUSDC/USD");
    uint256 private constant SIDE = 250_000;

    PMMPool private _pool;
    IStabilizer private _stab;
    M1Token private _cUSDC;
    MockAggregator private _market;
    address private _attacker = makeAddr("attacker");

    function setUp() public override {
        super.setUp();
        _pool = PMMPool(_at("cUSDT_cUSDC.public"));
        _stab = IStabilizer(_at("cUSDT_cUSDC.stabilizer"));
        _cUSDC = M1Token(_at("cUSDC"));
        cUSDT.setMinter(address(this), 1e30, 1e30, 0, false);
        _cUSDC.setMinter(address(this), 1e30, 1e30, 0, false);
        _market = new MockAggregator(8, 1e8);
        _setFeed(MARKET, _market);
        diamond.setGate(address(_cUSDC), MARKET);
        cUSDT.mint(address(_pool), SIDE * USD);
        _cUSDC.mint(address(_pool), SIDE * USD);
        _pool.buyShares(address(this));
        _skip(9);
    }

    /// @dev Any liquidity bought and sold within one block, with trades between: closes and the average's growth are
    /// what they would have been.
    function testFuzz_X56_oneBlocksLiquidityMovesNoAverage(uint256 usd, uint256 sold, uint256 flow) public {
        flow = bound(flow, 1, 100_000) * USD;
        cUSDT.mint(address(_pool), flow);
        _pool.sellBase(address(this));
        _skip(3);
        (uint256 cumulative,) = _pool.priceCumulative();
        IPMMPool.Close memory before = _pool.closes(1)[0];

        usd = bound(usd, 1, 10_000_000) * USD;
        cUSDT.mint(address(_pool), usd);
        _cUSDC.mint(address(_pool), usd);
        (uint256 shares,,) = _pool.buyShares(_attacker);
        cUSDT.mint(address(_pool), bound(sold, USD, 100_000 * USD));
        uint256 got = _pool.sellBase(_attacker);
        vm.startPrank(_attacker);
        _cUSDC.transfer(address(_pool), got);
        _pool.sellQuote(_attacker);
        _pool.sellShares(shares, _attacker, 0, 0, "", block.timestamp);
        vm.stopPrank();

        (uint256 now_,) = _pool.priceCumulative();
        assertEq(now_, cumulative, "the average moved within the block");
        assertEq(abi.encode(_pool.closes(1)[0]), abi.encode(before), "the last close was rewritten");
        _skip(1);
        int256 moved = _pool.closes(1)[0].deviationPpm - before.deviationPpm;
        // Fees of the attacker's own two trades bring the pool nearer to balance, never further.
        assertLe(moved < 0 ? -moved : int256(0), 1);
    }

    /// @dev One token of the pair is worth 1 to 30 % less than par: no trade at par, no action, exits open; back in its
    /// band everything goes on.
    function testFuzz_X56_parIsShutOutsideItsBand(uint256 offBp, bool above) public {
        cUSDT.mint(address(_pool), 50_000 * USD);
        _pool.sellBase(address(this));
        _skip(3);
        offBp = bound(offBp, 100, 3_000);
        _market.setAnswer(above ? int256(1e8 + offBp * 1e4) : int256(1e8 - offBp * 1e4));
        cUSDT.mint(address(_pool), 1_000 * USD);
        vm.expectRevert();
        _pool.sellBase(_attacker);
        assertFalse(_stab.isDue());
        (uint256 size,,,) = _stab.quotePrivateSwap();
        assertEq(size, 0);
        (uint256 base,) = _pool.sellShares(1_000 * USD, address(this), 0, 0, "", block.timestamp);
        assertGt(base, 0, "exit");
        _market.setAnswer(1e8);
        assertGt(_pool.sellBase(_attacker), 0);
    }

    /// @dev A minter's key in wrong hands, whatever it signs and however long it has: the cap at most, and in a day no
    /// more than burst and refill. None of it reaches a bucket's books.
    function testFuzz_X56_aStolenMinterIsCapped(uint128[8] memory asks, uint256 wait) public {
        // Minters are contracts: the key that signs for one.
        vm.etch(_attacker, hex"00");
        cUSDT.setMinter(_attacker, 1_000_000e6, 100_000e6, 1e6, false);
        uint256 start = cUSDT.totalSupply();
        uint256 began = vm.getBlockTimestamp();
        wait = bound(wait, 0, 3 hours);
        vm.startPrank(_attacker);
        for (uint256 n; n < asks.length; ++n) {
            uint256 room = cUSDT.mintable(_attacker);
            uint256 ask = bound(asks[n], 0, 200_000e6);
            if (ask > room) vm.expectRevert();
            cUSDT.mint(_attacker, ask);
            vm.warp(vm.getBlockTimestamp() + wait);
        }
        vm.stopPrank();
        uint256 minted = cUSDT.totalSupply() - start;
        assertLe(minted, 1_000_000e6);
        assertLe(minted, 100_000e6 + (vm.getBlockTimestamp() - began) * 1e6);
        uint256 loot = cUSDT.balanceOf(_attacker);
        vm.prank(_attacker);
        cUSDT.transfer(address(bucket), loot);
        assertEq(bucket.balanceOf(address(cUSDT)), 0);
    }
}
