// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMCash} from "../../interfaces/IALMCash.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {BP, CASH_STEP_BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {LossBudget} from "../libraries/LossBudget.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";
import {CashPlans} from "../markets/CashPlans.sol";
import {Investments} from "../markets/Investments.sol";
import {MarketCalls} from "../markets/MarketCalls.sol";
import {MarketPlaces} from "../markets/MarketPlaces.sol";
import {Markets} from "../markets/Markets.sol";

/// @title ALMCashFacet
/// @notice Investing the cash buffer, and bringing it home.
contract ALMCashFacet is IALMCash, Guarded {
    /// @inheritdoc IALMCash
    function investCash(uint256 vaultId, uint256 amount0, uint256 amount1)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        Vault storage v = _keepersVault(vaultId);
        if (amount0 | amount1 == 0) revert Cash_NothingToDo(vaultId);
        Snapshot memory snap;
        uint160 anchor;
        (snap, anchor, valueBefore) = _valued(v);
        CashPlan memory plan = CashPlans.planOf(snap, anchor, valueBefore);
        _invest(v, snap, 0, amount0, plan.investable0);
        _invest(v, snap, 1, amount1, plan.investable1);
        valueAfter = Valuation.valueAtAnchorDown(Valuation.load(v), anchor);
        Rebalancer.charge(v, valueBefore, valueAfter);
        emit CashInvested(vaultId, msg.sender, amount0, amount1, valueBefore, valueAfter);
    }

    /// @inheritdoc IALMCash
    function divestCash(uint256 vaultId, uint256 tokenIndex, uint256 amount, uint256 amountMin)
        external
        guarded
        returns (uint256 received)
    {
        if (AccessLib.hasRole(Roles.GUARDIAN, msg.sender) || AccessLib.hasRole(Roles.MANAGER, msg.sender)) {
            return _divest(VaultStorage.vault(vaultId), vaultId, tokenIndex, amount, amountMin);
        }
        Vault storage v = _keepersVault(vaultId);
        (, uint160 anchor, uint256 valueBefore) = _valued(v);
        received = _divest(v, vaultId, tokenIndex, amount, amountMin);
        Rebalancer.charge(v, valueBefore, Valuation.valueAtAnchorDown(Valuation.load(v), anchor));
    }

    /// @inheritdoc IALMCash
    function previewInvest(uint256 vaultId) external view guardedView returns (uint256 amount0, uint256 amount1) {
        CashPlan memory plan = _plan(vaultId);
        return (plan.investable0, plan.investable1);
    }

    /// @inheritdoc IALMCash
    function previewDivest(uint256 vaultId) external view guardedView returns (uint256 amount0, uint256 amount1) {
        CashPlan memory plan = _plan(vaultId);
        return (plan.divestable0, plan.divestable1);
    }

    /// @inheritdoc IALMCash
    function cashPlan(uint256 vaultId) external view guardedView returns (CashPlan memory) {
        return _plan(vaultId);
    }

    /// @inheritdoc IALMCash
    function checkCash(uint256 vaultId) external view guardedView returns (bool ready, bytes memory data) {
        data = VaultChecks.keeperReason(VaultStorage.vault(vaultId), vaultId);
        if (data.length != 0) return (false, data);
        // Through the diamond, because only an external call can be caught.
        try IALMCash(address(this)).cashPlan(vaultId) returns (CashPlan memory plan) {
            return _advice(vaultId, plan);
        } catch (bytes memory cause) {
            return (false, cause);
        }
    }

    /// @dev Bringing home first: it is what exits wait for.
    function _advice(uint256 vaultId, CashPlan memory plan) private pure returns (bool, bytes memory) {
        if (_isStep(plan.divestable0, plan.floor0)) {
            return (true, abi.encodeCall(IALMCash.divestCash, (vaultId, 0, plan.divestable0, 0)));
        }
        if (_isStep(plan.divestable1, plan.floor1)) {
            return (true, abi.encodeCall(IALMCash.divestCash, (vaultId, 1, plan.divestable1, 0)));
        }
        if (_isStep(plan.investable0, plan.floor0) || _isStep(plan.investable1, plan.floor1)) {
            return (true, abi.encodeCall(IALMCash.investCash, (vaultId, plan.investable0, plan.investable1)));
        }
        return (false, abi.encodeWithSelector(Cash_NothingToDo.selector, vaultId));
    }

    function _isStep(uint256 amount, uint256 floor) private pure returns (bool) {
        return amount != 0 && amount >= floor * CASH_STEP_BP / BP;
    }

    /// @dev The vault, if the caller is its keeper and may act now.
    function _keepersVault(uint256 vaultId) private view returns (Vault storage v) {
        AccessLib.requireRole(Roles.KEEPER);
        v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.KEEPER);
        LossBudget.requireCool(v.lossWindow, vaultId, v.cooldownSeconds);
    }

    function _plan(uint256 vaultId) private view returns (CashPlan memory) {
        (Snapshot memory snap, uint160 anchor, uint256 value) = _valued(VaultStorage.vault(vaultId));
        return CashPlans.planOf(snap, anchor, value);
    }

    function _valued(Vault storage v) private view returns (Snapshot memory snap, uint160 anchor, uint256 value) {
        snap = Valuation.load(v);
        anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        value = Valuation.valueAtAnchorDown(snap, anchor);
    }

    function _invest(Vault storage v, Snapshot memory snap, uint256 tokenIndex, uint256 amount, uint256 investable)
        private
    {
        if (amount == 0) return;
        Investments.Place memory at = MarketPlaces.placeOf(snap.config, tokenIndex);
        if (amount > investable) revert Cash_AboveInvestable(at.token, amount, investable);
        Investments.invest(v, at, amount);
    }

    function _divest(Vault storage v, uint256 vaultId, uint256 tokenIndex, uint256 amount, uint256 amountMin)
        private
        returns (uint256 received)
    {
        (,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        if (at.word == 0) revert IMarkets.Market_NothingInvested(at.token);
        Markets.Reading memory r = Markets.read(v, at.word, tokenIndex, at.token);
        uint256 units = MarketCalls.redeemable(
            at.word, at.token, v.investments[tokenIndex].receipt, Investments.unitsFor(r, amount)
        );
        (uint256 released, uint256 surplus) = Investments.redeem(v, at, units, amountMin, false);
        received = released + surplus;
        emit CashDivested(vaultId, msg.sender, tokenIndex, received, surplus);
    }
}
