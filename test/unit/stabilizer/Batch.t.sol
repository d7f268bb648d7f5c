// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../../src/interfaces/IStabilizerBatch.sol";
import {PauseGroups} from "../../../src/types/PauseGroups.sol";
import {MeshFixture} from "./MeshFixture.sol";

/// @notice The batch over all stabilizers, what a keeper asks, and the caller's reward.
contract BatchTest is MeshFixture {
    address private _payee = makeAddr("payee");

    /// @dev Both off, both brought back in one transaction by anyone, and a second run has nothing to do.
    function testFuzz_run_bringsAllBack(uint256 first, uint256 second) public {
        _pushBoth(bound(first, 10_000, 20_000), bound(second, 10_000, 20_000));
        (bool needed, bytes memory data) = batch.checkUpkeep("");
        assertTrue(needed);
        assertEq(abi.decode(data, (address[])).length, 2);
        vm.prank(anyone);
        assertEq(batch.run(_payee), 2);
        assertApproxEqAbs(pool.currentClose().deviationPpm, 0, 10);
        assertApproxEqAbs(pairPool.currentClose().deviationPpm, 0, 10);
        (needed,) = batch.checkUpkeep("");
        assertFalse(needed);
        assertEq(batch.run(_payee), 0);
    }

    /// @dev The first of them fails, its mesh not knowing it any more: the other acts, and the reason is told.
    function test_run_oneFailureStopsNobody() public {
        _pushBoth(15_000, 15_000);
        vm.prank(admin);
        mesh.setTrader(address(stab), false);
        (uint256 size, address tokenIn,,) = pairStab.quotePrivateSwap();
        vm.expectEmit(true, false, false, false, address(batch));
        emit IStabilizerBatch.BatchFailed(address(stab), "");
        vm.expectEmit(address(batch));
        emit IStabilizerBatch.BatchActed(address(pairStab), tokenIn, size);
        assertEq(batch.run(_payee), 1);
        assertApproxEqAbs(pairPool.currentClose().deviationPpm, 0, 10);
    }

    /// @dev One whose source is dead is not due, and stops nobody either.
    function test_run_oneWithoutAnOracle() public {
        _pushBoth(15_000, 15_000);
        source.setStale(true);
        assertEq(batch.due().length, 1);
        batch.performUpkeep("anything");
        assertApproxEqAbs(pairPool.currentClose().deviationPpm, 0, 10);
    }

    /// @dev One that cannot even be asked: it is not due.
    function test_run_oneThatDoesNotAnswer() public {
        vm.prank(admin);
        batch.add(IStabilizer(makeAddr("nobody")));
        vm.etch(makeAddr("nobody"), hex"fe");
        _pushBoth(15_000, 15_000);
        assertEq(batch.run(_payee), 2);
    }

    /// @dev `isDue` says what `executePrivateSwap` does: with delay, pause and gas price, whatever happened before.
    function testFuzz_isDue_isWhatHappens(uint256 usd, uint256 wait, bool acts, bool paused, uint256 gasPrice) public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.maxGasPriceWei = 100 gwei;
        s.minBlocks = 6;
        s.gainBp = 10_000;
        _set(s);
        _pushDown(bound(usd, 1, 30_000), 3);
        if (acts && stab.isDue()) {
            _actOn(stab);
            _sellBase(pool, trader, 20_000 * USD);
        }
        _skipBlocks(bound(wait, 0, 8));
        if (paused) authority.setPaused(PauseGroups.STABILIZE);
        vm.txGasPrice(bound(gasPrice, 90 gwei, 110 gwei));
        bool due = stab.isDue();
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        vm.prank(anyone);
        try stab.executePrivateSwap(size == 0 ? 1 : size, tokenIn, tokenOut) {
            assertTrue(due);
        } catch {
            assertFalse(due);
        }
    }

    /// @dev The lowest ceiling there is is one, too.
    function test_isDue_ceilingOfOneWei() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.maxGasPriceWei = 1;
        _set(s);
        _pushDown(20_000, 3);
        vm.txGasPrice(2);
        assertFalse(stab.isDue());
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_GasPrice.selector, 2, 1));
        stab.executePrivateSwap(size, tokenIn, tokenOut);
        vm.txGasPrice(1);
        assertTrue(stab.isDue());
        stab.executePrivateSwap(size, tokenIn, tokenOut);
    }

    // ---- Reward ----

    /// @dev A part of the gain, to the unit; bucket B has the rest and never less than it was owed; nothing stays here.
    function testFuzz_reward_isAPartOfTheGain(uint256 usd, uint256 part, bool down) public {
        part = bound(part, 1, 2_000);
        vm.prank(admin);
        stab.setReward(part);
        if (down) _pushDown(bound(usd, 10_000, 30_000), 3);
        else _pushUp(bound(usd, 10_000, 30_000), 3);
        uint256 value = _valueB();
        (uint256 size, address tokenIn, address tokenOut, uint256 gross) = stab.quotePrivateSwap();
        uint256 price = source.guidePrice();
        uint256 owed = down ? (size * 1e18 + price - 1) / price : (size * price + 1e18 - 1) / 1e18;
        vm.expectEmit(address(stab));
        emit IStabilizer.Rewarded(_payee, tokenOut, (gross - owed) * part / 10_000);
        vm.prank(_payee);
        stab.executePrivateSwap(size, tokenIn, tokenOut);
        uint256 reward = (down ? base : quote).balanceOf(_payee);
        assertEq(reward, (gross - owed) * part / 10_000);
        assertGt(reward, 0);
        assertGe(_valueB(), value);
        assertEq(base.balanceOf(address(stab)) + quote.balanceOf(address(stab)), 0);
    }

    /// @dev Through the batch it reaches the payee whole.
    function test_reward_throughTheBatch() public {
        vm.startPrank(admin);
        stab.setReward(1_000);
        pairStab.setReward(1_000);
        vm.stopPrank();
        _pushBoth(15_000, 15_000);
        vm.prank(anyone);
        assertEq(batch.run(_payee), 2);
        assertGt(base.balanceOf(_payee), 0);
        assertEq(base.balanceOf(address(batch)) + other.balanceOf(address(batch)) + quote.balanceOf(address(batch)), 0);
        assertEq(base.balanceOf(anyone), 0);
    }

    /// @dev What lies with the stabilizer by mistake is no reward.
    function test_reward_isNotADonation() public {
        vm.prank(admin);
        stab.setReward(1_000);
        base.mint(address(stab), 1_000 * USD);
        _pushDown(15_000, 3);
        _actOn(stab);
        assertEq(base.balanceOf(address(stab)), 1_000 * USD);
    }

    /// @dev Pushing the pool and being paid for bringing it back costs more than it brings, fees aside or not.
    function testFuzz_reward_neverPaysThePusher(uint256 usd, bool down) public {
        vm.prank(admin);
        stab.setReward(2_000);
        usd = bound(usd, 1_000, 200_000);
        uint256 paid = down ? usd * USD : usd * USD_OF_XAU;
        uint256 got = down ? _sellBase(pool, _payee, paid) : _sellQuote(pool, _payee, paid);
        _skipBlocks(3);
        for (uint256 n; n < 10 && stab.isDue(); ++n) {
            (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
            vm.prank(_payee);
            stab.executePrivateSwap(size, tokenIn, tokenOut);
            _skipBlocks(3);
        }
        uint256 price = source.guidePrice();
        uint256 worth = base.balanceOf(_payee) * price / 1e18 + quote.balanceOf(_payee);
        assertLt(worth, down ? paid * price / 1e18 : paid);
        assertGt(got, 0);
    }

    function test_setSettings_keepsTheReward() public {
        vm.expectEmit(address(stab));
        emit IStabilizer.RewardSet(0, 700);
        vm.prank(admin);
        stab.setReward(700);
        _set(_settings(2_000));
        assertEq(stab.rewardBp(), 700);
    }

    function test_RevertWhen_setReward() public {
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_RewardTooHigh.selector, 2_001, 2_000));
        vm.prank(admin);
        stab.setReward(2_001);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        vm.prank(anyone);
        stab.setReward(1);
    }

    // ---- List ----

    function test_list_addAndRemove() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IStabilizerBatch.Batch_Listed.selector, address(stab)));
        batch.add(stab);
        batch.remove(stab);
        vm.expectRevert(abi.encodeWithSelector(IStabilizerBatch.Batch_NotListed.selector, address(stab)));
        batch.remove(stab);
        assertEq(batch.stabilizers().length, 1);
        for (uint160 n = 1; n < 16; ++n) {
            batch.add(IStabilizer(address(n)));
        }
        vm.expectRevert(abi.encodeWithSelector(IStabilizerBatch.Batch_TooMany.selector, 16));
        batch.add(stab);
        vm.stopPrank();
    }

    function test_RevertWhen_batch() public {
        vm.expectRevert(IStabilizerBatch.Batch_ZeroPayee.selector);
        batch.run(address(0));
        vm.startPrank(anyone);
        bytes memory refusal = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN);
        vm.expectRevert(refusal);
        batch.add(stab);
        vm.expectRevert(refusal);
        batch.remove(stab);
        vm.stopPrank();
    }

    function _pushBoth(uint256 first, uint256 second) private {
        _sellBase(pool, trader, first * USD);
        _pushPair(true, second, 3);
    }
}
