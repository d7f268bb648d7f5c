// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title PancakePoolDeployer
/// @notice Stand-in for PancakeV3PoolDeployer: same interface, same CREATE2 salt and address formula.
/// @dev Why not the real thing: it is the one PancakeSwap V3 core contract whose bytecode its npm package leaves out.
/// The pools it deploys, and everything around them, are genuine.
contract PancakePoolDeployer {
    struct Parameters {
        address factory;
        address token0;
        address token1;
        uint24 fee;
        int24 tickSpacing;
    }

    error PancakePoolDeployer_FactoryAlreadySet(address factory);
    error PancakePoolDeployer_OnlyFactory(address caller);
    error PancakePoolDeployer_CreationFailed();

    /// @notice Read by the pool's constructor.
    Parameters public parameters;
    address public factoryAddress;

    /// @dev Holds the pool's creation code as its own code, behind one STOP byte.
    address private immutable _code;

    constructor(bytes memory poolCreationCode) {
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; the data starts with a STOP.
        bytes memory init =
            abi.encodePacked(hex"61", uint16(poolCreationCode.length + 1), hex"80600a3d393df300", poolCreationCode);
        address code;
        assembly ("memory-safe") {
            code := create(0, add(init, 32), mload(init))
        }
        if (code == address(0)) revert PancakePoolDeployer_CreationFailed();
        _code = code;
    }

    function setFactoryAddress(address factory) external {
        if (factoryAddress != address(0)) revert PancakePoolDeployer_FactoryAlreadySet(factoryAddress);
        factoryAddress = factory;
    }

    function deploy(address factory, address token0, address token1, uint24 fee, int24 tickSpacing)
        external
        returns (address pool)
    {
        if (msg.sender != factoryAddress) revert PancakePoolDeployer_OnlyFactory(msg.sender);
        parameters = Parameters(factory, token0, token1, fee, tickSpacing);
        bytes32 salt = keccak256(abi.encode(token0, token1, fee));
        address code = _code;
        assembly ("memory-safe") {
            let size := sub(extcodesize(code), 1)
            let start := mload(0x40)
            extcodecopy(code, start, 1, size)
            pool := create2(0, start, size, salt)
        }
        if (pool == address(0)) revert PancakePoolDeployer_CreationFailed();
        delete parameters;
    }
}
