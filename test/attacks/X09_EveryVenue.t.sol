// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {EveryVenueFixture} from "test/utils/EveryVenueFixture.sol";

/// @title X09_EveryVenue
/// @notice Unsolicited gifts (X09) by every way that Algebra and Uniswap V4 know: liquidity minted for the diamond at the
/// ticks of its own range, fees given to whoever is in range, claims on the manager, tokens.
/// @dev Holds: no gift moves a share's value or what an exit in kind pays; what a venue credits as fees is released over
/// six hours, so that whoever gave it and leaves at once has given it away.
contract X09_EveryVenueTest is EveryVenueFixture {
    function setUp() public override {
        super.setUp();
        _rebalance(vaultId);
    }

    function testFuzz_gift_movesNoShareValue(uint256 kind, uint256 size) public {
        size = 1e10 << bound(size, 0, 30);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        (uint256 total0, uint256 total1) = diamond.totalBalances(vaultId);
        (uint256 exit0, uint256 exit1) = diamond.previewWithdrawInKind(vaultId, sharesOf(alice) / 3);
        _give(bound(kind, 0, 4), size);
        (uint256 still,) = diamond.valueAtAnchor(vaultId);
        assertEq(still, value, "X09: a gift moved the share value");
        (uint256 still0, uint256 still1) = diamond.totalBalances(vaultId);
        assertEq(still0, total0, "X09: a gift entered the balances");
        assertEq(still1, total1, "X09: a gift entered the balances");
        diamond.harvest(vaultId);
        (still,) = diamond.valueAtAnchor(vaultId);
        assertEq(still, value, "X09: a harvested gift moved the share value at once");
        uint256 shares = sharesOf(alice) / 3;
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(amount0, exit0, "X09: a gift changed an exit");
        assertEq(amount1, exit1, "X09: a gift changed an exit");
    }

    /// @dev Summer.fi's attacker held shares, gave, and left with more. Here it leaves in the same second with less.
    function testFuzz_giver_gainsNothing(uint256 kind, uint256 size, uint256 stake) public {
        size = 1e10 << bound(size, 0, 30);
        uint256 amount = 1e15 << bound(stake, 0, 20);
        uint256 before = _worth();
        uint256 shares = depositAs(attacker, amount, amount * 3100 / 1e12);
        _give(bound(kind, 0, 4), size);
        diamond.harvest(vaultId);
        vm.prank(attacker);
        diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        // The gift itself was another's money: even so there is nothing to gain.
        assertLe(_worth(), before, "X09: NP");
    }

    /// @dev Gifts are minted by the venues' own actors, at nobody's cost.
    function _give(uint256 kind, uint256 size) private {
        if (kind == 0) {
            IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[ALGEBRA];
            algebraLp.mint(algebraPool, address(diamond), range.tickLower, range.tickUpper, uint128(size));
        } else if (kind == 1) {
            v4Lp.donate(poolManager, v4KeyOf(v4Pool), size, size / 1e6);
        } else if (kind == 2) {
            weth.mint(address(poolManager), size);
            vm.prank(address(poolManager));
            weth.transfer(address(diamond), size);
        } else if (kind == 3) {
            weth.mint(address(diamond), size);
            usdc.mint(address(diamond), size / 1e6);
        } else {
            weth.mint(v3Adapter, size);
            usdc.mint(address(algebraPool), size / 1e6);
            usdc.mint(address(poolManager), size / 1e6);
        }
    }

    /// @dev Raw USDC times 1e18.
    function _worth() private view returns (uint256) {
        return weth.balanceOf(attacker) * 3000e6 + usdc.balanceOf(attacker) * 1e18;
    }
}
