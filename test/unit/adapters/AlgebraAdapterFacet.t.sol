// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Lock} from "lock/Lock.sol";
import {Roles} from "src/access/Roles.sol";
import {AlgebraAdapterFacet} from "src/adapters/algebra/AlgebraAdapterFacet.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {BlocklistToken} from "../../mocks/BlocklistToken.sol";
import {FeeOnTransferToken} from "../../mocks/FeeOnTransferToken.sol";
import {HostileAlgebraPool} from "../../mocks/HostileAlgebraPool.sol";
import {Accomplice} from "../../mocks/HostileV3Pool.sol";
import {NoReturnToken} from "../../mocks/NoReturnToken.sol";
import {AdapterHost} from "../../utils/AdapterHost.sol";
import {GenuineAlgebra, IAlgebraDeployment} from "../../utils/GenuineAlgebra.sol";
import {LockingHost} from "../../utils/LockingHost.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What the conformance kit leaves open for Algebra: the list of factories, generations, cooldowns, dishonest
/// pools, difficult tokens.
contract AlgebraAdapterFacetTest is GenuineAlgebra {
    uint160 private constant SQRT_ONE_X96 = 1 << 96;
    uint32 private constant WINDOW = 60;

    AlgebraAdapterFacet private adapter;
    AdapterHost private host;
    IAlgebraAdapter private door;
    address private factory;
    HostileAlgebraPool private hostile;
    address private token0;
    address private token1;

    address private admin = makeAddr("admin");
    address private manager = makeAddr("manager");
    address private guardian = makeAddr("guardian");
    address private stranger = makeAddr("stranger");

    function setUp() public {
        adapter = new AlgebraAdapterFacet();
        host = new AdapterHost(address(adapter), admin);
        host.grant(Roles.MANAGER, manager);
        host.grant(Roles.GUARDIAN, guardian);
        door = IAlgebraAdapter(address(host));
        factory = deployAlgebraV1();
        vm.prank(admin);
        door.setAlgebraFactory(factory, 1);

        hostile = new HostileAlgebraPool();
        (token0, token1) = _sorted(address(new TestToken("A", 18)), address(new TestToken("B", 6)));
        TestToken(token0).mint(address(host), type(uint128).max);
        TestToken(token1).mint(address(host), type(uint128).max);
    }

    // -- factories ------------------------------------------------------------------------------------------------

    function testFuzz_setAlgebraFactory_addsChangesAndRemoves(uint8 first, uint8 second) public {
        first = uint8(bound(first, 1, 255));
        address other = deployAlgebraV2();
        uint8[4] memory steps = [0, first, second, 0];
        for (uint256 i = 1; i < 4; ++i) {
            vm.expectEmit(address(host));
            emit IAlgebraAdapter.AlgebraFactorySet(other, steps[i - 1], steps[i]);
            vm.prank(admin);
            door.setAlgebraFactory(other, steps[i]);
            assertEq(door.algebraGeneration(other), steps[i]);
        }
        assertEq(door.algebraGeneration(factory), 1, "the other stays");
    }

    function test_setAlgebraFactory_managerAndGuardianMayRemove() public {
        address[2] memory callers = [manager, guardian];
        for (uint256 i; i < 2; ++i) {
            vm.prank(callers[i]);
            door.setAlgebraFactory(factory, 0);
            assertEq(door.algebraGeneration(factory), 0);
            vm.prank(admin);
            door.setAlgebraFactory(factory, 1);
        }
    }

    function testFuzz_RevertWhen_setAlgebraFactory_addedByAnyoneButAdmin(uint8 generation) public {
        generation = uint8(bound(generation, 1, 255));
        address[3] memory callers = [manager, guardian, stranger];
        for (uint256 i; i < callers.length; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, callers[i], Roles.ADMIN));
            door.setAlgebraFactory(factory, generation);
        }
    }

    function testFuzz_RevertWhen_setAlgebraFactory_removedByStranger(address caller) public {
        vm.assume(caller != admin && caller != manager && caller != guardian);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER));
        door.setAlgebraFactory(factory, 0);
    }

    function test_RevertWhen_setAlgebraFactory_hasNoCode() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAlgebraAdapter.Adapter_NotAnAlgebraFactory.selector, stranger));
        door.setAlgebraFactory(stranger, 1);
    }

    function test_RevertWhen_setAlgebraFactory_isReentered() public {
        LockingHost locking = new LockingHost(address(adapter));
        vm.expectRevert(Lock.Lock_Reentered.selector);
        locking.whileLocked(abi.encodeCall(IAlgebraAdapter.setAlgebraFactory, (factory, 1)));
    }

    // -- registration ---------------------------------------------------------------------------------------------

    function test_RevertWhen_validatePool_factoryIsUnknown() public {
        bytes32 poolId = _servablePool();
        vm.prank(guardian);
        door.setAlgebraFactory(factory, 0);
        _expectUnknown(poolId);
        host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    /// @dev Generations lay their answers out differently: one's pool in another's adapter would be misread.
    function testFuzz_RevertWhen_validatePool_factoryIsOfAnotherGeneration(uint8 generation) public {
        generation = uint8(bound(generation, 2, 255));
        bytes32 poolId = _servablePool();
        vm.prank(admin);
        door.setAlgebraFactory(factory, generation);
        vm.expectRevert(abi.encodeWithSelector(IAlgebraAdapter.Adapter_WrongGeneration.selector, poolId, generation, 1));
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
        hostile.setIdentity(factory, token0, token1);
        bytes32 poolId = _id(address(hostile));
        _expectUnknown(poolId);
        host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    /// @dev With a cooldown anyone could lock a range for that long, again and again, by adding a unit to it.
    function testFuzz_RevertWhen_validatePool_exitsCoolDown(uint32 cooldown) public {
        cooldown = uint32(bound(cooldown, 1, 1 days));
        bytes32 poolId = _servablePool();
        IAlgebraDeployment(_poolOf(poolId)).setLiquidityCooldown(cooldown);
        vm.expectRevert(abi.encodeWithSelector(IAlgebraAdapter.Adapter_ExitsLocked.selector, poolId, cooldown));
        host.hostValidatePool(poolId, token0, token1, WINDOW);
    }

    /// @dev What is refused above, shown: a stranger's unit keeps the diamond's liquidity in.
    function test_cooldown_letsStrangersHoldExitsUp() public {
        bytes32 poolId = _servablePool();
        host.hostMint(poolId, token0, token1, -600, 600, 1e18, type(uint256).max, type(uint256).max);
        IAlgebraDeployment(_poolOf(poolId)).setLiquidityCooldown(1 hours);
        skip(1 hours);
        algebraLp.mint(_poolOf(poolId), address(host), -600, 600, 1);
        vm.expectRevert();
        host.hostBurn(poolId, -600, 600, 1e18);
    }

    /// @dev One timepoint a second at most in a ring of 65,536: a longer window could be pushed out of it.
    function testFuzz_RevertWhen_validatePool_windowIsLongerThanTheRing(uint32 window) public {
        window = uint32(bound(window, 65_536, type(uint32).max));
        bytes32 poolId = _servablePool();
        skip(365 days);
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_CardinalityTooLow.selector, poolId, 65_536, uint256(window) + 1)
        );
        host.hostValidatePool(poolId, token0, token1, window);
        host.hostValidatePool(poolId, token0, token1, 65_535);
    }

    function test_RevertWhen_validatePool_isNotInitialised() public {
        bytes32 poolId = _id(IAlgebraDeployment(factory).createPool(token0, token1));
        skip(1 days);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_HistoryTooShort.selector, poolId, WINDOW));
        host.hostValidatePool(poolId, token0, token1, WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_HistoryTooShort.selector, poolId, WINDOW));
        adapter.prices(poolId, WINDOW);
    }

    /// @dev An account that answers nothing must not be completed with what memory holds.
    function test_RevertWhen_prices_poolDoesNotAnswer() public {
        _expectUnknown(_id(stranger));
        adapter.prices(_id(stranger), WINDOW);
    }

    // -- dishonest pools ------------------------------------------------------------------------------------------

    function testFuzz_RevertWhen_mint_poolAsksTwice(uint96 ask) public {
        hostile.set(2, ask, ask, ask, ask, 1);
        _expectUnexpected(address(hostile), address(0));
        _mintOnHostile(type(uint96).max, type(uint96).max);
    }

    function test_RevertWhen_mint_strangerAsksWhileArmed() public {
        Accomplice accomplice = new Accomplice();
        hostile.set(1, 5, 5, 5, 5, 1);
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
        hostile.set(1, ask0, ask1, ask0, ask1, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDexAdapter.Adapter_ExcessivePayment.selector, _id(address(hostile)), ask0, ask1, max0, max1
            )
        );
        _mintOnHostile(max0, max1);
    }

    function testFuzz_RevertWhen_mint_poolReportsAnotherAmount(uint256 report, bool of0) public {
        if (report == 7) ++report;
        (uint256 report0, uint256 report1) = of0 ? (report, uint256(7)) : (uint256(7), report);
        hostile.set(1, 7, 7, report0, report1, 1);
        _expectMismatch(report0, report1, 7, 7);
        _mintOnHostile(10, 10);
    }

    function test_RevertWhen_mint_poolNeverAsks() public {
        hostile.set(0, 0, 0, 0, 0, 1);
        _expectMismatch(0, 0, 0, 0);
        _mintOnHostile(10, 10);
        // Nor can the terms pass for a payment.
        hostile.set(0, 0, 0, 10, 10, 1);
        _expectMismatch(10, 10, 0, 0);
        _mintOnHostile(10, 10);
    }

    /// @dev Algebra mints less for less; a pool that takes all and mints less is found out.
    function testFuzz_RevertWhen_mint_poolMintsAnotherLiquidity(uint128 minted) public {
        if (minted == 1) ++minted;
        hostile.set(1, 7, 7, 7, 7, minted);
        vm.expectRevert(
            abi.encodeWithSelector(IAlgebraAdapter.Adapter_LiquidityShort.selector, _id(address(hostile)), 1, minted)
        );
        _mintOnHostile(10, 10);
    }

    // -- difficult tokens -----------------------------------------------------------------------------------------

    function test_mint_worksWithTokensThatReturnNothing() public {
        NoReturnToken odd = new NoReturnToken("USDT", 6);
        (address pool, address a, address b) = _poolWith(address(odd));
        odd.mint(address(host), 1e30);
        (uint256 paid0, uint256 paid1) =
            host.hostMint(_id(pool), a, b, -60, 60, 1e18, type(uint256).max, type(uint256).max);
        (uint256 principal0, uint256 principal1,,) = host.hostBurn(_id(pool), -60, 60, 1e18);
        assertApproxEqAbs(principal0, paid0, 1);
        assertApproxEqAbs(principal1, paid1, 1);
    }

    /// @dev The venue would mint less for what arrived; the difference between charge and payment gives it away.
    function test_RevertWhen_mint_tokenTakesAFee() public {
        FeeOnTransferToken odd = new FeeOnTransferToken("FEE", 18, 1);
        (address pool, address a, address b) = _poolWith(address(odd));
        odd.mint(address(host), 1e30);
        vm.expectPartialRevert(IDexAdapter.Adapter_PaymentMismatch.selector);
        host.hostMint(_id(pool), a, b, -60, 60, 1e18, type(uint256).max, type(uint256).max);
    }

    function test_RevertWhen_mint_tokenRefuses() public {
        BlocklistToken odd = new BlocklistToken("BLK", 18);
        (address pool, address a, address b) = _poolWith(address(odd));
        odd.mint(address(host), 1e30);
        odd.setBlocked(pool, true);
        vm.expectRevert(SafeTransferLib.TransferFailed.selector);
        host.hostMint(_id(pool), a, b, -60, 60, 1e18, type(uint256).max, type(uint256).max);
    }

    // -- fees -----------------------------------------------------------------------------------------------------

    /// @dev The venue's fee follows volatility; what is owed is exact at any fee.
    function test_pendingFees_followAFeeThatChanges() public {
        bytes32 poolId = _servablePool();
        host.hostMint(poolId, token0, token1, -6000, 6000, 1e18, type(uint256).max, type(uint256).max);
        uint256 feesSeen;
        uint256 lastFee;
        for (uint256 i; i < 24; ++i) {
            skip(1 hours);
            algebraSwapToPrice(_poolOf(poolId), i % 2 == 0 ? SQRT_ONE_X96 * 5 / 4 : SQRT_ONE_X96);
            (,, uint256 fee) = IAlgebraV1State(_poolOf(poolId)).globalState();
            if (fee != lastFee) ++feesSeen;
            lastFee = fee;
        }
        assertGt(feesSeen, 2, "the fee moved");
        (uint256 pending0, uint256 pending1) = adapter.pendingFees(poolId, address(host), -6000, 6000);
        (,, uint256 fees0, uint256 fees1) = host.hostBurn(poolId, -6000, 6000, 0);
        assertGt(fees0, 0);
        assertEq(fees0, pending0);
        assertEq(fees1, pending1);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _mintOnHostile(uint256 max0, uint256 max1) private returns (uint256, uint256) {
        return host.hostMint(_id(address(hostile)), token0, token1, -60, 60, 1, max0, max1);
    }

    function _servablePool() private returns (bytes32) {
        address pool = IAlgebraDeployment(factory).createPool(token0, token1);
        IAlgebraPoolMinimal(pool).initialize(SQRT_ONE_X96);
        algebraLp.mint(pool, address(algebraLp), -887_220, 887_220, 1e18);
        skip(WINDOW);
        return _id(pool);
    }

    function _poolWith(address odd) private returns (address pool, address a, address b) {
        TestToken plain = new TestToken("P", 18);
        plain.mint(address(host), 1e30);
        (a, b) = _sorted(odd, address(plain));
        pool = IAlgebraDeployment(factory).createPool(a, b);
        IAlgebraPoolMinimal(pool).initialize(SQRT_ONE_X96);
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

    function _poolOf(bytes32 poolId) private pure returns (address) {
        return address(uint160(uint256(poolId)));
    }

    function _sorted(address a, address b) private pure returns (address, address) {
        return a < b ? (a, b) : (b, a);
    }
}

/// @notice The first generation's third word.
interface IAlgebraV1State {
    function globalState() external view returns (uint160 price, int24 tick, uint16 fee);
}
