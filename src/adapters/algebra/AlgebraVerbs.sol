// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Expectation} from "lock/Expectation.sol";

import {IAlgebraAdapter} from "../../interfaces/IAlgebraAdapter.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IAlgebraBurn, IAlgebraPoolMinimal} from "../../interfaces/external/IAlgebraPoolMinimal.sol";
import {IAlgebraFactoryMinimal} from "../../interfaces/external/IAlgebraFactoryMinimal.sol";
import {FeeGrowth} from "../../libraries/FeeGrowth.sol";
import {AlgebraStorage} from "./AlgebraStorage.sol";
import {AlgebraTwap} from "./AlgebraTwap.sol";

/// @title AlgebraVerbs
/// @notice IDexAdapter for Algebra pools of any generation. What differs between generations is below "the generation":
/// a new one answers those five questions and is done.
///
/// Positions belong to the diamond at the pool itself; no position NFT is involved. Swap fees change with volatility,
/// which touches nothing here: what a position earns is read from fee growth.
///
/// Warning: anyone may add liquidity to the diamond's ranges in its name. Such a gift raises `positionLiquidity` and
/// `pendingFees` but nothing the diamond recorded.
/// Assumption for liveness: the venue's owner may set a cooldown on liquidity (first generation) or connect a plugin
/// that refuses burns (Integral) after registration. Neither can take anything; both could delay an exit from that pool.
abstract contract AlgebraVerbs is IDexAdapter {
    using FeeGrowth for FeeGrowth.Side;

    /// @dev A position and its two ticks, in the pool's own words.
    struct Accounts {
        bytes position;
        bytes lower;
        bytes upper;
    }

    /// @dev The adapter's own address, to tell a delegatecall from a call.
    address private immutable _self = address(this);

    /// @dev `mint` and `burn` make sense only as the diamond, see V3AdapterFacet.
    modifier onlyDelegated() {
        if (address(this) == _self) revert Adapter_NotDelegated();
        _;
    }

    // -- the generation -------------------------------------------------------------------------------------------

    /// @dev The number under which factories of this layout are listed; not 0.
    function _generation() internal pure virtual returns (uint8);

    /// @dev The contract that keeps the pool's timepoints, and the index of the newest. Reverts
    /// `Adapter_HistoryTooShort` if nobody writes them at present.
    /// @param state The words of `globalState`.
    function _history(bytes32 poolId, uint32 twapWindowSeconds, bytes memory state)
        internal
        view
        virtual
        returns (address history, uint256 newest);

    /// @dev Reverts if the pool has a feature that could hold up exits or falsify amounts.
    function _requireHarmless(bytes32 poolId) internal view virtual;

    /// @dev Index of the first growth word in the answers of `positions` and of `ticks`; both are followed by the
    /// second, and in `positions` by the two amounts owed.
    function _growthWords() internal pure virtual returns (uint256 inPosition, uint256 inTick);

    function _burn(IAlgebraPoolMinimal pool, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        virtual
        returns (uint256 principal0, uint256 principal1)
    {
        return IAlgebraBurn(address(pool)).burn(tickLower, tickUpper, liquidity);
    }

    // -- registration ---------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    /// @dev Further errors: those of IAlgebraAdapter.
    function validatePool(bytes32 poolId, address token0, address token1, uint32 twapWindowSeconds)
        external
        view
        returns (int24 tickSpacing)
    {
        _requireGenuine(poolId, token0, token1);
        _requireHarmless(poolId);
        _requireHistory(poolId, twapWindowSeconds);
        return _pool(poolId).tickSpacing();
    }

    /// @inheritdoc IDexAdapter
    function requireHistory(bytes32 poolId, uint32 twapWindowSeconds) external view {
        _requireHistory(poolId, twapWindowSeconds);
    }

    // -- reads ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    function prices(bytes32 poolId, uint32 twapWindowSeconds)
        external
        view
        returns (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick)
    {
        if (twapWindowSeconds == 0) revert Adapter_ZeroWindow();
        bytes memory state = _state(poolId);
        sqrtPriceX96 = uint160(_word(state, 0)); // the pool's own type
        spotTick = int24(int256(_word(state, 1))); // likewise
        (address history, uint256 newest) = _history(poolId, twapWindowSeconds, state);
        bool served;
        (served, twapTick) = AlgebraTwap.consult(history, newest, spotTick, twapWindowSeconds);
        if (!served) revert Adapter_HistoryTooShort(poolId, twapWindowSeconds);
    }

    /// @inheritdoc IDexAdapter
    function spotSqrtPriceX96(bytes32 poolId) external view returns (uint160 sqrtPriceX96) {
        (sqrtPriceX96,) = _pool(poolId).globalState();
    }

    /// @inheritdoc IDexAdapter
    function pendingFees(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1)
    {
        Accounts memory a;
        a.position = _position(poolId, owner, tickLower, tickUpper);
        // The adapter reads only pools it validated: each word has the pool's own type, narrower or equal to the cast's.
        uint128 liquidity = uint128(_word(a.position, 0));
        (uint256 g, uint256 t) = _growthWords();
        (fees0, fees1) = (_word(a.position, g + 2), _word(a.position, g + 3));
        // Nothing accrues without liquidity, and the ticks may not exist.
        if (liquidity == 0) return (fees0, fees1);

        IAlgebraPoolMinimal pool = _pool(poolId);
        a.lower = _ask(poolId, abi.encodeWithSignature("ticks(int24)", tickLower), t + 2);
        a.upper = _ask(poolId, abi.encodeWithSignature("ticks(int24)", tickUpper), t + 2);
        (, int24 tick) = pool.globalState();
        FeeGrowth.Side memory side0 = _side(a, pool.totalFeeGrowth0Token(), 0);
        FeeGrowth.Side memory side1 = _side(a, pool.totalFeeGrowth1Token(), 1);
        // Unchecked: both 128-bit sums wrap in the pool too; the result is what the pool would pay.
        unchecked {
            fees0 = uint128(fees0 + side0.earnedDown(liquidity, tick, tickLower, tickUpper));
            fees1 = uint128(fees1 + side1.earnedDown(liquidity, tick, tickLower, tickUpper));
        }
    }

    /// @dev Token `which`'s side of a position; its words follow the other token's.
    function _side(Accounts memory a, uint256 globalX128, uint256 which) private pure returns (FeeGrowth.Side memory) {
        (uint256 g, uint256 t) = _growthWords();
        return FeeGrowth.Side({
            globalX128: globalX128,
            outsideLowerX128: _word(a.lower, t + which),
            outsideUpperX128: _word(a.upper, t + which),
            insideLastX128: _word(a.position, g + which)
        });
    }

    /// @inheritdoc IDexAdapter
    function positionLiquidity(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint128 liquidity)
    {
        return uint128(_word(_position(poolId, owner, tickLower, tickUpper), 0)); // as in `pendingFees`
    }

    // -- liquidity ------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond. Further error: `Adapter_LiquidityShort`.
    function mint(
        bytes32 poolId,
        address token0,
        address token1,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 max0,
        uint256 max1
    ) external onlyDelegated returns (uint256 paid0, uint256 paid1) {
        IAlgebraPoolMinimal pool = _pool(poolId);
        Expectation.arm(address(pool), token0, token1, max0, max1);
        (uint256 charged0, uint256 charged1, uint128 minted) =
            pool.mint(address(this), address(this), tickLower, tickUpper, liquidity, "");
        bool settled;
        (settled, paid0, paid1) = Expectation.paid();
        if (!settled || paid0 != charged0 || paid1 != charged1) {
            revert Adapter_PaymentMismatch(poolId, charged0, charged1, paid0, paid1);
        }
        if (minted != liquidity) revert IAlgebraAdapter.Adapter_LiquidityShort(poolId, liquidity, minted);
    }

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond. A position without liquidity cannot be burned
    /// from, not even nothing: the venue refuses with its own error.
    function burn(bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        onlyDelegated
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        IAlgebraPoolMinimal pool = _pool(poolId);
        // Burning credits the principal, and the fees earned so far, to what the position is owed ...
        (principal0, principal1) = _burn(pool, tickLower, tickUpper, liquidity);
        // ... and all of that is collected, so that the difference is fees.
        (uint128 collected0, uint128 collected1) =
            pool.collect(address(this), tickLower, tickUpper, type(uint128).max, type(uint128).max);
        fees0 = collected0 - principal0;
        fees1 = collected1 - principal1;
    }

    // -- pools ----------------------------------------------------------------------------------------------------

    function _requireHistory(bytes32 poolId, uint32 twapWindowSeconds) private view {
        if (twapWindowSeconds == 0) revert Adapter_ZeroWindow();
        if (twapWindowSeconds > AlgebraTwap.MAX_WINDOW) {
            revert Adapter_CardinalityTooLow(poolId, AlgebraTwap.MAX_WINDOW + 1, uint256(twapWindowSeconds) + 1);
        }
        (address history, uint256 newest) = _history(poolId, twapWindowSeconds, _state(poolId));
        if (AlgebraTwap.oldestAge(history, newest) < twapWindowSeconds) {
            revert Adapter_HistoryTooShort(poolId, twapWindowSeconds);
        }
    }

    /// @dev Genuine: a factory listed for this generation vouches for the pool under the pool's own tokens.
    function _requireGenuine(bytes32 poolId, address token0, address token1) private view {
        // One id per pool: bits above the address would make a second one, and let one position be counted twice.
        if (uint256(poolId) >> 160 != 0) revert Adapter_UnknownPool(poolId);
        address factory = _askAddress(poolId, IAlgebraPoolMinimal.factory.selector);
        uint8 generation = AlgebraStorage.state().generationOf[factory];
        if (generation == 0) revert Adapter_UnknownPool(poolId);
        if (generation != _generation()) {
            revert IAlgebraAdapter.Adapter_WrongGeneration(poolId, generation, _generation());
        }
        address poolToken0 = _askAddress(poolId, IAlgebraPoolMinimal.token0.selector);
        address poolToken1 = _askAddress(poolId, IAlgebraPoolMinimal.token1.selector);
        if (IAlgebraFactoryMinimal(factory).poolByPair(poolToken0, poolToken1) != address(_pool(poolId))) {
            revert Adapter_UnknownPool(poolId);
        }
        if (poolToken0 != token0 || poolToken1 != token1) {
            revert Adapter_TokenMismatch(poolId, poolToken0, poolToken1);
        }
    }

    /// @dev Truncation can only yield an address that the factory does not vouch for.
    function _askAddress(bytes32 poolId, bytes4 selector) private view returns (address) {
        return address(uint160(_word(_ask(poolId, abi.encodePacked(selector), 1), 0)));
    }

    /// @dev Asks the pool for so many words or more; no such answer means an unknown pool (or no pool at all).
    function _ask(bytes32 poolId, bytes memory question, uint256 words) internal view returns (bytes memory answer) {
        bool ok;
        (ok, answer) = address(_pool(poolId)).staticcall(question);
        if (!ok || answer.length < 32 * words) revert Adapter_UnknownPool(poolId);
    }

    /// @dev Word `index` of an answer that has so many.
    function _word(bytes memory answer, uint256 index) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(answer, 32), shl(5, index)))
        }
    }

    /// @dev The words of `globalState`: price, tick, then as the generation has it; six or more.
    function _state(bytes32 poolId) internal view returns (bytes memory) {
        return _ask(poolId, abi.encodePacked(IAlgebraPoolMinimal.globalState.selector), 6);
    }

    function _position(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        private
        view
        returns (bytes memory)
    {
        (uint256 g,) = _growthWords();
        // The pool's key: owner, lower tick, upper tick, packed without a hash.
        bytes32 key =
            bytes32(uint256(uint160(owner)) << 48 | uint256(uint24(tickLower)) << 24 | uint256(uint24(tickUpper)));
        return _ask(poolId, abi.encodeWithSignature("positions(bytes32)", key), g + 4);
    }

    function _pool(bytes32 poolId) internal pure returns (IAlgebraPoolMinimal) {
        // Truncation is checked at registration, by _requireGenuine.
        return IAlgebraPoolMinimal(address(uint160(uint256(poolId))));
    }
}
