// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IPMMRouter} from "../../../src/interfaces/IPMMRouter.sol";
import {Lock} from "lock/Lock.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {FakePool} from "../../mocks/FakePool.sol";
import {FeeOnTransferToken} from "../../mocks/FeeOnTransferToken.sol";
import {HookToken} from "../../mocks/HookToken.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMRouterFixture} from "./PMMRouterFixture.sol";

contract PMMRouterTest is PMMRouterFixture {
    function setUp() public {
        _setUpRouter();
    }

    // ---- Sales ----

    /// @dev Either way it is the pool's own answer, all of it paid by the caller, sent where he said.
    function testFuzz_sell_paysWhatThePoolDoes(bool sellsBase, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        (uint256 expected,,,) = sellsBase ? pool.querySellBase(trader, amount) : pool.querySellQuote(trader, amount);
        IPMMRouter.Sale memory sale = _oneHop(sellsBase, amount, expected);
        assertEq(router.quote(sale.path, amount), expected);
        assertEq(_sellAs(trader, sale), expected);
        assertEq(TestToken(sale.tokenOut).balanceOf(receiver), expected);
        assertEq(TestToken(sale.tokenIn).balanceOf(trader), 10 * SIDE - amount);
        _assertRouterHoldsNothing();
    }

    function testFuzz_sell_carriesOneHopsOutputIntoTheNext(bool forward, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE / 2);
        IPMMRouter.Sale memory sale = _twoHops(forward, amount, 0);
        uint256 expected = router.quote(sale.path, amount);
        assertGt(expected, 0);
        sale.minReceived = expected;
        assertEq(_sellAs(trader, sale), expected);
        assertEq(TestToken(sale.tokenOut).balanceOf(receiver), expected);
        assertEq(quote.balanceOf(trader), 10 * SIDE);
        assertEq(pool.getBaseInput() + pool.getQuoteInput() + second.getBaseInput() + second.getQuoteInput(), 0);
        _assertRouterHoldsNothing();
    }

    /// @dev A path that ends where it began is measured by what comes back, not by what the caller is left with.
    function testFuzz_sell_measuresACycle(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE / 2);
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        sale.path = new IPMMRouter.Hop[](2);
        (sale.path[0], sale.path[1]) = (IPMMRouter.Hop(pool, true), IPMMRouter.Hop(pool, false));
        (sale.tokenOut, sale.to) = (address(base), trader);
        uint256 received = _sellAs(trader, sale);
        assertGt(received, 0);
        assertLt(received, amount);
        assertEq(base.balanceOf(trader), 10 * SIDE - amount + received);
    }

    function testFuzz_RevertWhen_aSalePaysLessThanAsked(bool forward, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE / 2);
        IPMMRouter.Sale memory sale = _twoHops(forward, amount, 0);
        uint256 expected = router.quote(sale.path, amount);
        sale.minReceived = expected + 1;
        vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_TooLittle.selector, expected, expected + 1));
        _sellAs(trader, sale);
    }

    function testFuzz_RevertWhen_late(uint256 late) public {
        uint256 deadline = block.timestamp - bound(late, 1, block.timestamp);
        bytes memory expired = abi.encodeWithSelector(IPMMRouter.PMMRouter_Expired.selector, deadline, block.timestamp);
        IPMMRouter.Sale memory sale = _oneHop(true, ONE, 0);
        IPMMRouter.Purchase memory p = _purchase(ONE, ONE, 0);
        IPMMRouter.Permit2Batch memory permit;
        (sale.deadline, p.deadline) = (deadline, deadline);
        vm.expectRevert(expired);
        router.sell(sale);
        vm.expectRevert(expired);
        router.sellPermit2(sale, permit);
        vm.expectRevert(expired);
        router.addLiquidity(p);
        vm.expectRevert(expired);
        router.addLiquidityPermit2(p, permit);
    }

    function test_RevertWhen_nobodyCouldUseWhatIsSent() public {
        IPMMRouter.Sale memory sale = _oneHop(true, ONE, 0);
        IPMMRouter.Purchase memory p = _purchase(ONE, ONE, 0);
        IPMMRouter.Permit2Batch memory permit;
        address[2] memory bad = [address(0), address(router)];
        for (uint256 n; n < 2; ++n) {
            (sale.to, p.to) = (bad[n], bad[n]);
            vm.startPrank(trader);
            vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_BadReceiver.selector, bad[n]));
            router.sell(sale);
            vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_BadReceiver.selector, bad[n]));
            router.addLiquidity(p);
            vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_BadReceiver.selector, bad[n]));
            router.sellPermit2(sale, permit);
            vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_BadReceiver.selector, bad[n]));
            router.addLiquidityPermit2(p, permit);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_thePathIsEmpty() public {
        IPMMRouter.Sale memory sale = _oneHop(true, ONE, 0);
        sale.path = new IPMMRouter.Hop[](0);
        vm.expectRevert(IPMMRouter.PMMRouter_EmptyPath.selector);
        _sellAs(trader, sale);
        vm.expectRevert(IPMMRouter.PMMRouter_EmptyPath.selector);
        router.quote(sale.path, ONE);
    }

    function test_RevertWhen_thePathBreaks() public {
        IPMMRouter.Sale memory sale = _twoHops(true, ONE, 0);
        sale.path[1].sellsBase = true;
        bytes memory broken =
            abi.encodeWithSelector(IPMMRouter.PMMRouter_BrokenPath.selector, 1, address(quote), address(third));
        vm.expectRevert(broken);
        _sellAs(trader, sale);
        vm.expectRevert(broken);
        router.quote(sale.path, ONE);
        sale = _twoHops(true, ONE, 0);
        sale.tokenIn = address(third);
        vm.expectRevert(
            abi.encodeWithSelector(IPMMRouter.PMMRouter_BrokenPath.selector, 0, address(third), address(base))
        );
        _sellAs(trader, sale);
    }

    function test_RevertWhen_thePathEndsInAnotherToken() public {
        IPMMRouter.Sale memory sale = _oneHop(true, ONE, 0);
        sale.tokenOut = address(third);
        vm.expectRevert(
            abi.encodeWithSelector(IPMMRouter.PMMRouter_WrongTokenOut.selector, address(third), address(quote))
        );
        _sellAs(trader, sale);
    }

    // ---- Shares ----

    /// @dev Of an even pool an even part is taken, however uneven the offer; what is over never leaves the caller.
    function testFuzz_addLiquidity_takesTheReservesProportion(uint256 baseMax, uint256 quoteMax, uint256 sold) public {
        baseMax = bound(baseMax, 1e9, SIDE);
        quoteMax = bound(quoteMax, 1e9, SIDE);
        _sellBase(pool, attacker, bound(sold, 1e6, SIDE));
        (uint256 baseReserve, uint256 quoteReserve) = pool.getVaultReserve();
        vm.prank(trader);
        (uint256 shares, uint256 baseAmount, uint256 quoteAmount) = router.addLiquidity(_purchase(baseMax, quoteMax, 1));
        assertLe(baseAmount, baseMax);
        assertLe(quoteAmount, quoteMax);
        assertTrue(baseAmount == baseMax || quoteAmount == quoteMax);
        // One unit of the smaller reserve is the most either rounding can cost.
        assertApproxEqAbs(
            baseAmount * quoteReserve,
            quoteAmount * baseReserve,
            baseReserve > quoteReserve ? baseReserve : quoteReserve
        );
        assertEq(pool.balanceOf(receiver), shares);
        assertEq(base.balanceOf(trader), 10 * SIDE - baseAmount);
        assertEq(quote.balanceOf(trader), 10 * SIDE - quoteAmount);
        _assertRouterHoldsNothing();
    }

    function testFuzz_addLiquidity_opensAPool(uint256 baseMax, uint256 quoteMax) public {
        baseMax = bound(baseMax, 2_000, SIDE);
        quoteMax = bound(quoteMax, 2_000, SIDE);
        pool = new PMMPool(_fixedConfig(ONE, K, FEE));
        vm.prank(trader);
        (uint256 shares, uint256 baseAmount, uint256 quoteAmount) = router.addLiquidity(_purchase(baseMax, quoteMax, 0));
        assertEq(shares, (baseMax < quoteMax ? baseMax : quoteMax) - pool.DEAD_SHARES());
        assertEq(baseAmount, baseMax);
        assertEq(quoteAmount, quoteMax);
    }

    /// @dev At k = 0 a side can be sold out; then only the other is asked for.
    function testFuzz_addLiquidity_ofASoldOutPoolTakesOneToken(bool baseIsGone, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        pool = new PMMPool(_fixedConfig(ONE, 0, 0));
        _buyShares(pool, lp, SIDE, SIDE);
        if (baseIsGone) _sellQuote(pool, attacker, 2 * SIDE);
        else _sellBase(pool, attacker, 2 * SIDE);
        (uint256 baseReserve, uint256 quoteReserve) = pool.getVaultReserve();
        assertEq(baseIsGone ? baseReserve : quoteReserve, 0);
        vm.prank(trader);
        (uint256 shares, uint256 baseAmount, uint256 quoteAmount) = router.addLiquidity(_purchase(amount, amount, 1));
        assertEq(baseAmount, baseIsGone ? 0 : amount);
        assertEq(quoteAmount, baseIsGone ? amount : 0);
        assertEq(pool.balanceOf(receiver), shares);
    }

    /// @dev Somebody opens the pool with crumbs at a proportion of his own, to be given most of what comes next.
    function testFuzz_RevertWhen_aFirstPurchaseWasForestalled(uint256 crumbs, uint256 skew) public {
        crumbs = bound(crumbs, 2_000, 1e9);
        skew = bound(skew, 2, 1e6);
        pool = new PMMPool(_fixedConfig(ONE, K, FEE));
        _buyShares(pool, attacker, crumbs, crumbs * skew);
        vm.expectPartialRevert(IPMMRouter.PMMRouter_TooLittle.selector);
        vm.prank(trader);
        router.addLiquidity(_purchase(SIDE, SIDE, SIDE * 999 / 1_000));
    }

    function testFuzz_RevertWhen_aPurchaseGivesLessThanAsked(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_TooLittle.selector, amount, amount + 1));
        vm.prank(trader);
        router.addLiquidity(_purchase(amount, amount, amount + 1));
    }

    function test_RevertWhen_thePoolHasOtherTokens() public {
        IPMMRouter.Purchase memory p = _purchase(ONE, ONE, 0);
        p.baseToken = address(third);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPMMRouter.PMMRouter_WrongTokens.selector, address(pool), address(third), address(quote)
            )
        );
        vm.prank(trader);
        router.addLiquidity(p);
        p = _purchase(ONE, ONE, 0);
        p.quoteToken = address(third);
        vm.expectPartialRevert(IPMMRouter.PMMRouter_WrongTokens.selector);
        vm.prank(trader);
        router.addLiquidity(p);
    }

    // ---- Permit2 ----

    /// @dev Signed for more than is sold: what is sold is taken, once.
    function testFuzz_sellPermit2_takesWhatIsSold(uint256 amount, uint256 signed) public {
        amount = bound(amount, 1e6, SIDE);
        signed = bound(signed, amount, type(uint256).max);
        IPMMRouter.Sale memory sale = _twoHops(true, amount, 0);
        sale.minReceived = router.quote(sale.path, amount);
        IPMMRouter.Permit2Batch memory permit = _signSale(signed);
        vm.startPrank(trader);
        base.approve(address(router), 0);
        assertEq(router.sellPermit2(sale, permit), sale.minReceived);
        assertEq(base.balanceOf(trader), 10 * SIDE - amount);
        vm.expectRevert(abi.encodeWithSignature("InvalidNonce()"));
        router.sellPermit2(sale, permit);
        vm.stopPrank();
        _assertRouterHoldsNothing();
    }

    function testFuzz_addLiquidityPermit2_takesTheProportion(uint256 baseMax, uint256 quoteMax) public {
        baseMax = bound(baseMax, 1e6, SIDE);
        quoteMax = bound(quoteMax, 1e6, SIDE);
        uint256 even = baseMax < quoteMax ? baseMax : quoteMax;
        IPMMRouter.Permit2Batch memory permit = _signPurchase(baseMax, quoteMax);
        vm.prank(trader);
        (uint256 shares, uint256 baseAmount, uint256 quoteAmount) =
            router.addLiquidityPermit2(_purchase(baseMax, quoteMax, even), permit);
        assertEq(shares, even);
        assertEq(baseAmount, even);
        assertEq(quoteAmount, even);
        assertEq(base.balanceOf(trader), 10 * SIDE - even);
        assertEq(quote.balanceOf(trader), 10 * SIDE - even);
    }

    /// @dev Signed or not, a path is looked at before anything is taken.
    function testFuzz_RevertWhen_thePathOfASignedSaleIsWrong(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        IPMMRouter.Permit2Batch memory permit = _signSale(amount);
        IPMMRouter.Sale memory sale = _twoHops(true, amount, 0);
        sale.path[1].sellsBase = true;
        vm.startPrank(trader);
        vm.expectRevert(
            abi.encodeWithSelector(IPMMRouter.PMMRouter_BrokenPath.selector, 1, address(quote), address(third))
        );
        router.sellPermit2(sale, permit);
        sale = _oneHop(true, amount, 0);
        sale.tokenOut = address(third);
        vm.expectRevert(
            abi.encodeWithSelector(IPMMRouter.PMMRouter_WrongTokenOut.selector, address(third), address(quote))
        );
        router.sellPermit2(sale, permit);
        sale.path = new IPMMRouter.Hop[](0);
        vm.expectRevert(IPMMRouter.PMMRouter_EmptyPath.selector);
        router.sellPermit2(sale, permit);
        vm.stopPrank();
        assertEq(base.balanceOf(trader), 10 * SIDE);
    }

    /// @dev A signature seen on its way is worth nothing to anybody else.
    function testFuzz_RevertWhen_thePermitIsSomebodyElses(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _equip(attacker);
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        IPMMRouter.Permit2Batch memory permit = _signSale(amount);
        vm.expectRevert(abi.encodeWithSignature("InvalidSigner()"));
        vm.prank(attacker);
        router.sellPermit2(sale, permit);
        permit = _signPurchase(amount, amount);
        vm.expectRevert(abi.encodeWithSignature("InvalidSigner()"));
        vm.prank(attacker);
        router.addLiquidityPermit2(_purchase(amount, amount, 0), permit);
    }

    // ---- Attacks ----

    /// @dev The attacker trades before and after. Whatever he moves, the trader gets his least or keeps his tokens, and
    /// within that least no more than it can be taken from him.
    function testFuzz_sandwich_takesNoMoreThanTheLeastAllows(uint256 amount, uint256 ahead, uint256 slippageBp) public {
        amount = bound(amount, 1e18, SIDE / 2);
        ahead = bound(ahead, 1e18, SIDE);
        slippageBp = bound(slippageBp, 0, 500);
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        uint256 honest = router.quote(sale.path, amount);
        sale.minReceived = honest * (10_000 - slippageBp) / 10_000;
        _sellBase(pool, attacker, ahead);
        vm.prank(trader);
        try router.sell(sale) returns (uint256 received) {
            assertGe(received, sale.minReceived);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IPMMRouter.PMMRouter_TooLittle.selector);
            assertEq(base.balanceOf(trader), 10 * SIDE);
            assertLt(router.quote(sale.path, amount), sale.minReceived);
        }
    }

    /// @dev An allowance to the router is its giver's alone.
    function test_RevertWhen_theCallerAllowedNothing() public {
        vm.startPrank(attacker);
        vm.expectRevert();
        router.sell(_oneHop(true, ONE, 0));
        vm.expectRevert();
        router.addLiquidity(_purchase(ONE, ONE, 0));
        vm.stopPrank();
        assertEq(base.balanceOf(trader), 10 * SIDE);
    }

    /// @dev Tokens somebody sent to the router serve nobody's sale or purchase.
    function testFuzz_strayTokensPayForNothing(uint256 stray, uint256 amount) public {
        stray = bound(stray, 1, SIDE);
        amount = bound(amount, 1e6, SIDE);
        base.mint(address(router), stray);
        quote.mint(address(router), stray);
        vm.startPrank(attacker);
        vm.expectRevert();
        router.sell(_oneHop(true, stray, 0));
        vm.expectRevert();
        router.addLiquidity(_purchase(stray, stray, 0));
        vm.stopPrank();

        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        uint256 expected = router.quote(sale.path, amount);
        assertEq(_sellAs(trader, sale), expected);
        vm.prank(trader);
        router.addLiquidity(_purchase(amount, amount, 1));
        assertEq(base.balanceOf(address(router)), stray);
        assertEq(quote.balanceOf(address(router)), stray);
    }

    /// @dev The token calls out in the middle of the payment and sells it to the pool for itself: all is undone.
    function testFuzz_RevertWhen_theTokenSellsThePaymentFirst(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        HookToken(address(base)).prepare(address(pool), abi.encodeCall(IPMMPool.sellBase, (attacker)));
        vm.expectRevert(IPMMPool.PMMPool_ZeroInput.selector);
        _sellAs(trader, _oneHop(true, amount, 0));
        assertEq(quote.balanceOf(attacker), 0);
        assertEq(base.balanceOf(trader), 10 * SIDE);
    }

    /// @dev A token's hook finds every door of the router closed; the sale it interrupts is none the worse.
    function testFuzz_reenteringTokenFindsTheRouterClosed(uint256 amount, uint256 door) public {
        amount = bound(amount, 1e6, SIDE);
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        IPMMRouter.Permit2Batch memory none;
        bytes[4] memory doors = [
            abi.encodeCall(IPMMRouter.sell, (sale)),
            abi.encodeCall(IPMMRouter.sellPermit2, (sale, none)),
            abi.encodeCall(IPMMRouter.addLiquidity, (_purchase(ONE, ONE, 0))),
            abi.encodeCall(IPMMRouter.addLiquidityPermit2, (_purchase(ONE, ONE, 0), none))
        ];
        uint256 expected = router.quote(sale.path, amount);
        IPMMRouter.Permit2Batch memory permit = _signSale(amount);
        HookToken hook = HookToken(address(base));
        hook.prepare(address(router), doors[door % 4]);
        assertEq(_sellAs(trader, sale), expected);
        _assertFoundClosed(hook);
        hook.prepare(address(router), doors[door % 4]);
        vm.prank(trader);
        router.sellPermit2(sale, permit);
        _assertFoundClosed(hook);
        hook.prepare(address(router), doors[door % 4]);
        vm.prank(trader);
        router.addLiquidity(_purchase(amount, amount, 0));
        _assertFoundClosed(hook);
    }

    /// @dev It claims the right tokens and a fortune paid. What counts is what arrived.
    function testFuzz_RevertWhen_aPoolInThePathIsFake(uint256 amount, uint256 payment, bool isLast) public {
        amount = bound(amount, 1e6, SIDE / 2);
        FakePool fake =
            isLast ? new FakePool(address(quote), address(third)) : new FakePool(address(base), address(quote));
        IPMMRouter.Sale memory sale = _twoHops(true, amount, 0);
        uint256 least = router.quote(sale.path, amount);
        sale.minReceived = least;
        sale.path[isLast ? 1 : 0] = IPMMRouter.Hop(IPMMPool(address(fake)), true);
        // Short of what an honest pool would pay, in the path's middle or at its end; nothing at all included.
        payment = bound(payment, 0, least - 1);
        fake.setPayment(payment);
        if (isLast) {
            vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_TooLittle.selector, payment, least));
        } else {
            vm.expectRevert();
        }
        _sellAs(trader, sale);
        assertEq(base.balanceOf(trader), 10 * SIDE);
    }

    /// @dev A fake pool would have one payment counted for two sales, its own and the one it is called in.
    function testFuzz_aFakePoolCannotNestASale(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE / 2);
        FakePool fake = new FakePool(address(base), address(quote));
        base.mint(address(fake), amount);
        vm.prank(address(fake));
        base.approve(address(router), amount);
        IPMMRouter.Sale memory inner = _oneHop(true, amount, 0);
        fake.prepare(address(router), abi.encodeCall(IPMMRouter.sell, (inner)));
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 1);
        sale.path[0].pool = IPMMPool(address(fake));
        vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_TooLittle.selector, 0, 1));
        _sellAs(trader, sale);
    }

    /// @dev Shares that did not arrive are no shares, whatever the pool says.
    function test_RevertWhen_theSharesAreFake() public {
        IPMMRouter.Purchase memory p = _purchase(ONE, ONE, 1);
        p.pool = IPMMPool(address(new FakePool(address(base), address(quote))));
        vm.expectRevert(abi.encodeWithSelector(IPMMRouter.PMMRouter_TooLittle.selector, 0, 1));
        vm.prank(trader);
        router.addLiquidity(p);
    }

    function testFuzz_RevertWhen_theTokenTakesAFee(uint256 amount, uint256 feeBp) public {
        amount = bound(amount, 1e6, SIDE);
        feeBp = bound(feeBp, 1, 1_000);
        uint256 arrived = amount - amount * feeBp / 10_000;
        base = new FeeOnTransferToken("FEE", 18, feeBp);
        pool = new PMMPool(_fixedConfig(ONE, K, FEE));
        _buyShares(pool, lp, SIDE, SIDE);
        _equip(trader);
        bytes memory wrong =
            abi.encodeWithSelector(IPMMRouter.PMMRouter_WrongArrival.selector, address(base), amount, arrived);
        IPMMRouter.Sale memory sale = _oneHop(true, amount, 0);
        IPMMRouter.Permit2Batch memory permit = _signSale(amount);
        vm.startPrank(trader);
        vm.expectRevert(wrong);
        router.sell(sale);
        vm.expectRevert(wrong);
        router.sellPermit2(sale, permit);
        vm.expectRevert(wrong);
        router.addLiquidity(_purchase(amount, amount, 0));
        vm.stopPrank();
    }

    // ---- Steps ----

    function _assertFoundClosed(HookToken hook) private view {
        assertTrue(hook.fired());
        assertFalse(hook.hookSucceeded());
        assertEq(hook.hookReturndata(), abi.encodeWithSelector(Lock.Lock_Reentered.selector));
    }

    function _signSale(uint256 signed) private view returns (IPMMRouter.Permit2Batch memory) {
        address[] memory tokens = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (tokens[0], amounts[0]) = (address(base), signed);
        return _permit(tokens, amounts, signed, 0);
    }

    function _signPurchase(uint256 baseSigned, uint256 quoteSigned)
        private
        view
        returns (IPMMRouter.Permit2Batch memory)
    {
        address[] memory tokens = new address[](2);
        uint256[] memory amounts = new uint256[](2);
        (tokens[0], amounts[0]) = (address(base), baseSigned);
        (tokens[1], amounts[1]) = (address(quote), quoteSigned);
        return _permit(tokens, amounts, baseSigned, quoteSigned);
    }

    function _permit(address[] memory tokens, uint256[] memory amounts, uint256 signed0, uint256 signed1)
        private
        view
        returns (IPMMRouter.Permit2Batch memory)
    {
        bytes memory signature = signPermit2(traderKey, address(router), tokens, amounts, 7, block.timestamp);
        return IPMMRouter.Permit2Batch(7, block.timestamp, signed0, signed1, signature);
    }
}
