// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {GoldFixture} from "./GoldFixture.sol";

/// @notice The `gold` section of Chain 138's address book, deployed, funded, and acting on genuine feeds and tokens.
contract GoldStepsTest is GoldFixture {
    function setUp() public override {
        super.setUp();
        // Stands for whoever brings bullion and dollars: the ledger's part is GoldOpening's test.
        cUSDT.setMinter(address(this), 1e30, 1e30, 0, false);
        xau.setMinter(address(this), 1e30, 1e30, 0, false);
    }

    /// @dev The first run leaves the settings to the first run after the pool is live; then nothing is left to do.
    function test_run_isFinishedByTheRunAfterTheFirstShares() public {
        assertEq(stab.settings().closes, 0);
        _buyShares();
        _run();
        assertEq(stab.settings().closes, 2);
        assertEq(stab.settings().blockTimeMs, 2_000);
        vm.recordLogs();
        _run();
        assertEq(vm.getRecordedLogs().length, 0, "a repeated run changes nothing");
    }

    function test_run_withoutAGoldSectionDoesNothing() public {
        assertEq(this.runOn("{}").length, 0);
    }

    /// @dev Each by a name of its own, with code.
    function test_run_namesWhatItDeployed() public view {
        assertEq(made.length, 12);
        for (uint256 n; n < made.length; ++n) {
            assertGt(made[n].at.code.length, 0, made[n].name);
            assertEq(_at(made[n].name), made[n].at, made[n].name);
        }
    }

    /// @dev The ledger is the only minter of each, with the address book's limits, a tenth of them on the first day.
    function test_run_makesTheLedgerACappedMinter() public view {
        string[4] memory symbols = ["cUSDT", "cUSDC", "cEURT", "XAU"];
        for (uint256 n; n < 4; ++n) {
            M1Token token = M1Token(_at(symbols[n]));
            uint256 ceiling = n == 3 ? 5_000e18 : 20_000_000e6;
            assertEq(token.minterOf(address(ledger)).cap, ceiling, symbols[n]);
            assertEq(token.mintable(address(ledger)), ceiling / 10, symbols[n]);
            assertEq(ledger.debtCeiling(address(token)), ceiling / 10, symbols[n]);
            assertEq(ledger.asset(address(token)).debt.ceiling, ceiling, symbols[n]);
            assertEq(token.totalSupply(), 0, symbols[n]);
        }
    }

    /// @dev Two kinds of collateral, loans at a stable rate in the three currencies, and every receipt that goes with them.
    function test_run_makesReceiptsAndStableRates() public view {
        string[4] memory symbols = ["cUSDT", "cUSDC", "cEURT", "XAU"];
        for (uint256 n; n < 4; ++n) {
            IXauLedger.Asset memory a = ledger.asset(_at(symbols[n]));
            assertEq(ERC20(a.variableReceipt).symbol(), string.concat("vdc", symbols[n]));
            assertEq(ERC20(a.stableReceipt).symbol(), string.concat("sdc", symbols[n]));
            assertEq(a.stablePremiumPerSecondRay, n == 3 ? 0 : 627_937_192_491_029_810, symbols[n]);
        }
        assertEq(ERC20(ledger.asset(_at("XAU")).collateralReceipt).symbol(), "acXAU");
        address[] memory listed = ledger.tokens();
        uint256 collaterals;
        for (uint256 n; n < listed.length; ++n) {
            if (ledger.collateralCap(listed[n]) != 0) ++collaterals;
        }
        assertEq(collaterals, 2);
    }

    function test_run_namesGuardianOwnerAndBucketE() public view {
        assertEq(ledger.owner(), address(this));
        assertEq(ledger.guardian(), holders.guardian);
        assertEq(ledger.reserve(), holders.treasury);
        assertEq(bucket.bucketE(), holders.treasury);
    }

    /// @dev From the address book to an action that brings the peg back, and what the action costs as a transaction.
    /// forge-config: default.isolate = true
    function test_run_deploysAStabilizerThatActs() public {
        _buyShares();
        _run();
        _fundB();
        for (uint256 n; n < 2; ++n) {
            cUSDT.mint(address(pool), 20_000 * USD);
            pool.sellBase(address(this));
            _skip(3);
            (int256 bps, bool should) = stab.checkDeviation();
            assertLt(bps, -5);
            assertTrue(should);
            (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
            stab.executePrivateSwap(size, tokenIn, tokenOut);
            uint256 gas = vm.lastCallGas().gasTotalUsed;
            assertEq(pool.currentClose().deviationPpm, 0);
            _skip(3);
            if (n == 0) continue;
            console2.log("stabilizer action, genuine feed and tokens, receipt gas:", gas);
            assertLe(gas, 240_000);
        }
    }

    // ---- Helpers ----

    function _buyShares() private {
        cUSDT.mint(address(pool), 1_000_000 * USD);
        xau.mint(address(pool), 1_000_000 * USD_OF_XAU);
        pool.buyShares(address(this));
        _skip(9);
    }

    function _fundB() private {
        xau.mint(holders.treasury, 250_000 * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        xau.approve(address(bucket), 250_000 * USD_OF_XAU);
        bucket.depositFromE(address(xau), 250_000 * USD_OF_XAU);
        vm.stopPrank();
        bucket.fundMesh(stab.MESH(), address(xau), 250_000 * USD_OF_XAU);
    }
}
