// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {
    BP,
    CAP_CASH_HIGH_OFFSET_BP,
    CAP_CASH_LOW_OFFSET_BP,
    CAP_MARKET_RATE_BP,
    MARKET_DUST
} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Investment, Vault} from "../VaultTypes.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";
import {Investments} from "../markets/Investments.sol";
import {LossReports} from "../markets/LossReports.sol";
import {MarketPlaces} from "../markets/MarketPlaces.sol";
import {MarketWord} from "../markets/MarketWord.sol";
import {Markets} from "../markets/Markets.sol";

/// @title MarketFacet
/// @notice Which money markets a vault's cash may go to, and what becomes of a loss there.
contract MarketFacet is IMarkets, Guarded {
    using MarketWord for uint256;
    using VaultConfig for uint256[];

    /// @inheritdoc IMarkets
    function setMarket(uint256 vaultId, uint256 tokenIndex, uint8 kind, address market, uint16 rateBp, uint16 shareBp)
        external
        guarded
    {
        _within(rateBp, CAP_MARKET_RATE_BP);
        _within(shareBp, BP);
        _set(vaultId, tokenIndex, MarketWord.pack(market, kind, rateBp, shareBp));
    }

    /// @inheritdoc IMarkets
    function closeMarket(uint256 vaultId, uint256 tokenIndex) external guarded {
        AccessLib.requireEither(Roles.MANAGER, Roles.GUARDIAN);
        (Vault storage v, uint256[] memory config, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        uint256 word = at.word;
        if (word == 0) revert Market_Closed(at.token);
        Markets.Reading memory r = Markets.read(v, word, tokenIndex, at.token);
        if (r.units == 0 || (r.isHeard && r.reported <= MARKET_DUST)) {
            Investment storage record = v.investments[tokenIndex];
            VaultStorage.state().receiptUnits[record.receipt] -= r.units;
            delete v.investments[tokenIndex];
            word = 0;
        } else {
            word = MarketWord.pack(word.market(), word.kind(), word.rateBp(), 0);
        }
        _store(v, config, vaultId, tokenIndex, word);
    }

    /// @inheritdoc IMarkets
    function setCashBand(uint256 vaultId, uint16 lowOffsetBp, uint16 highOffsetBp) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        _within(lowOffsetBp, CAP_CASH_LOW_OFFSET_BP);
        _within(highOffsetBp, CAP_CASH_HIGH_OFFSET_BP);
        (uint16 oldLow, uint16 oldHigh) = config.cashBand();
        AccessLib.requireRole(lowOffsetBp > oldLow || highOffsetBp > oldHigh ? Roles.ADMIN : Roles.MANAGER);
        config.setCashBand(lowOffsetBp, highOffsetBp);
        VaultConfig.store(v, config);
        emit CashBandSet(vaultId, oldLow, oldHigh, lowOffsetBp, highOffsetBp);
    }

    /// @inheritdoc IMarkets
    function cashBand(uint256 vaultId) external view returns (uint16 lowOffsetBp, uint16 highOffsetBp) {
        return VaultConfig.load(VaultStorage.vault(vaultId)).cashBand();
    }

    /// @inheritdoc IMarkets
    function reportLoss(uint256 vaultId, uint256 tokenIndex) external guarded {
        (Vault storage v,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        Markets.Reading memory r = LossReports.sight(v, at);
        if (r.isBelow) emit LossSighted(vaultId, tokenIndex, r.base, r.reported);
        else emit LossCleared(vaultId, tokenIndex, r.base, r.reported);
    }

    /// @inheritdoc IMarkets
    function writeDown(uint256 vaultId, uint256 tokenIndex) external guarded returns (uint256 newRecorded) {
        (Vault storage v,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        uint256 old;
        (old, newRecorded) = LossReports.writeDown(v, at, AccessLib.hasRole(Roles.ADMIN, msg.sender));
        emit LossWritten(vaultId, tokenIndex, old, newRecorded, msg.sender);
    }

    /// @inheritdoc IMarkets
    function marketOf(uint256 vaultId, uint256 tokenIndex) external view guardedView returns (MarketView memory m) {
        (Vault storage v,, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        Markets.Reading memory r = Markets.read(v, at.word, tokenIndex, at.token);
        Investment memory record = v.investments[tokenIndex];
        m.kind = at.word.kind();
        m.market = at.word.market();
        m.receipt = record.receipt;
        m.rateBp = at.word.rateBp();
        m.shareBp = at.word.shareBp();
        m.units = r.units;
        m.recorded = r.base;
        m.reported = r.reported;
        m.counted = r.counted;
        m.isHeard = r.isHeard;
        m.isBelow = r.isBelow;
        m.sightedAt = record.sightedAt;
        m.sightedValue = record.sightedAt == 0 ? 0 : record.sightedValue;
    }

    /// @inheritdoc IMarkets
    function recordedUnits(address receipt) external view returns (uint256) {
        return VaultStorage.state().receiptUnits[receipt];
    }

    function _set(uint256 vaultId, uint256 tokenIndex, uint256 word) private {
        (Vault storage v, uint256[] memory config, Investments.Place memory at) = MarketPlaces.find(vaultId, tokenIndex);
        uint256 old = at.word;
        bool isNew = old == 0 || old.market() != word.market() || old.kind() != word.kind();
        bool raises = isNew || word.rateBp() > old.rateBp() || word.shareBp() > old.shareBp();
        AccessLib.requireRole(raises ? Roles.ADMIN : Roles.MANAGER);
        Investment storage record = v.investments[tokenIndex];
        if (isNew) {
            if (record.units != 0) revert Market_StillInvested(record.units);
            address receipt = MarketPlaces.receiptOf(word, at.token);
            record.receipt = receipt;
            mapping(address place => bool) storage isPlace = VaultStorage.state().isPlace;
            (isPlace[word.market()], isPlace[receipt]) = (true, true);
        } else if (record.units != 0) {
            // Marked at the old rate, so that the new one is not retroactive.
            Markets.Reading memory r = Markets.read(v, old, tokenIndex, at.token);
            Investments.write(record, r.units, r.isBelow ? r.base : Markets.forEntry(r));
        }
        _store(v, config, vaultId, tokenIndex, word);
    }

    function _store(Vault storage v, uint256[] memory config, uint256 vaultId, uint256 tokenIndex, uint256 word)
        private
    {
        uint256 old = config.market(tokenIndex);
        config.setMarket(tokenIndex, word);
        VaultConfig.store(v, config);
        bool isSame = old.market() == word.market();
        emit MarketSet(
            vaultId,
            tokenIndex,
            word.market(),
            word.kind(),
            isSame ? old.rateBp() : 0,
            word.rateBp(),
            isSame ? old.shareBp() : 0,
            word.shareBp()
        );
    }

    function _within(uint256 value, uint256 most) private pure {
        if (value > most) revert IVaultErrors.Vault_SettingOutOfRange(value, 0, most);
    }
}
