// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title MockAlgebraPoolDeployer
/// @notice Stands in for Thena's AlgebraPoolDeployer: tells a pool under construction what it is for, and the factory
/// where it will be.
/// @dev Why not the real thing: it creates pools from the creation code built into it, which hashes to another value
/// than the live chain's, for npm's build has no optimizer; pools would lie elsewhere than on the live chain. Whoever
/// builds a chain runs the genuine pool's constructor at the address given here, as this contract.
contract MockAlgebraPoolDeployer {
    struct Parameters {
        address dataStorage;
        address factory;
        address token0;
        address token1;
    }

    error PoolDeployer_NotFactory(address caller);

    /// @notice What the pool under construction reads from its deployer.
    Parameters public parameters;
    address public immutable FACTORY;
    bytes32 public immutable POOL_INIT_CODE_HASH;

    /// @param poolInitCodeHash The live chain's.
    constructor(address factory, bytes32 poolInitCodeHash) {
        FACTORY = factory;
        POOL_INIT_CODE_HASH = poolInitCodeHash;
    }

    function deploy(address dataStorage, address factory, address token0, address token1)
        external
        returns (address pool)
    {
        if (msg.sender != FACTORY) revert PoolDeployer_NotFactory(msg.sender);
        parameters = Parameters(dataStorage, factory, token0, token1);
        bytes32 salt = keccak256(abi.encode(token0, token1));
        bytes32 hash = keccak256(abi.encodePacked(hex"ff", address(this), salt, POOL_INIT_CODE_HASH));
        return address(uint160(uint256(hash))); // the last 20 bytes, as CREATE2 defines it
    }
}
