// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/Test.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {PMMFixture} from "./PMMFixture.sol";
import {PMMVectors, PMMVector} from "./PMMVectors.sol";

/// @dev A pool that prices a state as given. The real one derives the surplus token's target from the curve, so a
/// vector whose state is off its curve (DODO rounds its targets otherwise, by up to 1e9 units) cannot be put into it.
contract PMMPoolHarness is PMMPool {
    PMMState private _given;

    constructor(PoolConfig memory c) PMMPool(c) {}

    function setState(PMMState memory s) external {
        _given = s;
    }

    function _state(Found memory, uint256) internal view override returns (PMMState memory) {
        return _given;
    }
}

/// @notice The reference vectors through a deployed pool, tokens moving, fee 0.
contract PMMPoolVectorsTest is PMMFixture {
    using PMMVectors for PMMVector;

    /// @dev Slots of PMMPool, checked against what its getters say before every use.
    uint256 internal constant RESERVES_SLOT = 0;
    uint256 internal constant SIDE_SLOT = 1;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
    }

    /// @dev States on the curve are stored into a pool as it is deployed; others go through the harness. What neither
    /// takes has amounts beyond 112 bits, which no pool can hold.
    function test_vectors_throughThePool() public {
        // 488 deployments are more than one test's gas.
        vm.pauseGasMetering();
        PMMVector[] memory list = PMMVectors.load();
        uint256 stored;
        uint256 harnessed;
        uint256 tooLarge;
        for (uint256 n; n < list.length; ++n) {
            PMMVector memory v = list[n];
            if (!PMMVectors.isAllowedK(v.state.K) || _isForced(v) || !v.finite) continue;
            if (!_fits(v)) {
                ++tooLarge;
                continue;
            }
            uint256 snapshot = vm.snapshotState();
            if (_isOnCurve(v.state)) {
                PMMPool pool = new PMMPool(_fixedConfig(v.state.i, v.state.K, 0));
                _store(pool, v.state);
                _assertStored(pool, v);
                _assertPays(pool, v);
                ++stored;
            } else {
                PMMPoolHarness pool = new PMMPoolHarness(_fixedConfig(v.state.i, v.state.K, 0));
                _store(pool, v.state);
                pool.setState(v.state);
                _assertPays(pool, v);
                ++harnessed;
            }
            vm.revertToState(snapshot);
        }
        console.log("stored in the pool as deployed:", stored);
        console.log("priced by the harness:", harnessed);
        console.log("beyond 112 bits:", tooLarge);
        assertEq(stored, 227);
        assertEq(harnessed, 246);
        assertEq(tooLarge, 15, "with the others, all 488 reachable vectors");
    }

    function _assertPays(PMMPool pool, PMMVector memory v) internal {
        _pay(pool, v.sellBase ? v.pay : 0, v.sellBase ? 0 : v.pay);
        uint256 paid;
        (bool ok, bytes memory result) = address(pool)
            .call(v.sellBase ? abi.encodeCall(pool.sellBase, (trader)) : abi.encodeCall(pool.sellQuote, (trader)));
        if (ok) {
            paid = abi.decode(result, (uint256));
        } else {
            // Nothing for something, or for nothing: the pool refuses, the vector's result is below the bound's 2 units.
            bytes4 refused = v.pay == 0 ? IPMMPool.PMMPool_ZeroInput.selector : IPMMPool.PMMPool_ZeroOutput.selector;
            assertEq(bytes4(result), refused, v.id);
        }
        assertEq((v.sellBase ? quote : base).balanceOf(trader), paid, v.id);
        assertLe(paid * 1e6, v.exactE6, string.concat(v.id, " pays above exact"));
        assertGe(paid * 1e6 + 2e6 + v.exactE6 / 1e15 + 1, v.exactE6, string.concat(v.id, " pays below the bound"));
        if (paid == 0) return;
        (uint256 b, uint256 q) = pool.getVaultReserve();
        assertEq(b, base.balanceOf(address(pool)), v.id);
        assertEq(q, quote.balanceOf(address(pool)), v.id);
    }

    /// @dev Writes reserves, target, side and k (fee 0), with the tokens behind them.
    function _store(PMMPool pool, PMMState memory s) internal {
        base.mint(address(pool), s.B);
        quote.mint(address(pool), s.Q);
        uint256 target = s.R == RState.ABOVE_ONE ? s.B0 : s.R == RState.BELOW_ONE ? s.Q0 : 0;
        vm.store(address(pool), bytes32(RESERVES_SLOT), bytes32(s.B | s.Q << 112 | block.number << 224));
        vm.store(address(pool), bytes32(SIDE_SLOT), bytes32(target | uint256(s.R) << 112 | s.K << 120));
        _nextBlock();
    }

    function _assertStored(PMMPool pool, PMMVector memory v) internal view {
        (uint256 i, uint256 k, uint256 b, uint256 q, uint256 b0, uint256 q0, uint256 r) = pool.getPMMStateForCall();
        bytes32 found = keccak256(abi.encode(PMMState(i, k, b, q, b0, q0, RState(r))));
        assertEq(found, keccak256(abi.encode(v.state)), v.id);
    }

    /// @dev Whether the pool, given reserves, side and scarce target, finds the vector's other target.
    function _isOnCurve(PMMState memory s) internal pure returns (bool) {
        if (s.R == RState.ONE) return s.B == s.B0 && s.Q == s.Q0;
        (uint256 b0, uint256 q0) = (s.B0, s.Q0);
        if (s.R == RState.ABOVE_ONE ? s.B >= b0 : s.Q >= q0) return false;
        PMMState memory t = abi.decode(abi.encode(s), (PMMState));
        PMMPricing.adjustedTarget(t);
        return t.B0 == b0 && t.Q0 == q0;
    }

    function _fits(PMMVector memory v) internal pure returns (bool) {
        PMMState memory s = v.state;
        return ((s.B + (v.sellBase ? v.pay : 0)) | (s.Q + (v.sellBase ? 0 : v.pay)) | s.B0 | s.Q0) >> 112 == 0;
    }

    function _isForced(PMMVector memory v) internal pure returns (bool) {
        return v.isGroup("capped-forced") || v.isGroup("zero-amount") || v.isGroup("zero-at-target")
            || v.isGroup("empty-reserve") || v.isGroup("rev-i-zero") || v.isGroup("rev-k-above-one")
            || v.isGroup("rev-overflow") || v.isGroup("rev-sub") || v.isGroup("rev-target-zero")
            || v.isGroup("rev-numerator-zero");
    }
}
