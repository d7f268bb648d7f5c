// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRescue} from "../interfaces/IRescue.sol";

/// @title TreasuryStorage
/// @notice The treasury room's namespaced storage (ERC-7201). Only this room imports it. What fees are booked is in the
/// vaults.
library TreasuryStorage {
    /// @custom:storage-location erc7201:cantilever.storage.treasury
    struct Layout {
        // Slot 0: 160 + 40 bits. Who gets the fees; delay of rescues, seconds, zero for the default.
        address collector;
        uint40 rescueDelay;
        // The vault that the functions of ERC-3156 lend a token from.
        mapping(address token => uint256 vaultId) flashVault;
        // Ids count from one.
        uint256 requestCount;
        mapping(uint256 requestId => IRescue.Request) requests;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.treasury")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant SLOT = 0x978d3164ce47c8437151b0d1dfd9be8f2659122c116d76e21fc14dbb6b367500;

    function state() internal pure returns (Layout storage s) {
        assembly ("memory-safe") {
            s.slot := SLOT
        }
    }
}
