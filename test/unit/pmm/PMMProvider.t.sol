// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {IOwned} from "../../../src/interfaces/IOwned.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IPMMProvider} from "../../../src/interfaces/IPMMProvider.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMProvider} from "../../../src/pmm/periphery/PMMProvider.sol";
import {FakePool} from "../../mocks/FakePool.sol";
import {FeeOnTransferToken} from "../../mocks/FeeOnTransferToken.sol";
import {HookToken} from "../../mocks/HookToken.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMFixture} from "./PMMFixture.sol";

contract PMMProviderTest is PMMFixture {
    uint256 private constant SIDE = 1_000_000e18;
    uint256 private constant K = 0.1e18;
    uint256 private constant FEE = 0.0015e18;

    PMMProvider private _provider;
    PMMPool private _pool;
    PMMPool private _other;
    address private _receiver = makeAddr("receiver");

    function setUp() public {
        vm.warp(1_700_000_000);
        base = new HookToken("BASE", 18);
        quote = new TestToken("QUOTE", 18);
        _provider = new PMMProvider(owner);
        _pool = _open(K);
        _other = _open(0.5e18);
        _equip();
    }

    // ---- Quotes ----

    /// @dev The best of real answers, whichever pool gives it and whichever way round its tokens are.
    function testFuzz_getQuote_isTheBestPools(bool sellsBase, uint256 amount, uint256 skew, bool flipped) public {
        amount = bound(amount, 1e6, SIDE);
        if (flipped) (base, quote) = (quote, base);
        if (flipped) _other = _open(K);
        if (flipped) (base, quote) = (quote, base);
        _register(_pool);
        _register(_other);
        _sellBase(_pool, lp, bound(skew, 1e6, SIDE));
        (uint256 one,,,) = sellsBase ? _pool.querySellBase(trader, amount) : _pool.querySellQuote(trader, amount);
        (uint256 two,,,) =
            sellsBase != flipped ? _other.querySellBase(trader, amount) : _other.querySellQuote(trader, amount);
        IPMMProvider.Swap memory s = _swap(sellsBase, amount);
        (IPMMPool best, uint256 amountOut) = _provider.getQuote(s.tokenIn, s.tokenOut, amount);
        assertEq(amountOut, one >= two ? one : two);
        assertEq(address(best), address(one >= two ? _pool : _other));
        s.minReceived = amountOut;
        assertEq(_swapAs(s), amountOut);
        assertEq(TestToken(s.tokenOut).balanceOf(_receiver), amountOut);
        assertEq(TestToken(s.tokenIn).balanceOf(trader), 10 * SIDE - amount);
        assertEq(base.balanceOf(address(_provider)) + quote.balanceOf(address(_provider)), 0);
    }

    /// @dev A pool that is not open yet answers with an error, and stands in nobody's way.
    function testFuzz_getQuote_passesOverAPoolThatCannotTrade(bool sellsBase, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _register(new PMMPool(_fixedConfig(ONE, K, FEE)));
        IPMMProvider.Swap memory s = _swap(sellsBase, amount);
        bytes memory none =
            abi.encodeWithSelector(IPMMProvider.PMMProvider_NoQuote.selector, s.tokenIn, s.tokenOut, amount);
        vm.expectRevert(none);
        _provider.getQuote(s.tokenIn, s.tokenOut, amount);
        vm.expectRevert(none);
        _swapAs(s);
        _register(_pool);
        (IPMMPool best,) = _provider.getQuote(s.tokenIn, s.tokenOut, amount);
        assertEq(address(best), address(_pool));
    }

    // ---- Swaps ----

    function testFuzz_RevertWhen_aSwapPaysLessThanAsked(bool sellsBase, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _register(_pool);
        IPMMProvider.Swap memory s = _swap(sellsBase, amount);
        (, uint256 out) = _provider.getQuote(s.tokenIn, s.tokenOut, amount);
        s.minReceived = out + 1;
        vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_TooLittle.selector, out, out + 1));
        _swapAs(s);
    }

    function testFuzz_RevertWhen_late(uint256 late) public {
        _register(_pool);
        IPMMProvider.Swap memory s = _swap(true, ONE);
        s.deadline = block.timestamp - bound(late, 1, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_Expired.selector, s.deadline, block.timestamp));
        _swapAs(s);
    }

    function test_RevertWhen_nobodyCouldUseWhatIsSent() public {
        _register(_pool);
        IPMMProvider.Swap memory s = _swap(true, ONE);
        address[2] memory bad = [address(0), address(_provider)];
        for (uint256 n; n < 2; ++n) {
            s.to = bad[n];
            vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_BadReceiver.selector, bad[n]));
            _swapAs(s);
        }
    }

    function testFuzz_RevertWhen_theTokenTakesAFee(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        base = new FeeOnTransferToken("FEE", 18, 100);
        _pool = _open(K);
        _equip();
        _register(_pool);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPMMProvider.PMMProvider_WrongArrival.selector, address(base), amount, amount - amount / 100
            )
        );
        _swapAs(_swap(true, amount));
    }

    /// @dev It wins every quote and pays nothing. What counts is what arrived.
    function testFuzz_RevertWhen_aRegisteredPoolLies(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _register(IPMMPool(address(new FakePool(address(base), address(quote)))));
        IPMMProvider.Swap memory s = _swap(true, amount);
        s.minReceived = 1;
        vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_TooLittle.selector, 0, 1));
        _swapAs(s);
    }

    function testFuzz_reenteringTokenFindsTheProviderClosed(uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _register(_pool);
        IPMMProvider.Swap memory s = _swap(true, amount);
        HookToken hook = HookToken(address(base));
        hook.prepare(address(_provider), abi.encodeCall(IPMMProvider.executeSwap, (s)));
        _swapAs(s);
        assertTrue(hook.fired());
        assertEq(hook.hookReturndata(), abi.encodeWithSelector(Lock.Lock_Reentered.selector));
    }

    // ---- Registry ----

    function testFuzz_RevertWhen_aStrangerRegisters(address stranger) public {
        if (stranger == owner) stranger = trader;
        _register(_other);
        bytes memory refused = abi.encodeWithSelector(IOwned.Owned_NotOwner.selector, stranger, owner);
        vm.startPrank(stranger);
        vm.expectRevert(refused);
        _provider.registerPool(_pool);
        vm.expectRevert(refused);
        _provider.removePool(_other);
        vm.stopPrank();
    }

    function test_RevertWhen_aPoolIsRegisteredTwice() public {
        _register(_pool);
        vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_AlreadyRegistered.selector, address(_pool)));
        _register(_pool);
    }

    function test_RevertWhen_thePairIsFull() public {
        for (uint256 n; n < _provider.MAX_POOLS(); ++n) {
            _register(new PMMPool(_fixedConfig(ONE, K, FEE)));
        }
        vm.expectRevert(
            abi.encodeWithSelector(IPMMProvider.PMMProvider_TooManyPools.selector, address(base), address(quote), 8)
        );
        _register(_pool);
    }

    /// @dev Whichever of three goes, the two others stay, and it can come back.
    function testFuzz_removePool_leavesTheRest(uint256 which) public {
        PMMPool[3] memory pools = [_pool, _other, _open(0.2e18)];
        for (uint256 n; n < 3; ++n) {
            _register(pools[n]);
        }
        PMMPool gone = pools[which % 3];
        vm.prank(owner);
        _provider.removePool(gone);
        assertFalse(_provider.isRegistered(gone));
        IPMMPool[] memory left = _provider.poolsOf(address(quote), address(base));
        assertEq(left.length, 2);
        assertTrue(left[0] != gone && left[1] != gone && left[0] != left[1]);
        vm.expectRevert(abi.encodeWithSelector(IPMMProvider.PMMProvider_NotRegistered.selector, address(gone)));
        vm.prank(owner);
        _provider.removePool(gone);
        _register(gone);
        assertEq(_provider.poolsOf(address(base), address(quote)).length, 3);
    }

    // ---- Steps ----

    function _open(uint256 k) private returns (PMMPool pool) {
        pool = new PMMPool(_fixedConfig(ONE, k, FEE));
        _buyShares(pool, lp, SIDE, SIDE);
    }

    function _equip() private {
        base.mint(trader, 10 * SIDE);
        if (quote.balanceOf(trader) == 0) quote.mint(trader, 10 * SIDE);
        vm.startPrank(trader);
        base.approve(address(_provider), type(uint256).max);
        quote.approve(address(_provider), type(uint256).max);
        vm.stopPrank();
    }

    function _register(IPMMPool pool) private {
        vm.prank(owner);
        _provider.registerPool(pool);
    }

    function _swap(bool sellsBase, uint256 amount) private view returns (IPMMProvider.Swap memory) {
        (address tokenIn, address tokenOut) =
            sellsBase ? (address(base), address(quote)) : (address(quote), address(base));
        return IPMMProvider.Swap(tokenIn, tokenOut, amount, 0, _receiver, block.timestamp);
    }

    function _swapAs(IPMMProvider.Swap memory s) private returns (uint256) {
        vm.prank(trader);
        return _provider.executeSwap(s);
    }
}
