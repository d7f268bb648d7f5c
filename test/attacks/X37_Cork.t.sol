// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Hooks} from "v4-core/libraries/Hooks.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {GenuineV4} from "../utils/GenuineV4.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @dev What the diamond gives the manager to pass back, as an attacker would forge it.
struct ForgedOrder {
    bytes32 poolId;
    int24 tickLower;
    int24 tickUpper;
    bool isMint;
    uint128 liquidity;
}

/// @title CorkAttacker
/// @notice Calls the diamond's V4 callback wherever V4 lets a stranger's code run: outside, within an unlock of its own,
/// and as the hook of a pool that looks like the vault's.
contract CorkAttacker {
    address public diamond;
    bytes public forged;
    uint256 public tried;
    uint256 public succeeded;
    bytes public refusal;

    function prepare(address diamond_, bytes calldata forged_) external {
        (diamond, forged) = (diamond_, forged_);
    }

    function callDirectly() external {
        _call();
    }

    function callInUnlock(IPoolManager manager) external {
        manager.unlock("");
    }

    function unlockCallback(bytes calldata) external returns (bytes memory) {
        _call();
        return "";
    }

    /// @dev Any hook.
    fallback(bytes calldata) external returns (bytes memory) {
        _call();
        // The selector, no delta, no fee of its own: what every hook may answer.
        return abi.encode(msg.sig, 0, 0);
    }

    function _call() private {
        ++tried;
        (bool ok, bytes memory result) = diamond.call(abi.encodeCall(IV4Adapter.unlockCallback, (forged)));
        if (ok) ++succeeded;
        else refusal = result;
    }
}

/// @title X37_Cork
/// @notice Cork, May 2025: a V4 callback did not ask who called it, and markets an attacker made were taken for real ones.
/// @dev Against the genuine PoolManager, by a contract that calls the diamond's callback with forged orders for the
/// vault's own range, and by pools that differ from the vault's in what an attacker can choose.
contract X37_CorkTest is AttackFixture, GenuineV4 {
    uint8 private constant FAMILY_V4 = 3;
    uint256 private constant V4 = 3;

    CorkAttacker private cork;
    IV4Adapter.V4Pool private v4Pool;
    bytes32 private v4Id;

    function setUp() public override {
        super.setUp();
        cork = new CorkAttacker();
        deployUniswapV4();
        diamond.setV4Manager(address(poolManager), true);
        for (uint256 i; i < facets.length; ++i) {
            if (keccak256(bytes(facets[i].name)) == keccak256("V4AdapterFacet")) {
                diamond.setAdapter(FAMILY_V4, facets[i].at);
            }
        }
        v4Pool = IV4Adapter.V4Pool({
            manager: address(poolManager),
            currency0: address(weth),
            currency1: address(usdc),
            fee: 3000,
            tickSpacing: 60,
            hooks: address(0),
            token0: address(weth),
            salt: bytes32(vaultId),
            history: pools[0]
        });
        poolManager.initialize(v4KeyOf(v4Pool), spotSqrtPriceX96(pools[0]));
        v4AddFullRangeLiquidity(v4KeyOf(v4Pool), BACKGROUND_LIQUIDITY);
        v4Id = diamond.recordV4Pool(v4Pool);
        vm.prank(manager);
        diamond.registerPool(vaultId, _configOf(v4Id));
        depositAs(alice, 20e18, 60_000e6);

        skip(15 minutes);
        setAnchor(uint256(_answer()));
        IALMProtected.RangeOrder[] memory three = ordersAround(600);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](4);
        for (uint256 i; i < 3; ++i) {
            orders[i] = three[i];
        }
        int24 centre = anchorTick();
        orders[V4] = IALMProtected.RangeOrder(3, _floor(centre - 600, 60), _floor(centre + 600, 60), 10_000);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
    }

    function testFuzz_forgedOrders_moveNothing(bool isMint, uint128 liquidity, uint8 way) public {
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[V4];
        liquidity = uint128(bound(liquidity, 0, range.liquidity));
        _prepare(range, isMint, liquidity);
        way = uint8(bound(way, 0, 2));
        if (way == 0) {
            cork.callDirectly();
        } else if (way == 1) {
            cork.callInUnlock(poolManager);
        } else {
            _swapThroughItsHook();
        }
        _assertRefused(range);
    }

    /// @dev The plainest theft: the vault's whole range, burned inside the attacker's unlock.
    function test_burnInAStrangersUnlock_movesNothing() public {
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[V4];
        _prepare(range, false, range.liquidity);
        cork.callInUnlock(poolManager);
        _assertRefused(range);
    }

    /// @dev Pools that mimic the vault's but for a hook or a manager of the attacker's: written down by anyone,
    /// registered by nobody, not even by a thief of MANAGER.
    function test_mimics_areNotRegistered() public {
        IV4Adapter.V4Pool memory mimic = v4Pool;
        mimic.hooks = _hook();
        _expectRefused(mimic, abi.encodeWithSelector(IV4Adapter.Adapter_UnlistedHook.selector, 0, mimic.hooks));
        mimic = v4Pool;
        mimic.manager = address(cork);
        _expectRefused(mimic, abi.encodeWithSelector(IV4Adapter.Adapter_UntrustedManager.selector, 0, address(cork)));
        mimic = v4Pool;
        mimic.history = address(cork);
        bytes32 poolId = diamond.recordV4Pool(mimic);
        vm.prank(manager);
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, bytes32(uint256(uint160(address(cork)))))
        );
        diamond.registerPool(vaultId, _configOf(poolId));
    }

    function _prepare(IALMInfo.RangeView memory range, bool isMint, uint128 liquidity) private {
        cork.prepare(
            address(diamond), abi.encode(ForgedOrder(v4Id, range.tickLower, range.tickUpper, isMint, liquidity))
        );
    }

    /// @dev A pool of the vault's tokens, fee and spacing with the attacker's hook, and a trade in it.
    function _swapThroughItsHook() private {
        CorkAttacker original = cork;
        IV4Adapter.V4Pool memory mimic = v4Pool;
        mimic.hooks = _hook();
        cork = CorkAttacker(mimic.hooks);
        cork.prepare(original.diamond(), original.forged());
        PoolKey memory key = v4KeyOf(mimic);
        poolManager.initialize(key, spotSqrtPriceX96(pools[0]));
        v4AddFullRangeLiquidity(key, BACKGROUND_LIQUIDITY);
        v4SwapToPrice(key, spotSqrtPriceX96(pools[0]) * 99 / 100);
    }

    function _hook() private returns (address hook) {
        hook = address(uint160(0xbad << 20) | Hooks.BEFORE_SWAP_FLAG);
        vm.etch(hook, address(cork).code);
    }

    function _assertRefused(IALMInfo.RangeView memory range) private view {
        assertEq(diamond.vaultRanges(vaultId)[V4].liquidity, range.liquidity);
        (bool ok, bytes memory answer) = diamond.adapter(FAMILY_V4)
            .staticcall(
                abi.encodeCall(
                    IDexAdapter.positionLiquidity, (v4Id, address(diamond), range.tickLower, range.tickUpper)
                )
            );
        assertTrue(ok);
        assertEq(abi.decode(answer, (uint128)), range.liquidity, "X37: a stranger moved a vault's liquidity");
        assertEq(cork.tried(), 1, "X37: the attack was made");
        assertEq(cork.succeeded(), 0, "X37: a forged callback was served");
        assertEq(
            cork.refusal(),
            abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, address(cork), address(0))
        );
        assertSolvent("X37");
    }

    /// @param refusal The error; its first argument is filled in here.
    function _expectRefused(IV4Adapter.V4Pool memory mimic, bytes memory refusal) private {
        bytes32 poolId = diamond.recordV4Pool(mimic);
        assembly ("memory-safe") {
            mstore(add(refusal, 36), poolId)
        }
        vm.prank(manager);
        vm.expectRevert(refusal);
        diamond.registerPool(vaultId, _configOf(poolId));
    }

    function _configOf(bytes32 poolId) private view returns (IManagement.PoolConfig memory config) {
        config = poolConfig(pools[0]);
        (config.poolId, config.family) = (poolId, FAMILY_V4);
    }
}
