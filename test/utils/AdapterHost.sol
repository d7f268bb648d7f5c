// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessStorage} from "src/access/AccessStorage.sol";
import {RoleLib} from "src/access/RoleLib.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";

/// @title AdapterHost
/// @notice The diamond as an adapter sees it: owns positions and tokens, delegatecalls the adapter, routes callbacks.
/// @dev Why not the diamond itself: there the delegatecalls are made inside vault operations, which would stand between
/// the test and the adapter. `mint`, `burn` and `validatePool` are reachable here under the host's own names only, so
/// that everything else, callbacks included, goes through the fallback like in the diamond.
contract AdapterHost {
    using RoleLib for AccessStorage.Layout;

    address public immutable adapter;

    constructor(address adapter_, address admin) {
        adapter = adapter_;
        AccessStorage.state().initialize(admin);
    }

    function grant(bytes32 role, address account) external {
        AccessStorage.state().grant(role, account);
    }

    function hostMint(
        bytes32 poolId,
        address token0,
        address token1,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 max0,
        uint256 max1
    ) external returns (uint256 paid0, uint256 paid1) {
        bytes memory result = _delegate(
            abi.encodeCall(IDexAdapter.mint, (poolId, token0, token1, tickLower, tickUpper, liquidity, max0, max1))
        );
        return abi.decode(result, (uint256, uint256));
    }

    function hostBurn(bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        bytes memory result = _delegate(abi.encodeCall(IDexAdapter.burn, (poolId, tickLower, tickUpper, liquidity)));
        return abi.decode(result, (uint256, uint256, uint256, uint256));
    }

    function hostValidatePool(bytes32 poolId, address token0, address token1, uint32 twapWindowSeconds)
        external
        returns (int24 tickSpacing)
    {
        bytes memory result =
            _delegate(abi.encodeCall(IDexAdapter.validatePool, (poolId, token0, token1, twapWindowSeconds)));
        return abi.decode(result, (int24));
    }

    fallback() external {
        bytes memory result = _delegateTo(_doors(), msg.data);
        assembly ("memory-safe") {
            return(add(result, 32), mload(result))
        }
    }

    /// @dev Where everything goes that is not an adapter's verb.
    function _doors() internal view virtual returns (address) {
        return adapter;
    }

    function _delegate(bytes memory data) private returns (bytes memory) {
        return _delegateTo(adapter, data);
    }

    function _delegateTo(address facet, bytes memory data) private returns (bytes memory result) {
        bool ok;
        (ok, result) = facet.delegatecall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}

/// @title FamilyHost
/// @notice A host whose family's doors, callbacks included, are those of another facet than the verbs.
contract FamilyHost is AdapterHost {
    address private _facet;

    constructor(address adapter_, address admin) AdapterHost(adapter_, admin) {
        _facet = adapter_;
    }

    /// @notice Serves doors and callbacks from this facet from now on.
    function cut(address facet) external {
        _facet = facet;
    }

    function _doors() internal view override returns (address) {
        return _facet;
    }
}
