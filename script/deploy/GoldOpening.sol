// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IMeshPair} from "../../src/interfaces/IMeshPair.sol";
import {IMeshPool} from "../../src/interfaces/IMeshPool.sol";
import {IMeshTrade} from "../../src/interfaces/IMeshTrade.sol";
import {IPMMEntry} from "../../src/interfaces/IPMMEntry.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../src/interfaces/IReserveBucketB.sol";
import {IReserveSystem} from "../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {Config} from "./Config.sol";
import {GoldSteps} from "./GoldSteps.sol";

/// @dev Of genuine WETH9 and its like.
interface IWrapsNative {
    function deposit() external payable;
}

/// @title GoldOpening
/// @notice Opens a deployed pool: bucket B, its first shares, the stabilizer's settings. Three steps for three hands, in
/// this order; each leaves alone what is done.
/// @dev What the treasury lacks it borrows from the ledger like anyone: nothing is minted without collateral.
library GoldOpening {
    using Config for string;
    using FixedPointMathLib for uint256;
    using SafeTransferLib for address;

    uint256 private constant WAD = 1e18;
    uint256 private constant VARIABLE_RATE = 2;
    /// @dev Least part of the pool that the opening must be, per mille; the dead shares are far less than the rest.
    uint256 private constant LEAST_PER_MILLE = 999;
    uint256 private constant BASE_SCARCE = 1;
    uint256 private constant QUOTE_SCARCE = 2;
    uint256 private constant PATIENCE = 1 hours;

    /// @notice Somebody else bought the pool's first shares, and so many that the opening would not be nearly all of it,
    /// or that bringing its price back would take a part of the opening. What he paid lies in the pool: trade it back to
    /// its guide price by hand, buy shares in proportion, and raise the address book's `opening` above what is there.
    error GoldOpening_OpenedByAnother(address pool, uint256 baseReserve, uint256 quoteReserve);
    /// @notice The loan's collateral is not the chain's wrapped native token: the treasury must hold it before it opens.
    error GoldOpening_CollateralMissing(address token, uint256 wanted, uint256 held);

    /// @dev What every step needs. `path` is the pool's in the address book.
    struct Books {
        string json;
        string path;
        IXauLedger ledger;
        IPMMEntry entry;
        IStabilizer stabilizer;
        address caller;
    }

    /// @dev A pool that another opened: reserves, targets, R, and what bringing it back pays.
    struct Found {
        uint256 base;
        uint256 quote;
        uint256 baseTarget;
        uint256 quoteTarget;
        uint256 r;
        uint256 paid;
    }

    /// @notice Puts bucket B's quote into its account, through bucket E, then buys the pool's first shares for bucket A.
    /// For a TREASURY.
    /// @dev The shares come last: a pool that is mostly A's has had all of it. A run that was interrupted between the
    /// two gives bucket B twice. Whoever was first to buy shares, a few at a proportion and a price of his own, holds up
    /// nothing: the pool is traded back, and what the opening is out of proportion with his shares is a gift to them of
    /// less than a thousandth.
    function treasury(Books memory b) internal {
        IPMMPool pool = b.stabilizer.POOL();
        IReserveSystem reserve = IReserveSystem(IReserveBucketB(b.stabilizer.MESH().RESERVE()).bucketE());
        address bucketA = address(reserve.account(IReserveSystem.Bucket.A));
        if (_isOpen(b, pool, bucketA)) return;
        (address base, address quote) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        (uint256 baseDue, uint256 quoteDue, uint256 reserveDue) = _due(b, pool);
        _requireCrumbs(pool, baseDue, quoteDue);
        _obtain(b, base, baseDue);
        _obtain(b, quote, quoteDue + reserveDue);

        quote.safeApprove(address(reserve), reserveDue);
        reserve.fund(quote, reserveDue);
        reserve.moveFromE(IReserveSystem.Bucket.B, quote, reserveDue);

        base.safeApprove(address(b.entry), baseDue);
        quote.safeApprove(address(b.entry), quoteDue);
        (baseDue, quoteDue) = _level(b, pool, baseDue, quoteDue);
        b.entry.buyShares(pool, baseDue, quoteDue, _leastShares(pool, baseDue), bucketA, block.timestamp + PATIENCE);
    }

    /// @notice Puts bucket B's quote into its private pool, where an action finds it cheapest. For a MANAGER.
    function manager(Books memory b) internal {
        IMeshTrade mesh = b.stabilizer.MESH();
        IReserveBucketB bucket = IReserveBucketB(mesh.RESERVE());
        address quote = mesh.COUNTER();
        if (_isFunded(mesh)) return;
        uint256 amount = _worth(b, mesh.price(), ".opening.bucketBOfBase").min(bucket.balanceOf(quote));
        IMeshPool pool = _isAgainstXau(mesh) ? IMeshPool(address(mesh)) : IMeshPair(address(mesh)).COUNTER_LEG();
        if (amount != 0) bucket.fundMesh(pool, quote, amount);
    }

    /// @notice Makes the stabilizer's settings. For ADMIN.
    function admin(Books memory b) internal {
        GoldSteps.configure(b.json, b.path, b.stabilizer.POOL(), b.stabilizer);
    }

    /// @notice Whether nothing of the three is left to do.
    function isDone(Books memory b) internal view returns (bool) {
        return b.stabilizer.settings().closes != 0 && _isFunded(b.stabilizer.MESH());
    }

    /// @dev Whether bucket A has half or more of a pool of half the opening's size or more, so that trades and other
    /// holders since do not undo it, or the stabilizer is set already. Crumbs given to A by another do not make it so.
    function _isOpen(Books memory b, IPMMPool pool, address bucketA) private view returns (bool) {
        if (b.stabilizer.settings().closes != 0) return true;
        uint256 supply = address(pool).totalSupply();
        return supply != 0 && address(pool).balanceOf(bucketA) >= supply / 2
            && pool._BASE_RESERVE_() >= b.json.number(string.concat(b.path, ".opening.base")) / 2;
    }

    /// @dev Of a pool that another opened, as many that A has nearly all.
    function _leastShares(IPMMPool pool, uint256 baseDue) private view returns (uint256) {
        uint256 supply = address(pool).totalSupply();
        return supply == 0 ? baseDue * LEAST_PER_MILLE / 1_000 : supply * (LEAST_PER_MILLE - 1);
    }

    /// @dev What another's opening has in the pool, and what brings it back, is less than a thousandth of what is due.
    function _requireCrumbs(IPMMPool pool, uint256 baseDue, uint256 quoteDue) private view {
        if (pool.lastTouchBlock() == 0) return;
        Found memory f = _find(pool);
        uint256 part = 1_000 - LEAST_PER_MILLE;
        if (f.base.max(f.baseTarget) * 1_000 > baseDue * part || f.quote.max(f.quoteTarget) * 1_000 > quoteDue * part) {
            revert GoldOpening_OpenedByAnother(address(pool), f.base, f.quote);
        }
    }

    /// @dev Sells the pool what it lacks of the scarce token, so that its price is the guide price's again. A gap that pays
    /// not one unit is left: of reserves of 1,000 units and more it is next to nothing.
    /// @return What is left of both for the shares.
    function _level(Books memory b, IPMMPool pool, uint256 baseDue, uint256 quoteDue)
        private
        returns (uint256, uint256)
    {
        if (pool.lastTouchBlock() == 0) return (baseDue, quoteDue);
        Found memory f = _find(pool);
        if (f.r == BASE_SCARCE) {
            uint256 gap = f.baseTarget - f.base;
            (f.paid,,,) = pool.querySellBase(b.caller, gap);
            if (f.paid == 0) return (baseDue, quoteDue);
            b.entry.sellBase(pool, gap, 1, b.caller, block.timestamp + PATIENCE);
            baseDue -= gap;
        } else if (f.r == QUOTE_SCARCE) {
            uint256 gap = f.quoteTarget - f.quote;
            (f.paid,,,) = pool.querySellQuote(b.caller, gap);
            if (f.paid == 0) return (baseDue, quoteDue);
            b.entry.sellQuote(pool, gap, 1, b.caller, block.timestamp + PATIENCE);
            quoteDue -= gap;
        }
        return (baseDue, quoteDue);
    }

    function _find(IPMMPool pool) private view returns (Found memory f) {
        (,, f.base, f.quote, f.baseTarget, f.quoteTarget, f.r) = pool.getPMMStateForCall();
    }

    /// @dev What the treasury has to pay: both sides of the first shares, and quote for bucket B.
    function _due(Books memory b, IPMMPool pool) private view returns (uint256 base, uint256 quote, uint256 reserve) {
        (, uint256 oracle) = pool.guidePrice();
        base = b.json.number(string.concat(b.path, ".opening.base"));
        quote = _worth(b, oracle, ".opening.base");
        reserve = _worth(b, oracle, ".opening.bucketBOfBase");
    }

    /// @dev A mesh pool is funded if it holds anything; of a pair, whose base leg is another pool's, the counter leg tells.
    function _isFunded(IMeshTrade mesh) private view returns (bool) {
        (uint256 base, uint256 counter) = mesh.reserves();
        return counter != 0 || (base != 0 && _isAgainstXau(mesh));
    }

    function _isAgainstXau(IMeshTrade mesh) private view returns (bool) {
        return mesh.COUNTER() == IReserveBucketB(mesh.RESERVE()).XAU();
    }

    /// @dev The quote that an amount of base is worth, rounded down.
    function _worth(Books memory b, uint256 priceWad, string memory key) private pure returns (uint256) {
        return b.json.number(string.concat(b.path, key)).fullMulDiv(priceWad, WAD);
    }

    function _obtain(Books memory b, address token, uint256 amount) private {
        uint256 held = token.balanceOf(b.caller);
        if (held >= amount) return;
        _pledge(b);
        b.ledger.borrow(token, amount - held, VARIABLE_RATE, b.caller);
    }

    /// @dev The loan's collateral, wrapped from native where the caller holds too little of it and it can be.
    function _pledge(Books memory b) private {
        string memory symbol = b.json.text(".gold.loan.collateral");
        address collateral = b.json.token(symbol);
        uint256 wanted = b.json.number(".gold.loan.amount");
        uint256 pledged = b.ledger.collateralOf(b.caller, collateral);
        if (pledged >= wanted) return;
        uint256 amount = wanted - pledged;
        uint256 held = collateral.balanceOf(b.caller);
        if (held < amount) {
            if (!b.json.has(string.concat(".tokens.", symbol, ".wrapsNative"))) {
                revert GoldOpening_CollateralMissing(collateral, amount, held);
            }
            IWrapsNative(collateral).deposit{value: amount - held}();
        }
        collateral.safeApprove(address(b.ledger), amount);
        b.ledger.depositCollateral(collateral, amount, b.caller);
    }
}
