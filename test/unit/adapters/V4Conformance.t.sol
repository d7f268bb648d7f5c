// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Hooks} from "v4-core/libraries/Hooks.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {V4AdapterFacet} from "src/adapters/v4/V4AdapterFacet.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {HookToken} from "../../mocks/HookToken.sol";
import {AdapterHost, FamilyHost} from "../../utils/AdapterHost.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {GenuineV4, IDynamicFeesHook} from "../../utils/GenuineV4.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {AdapterConformance} from "./AdapterConformance.sol";

/// @notice The conformance kit's answers for V4 pools. Each comes with a V3 pool of the same pair, which keeps the
/// history that V4 has none of; the pair's price moves in both at once, as arbitrage would have it.
abstract contract V4Conformance is AdapterConformance, GenuineV3, GenuineV4 {
    V3Venue internal v3;

    /// @dev The currency that the pool takes for the vault's token0.
    function _currency0(address token0) internal view virtual returns (address);

    function _hooks() internal view virtual returns (address) {
        return address(0);
    }

    function _fee() internal view virtual returns (uint24) {
        return 3000;
    }

    function _deployAdapter() internal virtual override returns (IDexAdapter) {
        v3 = deployUniswapV3();
        deployUniswapV4();
        return new V4AdapterFacet();
    }

    function _deployHost() internal override returns (AdapterHost) {
        return new FamilyHost(address(adapter), address(this));
    }

    function _trustVenue() internal virtual override {
        IV4Adapter(address(host)).setV4Manager(address(poolManager), true);
        // The list of V3 factories is the V3 family's, in the same diamond.
        FamilyHost(address(host)).cut(address(new V3AdapterFacet()));
        IV3Adapter(address(host)).setV3Factory(v3.factory, true);
        FamilyHost(address(host)).cut(address(adapter));
    }

    function _spacings() internal pure override returns (int24[] memory spacings) {
        spacings = new int24[](5);
        (spacings[0], spacings[1], spacings[2], spacings[3], spacings[4]) = (1, 10, 60, 200, 1500);
    }

    function _createPool(address token0, address token1, int24 spacing, uint160 sqrtPriceX96)
        internal
        override
        returns (bytes32)
    {
        IV4Adapter.V4Pool memory pool = IV4Adapter.V4Pool({
            manager: address(poolManager),
            currency0: _currency0(token0),
            currency1: token1,
            fee: _fee(),
            tickSpacing: spacing,
            hooks: _hooks(),
            token0: token0,
            salt: bytes32(uint256(7)),
            history: createPool(v3, token0, token1, 500, sqrtPriceX96)
        });
        addFullRangeLiquidity(pool.history, 1e15);
        poolManager.initialize(v4KeyOf(pool), sqrtPriceX96);
        return IV4Adapter(address(host)).recordV4Pool(pool);
    }

    function _addLiquidityFor(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        override
    {
        assertNotEq(owner, address(host), "nobody can");
        v4AddLiquidity(_keyOf(poolId), tickLower, tickUpper, liquidity);
    }

    function _swapToPrice(bytes32 poolId, uint160 sqrtTargetX96) internal override {
        v4SwapToPrice(_keyOf(poolId), sqrtTargetX96);
        swapToPrice(_recordOf(poolId).history, sqrtTargetX96);
    }

    function _venueSpot(bytes32 poolId) internal view override returns (uint160 sqrtPriceX96, int24 tick) {
        return v4Spot(_keyOf(poolId));
    }

    function _venueMeanTick(bytes32 poolId, uint32 windowSeconds) internal view override returns (bool, int24) {
        return tryObservedMeanTick(_recordOf(poolId).history, windowSeconds);
    }

    function _historyIdOf(bytes32 poolId) internal view override returns (bytes32) {
        return bytes32(uint256(uint160(_recordOf(poolId).history)));
    }

    function _growObservations(bytes32 poolId, uint16 cardinality) internal override {
        growObservations(_recordOf(poolId).history, cardinality);
    }

    function _paymentRequest(bytes32, uint256, uint256) internal view override returns (address, bytes memory) {
        return (address(poolManager), abi.encodeCall(IV4Adapter.unlockCallback, ("")));
    }

    /// @dev In V4 a position is its maker's: the same range and salt in a stranger's hands is another position.
    function testFuzz_gift_changesNothingRecorded(Choice memory choice, uint128 gift) public override {
        Scene memory scene = _position(choice);
        _drift(scene, choice.drift);
        gift = uint128(bound(gift, 1, 1e18));
        _addLiquidityFor(scene.poolId, stranger, scene.tickLower, scene.tickUpper, gift);
        assertEq(_liquidityOf(scene), scene.liquidity, "recorded");
        _drift(scene, choice.drift / -2);
        _assertBurnExact(scene, scene.liquidity);
        assertEq(_liquidityOf(scene), 0, "all of it");
    }

    function _recordOf(bytes32 poolId) internal view returns (IV4Adapter.V4Pool memory) {
        return IV4Adapter(address(host)).v4Pool(poolId);
    }

    function _keyOf(bytes32 poolId) internal view returns (PoolKey memory) {
        return v4KeyOf(_recordOf(poolId));
    }
}

/// @notice Pools of two tokens.
contract V4ConformanceTest is V4Conformance {
    function _currency0(address token0) internal pure override returns (address) {
        return token0;
    }
}

/// @notice Pools of two tokens with a listed hook: the genuine one of v4-core's tests that sets each swap's fee.
contract V4HookedConformanceTest is V4Conformance {
    address private constant HOOK = address(uint160(0xbeef << 20) | 0x1080);

    function _currency0(address token0) internal pure override returns (address) {
        return token0;
    }

    function _hooks() internal pure override returns (address) {
        return HOOK;
    }

    function _fee() internal pure override returns (uint24) {
        return 0x800000;
    }

    function _trustVenue() internal override {
        super._trustVenue();
        // Called after initialisation and before swaps, by its address.
        assertEq(uint160(HOOK) & 0x3fff, Hooks.AFTER_INITIALIZE_FLAG | Hooks.BEFORE_SWAP_FLAG);
        deployCodeTo("node_modules/@uniswap/v4-core/out/DynamicFeesTestHook.sol/DynamicFeesTestHook.json", HOOK);
        IDynamicFeesHook(HOOK).setManager(poolManager);
        IDynamicFeesHook(HOOK).setFee(2500);
        IV4Adapter(address(host)).setV4Hook(HOOK, true);
    }
}

/// @notice Pools of native coins and a token, for vaults of WETH and the token.
contract V4NativeConformanceTest is V4Conformance {
    /// @dev Lower than other tokens, so that WETH is token0 as native coins always are currency0.
    address payable private constant WETH = payable(address(0xC0FFEE));
    uint256 private constant PLENTY = 1 << 140;

    function _deployAdapter() internal override returns (IDexAdapter) {
        deployCodeTo("node_modules/canonical-weth/build/contracts/WETH9.json", WETH);
        _fund(WETH, address(lp));
        _fund(WETH, address(trader));
        return super._deployAdapter();
    }

    function _trustVenue() internal override {
        super._trustVenue();
        IV4Adapter(address(host)).setV4WrappedNative(WETH);
    }

    function _currency0(address) internal pure override returns (address) {
        return address(0);
    }

    function _tokens(uint256 choice) internal override returns (address token0, address token1) {
        return (WETH, address(new TestToken("B", [6, 8, 18][choice % 3])));
    }

    function _hookTokens() internal override returns (HookToken hook, address token0, address token1) {
        hook = new HookToken("H", 18);
        return (hook, WETH, address(hook));
    }

    function _fund(address token, address to) internal override {
        if (token != WETH) return super._fund(token, to);
        vm.deal(address(this), PLENTY);
        (bool ok,) = WETH.call{value: PLENTY}("");
        assertTrue(ok);
        TestToken(WETH).transfer(to, PLENTY);
    }
}
