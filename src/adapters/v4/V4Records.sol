// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {IHooks} from "v4-core/interfaces/IHooks.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";

import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IV4Adapter} from "../../interfaces/IV4Adapter.sol";

/// @title V4Records
/// @notice Writes V4 pools down as the code of data contracts, and reads them back, see IV4Adapter.
/// @dev Reading costs one cold account, whoever reads and in whatever context: the verbs run partly on the adapter's own
/// address, where the diamond's storage cannot be seen. The code is a STOP and then the struct's words as they stand.
library V4Records {
    /// @dev Nine members of a word each.
    uint256 private constant SIZE = 9 * 32;
    /// @dev The byte before the data, which keeps a record from being called.
    uint256 private constant OFFSET = 1;

    /// @notice Writes a pool down, unless it is, as the present contract.
    /// @return poolId The record's address.
    /// @return fresh Whether it was written just now.
    function write(IV4Adapter.V4Pool memory pool) internal returns (bytes32 poolId, bool fresh) {
        poolId = idOf(pool);
        fresh = address(uint160(uint256(poolId))).code.length == 0;
        if (fresh) SSTORE2.writeCounterfactual(abi.encode(pool), 0);
    }

    /// @notice The address of a pool's record, if the present contract writes it.
    function idOf(IV4Adapter.V4Pool memory pool) internal view returns (bytes32) {
        return bytes32(uint256(uint160(SSTORE2.predictCounterfactualAddress(abi.encode(pool), 0))));
    }

    /// @notice What is written at an id; reverts `Adapter_UnknownPool` if that is no record by its size.
    /// @dev Whether the record is one of the diamond's own is checked at registration, see `requireOwn`.
    function read(bytes32 poolId) internal view returns (IV4Adapter.V4Pool memory pool) {
        uint256 size;
        assembly ("memory-safe") {
            size := extcodesize(poolId)
            // A struct of value types lies in memory as it is encoded: a word each, in order.
            extcodecopy(poolId, pool, OFFSET, SIZE)
        }
        if (size != OFFSET + SIZE || uint256(poolId) >> 160 != 0) revert IDexAdapter.Adapter_UnknownPool(poolId);
    }

    /// @notice What is written at an id, its salt the one that positions carry: the id itself, so that no two ids share a
    /// position, whatever they say.
    function open(bytes32 poolId) internal view returns (IV4Adapter.V4Pool memory pool) {
        pool = read(poolId);
        pool.salt = poolId;
    }

    /// @notice Reverts `Adapter_UnknownPool` unless the present contract wrote the record: then its address commits to
    /// its contents, every word is of its member's type, and no other id says the same.
    function requireOwn(bytes32 poolId, IV4Adapter.V4Pool memory pool) internal view {
        if (idOf(pool) != poolId) revert IDexAdapter.Adapter_UnknownPool(poolId);
    }

    /// @notice A pool's key in its manager.
    function keyOf(IV4Adapter.V4Pool memory pool) internal pure returns (PoolKey memory) {
        return PoolKey(
            Currency.wrap(pool.currency0), Currency.wrap(pool.currency1), pool.fee, pool.tickSpacing, IHooks(pool.hooks)
        );
    }
}
