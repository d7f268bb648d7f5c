// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestToken} from "../utils/TestToken.sol";

/// @title FeeOnTransferToken
/// @notice Burns a part of every transfer, so the receiver gets less than was sent.
/// @dev A mock because the fee must be set per test; live tokens of this kind fix theirs or keep it at zero.
contract FeeOnTransferToken is TestToken {
    uint256 public feeBp;

    constructor(string memory symbol_, uint8 decimals_, uint256 feeBp_) TestToken(symbol_, decimals_) {
        feeBp = feeBp_;
    }

    function setFeeBp(uint256 feeBp_) external {
        feeBp = feeBp_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        _burn(to, amount * feeBp / 10_000);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _burn(to, amount * feeBp / 10_000);
        return true;
    }
}
