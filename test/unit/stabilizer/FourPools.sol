// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IMeshTrade} from "../../../src/interfaces/IMeshTrade.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {MeshFixture} from "./MeshFixture.sol";

/// @dev One public pool with all that belongs to it. `baseDollar` and `quoteDollar` are raw units worth a dollar at the
/// first prices, `side` what each side opened with, in dollars.
struct Market {
    string name;
    IPMMPool pool;
    IStabilizer stab;
    MockGuidePriceSource source;
    TestToken base;
    TestToken quote;
    uint256 baseDollar;
    uint256 quoteDollar;
    uint256 side;
}

/// @title FourPools
/// @notice All four public pools: cUSDT/XAU of 1,000,000 a side; cUSDC/XAU and cEURT/XAU of 250,000; cUSDT/cUSDC of
/// 1,000,000, held through the legs of both; a stabilizer each, one bucket B, meter and batch over all.
abstract contract FourPools is MeshFixture {
    uint256 internal constant MARKETS = 4;
    uint256 internal constant STABLE_PAIR = 3;
    uint256 internal constant SMALL_SIDE = 250_000;
    /// @dev Raw XAU per raw cEURT at 1.1 dollars, 1e18-scaled, and raw cEURT worth a dollar.
    uint256 internal constant GOLD_OF_EURO = GOLD * 11 / 10;
    uint256 internal constant USD_OF_EURO = 909_091;

    TestToken internal euro;
    MockGuidePriceSource internal euroSource;
    MeshPool internal euroMesh;

    Market[] private _markets;

    function setUp() public virtual override {
        super.setUp();
        euro = new TestToken("EURO", 6);
        euroSource = new MockGuidePriceSource(GOLD_OF_EURO);
        euroMesh = new MeshPool(address(authority), address(euro), euroSource, bucket);
        (PMMPool otherPool, Stabilizer otherStab) = _openAgainstGold(other, otherSource, otherMesh, USD);
        (PMMPool euroPool, Stabilizer euroStab) = _openAgainstGold(euro, euroSource, euroMesh, USD_OF_EURO);
        _fundLeg(euro, euroMesh, 100_000 * USD_OF_EURO);
        _fundB(0, 250_000 * USD_OF_XAU);
        vm.startPrank(manager);
        bucket.defundMesh(mesh, address(quote), 200_000 * USD_OF_XAU);
        bucket.fundMesh(otherMesh, address(quote), 100_000 * USD_OF_XAU);
        bucket.fundMesh(euroMesh, address(quote), 100_000 * USD_OF_XAU);
        vm.stopPrank();
        _markets.push(Market("cUSDT/XAU", pool, stab, source, base, quote, USD, USD_OF_XAU, SIDE));
        _markets.push(Market("cUSDC/XAU", otherPool, otherStab, otherSource, other, quote, USD, USD_OF_XAU, SMALL_SIDE));
        _markets.push(
            Market("cEURT/XAU", euroPool, euroStab, euroSource, euro, quote, USD_OF_EURO, USD_OF_XAU, SMALL_SIDE)
        );
        _markets.push(Market("cUSDT/cUSDC", pairPool, pairStab, par, base, other, USD, USD, SIDE));
        _skipBlocks(3);
    }

    function _market(uint256 index) internal view returns (Market memory) {
        return _markets[index];
    }

    /// @dev The defaults, the flow they are made for in proportion to the pool, in its base.
    function _settingsOf(Market memory m) internal pure returns (IStabilizer.Settings memory s) {
        s = _settings(2_000);
        s.designFlowPerHour = uint128(m.side / 20 * m.baseDollar);
        s.maxTrade = uint128(m.side / 1_000 * m.baseDollar);
    }

    /// @dev Sells `usd` worth of one side, by anyone.
    function _sellOn(Market memory m, bool sellsBase, uint256 usd) internal returns (uint256 got) {
        return _sellRawOn(m, sellsBase, usd * (sellsBase ? m.baseDollar : m.quoteDollar));
    }

    function _sellRawOn(Market memory m, bool sellsBase, uint256 amount) internal returns (uint256 got) {
        (sellsBase ? m.base : m.quote).mint(address(m.pool), amount);
        return sellsBase ? m.pool.sellBase(trader) : m.pool.sellQuote(trader);
    }

    function _openAgainstGold(TestToken token, MockGuidePriceSource price, MeshPool leg, uint256 dollar)
        private
        returns (PMMPool made, Stabilizer stabilizer_)
    {
        IPMMPool.PoolConfig memory c = _sourcedConfig(price, K, FEE);
        c.baseToken = address(token);
        made = new PMMPool(c);
        token.mint(address(made), SMALL_SIDE * dollar);
        quote.mint(address(made), SMALL_SIDE * USD_OF_XAU);
        made.buyShares(lp);
        stabilizer_ = new Stabilizer(address(authority), made, IMeshTrade(leg));
        vm.prank(owner);
        made.setStabilizer(address(stabilizer_));

        vm.startPrank(admin);
        if (!bucket.isMesh(address(leg))) bucket.addMesh(leg);
        leg.setTrader(address(stabilizer_), true);
        leg.setMaxVolumePerBlock(50_000 * USD_OF_XAU);
        for (uint256 flow; flow < 4; ++flow) {
            bucket.setDailyLimit(IReserveBucketB.Flow(flow), address(token), 1_000_000 * USD);
        }
        IStabilizer.Settings memory s = _settings(2_000);
        s.designFlowPerHour = uint128(SMALL_SIDE / 20 * dollar);
        s.maxTrade = uint128(SMALL_SIDE / 1_000 * dollar);
        stabilizer_.setSettings(s);
        meter.watch(stabilizer_, IMeshPool(address(0)));
        batch.add(stabilizer_);
        vm.stopPrank();
    }
}
