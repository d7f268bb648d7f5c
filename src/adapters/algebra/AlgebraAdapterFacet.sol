// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Expectation} from "lock/Expectation.sol";
import {Guarded} from "lock/Lock.sol";

import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IAlgebraAdapter} from "../../interfaces/IAlgebraAdapter.sol";
import {IAlgebraCooldown, IAlgebraDataStorage} from "../../interfaces/external/IAlgebraPoolMinimal.sol";
import {AlgebraStorage} from "./AlgebraStorage.sol";
import {AlgebraVerbs} from "./AlgebraVerbs.sol";

/// @title AlgebraAdapterFacet
/// @notice The Algebra family's doors, and the verbs for pools of its first generation: Thena on BSC, and every venue
/// with the pools of Algebra core 2 (npm: cryptoalgebra/core).
/// @dev Layout: `globalState` is price, tick, fee, index of the newest timepoint, ...; a position is liquidity, time of
/// the last addition, both growths, both amounts owed; a tick is gross, net, both growths, ...
contract AlgebraAdapterFacet is IAlgebraAdapter, AlgebraVerbs, Guarded {
    using SafeTransferLib for address;

    // -- factories ------------------------------------------------------------------------------------------------

    /// @inheritdoc IAlgebraAdapter
    function setAlgebraFactory(address factory, uint8 generation) external guarded {
        // Check
        if (generation != 0) {
            AccessLib.requireRole(Roles.ADMIN);
            if (factory.code.length == 0) revert Adapter_NotAnAlgebraFactory(factory);
        } else if (!AccessLib.hasRole(Roles.GUARDIAN, msg.sender) && !AccessLib.hasRole(Roles.ADMIN, msg.sender)) {
            AccessLib.requireRole(Roles.MANAGER);
        }
        // Effect
        AlgebraStorage.Layout storage self = AlgebraStorage.state();
        emit AlgebraFactorySet(factory, self.generationOf[factory], generation);
        self.generationOf[factory] = generation;
    }

    /// @inheritdoc IAlgebraAdapter
    function algebraGeneration(address factory) external view returns (uint8) {
        return AlgebraStorage.state().generationOf[factory];
    }

    // -- callback -------------------------------------------------------------------------------------------------

    /// @inheritdoc IAlgebraAdapter
    /// @dev Not guarded: arrives while the lock is held. The expectation is its guard.
    function algebraMintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        // Check. The sender is never zero, so an expectation that is not armed matches nobody.
        address pool = Expectation.payee();
        if (msg.sender != pool) revert Adapter_UnexpectedCallback(msg.sender, pool);
        (address token0, address token1, uint256 max0, uint256 max1) = Expectation.terms();
        if (amount0 > max0 || amount1 > max1) {
            revert Adapter_ExcessivePayment(bytes32(uint256(uint160(pool))), amount0, amount1, max0, max1);
        }
        // Effect. Before the transfers, which may call out.
        Expectation.settle(amount0, amount1);
        // Interaction
        if (amount0 != 0) token0.safeTransfer(pool, amount0);
        if (amount1 != 0) token1.safeTransfer(pool, amount1);
    }

    // -- the generation -------------------------------------------------------------------------------------------

    function _generation() internal pure override returns (uint8) {
        return 1;
    }

    function _history(bytes32 poolId, uint32, bytes memory state)
        internal
        view
        override
        returns (address history, uint256 newest)
    {
        return (IAlgebraDataStorage(address(_pool(poolId))).dataStorageOperator(), _word(state, 3));
    }

    /// @dev A stranger may add liquidity to the diamond's ranges, which would start a cooldown anew each time.
    function _requireHarmless(bytes32 poolId) internal view override {
        uint32 cooldown = IAlgebraCooldown(address(_pool(poolId))).liquidityCooldown();
        if (cooldown != 0) revert Adapter_ExitsLocked(poolId, cooldown);
    }

    function _growthWords() internal pure override returns (uint256 inPosition, uint256 inTick) {
        return (2, 2);
    }
}
