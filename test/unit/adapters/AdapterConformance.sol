// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {HookToken} from "../../mocks/HookToken.sol";
import {AdapterHost} from "../../utils/AdapterHost.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @title AdapterConformance
/// @notice What every venue family's adapter must do, run against the venue's genuine bytecode.
/// @dev A new adapter inherits this and answers the questions under "the venue". The venue itself is the reference for
/// spot, history and collected amounts; RangeMath, which the vault room relies on, is held against it.
abstract contract AdapterConformance is Test {
    uint160 internal constant SQRT_ONE_X96 = 1 << 96;
    uint32 internal constant WINDOW = 60;

    /// @dev A pool, tokens of chosen decimals in the pool's order, and a range of the host's on it.
    struct Scene {
        bytes32 poolId;
        address token0;
        address token1;
        int24 spacing;
        int24 tickLower;
        int24 tickUpper;
        uint128 liquidity;
    }

    /// @dev What the fuzzer chooses of a scene.
    struct Choice {
        uint256 decimals;
        uint256 spacing;
        int24 tick;
        uint256 below;
        uint256 above;
        uint128 liquidity;
        int24 drift;
    }

    AdapterHost internal host;
    IDexAdapter internal adapter;
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        adapter = _deployAdapter();
        host = _deployHost();
        _trustVenue();
    }

    // -- the venue ------------------------------------------------------------------------------------------------

    /// @dev Deploys the venue and its adapter facet.
    function _deployAdapter() internal virtual returns (IDexAdapter);

    /// @dev The diamond's stand-in, of which this contract is ADMIN.
    function _deployHost() internal virtual returns (AdapterHost) {
        return new AdapterHost(address(adapter), address(this));
    }

    /// @dev Makes the host accept the venue's pools; this contract is the host's ADMIN.
    function _trustVenue() internal virtual;

    /// @dev Every tick spacing the venue's pools have.
    function _spacings() internal view virtual returns (int24[] memory);

    function _createPool(address token0, address token1, int24 spacing, uint160 sqrtPriceX96)
        internal
        virtual
        returns (bytes32 poolId);

    /// @dev Adds liquidity in anyone's name, paid by somebody else.
    function _addLiquidityFor(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        virtual;

    /// @dev Swaps whatever it takes to reach a price.
    function _swapToPrice(bytes32 poolId, uint160 sqrtTargetX96) internal virtual;

    function _venueSpot(bytes32 poolId) internal view virtual returns (uint160 sqrtPriceX96, int24 tick);

    /// @dev The venue's own mean tick, rounded towards minus infinity, or false if its history is too short.
    function _venueMeanTick(bytes32 poolId, uint32 windowSeconds) internal view virtual returns (bool, int24);

    /// @dev Lets the pool keep that many observations, effective on return.
    function _growObservations(bytes32 poolId, uint16 cardinality) internal virtual;

    /// @dev Calldata of the venue's request to pay, and who sends it.
    function _paymentRequest(bytes32 poolId, uint256 amount0, uint256 amount1)
        internal
        view
        virtual
        returns (address sender, bytes memory data);

    /// @dev The pool whose history an error would name: the pool itself, if it keeps one.
    function _historyIdOf(bytes32 poolId) internal view virtual returns (bytes32) {
        return poolId;
    }

    /// @dev The facet that serves the venue's callback, if it is not the adapter.
    function _callbackFacet() internal view virtual returns (address) {
        return address(adapter);
    }

    // -- mint -----------------------------------------------------------------------------------------------------

    function testFuzz_mint_chargesAmountsUp(Choice memory choice) public {
        Scene memory scene = _scene(choice);
        _assertMintExact(scene);
        assertEq(_liquidityOf(scene), scene.liquidity, "liquidity");
    }

    function testFuzz_mint_neverExceedsTheAmountsLiquidityWasComputedFrom(
        Choice memory choice,
        uint128 amount0,
        uint128 amount1
    ) public {
        Scene memory scene = _scene(choice);
        (uint160 sqrtPriceX96,) = _venueSpot(scene.poolId);
        (uint256 full0, uint256 full1) =
            RangeMath.amountsUp(sqrtPriceX96, scene.tickLower, scene.tickUpper, scene.liquidity);
        uint256 max0 = bound(amount0, 0, full0);
        uint256 max1 = bound(amount1, 0, full1);
        uint128 liquidity = RangeMath.liquidityForAmountsDown(
            sqrtPriceX96,
            TickMath.getSqrtPriceAtTick(scene.tickLower),
            TickMath.getSqrtPriceAtTick(scene.tickUpper),
            max0,
            max1
        );
        if (liquidity == 0) return;
        (uint256 paid0, uint256 paid1) = _mint(scene, liquidity, max0, max1);
        assertLe(paid0, max0);
        assertLe(paid1, max1);
    }

    function testFuzz_RevertWhen_mint_venueAsksMoreThanTheMaximum(Choice memory choice, bool of0) public {
        Scene memory scene = _scene(choice);
        (uint160 sqrtPriceX96,) = _venueSpot(scene.poolId);
        (uint256 due0, uint256 due1) =
            RangeMath.amountsUp(sqrtPriceX96, scene.tickLower, scene.tickUpper, scene.liquidity);
        uint256 max0 = due0;
        uint256 max1 = due1;
        // One of the two is always due.
        if (due1 == 0 || (of0 && due0 != 0)) --max0;
        else --max1;
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_ExcessivePayment.selector, scene.poolId, due0, due1, max0, max1)
        );
        _mint(scene, scene.liquidity, max0, max1);
    }

    function test_RevertWhen_mint_calledOnTheFacetItself() public {
        Scene memory scene = _scene(_plainChoice());
        vm.expectRevert(IDexAdapter.Adapter_NotDelegated.selector);
        adapter.mint(scene.poolId, scene.token0, scene.token1, scene.tickLower, scene.tickUpper, 1, 1, 1);
    }

    // -- burn -----------------------------------------------------------------------------------------------------

    function testFuzz_burn_paysAmountsDown(Choice memory choice, uint128 part) public {
        Scene memory scene = _position(choice);
        _drift(scene, choice.drift);
        part = uint128(bound(part, 1, scene.liquidity));
        _assertBurnExact(scene, part);
        assertEq(_liquidityOf(scene), scene.liquidity - part, "liquidity");
    }

    /// @dev A range made and unmade at one price returns what it cost, less a unit of each token at most.
    function testFuzz_burn_undoesMintWithinOneUnit(Choice memory choice) public {
        Scene memory scene = _scene(choice);
        (uint256 paid0, uint256 paid1) = _mint(scene, scene.liquidity, type(uint256).max, type(uint256).max);
        (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1) =
            host.hostBurn(scene.poolId, scene.tickLower, scene.tickUpper, scene.liquidity);
        assertLe(principal0, paid0);
        assertLe(principal1, paid1);
        assertLe(paid0 - principal0, 1);
        assertLe(paid1 - principal1, 1);
        assertEq(fees0 + fees1, 0);
    }

    function test_RevertWhen_burn_calledOnTheFacetItself() public {
        Scene memory scene = _position(_plainChoice());
        vm.expectRevert(IDexAdapter.Adapter_NotDelegated.selector);
        adapter.burn(scene.poolId, scene.tickLower, scene.tickUpper, 0);
    }

    // -- boundaries -----------------------------------------------------------------------------------------------

    /// @dev Prices at which implementations of the range formula have differed: a spacing boundary, the ticks next to
    /// it, and one unit of sqrt price to either side of each; approached from above and from below.
    function testFuzz_amountsHoldAtBoundaries(
        Choice memory choice,
        bool upper,
        int8 tickOff,
        int8 unitOff,
        bool fromAbove
    ) public {
        Scene memory scene = _position(choice);
        int24 tick = (upper ? scene.tickUpper : scene.tickLower) + int24(bound(tickOff, -1, 1));
        uint160 target = TickMath.getSqrtPriceAtTick(tick);
        target = uint160(uint256(int256(uint256(target)) + bound(unitOff, -1, 1)));
        int24 beyond = fromAbove ? tick + 2 * scene.spacing : tick - 2 * scene.spacing;
        _swapToPrice(scene.poolId, TickMath.getSqrtPriceAtTick(beyond));
        _swapToPrice(scene.poolId, target);
        (uint160 sqrtPriceX96,) = _venueSpot(scene.poolId);
        assertEq(sqrtPriceX96, target, "the venue is where the test wants it");

        _assertMintExact(scene);
        _assertBurnExact(scene, scene.liquidity);
        _assertBurnExact(scene, scene.liquidity);
    }

    // -- fees -----------------------------------------------------------------------------------------------------

    function testFuzz_pendingFees_areWhatIsCollected(Choice memory choice, int24 drift2, uint128 part) public {
        Scene memory scene = _position(choice);
        _drift(scene, choice.drift);
        _drift(scene, drift2);
        part = uint128(bound(part, 0, scene.liquidity));

        (uint256 pending0, uint256 pending1) = _pending(scene);
        (,, uint256 fees0, uint256 fees1) = host.hostBurn(scene.poolId, scene.tickLower, scene.tickUpper, part);
        assertEq(fees0, pending0, "fees0");
        assertEq(fees1, pending1, "fees1");

        (pending0, pending1) = _pending(scene);
        assertEq(pending0 + pending1, 0, "nothing is left");
    }

    function test_pendingFees_accrueOnBothSides() public {
        Scene memory scene = _position(_plainChoice());
        _drift(scene, scene.spacing);
        _drift(scene, -scene.spacing);
        (uint256 pending0, uint256 pending1) = _pending(scene);
        assertGt(pending0, 0);
        assertGt(pending1, 0);
    }

    function test_pendingFees_areZeroWithoutPosition() public {
        Scene memory scene = _scene(_plainChoice());
        (uint256 pending0, uint256 pending1) = _pending(scene);
        assertEq(pending0 + pending1, 0);
    }

    // -- gifts ----------------------------------------------------------------------------------------------------

    /// @dev Liquidity minted in the host's name by somebody else changes neither what recorded liquidity is worth nor
    /// what burning it pays; it only shows as unrecorded liquidity and as fees.
    function testFuzz_gift_changesNothingRecorded(Choice memory choice, uint128 gift) public virtual {
        Scene memory scene = _position(choice);
        _drift(scene, choice.drift);
        gift = uint128(bound(gift, 1, 1e18));
        _addLiquidityFor(scene.poolId, address(host), scene.tickLower, scene.tickUpper, gift);
        assertEq(_liquidityOf(scene), scene.liquidity + gift, "recorded + gift");
        _drift(scene, choice.drift / -2);
        _assertBurnExact(scene, scene.liquidity);
        assertEq(_liquidityOf(scene), gift, "the gift stays");
    }

    // -- prices ---------------------------------------------------------------------------------------------------

    function testFuzz_prices_matchTheVenuesOwnHistory(uint16 cardinality, uint32 window, uint256 seed) public {
        Scene memory scene = _scene(_plainChoice());
        _growObservations(scene.poolId, uint16(bound(cardinality, 1, 24)));
        for (uint256 i; i < 30; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 13);
            _drift(scene, int24(int256((seed >> 8) % 401)) - 200);
        }
        skip((seed >> 32) % 20);
        window = uint32(bound(window, 1, 400));

        (bool served, int24 meanTick) = _venueMeanTick(scene.poolId, window);
        if (!served) {
            _expectHistoryTooShort(scene, window);
        }
        (uint160 sqrtPriceX96, int24 twapTick,) = adapter.prices(scene.poolId, window);
        if (!served) return;
        (uint160 spotX96,) = _venueSpot(scene.poolId);
        assertEq(sqrtPriceX96, spotX96, "spot");
        assertEq(twapTick, meanTick, "mean tick");
    }

    function testFuzz_prices_ignoreSwapsOfThisBlock(int24 drift, uint32 window) public {
        Scene memory scene = _scene(_plainChoice());
        _growObservations(scene.poolId, 4);
        _drift(scene, 0);
        skip(1 hours);
        window = uint32(bound(window, 1, 1 hours));
        (, int24 before,) = adapter.prices(scene.poolId, window);
        (uint160 sqrtBeforeX96,) = _venueSpot(scene.poolId);
        // At least a tick away, or no observation would be due.
        _drift(scene, drift >= 0 ? 2 + drift % 500 : -2 + drift % 500);
        (uint160 sqrtAfterX96, int24 twapTick,) = adapter.prices(scene.poolId, window);
        assertNotEq(sqrtAfterX96, sqrtBeforeX96, "spot moved");
        assertEq(twapTick, before, "the mean did not");
    }

    function test_prices_roundTowardsMinusInfinity() public {
        Scene memory scene = _scene(_plainChoice());
        _growObservations(scene.poolId, 4);
        _swapToPrice(scene.poolId, TickMath.getSqrtPriceAtTick(-10));
        skip(2);
        _swapToPrice(scene.poolId, TickMath.getSqrtPriceAtTick(-11));
        skip(1);
        // Two seconds at -10, one at -11: -10.33.
        (, int24 twapTick,) = adapter.prices(scene.poolId, 3);
        assertEq(twapTick, -11);
    }

    function test_RevertWhen_prices_windowIsZero() public {
        Scene memory scene = _scene(_plainChoice());
        vm.expectRevert(IDexAdapter.Adapter_ZeroWindow.selector);
        adapter.prices(scene.poolId, 0);
    }

    function test_RevertWhen_prices_historyIsYoungerThanTheWindow() public {
        Scene memory scene = _scene(_plainChoice());
        skip(9);
        _expectHistoryTooShort(scene, 10);
        adapter.prices(scene.poolId, 10);
        skip(1);
        adapter.prices(scene.poolId, 10);
    }

    // -- callbacks ------------------------------------------------------------------------------------------------

    function test_RevertWhen_callback_fromStranger() public {
        Scene memory scene = _position(_plainChoice());
        (, bytes memory data) = _paymentRequest(scene.poolId, 1, 1);
        vm.prank(stranger);
        _expectUnexpectedCallback(stranger, address(0));
        _call(address(host), data);
    }

    function test_RevertWhen_callback_fromThePoolAtTheWrongTime() public {
        Scene memory scene = _position(_plainChoice());
        (address sender, bytes memory data) = _paymentRequest(scene.poolId, 1, 1);
        vm.prank(sender);
        _expectUnexpectedCallback(sender, address(0));
        _call(address(host), data);
    }

    /// @dev The first token calls out while the pool is being paid: the expectation is spent by then.
    function test_RevertWhen_callback_fromStrangerDuringPayment() public {
        (Scene memory scene, HookToken hook) = _hookScene();
        (, bytes memory data) = _paymentRequest(scene.poolId, 1, 1);
        hook.prepare(address(host), data);
        _mint(scene, scene.liquidity, type(uint256).max, type(uint256).max);
        _assertHookRefused(hook, address(0));
    }

    function test_RevertWhen_callback_onTheFacetItself() public {
        Scene memory scene = _position(_plainChoice());
        (address sender, bytes memory data) = _paymentRequest(scene.poolId, 1, 1);
        vm.prank(sender);
        _expectUnexpectedCallback(sender, address(0));
        _call(_callbackFacet(), data);
    }

    // -- registration ---------------------------------------------------------------------------------------------

    function testFuzz_validatePool_acceptsEverySpacing(Choice memory choice) public {
        Scene memory scene = _scene(choice);
        _makeServable(scene);
        int24 spacing = host.hostValidatePool(scene.poolId, scene.token0, scene.token1, WINDOW);
        assertEq(spacing, scene.spacing);
    }

    function test_RevertWhen_validatePool_tokensAreOthers() public {
        Scene memory scene = _scene(_plainChoice());
        _makeServable(scene);
        bytes memory mismatch = abi.encodeWithSelector(
            IDexAdapter.Adapter_TokenMismatch.selector, scene.poolId, scene.token0, scene.token1
        );
        vm.expectRevert(mismatch);
        host.hostValidatePool(scene.poolId, scene.token1, scene.token0, WINDOW);
        vm.expectRevert(mismatch);
        host.hostValidatePool(scene.poolId, scene.token0, stranger, WINDOW);
        vm.expectRevert(mismatch);
        host.hostValidatePool(scene.poolId, stranger, scene.token1, WINDOW);
    }

    /// @dev To the second: a pool a second younger than the window is refused, a second later it is not.
    function test_RevertWhen_validatePool_historyIsTooShort() public {
        Scene memory scene = _scene(_plainChoice());
        _growObservations(scene.poolId, uint16(WINDOW) + 1);
        (bool served,) = _venueMeanTick(scene.poolId, WINDOW - 1);
        assertFalse(served, "younger than that at first");
        while (!served) {
            skip(1);
            (served,) = _venueMeanTick(scene.poolId, WINDOW - 1);
        }
        _expectHistoryTooShort(scene, WINDOW);
        host.hostValidatePool(scene.poolId, scene.token0, scene.token1, WINDOW);
        skip(1);
        host.hostValidatePool(scene.poolId, scene.token0, scene.token1, WINDOW);
    }

    /// @dev The same to the second, but of whoever is asked: the facet itself knows no list, and the pool's tokens are
    /// nobody's concern.
    function test_RevertWhen_requireHistory_isTooShort() public {
        Scene memory scene = _scene(_plainChoice());
        IDexAdapter facet = IDexAdapter(host.adapter());
        _growObservations(scene.poolId, uint16(WINDOW) + 1);
        (bool served,) = _venueMeanTick(scene.poolId, WINDOW - 1);
        while (!served) {
            skip(1);
            (served,) = _venueMeanTick(scene.poolId, WINDOW - 1);
        }
        _expectHistoryTooShort(scene, WINDOW);
        facet.requireHistory(scene.poolId, WINDOW);
        skip(1);
        facet.requireHistory(scene.poolId, WINDOW);
        vm.expectRevert(IDexAdapter.Adapter_ZeroWindow.selector);
        facet.requireHistory(scene.poolId, 0);
        // However much time passes, it promises no more than what swaps cannot push out.
        vm.expectPartialRevert(IDexAdapter.Adapter_CardinalityTooLow.selector);
        facet.requireHistory(scene.poolId, 65_536);
    }

    function test_RevertWhen_validatePool_windowIsZero() public {
        Scene memory scene = _scene(_plainChoice());
        _makeServable(scene);
        vm.expectRevert(IDexAdapter.Adapter_ZeroWindow.selector);
        host.hostValidatePool(scene.poolId, scene.token0, scene.token1, 0);
    }

    /// @dev A second name for one pool would let its position back two claims.
    function testFuzz_RevertWhen_validatePool_idHasForeignBits(uint96 bits) public {
        Scene memory scene = _scene(_plainChoice());
        _makeServable(scene);
        bits = uint96(bound(bits, 1, type(uint96).max));
        bytes32 alias_ = scene.poolId | bytes32(uint256(bits) << 160);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, alias_));
        host.hostValidatePool(alias_, scene.token0, scene.token1, WINDOW);
    }

    function testFuzz_RevertWhen_validatePool_isNoPool(uint160 poolId) public {
        // An account without code, as far as fuzzing goes; a contract of another kind; a precompile.
        uint160[3] memory ids = [poolId, uint160(address(host)), uint160(4)];
        for (uint256 i; i < ids.length; ++i) {
            bytes32 id = bytes32(uint256(ids[i]));
            vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, id));
            host.hostValidatePool(id, address(1), address(2), WINDOW);
        }
    }

    // -- scenes ---------------------------------------------------------------------------------------------------

    function _plainChoice() internal pure returns (Choice memory) {
        return Choice({decimals: 1, spacing: 1, tick: 0, below: 10, above: 10, liquidity: 1e18, drift: 0});
    }

    /// @dev A pool somewhere between ticks -700,000 and 700,000 with some liquidity everywhere, and a range that the
    /// price may be in, under or above. Amounts stay below 2^128 there: 1e18 * 1.0001^360,000 < 2^112.
    function _scene(Choice memory choice) internal returns (Scene memory scene) {
        int24[] memory spacings = _spacings();
        scene.spacing = spacings[choice.spacing % spacings.length];
        (scene.token0, scene.token1) = _tokens(choice.decimals);
        int24 tick = int24(bound(choice.tick, -700_000, 700_000));
        scene.poolId = _createPool(scene.token0, scene.token1, scene.spacing, TickMath.getSqrtPriceAtTick(tick));
        _completeScene(scene, choice, tick);
    }

    function _completeScene(Scene memory scene, Choice memory choice, int24 tick) internal {
        _addLiquidityFor(
            scene.poolId, stranger, TickMath.minUsableTick(scene.spacing), TickMath.maxUsableTick(scene.spacing), 1e15
        );
        // From 10 spacings below the price's own to 10 above, at least one wide.
        int24 base = tick / scene.spacing;
        int24 low = base - int24(int256(bound(choice.below, 0, 20))) + 10;
        int24 high = low + 1 + int24(int256(bound(choice.above, 0, 20)));
        scene.tickLower = low * scene.spacing;
        scene.tickUpper = high * scene.spacing;
        scene.liquidity = uint128(bound(choice.liquidity, 1e3, 1e18));
        _fund(scene.token0, address(host));
        _fund(scene.token1, address(host));
    }

    /// @dev Gives somebody more of a token than any scene moves.
    function _fund(address token, address to) internal virtual {
        TestToken(token).mint(to, type(uint128).max);
    }

    function _position(Choice memory choice) internal returns (Scene memory scene) {
        scene = _scene(choice);
        _mint(scene, scene.liquidity, type(uint256).max, type(uint256).max);
    }

    /// @dev A scene one of whose tokens calls out on transfer.
    function _hookScene() internal returns (Scene memory scene, HookToken hook) {
        scene.spacing = _spacings()[0];
        (hook, scene.token0, scene.token1) = _hookTokens();
        scene.poolId = _createPool(scene.token0, scene.token1, scene.spacing, SQRT_ONE_X96);
        Choice memory choice = _plainChoice();
        // The price inside the range, so that both tokens are due.
        choice.below = 20;
        _completeScene(scene, choice, 0);
    }

    /// @dev The token that calls out, and a pair of it in the pool's order.
    function _hookTokens() internal virtual returns (HookToken hook, address token0, address token1) {
        token1 = address(new TestToken("T", 18));
        do {
            hook = new HookToken("H", 18);
        } while (address(hook) > token1);
        token0 = address(hook);
    }

    /// @dev Decimals of 6, 8 and 18 in every combination; which deployed first says which order they get.
    function _tokens(uint256 choice) internal virtual returns (address token0, address token1) {
        uint8[3] memory decimals = [6, 8, 18];
        token0 = address(new TestToken("A", decimals[choice % 3]));
        token1 = address(new TestToken("B", decimals[(choice / 3) % 3]));
        if (token0 > token1) (token0, token1) = (token1, token0);
    }

    /// @dev Moves the price by up to 4,000 ticks, within what a pool can have.
    function _drift(Scene memory scene, int24 ticks) internal {
        (, int24 tick) = _venueSpot(scene.poolId);
        int24 target = int24(bound(tick + int256(ticks) % 4_000, -800_000, 800_000));
        _swapToPrice(scene.poolId, TickMath.getSqrtPriceAtTick(target));
    }

    function _makeServable(Scene memory scene) internal {
        _growObservations(scene.poolId, uint16(WINDOW) + 1);
        skip(WINDOW);
    }

    function _mint(Scene memory scene, uint128 liquidity, uint256 max0, uint256 max1)
        internal
        returns (uint256 paid0, uint256 paid1)
    {
        return host.hostMint(
            scene.poolId, scene.token0, scene.token1, scene.tickLower, scene.tickUpper, liquidity, max0, max1
        );
    }

    /// @dev Mints the scene's liquidity: charged as RangeMath says, paid to the wei, recorded.
    function _assertMintExact(Scene memory scene) internal {
        (uint160 sqrtPriceX96,) = _venueSpot(scene.poolId);
        (uint256 expected0, uint256 expected1) =
            RangeMath.amountsUp(sqrtPriceX96, scene.tickLower, scene.tickUpper, scene.liquidity);
        (uint256 before0, uint256 before1) = _hostBalances(scene);
        (uint256 paid0, uint256 paid1) = _mint(scene, scene.liquidity, expected0, expected1);
        (uint256 after0, uint256 after1) = _hostBalances(scene);
        assertEq(paid0, expected0, "paid0");
        assertEq(paid1, expected1, "paid1");
        assertEq(before0 - after0, paid0, "mint balance0");
        assertEq(before1 - after1, paid1, "mint balance1");
    }

    /// @dev Burns: principal as RangeMath says, fees as pending before, both received to the wei.
    function _assertBurnExact(Scene memory scene, uint128 part) internal {
        (uint256 pending0, uint256 pending1) = _pending(scene);
        (uint256 before0, uint256 before1) = _hostBalances(scene);
        (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1) =
            host.hostBurn(scene.poolId, scene.tickLower, scene.tickUpper, part);
        (uint256 after0, uint256 after1) = _hostBalances(scene);
        assertEq(after0 - before0, principal0 + fees0, "burn balance0");
        assertEq(after1 - before1, principal1 + fees1, "burn balance1");
        assertEq(fees0, pending0, "fees0");
        assertEq(fees1, pending1, "fees1");
        (before0, before1) = _amountsDown(scene, part);
        assertEq(principal0, before0, "principal0");
        assertEq(principal1, before1, "principal1");
    }

    function _amountsDown(Scene memory scene, uint128 liquidity) internal view returns (uint256, uint256) {
        (uint160 sqrtPriceX96,) = _venueSpot(scene.poolId);
        return RangeMath.amountsDown(sqrtPriceX96, scene.tickLower, scene.tickUpper, liquidity);
    }

    function _pending(Scene memory scene) internal view returns (uint256, uint256) {
        return adapter.pendingFees(scene.poolId, address(host), scene.tickLower, scene.tickUpper);
    }

    function _liquidityOf(Scene memory scene) internal view returns (uint128) {
        return adapter.positionLiquidity(scene.poolId, address(host), scene.tickLower, scene.tickUpper);
    }

    function _hostBalances(Scene memory scene) internal view returns (uint256, uint256) {
        return (TestToken(scene.token0).balanceOf(address(host)), TestToken(scene.token1).balanceOf(address(host)));
    }

    function _expectHistoryTooShort(Scene memory scene, uint32 window) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_HistoryTooShort.selector, _historyIdOf(scene.poolId), window)
        );
    }

    function _expectUnexpectedCallback(address sender, address expected) internal {
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, sender, expected));
    }

    function _assertHookRefused(HookToken hook, address expected) internal view {
        assertTrue(hook.fired(), "the hook ran");
        assertFalse(hook.hookSucceeded(), "and was refused");
        assertEq(
            hook.hookReturndata(),
            abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, address(hook), expected)
        );
    }

    /// @dev Bubbles the revert, so that `vm.expectRevert` sees it.
    function _call(address target, bytes memory data) internal {
        (bool ok, bytes memory result) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
