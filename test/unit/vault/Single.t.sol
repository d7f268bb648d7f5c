// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Entering and leaving with one token: previews, the worst price, the fee, and who can never gain by it.
contract SingleTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(2e18);
    }

    // -- previews -------------------------------------------------------------------------------------------------

    function testFuzz_deposit_equalsPreview(bool zero, uint256 amount, uint256 answer) public {
        address token = _token(zero);
        amount = _boundAmount(zero, amount);
        setAnchor(bound(answer, 2950e8, 3050e8));
        uint256 preview = diamond.previewDepositSingle(vaultId, token, amount);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 before = _balance(token, attacker);
        assertEq(_depositSingle(attacker, token, amount, preview), preview);
        assertEq(sharesOf(attacker), preview);
        assertEq(before - _balance(token, attacker), amount);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        assertEq(now0 - cash0, zero ? amount : 0, "the deposit is cash, whole");
        assertEq(now1 - cash1, zero ? 0 : amount);
    }

    function testFuzz_withdraw_equalsPreview(bool zero, uint256 shares, uint256 answer) public {
        address token = _token(zero);
        setAnchor(bound(answer, 2950e8, 3050e8));
        shares = bound(shares, 1e15, sharesOf(bob));
        uint256 preview = diamond.previewWithdrawSingle(vaultId, token, shares);
        uint256 before = _balance(token, bob);
        uint256 other = _balance(_token(!zero), bob);
        vm.prank(bob);
        assertEq(diamond.withdrawSingle(vaultId, token, shares, preview, bob), preview);
        assertEq(_balance(token, bob) - before, preview);
        assertEq(_balance(_token(!zero), bob), other);
    }

    // -- nobody gains ---------------------------------------------------------------------------------------------

    /// @dev In with one token and out again, by whichever door: never more than came in, at the anchor.
    function testFuzz_roundTrip_neverGains(bool zero, uint256 amount, uint256 door, uint256 answer) public {
        setAnchor(bound(answer, 2950e8, 3050e8));
        amount = _boundAmount(zero, amount);
        uint256 before = _wealth(attacker);
        uint256 shares = _depositSingle(attacker, _token(zero), amount, 0);
        _leave(door % 4, shares);
        assertLe(_wealth(attacker), before);
    }

    /// @dev In with both and out with one.
    function testFuzz_roundTrip_fromBothNeverGains(bool zero, uint256 wethMax, uint256 answer) public {
        setAnchor(bound(answer, 2950e8, 3050e8));
        uint256 before = _wealth(attacker);
        wethMax = bound(wethMax, 1e15, 5e18);
        uint256 shares = depositAs(attacker, wethMax, wethMax * 4000e6 / 1e18);
        _leave(zero ? 0 : 1, shares);
        assertLe(_wealth(attacker), before);
    }

    /// @dev A pool pushed anywhere within its band before, and back in between: still nothing is gained, because each
    /// side is priced at the worst of anchor and spots. The pushes' own cost is left out, in the attacker's favour.
    function testFuzz_pushedPool_neverGains(bool zero, uint256 amount, uint256 pushTo, uint256 poolIndex) public {
        amount = _boundAmount(zero, amount);
        poolIndex %= 3;
        uint160 spot = spotSqrtPriceX96(pools[poolIndex]);
        uint256 before = _wealth(attacker);
        swapToPrice(pools[poolIndex], _sqrtPriceX96(bound(pushTo, 2945e8, 3055e8)));
        uint256 shares = _depositSingle(attacker, _token(zero), amount, 0);
        swapToPrice(pools[poolIndex], spot);
        uint256 middle = vm.snapshotState();
        for (uint256 door; door < 4; ++door) {
            _leave(door, shares);
            assertLe(_wealth(attacker), before);
            vm.revertToState(middle);
        }
        // The other way round: in at rest, out while pushed.
        swapToPrice(pools[poolIndex], _sqrtPriceX96(bound(pushTo, 2945e8, 3055e8)));
        for (uint256 door; door < 4; ++door) {
            uint256 pushed = vm.snapshotState();
            _leave(door, shares);
            assertLe(_wealth(attacker), before);
            vm.revertToState(pushed);
        }
    }

    /// @dev Holders never pay for somebody else's composition: value per share does not fall by a single unit.
    function testFuzz_valuePerShare_neverFalls(bool zero, uint256 amount, uint256 part, uint256 answer) public {
        setAnchor(bound(answer, 2950e8, 3050e8));
        uint256 before = diamond.valuePerShareWad(vaultId);
        uint256 shares = _depositSingle(attacker, _token(zero), _boundAmount(zero, amount), 0);
        uint256 between = diamond.valuePerShareWad(vaultId);
        assertGe(between, before);
        vm.prank(attacker);
        diamond.withdrawSingle(vaultId, _token(zero), bound(part, shares / 2 + 1, shares), 0, attacker);
        // An exit that burns parts of ranges leaves a wei of each behind, valued down.
        assertGe(diamond.valuePerShareWad(vaultId) + 1e6, between);
    }

    function testFuzz_splitDeposit_gainsNothing(bool zero, uint256 amount, uint256 pieces) public {
        amount = _boundAmount(zero, amount);
        pieces = bound(pieces, 2, 10);
        uint256 whole = diamond.previewDepositSingle(vaultId, _token(zero), amount);
        uint256 sum;
        for (uint256 i; i < pieces; ++i) {
            sum += _depositSingle(attacker, _token(zero), amount / pieces, 0);
        }
        assertLe(sum, whole);
    }

    // -- the worst price ------------------------------------------------------------------------------------------

    /// @dev Without a fee, a deposit's shares are what the worst of anchor and spots gives, for the vault's holdings as
    /// they are, valued there.
    function testFuzz_deposit_isAtTheWorstPrice(bool zero, uint256 amount, uint256[3] memory spots) public {
        _waiveFee();
        _push(spots);
        amount = zero ? bound(amount, 1e16, 8e18) : bound(amount, 30e6, 24_000e6);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        uint256 supply = diamond.totalSupply(vaultId);
        uint256 expected = type(uint256).max;
        uint160[4] memory prices = _prices();
        for (uint256 i; i < 4; ++i) {
            uint256 value = zero ? _value(amount, 0, prices[i]) : amount;
            expected = FixedPointMathLib.min(
                expected, FixedPointMathLib.fullMulDiv(value, supply, _value(have0, have1, prices[i]))
            );
        }
        uint256 shares = diamond.previewDepositSingle(vaultId, _token(zero), amount);
        // Units: the vault is worth some 9e10 raw USDC, rounded a few times; a deposit of 30e6 loses a unit or two.
        assertApproxEqRel(shares, expected, 2e11);
        assertLe(shares, expected);
    }

    /// @dev Without a fee, an exit pays what the worst price gives, for ranges valued at that price throughout.
    function testFuzz_exit_isAtTheWorstPrice(bool zero, uint256 shares, uint256[3] memory spots) public {
        _waiveFee();
        _push(spots);
        shares = bound(shares, 1e19, sharesOf(bob));
        uint256 supply = diamond.totalSupply(vaultId);
        uint256 expected = type(uint256).max;
        uint160[4] memory prices = _prices();
        for (uint256 i; i < 4; ++i) {
            uint256 value = FixedPointMathLib.fullMulDiv(_leastValue(prices[i]), shares, supply);
            if (zero) value = FixedPointMathLib.fullMulDiv(value, 1e18, _value(1e18, 0, prices[i]));
            expected = FixedPointMathLib.min(expected, value);
        }
        uint256 amount = diamond.previewWithdrawSingle(vaultId, _token(zero), shares);
        assertApproxEqRel(amount, expected, 1e12);
    }

    // -- the fee --------------------------------------------------------------------------------------------------

    /// @dev What brings the vault towards its ranges' proportion is cheaper than what takes it away from it.
    function test_fee_isLowerForTheStepThatHelps() public {
        _depositSingle(alice, address(weth), 3e18, 0);
        uint256 worse = _feePpm(address(weth), 1e18);
        uint256 better = _feePpm(address(usdc), 3000e6);
        assertGt(worse, better);
        assertGe(better, 100, "at least the minimum, 1 bp");
        assertLe(worse, 20_000, "at most the maximum, 200 bp");
    }

    /// @dev A higher curve is ADMIN's, a lower one MANAGER's, at once.
    function testFuzz_curve_raisingNeedsAdmin(uint16 minBp, uint16 maxBp, uint16 amplificationBp) public {
        IALMSingle.ImbalanceCurve memory old = diamond.imbalanceCurve(vaultId);
        IALMSingle.ImbalanceCurve memory curve = IALMSingle.ImbalanceCurve({
            minBp: uint16(bound(minBp, 0, 100)),
            maxBp: uint16(bound(maxBp, 100, 200)),
            amplificationBp: uint16(bound(amplificationBp, 2500, 7500))
        });
        bool raises = curve.minBp > old.minBp || curve.maxBp > old.maxBp || curve.amplificationBp > old.amplificationBp;
        vm.prank(manager);
        if (raises) {
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        }
        diamond.setImbalanceCurve(vaultId, curve);
        if (raises) diamond.setImbalanceCurve(vaultId, curve); // this contract is ADMIN
        assertEq(abi.encode(diamond.imbalanceCurve(vaultId)), abi.encode(curve));
        assertGt(diamond.previewDepositSingle(vaultId, address(usdc), 1000e6), 0);
    }

    function test_RevertWhen_curveIsOutOfRange() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 201, 0, 200));
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(1, 201, 3500));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 101, 0, 100));
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(101, 100, 3500));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 7501, 2500, 7500));
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(1, 200, 7501));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 2499, 2500, 7500));
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(1, 200, 2499));
    }

    // -- refusals -------------------------------------------------------------------------------------------------

    function test_RevertWhen_tokenIsNotTheVaults() public {
        bytes memory reason = abi.encodeWithSelector(IALMSingle.Vault_NotItsToken.selector, vaultId, address(feed));
        vm.startPrank(bob);
        vm.expectRevert(reason);
        diamond.depositSingle(vaultId, address(feed), 1e18, 0, bob);
        vm.expectRevert(reason);
        diamond.withdrawSingle(vaultId, address(feed), 1e18, 0, bob);
    }

    function test_RevertWhen_vaultIsEmpty() public {
        vm.prank(manager);
        uint256 empty = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IALMSingle.Vault_Empty.selector, empty));
        diamond.depositSingle(empty, address(weth), 1e18, 0, bob);
    }

    /// @dev An exit in one token takes no more of it than there is, whatever the shares are worth.
    function test_RevertWhen_exitExceedsHoldings() public {
        uint256 most = sharesOf(bob) - 1;
        vm.prank(bob);
        diamond.safeTransferFrom(bob, alice, vaultId, most, "");
        uint256 all = sharesOf(alice);
        vm.prank(alice);
        vm.expectPartialRevert(IALMSingle.Vault_ExceedsHoldings.selector);
        diamond.withdrawSingle(vaultId, address(weth), all, 0, alice);
    }

    function test_RevertWhen_lastHolderLeavesInOneToken() public {
        uint256 all = sharesOf(bob);
        vm.prank(bob);
        diamond.safeTransferFrom(bob, alice, vaultId, all, "");
        all = sharesOf(alice);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IALMSingle.Vault_LastHolder.selector, vaultId));
        diamond.withdrawSingle(vaultId, address(weth), all, 0, alice);
    }

    function test_RevertWhen_boundsAreMissed() public {
        uint256 shares = diamond.previewDepositSingle(vaultId, address(weth), 1e18);
        uint256 amount = diamond.previewWithdrawSingle(vaultId, address(weth), 1e18);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooFewShares.selector, shares, shares + 1));
        diamond.depositSingle(vaultId, address(weth), 1e18, shares + 1, bob);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultErrors.Vault_TooLittle.selector, address(weth), amount, amount + 1)
        );
        diamond.withdrawSingle(vaultId, address(weth), 1e18, amount + 1, bob);
    }

    function test_RevertWhen_nothingIsMoved() public {
        vm.startPrank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.depositSingle(vaultId, address(weth), 0, 0, bob);
        // A raw unit of WETH is worth no raw unit of USDC: all of it is fee, and no share is sold for nothing.
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.depositSingle(vaultId, address(weth), 1, 0, bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.withdrawSingle(vaultId, address(weth), 0, 0, bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.withdrawSingle(vaultId, address(usdc), 1, 0, bob);
    }

    function test_RevertWhen_receiverIsZero() public {
        vm.startPrank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.depositSingle(vaultId, address(weth), 1e18, 0, address(0));
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.withdrawSingle(vaultId, address(weth), 1e18, 0, address(0));
    }

    function testFuzz_RevertWhen_sharesAreNotHeld(uint256 shares) public {
        shares = bound(shares, sharesOf(bob) + 1, sharesOf(bob) * 11 / 10);
        uint256 held = sharesOf(bob);
        vm.prank(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultToken.Token_InsufficientShares.selector, bob, vaultId, held, shares)
        );
        diamond.withdrawSingle(vaultId, address(usdc), shares, 0, bob);
    }

    function test_RevertWhen_paused() public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.ENTRY | PauseGroups.EXIT);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.ENTRY));
        diamond.depositSingle(vaultId, address(weth), 1e18, 0, bob);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.EXIT));
        diamond.withdrawSingle(vaultId, address(weth), 1e18, 0, bob);
    }

    function test_RevertWhen_notCalm() public {
        swapToPrice(pools[1], _sqrtPriceX96(3100e8));
        vm.startPrank(bob);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.depositSingle(vaultId, address(weth), 1e18, 0, bob);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.withdrawSingle(vaultId, address(weth), 1e18, 0, bob);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _token(bool zero) private view returns (address) {
        return zero ? address(weth) : address(usdc);
    }

    function _boundAmount(bool zero, uint256 amount) private pure returns (uint256) {
        return zero ? bound(amount, 1e13, 8e18) : bound(amount, 1e4, 24_000e6);
    }

    function _balance(address token, address who) private view returns (uint256) {
        return token == address(weth) ? weth.balanceOf(who) : usdc.balanceOf(who);
    }

    /// @dev At the anchor, raw USDC · 2^192 so that nothing is rounded.
    function _wealth(address who) private view returns (uint256) {
        uint256 p = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        return weth.balanceOf(who) * p * p + (usdc.balanceOf(who) << 192);
    }

    function _depositSingle(address who, address token, uint256 amount, uint256 minShares)
        private
        returns (uint256 shares)
    {
        vm.prank(who);
        return diamond.depositSingle(vaultId, token, amount, minShares, who);
    }

    function _waiveFee() private {
        vm.prank(manager);
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(0, 0, 3500));
    }

    /// @dev Each pool somewhere within its band, and long enough there for the averages to follow.
    function _push(uint256[3] memory answers) private {
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], _sqrtPriceX96(bound(answers[i], 2945e8, 3055e8)));
        }
        skip(TWAP_WINDOW + 1);
        setAnchor(3000e8);
    }

    function _prices() private view returns (uint160[4] memory prices) {
        for (uint256 i; i < 3; ++i) {
            prices[i] = spotSqrtPriceX96(pools[i]);
        }
        prices[3] = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
    }

    /// @dev Raw USDC; sqrt prices here are below 2^88.
    function _value(uint256 amount0, uint256 amount1, uint256 price) private pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(amount0, price * price, 1 << 192) + amount1;
    }

    /// @dev The vault's value with every range computed at the price, from its public records.
    function _leastValue(uint160 price) private view returns (uint256) {
        (uint256 amount0, uint256 amount1) = diamond.cashBalances(vaultId);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            (uint256 x, uint256 y) =
                RangeMath.amountsDown(price, ranges[i].tickLower, ranges[i].tickUpper, ranges[i].liquidity);
            amount0 += x;
            amount1 += y;
        }
        return _value(amount0, amount1, price);
    }

    /// @dev The four doors out of the attacker's shares.
    function _leave(uint256 door, uint256 shares) private {
        vm.startPrank(attacker);
        if (door == 0) diamond.withdrawSingle(vaultId, address(weth), shares, 0, attacker);
        else if (door == 1) diamond.withdrawSingle(vaultId, address(usdc), shares, 0, attacker);
        else if (door == 2) diamond.withdraw(vaultId, shares, 0, 0, attacker);
        else diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
    }

    /// @dev What a deposit loses against its own value at the anchor, which is spot here, ppm.
    function _feePpm(address token, uint256 amount) private view returns (uint256) {
        uint256 value = token == address(weth) ? amount * 3000e6 / 1e18 : amount;
        uint256 shares = diamond.previewDepositSingle(vaultId, token, amount);
        return (value - shares * diamond.valuePerShareWad(vaultId) / 1e36) * 1e6 / value;
    }
}
