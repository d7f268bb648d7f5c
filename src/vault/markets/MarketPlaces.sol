// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMarkets} from "../../interfaces/IMarkets.sol";
import {IAavePoolMinimal, IATokenMinimal, IERC4626Minimal} from "../../interfaces/external/IMoneyMarkets.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";
import {Investments} from "./Investments.sol";
import {MarketCalls} from "./MarketCalls.sol";
import {MarketWord} from "./MarketWord.sol";

/// @title MarketPlaces
/// @notice Finds a token's market in a vault's settings, and tells whether an address can be one.
library MarketPlaces {
    using MarketWord for uint256;
    using VaultConfig for uint256[];

    /// @dev What a market is asked the worth of when it is listed: any figure will do.
    uint256 private constant PROBE = 1e6;

    /// @notice A token of a vault, and its market; reverts `Market_NoSuchToken`.
    function find(uint256 vaultId, uint256 tokenIndex)
        internal
        view
        returns (Vault storage v, uint256[] memory config, Investments.Place memory at)
    {
        v = VaultStorage.vault(vaultId);
        config = VaultConfig.load(v);
        at = placeOf(config, tokenIndex);
    }

    /// @notice The same of a vault whose configuration is at hand.
    function placeOf(uint256[] memory config, uint256 tokenIndex) internal pure returns (Investments.Place memory) {
        if (tokenIndex > 1) revert IMarkets.Market_NoSuchToken(tokenIndex);
        return Investments.Place({
            word: config.market(tokenIndex),
            tokenIndex: tokenIndex,
            token: tokenIndex == 0 ? config.token0() : config.token1()
        });
    }

    /// @notice The receipt of a market of this token; reverts `Market_Invalid` if the address is none.
    function receiptOf(uint256 word, address token) internal view returns (address receipt) {
        address market = word.market();
        if (market == address(this) || market == token || market.code.length == 0) {
            revert IMarkets.Market_Invalid(market, token);
        }
        (bool heard, uint256 worth) = MarketCalls.report(word, token, PROBE);
        if (word.kind() == MarketWord.AAVE_V3) {
            receipt = IAavePoolMinimal(market).getReserveData(token).aTokenAddress;
            if (
                receipt == address(0) || IATokenMinimal(receipt).UNDERLYING_ASSET_ADDRESS() != token
                    || IATokenMinimal(receipt).POOL() != market || worth < PROBE
            ) revert IMarkets.Market_Invalid(market, token);
        } else {
            receipt = market;
            if (word.kind() != MarketWord.ERC4626 || IERC4626Minimal(market).asset() != token) {
                revert IMarkets.Market_Invalid(market, token);
            }
        }
        if (!heard) revert IMarkets.Market_Silent(market);
    }
}
