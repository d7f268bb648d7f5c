// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {EveryVenueFixture} from "test/utils/EveryVenueFixture.sol";

/// @title X01_EveryVenue
/// @notice Gamma Strategies' mistake (X01), tried on Uniswap V3, PancakeSwap V3, Algebra and Uniswap V4: spot moved inside
/// the guard, a deposit or an exit there, spot moved back.
/// @dev One vault with a range on each. Pushes are the `trader`'s, who mints what it owes: a flash lender without end or
/// fee. REF is the feed; the attacker's worth is its wallet and its share of V(A(a), a).
contract X01_EveryVenueTest is EveryVenueFixture {
    uint160 private anchor;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 2000e18, 6_000_000e6);
        _rebalance(vaultId);
        anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        _putBack();
    }

    /// @dev `where` is the set of venues that are pushed, `way` when, and by which door the attacker leaves.
    function testFuzz_roundTrip_gainsNothing(uint256 where, uint256 push, uint256 amount, uint256 way) public {
        where = bound(where, 1, (1 << POOLS) - 1);
        push = bound(push, 0, 198);
        amount = 1e12 << bound(amount, 0, 30);
        way = bound(way, 0, 3);
        uint160 pushed = uint160(uint256(anchor) * (9_901 + push) / 10_000);
        uint256 before = _worth(attacker);
        uint256 staying = _perShare();

        if (way < 2) _push(where, pushed);
        uint256 shares = depositAs(attacker, amount, amount * 3100 / 1e12);
        if (way < 2) _putBack();
        else _push(where, pushed);
        vm.startPrank(attacker);
        if (way % 2 == 0) diamond.withdraw(vaultId, shares, 0, 0, attacker);
        else diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
        _putBack();

        // In kind at a pushed price the slice is whatever the pools hold there: that gain is the pusher's own loss.
        if (way != 3) assertLe(_worth(attacker), before, "X01: NP");
        // Two units a range of a vault of more than 1e12, in 1e-18.
        assertGe(_perShare() + 1e8, staying, "X01: PPS");
    }

    /// @dev The guard of each venue stands at the same place: within a bp of its 200.
    function testFuzz_guard_isTheSameEverywhere(uint256 venue, uint256 push, bool up) public {
        venue = bound(venue, 0, POOLS - 1);
        push = bound(push, 1, 300);
        uint160 pushed = uint160(uint256(anchor) * (up ? 10_000 + push : 10_000 - push) / 10_000);
        _push(1 << venue, pushed);
        if (RangeMath.isWithinBand(pushed, anchor, 200)) {
            diamond.requireCalm(vaultId);
        } else {
            vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
            diamond.requireCalm(vaultId);
        }
    }

    function _push(uint256 where, uint160 price) private {
        for (uint256 i; i < POOLS; ++i) {
            if (where >> i & 1 == 1) _swapTo(i, price);
        }
    }

    function _putBack() private {
        _push(type(uint256).max, anchor);
    }

    function _perShare() private view returns (uint256) {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        return value * 1e18 / diamond.totalSupply(vaultId) * 1e12;
    }

    /// @dev Raw USDC times 1e18: a wei of WETH is 3,000e6.
    function _worth(address who) private view returns (uint256) {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        return weth.balanceOf(who) * 3000e6 + usdc.balanceOf(who) * 1e18 + value * 1e18 * sharesOf(who)
            / diamond.totalSupply(vaultId);
    }
}
