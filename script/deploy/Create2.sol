// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Create2
/// @notice Deploys through the deterministic deployer, so that equal code and arguments get one address on every chain.
/// @dev Source: github.com/Arachnid/deterministic-deployment-proxy. Calldata is the salt, then the creation code.
library Create2 {
    /// @notice The deterministic deployer, the same on every chain.
    address internal constant DEPLOYER = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    /// @notice The chain lacks the deterministic deployer.
    error Create2_DeployerMissing(address deployer);
    /// @notice The creation code reverted, or left no code behind.
    error Create2_Failed(address expected);

    /// @notice Where the code goes.
    function addressOf(bytes32 salt, bytes memory creationCode) internal pure returns (address) {
        return
            address(
                uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), DEPLOYER, salt, keccak256(creationCode)))))
            );
    }

    /// @notice Deploys the code, unless it is there already.
    function deploy(bytes32 salt, bytes memory creationCode) internal returns (address at) {
        at = addressOf(salt, creationCode);
        if (at.code.length != 0) return at;
        if (DEPLOYER.code.length == 0) revert Create2_DeployerMissing(DEPLOYER);
        (bool ok,) = DEPLOYER.call(abi.encodePacked(salt, creationCode));
        if (!ok || at.code.length == 0) revert Create2_Failed(at);
    }
}
