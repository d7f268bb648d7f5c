// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IMarketExits} from "../../interfaces/IMarketExits.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {DEAD_SHARES, MARKET_MOVE_GAS} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {MarketClaim, Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {Fees} from "../libraries/Fees.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";
import {Investments} from "../markets/Investments.sol";
import {MarketCalls} from "../markets/MarketCalls.sol";
import {MarketPlaces} from "../markets/MarketPlaces.sol";
import {MarketWord} from "../markets/MarketWord.sol";
import {Markets} from "../markets/Markets.sol";

/// @title MarketExitFacet
/// @notice Cash in money markets, for those who leave.
/// @dev Assumed for correctness: nothing. A market that reverts, burns gas, returns a bomb, pays less than it says or takes
/// more receipts than it was asked to is undone within its own frame. Assumed for an exit to be in cash: it redeems.
contract MarketExitFacet is IMarketExits, Guarded {
    using MarketWord for uint256;

    /// @dev An exit in kind, as far as markets are concerned.
    struct InKind {
        uint256 vaultId;
        uint256 shares;
        uint256 supply;
        bool isLast;
        address receiver;
        uint256 exitBp;
    }

    /// @dev These run inside an operation that holds the lock.
    modifier onlySelf() {
        if (msg.sender != address(this)) revert Market_OnlySelf(msg.sender);
        _;
    }

    /// @inheritdoc IMarketExits
    function recall(uint256 vaultId, uint256 need0, uint256 need1)
        external
        onlySelf
        returns (uint256 got0, uint256 got1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        got0 = _recall(v, vaultId, MarketPlaces.placeOf(config, 0), need0);
        got1 = _recall(v, vaultId, MarketPlaces.placeOf(config, 1), need1);
    }

    /// @inheritdoc IMarketExits
    function redeemInKind(uint256 vaultId, uint256 shares, uint256 supply, address receiver, uint256 exitBp)
        external
        onlySelf
        returns (uint256 cash0, uint256 cash1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        InKind memory exit = InKind(vaultId, shares, supply, shares + DEAD_SHARES == supply, receiver, exitBp);
        cash0 = _redeemInKind(v, MarketPlaces.placeOf(config, 0), exit);
        cash1 = _redeemInKind(v, MarketPlaces.placeOf(config, 1), exit);
    }

    /// @inheritdoc IMarketExits
    function redeemUnits(uint256 vaultId, uint256 tokenIndex, uint256 units, bool isPartial, bool isWhole)
        external
        onlySelf
        returns (uint256 released)
    {
        (Vault storage v,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        if (isPartial) {
            units = MarketCalls.redeemable(at.word, at.token, v.investments[tokenIndex].receipt, units);
        }
        (bool heard, uint256 worth) = MarketCalls.report(at.word, at.token, units);
        if (!heard) revert IMarkets.Market_Silent(at.word.market());
        uint256 surplus;
        (released, surplus) = Investments.redeem(v, at, units, worth, isWhole);
        emit CashRecalled(vaultId, tokenIndex, released, surplus);
    }

    /// @inheritdoc IMarketExits
    function payReceipts(uint256 vaultId, uint256 tokenIndex, uint256 units, address receiver) external onlySelf {
        (Vault storage v,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        address receipt = v.investments[tokenIndex].receipt;
        uint256 moved = Investments.sendMeasured(at, receipt, units, receiver);
        VaultStorage.state().receiptUnits[receipt] -= moved;
        Investments.take(v, tokenIndex, moved);
        emit ReceiptsPaid(vaultId, tokenIndex, receiver, receipt, moved);
    }

    /// @inheritdoc IMarketExits
    /// @dev Takes no lock: previews that do call it.
    function previewRedeemInKind(uint256 vaultId, uint256 shares, uint256 supply)
        external
        view
        returns (uint256 cash0, uint256 cash1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        bool isLast = shares + DEAD_SHARES == supply;
        cash0 = _previewInKind(v, MarketPlaces.placeOf(config, 0), shares, supply, isLast);
        cash1 = _previewInKind(v, MarketPlaces.placeOf(config, 1), shares, supply, isLast);
    }

    /// @inheritdoc IMarketExits
    function settleMarketClaim(uint256 claimId, address receiver, bool inReceipts)
        external
        guarded
        returns (uint256 amount)
    {
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        VaultStorage.Layout storage s = VaultStorage.state();
        MarketClaim memory c = s.marketClaims[claimId];
        bool isFee = c.owner == address(this);
        bool isTheirs = isFee ? AccessLib.hasRole(Roles.TREASURY, msg.sender) : c.owner == msg.sender;
        if (c.owner == address(0) || !isTheirs) revert Market_NotClaimOwner(claimId, c.owner, msg.sender);
        delete s.marketClaims[claimId];
        s.receiptUnits[c.receipt] -= c.units;
        (,, Investments.Place memory at) = MarketPlaces.find(c.vaultId, c.tokenIndex);
        at.word = c.word; // the vault may have another market by now
        if (isFee) {
            (receiver, inReceipts) = (address(this), false);
            (amount,) = Investments.redeemMeasured(at, c.receipt, c.units);
            Fees.book(s.vaults[c.vaultId], c.tokenIndex == 0 ? amount : 0, c.tokenIndex == 0 ? 0 : amount);
        } else if (inReceipts) {
            amount = Investments.sendMeasured(at, c.receipt, c.units, receiver);
        } else {
            (amount,) = Investments.redeemMeasured(at, c.receipt, c.units);
            Cash.push(at.token, receiver, amount);
        }
        emit MarketClaimSettled(claimId, receiver, inReceipts, amount);
    }

    /// @inheritdoc IMarketExits
    function marketClaim(uint256 claimId) external view returns (MarketClaimView memory) {
        MarketClaim memory c = VaultStorage.state().marketClaims[claimId];
        return MarketClaimView(c.owner, c.vaultId, c.tokenIndex, c.receipt, c.units);
    }

    function _recall(Vault storage v, uint256 vaultId, Investments.Place memory at, uint256 need)
        private
        returns (uint256 got)
    {
        if (need == 0 || at.word == 0) return 0;
        Markets.Reading memory r = Markets.read(v, at.word, at.tokenIndex, at.token);
        if (r.counted == 0) return 0;
        try this.redeemUnits{gas: MARKET_MOVE_GAS}(
            vaultId, at.tokenIndex, Investments.unitsFor(r, need), true, false
        ) returns (
            uint256 released
        ) {
            got = released;
        } catch {
            _requireGas();
        }
    }

    function _redeemInKind(Vault storage v, Investments.Place memory at, InKind memory exit)
        private
        returns (uint256 cash)
    {
        uint256 units =
            _partOf(Markets.read(v, at.word, at.tokenIndex, at.token), exit.shares, exit.supply, exit.isLast);
        if (units == 0) return 0;
        Investments.forgoSurplus(v, at.tokenIndex, exit.shares, exit.supply, units);
        // Whole: what the units are worth is the slice of what was counted.
        try this.redeemUnits{gas: MARKET_MOVE_GAS}(exit.vaultId, at.tokenIndex, units, false, true) returns (
            uint256 released
        ) {
            return released;
        } catch {
            _requireGas();
        }
        // Anybody can make a market fail for the length of a transaction: the fee is due all the same.
        uint256 feeUnits = Fees.partUp(units, exit.exitBp);
        if (feeUnits != 0) _setAside(v, exit.vaultId, at, feeUnits, address(this));
        units -= feeUnits;
        if (units == 0) return 0;
        try this.payReceipts{gas: MARKET_MOVE_GAS}(exit.vaultId, at.tokenIndex, units, exit.receiver) {}
        catch {
            _requireGas();
            _setAside(v, exit.vaultId, at, units, exit.receiver);
        }
    }

    function _setAside(Vault storage v, uint256 vaultId, Investments.Place memory at, uint256 units, address owner)
        private
    {
        VaultStorage.Layout storage s = VaultStorage.state();
        address receipt = v.investments[at.tokenIndex].receipt;
        Investments.take(v, at.tokenIndex, units);
        uint256 claimId = ++s.marketClaimCount;
        // Ids count vaults that were created one by one; an index is 0 or 1.
        s.marketClaims[claimId] = MarketClaim(owner, uint64(vaultId), uint8(at.tokenIndex), receipt, at.word, units);
        emit MarketClaimRecorded(claimId, vaultId, owner, at.tokenIndex, receipt, units);
    }

    function _previewInKind(Vault storage v, Investments.Place memory at, uint256 shares, uint256 supply, bool isLast)
        private
        view
        returns (uint256)
    {
        Markets.Reading memory r = Markets.read(v, at.word, at.tokenIndex, at.token);
        uint256 units = _partOf(r, shares, supply, isLast);
        if (units == 0) return 0;
        if (MarketCalls.redeemable(at.word, at.token, v.investments[at.tokenIndex].receipt, units) < units) return 0;
        (, uint256 worth) = MarketCalls.report(at.word, at.token, units);
        return worth;
    }

    /// @dev The slice of the units, rounded down; less what the report exceeds its ceiling by, which is nobody's yet.
    function _partOf(Markets.Reading memory r, uint256 shares, uint256 supply, bool isLast)
        private
        pure
        returns (uint256 units)
    {
        if (r.word == 0) return 0;
        units = FixedPointMathLib.fullMulDiv(r.units, shares, supply);
        if (!r.isHeard) return units;
        // Worth nothing, as the market's own rounding goes: nothing it could pay.
        if (FixedPointMathLib.fullMulDiv(r.counted, units, FixedPointMathLib.max(r.units, 1)) == 0) return 0;
        if (!isLast && r.reported > r.counted) units = FixedPointMathLib.fullMulDiv(units, r.counted, r.reported);
    }

    /// @dev A caller who gave too little gas must not pass a market off as broken: of what was left, a call gets 63/64.
    function _requireGas() private view {
        if (gasleft() < MARKET_MOVE_GAS / 63) revert IMarkets.Market_TooLittleGas(gasleft());
    }
}
