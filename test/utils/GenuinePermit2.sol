// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {LibString} from "solady/utils/LibString.sol";
import {ISignatureTransfer} from "src/interfaces/external/ISignatureTransfer.sol";

/// @title GenuinePermit2
/// @notice Permit2's own bytecode at its canonical address, and signatures for it.
/// @dev The bytecode is what Uniswap's package ships in its deployment helper, which cannot be compiled here itself.
abstract contract GenuinePermit2 is Test {
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    bytes32 private constant TOKEN_PERMISSIONS_TYPEHASH = keccak256("TokenPermissions(address token,uint256 amount)");
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "PermitBatchTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline)TokenPermissions(address token,uint256 amount)"
    );

    function deployPermit2() internal {
        string memory source =
            vm.readFile("node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol");
        uint256 from = LibString.indexOf(source, 'hex"') + 4;
        uint256 to = LibString.indexOf(source, '"', from);
        vm.etch(PERMIT2, vm.parseBytes(LibString.slice(source, from, to)));
    }

    /// @notice A batch signature over tokens and amounts, for `spender`.
    function signPermit2(
        uint256 privateKey,
        address spender,
        address[] memory tokens,
        uint256[] memory amounts,
        uint256 nonce,
        uint256 deadline
    ) internal view returns (bytes memory signature) {
        bytes32[] memory hashes = new bytes32[](tokens.length);
        for (uint256 i; i < tokens.length; ++i) {
            hashes[i] = keccak256(abi.encode(TOKEN_PERMISSIONS_TYPEHASH, tokens[i], amounts[i]));
        }
        bytes32 inner =
            keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes)), spender, nonce, deadline));
        (, bytes memory separator) = PERMIT2.staticcall(abi.encodeWithSignature("DOMAIN_SEPARATOR()"));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", abi.decode(separator, (bytes32)), inner));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }
}
