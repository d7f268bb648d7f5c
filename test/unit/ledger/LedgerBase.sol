// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Test} from "forge-std/Test.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {TokenFactory} from "../../../src/ledger/TokenFactory.sol";
import {USD} from "../../../src/ledger/LedgerBook.sol";
import {XauLedger} from "../../../src/ledger/XauLedger.sol";
import {MockFeeds} from "./MockFeeds.sol";
import {MockReserve} from "./MockReserve.sol";

interface IWeth {
    function deposit() external payable;
    function withdraw(uint256 amount) external;
}

/// @notice The gold system's tokens and ledger with the settings of a deployment: WETH (genuine WETH9), XAU and cEURT
/// as collateral; cUSDT, cUSDC and cEURT as debt; past the launch period.
abstract contract LedgerBase is Test {
    bytes32 internal constant ETH_USD = keccak256("ETH/USD");
    bytes32 internal constant ETH_TWAP = keccak256("ETH/USD TWAP");
    bytes32 internal constant XAU_USD = keccak256("XAU/USD");
    bytes32 internal constant EUR_USD = keccak256("EUR/USD");

    uint256 internal constant WAD = 1e18;
    uint256 internal constant BP = 10_000;
    /// @dev 5 % a year: (1.05^(1/31,536,000) - 1) * 1e27.
    uint88 internal constant FEE_5 = 1_547_125_957_863_212_449;
    /// @dev 2 % a year.
    uint88 internal constant PREMIUM_2 = 627_937_192_491_029_810;
    uint256 internal constant STABLE = 1;
    uint256 internal constant VARIABLE = 2;

    address internal owner = makeAddr("owner");
    address internal guardian = makeAddr("guardian");
    address internal depositor = makeAddr("depositor");
    address internal borrower = makeAddr("borrower");
    address internal liquidator = makeAddr("liquidator");
    address internal attacker = makeAddr("attacker");
    address internal stranger = makeAddr("stranger");

    TokenFactory internal factory;
    M1Token internal cUSDT;
    M1Token internal cUSDC;
    M1Token internal cEURT;
    M1Token internal xau;
    ERC20 internal weth;
    MockFeeds internal feeds;
    MockReserve internal reserve;
    XauLedger internal ledger;

    function setUp() public virtual {
        vm.warp(1_750_000_000);
        factory = new TokenFactory(owner, guardian);
        vm.startPrank(owner);
        cUSDT = M1Token(factory.createToken("Cantilever USDT", "cUSDT", 6));
        cUSDC = M1Token(factory.createToken("Cantilever USDC", "cUSDC", 6));
        cEURT = M1Token(factory.createToken("Cantilever EURT", "cEURT", 6));
        xau = M1Token(factory.createToken("Cantilever Gold", "XAU", 18));
        vm.stopPrank();
        weth = ERC20(deployCode("node_modules/canonical-weth/build/contracts/WETH9.json"));

        feeds = new MockFeeds();
        feeds.set(ETH_USD, 3_000e18);
        feeds.set(XAU_USD, 4_000e18);
        feeds.set(EUR_USD, 1.1e18);
        reserve = new MockReserve();
        ledger = _newLedger();

        vm.startPrank(owner);
        ledger.listAsset(address(weth), IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        ledger.listAsset(address(xau), IXauLedger.PriceParams(XAU_USD, 0, 1e24));
        ledger.listAsset(address(cUSDT), IXauLedger.PriceParams(USD, 0, 1e18));
        ledger.listAsset(address(cUSDC), IXauLedger.PriceParams(USD, 0, 1e18));
        ledger.listAsset(address(cEURT), IXauLedger.PriceParams(EUR_USD, 0, 10e18));
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 500, 100_000e18));
        ledger.setCollateral(address(xau), IXauLedger.CollateralParams(8_000, 8_500, 400, 100_000e18));
        ledger.setCollateral(address(cEURT), IXauLedger.CollateralParams(8_000, 8_500, 400, 100_000_000e6));
        _openDebt(cUSDT);
        _openDebt(cUSDC);
        _openDebt(cEURT);
        // The test stands for the other minters (bridge, mint against bullion).
        xau.setMinter(address(this), 1e30, 1e30, 0, false);
        vm.stopPrank();
        skip(1 days);
    }

    /// @dev A suite that needs to see inside overrides this with a harness.
    function _newLedger() internal virtual returns (XauLedger) {
        return new XauLedger(IOracle(address(feeds)), XAU_USD, owner, guardian, address(reserve));
    }

    function _openDebt(M1Token token) private {
        ledger.setDebt(address(token), IXauLedger.DebtParams(FEE_5, 10_000_000e6, 100e6, 5_000));
        token.setMinter(address(ledger), 20_000_000e6, 20_000_000e6, 100e6, true);
        token.setMinter(address(this), 1e30, 1e30, 0, false);
    }

    // ---- actors ----

    function _giveWeth(address to, uint256 amount) internal {
        vm.deal(to, to.balance + amount);
        vm.startPrank(to);
        IWeth(address(weth)).deposit{value: amount}();
        weth.approve(address(ledger), type(uint256).max);
        vm.stopPrank();
    }

    function _give(M1Token token, address to, uint256 amount) internal {
        token.mint(to, amount);
        vm.prank(to);
        token.approve(address(ledger), type(uint256).max);
    }

    function _depositWeth(address account, uint256 amount) internal {
        _giveWeth(account, amount);
        vm.prank(account);
        ledger.depositCollateral(address(weth), amount, account);
    }

    function _deposit(M1Token token, address account, uint256 amount) internal {
        _give(token, account, amount);
        vm.prank(account);
        ledger.depositCollateral(address(token), amount, account);
    }

    function _borrow(address account, M1Token token, uint256 amount) internal {
        vm.prank(account);
        ledger.borrow(address(token), amount, VARIABLE, account);
    }

    /// @dev Opens loans at a stable rate, 2 % a year above the fee.
    function _openStable(M1Token token) internal {
        vm.prank(owner);
        ledger.setStablePremium(address(token), PREMIUM_2);
    }

    function _borrowStable(address account, M1Token token, uint256 amount) internal {
        vm.prank(account);
        ledger.borrow(address(token), amount, STABLE, account);
    }

    function _repay(address account, M1Token token, uint256 amount) internal returns (uint256) {
        vm.startPrank(account);
        token.approve(address(ledger), type(uint256).max);
        uint256 repaid = ledger.repay(address(token), amount, VARIABLE, account);
        vm.stopPrank();
        return repaid;
    }

    function _liquidate(address account, M1Token debt, address collateral, uint256 amount)
        internal
        returns (uint256 repaid, uint256 seized)
    {
        vm.startPrank(liquidator);
        debt.approve(address(ledger), type(uint256).max);
        (repaid, seized) = ledger.liquidate(account, address(debt), collateral, amount, 0);
        vm.stopPrank();
    }

    // ---- settings ----

    function _setWethPrice(bytes32 checkFeed, uint128 maxUsdWad) internal {
        vm.prank(owner);
        ledger.setPrice(address(weth), IXauLedger.PriceParams(ETH_USD, checkFeed, maxUsdWad));
    }

    function _setFee(M1Token token, uint88 fee) internal {
        IXauLedger.DebtParams memory p = ledger.asset(address(token)).debt;
        p.feePerSecondRay = fee;
        vm.prank(owner);
        ledger.setDebt(address(token), p);
    }

    /// @dev What `amount` raw of a token with `decimals` is worth, USD Wad, rounded down. Independent of the ledger.
    function _usd(uint256 amount, uint256 priceWad, uint8 decimals) internal pure returns (uint256) {
        return Math.mulDiv(amount, priceWad, 10 ** decimals);
    }
}
