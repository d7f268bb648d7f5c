// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Hooks} from "v4-core/libraries/Hooks.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {ModifyLiquidityParams} from "v4-core/types/PoolOperation.sol";
import {Lock} from "lock/Lock.sol";
import {Roles} from "src/access/Roles.sol";
import {NativeGate} from "src/adapters/v4/NativeGate.sol";
import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {V4AdapterFacet} from "src/adapters/v4/V4AdapterFacet.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {BlocklistToken} from "../../mocks/BlocklistToken.sol";
import {FeeOnTransferToken} from "../../mocks/FeeOnTransferToken.sol";
import {Accomplice} from "../../mocks/HostileV3Pool.sol";
import {HostileV4Manager} from "../../mocks/HostileV4Manager.sol";
import {NoReturnToken} from "../../mocks/NoReturnToken.sol";
import {AdapterHost, FamilyHost} from "../../utils/AdapterHost.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {GenuineV4, IDynamicFeesHook} from "../../utils/GenuineV4.sol";
import {LockingHost} from "../../utils/LockingHost.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What the conformance kit leaves open for V4: lists, records, hooks, native coins, claims, dishonest managers.
contract V4AdapterFacetTest is GenuineV3, GenuineV4 {
    uint160 private constant SQRT_ONE_X96 = 1 << 96;
    uint32 private constant WINDOW = 60;
    uint256 private constant MAX = type(uint256).max;
    uint24 private constant DYNAMIC_FEE = 0x800000;
    uint160 private constant LIQUIDITY_FLAGS = 0x0f03;
    /// @dev Lower than other tokens, so that WETH is token0 as native coins always are currency0.
    address payable private constant WETH = payable(address(0xC0FFEE));

    V4AdapterFacet private adapter;
    FamilyHost private host;
    IV4Adapter private door;
    V3Venue private v3;
    address private token0;
    address private token1;
    IV4Adapter.V4Pool private plain;

    address private admin = makeAddr("admin");
    address private manager = makeAddr("manager");
    address private guardian = makeAddr("guardian");
    address private stranger = makeAddr("stranger");

    function setUp() public {
        adapter = new V4AdapterFacet();
        host = new FamilyHost(address(adapter), admin);
        host.grant(Roles.MANAGER, manager);
        host.grant(Roles.GUARDIAN, guardian);
        door = IV4Adapter(address(host));
        v3 = deployUniswapV3();
        deployUniswapV4();
        deployCodeTo("node_modules/canonical-weth/build/contracts/WETH9.json", WETH);
        vm.startPrank(admin);
        door.setV4Manager(address(poolManager), true);
        door.setV4WrappedNative(WETH);
        host.cut(address(new V3AdapterFacet()));
        IV3Adapter(address(host)).setV3Factory(v3.factory, true);
        host.cut(address(adapter));
        vm.stopPrank();

        (token0, token1) = (address(new TestToken("A", 18)), address(new TestToken("B", 6)));
        if (token0 > token1) (token0, token1) = (token1, token0);
        TestToken(token0).mint(address(host), type(uint128).max);
        TestToken(token1).mint(address(host), type(uint128).max);
        plain = _open(_poolOf(token0, token0));
    }

    // -- lists ----------------------------------------------------------------------------------------------------

    function test_lists_areSetAndUnset() public {
        address hook = _hookAt(Hooks.BEFORE_SWAP_FLAG);
        vm.startPrank(admin);
        vm.expectEmit(address(host));
        emit IV4Adapter.V4HookSet(hook, false, true);
        door.setV4Hook(hook, true);
        assertTrue(door.isV4Hook(hook));
        vm.expectEmit(address(host));
        emit IV4Adapter.V4HookSet(hook, true, false);
        door.setV4Hook(hook, false);
        assertFalse(door.isV4Hook(hook));

        vm.expectEmit(address(host));
        emit IV4Adapter.V4ManagerSet(address(poolManager), true, false);
        door.setV4Manager(address(poolManager), false);
        assertFalse(door.isV4Manager(address(poolManager)));
        vm.expectEmit(address(host));
        emit IV4Adapter.V4ManagerSet(address(poolManager), false, true);
        door.setV4Manager(address(poolManager), true);
        assertTrue(door.isV4Manager(address(poolManager)));

        vm.expectEmit(address(host));
        emit IV4Adapter.V4WrappedNativeSet(WETH, token0);
        door.setV4WrappedNative(token0);
        assertEq(door.v4WrappedNative(), token0);
    }

    function test_lists_managerAndGuardianMayUnset() public {
        address hook = _hookAt(Hooks.BEFORE_SWAP_FLAG);
        address[2] memory callers = [manager, guardian];
        for (uint256 i; i < 2; ++i) {
            vm.startPrank(admin);
            door.setV4Hook(hook, true);
            door.setV4Manager(address(poolManager), true);
            vm.stopPrank();
            vm.startPrank(callers[i]);
            door.setV4Hook(hook, false);
            door.setV4Manager(address(poolManager), false);
            vm.stopPrank();
            assertFalse(door.isV4Hook(hook));
            assertFalse(door.isV4Manager(address(poolManager)));
        }
    }

    function test_RevertWhen_lists_addedToByAnyoneButAdmin() public {
        address[3] memory callers = [manager, guardian, stranger];
        for (uint256 i; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            _expectMissing(callers[i], Roles.ADMIN);
            door.setV4Manager(address(this), true);
            _expectMissing(callers[i], Roles.ADMIN);
            door.setV4Hook(address(this), true);
            _expectMissing(callers[i], Roles.ADMIN);
            door.setV4WrappedNative(address(this));
            vm.stopPrank();
        }
    }

    function testFuzz_RevertWhen_lists_takenFromByStranger(address caller) public {
        vm.assume(caller != admin && caller != manager && caller != guardian);
        vm.startPrank(caller);
        _expectMissing(caller, Roles.MANAGER);
        door.setV4Manager(address(poolManager), false);
        _expectMissing(caller, Roles.MANAGER);
        door.setV4Hook(address(poolManager), false);
    }

    function test_RevertWhen_lists_addAccountWithoutCode() public {
        bytes memory noCode = abi.encodeWithSelector(IV4Adapter.Adapter_NoCode.selector, stranger);
        vm.startPrank(admin);
        vm.expectRevert(noCode);
        door.setV4Manager(stranger, true);
        vm.expectRevert(noCode);
        door.setV4Hook(stranger, true);
        vm.expectRevert(noCode);
        door.setV4WrappedNative(stranger);
    }

    function test_RevertWhen_doors_areReentered() public {
        LockingHost locking = new LockingHost(address(adapter));
        bytes[4] memory calls = [
            abi.encodeCall(IV4Adapter.setV4Manager, (address(poolManager), true)),
            abi.encodeCall(IV4Adapter.setV4Hook, (address(poolManager), true)),
            abi.encodeCall(IV4Adapter.setV4WrappedNative, (WETH)),
            abi.encodeCall(IV4Adapter.recordV4Pool, (plain))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.expectRevert(Lock.Lock_Reentered.selector);
            locking.whileLocked(calls[i]);
        }
    }

    /// @dev A hook's permissions are its address's low 14 bits: six of them are refused, in any company.
    function testFuzz_RevertWhen_setV4Hook_touchesLiquidity(uint160 hook) public {
        hook = uint160(bound(hook, 1 << 20, type(uint160).max));
        vm.etch(address(hook), hex"00");
        uint160 refused = hook & LIQUIDITY_FLAGS;
        vm.prank(admin);
        if (refused != 0) {
            vm.expectRevert(
                abi.encodeWithSelector(IV4Adapter.Adapter_HookTouchesLiquidity.selector, address(hook), refused)
            );
        }
        door.setV4Hook(address(hook), true);
        assertEq(door.isV4Hook(address(hook)), refused == 0);
    }

    /// @dev The mask above, against the names that v4-core gives the bits.
    function test_liquidityFlags_areThoseOfAddingAndRemoving() public pure {
        assertEq(
            LIQUIDITY_FLAGS,
            Hooks.BEFORE_ADD_LIQUIDITY_FLAG | Hooks.AFTER_ADD_LIQUIDITY_FLAG | Hooks.BEFORE_REMOVE_LIQUIDITY_FLAG
                | Hooks.AFTER_REMOVE_LIQUIDITY_FLAG | Hooks.AFTER_ADD_LIQUIDITY_RETURNS_DELTA_FLAG
                | Hooks.AFTER_REMOVE_LIQUIDITY_RETURNS_DELTA_FLAG
        );
    }

    // -- records --------------------------------------------------------------------------------------------------

    function testFuzz_recordV4Pool_isReadBack(IV4Adapter.V4Pool memory pool, address caller) public {
        bytes32 expected = door.v4PoolId(pool);
        vm.expectEmit(address(host));
        emit IV4Adapter.V4PoolRecorded(expected, pool);
        vm.prank(caller);
        bytes32 poolId = door.recordV4Pool(pool);
        assertEq(poolId, expected);
        assertEq(uint256(poolId) >> 160, 0, "160 bits");
        assertEq(keccak256(abi.encode(door.v4Pool(poolId))), keccak256(abi.encode(pool)));
        // Again: the same id, and nothing happens.
        vm.recordLogs();
        assertEq(door.recordV4Pool(pool), poolId);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// @dev Whatever differs, the id does.
    function testFuzz_v4PoolId_commitsToEveryMember(uint256 member, uint256 word) public view {
        IV4Adapter.V4Pool memory other = plain;
        member = bound(member, 0, 8);
        // Members of fewer bits: keep within the narrowest, 23 bits.
        word = bound(word, 1, (1 << 23) - 1);
        assembly ("memory-safe") {
            let at := add(other, shl(5, member))
            if eq(mload(at), word) { word := xor(word, 1) }
            mstore(at, word)
        }
        assertNotEq(door.v4PoolId(other), door.v4PoolId(plain));
    }

    function test_RevertWhen_v4Pool_isNoRecord() public {
        bytes32[3] memory ids =
            [bytes32(uint256(uint160(stranger))), bytes32(uint256(uint160(address(host)))), door.v4PoolId(plain)];
        ids[2] |= bytes32(uint256(1) << 160);
        for (uint256 i; i < ids.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, ids[i]));
            door.v4Pool(ids[i]);
        }
    }

    /// @dev Another diamond's record says the same under another id: with it one position could back two claims.
    function test_RevertWhen_validatePool_recordIsAnothers() public {
        AdapterHost other = new AdapterHost(address(adapter), admin);
        bytes32 poolId = IV4Adapter(address(other)).recordV4Pool(plain);
        assertNotEq(poolId, door.v4PoolId(plain));
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolId));
        _validate(poolId);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, poolId));
        door.v4Pool(poolId);
    }

    // -- registration ---------------------------------------------------------------------------------------------

    function test_validatePool_acceptsTheWholesome() public {
        assertEq(_validate(door.recordV4Pool(plain)), 60);
    }

    function test_RevertWhen_validatePool_managerIsUntrusted() public {
        bytes32 poolId = door.recordV4Pool(plain);
        vm.prank(guardian);
        door.setV4Manager(address(poolManager), false);
        vm.expectRevert(
            abi.encodeWithSelector(IV4Adapter.Adapter_UntrustedManager.selector, poolId, address(poolManager))
        );
        _validate(poolId);
    }

    function test_RevertWhen_validatePool_hookIsUnlisted() public {
        IV4Adapter.V4Pool memory pool = _hooked();
        bytes32 poolId = door.recordV4Pool(pool);
        vm.expectRevert(abi.encodeWithSelector(IV4Adapter.Adapter_UnlistedHook.selector, poolId, pool.hooks));
        _validate(poolId);
        vm.prank(admin);
        door.setV4Hook(pool.hooks, true);
        assertEq(_validate(poolId), 60);
    }

    function test_RevertWhen_validatePool_poolIsNotInitialised() public {
        IV4Adapter.V4Pool memory pool = plain;
        pool.fee = 123;
        bytes32 poolId = door.recordV4Pool(pool);
        vm.expectRevert(abi.encodeWithSelector(IV4Adapter.Adapter_PoolNotInitialized.selector, poolId));
        _validate(poolId);
    }

    /// @dev The vault's token0 must be what the pool takes: currency0 itself, or the wrapped form of native coins.
    function test_RevertWhen_validatePool_token0IsNotWhatThePoolTakes() public {
        IV4Adapter.V4Pool memory pool = plain;
        pool.currency0 = address(0);
        _expectNotWrappedNative(pool);
        pool.currency0 = stranger;
        _expectNotWrappedNative(pool);
    }

    function test_RevertWhen_validatePool_historyIsNoGenuinePool() public {
        IV4Adapter.V4Pool memory pool = plain;
        pool.history = address(host);
        bytes32 poolId = door.recordV4Pool(pool);
        _expectUnknown(address(host));
        _validate(poolId);

        poolId = door.recordV4Pool(plain);
        host.cut(address(new V3AdapterFacet()));
        vm.prank(guardian);
        IV3Adapter(address(host)).setV3Factory(v3.factory, false);
        _expectUnknown(plain.history);
        _validate(poolId);
    }

    function test_RevertWhen_validatePool_historyIsOfAnotherPair() public {
        address other = address(new TestToken("C", 18));
        IV4Adapter.V4Pool memory pool = plain;
        pool.history = createPool(v3, token0, other, 500, SQRT_ONE_X96);
        (address a, address b) = token0 < other ? (token0, other) : (other, token0);
        bytes32 poolId = door.recordV4Pool(pool);
        bytes32 historyId = bytes32(uint256(uint160(pool.history)));
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_TokenMismatch.selector, historyId, a, b));
        _validate(poolId);
    }

    function test_RevertWhen_validatePool_historyKeepsTooLittle() public {
        IV4Adapter.V4Pool memory pool = plain;
        pool.history = createPool(v3, token0, token1, 3000, SQRT_ONE_X96);
        bytes32 poolId = door.recordV4Pool(pool);
        bytes32 historyId = bytes32(uint256(uint160(pool.history)));
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_CardinalityTooLow.selector, historyId, 1, WINDOW + 1)
        );
        _validate(poolId);
    }

    // -- prices ---------------------------------------------------------------------------------------------------

    /// @dev Spot is the V4 pool's, the mean the history pool's; neither is taken for the other.
    function testFuzz_prices_comeFromTwoPlaces(int24 v4Tick, int24 historyTick) public {
        v4Tick = int24(bound(v4Tick, -5000, 5000));
        historyTick = int24(bound(historyTick, -5000, 5000));
        bytes32 poolId = door.recordV4Pool(plain);
        v4SwapToPrice(v4KeyOf(plain), TickMath.getSqrtPriceAtTick(v4Tick));
        swapToTick(plain.history, historyTick);
        skip(WINDOW);
        (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick) = adapter.prices(poolId, WINDOW);
        assertEq(sqrtPriceX96, TickMath.getSqrtPriceAtTick(v4Tick));
        assertEq(twapTick, historyTick);
        (, int24 expected) = v4Spot(v4KeyOf(plain));
        assertEq(spotTick, expected);
        assertEq(adapter.spotSqrtPriceX96(poolId), sqrtPriceX96);
    }

    // -- liquidity ------------------------------------------------------------------------------------------------

    /// @dev The widest spacing there is: V4 takes what V3 does not.
    function testFuzz_mintAndBurn_atTheWidestSpacing(int24 tick, uint128 liquidity) public {
        IV4Adapter.V4Pool memory pool = plain;
        pool.tickSpacing = 32_767;
        tick = int24(bound(tick, -800_000, 800_000));
        liquidity = uint128(bound(liquidity, 1e3, 1e15));
        uint160 spot = TickMath.getSqrtPriceAtTick(tick);
        poolManager.initialize(v4KeyOf(pool), spot);
        int24 lower = 32_767 * (tick / 32_767 - 1);
        _assertExact(door.recordV4Pool(pool), spot, lower, lower + 3 * 32_767, liquidity);
    }

    function _assertExact(bytes32 poolId, uint160 spot, int24 lower, int24 upper, uint128 liquidity) private {
        (uint256 up0, uint256 up1) = RangeMath.amountsUp(spot, lower, upper, liquidity);
        (uint256 amount0, uint256 amount1) = host.hostMint(poolId, token0, token1, lower, upper, liquidity, up0, up1);
        assertEq(amount0, up0);
        assertEq(amount1, up1);
        (uint256 down0, uint256 down1) = RangeMath.amountsDown(spot, lower, upper, liquidity);
        (amount0, amount1,,) = host.hostBurn(poolId, lower, upper, liquidity);
        assertEq(amount0, down0);
        assertEq(amount1, down1);
    }

    /// @dev With a listed hook that sets the fee of each swap.
    function testFuzz_hookedPool_earnsAndPays(uint24 fee) public {
        IV4Adapter.V4Pool memory pool = _hooked();
        fee = uint24(bound(fee, 100, 100_000));
        IDynamicFeesHook(pool.hooks).setFee(fee);
        vm.prank(admin);
        door.setV4Hook(pool.hooks, true);
        bytes32 poolId = door.recordV4Pool(pool);
        _mint(poolId, 1e18);
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96 * 99 / 100);
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96);
        (uint256 pending0, uint256 pending1) = adapter.pendingFees(poolId, address(host), -600, 600);
        assertGt(pending0, 0);
        (,, uint256 fees0, uint256 fees1) = host.hostBurn(poolId, -600, 600, 1e18);
        assertEq(fees0, pending0);
        assertEq(fees1, pending1);
    }

    /// @dev Two records of one pool, of two salts or of two histories: two positions, though owner and range are the same.
    function testFuzz_records_keepPositionsApart(uint128 first, uint128 second, bool sameSalt) public {
        first = uint128(bound(first, 1e3, 1e18));
        second = uint128(bound(second, 1e3, 1e18));
        IV4Adapter.V4Pool memory other = plain;
        if (sameSalt) other.history = address(v4Lp);
        else other.salt = bytes32(uint256(2));
        (bytes32 a, bytes32 b) = (door.recordV4Pool(plain), door.recordV4Pool(other));
        _mint(a, first);
        _mint(b, second);
        assertEq(adapter.positionLiquidity(a, address(host), -600, 600), first);
        assertEq(adapter.positionLiquidity(b, address(host), -600, 600), second);
        _churn();
        (uint256 pending0,) = adapter.pendingFees(b, address(host), -600, 600);
        host.hostBurn(a, -600, 600, first);
        assertEq(adapter.positionLiquidity(b, address(host), -600, 600), second);
        (,, uint256 fees0,) = host.hostBurn(b, -600, 600, second);
        assertEq(fees0, pending0);
    }

    // -- fees at additions ----------------------------------------------------------------------------------------

    /// @dev An addition costs its principal though the manager credits fees with it; they are kept as claims until the
    /// next burn, and reported as pending all the while.
    function testFuzz_additions_leaveFeesWithTheManager(uint8 rounds) public {
        bytes32 poolId = door.recordV4Pool(plain);
        _mint(poolId, 1e18);
        rounds = uint8(bound(rounds, 1, 4));
        uint256 sum0;
        uint256 sum1;
        for (uint256 i; i < rounds; ++i) {
            _churn();
            (sum0, sum1) = _assertAdditionCostsPrincipal(poolId);
        }
        assertGt(sum0, 0);
        assertGt(sum1, 0);
        uint256 before = TestToken(token0).balanceOf(address(host));
        (uint256 principal0,, uint256 fees0, uint256 fees1) = host.hostBurn(poolId, -600, 600, 1e17);
        assertEq(fees0, sum0);
        assertEq(fees1, sum1);
        assertEq(TestToken(token0).balanceOf(address(host)) - before, principal0 + fees0, "received");
        assertEq(_claims(token0) + _claims(token1), 0, "none left");
        (uint256 left0, uint256 left1) = door.v4FeesHeld(poolId, -600, 600);
        assertEq(left0 + left1, 0, "none left");
    }

    function _assertAdditionCostsPrincipal(bytes32 poolId) private returns (uint256 sum0, uint256 sum1) {
        (sum0, sum1) = adapter.pendingFees(poolId, address(host), -600, 600);
        (uint256 due0, uint256 due1) = RangeMath.amountsUp(SQRT_ONE_X96, -600, 600, 1e17);
        (uint256 amount0, uint256 amount1) = _mint(poolId, 1e17);
        assertEq(amount0, due0, "principal alone");
        assertEq(amount1, due1, "principal alone");
        (amount0, amount1) = adapter.pendingFees(poolId, address(host), -600, 600);
        assertEq(amount0, sum0, "pending as before");
        assertEq(amount1, sum1, "pending as before");
        (amount0, amount1) = door.v4FeesHeld(poolId, -600, 600);
        assertEq(amount0, sum0, "on the books");
        assertEq(amount1, sum1, "on the books");
        assertEq(_claims(token0), sum0, "with the manager");
        assertEq(_claims(token1), sum1, "with the manager");
    }

    /// @dev Claims sent by a stranger are nobody's: neither pending, nor paid out, nor in the way.
    function testFuzz_gift_ofClaimsChangesNothing(uint96 gift) public {
        gift = uint96(bound(gift, 1, type(uint96).max));
        bytes32 poolId = door.recordV4Pool(plain);
        _mint(poolId, 1e18);
        poolManager.unlock(abi.encode(token0, gift, address(host)));
        assertEq(_claims(token0), gift);
        (uint256 pending0,) = adapter.pendingFees(poolId, address(host), -600, 600);
        assertEq(pending0, 0);
        (,, uint256 fees0,) = host.hostBurn(poolId, -600, 600, 1e18);
        assertEq(fees0, 0);
        assertEq(_claims(token0), gift, "left where they are");
    }

    /// @dev What strangers donate to the pool's providers is fees like any other.
    function testFuzz_donations_areFees(uint96 amount) public {
        amount = uint96(bound(amount, 1e6, type(uint96).max));
        bytes32 poolId = door.recordV4Pool(plain);
        _mint(poolId, 1e18);
        v4Trader.donate(poolManager, v4KeyOf(plain), amount, amount);
        (uint256 pending0, uint256 pending1) = adapter.pendingFees(poolId, address(host), -600, 600);
        (uint256 principal0,, uint256 fees0, uint256 fees1) = host.hostBurn(poolId, -600, 600, 1e18);
        (uint256 expected0,) = RangeMath.amountsDown(SQRT_ONE_X96, -600, 600, 1e18);
        assertEq(principal0, expected0);
        assertGt(fees0, 0);
        assertEq(fees0, pending0);
        assertEq(fees1, pending1);
    }

    /// @dev Owners without books of their own, or without code, have nothing held.
    function test_pendingFees_ofAnyOwner() public {
        bytes32 poolId = door.recordV4Pool(plain);
        (int24 low, int24 high) = (TickMath.minUsableTick(60), TickMath.maxUsableTick(60));
        v4Lp.modify(poolManager, v4KeyOf(plain), ModifyLiquidityParams(low, high, 1e18, poolId));
        _churn();
        (uint256 fees0,) = adapter.pendingFees(poolId, address(v4Lp), low, high);
        assertGt(fees0, 0, "a stranger's, who keeps no books");
        (fees0,) = adapter.pendingFees(poolId, stranger, low, high);
        assertEq(fees0, 0);
    }

    // -- native coins ---------------------------------------------------------------------------------------------

    /// @dev The diamond pays and gets WETH, the manager ETH; nothing stays on the way.
    function testFuzz_native_isWrappedAndUnwrapped(uint128 liquidity, bool synced) public {
        (bytes32 poolId, IV4Adapter.V4Pool memory pool) = _openNative();
        liquidity = uint128(bound(liquidity, 1e6, 1e18));
        // Somebody leaves another currency synced, to make the manager refuse value.
        if (synced) poolManager.sync(Currency.wrap(pool.currency1));
        uint256 coins = address(poolManager).balance;
        uint256 wrapped = TestToken(WETH).balanceOf(address(host));
        (uint256 paid0,) = host.hostMint(poolId, WETH, pool.currency1, -600, 600, liquidity, MAX, MAX);
        assertGt(paid0, 0);
        assertEq(address(poolManager).balance - coins, paid0);
        assertEq(wrapped - TestToken(WETH).balanceOf(address(host)), paid0);
        _churn(pool);

        wrapped = TestToken(WETH).balanceOf(address(host));
        (uint256 principal0,, uint256 fees0,) = host.hostBurn(poolId, -600, 600, liquidity);
        assertEq(TestToken(WETH).balanceOf(address(host)) - wrapped, principal0 + fees0);
        assertEq(address(host).balance, 0, "the diamond never has coins");
        assertEq(_gate().balance, 0, "nor does the gate");
        assertEq(TestToken(WETH).balanceOf(_gate()), 0);
    }

    /// @dev Claims on native coins too.
    function test_native_additionsLeaveFeesWithTheManager() public {
        (bytes32 poolId, IV4Adapter.V4Pool memory pool) = _openNative();
        host.hostMint(poolId, WETH, pool.currency1, -600, 600, 1e18, MAX, MAX);
        _churn(pool);
        host.hostMint(poolId, WETH, pool.currency1, -600, 600, 1, MAX, MAX);
        (uint256 held0, uint256 held1) = door.v4FeesHeld(poolId, -600, 600);
        assertGt(held0, 0);
        assertEq(_claims(address(0)), held0);
        (,, uint256 fees0, uint256 fees1) = host.hostBurn(poolId, -600, 600, 1e18);
        assertEq(fees0, held0);
        assertEq(fees1, held1);
        assertEq(_claims(address(0)), 0);
    }

    function test_RevertWhen_gate_paysWithoutHavingBeenPaid() public {
        NativeGate gate = new NativeGate();
        vm.expectRevert();
        gate.pay(poolManager, WETH, 1);
        vm.expectRevert();
        gate.wrap(WETH, 1);
    }

    // -- difficult tokens -----------------------------------------------------------------------------------------

    function test_mint_worksWithTokensThatReturnNothing() public {
        NoReturnToken odd = new NoReturnToken("USDT", 6);
        odd.mint(address(host), 1e30);
        (bytes32 poolId, address a, address b) = _openWith(address(odd));
        (uint256 paid0, uint256 paid1) = host.hostMint(poolId, a, b, -600, 600, 1e18, MAX, MAX);
        (uint256 principal0, uint256 principal1,,) = host.hostBurn(poolId, -600, 600, 1e18);
        assertApproxEqAbs(principal0, paid0, 1);
        assertApproxEqAbs(principal1, paid1, 1);
    }

    /// @dev The manager counts what arrives, and is owed the rest.
    function test_RevertWhen_mint_tokenTakesAFee() public {
        FeeOnTransferToken odd = new FeeOnTransferToken("FEE", 18, 1);
        odd.mint(address(host), 1e30);
        (bytes32 poolId, address a, address b) = _openWith(address(odd));
        vm.expectRevert(IPoolManager.CurrencyNotSettled.selector);
        host.hostMint(poolId, a, b, -600, 600, 1e18, MAX, MAX);
    }

    function test_RevertWhen_mint_tokenRefuses() public {
        BlocklistToken odd = new BlocklistToken("BLK", 18);
        odd.mint(address(host), 1e30);
        (bytes32 poolId, address a, address b) = _openWith(address(odd));
        odd.setBlocked(address(poolManager), true);
        vm.expectRevert(SafeTransferLib.TransferFailed.selector);
        host.hostMint(poolId, a, b, -600, 600, 1e18, MAX, MAX);
    }

    // -- callbacks ------------------------------------------------------------------------------------------------

    /// @dev In somebody else's unlock the manager refuses another; nothing half-done remains.
    function test_RevertWhen_burn_insideAnothersUnlock() public {
        bytes32 poolId = door.recordV4Pool(plain);
        _mint(poolId, 1e18);
        nestedPoolId = poolId;
        vm.expectRevert(IPoolManager.AlreadyUnlocked.selector);
        poolManager.unlock("");
        host.hostBurn(poolId, -600, 600, 1e18);
    }

    function test_RevertWhen_mint_managerNeverCallsBack() public {
        (HostileV4Manager hostile, bytes32 poolId) = _hostile();
        hostile.set(0, 0, 0, abi.encode(uint256(10), uint256(10), uint256(0), uint256(0)));
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_PaymentMismatch.selector, poolId, 10, 10, 0, 0));
        host.hostMint(poolId, token0, token1, -600, 600, 1, 10, 10);
    }

    function test_RevertWhen_mint_managerCallsTwice() public {
        (HostileV4Manager hostile, bytes32 poolId) = _hostile();
        hostile.set(2, -5, -5, "");
        _expectUnexpected(address(hostile), address(0));
        host.hostMint(poolId, token0, token1, -600, 600, 1, 10, 10);
        _expectUnexpected(address(hostile), address(0));
        host.hostBurn(poolId, -600, 600, 1);
    }

    function testFuzz_RevertWhen_mint_managerAsksTooMuch(uint64 max0, uint64 max1, uint64 over, bool of0) public {
        over = uint64(bound(over, 1, type(uint64).max));
        (HostileV4Manager hostile, bytes32 poolId) = _hostile();
        uint256 ask0 = of0 ? uint256(max0) + over : max0;
        uint256 ask1 = of0 ? max1 : uint256(max1) + over;
        hostile.set(1, -int128(uint128(ask0)), -int128(uint128(ask1)), "");
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_ExcessivePayment.selector, poolId, ask0, ask1, max0, max1)
        );
        host.hostMint(poolId, token0, token1, -600, 600, 1, max0, max1);
    }

    /// @dev An addition that pays cannot be: its negative cost is far above any maximum.
    function testFuzz_RevertWhen_mint_managerClaimsToPay(int128 delta) public {
        delta = int128(bound(delta, 1, type(int128).max));
        (HostileV4Manager hostile, bytes32 poolId) = _hostile();
        hostile.set(1, delta, 0, "");
        vm.expectPartialRevert(IDexAdapter.Adapter_ExcessivePayment.selector);
        host.hostMint(poolId, token0, token1, -600, 600, 1, MAX, MAX);
    }

    function test_RevertWhen_callback_strangerCallsWhileArmed() public {
        (HostileV4Manager hostile, bytes32 poolId) = _hostile();
        Accomplice accomplice = new Accomplice();
        hostile.set(1, -5, -5, "");
        hostile.setAccomplice(accomplice);
        host.hostMint(poolId, token0, token1, -600, 600, 1, 10, 10);
        assertFalse(hostile.accompliceSucceeded());
        assertEq(
            hostile.accompliceReturndata(),
            abi.encodeWithSelector(
                IDexAdapter.Adapter_UnexpectedCallback.selector, address(accomplice), address(hostile)
            )
        );
        assertEq(TestToken(token0).balanceOf(address(hostile)), 5, "the manager itself was paid, once");
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    bytes32 private nestedPoolId;

    /// @dev This contract's own turn in `unlock`: burns inside it, or mints claims for somebody.
    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        if (data.length == 0) {
            host.hostBurn(nestedPoolId, -600, 600, 1e18);
            return "";
        }
        (address token, uint256 amount, address to) = abi.decode(data, (address, uint256, address));
        poolManager.sync(Currency.wrap(token));
        TestToken(token).mint(address(poolManager), amount);
        poolManager.settle();
        poolManager.mint(to, uint160(token), amount);
        return "";
    }

    function _poolOf(address vaultToken0, address currency0) private returns (IV4Adapter.V4Pool memory) {
        return IV4Adapter.V4Pool({
            manager: address(poolManager),
            currency0: currency0,
            currency1: token1,
            fee: 3000,
            tickSpacing: 60,
            hooks: address(0),
            token0: vaultToken0,
            salt: bytes32(uint256(1)),
            history: createPool(v3, vaultToken0, token1, 500, SQRT_ONE_X96)
        });
    }

    /// @dev Initialises pool and history at one, with background liquidity and a window of history.
    function _open(IV4Adapter.V4Pool memory pool) private returns (IV4Adapter.V4Pool memory) {
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        v4AddFullRangeLiquidity(v4KeyOf(pool), 1e18);
        addFullRangeLiquidity(pool.history, 1e18);
        growObservations(pool.history, uint16(WINDOW) + 1);
        skip(WINDOW);
        return pool;
    }

    function _openNative() private returns (bytes32 poolId, IV4Adapter.V4Pool memory pool) {
        _wrapFor(address(lp));
        _wrapFor(address(trader));
        _wrapFor(address(host));
        pool = _open(_poolOf(WETH, address(0)));
        poolId = door.recordV4Pool(pool);
        assertEq(host.hostValidatePool(poolId, WETH, token1, WINDOW), 60);
    }

    /// @dev A pool of the token and a plain one; its history does not matter to liquidity.
    function _openWith(address odd) private returns (bytes32 poolId, address a, address b) {
        TestToken other = new TestToken("P", 18);
        other.mint(address(host), 1e30);
        (a, b) = odd < address(other) ? (odd, address(other)) : (address(other), odd);
        IV4Adapter.V4Pool memory pool = plain;
        (pool.currency0, pool.token0, pool.currency1) = (a, a, b);
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        poolId = door.recordV4Pool(pool);
    }

    function _wrapFor(address to) private {
        vm.deal(address(this), 1 << 100);
        (bool ok,) = WETH.call{value: 1 << 100}("");
        assertTrue(ok);
        TestToken(WETH).transfer(to, 1 << 100);
    }

    function _hookAt(uint160 flags) private returns (address hook) {
        hook = address(uint160(0xbeef << 20) | flags);
        deployCodeTo("node_modules/@uniswap/v4-core/out/DynamicFeesTestHook.sol/DynamicFeesTestHook.json", hook);
    }

    /// @dev The plain pool's twin with a hook that sets fees.
    function _hooked() private returns (IV4Adapter.V4Pool memory pool) {
        pool = plain;
        pool.fee = DYNAMIC_FEE;
        pool.hooks = _hookAt(Hooks.BEFORE_SWAP_FLAG | Hooks.AFTER_INITIALIZE_FLAG);
        IDynamicFeesHook(pool.hooks).setManager(poolManager);
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        v4AddFullRangeLiquidity(v4KeyOf(pool), 1e18);
    }

    function _hostile() private returns (HostileV4Manager hostile, bytes32 poolId) {
        hostile = new HostileV4Manager();
        IV4Adapter.V4Pool memory pool = plain;
        pool.manager = address(hostile);
        poolId = door.recordV4Pool(pool);
    }

    function _churn() private {
        _churn(plain);
    }

    function _churn(IV4Adapter.V4Pool memory pool) private {
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96 * 99 / 100);
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96);
    }

    function _mint(bytes32 poolId, uint128 liquidity) private returns (uint256, uint256) {
        return host.hostMint(poolId, token0, token1, -600, 600, liquidity, MAX, MAX);
    }

    function _validate(bytes32 poolId) private returns (int24) {
        return host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    function _claims(address currency) private view returns (uint256) {
        return poolManager.balanceOf(address(host), uint160(currency));
    }

    /// @dev The first contract that the facet created.
    function _gate() private view returns (address) {
        return vm.computeCreateAddress(address(adapter), 1);
    }

    function _expectMissing(address account, bytes32 role) private {
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, account, role));
    }

    function _expectUnknown(address pool) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, bytes32(uint256(uint160(pool))))
        );
    }

    function _expectUnexpected(address sender, address expected) private {
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, sender, expected));
    }

    function _expectNotWrappedNative(IV4Adapter.V4Pool memory pool) private {
        bytes32 poolId = door.recordV4Pool(pool);
        vm.expectRevert(abi.encodeWithSelector(IV4Adapter.Adapter_NotWrappedNative.selector, poolId, pool.token0, WETH));
        _validate(poolId);
    }
}
