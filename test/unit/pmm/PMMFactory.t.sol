// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOwned} from "../../../src/interfaces/IOwned.sol";
import {IPMMFactory} from "../../../src/interfaces/IPMMFactory.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMFactory} from "../../../src/pmm/periphery/PMMFactory.sol";
import {DODOIntegrator, IDODOV2, IDODOV2Registry} from "../../utils/DODOIntegrator.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMFixture} from "./PMMFixture.sol";

contract PMMFactoryTest is PMMFixture {
    uint256 private constant SIDE = 1_000_000e18;
    uint256 private constant K = 0.1e18;
    uint256 private constant FEE = 0.0015e18;

    PMMFactory private _factory;

    function setUp() public {
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        _factory = new PMMFactory(owner);
    }

    /// @dev Byte for byte the pool that a deployment of its own would have made.
    function testFuzz_createPool_makesAWholePool(uint256 i, uint256 k, uint256 fee, bool twap) public {
        i = bound(i, 1, 1e36);
        k = bound(k, 1e12, 0.99e18);
        fee = bound(fee, 0, 0.1e18);
        IPMMPool.PoolConfig memory c = _fixedConfig(i, k, fee);
        c.isOpenTWAP = twap;
        vm.expectEmit(true, true, true, false, address(_factory));
        emit IPMMFactory.NewPool(address(base), address(quote), owner, address(0));
        vm.prank(owner);
        address pool = _factory.createPool(address(base), address(quote), fee, i, k, twap);
        assertEq(pool.codehash, address(new PMMPool(c)).codehash);
        // Of storage, not of code: they move in steps.
        assertEq(PMMPool(pool)._K_(), k);
        assertEq(PMMPool(pool)._LP_FEE_RATE_(), fee);
        assertEq(PMMPool(pool).owner(), owner);
        assertTrue(_factory.isPool(pool));
    }

    function testFuzz_createPoolWith_takesEverySetting(uint256 mtFee, address poolOwner) public {
        IPMMPool.PoolConfig memory c = _fixedConfig(ONE, K, FEE);
        c.mtFeeRate = bound(mtFee, 1, 0.09e18);
        c.maintainer = maintainer;
        c.owner = poolOwner == address(0) ? owner : poolOwner;
        vm.prank(owner);
        address pool = _factory.createPoolWith(c);
        assertEq(pool.codehash, address(new PMMPool(c)).codehash);
        assertEq(PMMPool(pool).owner(), c.owner);
    }

    /// @dev Found under the order it was made in, and either way round by the lookup in both directions.
    function testFuzz_lookups_findEveryPool(uint256 straight, uint256 reverse) public {
        straight = bound(straight, 0, 2);
        reverse = bound(reverse, 0, 2);
        address last;
        vm.startPrank(owner);
        for (uint256 n; n < straight; ++n) {
            last = _factory.createPool(address(base), address(quote), FEE, ONE, K, true);
        }
        for (uint256 n; n < reverse; ++n) {
            _factory.createPool(address(quote), address(base), FEE, ONE, K, true);
        }
        vm.stopPrank();
        address[] memory one = _factory.getDODOPool(address(base), address(quote));
        assertEq(one.length, straight);
        if (straight != 0) assertEq(one[straight - 1], last);
        (address[] memory a, address[] memory b) = _factory.getDODOPoolBidirection(address(base), address(quote));
        assertEq(a, one);
        assertEq(b, _factory.getDODOPool(address(quote), address(base)));
        assertEq(b.length, reverse);
        (b, a) = _factory.getDODOPoolBidirection(address(quote), address(base));
        assertEq(a, one);
    }

    function testFuzz_RevertWhen_aStrangerCreates(address stranger) public {
        if (stranger == owner) stranger = trader;
        bytes memory refused = abi.encodeWithSelector(IOwned.Owned_NotOwner.selector, stranger, owner);
        vm.startPrank(stranger);
        vm.expectRevert(refused);
        _factory.createPool(address(base), address(quote), FEE, ONE, K, true);
        vm.expectRevert(refused);
        _factory.createPoolWith(_fixedConfig(ONE, K, FEE));
        vm.expectRevert(refused);
        _factory.transferOwnership(stranger);
        vm.stopPrank();
    }

    /// @dev The two named pairs: found both ways, by the lookup in both directions, with par or any other price.
    function testFuzz_createNamedPools(uint256 price, uint256 fee, bool twap) public {
        price = bound(price, 0.99e18, 1.01e18);
        fee = bound(fee, 0, 0.01e18);
        TestToken usdt = new TestToken("USDT", 18);
        TestToken usdc = new TestToken("USDC", 18);
        IPMMFactory.NamedTokens memory named =
            IPMMFactory.NamedTokens(address(base), address(usdt), address(quote), address(usdc));
        vm.startPrank(owner);
        vm.expectEmit(address(_factory));
        emit IPMMFactory.TokensNamed(IPMMFactory.NamedTokens(address(0), address(0), address(0), address(0)), named);
        _factory.nameTokens(named);
        address first = _factory.createCUSDTUSDTPool(fee, price, K, twap);
        address second = _factory.createCUSDCUSDCPool(fee, price, K, twap);
        vm.stopPrank();
        assertEq(abi.encode(_factory.namedTokens()), abi.encode(named));
        (address[] memory straight, address[] memory reverse) =
            _factory.getDODOPoolBidirection(address(usdt), address(base));
        assertEq(straight.length, 0);
        assertEq(reverse[0], first);
        assertEq(_factory.getDODOPool(address(quote), address(usdc))[0], second);
        (IPMMPool one, IPMMPool two) = (IPMMPool(first), IPMMPool(second));
        assertEq(one._BASE_TOKEN_(), address(base));
        assertEq(two._QUOTE_TOKEN_(), address(usdc));
        assertEq(one._I_(), price);
        assertEq(two._LP_FEE_RATE_(), fee);
        assertEq(one._IS_OPEN_TWAP_(), twap);
    }

    function test_RevertWhen_aNamedPairIsNotNamed() public {
        IPMMFactory.NamedTokens memory named =
            IPMMFactory.NamedTokens(address(base), address(0), address(0), address(quote));
        vm.startPrank(owner);
        _factory.nameTokens(named);
        vm.expectRevert(abi.encodeWithSelector(IPMMFactory.PMMFactory_PairNotNamed.selector, address(base), address(0)));
        _factory.createCUSDTUSDTPool(FEE, ONE, K, true);
        vm.expectRevert(
            abi.encodeWithSelector(IPMMFactory.PMMFactory_PairNotNamed.selector, address(0), address(quote))
        );
        _factory.createCUSDCUSDCPool(FEE, ONE, K, true);
        vm.stopPrank();
    }

    function test_RevertWhen_namedPools_byStrangers() public {
        IPMMFactory.NamedTokens memory named;
        vm.startPrank(trader);
        bytes memory refusal = abi.encodeWithSelector(IOwned.Owned_NotOwner.selector, trader, owner);
        vm.expectRevert(refusal);
        _factory.nameTokens(named);
        vm.expectRevert(refusal);
        _factory.createCUSDTUSDTPool(FEE, ONE, K, true);
        vm.expectRevert(refusal);
        _factory.createCUSDCUSDCPool(FEE, ONE, K, true);
        vm.stopPrank();
    }

    /// @dev The reason is the pool's own, and nothing is listed.
    function testFuzz_RevertWhen_thePoolRefuses(uint256 k) public {
        k = bound(k, 0.99e18 + 1, ONE - 1);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadK.selector, k));
        vm.prank(owner);
        _factory.createPool(address(base), address(quote), FEE, ONE, k, true);
        assertEq(_factory.getDODOPool(address(base), address(quote)).length, 0);
    }

    function test_ownership_passesInTwoSteps() public {
        vm.prank(owner);
        _factory.transferOwnership(lp);
        assertEq(_factory.owner(), owner);
        vm.expectRevert(abi.encodeWithSelector(IOwned.Owned_NotPendingOwner.selector, trader, lp));
        vm.prank(trader);
        _factory.acceptOwnership();
        vm.prank(lp);
        _factory.acceptOwnership();
        assertEq(_factory.owner(), lp);
        assertEq(_factory.pendingOwner(), address(0));
    }

    function test_RevertWhen_thereIsNoOwner() public {
        vm.expectRevert(IOwned.Owned_OwnerZero.selector);
        new PMMFactory(address(0));
    }

    /// @dev What chains allow: 24,576 bytes of code, of which a data contract spends one, and twice that to create it.
    function test_codeFits() public view {
        assertLe(type(PMMPool).creationCode.length, 24_575);
        assertLe(address(_factory).code.length, 24_576);
        // The constructor's argument is a word.
        assertLe(type(PMMFactory).creationCode.length, 49_152 - 32);
    }

    // ---- A DODO integrator's contract ----

    function testFuzz_dodoIntegrator_swapsBothWays(bool sellsBase, uint256 amount) public {
        amount = bound(amount, 1e6, SIDE);
        _openPool(ONE);
        DODOIntegrator integrator = new DODOIntegrator(IDODOV2Registry(address(_factory)));
        (TestToken tokenIn, TestToken tokenOut) = sellsBase ? (base, quote) : (quote, base);
        tokenIn.mint(trader, amount);
        vm.startPrank(trader);
        tokenIn.approve(address(integrator), amount);
        uint256 received = integrator.swap(address(tokenIn), address(tokenOut), amount);
        vm.stopPrank();
        assertGt(received, 0);
        assertEq(tokenOut.balanceOf(trader), received);
        assertEq(tokenIn.balanceOf(trader), 0);
    }

    /// @dev Two pools apart by more than both fees: a loan of a third's quote takes the difference, with no own funds.
    function testFuzz_dodoIntegrator_arbitragesWithAFlashLoan(uint256 gapBp, uint256 amount) public {
        gapBp = bound(gapBp, 100, 1_000);
        amount = bound(amount, 1e12, SIDE / 100);
        address cheap = _openPool(ONE);
        address dear = _openPool(ONE + ONE * gapBp / 10_000);
        address lender = _openPool(ONE);
        DODOIntegrator integrator = new DODOIntegrator(IDODOV2Registry(address(_factory)));
        vm.prank(trader);
        integrator.arbitrage(IDODOV2(lender), IDODOV2(cheap), IDODOV2(dear), amount);
        assertGt(quote.balanceOf(trader), 0);
        assertEq(quote.balanceOf(lender), 2 * SIDE);
        assertEq(PMMPool(lender)._QUOTE_RESERVE_(), 2 * SIDE);
    }

    function _openPool(uint256 i) private returns (address pool) {
        vm.prank(owner);
        pool = _factory.createPool(address(base), address(quote), FEE, i, K, true);
        _buyShares(PMMPool(pool), lp, SIDE, 2 * SIDE);
    }
}
