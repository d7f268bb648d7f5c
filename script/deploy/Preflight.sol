// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {Guarded} from "lock/Lock.sol";

/// @dev Compiled like everything that is deployed, to be read: guarded, and copying memory, it has in it every opcode that
/// the compiler's EVM version and the lock's twin bring along. It has no data after its code.
contract PreflightSpecimen is Guarded {
    /// @notice What it is given, unchanged. Never called.
    function copy(bytes memory data) external guarded returns (bytes memory) {
        return data;
    }
}

/// @title Preflight
/// @notice Asks the chain, before anything is deployed, for the opcodes that the build at hand needs of it: PUSH0 of
/// shanghai, MCOPY, TLOAD and TSTORE of cancun. Private networks rarely document which EVM they run.
/// @dev What is needed is read from the specimen's code, what there is from `eth_call`s of a few bytes of init code, which
/// change nothing. The simulation that forge runs a script in follows the profile, not the chain, and would notice nothing.
library Preflight {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant PUSH0 = 1;
    uint256 internal constant MCOPY = 2;
    /// @dev TLOAD and TSTORE, which came together.
    uint256 internal constant TRANSIENT = 4;
    uint256 internal constant ALL = PUSH0 | MCOPY | TRANSIENT;

    string internal constant REMEDY =
        "Deploy the london profile: FOUNDRY_PROFILE=london forge script (docs/deployment.md)";

    /// @dev Init code that ends in these ten bytes answers 1 if it comes so far: PUSH1 1, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0,
    /// RETURN.
    bytes private constant ANSWER_ONE = hex"600160005260206000f3";

    /// @notice The chain lacks opcodes that this build has in it.
    error Preflight_LacksOpcodes(uint256 chainId, string lacking, string remedy);
    /// @notice The chain answers no probe, not even one that every EVM runs: what it can run is unknown.
    error Preflight_NoAnswer(uint256 chainId);

    /// @notice Refuses a chain that could not run this build; says which profile fits.
    /// @return supported The opcodes that the chain has, a sum of the constants above.
    function run() internal returns (uint256 supported) {
        if (!_answersOne("")) revert Preflight_NoAnswer(block.chainid);
        supported = probed();
        uint256 lacking = neededBy(type(PreflightSpecimen).runtimeCode) & ~supported;
        if (lacking != 0) revert Preflight_LacksOpcodes(block.chainid, describe(lacking), REMEDY);
    }

    /// @notice The opcodes that the chain has.
    function probed() internal returns (uint256 supported) {
        // PUSH0, POP.
        if (_answersOne(hex"5f50")) supported |= PUSH0;
        // PUSH1 0 thrice, MCOPY of nothing.
        if (_answersOne(hex"6000600060005e")) supported |= MCOPY;
        // PUSH1 0 twice, TSTORE; PUSH1 0, TLOAD, POP.
        if (_answersOne(hex"600060005d60005c50")) supported |= TRANSIENT;
    }

    /// @notice The opcodes above that code has in it. What a PUSH carries is data.
    function neededBy(bytes memory code) internal pure returns (uint256 needed) {
        for (uint256 i; i < code.length; ++i) {
            uint256 op = uint8(code[i]);
            if (op == 0x5f) needed |= PUSH0;
            else if (op == 0x5e) needed |= MCOPY;
            else if (op == 0x5c || op == 0x5d) needed |= TRANSIENT;
            // PUSH1 to PUSH32.
            else if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
    }

    /// @notice The profile whose build the opcodes suffice for.
    function profileFor(uint256 supported) internal pure returns (string memory) {
        return supported & ALL == ALL ? "default" : "london";
    }

    /// @notice Opcodes in words.
    function describe(uint256 opcodes) internal pure returns (string memory text) {
        if (opcodes & PUSH0 != 0) text = "PUSH0";
        if (opcodes & MCOPY != 0) text = _and(text, "MCOPY");
        if (opcodes & TRANSIENT != 0) text = _and(text, "TLOAD and TSTORE");
    }

    function _and(string memory text, string memory more) private pure returns (string memory) {
        return bytes(text).length == 0 ? more : string.concat(text, ", ", more);
    }

    /// @dev Whether the chain runs `code` to its end: an error, or any other answer than 1, is a no.
    function _answersOne(bytes memory code) private returns (bool) {
        string memory data = vm.toString(bytes.concat(code, ANSWER_ONE));
        try vm.rpc("eth_call", string.concat('[{"data":"', data, '"},"latest"]')) returns (bytes memory answer) {
            return answer.length == 32 && uint256(bytes32(answer)) == 1;
        } catch {
            return false;
        }
    }
}
