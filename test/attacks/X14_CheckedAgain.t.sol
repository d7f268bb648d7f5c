// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {HookToken} from "test/mocks/HookToken.sol";
import {V3Actor} from "test/utils/V3Actor.sol";
import {AttackFixture} from "./AttackFixture.sol";
import {Raider, RoundTripRaider} from "./Raider.sol";

/// @dev Uniswap's router, as much of it as the attack needs.
interface IPathRouter {
    struct ExactInputParams {
        bytes path;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
    }

    function exactInput(ExactInputParams calldata params) external payable returns (uint256 amountOut);
}

/// @title X14_CheckedAgain
/// @notice Arrakis V2 (H-1): the deviation was checked before the router was called, and the call moved the pool.
/// @dev The keeper sells through a genuine, listed router over a token of its own, whose transfer hook pushes the pool
/// that the liquidity goes to. The sale itself is a gift to the vault, so that no loss limit can be what refuses it.
contract X14_CheckedAgainTest is AttackFixture {
    HookToken private evil;
    RoundTripRaider private raider;
    uint160 private anchor;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        raider = new RoundTripRaider(wethPrey());
        weth.mint(address(raider), 1e6 * 1e18);
        usdc.mint(address(raider), 3e9 * 1e6);
        evil = new HookToken("EVIL", 18);
        V3Actor accomplice = new V3Actor();
        address poolIn = createPool(uniswap, address(weth), address(evil), 3000, uint160(1 << 96));
        address poolOut = createPool(uniswap, address(evil), address(usdc), 3000, uint160(1 << 96));
        accomplice.mint(poolIn, address(accomplice), -60_000, 60_000, 1e24);
        accomplice.mint(poolOut, address(accomplice), -60_000, 60_000, 1e20);
        diamond.setRouter(uniswap.swapRouter, IPathRouter.exactInput.selector, true);
        skip(15 minutes);
        setAnchor(3000e8);
        anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
    }

    /// @dev Beyond the band in the middle of the sale, in or out of the orders' pools' first reading.
    function testFuzz_RevertWhen_theSaleMovesThePool(uint256 pool, uint256 push, bool up) public {
        pool = bound(pool, 0, 2);
        push = bound(push, 110, 1000);
        _hook(pool, up ? 10_000 + push : 10_000 - push);
        IALMProtected.SwapOrder[] memory swaps = _swaps();
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        vm.prank(keeper);
        try diamond.rebalance(vaultId, swaps, orders) {
            assertTrue(false, "X14: liquidity was added at a price nobody checked");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector, "X14: refused, but not for the price");
        }
    }

    /// @dev Inside the band it may: then what is minted there is judged at the anchor.
    function testFuzz_insideTheBand_costsNoMoreThanACall(uint256 pool, uint256 push, bool up) public {
        pool = bound(pool, 0, 2);
        push = bound(push, 0, 98);
        _hook(pool, up ? 10_000 + push : 10_000 - push);
        IALMProtected.SwapOrder[] memory swaps = _swaps();
        IALMProtected.RangeOrder[] memory orders = ordersAround(1000);
        vm.prank(keeper);
        (uint256 before, uint256 afterwards) = diamond.rebalance(vaultId, swaps, orders);
        assertTrue(evil.fired(), "the hook was meant to fire");
        assertGe(afterwards, before - before * 30 / 10_000, "X14: more than a call's limit");
    }

    function _hook(uint256 pool, uint256 bp) private {
        uint160 pushed = uint160(uint256(anchor) * bp / 10_000);
        evil.prepare(address(raider), abi.encodeCall(Raider.push, (pools[pool], pushed)));
    }

    function _swaps() private view returns (IALMProtected.SwapOrder[] memory swaps) {
        bytes memory path = abi.encodePacked(address(weth), uint24(3000), address(evil), uint24(3000), address(usdc));
        swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder({
            router: uniswap.swapRouter,
            zeroForOne: true,
            amountIn: 1e9,
            amountOutMin: 0,
            data: abi.encodeCall(
                IPathRouter.exactInput,
                (IPathRouter.ExactInputParams(path, address(diamond), type(uint256).max, 1e9, 0))
            )
        });
    }
}
