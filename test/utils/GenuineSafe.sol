// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

/// @notice What tests call of Safe 1.4.1.
interface ISafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;

    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool success);

    function getTransactionHash(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address refundReceiver,
        uint256 nonce
    ) external view returns (bytes32);

    function nonce() external view returns (uint256);
    function getOwners() external view returns (address[] memory);
    function getThreshold() external view returns (uint256);
    function VERSION() external view returns (string memory);
}

/// @notice What tests call of Safe's proxy factory.
interface ISafeProxyFactory {
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 saltNonce)
        external
        returns (address proxy);
}

/// @title GenuineSafe
/// @notice Safes for tests, of the publisher's own bytecode, with owners that sign as owners do.
abstract contract GenuineSafe is Test {
    string private constant ARTIFACTS = "node_modules/@safe-global/safe-contracts/build/artifacts/contracts/";

    /// @notice Where the contracts stand that Safes are made of.
    struct SafeInfrastructure {
        address factory;
        address singleton;
        address fallbackHandler;
    }

    function deploySafeInfrastructure() internal returns (SafeInfrastructure memory at) {
        at.factory = deployCode(string.concat(ARTIFACTS, "proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
        at.singleton = deployCode(string.concat(ARTIFACTS, "SafeL2.sol/SafeL2.json"));
        at.fallbackHandler = deployCode(
            string.concat(ARTIFACTS, "handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json")
        );
    }

    /// @notice A Safe of these owners.
    function deploySafe(address[] memory owners, uint256 threshold) internal returns (ISafe) {
        SafeInfrastructure memory at = deploySafeInfrastructure();
        bytes memory initializer = abi.encodeCall(
            ISafe.setup, (owners, threshold, address(0), "", at.fallbackHandler, address(0), 0, payable(0))
        );
        return ISafe(ISafeProxyFactory(at.factory).createProxyWithNonce(at.singleton, initializer, 0));
    }

    /// @notice A Safe transaction signed by the holders of some keys; anyone may send it.
    function safeExec(ISafe safe, address to, bytes memory data, uint256[] memory keys) internal {
        bytes memory signatures = safeSign(safe, to, data, keys);
        safe.execTransaction(to, 0, data, 0, 0, 0, 0, address(0), payable(0), signatures);
    }

    /// @notice Signatures of the Safe's next transaction, in the order of their signers' addresses, as Safe wants them.
    function safeSign(ISafe safe, address to, bytes memory data, uint256[] memory keys)
        internal
        view
        returns (bytes memory signatures)
    {
        bytes32 hash = _hash(safe, safe.nonce(), to, data);
        _sortByAddress(keys);
        for (uint256 i; i < keys.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[i], hash);
            signatures = abi.encodePacked(signatures, r, s, v);
        }
    }

    function _hash(ISafe safe, uint256 nonce, address to, bytes memory data) private view returns (bytes32) {
        return safe.getTransactionHash(to, 0, data, 0, 0, 0, 0, address(0), address(0), nonce);
    }

    function _sortByAddress(uint256[] memory keys) private pure {
        for (uint256 i; i < keys.length; ++i) {
            for (uint256 j = i; j > 0 && vm.addr(keys[j]) < vm.addr(keys[j - 1]); --j) {
                (keys[j], keys[j - 1]) = (keys[j - 1], keys[j]);
            }
        }
    }
}
