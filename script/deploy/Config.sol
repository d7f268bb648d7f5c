// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

/// @title Config
/// @notice Reads a chain's address book, `script/config/<chainId>.json`.
library Config {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice No address book for the chain that the RPC serves.
    error Config_Missing(uint256 chainId, string path);
    /// @notice The address book is for another chain than the RPC serves.
    error Config_WrongChain(uint256 chainId, uint256 configured);

    /// @notice Whether the present chain has an address book.
    function exists() internal view returns (bool) {
        return vm.exists(_path());
    }

    /// @notice The text of the present chain's address book; refuses any other.
    function load() internal view returns (string memory json) {
        string memory path = _path();
        if (!vm.exists(path)) revert Config_Missing(block.chainid, path);
        json = vm.readFile(path);
        uint256 id = vm.parseJsonUint(json, ".chain.id");
        if (id != block.chainid) revert Config_WrongChain(block.chainid, id);
    }

    function _path() private view returns (string memory) {
        return string.concat("script/config/", vm.toString(block.chainid), ".json");
    }

    function keys(string memory json, string memory path) internal view returns (string[] memory) {
        if (!vm.keyExistsJson(json, path)) return new string[](0);
        return vm.parseJsonKeys(json, path);
    }

    function has(string memory json, string memory path) internal view returns (bool) {
        return vm.keyExistsJson(json, path);
    }

    function addr(string memory json, string memory path) internal pure returns (address) {
        return vm.parseJsonAddress(json, path);
    }

    function addrs(string memory json, string memory path) internal pure returns (address[] memory) {
        return vm.parseJsonAddressArray(json, path);
    }

    function number(string memory json, string memory path) internal pure returns (uint256) {
        return vm.parseJsonUint(json, path);
    }

    function text(string memory json, string memory path) internal pure returns (string memory) {
        return vm.parseJsonString(json, path);
    }

    function texts(string memory json, string memory path) internal pure returns (string[] memory) {
        return vm.parseJsonStringArray(json, path);
    }

    function token(string memory json, string memory symbol) internal pure returns (address) {
        return addr(json, string.concat(".tokens.", symbol, ".address"));
    }

    /// @notice The oracle's id of a feed named in the address book: "ETH_USD" is keccak256("ETH/USD").
    function feedId(string memory name) internal pure returns (bytes32) {
        return keccak256(bytes(vm.replace(name, "_", "/")));
    }

    /// @notice Path of an array's element.
    function at(string memory path, uint256 index) internal pure returns (string memory) {
        return string.concat(path, "[", vm.toString(index), "]");
    }
}
