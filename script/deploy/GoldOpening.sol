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
    /// @dev Least part of the shares that a first purchase expects, per mille; the dead shares are far less than this.
    uint256 private constant LEAST_SHARES_PER_MILLE = 999;
    uint256 private constant PATIENCE = 1 hours;

    /// @notice Somebody else bought the pool's first shares, at a proportion of his own. Deploy it anew, with another salt
    /// or other terms, and open it right after.
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

    /// @notice Puts bucket B's quote into its account, through bucket E, then buys the pool's first shares for bucket A.
    /// For a TREASURY.
    /// @dev The shares come last: a pool that is live has had all of it. A run that was interrupted between the two gives
    /// bucket B twice.
    function treasury(Books memory b) internal {
        IPMMPool pool = b.stabilizer.POOL();
        IReserveSystem reserve = IReserveSystem(IReserveBucketB(b.stabilizer.MESH().RESERVE()).bucketE());
        address bucketA = address(reserve.account(IReserveSystem.Bucket.A));
        _requireOurs(b, pool, bucketA);
        if (pool.lastTouchBlock() != 0) return;
        (address base, address quote) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        (uint256 baseDue, uint256 quoteDue, uint256 reserveDue) = _due(b, pool);
        _obtain(b, base, baseDue);
        _obtain(b, quote, quoteDue + reserveDue);

        quote.safeApprove(address(reserve), reserveDue);
        reserve.fund(quote, reserveDue);
        reserve.moveFromE(IReserveSystem.Bucket.B, quote, reserveDue);

        base.safeApprove(address(b.entry), baseDue);
        quote.safeApprove(address(b.entry), quoteDue);
        uint256 minShares = baseDue * LEAST_SHARES_PER_MILLE / 1_000;
        b.entry.buyShares(pool, baseDue, quoteDue, minShares, bucketA, block.timestamp + PATIENCE);
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

    /// @dev A pool that is live before its stabilizer is set was opened by the treasury, for bucket A.
    function _requireOurs(Books memory b, IPMMPool pool, address bucketA) private view {
        if (pool.lastTouchBlock() == 0 || b.stabilizer.settings().closes != 0) return;
        if (address(pool).balanceOf(bucketA) != 0) return;
        (uint256 base, uint256 quote) = pool.getVaultReserve();
        revert GoldOpening_OpenedByAnother(address(pool), base, quote);
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
