// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IPMMRouter} from "../../../src/interfaces/IPMMRouter.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMRouter} from "../../../src/pmm/periphery/PMMRouter.sol";
import {GenuinePermit2} from "../../utils/GenuinePermit2.sol";
import {HookToken} from "../../mocks/HookToken.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @title PMMRouterFixture
/// @notice Three tokens, two pools in a row (base/quote, third/quote) and a router the trader allows everything.
abstract contract PMMRouterFixture is PMMFixture, GenuinePermit2 {
    uint256 internal constant SIDE = 1_000_000e18;
    uint256 internal constant K = 0.1e18;
    uint256 internal constant FEE = 0.0015e18;

    PMMRouter internal router;
    PMMPool internal pool;
    PMMPool internal second;
    TestToken internal third;
    address internal receiver = makeAddr("receiver");
    address internal attacker = makeAddr("attacker");
    uint256 internal traderKey;

    function _setUpRouter() internal {
        vm.warp(1_700_000_000);
        (trader, traderKey) = makeAddrAndKey("trader");
        deployPermit2();
        router = new PMMRouter();
        base = new HookToken("BASE", 18);
        quote = new TestToken("QUOTE", 18);
        third = new TestToken("THIRD", 18);
        pool = new PMMPool(_fixedConfig(ONE, K, FEE));
        IPMMPool.PoolConfig memory c = _fixedConfig(2 * ONE, K, FEE);
        c.baseToken = address(third);
        second = new PMMPool(c);
        _buyShares(pool, lp, SIDE, SIDE);
        third.mint(address(second), SIDE);
        quote.mint(address(second), 2 * SIDE);
        second.buyShares(lp);
        _equip(trader);
    }

    /// @dev Tokens, and unlimited allowances to router and Permit2.
    function _equip(address account) internal {
        TestToken[3] memory tokens = [base, quote, third];
        for (uint256 n; n < 3; ++n) {
            tokens[n].mint(account, 10 * SIDE);
            vm.startPrank(account);
            tokens[n].approve(address(router), type(uint256).max);
            tokens[n].approve(PERMIT2, type(uint256).max);
            vm.stopPrank();
        }
    }

    function _oneHop(bool sellsBase, uint256 amount, uint256 minReceived)
        internal
        view
        returns (IPMMRouter.Sale memory sale)
    {
        sale = _sale(sellsBase ? base : quote, sellsBase ? quote : base, amount, minReceived);
        sale.path = new IPMMRouter.Hop[](1);
        sale.path[0] = IPMMRouter.Hop(pool, sellsBase);
    }

    /// @dev Base to third through quote, or back.
    function _twoHops(bool forward, uint256 amount, uint256 minReceived)
        internal
        view
        returns (IPMMRouter.Sale memory sale)
    {
        sale = _sale(forward ? base : third, forward ? third : base, amount, minReceived);
        sale.path = new IPMMRouter.Hop[](2);
        sale.path[0] = IPMMRouter.Hop(forward ? pool : second, true);
        sale.path[1] = IPMMRouter.Hop(forward ? second : pool, false);
    }

    function _sale(TestToken tokenIn, TestToken tokenOut, uint256 amount, uint256 minReceived)
        private
        view
        returns (IPMMRouter.Sale memory sale)
    {
        sale.tokenIn = address(tokenIn);
        sale.tokenOut = address(tokenOut);
        sale.amountIn = amount;
        sale.minReceived = minReceived;
        sale.to = receiver;
        sale.deadline = block.timestamp;
    }

    function _purchase(uint256 baseMax, uint256 quoteMax, uint256 minShares)
        internal
        view
        returns (IPMMRouter.Purchase memory)
    {
        return IPMMRouter.Purchase(
            pool, address(base), address(quote), baseMax, quoteMax, minShares, receiver, block.timestamp
        );
    }

    function _sellAs(address account, IPMMRouter.Sale memory sale) internal returns (uint256) {
        vm.prank(account);
        return router.sell(sale);
    }

    function _assertRouterHoldsNothing() internal view {
        assertEq(base.balanceOf(address(router)), 0);
        assertEq(quote.balanceOf(address(router)), 0);
        assertEq(third.balanceOf(address(router)), 0);
        assertEq(pool.balanceOf(address(router)), 0);
    }
}
