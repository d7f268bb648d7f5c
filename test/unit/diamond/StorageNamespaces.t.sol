// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {DiamondStorage} from "../../../src/diamond/DiamondStorage.sol";

/// @notice Every ERC-7201 slot written in src is what its formula says, belongs to one room, and lies clear of the
/// others and of the dispatch table. Reads the sources, so a new room is checked without being announced.
/// @dev A slot is written as
///     /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.<room>")) - 1)) & ~bytes32(uint256(<mask>)).
///     bytes32 <name> = 0x<64 digits>;
contract StorageNamespacesTest is Test {
    string private constant OPENING = 'keccak256("cantilever.storage.';
    /// @dev Far more than any layout's fields take; the dispatch table takes exactly this much.
    uint256 private constant CLEARANCE = 1 << 32;

    struct Namespace {
        string name;
        uint256 mask;
        uint256 slot;
    }

    Namespace[] private namespaces;
    uint256 private storageFiles;

    function setUp() public {
        Vm.DirEntry[] memory entries = vm.readDir("src", 8);
        for (uint256 i; i < entries.length; ++i) {
            if (!entries[i].isDir && _endsWith(entries[i].path, ".sol")) _parse(entries[i].path);
        }
    }

    function test_slots_equalTheirFormulas() public view {
        assertGe(namespaces.length, 3, "found");
        for (uint256 i; i < namespaces.length; ++i) {
            Namespace storage n = namespaces[i];
            uint256 hashed = uint256(keccak256(bytes(string.concat("cantilever.storage.", n.name))));
            assertEq(n.slot, uint256(keccak256(abi.encode(hashed - 1))) & ~n.mask, n.name);
        }
    }

    function test_slots_areWhatTheCodeUses() public view {
        assertEq(_slotOf("diamond"), uint256(DiamondStorage.SLOT));
        assertEq(_slotOf("diamond.table"), uint256(DiamondStorage.TABLE));
        assertEq(_slotOf("access"), uint256(AccessStorage.SLOT));
    }

    function test_slots_areEachWrittenOnceAndFarApart() public view {
        for (uint256 i; i < namespaces.length; ++i) {
            for (uint256 j; j < i; ++j) {
                (uint256 a, uint256 b) = (namespaces[i].slot, namespaces[j].slot);
                assertGe(a > b ? a - b : b - a, CLEARANCE, string.concat(namespaces[i].name, " ", namespaces[j].name));
            }
            assertGe(namespaces[i].slot, CLEARANCE, "state variables");
        }
    }

    /// @dev Only the table clears 32 bits; the rest keep to ERC-7201.
    function test_masks_areTheStandardsButTheTables() public view {
        for (uint256 i; i < namespaces.length; ++i) {
            bool isTable = keccak256(bytes(namespaces[i].name)) == keccak256("diamond.table");
            assertEq(namespaces[i].mask, isTable ? 0xffffffff : 0xff, namespaces[i].name);
        }
    }

    function test_storageFiles_eachHaveANamespace() public view {
        assertGe(storageFiles, 2, "found");
    }

    function testFuzz_table_holdsEverySelectorAndNothingElse(bytes4 selector, bytes4 other) public pure {
        uint256 slot = uint256(DiamondStorage.entrySlot(selector));
        assertEq(slot - uint256(DiamondStorage.TABLE), uint32(selector), "offset");
        assertEq(selector == other, DiamondStorage.entrySlot(selector) == DiamondStorage.entrySlot(other), "injective");
    }

    /// @dev The lock's slot, the same in both twins, follows its own formula and meets no namespace.
    function test_lock_slotEqualsItsFormula() public view {
        uint256 slot = uint256(keccak256("cantilever.lock")) - 1;
        string[2] memory twins = ["transient", "storage"];
        for (uint256 i; i < 2; ++i) {
            string memory source = vm.readFile(string.concat("src/libraries/lock/", twins[i], "/Lock.sol"));
            assertEq(vm.split(source, "SLOT = 0x").length, 2, "one slot");
            assertEq(vm.parseUint(_firstLiteral(source, "SLOT = 0x")), slot, twins[i]);
        }
        for (uint256 i; i < namespaces.length; ++i) {
            uint256 root = namespaces[i].slot;
            assertGe(slot > root ? slot - root : root - slot, CLEARANCE, namespaces[i].name);
        }
    }

    function _parse(string memory path) private {
        string memory source = vm.readFile(path);
        string[] memory pieces = vm.split(source, OPENING);
        for (uint256 i = 1; i < pieces.length; ++i) {
            namespaces.push(
                Namespace({
                    name: vm.split(pieces[i], '"')[0],
                    mask: vm.parseUint(vm.split(vm.split(pieces[i], "~bytes32(uint256(")[1], ")")[0]),
                    slot: vm.parseUint(_firstLiteral(pieces[i], "= 0x"))
                })
            );
        }
        if (_endsWith(path, "Storage.sol")) {
            ++storageFiles;
            assertGt(pieces.length, 1, string.concat(path, " names no slot"));
        }
    }

    function _slotOf(string memory name) private view returns (uint256) {
        for (uint256 i; i < namespaces.length; ++i) {
            if (keccak256(bytes(namespaces[i].name)) == keccak256(bytes(name))) return namespaces[i].slot;
        }
        revert(string.concat("no namespace ", name));
    }

    /// @dev The 64 hex digits after the first `marker`, which ends in 0x.
    function _firstLiteral(string memory text, string memory marker) private pure returns (string memory) {
        string[] memory parts = vm.split(text, marker);
        assertGt(parts.length, 1, "a literal follows");
        bytes memory digits = bytes(vm.split(parts[1], ";")[0]);
        assertEq(digits.length, 64, "a full word");
        return string.concat("0x", string(digits));
    }

    function _endsWith(string memory text, string memory ending) private pure returns (bool) {
        (bytes memory t, bytes memory e) = (bytes(text), bytes(ending));
        if (t.length < e.length) return false;
        for (uint256 i; i < e.length; ++i) {
            if (t[t.length - e.length + i] != e[i]) return false;
        }
        return true;
    }
}
