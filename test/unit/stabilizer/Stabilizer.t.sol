// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {PauseGroups} from "../../../src/types/PauseGroups.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {StabilizerFixture} from "./StabilizerFixture.sol";

/// @notice The stabilizer: signal, size, guards, settings.
contract StabilizerTest is StabilizerFixture {
    // ---- Signal ----

    function test_checkDeviation_quietPoolIsZero() public view {
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, 0);
        assertFalse(should);
        (uint256 size, address tokenIn,,) = stab.quotePrivateSwap();
        assertEq(size, 0);
        assertEq(tokenIn, address(0));
    }

    /// @dev 20,000 of 1,000,000 at k 0.1 is 0.1·((1/0.98)² - 1) = 41 bp below: seen after two closes, not after one.
    function test_checkDeviation_needsEveryOneOfNCloses() public {
        _pushDown(20_000, 1);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, 0, "one close of two");
        assertFalse(should);
        _nextBlock();
        (bps, should) = stab.checkDeviation();
        assertEq(bps, -40);
        assertTrue(should);
        (, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        assertEq(tokenIn, address(quote), "the scarce token is sold");
        assertEq(tokenOut, address(base));
    }

    function test_checkDeviation_upIsPositive() public {
        _fundB(1_000 * USD, 0);
        _pushUp(20_000, 2);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, 41);
        assertTrue(should);
        (, address tokenIn,,) = stab.quotePrivateSwap();
        assertEq(tokenIn, address(base));
    }

    /// @dev The pool's own, against the sign of the price's; the gap of an action is that part of the target.
    function testFuzz_getInventoryDeviation_isTheGapsPart(uint256 usd, bool down) public {
        _fundB(100_000 * USD, 0);
        usd = bound(usd, 10_000, 24_000);
        if (down) _pushDown(usd, 2);
        else _pushUp(usd, 2);
        (int256 basePpm, int256 quotePpm) = stab.getInventoryDeviation();
        (int256 ofPool, int256 quoteOfPool) = pool.getInventoryDeviation();
        assertEq(basePpm, ofPool);
        assertEq(quotePpm, quoteOfPool);
        (int256 bps, bool should) = stab.checkDeviation();
        assertTrue(should);
        assertEq(bps > 0, basePpm < 0, "what is scarce is dear");
        assertEq(bps < 0, quotePpm < 0, "what is scarce is dear");
        (uint256 size,,,) = stab.quotePrivateSwap();
        uint256 target = SIDE * (down ? USD_OF_XAU : USD);
        assertApproxEqAbs(size, uint256(down ? -quotePpm : -basePpm) * target / 1e6, target / 1e6 + 2);
    }

    /// @dev The smallest of the last N, not the last and not the mean.
    function test_checkDeviation_smallestOfTheLastN() public {
        _pushDown(5_000, 1);
        _pushDown(15_000, 1);
        (int256 bps,) = stab.checkDeviation();
        assertEq(bps, -10);
    }

    /// @dev Closes of opposite signs are no deviation, however large.
    function test_checkDeviation_oppositeSignsAreZero() public {
        _pushDown(10_000, 1);
        _pushUp(40_000, 1);
        assertGt(pool.closes(1)[0].deviationBps, 5);
        assertLt(pool.closes(2)[1].deviationBps, -5);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, 0);
        assertFalse(should);
    }

    /// @dev Beyond theta, not at it: just below and above 5 bp (gaps of 2,480 and 2,500).
    function test_checkDeviation_thetaIsTheEdge() public {
        _pushDown(2_480, 2);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, -4);
        assertFalse(should);
        _pushDown(30, 2);
        (bps, should) = stab.checkDeviation();
        assertEq(bps, -5);
        assertTrue(should);
    }

    /// @dev A move undone in its block leaves the answer as it was, whether nothing or something was going on.
    function testFuzz_checkDeviation_undoneMoveLeavesNoTrace(uint256 flow, uint256 amount, bool down) public {
        flow = bound(flow, 0, 20_000 * USD);
        amount = bound(amount, USD, 300_000 * USD);
        if (flow > USD) _sellBase(pool, trader, flow);
        _skipBlocks(2);
        (int256 bpsBefore, bool shouldBefore) = stab.checkDeviation();
        uint256 snapshot = vm.snapshotState();
        _nextBlock();
        (int256 bpsQuiet, bool shouldQuiet) = stab.checkDeviation();
        vm.revertToState(snapshot);
        if (down) {
            uint256 got = _sellBase(pool, trader, amount);
            _sellQuote(pool, trader, got);
        } else {
            uint256 got = _sellQuote(pool, trader, amount * (USD_OF_XAU / USD));
            _sellBase(pool, trader, got);
        }
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, bpsBefore, "in the block");
        // Two fees stay in the pool, so a gap that was all but nothing may be gone; never the reverse.
        if (should) assertTrue(shouldBefore);
        _nextBlock();
        (bps, should) = stab.checkDeviation();
        if (flow <= USD) {
            assertEq(bps, 0, "nothing was going on");
            assertFalse(should);
        }
        if (should) assertTrue(shouldQuiet);
        assertLe(bps < 0 ? -bps : bps, bpsQuiet < 0 ? -bpsQuiet : bpsQuiet, "the block after");
    }

    function test_checkDeviation_staleOracleIsFalseNotARevert() public {
        _pushDown(20_000, 2);
        source.setStale(true);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, -40);
        assertFalse(should);
    }

    function test_checkDeviation_notConfiguredIsNothing() public {
        Stabilizer fresh = new Stabilizer(address(authority), pool, mesh);
        _pushDown(20_000, 2);
        (int256 bps, bool should) = fresh.checkDeviation();
        assertEq(bps, 0);
        assertFalse(should);
        vm.expectRevert(IStabilizer.Stabilizer_NotConfigured.selector);
        fresh.executePrivateSwap(1, address(quote), address(base));
    }

    /// @dev A gap that has gone in this block, or changed side, leaves nothing to do whatever the closes say.
    function test_checkDeviation_falseWhenTheMidDisagreesNow() public {
        _pushDown(20_000, 2);
        _sellQuote(pool, trader, 40_000 * USD_OF_XAU);
        (int256 bps, bool should) = stab.checkDeviation();
        assertEq(bps, -40, "the closes stand");
        assertFalse(should);
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NoGap.selector, pool.closes(1)[0].gap, 0, 0));
        stab.executePrivateSwap(1, address(quote), address(base));
    }

    /// @dev While the guide price lags, a deviation of a pool in balance is nothing inventory could cure.
    function test_checkDeviation_lagOfTheGuidePriceIsNoGap() public {
        source.set(GOLD * 9_900 / 10_000);
        pool.pokeGuidePrice();
        _nextBlock();
        pool.pokeGuidePrice();
        _nextBlock();
        assertGt(pool.closes(1)[0].deviationBps, 5);
        (, bool should) = stab.checkDeviation();
        assertFalse(should);
    }

    // ---- Action ----

    function test_executePrivateSwap_restoresThePeg() public {
        _pushDown(20_000, 2);
        uint256 value = _valueB();
        (uint256 size, address tokenIn, address tokenOut, uint256 expected) = stab.quotePrivateSwap();
        (uint256 meshBase, uint256 meshXau) = mesh.reserves();
        vm.expectEmit(true, true, true, false, address(stab));
        emit IStabilizer.Stabilized(anyone, tokenIn, tokenOut, size, expected, 0, -40);
        vm.prank(anyone);
        stab.executePrivateSwap(size, tokenIn, tokenOut);

        (uint256 newBase, uint256 newXau) = mesh.reserves();
        assertEq(meshXau - newXau, size);
        assertEq(newBase - meshBase, expected);
        assertEq(quote.balanceOf(address(stab)) + base.balanceOf(address(stab)), 0, "nothing rests here");
        assertEq(_deviationPpm(), 0);
        assertGt(_valueB(), value, "B is paid the premium");
        assertEq(stab.lastActionBlock(), vm.getBlockNumber());
    }

    /// @dev Any drift, either side, any lag of the guide price: toward the oracle, never past it, and B's value at the
    /// oracle falls by no more than one unit a leg.
    function testFuzz_executePrivateSwap_neverPastTheOracle(
        uint256 drift,
        bool down,
        uint256 lagBp,
        bool up,
        uint256 ask
    ) public {
        drift = bound(drift, 1_000, 120_000);
        lagBp = bound(lagBp, 0, 60);
        _fundB(100_000 * USD, 0);
        down ? _pushDown(drift, 1) : _pushUp(drift, 1);
        source.set(up ? GOLD * (10_000 + lagBp) / 10_000 : GOLD * (10_000 - lagBp) / 10_000);
        pool.pokeGuidePrice();
        _nextBlock();
        pool.pokeGuidePrice();
        _nextBlock();

        (, bool should) = stab.checkDeviation();
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        assertEq(should, size != 0);
        if (!should) return;
        ask = bound(ask, size - size / 2, size * 2);
        int256 before = _deviationPpm();
        uint256 value = _valueB();
        vm.prank(anyone);
        stab.executePrivateSwap(ask, tokenIn, tokenOut);
        int256 afterwards = _deviationPpm();
        if (before > 0) {
            assertGe(afterwards, 0, "past the oracle");
            assertLt(afterwards, before);
        } else {
            assertLe(afterwards, 0, "past the oracle");
            assertGt(afterwards, before);
        }
        // One raw cUSDT and one raw XAU.
        assertGe(_valueB() + USD_OF_XAU / USD + 1, value, "B's value");
    }

    function testFuzz_executePrivateSwap_clampsAbove(uint256 ask) public {
        _pushDown(10_000, 2);
        (uint256 size, address tokenIn, address tokenOut, uint256 expected) = stab.quotePrivateSwap();
        ask = bound(ask, size, type(uint256).max);
        (uint256 before,) = mesh.reserves();
        vm.prank(anyone);
        stab.executePrivateSwap(ask, tokenIn, tokenOut);
        (uint256 afterwards,) = mesh.reserves();
        assertEq(afterwards - before, expected);
    }

    function testFuzz_executePrivateSwap_lessThanHalfIsForKeepers(uint256 ask) public {
        _pushDown(10_000, 2);
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        uint256 half = size - size / 2;
        ask = bound(ask, 1e12, half - 1);
        vm.prank(anyone);
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_BelowHalf.selector, ask, size));
        stab.executePrivateSwap(ask, tokenIn, tokenOut);
        (, uint256 before) = mesh.reserves();
        vm.prank(keeper);
        stab.executePrivateSwap(ask, tokenIn, tokenOut);
        (, uint256 afterwards) = mesh.reserves();
        assertEq(before - afterwards, ask);
    }

    function test_RevertWhen_executePrivateSwap_zero() public {
        _pushDown(10_000, 2);
        vm.prank(keeper);
        vm.expectRevert(IStabilizer.Stabilizer_ZeroSize.selector);
        stab.executePrivateSwap(0, address(quote), address(base));
    }

    function test_RevertWhen_executePrivateSwap_wrongPair() public {
        _pushDown(10_000, 2);
        address[2][3] memory pairs =
            [[address(base), address(quote)], [address(quote), address(quote)], [address(this), address(base)]];
        for (uint256 n; n < 3; ++n) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IStabilizer.Stabilizer_WrongPair.selector, pairs[n][0], pairs[n][1], address(quote), address(base)
                )
            );
            stab.executePrivateSwap(type(uint256).max, pairs[n][0], pairs[n][1]);
        }
    }

    /// @dev 2.5 % of the scarce target is the most, even if the gap is larger.
    function test_executePrivateSwap_capBoundsTheSize() public {
        _pushDown(80_000, 2);
        uint256 target = pool._QUOTE_TARGET_();
        (uint256 size,,,) = stab.quotePrivateSwap();
        assertEq(size, target * 250 / 10_000);
    }

    function test_executePrivateSwap_gainBoundsTheSize() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.gainBp = 2_500;
        _set(s);
        _pushDown(20_000, 2);
        (uint256 size,,,) = stab.quotePrivateSwap();
        assertEq(size, pool.closes(1)[0].gap / 4);
    }

    /// @dev The lesser of the gap at the last close and the one now, either way round.
    function test_executePrivateSwap_lesserGapBoundsTheSize() public {
        _pushDown(10_000, 2);
        uint256 gapAtClose = pool.closes(1)[0].gap;
        _sellBase(pool, trader, 5_000 * USD);
        (uint256 size,,,) = stab.quotePrivateSwap();
        assertEq(size, gapAtClose, "a move of this block enlarges nothing");
        _sellQuote(pool, trader, 10_000 * USD_OF_XAU);
        (size,,,) = stab.quotePrivateSwap();
        assertEq(size, pool.currentClose().gap);
        assertLt(size, gapAtClose);
    }

    /// @dev Mesh pool and account together, the account within its day's limit.
    function test_executePrivateSwap_holdingsBoundTheSize() public {
        vm.startPrank(manager);
        bucket.defundMesh(mesh, address(quote), 249_000 * USD_OF_XAU);
        vm.stopPrank();
        vm.prank(bucketE);
        bucket.withdrawToE(address(quote), 248_000 * USD_OF_XAU);
        _pushDown(10_000, 2);
        (uint256 size,,,) = stab.quotePrivateSwap();
        assertEq(size, 2_000 * USD_OF_XAU, "mesh pool and account");
        _act();
        assertEq(bucket.balanceOf(address(quote)), 0);
        (, uint256 xau) = mesh.reserves();
        assertEq(xau, 0);
    }

    /// @dev With nothing left to sell there is nothing to do, and the error says that it is bucket B.
    function test_RevertWhen_executePrivateSwap_bucketEmpty() public {
        vm.prank(manager);
        bucket.defundMesh(mesh, address(quote), 250_000 * USD_OF_XAU);
        vm.prank(bucketE);
        bucket.withdrawToE(address(quote), 250_000 * USD_OF_XAU);
        _pushDown(10_000, 2);
        (, bool should) = stab.checkDeviation();
        assertFalse(should);
        uint256 gap = pool.closes(1)[0].gap;
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NoGap.selector, gap, gap, 0));
        stab.executePrivateSwap(1, address(quote), address(base));
    }

    /// @dev A donation to the public pool is gap filled: the action takes it along and still ends at the oracle.
    function testFuzz_executePrivateSwap_donationsCannotCarryItPastTheOracle(uint256 donated) public {
        _pushDown(20_000, 2);
        uint256 gap = pool.currentClose().gap;
        donated = bound(donated, 1, gap * 2);
        quote.mint(address(pool), donated);
        (, bool should) = stab.checkDeviation();
        assertEq(should, donated < gap);
        if (!should) return;
        uint256 value = _valueB();
        uint256 size = _act();
        assertEq(size, gap - donated);
        assertEq(_deviationPpm(), 0);
        assertGe(_valueB(), value);
    }

    // ---- Guards ----

    function test_RevertWhen_executePrivateSwap_notSustained() public {
        _pushDown(20_000, 1);
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NotSustained.selector, 0, 500, 2, 2));
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }

    /// @dev The delay alone: with N 2 and a delay of 3, all N closes after the action count one block before it is over.
    function test_RevertWhen_executePrivateSwap_tooSoon() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.minBlocks = 5;
        _set(s);
        _pushDown(20_000, 2);
        _act();
        uint256 acted = vm.getBlockNumber();
        _pushDown(20_000, 4);
        (, bool should) = stab.checkDeviation();
        assertTrue(should, "sustained");
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_BlockDelay.selector, acted + 4, acted + 5));
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
        _nextBlock();
        _act();
    }

    /// @dev Closes up to and including the action's own block do not count, however short the delay.
    function test_RevertWhen_executePrivateSwap_tooFewClosesSinceTheLastAction() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.minBlocks = 1;
        _set(s);
        _pushDown(80_000, 2);
        _act();
        for (uint256 counted; counted < 2; ++counted) {
            _nextBlock();
            (int256 bps, bool should) = stab.checkDeviation();
            assertEq(bps, 0);
            assertFalse(should);
            vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NotSustained.selector, 0, 500, counted, 2));
            stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
        }
        _nextBlock();
        _act();
    }

    function test_RevertWhen_executePrivateSwap_paused() public {
        _pushDown(20_000, 2);
        authority.setPaused(PauseGroups.STABILIZE);
        vm.expectRevert(IStabilizer.Stabilizer_Paused.selector);
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
        authority.setPaused(PauseGroups.ALL & ~PauseGroups.STABILIZE);
        _act();
    }

    function testFuzz_RevertWhen_executePrivateSwap_gasPriceAboveCeiling(uint64 ceiling, uint256 gasPrice) public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.maxGasPriceWei = ceiling;
        _set(s);
        _pushDown(20_000, 2);
        gasPrice = bound(gasPrice, 0, type(uint64).max - 1);
        vm.txGasPrice(gasPrice);
        if (ceiling != 0 && gasPrice > ceiling) {
            vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_GasPrice.selector, gasPrice, ceiling));
        }
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }

    function test_RevertWhen_executePrivateSwap_oracleStale() public {
        _pushDown(20_000, 2);
        source.setStale(true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStabilizer.Stabilizer_OracleUnavailable.selector,
                abi.encodeWithSelector(MockGuidePriceSource.MockGuidePriceSource_Stale.selector)
            )
        );
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }

    /// @dev The volume of a block is limited by the mesh pool, over everybody who trades there: the size is what is left of
    /// it, to the unit, and goes through; where nothing is, nothing is due.
    function testFuzz_size_isWithinTheMeshsVolume(uint256 volume, bool isDown) public {
        if (isDown) _pushDown(20_000, 2);
        else _pushUp(20_000, 2);
        _fundB(100_000 * USD, 0);
        (uint256 whole,,,) = stab.quotePrivateSwap();
        volume = bound(volume, 100 * USD_OF_XAU, 18_000 * USD_OF_XAU);
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(volume);
        assertEq(mesh.volumeLeft(), volume);
        uint256 size = _act();
        assertEq(size, isDown ? volume : volume * 1e18 / GOLD);
        assertLt(size, whole);
        // Below the price of one raw unit of base, at which the owed is rounded up.
        assertLt(mesh.volumeLeft(), isDown ? 1 : GOLD / 1e18 + 1);
    }

    function test_RevertWhen_executePrivateSwap_noVolumeLeft() public {
        _pushDown(20_000, 2);
        (, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(0);
        assertFalse(stab.isDue());
        vm.expectPartialRevert(IStabilizer.Stabilizer_NoGap.selector);
        stab.executePrivateSwap(1, tokenIn, tokenOut);
    }

    /// @dev Only the mesh pool, only inside an action.
    function test_RevertWhen_onMeshSwap_byAnyoneElse() public {
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NotMesh.selector, address(this)));
        stab.onMeshSwap(address(base), 0);
        vm.prank(address(mesh));
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_NotMesh.selector, address(mesh)));
        stab.onMeshSwap(address(base), 0);
    }

    // ---- Settings ----

    function test_settings_roundTrip() public {
        IStabilizer.Settings memory s = _settings(1_000);
        (s.thetaBp, s.closes, s.minBlocks, s.maxGasPriceWei) = (4, 3, 4, 7);
        vm.expectEmit(address(stab));
        emit IStabilizer.SettingsSet(_settings(2_000), s);
        _set(s);
        assertEq(abi.encode(stab.settings()), abi.encode(s));
    }

    function test_setSettings_keepsTheLastAction() public {
        _pushDown(20_000, 2);
        _act();
        _set(_settings(1_000));
        assertEq(stab.lastActionBlock(), vm.getBlockNumber());
    }

    function test_RevertWhen_setSettings_notAdmin() public {
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        stab.setSettings(_settings(2_000));
    }

    function test_RevertWhen_setSettings_outOfBounds() public {
        IStabilizer.Settings[11] memory bad;
        uint256[6][11] memory what;
        for (uint256 n; n < 11; ++n) {
            bad[n] = _settings(2_000);
        }
        (bad[0].thetaBp, what[0]) = (0, [uint256(0), 0, 1, 9, 0, 0]);
        (bad[1].thetaBp, what[1]) = (10, [uint256(0), 10, 1, 9, 0, 0]);
        (bad[2].bandBp, what[2]) = (101, [uint256(1), 101, 2, 100, 0, 0]);
        (bad[3].closes, what[3]) = (1, [uint256(2), 1, 2, 8, 0, 0]);
        (bad[4].closes, what[4]) = (9, [uint256(2), 9, 2, 8, 0, 0]);
        (bad[5].minBlocks, what[5]) = (0, [uint256(3), 0, 1, 255, 0, 0]);
        (bad[6].gainBp, what[6]) = (10_001, [uint256(4), 10_001, 1, 10_000, 0, 0]);
        (bad[7].perBlockCapBp, what[7]) = (1_001, [uint256(5), 1_001, 1, 1_000, 0, 0]);
        (bad[8].maxSlippageBp, what[8]) = (101, [uint256(6), 101, 1, 100, 0, 0]);
        (bad[9].blockTimeMs, what[9]) = (99, [uint256(7), 99, 100, 60_000, 0, 0]);
        (bad[10].designFlowPerHour, what[10]) = (0, [uint256(9), 0, 1, type(uint128).max, 0, 0]);
        for (uint256 n; n < 11; ++n) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IStabilizer.Stabilizer_SettingOutOfBounds.selector, what[n][0], what[n][1], what[n][2], what[n][3]
                )
            );
            vm.prank(admin);
            stab.setSettings(bad[n]);
        }
    }

    /// @dev maxGap at 10 bp is 4,962.8; 4·(13.89·2)·3/4,962.8 = 0.0672.
    function test_RevertWhen_setSettings_gainTooLow() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.gainBp = 671;
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_GainTooLow.selector, address(base), 671, 672));
        vm.prank(admin);
        stab.setSettings(s);
        s.gainBp = 672;
        _set(s);
    }

    /// @dev gap(5 bp) 2,491 + 27.8·3 + maxTrade within 4,962.8: a largest trade of 2,388 fits, of 2,389 does not.
    function test_RevertWhen_setSettings_bandNotHeld() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.maxTrade = uint128(2_389 * USD);
        vm.expectPartialRevert(IStabilizer.Stabilizer_BandNotHeld.selector);
        vm.prank(admin);
        stab.setSettings(s);
        s.maxTrade = uint128(2_380 * USD);
        _set(s);
    }

    /// @dev A cap of 1 bp is 100 units; 50,000 an hour need 83.3 every three blocks, 5x that 416.7.
    function test_RevertWhen_setSettings_capTooLow() public {
        IStabilizer.Settings memory s = _settings(2_000);
        s.perBlockCapBp = 1;
        _set(s);
        s.designFlowPerHour *= 5;
        vm.expectPartialRevert(IStabilizer.Stabilizer_CapTooLow.selector);
        vm.prank(admin);
        stab.setSettings(s);
    }

    /// @dev What held may no longer hold when liquidity leaves; `validate` says so.
    function test_validate_seesTheTargetsShrink() public {
        stab.validate(stab.settings());
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        pool.sellShares(shares * 9 / 10, lp, 0, 0, "", block.timestamp);
        IStabilizer.Settings memory s = stab.settings();
        vm.expectPartialRevert(IStabilizer.Stabilizer_BandNotHeld.selector);
        stab.validate(s);
    }

    function test_RevertWhen_constructor_meshOfOtherTokensOrSource() public {
        MeshPool other = new MeshPool(address(authority), address(base), new MockGuidePriceSource(GOLD), bucket);
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_WrongMesh.selector, address(other)));
        new Stabilizer(address(authority), pool, other);
        other = new MeshPool(address(authority), makeAddr("token"), source, bucket);
        vm.expectRevert(abi.encodeWithSelector(IStabilizer.Stabilizer_WrongMesh.selector, address(other)));
        new Stabilizer(address(authority), pool, other);
    }
}
