// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IDODOCallee} from "../../../src/interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {PMMModel} from "../../unit/pmm/PMMModel.sol";

/// @title PMMHandler
/// @notice Random users of several pools, and a ledger of what must have happened.
/// @dev Per-operation properties are checked where the operation is and remembered in `broken`, so that the run names
/// the invariant. An operation the pool refuses for a good reason is discarded; any other revert fails the run.
contract PMMHandler is Test, IDODOCallee {
    struct Ghost {
        uint256 baseIn;
        uint256 baseOut;
        uint256 quoteIn;
        uint256 quoteOut;
        uint256 lastI;
        uint256 lastBlock;
    }

    PMMPool[] internal _pools;
    MockGuidePriceSource public immutable SOURCE;
    TestToken public immutable BASE;
    TestToken public immutable QUOTE;

    mapping(address pool => Ghost) internal _ghosts;
    mapping(bytes4 selector => uint256) public g_succeeded;
    mapping(RState => uint256) public g_sidesSeen;
    uint256 public g_crossings;
    /// @dev The id of the first broken per-operation property.
    string public broken;
    /// @dev What a callback pays back.
    uint256 private _repayBase;
    uint256 private _repayQuote;

    constructor(PMMPool[] memory pools_, MockGuidePriceSource source) {
        SOURCE = source;
        BASE = TestToken(pools_[0]._BASE_TOKEN_());
        QUOTE = TestToken(pools_[0]._QUOTE_TOKEN_());
        for (uint256 n; n < pools_.length; ++n) {
            _pools.push(pools_[n]);
            Ghost storage g = _ghosts[address(pools_[n])];
            (g.baseIn, g.quoteIn) = pools_[n].getVaultReserve();
            (g.lastI,, g.lastBlock) = pools_[n].storedGuidePrice();
        }
    }

    // ---- Operations ----

    function sell(uint256 which, uint256 amount, bool sellsBase, bool feeFree) external {
        PMMPool pool = _pick(which);
        PMMState memory s = _stateOf(pool);
        amount = _amountOrGap(pool, s, amount, sellsBase);
        (uint256 i, uint256 oracle) = pool.guidePrice();
        uint256 supply = pool.totalSupply();
        _checkPricing(pool, s, amount, sellsBase, i, oracle);
        _payIn(pool, sellsBase ? amount : 0, sellsBase ? 0 : amount);
        bytes memory call = feeFree
            ? (sellsBase
                    ? abi.encodeCall(pool.sellBaseFeeFree, (address(this)))
                    : abi.encodeCall(pool.sellQuoteFeeFree, (address(this))))
            : (sellsBase
                    ? abi.encodeCall(pool.sellBase, (address(this)))
                    : abi.encodeCall(pool.sellQuote, (address(this))));
        uint256 out = abi.decode(_callOrDiscard(pool, call), (uint256));
        _ledgerOut(pool, sellsBase ? 0 : out, sellsBase ? out : 0);
        _afterSwap(pool, s, supply, i == oracle);
        _done(this.sell.selector);
    }

    function buyShares(uint256 which, uint256 baseAmount, uint256 quoteAmount) external {
        PMMPool pool = _pick(which);
        baseAmount = _amount(pool, baseAmount, true);
        quoteAmount = _amount(pool, quoteAmount, false);
        _payIn(pool, baseAmount, quoteAmount);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 supply = pool.totalSupply();
        _callOrDiscard(pool, abi.encodeCall(pool.buyShares, (address(this))));
        _checkShareWorth(pool, b, q, supply);
        _done(this.buyShares.selector);
    }

    function sellShares(uint256 which, uint256 part) external {
        PMMPool pool = _pick(which);
        uint256 held = pool.balanceOf(address(this));
        if (held == 0) vm.assume(false);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 supply = pool.totalSupply();
        // A twentieth at most, so that campaigns do not end with every pool empty.
        uint256 shares = bound(part, 1, FixedPointMathLib.max(1, held / 20));
        (uint256 bOut, uint256 qOut) = pool.sellShares(shares, address(this), 0, 0, "", block.timestamp);
        _ledgerOut(pool, bOut, qOut);
        _checkShareWorth(pool, b, q, supply);
        _done(this.sellShares.selector);
    }

    /// @dev Returned in full, in part with the other token, or not: whatever the pool accepts must have been paid for.
    function flashLoan(uint256 which, uint256 amount, uint256 pay, bool ofBase, bool returnsIt) external {
        PMMPool pool = _pick(which);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 lent = bound(amount, 1, FixedPointMathLib.max(1, ofBase ? b : q));
        if (lent > (ofBase ? b : q)) vm.assume(false);
        (_repayBase, _repayQuote) = (0, 0);
        if (returnsIt) {
            (ofBase ? _repayBase = lent : _repayQuote = lent);
        } else {
            pay = _amount(pool, pay, !ofBase);
            (uint256 buys,,,) = ofBase ? _tryQuery(pool, false, pay) : _tryQuery(pool, true, pay);
            if (buys == 0 || buys > (ofBase ? b : q)) vm.assume(false);
            lent = buys;
            (ofBase ? _repayQuote = pay : _repayBase = pay);
        }
        PMMState memory s = _stateOf(pool);
        uint256 supply = pool.totalSupply();
        (uint256 i, uint256 oracle) = pool.guidePrice();
        _callOrDiscard(
            pool,
            abi.encodeCall(pool.flashLoan, (ofBase ? lent : 0, ofBase ? 0 : lent, address(this), abi.encode(pool)))
        );
        _ledgerOut(pool, ofBase ? lent : 0, ofBase ? 0 : lent);
        _afterSwap(pool, s, supply, i == oracle);
        _done(this.flashLoan.selector);
    }

    function donate(uint256 which, uint256 baseAmount, uint256 quoteAmount) external {
        PMMPool pool = _pick(which);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        _payIn(pool, _amount(pool, baseAmount, true) / 100, _amount(pool, quoteAmount, false) / 100);
        (uint256 b1, uint256 q1) = pool.getVaultReserve();
        if (b1 != b || q1 != q) _break("P1: a donation moved the reserves");
        _done(this.donate.selector);
    }

    function moveOracle(uint256 seed) external {
        (, uint256 oracle) = _pools[0].guidePrice();
        // Within 1 % a step and a factor of 2 of the start.
        uint256 next = bound(seed, oracle * 99 / 100, oracle * 101 / 100);
        SOURCE.set(FixedPointMathLib.clamp(next, 2e26, 8e26));
        _done(this.moveOracle.selector);
    }

    function poke(uint256 which) external {
        PMMPool pool = _pick(which);
        pool.pokeGuidePrice();
        _done(this.poke.selector);
    }

    function nextBlock(uint256 blocks) external {
        blocks = bound(blocks, 1, 20);
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + 2 * blocks);
        _done(this.nextBlock.selector);
    }

    /// @dev With the source dead: swaps halt, an exit works. Ends with the source alive.
    function outage(uint256 part, bool sellsBase) external {
        PMMPool pool = _pools[0];
        SOURCE.setStale(true);
        _payIn(pool, sellsBase ? 1e6 : 0, sellsBase ? 0 : 1e18);
        (bool swapped,) = address(pool)
            .call(
                sellsBase
                    ? abi.encodeCall(pool.sellBase, (address(this)))
                    : abi.encodeCall(pool.sellQuote, (address(this)))
            );
        if (swapped) _break("P5: a swap went through without a price");
        uint256 held = pool.balanceOf(address(this));
        if (held != 0) {
            uint256 shares = bound(part, 1, FixedPointMathLib.max(1, held / 50));
            try pool.sellShares(shares, address(this), 0, 0, "", block.timestamp) returns (uint256 b, uint256 q) {
                _ledgerOut(pool, b, q);
            } catch {
                _break("P5: an exit failed without a price");
            }
        }
        SOURCE.setStale(false);
        _done(this.outage.selector);
    }

    // ---- Callbacks ----

    function DVMFlashLoanCall(address, uint256, uint256, bytes calldata data) external {
        PMMPool pool = abi.decode(data, (PMMPool));
        _payIn(pool, _repayBase, _repayQuote);
    }

    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {}

    // ---- Reads ----

    function pools() external view returns (PMMPool[] memory) {
        return _pools;
    }

    function ghost(PMMPool pool) external view returns (Ghost memory) {
        return _ghosts[address(pool)];
    }

    // ---- Per-operation properties ----

    /// @dev P3, before the operation: against the exact integral at the price in force, monotone to a unit, and selling
    /// back what one gets never returns more than was paid.
    function _checkPricing(PMMPool pool, PMMState memory s, uint256 amount, bool sellsBase, uint256 i, uint256 oracle)
        private
    {
        s.i = sellsBase ? FixedPointMathLib.min(i, oracle) : FixedPointMathLib.max(i, oracle);
        PMMPricing.adjustedTarget(s);
        (bool ok, uint256 gross) = _grossOf(pool, sellsBase, amount);
        if (!ok) return;
        if (!PMMModel.covers(s, sellsBase, amount, gross)) _break("P3: pays more than the exact integral");
        if (PMMModel.covers(s, sellsBase, amount, gross + 2)) _break("P3: pays two units too little");
        (ok, amount) = _grossOf(pool, sellsBase, amount + 1 + amount / 1000);
        if (ok && amount + 1 < gross) _break("P3: more pays less");
    }

    /// @dev P2 and P4, after a swap. Targets are compared only if nothing but the swap moved them.
    function _afterSwap(PMMPool pool, PMMState memory before, uint256 supply, bool atOracle) private {
        PMMState memory s = _stateOf(pool);
        ++g_sidesSeen[s.R];
        if (s.R != before.R && s.R != RState.ONE && before.R != RState.ONE) ++g_crossings;
        if (!atOracle || s.i != before.i) return;
        if (pool.totalSupply() != supply) _break("P2: a swap changed the shares");
        if (s.B0 < before.B0 || s.Q0 < before.Q0) _break("P2: a swap lowered a target");
    }

    /// @dev What a share is worth of each token never falls through share trades.
    function _checkShareWorth(PMMPool pool, uint256 b, uint256 q, uint256 supply) private {
        (uint256 b1, uint256 q1) = pool.getVaultReserve();
        uint256 supply1 = pool.totalSupply();
        // Reserves below 2^112 and supplies below 2^140 in these campaigns: products fit.
        if (b1 * supply < b * supply1 || q1 * supply < q * supply1) _break("P2: a share trade took from the others");
    }

    // ---- Helpers ----

    function _pick(uint256 which) private returns (PMMPool pool) {
        pool = _pools[which % _pools.length];
        Ghost storage g = _ghosts[address(pool)];
        (uint256 i,, uint256 number) = pool.storedGuidePrice();
        (g.lastI, g.lastBlock) = (i, number);
    }

    /// @dev From one unit to a few times the reserve, small and large alike.
    function _amount(PMMPool pool, uint256 seed, bool ofBase) private view returns (uint256) {
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 reserve = FixedPointMathLib.max(ofBase ? b : q, 1_000);
        uint256 scale = seed % 5;
        uint256 most = scale == 0 ? 10 : scale == 1 ? 1_000 : scale == 2 ? reserve / 100 + 1 : reserve / (5 - scale);
        return bound(seed >> 8, 1, most);
    }

    /// @dev Now and then exactly what brings the pool to equilibrium.
    function _amountOrGap(PMMPool pool, PMMState memory s, uint256 seed, bool sellsBase)
        private
        view
        returns (uint256)
    {
        if (seed % 6 == 5 && s.R == (sellsBase ? RState.ABOVE_ONE : RState.BELOW_ONE)) {
            return sellsBase ? s.B0 - s.B : s.Q0 - s.Q;
        }
        return _amount(pool, seed, sellsBase);
    }

    function _payIn(PMMPool pool, uint256 b, uint256 q) private {
        if (b != 0) BASE.mint(address(pool), b);
        if (q != 0) QUOTE.mint(address(pool), q);
        _ghosts[address(pool)].baseIn += b;
        _ghosts[address(pool)].quoteIn += q;
    }

    function _ledgerOut(PMMPool pool, uint256 b, uint256 q) private {
        _ghosts[address(pool)].baseOut += b;
        _ghosts[address(pool)].quoteOut += q;
    }

    function _callOrDiscard(PMMPool pool, bytes memory call) private returns (bytes memory result) {
        bool ok;
        (ok, result) = address(pool).call(call);
        if (ok) return result;
        bytes4 selector = bytes4(result);
        bool isGood = selector == IPMMPool.PMMPool_ZeroOutput.selector
            || selector == IPMMPool.PMMPool_ZeroInput.selector || selector == IPMMPool.PMMPool_ZeroShares.selector
            || selector == PMMPricing.PMMPricing_EmptyReserve.selector
            || selector == IPMMPool.PMMPool_ReserveOverflow.selector;
        if (!isGood) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        vm.assume(false);
    }

    function _grossOf(PMMPool pool, bool sellsBase, uint256 amount) private view returns (bool, uint256) {
        address free = pool.stabilizer();
        (bool ok, bytes memory result) = address(pool)
            .staticcall(
                sellsBase
                    ? abi.encodeCall(pool.querySellBase, (free, amount))
                    : abi.encodeCall(pool.querySellQuote, (free, amount))
            );
        return (ok, ok ? abi.decode(result, (uint256)) : 0);
    }

    function _tryQuery(PMMPool pool, bool sellsBase, uint256 amount)
        private
        view
        returns (uint256 out, uint256 mtFee, uint8 r, uint256 target)
    {
        (bool ok, bytes memory result) = address(pool)
            .staticcall(
                sellsBase
                    ? abi.encodeCall(pool.querySellBase, (address(1), amount))
                    : abi.encodeCall(pool.querySellQuote, (address(1), amount))
            );
        if (ok) return abi.decode(result, (uint256, uint256, uint8, uint256));
    }

    function _stateOf(PMMPool pool) private view returns (PMMState memory s) {
        uint256 r;
        (s.i, s.K, s.B, s.Q, s.B0, s.Q0, r) = pool.getPMMStateForCall();
        s.R = RState(r);
    }

    function _break(string memory what) private {
        if (bytes(broken).length == 0) broken = what;
    }

    function _done(bytes4 selector) private {
        ++g_succeeded[selector];
    }
}
