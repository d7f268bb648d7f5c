// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {PMMState, RState} from "../../../src/pmm/PMMPricing.sol";

/// @dev One entry of test/vectors/pmm.json. `exactE6` is the real-number result in millionths of a unit, zero where
/// there is none (not `finite`) or it is below zero (`negative`).
struct Vector {
    string id;
    string group;
    PMMState state;
    bool sellBase;
    uint256 pay;
    bool finite;
    bool negative;
    uint256 exactE6;
    bool dodoReverts;
}

/// @title PMMVectors
/// @notice Reads the PMM vectors.
library PMMVectors {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev The file's entry as it stands. Every number is a decimal string, and is declared as one: untyped parsing
    /// takes forty digits for an address.
    struct Json {
        string id;
        string group;
        string i;
        string K;
        string B;
        string Q;
        string B0;
        string Q0;
        string R;
        string direction;
        string payAmount;
        bool dodoReverts;
        string exact;
    }

    string private constant TYPE =
        "Json(string id,string group,string i,string K,string B,string Q,string B0,string Q0,string R,string direction,string payAmount,bool dodoReverts,string exact)";

    function load() internal view returns (Vector[] memory list) {
        // A missing result is JSON's null, which a string field does not take.
        string memory json = VM.replace(VM.readFile("test/vectors/pmm.json"), "null", "\"null\"");
        Json[] memory entries = abi.decode(VM.parseJsonTypeArray(json, "$", TYPE), (Json[]));
        list = new Vector[](entries.length);
        for (uint256 n; n < entries.length; ++n) {
            Json memory e = entries[n];
            list[n].id = e.id;
            list[n].group = e.group;
            list[n].state = PMMState({
                i: VM.parseUint(e.i),
                K: VM.parseUint(e.K),
                B: VM.parseUint(e.B),
                Q: VM.parseUint(e.Q),
                B0: VM.parseUint(e.B0),
                Q0: VM.parseUint(e.Q0),
                R: RState(VM.parseUint(e.R))
            });
            list[n].sellBase = _is(e.direction, "sellBase");
            list[n].pay = VM.parseUint(e.payAmount);
            list[n].dodoReverts = e.dodoReverts;
            list[n].finite = !_is(e.exact, "null");
            list[n].negative = bytes(e.exact)[0] == "-";
            if (list[n].finite && !list[n].negative) list[n].exactE6 = _parseE6(e.exact);
        }
    }

    /// @dev A k the pool allows: 0, 1e18, or from 1e12 to 0.99e18.
    function isAllowedK(uint256 k) internal pure returns (bool) {
        return k == 0 || k == 1e18 || (k >= 1e12 && k <= 0.99e18);
    }

    function isGroup(Vector memory v, string memory group) internal pure returns (bool) {
        return _is(v.group, group);
    }

    function _is(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    function _parseE6(string memory s) private pure returns (uint256) {
        string[] memory parts = VM.split(s, ".");
        require(bytes(parts[1]).length == 6, "six decimals");
        return VM.parseUint(parts[0]) * 1e6 + VM.parseUint(parts[1]);
    }
}
