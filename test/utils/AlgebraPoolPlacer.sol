// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

/// @title AlgebraPoolPlacer
/// @notice Stand-in for the first generation's AlgebraPoolDeployer: same interface, and pools at the addresses that the
/// genuine factory computes, which are the live chains' formula.
/// @dev Why not the real thing: the npm package was built without the optimizer, so its pools' creation code hashes to
/// another value than the one its factory has built in, and each pool's history would refuse it. Here the genuine
/// creation code is run at the expected address. The factory, the pools and their histories are genuine.
contract AlgebraPoolPlacer {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev POOL_INIT_CODE_HASH of the genuine factory, the same on live chains.
    bytes32 private constant POOL_INIT_CODE_HASH = 0x6ec6c9c8091d160c0aa74b2b14ba9c1717e95093bd3ac085cee99a49aab294a4;

    struct Parameters {
        address dataStorage;
        address factory;
        address token0;
        address token1;
    }

    error AlgebraPoolPlacer_Failed(address pool);

    /// @notice Read by the pool's constructor.
    Parameters public parameters;

    bytes private _creationCode;

    constructor(bytes memory creationCode) {
        _creationCode = creationCode;
    }

    function deploy(address dataStorage, address factory, address token0, address token1)
        external
        returns (address pool)
    {
        parameters = Parameters(dataStorage, factory, token0, token1);
        pool = vm.computeCreate2Address(keccak256(abi.encode(token0, token1)), POOL_INIT_CODE_HASH, address(this));
        vm.etch(pool, _creationCode);
        (bool ok, bytes memory runtimeCode) = pool.call("");
        if (!ok || runtimeCode.length == 0) revert AlgebraPoolPlacer_Failed(pool);
        vm.etch(pool, runtimeCode);
    }
}
