// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC1155} from "solady/tokens/ERC1155.sol";
import {ERC721} from "solady/tokens/ERC721.sol";

/// @title Collectible
/// @notice An ERC-721 that anyone may mint, without a hook of the receiver, as many do: that is how such tokens get lost.
contract Collectible is ERC721 {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }

    function name() public pure override returns (string memory) {
        return "Collectible";
    }

    function symbol() public pure override returns (string memory) {
        return "C";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

/// @title Collectibles
/// @notice An ERC-1155 that anyone may mint, and which asks no receiver.
/// @dev Why not the standard's own hook: a token that asks would never have got into the diamond.
contract Collectibles is ERC1155 {
    mapping(address owner => mapping(uint256 id => uint256)) private _gifts;

    function give(address to, uint256 id, uint256 amount) external {
        _gifts[to][id] += amount;
    }

    function balanceOf(address owner, uint256 id) public view override returns (uint256) {
        return _gifts[owner][id];
    }

    function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes calldata) public override {
        require(msg.sender == from);
        _gifts[from][id] -= amount;
        _gifts[to][id] += amount;
    }

    function uri(uint256) public pure override returns (string memory) {
        return "";
    }
}
