// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {Governed} from "./Governed.sol";
import {Book} from "./LedgerBook.sol";

/// @title LedgerState
/// @notice The storage that the ledger and its settings share: owner and guardian, then the book.
abstract contract LedgerState is Governed, Guarded {
    /// @notice Where prices come from.
    IOracle public immutable ORACLE;

    Book internal _book;

    constructor(IOracle oracle) {
        ORACLE = oracle;
    }
}
