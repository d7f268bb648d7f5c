// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title MockPyth
/// @notice One Pyth price whose every word a test can choose. Why a mock: genuine Pyth prices are signed by a guardian
/// network, which no test can produce at will, least of all wrong ones.
/// @dev Words are wider than Pyth's types, so that answers no genuine contract gives can be tried too.
contract MockPyth {
    bytes32 public id;
    int256 public price;
    uint256 public conf;
    int256 public expo;
    uint256 public publishTime;
    bool public isShort;

    error PriceFeedNotFound();

    constructor(bytes32 id_, int256 price_, uint256 conf_, int256 expo_) {
        id = id_;
        set(price_, conf_, expo_, block.timestamp);
    }

    /// @notice Publishes a price.
    function set(int256 price_, uint256 conf_, int256 expo_, uint256 publishTime_) public {
        (price, conf, expo, publishTime) = (price_, conf_, expo_, publishTime_);
    }

    /// @notice Makes the answer a word too short.
    function setShort(bool isShort_) external {
        isShort = isShort_;
    }

    function getPriceUnsafe(bytes32 id_) external view returns (int256, uint256, int256, uint256) {
        if (id_ != id) revert PriceFeedNotFound();
        if (isShort) {
            assembly ("memory-safe") {
                return(0x00, 0x60)
            }
        }
        return (price, conf, expo, publishTime);
    }
}
