// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Lock} from "lock/Lock.sol";

import {Roles} from "src/access/Roles.sol";
import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {V3Twap} from "src/libraries/V3Twap.sol";
import {BlocklistToken} from "../../mocks/BlocklistToken.sol";
import {FeeOnTransferToken} from "../../mocks/FeeOnTransferToken.sol";
import {Accomplice, HostileV3Pool} from "../../mocks/HostileV3Pool.sol";
import {NoReturnToken} from "../../mocks/NoReturnToken.sol";
import {AdapterHost} from "../../utils/AdapterHost.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {LockingHost} from "../../utils/LockingHost.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What the conformance kit leaves open: the list of factories, dishonest pools, difficult tokens.
contract V3AdapterFacetTest is GenuineV3 {
    bytes4 private constant UNISWAP = IV3Adapter.uniswapV3MintCallback.selector;
    bytes4 private constant PANCAKE = IV3Adapter.pancakeV3MintCallback.selector;
    bytes4 private constant OTHER = bytes4(keccak256("someForkMintCallback(uint256,uint256,bytes)"));
    uint160 private constant SQRT_ONE_X96 = 1 << 96;
    uint32 private constant WINDOW = 60;

    V3AdapterFacet private adapter;
    AdapterHost private host;
    IV3Adapter private door;
    V3Venue private venue;
    HostileV3Pool private hostile;
    address private token0;
    address private token1;

    address private admin = makeAddr("admin");
    address private manager = makeAddr("manager");
    address private guardian = makeAddr("guardian");
    address private stranger = makeAddr("stranger");

    function setUp() public {
        adapter = new V3AdapterFacet();
        host = new AdapterHost(address(adapter), admin);
        host.grant(Roles.MANAGER, manager);
        host.grant(Roles.GUARDIAN, guardian);
        door = IV3Adapter(address(host));
        venue = deployUniswapV3();
        vm.prank(admin);
        door.setV3Factory(venue.factory, true);

        hostile = new HostileV3Pool();
        (token0, token1) = _sorted(address(new TestToken("A", 18)), address(new TestToken("B", 6)));
        TestToken(token0).mint(address(host), type(uint128).max);
        TestToken(token1).mint(address(host), type(uint128).max);
    }

    // -- factories ------------------------------------------------------------------------------------------------

    function test_setV3Factory_addsAndRemoves() public {
        address factory = deployPancakeV3().factory;
        assertFalse(door.isV3Factory(factory));

        vm.expectEmit(address(host));
        emit IV3Adapter.V3FactorySet(factory, false, true);
        vm.prank(admin);
        door.setV3Factory(factory, true);
        assertTrue(door.isV3Factory(factory));

        vm.expectEmit(address(host));
        emit IV3Adapter.V3FactorySet(factory, true, false);
        vm.prank(admin);
        door.setV3Factory(factory, false);
        assertFalse(door.isV3Factory(factory));
    }

    function test_setV3Factory_managerAndGuardianMayRemove() public {
        vm.prank(manager);
        door.setV3Factory(venue.factory, false);
        assertFalse(door.isV3Factory(venue.factory));

        vm.prank(admin);
        door.setV3Factory(venue.factory, true);
        vm.prank(guardian);
        door.setV3Factory(venue.factory, false);
        assertFalse(door.isV3Factory(venue.factory));
    }

    function test_RevertWhen_setV3Factory_addedByAnyoneButAdmin() public {
        address[3] memory callers = [manager, guardian, stranger];
        for (uint256 i; i < callers.length; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, callers[i], Roles.ADMIN));
            door.setV3Factory(venue.factory, true);
        }
    }

    function testFuzz_RevertWhen_setV3Factory_removedByStranger(address caller) public {
        vm.assume(caller != admin && caller != manager && caller != guardian);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER));
        door.setV3Factory(venue.factory, false);
    }

    function test_RevertWhen_setV3Factory_hasNoCode() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IV3Adapter.Adapter_NotAFactory.selector, stranger));
        door.setV3Factory(stranger, true);
    }

    /// @dev The hostile pool calls the setter in the middle of a locked operation.
    function test_RevertWhen_setV3Factory_isReentered() public {
        LockingHost locking = new LockingHost(address(adapter));
        vm.expectRevert(Lock.Lock_Reentered.selector);
        locking.whileLocked(abi.encodeCall(IV3Adapter.setV3Factory, (venue.factory, true)));
    }

    // -- registration ---------------------------------------------------------------------------------------------

    function test_RevertWhen_validatePool_factoryIsUnknown() public {
        bytes32 poolId = _servablePool();
        vm.prank(guardian);
        door.setV3Factory(venue.factory, false);
        _expectUnknown(poolId);
        host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    function test_RevertWhen_validatePool_calledOnTheFacetItself() public {
        bytes32 poolId = _servablePool();
        host.hostValidatePool(poolId, token0, token1, WINDOW);
        _expectUnknown(poolId);
        adapter.validatePool(poolId, token0, token1, WINDOW);
    }

    /// @dev Says all the right things, but the factory it names does not know it.
    function test_RevertWhen_validatePool_factoryDoesNotVouch() public {
        _servablePool();
        hostile.setIdentity(venue.factory, token0, token1);
        bytes32 poolId = _id(address(hostile));
        _expectUnknown(poolId);
        host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    /// @dev One observation a second at most: window + 1 of them cannot be pushed out of the window.
    function test_RevertWhen_validatePool_cardinalityIsTooLow() public {
        address pool = createPool(venue, token0, token1, 3000, SQRT_ONE_X96);
        addFullRangeLiquidity(pool, 1e18);
        growObservations(pool, uint16(WINDOW));
        skip(1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_CardinalityTooLow.selector, _id(pool), WINDOW, WINDOW + 1)
        );
        host.hostValidatePool(_id(pool), token0, token1, WINDOW);

        growObservations(pool, uint16(WINDOW) + 1);
        skip(WINDOW);
        assertEq(host.hostValidatePool(_id(pool), token0, token1, WINDOW), 60);
    }

    function test_RevertWhen_validatePool_isNotInitialised() public {
        address pool = _create(500);
        // Its empty observation would look older than any window.
        skip(1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_CardinalityTooLow.selector, _id(pool), 0, WINDOW + 1)
        );
        host.hostValidatePool(_id(pool), token0, token1, WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_HistoryTooShort.selector, _id(pool), WINDOW));
        adapter.prices(_id(pool), WINDOW);
    }

    /// @dev The promise of the cardinality rule: whoever swaps every second, the window is served.
    function test_prices_areServedThroughSwapsEverySecond() public {
        bytes32 poolId = _servablePool();
        address pool = address(uint160(uint256(poolId)));
        for (uint256 i; i < 3 * WINDOW; ++i) {
            skip(1);
            swapToTick(pool, i % 2 == 0 ? int24(5) : int24(-5));
            (, int24 twapTick,) = adapter.prices(poolId, WINDOW);
            assertEq(twapTick, observedMeanTick(pool, WINDOW));
        }
    }

    /// @dev A pool that answers half of what is asked must not be completed with what memory holds.
    function test_RevertWhen_prices_poolDoesNotAnswer() public {
        vm.expectRevert(abi.encodeWithSelector(V3Twap.V3Twap_UnreadablePool.selector, stranger));
        adapter.prices(_id(stranger), WINDOW);
        vm.mockCall(
            stranger,
            abi.encodeCall(IUniswapV3PoolMinimal.slot0, ()),
            abi.encode(SQRT_ONE_X96, int24(0), uint16(0), uint16(1), uint16(1))
        );
        vm.expectRevert(abi.encodeWithSelector(V3Twap.V3Twap_UnreadablePool.selector, stranger));
        adapter.prices(_id(stranger), WINDOW);
    }

    /// @dev What a position without liquidity is still owed counts, as the venue would pay it.
    function testFuzz_pendingFees_includeWhatIsOwedWithoutLiquidity(uint128 liquidity) public {
        liquidity = uint128(bound(liquidity, 1e6, 1e18));
        address pool = createPool(venue, token0, token1, 500, SQRT_ONE_X96);
        addLiquidity(pool, -100, 100, liquidity);
        vm.prank(address(lp));
        IUniswapV3PoolMinimal(pool).burn(-100, 100, liquidity);
        (uint256 pending0, uint256 pending1) = adapter.pendingFees(_id(pool), address(lp), -100, 100);
        vm.prank(address(lp));
        (uint128 collected0, uint128 collected1) =
            IUniswapV3PoolMinimal(pool).collect(address(lp), -100, 100, type(uint128).max, type(uint128).max);
        assertGt(pending0, 0);
        assertEq(pending0, collected0);
        assertEq(pending1, collected1);
    }

    // -- dishonest pools ------------------------------------------------------------------------------------------

    function testFuzz_mint_paysAnyForkThroughTheFallback(uint96 ask0, uint96 ask1) public {
        hostile.set(OTHER, 1, ask0, ask1, ask0, ask1);
        (uint256 paid0, uint256 paid1) = _mintOnHostile(ask0, ask1);
        assertEq(paid0, ask0);
        assertEq(paid1, ask1);
        assertEq(TestToken(token0).balanceOf(address(hostile)), ask0);
        assertEq(TestToken(token1).balanceOf(address(hostile)), ask1);
    }

    function testFuzz_RevertWhen_mint_poolAsksTwice(uint8 which) public {
        bytes4 selector = [UNISWAP, PANCAKE, OTHER][which % 3];
        hostile.set(selector, 2, 5, 5, 5, 5);
        _expectUnexpected(address(hostile), address(0));
        _mintOnHostile(10, 10);
    }

    function testFuzz_RevertWhen_mint_strangerAsksWhileArmed(uint8 which) public {
        bytes4 selector = [UNISWAP, PANCAKE, OTHER][which % 3];
        Accomplice accomplice = new Accomplice();
        hostile.set(selector, 1, 5, 5, 5, 5);
        hostile.setAccomplice(accomplice);
        _mintOnHostile(5, 5);
        assertFalse(hostile.accompliceSucceeded());
        assertEq(
            hostile.accompliceReturndata(),
            abi.encodeWithSelector(
                IDexAdapter.Adapter_UnexpectedCallback.selector, address(accomplice), address(hostile)
            )
        );
        assertEq(TestToken(token0).balanceOf(address(hostile)), 5, "the pool itself was paid, once");
        assertEq(TestToken(token0).balanceOf(address(accomplice)), 0);
    }

    function testFuzz_RevertWhen_mint_poolAsksTooMuch(uint128 max0, uint128 max1, uint128 over, bool of0) public {
        over = uint128(bound(over, 1, type(uint128).max));
        uint256 ask0 = of0 ? uint256(max0) + over : max0;
        uint256 ask1 = of0 ? max1 : uint256(max1) + over;
        hostile.set(OTHER, 1, ask0, ask1, ask0, ask1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDexAdapter.Adapter_ExcessivePayment.selector, _id(address(hostile)), ask0, ask1, max0, max1
            )
        );
        _mintOnHostile(max0, max1);
    }

    /// @dev Amounts are kept in 128 bits: no maximum may let a larger request through, truncated.
    function testFuzz_RevertWhen_mint_poolAsksBeyond128Bits(uint256 ask0) public {
        ask0 = bound(ask0, uint256(type(uint128).max) + 1, type(uint256).max);
        hostile.set(OTHER, 1, ask0, 0, ask0, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDexAdapter.Adapter_ExcessivePayment.selector,
                _id(address(hostile)),
                ask0,
                0,
                type(uint128).max,
                type(uint128).max
            )
        );
        _mintOnHostile(type(uint256).max, type(uint256).max);
    }

    function testFuzz_RevertWhen_mint_poolReportsAnotherAmount(uint256 report, bool of0) public {
        if (report == 7) ++report;
        (uint256 report0, uint256 report1) = of0 ? (report, uint256(7)) : (uint256(7), report);
        hostile.set(UNISWAP, 1, 7, 7, report0, report1);
        _expectMismatch(report0, report1, 7, 7);
        _mintOnHostile(10, 10);
    }

    function test_RevertWhen_mint_poolNeverAsks() public {
        hostile.set(UNISWAP, 0, 0, 0, 0, 0);
        _expectMismatch(0, 0, 0, 0);
        _mintOnHostile(10, 10);
        // Nor can the terms pass for a payment.
        hostile.set(UNISWAP, 0, 0, 0, 10, 10);
        _expectMismatch(10, 10, 0, 0);
        _mintOnHostile(10, 10);
    }

    function testFuzz_RevertWhen_fallback_isCalledByAStranger(bytes calldata tail, uint8 cut) public {
        bytes memory data = abi.encodePacked(OTHER, tail);
        // Calldata too short for a selector goes the same way.
        if (cut < 4) data = tail.length < cut ? bytes("") : tail[:cut];
        vm.prank(stranger);
        _expectUnexpected(stranger, address(0));
        (bool asExpected,) = address(host).call(data);
        assertTrue(asExpected);
    }

    // -- difficult tokens -----------------------------------------------------------------------------------------

    function test_mint_worksWithTokensThatReturnNothing() public {
        NoReturnToken odd = new NoReturnToken("USDT", 6);
        TestToken plain = new TestToken("P", 18);
        odd.mint(address(host), 1e30);
        plain.mint(address(host), 1e30);
        (token0, token1) = _sorted(address(odd), address(plain));
        address pool = createPool(venue, token0, token1, 500, SQRT_ONE_X96);
        (uint256 paid0, uint256 paid1) =
            host.hostMint(_id(pool), token0, token1, -100, 100, 1e18, type(uint256).max, type(uint256).max);
        (uint256 principal0, uint256 principal1,,) = host.hostBurn(_id(pool), -100, 100, 1e18);
        assertApproxEqAbs(principal0, paid0, 1);
        assertApproxEqAbs(principal1, paid1, 1);
    }

    function test_RevertWhen_mint_tokenTakesAFee() public {
        FeeOnTransferToken odd = new FeeOnTransferToken("FEE", 18, 1);
        (address pool, address a, address b) = _poolWith(address(odd));
        odd.mint(address(host), 1e30);
        // The pool's own check of its balance; which of the two depends on the order of the tokens.
        vm.expectRevert(bytes(address(odd) < address(b) ? "M0" : "M1"));
        host.hostMint(_id(pool), a, b, -100, 100, 1e18, type(uint256).max, type(uint256).max);
    }

    function test_RevertWhen_mint_tokenRefuses() public {
        BlocklistToken odd = new BlocklistToken("BLK", 18);
        (address pool, address a, address b) = _poolWith(address(odd));
        odd.mint(address(host), 1e30);
        odd.setBlocked(pool, true);
        vm.expectRevert(SafeTransferLib.TransferFailed.selector);
        host.hostMint(_id(pool), a, b, -100, 100, 1e18, type(uint256).max, type(uint256).max);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _mintOnHostile(uint256 max0, uint256 max1) private returns (uint256, uint256) {
        return host.hostMint(_id(address(hostile)), token0, token1, -100, 100, 1, max0, max1);
    }

    function _servablePool() private returns (bytes32) {
        address pool = createPool(venue, token0, token1, 500, SQRT_ONE_X96);
        addFullRangeLiquidity(pool, 1e18);
        growObservations(pool, uint16(WINDOW) + 1);
        skip(WINDOW);
        return _id(pool);
    }

    function _create(uint24 fee) private returns (address pool) {
        (, bytes memory result) =
            venue.factory.call(abi.encodeWithSignature("createPool(address,address,uint24)", token0, token1, fee));
        return abi.decode(result, (address));
    }

    function _poolWith(address odd) private returns (address pool, address a, address b) {
        TestToken plain = new TestToken("P", 18);
        plain.mint(address(host), 1e30);
        (a, b) = _sorted(odd, address(plain));
        pool = createPool(venue, a, b, 500, SQRT_ONE_X96);
    }

    function _expectUnknown(bytes32 poolId) private {
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolId));
    }

    function _expectUnexpected(address sender, address expected) private {
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, sender, expected));
    }

    function _expectMismatch(uint256 report0, uint256 report1, uint256 paid0, uint256 paid1) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IDexAdapter.Adapter_PaymentMismatch.selector, _id(address(hostile)), report0, report1, paid0, paid1
            )
        );
    }

    function _id(address pool) private pure returns (bytes32) {
        return bytes32(uint256(uint160(pool)));
    }

    function _sorted(address a, address b) private pure returns (address, address) {
        return a < b ? (a, b) : (b, a);
    }
}
