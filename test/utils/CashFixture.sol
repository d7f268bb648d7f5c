// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMarkets} from "src/interfaces/IMarkets.sol";
import {MarketWord} from "src/vault/markets/MarketWord.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {AaveMarket, GenuineAave} from "./GenuineAave.sol";
import {TestToken} from "./TestToken.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// @title CashFixture
/// @notice The vault fixture with a genuine Aave V3 and an ERC-4626 for each of its tokens, and cash to invest: two
/// depositors, three ranges, fees in the pools.
/// @dev The ERC-4626 is solady's, with faults that can be switched on. `useAave`, `useVaults` list one or the other for
/// both tokens, growing at up to 30 % a year, up to 80 % of the cash.
abstract contract CashFixture is VaultFixture, GenuineAave {
    uint16 internal constant RATE_BP = 3000;
    uint16 internal constant SHARE_BP = 8000;

    AaveMarket internal aave;
    address[2] internal aTokens;
    HostileMarket[2] internal vaults;
    TestToken[2] internal tokens;
    address internal saver = makeAddr("saver");
    address internal borrower = makeAddr("borrower");

    function setUp() public virtual override {
        super.setUp();
        tokens = [weth, usdc];
        address[] memory assets = new address[](2);
        int256[] memory prices = new int256[](2);
        (assets[0], assets[1]) = (address(weth), address(usdc));
        (prices[0], prices[1]) = (int256(3000e8), int256(1e8));
        aave = deployAave(assets, prices);
        aTokens = [listReserve(aave, address(weth), 18), listReserve(aave, address(usdc), 6)];
        for (uint256 i; i < 2; ++i) {
            uint256 amount = i == 0 ? 1000e18 : 3_000_000e6;
            vaults[i] = new HostileMarket(address(tokens[i]));
            vm.startPrank(saver);
            tokens[i].mint(saver, 2 * amount);
            tokens[i].approve(address(aave.pool), amount);
            tokens[i].approve(address(vaults[i]), amount);
            aave.pool.supply(address(tokens[i]), amount, saver, 0);
            vaults[i].deposit(amount, saver);
            vm.stopPrank();
        }
        depositAs(alice, 20e18, 60_000e6);
        depositAs(bob, 10e18, 30_000e6);
        rebalance(1000);
        churn(1e18);
    }

    // -- markets --------------------------------------------------------------------------------------------------

    function useAave() internal {
        for (uint256 i; i < 2; ++i) {
            diamond.setMarket(vaultId, i, MarketWord.AAVE_V3, address(aave.pool), RATE_BP, SHARE_BP);
        }
    }

    function useVaults() internal {
        for (uint256 i; i < 2; ++i) {
            diamond.setMarket(vaultId, i, MarketWord.ERC4626, address(vaults[i]), RATE_BP, SHARE_BP);
        }
    }

    function useMarkets(bool isAave) internal {
        if (isAave) useAave();
        else useVaults();
    }

    /// @notice Lends out this part, WAD, of what Aave has of a token.
    function borrow(uint256 index, uint256 partWad) internal {
        uint256 other = 1 - index;
        uint256 stake = index == 0 ? 100_000_000e6 : 100_000e18;
        uint256 amount = tokens[index].balanceOf(aTokens[index]) * partWad / 1e18;
        vm.startPrank(borrower);
        tokens[other].mint(borrower, stake);
        tokens[other].approve(address(aave.pool), stake);
        aave.pool.supply(address(tokens[other]), stake, borrower, 0);
        aave.pool.borrow(address(tokens[index]), amount, 2, 0, borrower);
        vm.stopPrank();
    }

    function setFaults(HostileMarket.Fault fault) internal {
        vaults[0].setFault(fault);
        vaults[1].setFault(fault);
    }

    // -- keeper ---------------------------------------------------------------------------------------------------

    /// @notice Lets the cool-down pass and keeps the feed alive.
    function cool() internal {
        skip(15 minutes);
        setAnchor(uint256(_answer()));
    }

    /// @notice Invests all that may be.
    function investAll() internal returns (uint256 amount0, uint256 amount1) {
        cool();
        (amount0, amount1) = diamond.previewInvest(vaultId);
        vm.prank(keeper);
        diamond.investCash(vaultId, amount0, amount1);
    }

    // -- reads ----------------------------------------------------------------------------------------------------

    function marketAt(uint256 index) internal view returns (IMarkets.MarketView memory) {
        return diamond.marketOf(vaultId, index);
    }

    /// @notice Released and unreleased, invested and idle, and fees not yet collected.
    function holdings() internal view returns (uint256 amount0, uint256 amount1) {
        (amount0, amount1) = diamond.totalBalances(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        amount0 += locked0 + fees0;
        amount1 += locked1 + fees1;
    }

    /// @notice Whole value per share at the anchor, WAD.
    function pps() internal view returns (uint256) {
        return diamond.valuePerShareWad(vaultId);
    }
}
