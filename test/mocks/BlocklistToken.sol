// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestToken} from "../utils/TestToken.sol";

/// @title BlocklistToken
/// @notice Refuses transfers from or to listed accounts, and all transfers while frozen, as USDC can.
/// @dev A mock because the real list is in its issuer's hands.
contract BlocklistToken is TestToken {
    mapping(address account => bool) public isBlocked;
    bool public frozen;

    error BlocklistToken_Blocked(address account);
    error BlocklistToken_Frozen();

    constructor(string memory symbol_, uint8 decimals_) TestToken(symbol_, decimals_) {}

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function setFrozen(bool frozen_) external {
        frozen = frozen_;
    }

    function _beforeTokenTransfer(address from, address to, uint256) internal view override {
        if (frozen) revert BlocklistToken_Frozen();
        if (isBlocked[from]) revert BlocklistToken_Blocked(from);
        if (isBlocked[to]) revert BlocklistToken_Blocked(to);
    }
}
