// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IPyth
/// @notice Pyth's price contract, the part that is read here.
/// @dev Source: Pyth Network, "EVM API reference", getPriceUnsafe: the latest price whatever its age; reverts for an
/// unknown id.
interface IPyth {
    /// @param price Price, scaled by 10^expo.
    /// @param conf Half of the confidence interval, same scale.
    /// @param expo Power of ten, normally negative.
    /// @param publishTime Unix seconds.
    struct Price {
        int64 price;
        uint64 conf;
        int32 expo;
        uint256 publishTime;
    }

    function getPriceUnsafe(bytes32 id) external view returns (Price memory price);
}
