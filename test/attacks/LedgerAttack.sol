// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../src/ledger/M1Token.sol";
import {USD} from "../../src/ledger/LedgerBook.sol";
import {LedgerBase} from "../unit/ledger/LedgerBase.sol";

/// @notice What the attacks on the ledger share: wealth at a reference price the attacker cannot move, and a record of
/// the best of a search.
/// @dev Wealth is wallet plus collateral less debt, USD Wad. Flash loans and gas cost the attacker nothing.
abstract contract LedgerAttack is LedgerBase {
    uint256 internal constant REF_ETH = 3_000e18;
    uint256 internal constant REF_XAU = 4_000e18;

    int256 internal best = type(int256).min;
    uint256 internal bestSize;
    uint256 internal steps;

    /// @dev An account that walks away from a debt beyond its collateral has nothing, not less than nothing.
    function _wealth(address account) internal view returns (int256) {
        uint256 wallet = weth.balanceOf(account) * REF_ETH / 1e18 + xau.balanceOf(account) * REF_XAU / 1e18
            + (cUSDT.balanceOf(account) + cUSDC.balanceOf(account)) * 1e12;
        uint256 collateral = ledger.collateralOf(account, address(weth)) * REF_ETH / 1e18
            + ledger.collateralOf(account, address(xau)) * REF_XAU / 1e18;
        uint256 debt = (ledger.debtOf(account, address(cUSDT)) + ledger.debtOf(account, address(cUSDC))) * 1e12;
        return int256(wallet) + (collateral > debt ? int256(collateral - debt) : int256(0));
    }

    function _record(int256 profit, uint256 size) internal {
        ++steps;
        if (profit > best) (best, bestSize) = (profit, size);
    }

    /// @dev No profit at the reference price, over a search worth the name.
    function _judge(string memory id) internal view {
        console2.log(string.concat(id, ": steps"), steps);
        console2.log(string.concat(id, ": best profit, USD wad"));
        console2.logInt(best);
        console2.log(string.concat(id, ": at size"), bestSize);
        assertGe(steps, 50, "too few sizes searched");
        assertLe(best, 0, string.concat(id, " profits"));
    }

    /// @dev A ledger whose markets open this second.
    function _openFreshMarkets() internal {
        ledger = _newLedger();
        vm.startPrank(owner);
        ledger.listAsset(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        ledger.listAsset(address(xau), IXauLedger.PriceParams(XAU_USD, 0, 1e24));
        ledger.listAsset(address(cUSDT), IXauLedger.PriceParams(USD, 0, 1e18));
        ledger.listAsset(address(cUSDC), IXauLedger.PriceParams(USD, 0, 1e18));
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 500, 100_000e18));
        ledger.setCollateral(address(xau), IXauLedger.CollateralParams(8_000, 8_500, 400, 100_000e18));
        ledger.setDebt(address(cUSDT), IXauLedger.DebtParams(FEE_5, 10_000_000e6, 0, 5_000));
        ledger.setDebt(address(cUSDC), IXauLedger.DebtParams(FEE_5, 10_000_000e6, 0, 5_000));
        cUSDT.setMinter(address(ledger), 1e18, 1e18, 0, true);
        cUSDC.setMinter(address(ledger), 1e18, 1e18, 0, true);
        vm.stopPrank();
    }

    function _approveAll(address account) internal {
        vm.startPrank(account);
        weth.approve(address(ledger), type(uint256).max);
        xau.approve(address(ledger), type(uint256).max);
        cUSDT.approve(address(ledger), type(uint256).max);
        cUSDC.approve(address(ledger), type(uint256).max);
        vm.stopPrank();
    }
}
