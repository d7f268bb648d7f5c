// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {OwnershipSteps} from "../../../script/deploy/OwnershipSteps.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMFactory} from "../../../src/interfaces/IPMMFactory.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IPMMProvider} from "../../../src/interfaces/IPMMProvider.sol";
import {IPegManager} from "../../../src/interfaces/IPegManager.sol";
import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveBucketA} from "../../../src/interfaces/IReserveBucketA.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../../src/interfaces/IStabilizerBatch.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {LibString} from "solady/utils/LibString.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Config} from "../../../script/deploy/Config.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "../../mocks/MockAggregatorProxy.sol";
import {GoldFixture} from "./GoldFixture.sol";

/// @notice The `gold` section of Chain 138's address book, deployed, funded, and acting on genuine feeds and tokens.
contract GoldStepsTest is GoldFixture {
    using LibString for string;

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
        // 4 tokens, 6 singles, 8 of the reserve, 4 contracts of each of 4 pools, 3 peg managers.
        assertEq(made.length, 37);
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
            uint256 ceiling = n == 3 ? 20_000e18 : n == 0 ? 25_000_000e6 : 20_000_000e6;
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
        assertEq(ledger.reserve(), address(reserve));
        assertEq(bucket.bucketE(), address(reserve));
        assertEq(address(reserve.ledger()), address(ledger));
    }

    /// @dev Every pool of the address book: created by the factory, found both ways, registered, listed for bucket A,
    /// named its stabilizer, whose mesh lets it trade; watched and in the batch.
    function test_run_wiresEveryPool() public view {
        string[4] memory names = ["cUSDT_XAU", "cUSDC_XAU", "cEURT_XAU", "cUSDT_cUSDC"];
        IPMMFactory factory = IPMMFactory(_at("PMMFactory"));
        IStabilizerBatch batch = IStabilizerBatch(_at("StabilizerBatch"));
        assertEq(batch.stabilizers().length, 4);
        assertEq(reserve.meter().watched().length, 4);
        assertEq(bucket.meshes().length, 3, "never N squared");
        for (uint256 n; n < 4; ++n) {
            IPMMPool public_ = IPMMPool(_at(string.concat(names[n], ".public")));
            IStabilizer stabilizer = IStabilizer(_at(string.concat(names[n], ".stabilizer")));
            (address base, address quote) = (public_._BASE_TOKEN_(), public_._QUOTE_TOKEN_());
            assertEq(factory.getDODOPool(base, quote)[0], address(public_), names[n]);
            (, address[] memory reverse) = factory.getDODOPoolBidirection(quote, base);
            assertEq(reverse[0], address(public_), names[n]);
            assertTrue(IPMMProvider(_at("PMMProvider")).isRegistered(public_), names[n]);
            assertTrue(IReserveBucketA(address(reserve.account(IReserveSystem.Bucket.A))).isListed(public_), names[n]);
            assertEq(public_.stabilizer(), address(stabilizer), names[n]);
            assertTrue(stabilizer.MESH().isTrader(address(stabilizer)), names[n]);
            assertEq(stabilizer.MESH().RESERVE(), address(bucket), names[n]);
        }
        assertEq(reserve.meter().windowMinutes(), 5);
    }

    function test_run_makesThePegManagers() public view {
        string[3] memory names = ["USD", "EUR", "XAU"];
        uint256[3] memory pools = [uint256(3), 1, 3];
        for (uint256 n; n < 3; ++n) {
            IPegManager manager = IPegManager(_at(string.concat(names[n], ".peg")));
            assertEq(manager.ASSET(), bytes32(bytes(names[n])));
            assertEq(manager.pools().length, pools[n], names[n]);
            (uint256 bandBp, uint256 thresholdBp, uint256 cooldown,) = manager.settings();
            assertEq(bandBp, 10);
            assertEq(thresholdBp, 50);
            assertEq(cooldown, 300);
        }
    }

    /// @dev The flows' limits of every account are the address book's.
    function test_run_setsTheBucketsLimits() public view {
        (uint256 limit,) = IReserveBucket(address(reserve.account(IReserveSystem.Bucket.D)))
            .dailyLimit(IReserveBucket.Flow.OUT, address(xau));
        assertEq(limit, 40e18);
        (limit,) = IReserveBucket(address(reserve.account(IReserveSystem.Bucket.C)))
            .dailyLimit(IReserveBucket.Flow.FROM_E, address(cUSDT));
        assertEq(limit, 500_000 * USD);
        (limit,) = reserve.payLimit(address(cUSDT));
        assertEq(limit, 250_000 * USD);
    }

    /// @dev A pool that was retired (docs/gold.md) and left the address book stays retired; one still in it is taken up
    /// again by the next run.
    function test_run_takesUpARetiredPoolOnlyFromTheAddressBook() public {
        IStabilizer gone = IStabilizer(_at("cEURT_XAU.stabilizer"));
        IPMMPool public_ = gone.POOL();
        IStabilizerBatch batch = IStabilizerBatch(_at("StabilizerBatch"));
        IPegManager gold = IPegManager(_at("XAU.peg"));
        IPMMProvider provider = IPMMProvider(_at("PMMProvider"));
        provider.removePool(public_);
        IReserveBucketA(address(reserve.account(IReserveSystem.Bucket.A))).setPool(public_, false);
        batch.remove(gone);
        gone.MESH().setTrader(address(gone), false);
        IPegManager(_at("EUR.peg")).removePool(gone);
        gold.removePool(gone);
        reserve.meter().unwatch(gone);
        public_.setStabilizer(address(0));
        uint16[] memory shares = new uint16[](3);
        (shares[0], shares[1]) = (8_000, 2_000);
        bucket.setShares(shares);

        vm.recordLogs();
        this.runOn(_withoutEuros());
        assertEq(vm.getRecordedLogs().length, 0, "left alone");
        this.runOn(json);
        assertTrue(provider.isRegistered(public_));
        assertEq(batch.stabilizers().length, 4);
        assertEq(reserve.meter().watched().length, 4);
        assertEq(gold.pools().length, 3);
        assertEq(public_.stabilizer(), address(gone));
        assertTrue(gone.MESH().isTrader(address(gone)));
    }

    /// @dev Ownerships are offered once, to be accepted by the timelock alone; the caller keeps them until then.
    function test_offer_ownerships() public {
        address[] memory safes = new address[](1);
        safes[0] = address(this);
        address timelock = address(new TimelockController(1 days, safes, safes, address(0)));
        address[] memory offered = OwnershipSteps.offer(made, address(this), timelock);
        // Token factory, ledger, PMM factory, provider, four pools.
        assertEq(offered.length, 8);
        assertEq(ledger.owner(), address(this));
        vm.recordLogs();
        assertEq(OwnershipSteps.offer(made, address(this), timelock).length, 8);
        assertEq(vm.getRecordedLogs().length, 0, "offered once");
        (bytes memory scheduleCall, bytes memory executeCall) = OwnershipSteps.acceptance(offered, 1 days);
        (bool ok,) = timelock.call(scheduleCall);
        assertTrue(ok, "scheduled");
        vm.warp(vm.getBlockTimestamp() + 1 days);
        (ok,) = timelock.call(executeCall);
        assertTrue(ok, "executed");
        for (uint256 n; n < offered.length; ++n) {
            assertEq(IPMMPool(offered[n]).owner(), timelock);
        }
        assertEq(OwnershipSteps.offer(made, address(this), timelock).length, 0);
    }

    /// @dev While gold has no price its collateral counts at the greatest believed one, in the account's favour. At the
    /// address book's, gold worth a twentieth of a loan does not keep it from being liquidated when ether falls by 30 %.
    function test_run_aCrumbOfGoldShieldsNoLoanOverAWeekend() public {
        address weth = Config.token(json, "WETH");
        deal(weth, address(this), 100e18);
        SafeTransferLib.safeApprove(weth, address(ledger), 100e18);
        ledger.depositCollateral(weth, 100e18, address(this));
        uint256 loan = 187_500 * USD;
        uint256 crumb = loan / 20 * USD_OF_XAU / USD;
        xau.mint(address(this), crumb);
        xau.approve(address(ledger), type(uint256).max);
        ledger.depositCollateral(address(xau), crumb, address(this));
        ledger.borrow(address(cUSDT), loan, 2, address(this));

        vm.warp(vm.getBlockTimestamp() + 49 hours);
        (IOracle.FeedConfig memory ether_,) = diamond.feed(FeedIds.ETH_USD);
        MockAggregator(address(MockAggregatorProxy(ether_.source).aggregator())).setAnswer(1_750e8);
        assertTrue(ledger.liquidatable(address(this)));
        cUSDT.approve(address(ledger), loan);
        (uint256 repaid,) = ledger.liquidate(address(this), address(cUSDT), weth, loan / 2, 1);
        assertGt(repaid, 0);
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

    /// @dev The address book without cEURT/XAU and its peg, its leg's share another's.
    function _withoutEuros() private view returns (string memory book) {
        book = _without(json, '"cEURT_XAU": {', '"cUSDT_cUSDC": {');
        book = _without(book, '"EUR": {', '"XAU": {');
        book = book.replace(', "cEURT_XAU"]', "]");
        book = book.replace('"meshShareBp": 6000', '"meshShareBp": 8000');
    }

    /// @dev Cuts from the last `start` to the first `end` after it.
    function _without(string memory text, string memory start, string memory end) private pure returns (string memory) {
        uint256 from = text.lastIndexOf(start);
        return string.concat(text.slice(0, from), text.slice(text.indexOf(end, from)));
    }

    function _buyShares() private {
        cUSDT.mint(address(pool), 1_000_000 * USD);
        xau.mint(address(pool), 1_000_000 * USD_OF_XAU);
        pool.buyShares(address(this));
        _skip(9);
    }

    function _fundB() private {
        xau.mint(holders.treasury, 250_000 * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        xau.approve(address(reserve), 250_000 * USD_OF_XAU);
        reserve.fund(address(xau), 250_000 * USD_OF_XAU);
        reserve.moveFromE(IReserveSystem.Bucket.B, address(xau), 250_000 * USD_OF_XAU);
        vm.stopPrank();
        bucket.fundMesh(IMeshPool(address(stab.MESH())), address(xau), 250_000 * USD_OF_XAU);
    }
}
