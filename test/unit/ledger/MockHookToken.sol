// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice Makes one armed call in the middle of its next transfer.
/// @dev A mock because it plays the attacker: no honest token does this.
contract MockHookToken is ERC20 {
    address private _target;
    bytes private _data;
    bool public ok;
    bytes public answer;

    function name() public pure override returns (string memory) {
        return "Hook";
    }

    function symbol() public pure override returns (string memory) {
        return "HOOK";
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function arm(address target, bytes calldata data) external {
        _target = target;
        _data = data;
        ok = true;
        delete answer;
    }

    function _afterTokenTransfer(address, address, uint256) internal override {
        if (_target == address(0)) return;
        address target = _target;
        _target = address(0);
        (ok, answer) = target.call(_data);
    }
}
