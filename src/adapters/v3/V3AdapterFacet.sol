// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Expectation} from "lock/Expectation.sol";
import {Guarded} from "lock/Lock.sol";

import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IV3Adapter} from "../../interfaces/IV3Adapter.sol";
import {IUniswapV3PoolMinimal} from "../../interfaces/external/IUniswapV3PoolMinimal.sol";
import {V3Twap} from "../../libraries/V3Twap.sol";
import {V3Calls} from "./V3Calls.sol";
import {V3Fees} from "./V3Fees.sol";
import {V3Pools} from "./V3Pools.sol";
import {V3Storage} from "./V3Storage.sol";

/// @title V3AdapterFacet
/// @notice Uniswap V3, PancakeSwap V3 and every venue with the same pools.
///
/// Positions belong to the diamond at the pool itself; no position NFT is involved.
///
/// Warning: anyone may add liquidity to the diamond's ranges in its name. Such a gift raises `positionLiquidity` and
/// `pendingFees` but nothing the diamond recorded: burns take recorded liquidity only, and what a gift earns comes out
/// as fees.
/// Warning: tokens that take a fee on transfer make the venue refuse the mint; amounts returned by `burn` are what the
/// venue sent, which such a token would reduce on the way.
contract V3AdapterFacet is IV3Adapter, Guarded {
    using SafeTransferLib for address;

    /// @dev The facet's own address, to tell a delegatecall from a call.
    address private immutable _self = address(this);

    /// @dev `mint` and `burn` make sense only as the diamond. Called directly they would act for the facet, which owns
    /// nothing; refusing keeps it so.
    modifier onlyDelegated() {
        if (address(this) == _self) revert Adapter_NotDelegated();
        _;
    }

    // -- factories ------------------------------------------------------------------------------------------------

    /// @inheritdoc IV3Adapter
    function setV3Factory(address factory, bool trusted) external guarded {
        // Check
        if (trusted) {
            AccessLib.requireRole(Roles.ADMIN);
            if (factory.code.length == 0) revert Adapter_NotAFactory(factory);
        } else if (!AccessLib.hasRole(Roles.GUARDIAN, msg.sender) && !AccessLib.hasRole(Roles.ADMIN, msg.sender)) {
            AccessLib.requireRole(Roles.MANAGER);
        }
        // Effect
        V3Storage.Layout storage self = V3Storage.state();
        emit V3FactorySet(factory, self.isTrusted[factory], trusted);
        self.isTrusted[factory] = trusted;
    }

    /// @inheritdoc IV3Adapter
    function isV3Factory(address factory) external view returns (bool) {
        return V3Storage.state().isTrusted[factory];
    }

    /// @inheritdoc IDexAdapter
    function validatePool(bytes32 poolId, address token0, address token1, uint32 twapWindowSeconds)
        external
        view
        returns (int24 tickSpacing)
    {
        V3Pools.requireGenuine(poolId, token0, token1);
        V3Pools.requireHistory(poolId, twapWindowSeconds);
        return _pool(poolId).tickSpacing();
    }

    /// @inheritdoc IDexAdapter
    function requireHistory(bytes32 poolId, uint32 twapWindowSeconds) external view {
        V3Pools.requireHistory(poolId, twapWindowSeconds);
    }

    // -- reads ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    function prices(bytes32 poolId, uint32 twapWindowSeconds)
        external
        view
        returns (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick)
    {
        if (twapWindowSeconds == 0) revert Adapter_ZeroWindow();
        bool served;
        (sqrtPriceX96, served, twapTick, spotTick) = V3Twap.consult(address(_pool(poolId)), twapWindowSeconds);
        if (!served) revert Adapter_HistoryTooShort(poolId, twapWindowSeconds);
    }

    /// @inheritdoc IDexAdapter
    function spotSqrtPriceX96(bytes32 poolId) external view returns (uint160 sqrtPriceX96) {
        (sqrtPriceX96,,,,) = _pool(poolId).slot0();
    }

    /// @inheritdoc IDexAdapter
    function pendingFees(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1)
    {
        return V3Fees.pending(_pool(poolId), owner, tickLower, tickUpper);
    }

    /// @inheritdoc IDexAdapter
    function positionLiquidity(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint128 liquidity)
    {
        (liquidity,,,,) = _pool(poolId).positions(V3Fees.positionKey(owner, tickLower, tickUpper));
    }

    // -- liquidity ------------------------------------------------------------------------------------------------

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond.
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
        IUniswapV3PoolMinimal pool = _pool(poolId);
        Expectation.arm(address(pool), token0, token1, max0, max1);
        (uint256 charged0, uint256 charged1) = pool.mint(address(this), tickLower, tickUpper, liquidity, "");
        bool settled;
        (settled, paid0, paid1) = Expectation.paid();
        if (!settled || paid0 != charged0 || paid1 != charged1) {
            revert Adapter_PaymentMismatch(poolId, charged0, charged1, paid0, paid1);
        }
    }

    /// @inheritdoc IDexAdapter
    /// @dev Not guarded: runs inside a guarded operation of the diamond. A position without liquidity cannot be burned
    /// from, not even nothing: the venue refuses with its own error.
    function burn(bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        onlyDelegated
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        // Burning credits the principal, and the fees earned so far, to what the position is owed, and all of that is
        // collected, so that the difference is fees.
        (principal0, principal1, fees0, fees1) =
            V3Calls.burnAndCollect(address(_pool(poolId)), tickLower, tickUpper, liquidity);
        fees0 -= principal0;
        fees1 -= principal1;
    }

    // -- callbacks ------------------------------------------------------------------------------------------------

    /// @inheritdoc IV3Adapter
    /// @dev Not guarded: arrives while the lock is held. The expectation is its guard.
    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    /// @inheritdoc IV3Adapter
    /// @dev Not guarded, as `uniswapV3MintCallback`.
    function pancakeV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    /// @notice The mint callback of any other V3-like venue, whose selector the diamond has cut to this facet.
    /// @dev Not guarded, as `uniswapV3MintCallback`. Calldata too short for two amounts is refused by the decoder.
    fallback() external {
        _requireExpected();
        (uint256 amount0, uint256 amount1) = abi.decode(msg.data[4:], (uint256, uint256));
        _pay(amount0, amount1);
    }

    /// @dev Pays the armed pool, once, from the diamond.
    function _pay(uint256 amount0, uint256 amount1) private {
        // Check
        address pool = _requireExpected();
        (address token0, address token1, uint256 max0, uint256 max1) = Expectation.terms();
        if (amount0 > max0 || amount1 > max1) {
            revert Adapter_ExcessivePayment(_poolId(pool), amount0, amount1, max0, max1);
        }
        // Effect. Before the transfers, which may call out.
        Expectation.settle(amount0, amount1);
        // Interaction
        if (amount0 != 0) token0.safeTransfer(pool, amount0);
        if (amount1 != 0) token1.safeTransfer(pool, amount1);
    }

    /// @dev The sender is never zero, so an expectation that is not armed matches nobody.
    function _requireExpected() private view returns (address pool) {
        pool = Expectation.payee();
        if (msg.sender != pool) revert Adapter_UnexpectedCallback(msg.sender, pool);
    }

    // -- pools ----------------------------------------------------------------------------------------------------

    function _pool(bytes32 poolId) private pure returns (IUniswapV3PoolMinimal) {
        // Truncation is checked at registration, by V3Pools.
        return IUniswapV3PoolMinimal(address(uint160(uint256(poolId))));
    }

    function _poolId(address pool) private pure returns (bytes32) {
        return bytes32(uint256(uint160(pool)));
    }
}
