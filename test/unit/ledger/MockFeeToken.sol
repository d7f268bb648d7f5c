// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice Keeps a part of every transfer.
/// @dev A mock because no token of the system does this; it stands for those a deployer might list.
contract MockFeeToken is ERC20 {
    uint256 private immutable FEE_BP;

    constructor(uint256 feeBp) {
        FEE_BP = feeBp;
    }

    function name() public pure override returns (string memory) {
        return "Fee";
    }

    function symbol() public pure override returns (string memory) {
        return "FEE";
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _burn(to, amount * FEE_BP / 10_000);
        return true;
    }
}
