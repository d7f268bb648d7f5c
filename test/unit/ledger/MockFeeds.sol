// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The two reads of the oracle's door that the ledger makes.
/// @dev A mock because the tests need any price at any moment, fresh or not; the oracle proper has its own suite, and
/// between it and the ledger stand only these two functions, whose contract IOracle states.
contract MockFeeds {
    error Oracle_Stale(bytes32 feedId, uint256 updatedAt, uint256 ttlSeconds);

    mapping(bytes32 feedId => uint256) private _priceWad;
    mapping(bytes32 feedId => bool) public stale;

    function set(bytes32 feedId, uint256 priceWad) external {
        _priceWad[feedId] = priceWad;
    }

    function setStale(bytes32 feedId, bool isStale) external {
        stale[feedId] = isStale;
    }

    /// @dev Unlike the oracle it hands on a price of zero, so that the ledger's own guard is what refuses it.
    function price(bytes32 feedId) external view returns (uint256) {
        if (stale[feedId]) revert Oracle_Stale(feedId, 0, 0);
        return _priceWad[feedId];
    }

    function tryPrice(bytes32 feedId) external view returns (bool ok, uint256 priceWad, bytes memory reason) {
        if (stale[feedId]) return (false, 0, abi.encodeWithSelector(Oracle_Stale.selector, feedId, 0, 0));
        return (true, _priceWad[feedId], "");
    }

    /// @dev The last price, fresh or not: what the tests judge by.
    function peek(bytes32 feedId) external view returns (uint256) {
        return _priceWad[feedId];
    }
}
