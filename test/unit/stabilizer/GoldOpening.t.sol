// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Config} from "../../../script/deploy/Config.sol";
import {GoldOpening} from "../../../script/deploy/GoldOpening.sol";
import {IPMMEntry} from "../../../src/interfaces/IPMMEntry.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {GoldFixture} from "./GoldFixture.sol";

/// @notice A deployed pool opened by three hands, with what the treasury has and what it borrows.
contract GoldOpeningTest is GoldFixture {
    uint256 private constant SIDE = 1_000_000;
    uint256 private constant OF_B = 250_000;
    /// @dev The address book's loan is secured by as much ether.
    uint256 private constant PLEDGE = 3_200e18;
    /// @dev The ledger's variable rate.
    uint256 private constant VARIABLE = 2;
    address private _weth;

    function setUp() public override {
        super.setUp();
        _weth = Config.token(json, "WETH");
        vm.deal(holders.treasury, 5_000 ether);
    }

    /// @dev Nothing but native ETH: it is wrapped and pledged, and everything is borrowed within the first day's limits.
    function test_open_fromNothingButEther() public {
        _treasury();
        assertEq(ledger.collateralOf(holders.treasury, _weth), PLEDGE);
        assertEq(ledger.debtOf(holders.treasury, address(cUSDT)), SIDE * USD);
        assertEq(ledger.debtOf(holders.treasury, address(xau)), (SIDE + OF_B) * USD_OF_XAU);
        assertEq(pool._BASE_RESERVE_(), SIDE * USD);
        assertEq(pool._QUOTE_RESERVE_(), SIDE * USD_OF_XAU);
        assertEq(
            PMMPool(address(pool)).balanceOf(address(reserve.account(IReserveSystem.Bucket.A))),
            SIDE * USD - pool.DEAD_SHARES()
        );
        assertEq(pool.currentClose().deviationPpm, 0);
        assertEq(bucket.balanceOf(address(xau)), OF_B * USD_OF_XAU);
        assertEq(_loose(), 0, "nothing is left on the way");

        assertFalse(GoldOpening.isDone(_books(address(this))));
        GoldOpening.manager(_books(address(this)));
        assertEq(bucket.balanceOf(address(xau)), 0);
        (, uint256 held) = stab.MESH().reserves();
        assertEq(held, OF_B * USD_OF_XAU);
        GoldOpening.admin(_books(address(this)));
        assertEq(stab.settings().closes, 2);
        assertTrue(GoldOpening.isDone(_books(address(this))));
    }

    /// @dev Where the collateral is a bridged token, a treasury that holds it pledges it; one short of a unit is told so.
    function test_open_pledgesABridgedTokenTheTreasuryHolds() public {
        _collateralIsBridged();
        deal(_weth, holders.treasury, PLEDGE);
        _treasury();
        assertEq(ledger.collateralOf(holders.treasury, _weth), PLEDGE);
        assertEq(holders.treasury.balance, 5_000 ether, "nothing is wrapped");
    }

    function test_RevertWhen_bridgedCollateralIsMissing() public {
        _collateralIsBridged();
        deal(_weth, holders.treasury, PLEDGE - 1);
        vm.expectRevert(
            abi.encodeWithSelector(GoldOpening.GoldOpening_CollateralMissing.selector, _weth, PLEDGE, PLEDGE - 1)
        );
        _treasury();
        assertEq(ledger.collateralOf(holders.treasury, _weth), 0);
    }

    /// @dev It borrows only what it lacks, and pledges nothing where it lacks nothing.
    function testFuzz_open_borrowsWhatTheTreasuryLacks(uint256 dollars, uint256 gold) public {
        dollars = _holding(dollars, SIDE) * USD;
        gold = _holding(gold, SIDE + OF_B) * USD_OF_XAU;
        _give(dollars, gold);
        uint256 lacksDollars = _lack(SIDE * USD, dollars);
        uint256 lacksGold = _lack((SIDE + OF_B) * USD_OF_XAU, gold);
        _treasury();
        assertEq(ledger.debtOf(holders.treasury, address(cUSDT)), lacksDollars);
        assertEq(ledger.debtOf(holders.treasury, address(xau)), lacksGold);
        bool borrows = lacksDollars + lacksGold != 0;
        assertEq(ledger.collateralOf(holders.treasury, _weth), borrows ? PLEDGE : 0);
        assertEq(pool._BASE_RESERVE_(), SIDE * USD);
        assertEq(bucket.balanceOf(address(xau)), OF_B * USD_OF_XAU);
    }

    /// @dev Every step twice: the second time nothing happens, whatever the price has become.
    function testFuzz_open_twiceIsOnce(uint256 price) public {
        _open();
        aggregator.setAnswer(int256(bound(price, 2_000e8, 3_000e8)));
        vm.recordLogs();
        _open();
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// @dev Out of order nothing is spoilt: settings wait for the pool, the private pool for the account.
    function test_open_outOfOrder() public {
        GoldOpening.admin(_books(address(this)));
        GoldOpening.manager(_books(address(this)));
        assertEq(stab.settings().closes, 0);
        _open();
        assertTrue(GoldOpening.isDone(_books(address(this))));
    }

    /// @dev Somebody opened the pool first, with crumbs at a proportion of his own, traded it off its price, and gave A his
    /// shares to pass for the treasury: the opening is nearly all of the pool for all that, at the oracle's price.
    function testFuzz_open_afterAnotherOpenedWithCrumbs(uint256 dollars, uint256 gold, uint256 push, bool up) public {
        dollars = bound(dollars, 2_000, 100 * USD);
        gold = bound(gold, 2_000 * USD_OF_XAU / USD, 100 * USD_OF_XAU);
        _give(1_000 * USD, 1_000 * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        cUSDT.transfer(address(pool), dollars);
        xau.transfer(address(pool), gold);
        pool.buyShares(address(reserve.account(IReserveSystem.Bucket.A)));
        if (up) xau.transfer(address(pool), bound(push, 2 * USD_OF_XAU / USD, gold * 2));
        else cUSDT.transfer(address(pool), bound(push, 2, dollars * 2));
        (bool pushed,) = address(pool)
            .call(
                up
                    ? abi.encodeCall(pool.sellQuote, (holders.treasury))
                    : abi.encodeCall(pool.sellBase, (holders.treasury))
            );
        vm.stopPrank();
        _open();
        assertTrue(GoldOpening.isDone(_books(address(this))));
        assertApproxEqAbs(pool.currentClose().deviationPpm, 0, 500);
        assertGe(pool._BASE_RESERVE_(), SIDE * USD * 999 / 1_000);
        PMMPool shares = PMMPool(address(pool));
        uint256 ofA = shares.balanceOf(address(reserve.account(IReserveSystem.Bucket.A)));
        assertGe(ofA * 1_000, shares.totalSupply() * 998, pushed ? "pushed" : "still");
        vm.recordLogs();
        _open();
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// @dev Others trade and buy shares before the settings are made: the treasury's part stays done.
    function test_open_twiceIsOnceWithOthersInThePool() public {
        _treasury();
        _give(400_000 * USD, 300_000 * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        cUSDT.transfer(address(pool), 300_000 * USD);
        xau.transfer(address(pool), 300_000 * USD_OF_XAU);
        pool.buyShares(makeAddr("another"));
        cUSDT.transfer(address(pool), 100_000 * USD);
        pool.sellBase(makeAddr("another"));
        vm.stopPrank();
        vm.recordLogs();
        _treasury();
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// @dev Somebody opened the pool with more than crumbs: it is said before anything is paid.
    function test_RevertWhen_anotherOpenedThePool() public {
        _give(10 * USD, 1_001 * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        cUSDT.transfer(address(pool), 10 * USD);
        xau.transfer(address(pool), 1_001 * USD_OF_XAU);
        vm.stopPrank();
        pool.buyShares(makeAddr("attacker"));
        vm.expectRevert(
            abi.encodeWithSelector(
                GoldOpening.GoldOpening_OpenedByAnother.selector, address(pool), 10 * USD, 1_001 * USD_OF_XAU
            )
        );
        _treasury();
        assertEq(ledger.debtOf(holders.treasury, address(cUSDT)), 0);
    }

    /// @dev Interrupted between bucket B and the shares: the next run goes on, and what B has twice it keeps.
    function test_open_afterAnInterruption() public {
        _give(0, OF_B * USD_OF_XAU);
        vm.startPrank(holders.treasury);
        xau.approve(address(reserve), OF_B * USD_OF_XAU);
        reserve.fund(address(xau), OF_B * USD_OF_XAU);
        reserve.moveFromE(IReserveSystem.Bucket.B, address(xau), OF_B * USD_OF_XAU);
        vm.stopPrank();
        _open();
        assertTrue(GoldOpening.isDone(_books(address(this))));
        assertEq(pool._BASE_RESERVE_(), SIDE * USD);
        assertEq(bucket.valueXau(), 2 * OF_B * USD_OF_XAU);
    }

    /// @dev All four pools, by one treasury with nothing but ether, within the first day's limits; a second time nothing.
    function test_open_everyPool() public {
        string[4] memory names = ["cUSDT_XAU", "cUSDC_XAU", "cEURT_XAU", "cUSDT_cUSDC"];
        for (uint256 round; round < 2; ++round) {
            vm.recordLogs();
            for (uint256 n; n < 4; ++n) {
                this.treasuryOf(names[n]);
                GoldOpening.manager(_booksOf(names[n], address(this)));
                GoldOpening.admin(_booksOf(names[n], address(this)));
                assertTrue(GoldOpening.isDone(_booksOf(names[n], address(this))), names[n]);
                IPMMPool opened = IStabilizer(_at(string.concat(names[n], ".stabilizer"))).POOL();
                assertEq(opened.currentClose().deviationPpm, 0, names[n]);
            }
            if (round == 1) assertEq(vm.getRecordedLogs().length, 0);
        }
        assertGt(ledger.healthFactor(holders.treasury), 1.5e18);
    }

    function test_RevertWhen_theTreasuryHasNotTheRole() public {
        address stranger = makeAddr("stranger");
        vm.deal(stranger, 5_000 ether);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, stranger, Roles.TREASURY));
        this.treasuryAs(stranger);
    }

    // ---- Helpers ----

    function treasuryAs(address account) external {
        vm.startPrank(account);
        GoldOpening.treasury(_books(account));
        vm.stopPrank();
    }

    function treasuryOf(string memory name) external {
        vm.startPrank(holders.treasury);
        GoldOpening.treasury(_booksOf(name, holders.treasury));
        vm.stopPrank();
    }

    function _treasury() private {
        this.treasuryAs(holders.treasury);
    }

    function _open() private {
        _treasury();
        GoldOpening.manager(_books(address(this)));
        GoldOpening.admin(_books(address(this)));
    }

    function _books(address caller) private view returns (GoldOpening.Books memory) {
        return _booksOf("cUSDT_XAU", caller);
    }

    function _booksOf(string memory name, address caller) private view returns (GoldOpening.Books memory) {
        return GoldOpening.Books({
            json: json,
            path: string.concat(".gold.pools.", name),
            ledger: ledger,
            entry: IPMMEntry(_at("PMMEntry")),
            stabilizer: IStabilizer(_at(string.concat(name, ".stabilizer"))),
            caller: caller
        });
    }

    /// @dev An address book whose WETH came over a bridge: its native coin is another.
    function _collateralIsBridged() private {
        json = vm.replace(json, '"wrapsNative": true', '"wrapsNothing": true');
    }

    /// @dev What another minter brought the treasury.
    function _give(uint256 dollars, uint256 gold) private {
        cUSDT.setMinter(address(this), 1e30, 1e30, 0, false);
        xau.setMinter(address(this), 1e30, 1e30, 0, false);
        cUSDT.mint(holders.treasury, dollars);
        xau.mint(holders.treasury, gold);
    }

    /// @dev Up to twice what is due, but not a little less: the ledger refuses a debt below a hundred dollars.
    function _holding(uint256 x, uint256 due) private pure returns (uint256) {
        x = bound(x, 0, 2 * due);
        return x > due - 100 && x < due ? due : x;
    }

    function _lack(uint256 due, uint256 held) private pure returns (uint256) {
        return due > held ? due - held : 0;
    }

    function _loose() private view returns (uint256) {
        address entry = _at("PMMEntry");
        return cUSDT.balanceOf(holders.treasury) + xau.balanceOf(holders.treasury) + cUSDT.balanceOf(entry)
            + xau.balanceOf(entry);
    }
}
