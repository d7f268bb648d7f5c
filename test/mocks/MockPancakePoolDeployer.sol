// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title MockPancakePoolDeployer
/// @notice Stands in for PancakeV3PoolDeployer, the one core contract of PancakeSwap V3 that its npm package leaves out.
/// @dev The pools it creates are genuine: it is given PancakeV3Pool's creation code and uses the same CREATE2 salt, so
/// that their addresses are the live chain's. The creation code is kept as another contract's code, because a storage
/// string of that size would cost more than a block to write.
contract MockPancakePoolDeployer {
    struct Parameters {
        address factory;
        address token0;
        address token1;
        uint24 fee;
        int24 tickSpacing;
    }

    error PoolDeployer_CodeNotStored();
    error PoolDeployer_FactoryAlreadySet(address factory);
    error PoolDeployer_NotFactory(address caller);
    error PoolDeployer_PoolNotCreated(address token0, address token1, uint24 fee);

    /// @notice What the pool under construction reads from its deployer.
    Parameters public parameters;
    address public factoryAddress;
    address private immutable POOL_CODE;

    constructor(bytes memory poolCreationCode) {
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP, so that the store
        // cannot be called into.
        bytes memory store =
            abi.encodePacked(hex"61", uint16(poolCreationCode.length + 1), hex"80600a3d393df300", poolCreationCode);
        address stored;
        assembly ("memory-safe") {
            stored := create(0, add(store, 32), mload(store))
        }
        if (stored == address(0)) revert PoolDeployer_CodeNotStored();
        POOL_CODE = stored;
    }

    function setFactoryAddress(address factory) external {
        if (factoryAddress != address(0)) revert PoolDeployer_FactoryAlreadySet(factoryAddress);
        factoryAddress = factory;
    }

    function deploy(address factory, address token0, address token1, uint24 fee, int24 tickSpacing)
        external
        returns (address pool)
    {
        if (msg.sender != factoryAddress) revert PoolDeployer_NotFactory(msg.sender);
        parameters = Parameters(factory, token0, token1, fee, tickSpacing);
        bytes32 salt = keccak256(abi.encode(token0, token1, fee));
        address store = POOL_CODE;
        assembly ("memory-safe") {
            let length := sub(extcodesize(store), 1)
            let pointer := mload(0x40)
            extcodecopy(store, pointer, 1, length)
            pool := create2(0, pointer, length, salt)
        }
        if (pool == address(0)) revert PoolDeployer_PoolNotCreated(token0, token1, fee);
        delete parameters;
    }
}
