// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IM1Token} from "../../src/interfaces/IM1Token.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {Config} from "./Config.sol";

/// @title LedgerSteps
/// @notice Lists the ledger's assets and makes it a capped minter of those it lends. Safe to repeat: what is set is left
/// as it is, since changing terms is a decision and not a deployment.
/// @dev The ledger makes an asset's receipts (ac with its terms as collateral, vdc and sdc with its terms as debt) itself.
/// The caller owns ledger and factory. For 24 hours a tenth of each cap and ceiling is in force.
/// Narrowing: the ledger bounds every term by what it computes with; a number that wrapped and passed would still be
/// one that a reviewer of the address book reads in the event.
library LedgerSteps {
    using Config for string;

    /// @param path The asset's in the address book.
    function list(IXauLedger ledger, string memory json, string memory path, address asset) internal {
        if (!_isListed(ledger, asset)) {
            ledger.listAsset(
                asset,
                IXauLedger.PriceParams({
                    feed: Config.feedId(json.text(string.concat(path, ".feed"))),
                    checkFeed: 0,
                    maxUsdWad: uint128(json.number(string.concat(path, ".maxUsdWad")))
                })
            );
        }
        IXauLedger.Asset memory found = ledger.asset(asset);
        string memory terms = string.concat(path, ".collateral");
        if (json.has(terms) && found.collateral.collateralFactorBp == 0) {
            ledger.setCollateral(asset, _collateral(json, terms));
        }
        terms = string.concat(path, ".debt");
        if (!json.has(terms)) return;
        if (found.debt.closeFactorBp == 0) ledger.setDebt(asset, _debt(json, terms));
        string memory premium = string.concat(terms, ".stablePremiumPerSecondRay");
        if (json.has(premium) && found.stablePremiumPerSecondRay == 0) {
            ledger.setStablePremium(asset, uint88(json.number(premium)));
        }
        if (!IM1Token(asset).minterOf(address(ledger)).known) {
            _makeMinter(IM1Token(asset), address(ledger), json, string.concat(terms, ".minter"));
        }
    }

    function _isListed(IXauLedger ledger, address asset) private view returns (bool) {
        address[] memory listed = ledger.tokens();
        for (uint256 n; n < listed.length; ++n) {
            if (listed[n] == asset) return true;
        }
        return false;
    }

    function _collateral(string memory json, string memory path)
        private
        pure
        returns (IXauLedger.CollateralParams memory c)
    {
        c.collateralFactorBp = uint16(json.number(string.concat(path, ".collateralFactorBp")));
        c.liquidationThresholdBp = uint16(json.number(string.concat(path, ".liquidationThresholdBp")));
        c.liquidationBonusBp = uint16(json.number(string.concat(path, ".liquidationBonusBp")));
        c.cap = uint128(json.number(string.concat(path, ".cap")));
    }

    function _debt(string memory json, string memory path) private pure returns (IXauLedger.DebtParams memory d) {
        d.feePerSecondRay = uint88(json.number(string.concat(path, ".feePerSecondRay")));
        d.ceiling = uint128(json.number(string.concat(path, ".ceiling")));
        d.minDebt = uint128(json.number(string.concat(path, ".minDebt")));
        d.closeFactorBp = uint16(json.number(string.concat(path, ".closeFactorBp")));
    }

    /// @dev What the ledger's borrowers repay flows back into the rate, or borrowing and repaying could empty it.
    function _makeMinter(IM1Token token, address ledger, string memory json, string memory path) private {
        token.setMinter(
            ledger,
            uint128(json.number(string.concat(path, ".cap"))),
            uint128(json.number(string.concat(path, ".burst"))),
            uint72(json.number(string.concat(path, ".refillPerSecond"))),
            true
        );
    }
}
