// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {IRescue} from "../interfaces/IRescue.sol";
import {Accounted} from "../vault/libraries/Accounted.sol";
import {Rescues} from "./Rescues.sol";
import {TreasuryStorage} from "./TreasuryStorage.sol";

/// @title RescueFacet
/// @notice The door for what came by mistake.
contract RescueFacet is IRescue, Guarded {
    /// @inheritdoc IRescue
    function requestRescue(Kind kind, address token, uint256 id, uint256 amount, address receiver)
        external
        guarded
        returns (uint256 requestId)
    {
        AccessLib.requireRole(Roles.TREASURY);
        Request memory request = Request(kind, token, id, amount, receiver, 0, 0);
        requestId = Rescues.record(TreasuryStorage.state(), request);
        emit RescueRequested(requestId, msg.sender, request);
    }

    /// @inheritdoc IRescue
    function executeRescue(uint256 requestId) external guarded {
        AccessLib.requireRole(Roles.TREASURY);
        Request memory r = Rescues.execute(TreasuryStorage.state(), requestId);
        emit RescueExecuted(requestId, r.kind, r.token, r.id, r.amount, r.receiver);
    }

    /// @inheritdoc IRescue
    function cancelRescue(uint256 requestId) external guarded {
        AccessLib.requireEither(Roles.GUARDIAN, Roles.TREASURY);
        Rescues.take(TreasuryStorage.state(), requestId);
        emit RescueCancelled(requestId, msg.sender);
    }

    /// @inheritdoc IRescue
    function setRescueDelay(uint256 delay) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        TreasuryStorage.Layout storage s = TreasuryStorage.state();
        uint256 old = Rescues.delay(s);
        Rescues.setDelay(s, delay);
        emit RescueDelaySet(old, delay);
    }

    /// @inheritdoc IRescue
    function rescueDelay() external view returns (uint256) {
        return Rescues.delay(TreasuryStorage.state());
    }

    /// @inheritdoc IRescue
    function rescueRequest(uint256 requestId) external view returns (Request memory) {
        return TreasuryStorage.state().requests[requestId];
    }

    /// @inheritdoc IRescue
    function accounted(address token) external view guardedView returns (uint256) {
        return Accounted.sumOf(token);
    }

    /// @inheritdoc IRescue
    function rescuable(address token) external view guardedView returns (uint256) {
        return Accounted.surplus(token);
    }
}
