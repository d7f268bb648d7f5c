// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

/// @notice Functions by selector, as the committed snapshot names them.
struct SignatureBook {
    bytes4[] selectors;
    string[] signatures;
}

/// @title Signatures
/// @notice Names selectors for people, from `snapshots/selectors.json`.
library Signatures {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string private constant SNAPSHOT = "snapshots/selectors.json";

    function load() internal view returns (SignatureBook memory book) {
        string memory json = vm.readFile(SNAPSHOT);
        string[] memory contracts = vm.parseJsonKeys(json, "$");
        string[][] memory lists = new string[][](contracts.length);
        uint256 total;
        for (uint256 i; i < contracts.length; ++i) {
            lists[i] = vm.parseJsonKeys(json, string.concat(".", contracts[i]));
            total += lists[i].length;
        }
        book.selectors = new bytes4[](total);
        book.signatures = new string[](total);
        uint256 at;
        for (uint256 i; i < lists.length; ++i) {
            for (uint256 j; j < lists[i].length; ++j) {
                book.selectors[at] = bytes4(keccak256(bytes(lists[i][j])));
                book.signatures[at++] = lists[i][j];
            }
        }
    }

    /// @notice "0x12345678 name(types)", or the selector alone if the sources know no such function (any more).
    function describe(SignatureBook memory book, bytes4 selector) internal pure returns (string memory) {
        string memory hex4 = vm.toString(abi.encodePacked(selector));
        for (uint256 i; i < book.selectors.length; ++i) {
            if (book.selectors[i] == selector) return string.concat(hex4, " ", book.signatures[i]);
        }
        return hex4;
    }
}
