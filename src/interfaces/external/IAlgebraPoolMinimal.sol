// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAlgebraPoolMinimal
/// @notice What every generation of Algebra pools answers alike. Where they differ (`globalState` beyond its second word,
/// `positions`, `ticks`, `burn`, the keeper of history) the adapters of src/adapters/algebra read words themselves.
/// @dev Source: the interfaces and artifacts of Algebra core 2 (npm: cryptoalgebra/core).0.0 and 3.0.0 and @cryptoalgebra/integral-core
/// 1.2.10.
interface IAlgebraPoolMinimal {
    function factory() external view returns (address);
    function token0() external view returns (address);
    function token1() external view returns (address);
    function tickSpacing() external view returns (int24);
    function liquidity() external view returns (uint128);

    /// @dev Returns more words than are declared here, different ones by generation.
    function globalState() external view returns (uint160 price, int24 tick);

    function totalFeeGrowth0Token() external view returns (uint256);
    function totalFeeGrowth1Token() external view returns (uint256);

    function initialize(uint160 price) external;

    /// @dev The callback comes before the position is written; paying less than asked mints less.
    /// @param leftoverRecipient Gets back what was paid in excess.
    function mint(
        address leftoverRecipient,
        address recipient,
        int24 bottomTick,
        int24 topTick,
        uint128 liquidityDesired,
        bytes calldata data
    ) external returns (uint256 amount0, uint256 amount1, uint128 liquidityActual);

    function collect(
        address recipient,
        int24 bottomTick,
        int24 topTick,
        uint128 amount0Requested,
        uint128 amount1Requested
    ) external returns (uint128 amount0, uint128 amount1);

    function swap(address recipient, bool zeroToOne, int256 amountRequired, uint160 limitSqrtPrice, bytes calldata data)
        external
        returns (int256 amount0, int256 amount1);
}

/// @notice Burning before Algebra Integral.
interface IAlgebraBurn {
    function burn(int24 bottomTick, int24 topTick, uint128 amount) external returns (uint256 amount0, uint256 amount1);
}

/// @notice Pools before Algebra Integral keep their history in a contract of its own.
interface IAlgebraDataStorage {
    function dataStorageOperator() external view returns (address);
}

/// @notice Of the first generation only.
interface IAlgebraCooldown {
    /// @dev Seconds after the last addition to a position, by anyone, in which it cannot be burned.
    function liquidityCooldown() external view returns (uint32);
}
