// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MeshPair} from "../../../src/stabilizer/MeshPair.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {OutflowMeter} from "../../../src/stabilizer/OutflowMeter.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {StabilizerBatch} from "../../../src/stabilizer/StabilizerBatch.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {StabilizerFixture} from "./StabilizerFixture.sol";

/// @notice The stabilizer's fixture with a second token (cUSDC to its cUSDT), that token's leg, and the public pool of
/// both, held by its own stabilizer through a pair of the two legs; meter and batch over both pools.
abstract contract MeshFixture is StabilizerFixture {
    TestToken internal other;
    MockGuidePriceSource internal otherSource;
    MockGuidePriceSource internal par;
    MeshPool internal otherMesh;
    MeshPair internal pair;
    PMMPool internal pairPool;
    Stabilizer internal pairStab;
    OutflowMeter internal meter;
    StabilizerBatch internal batch;

    function setUp() public virtual override {
        super.setUp();
        other = new TestToken("OTHER", 6);
        otherSource = new MockGuidePriceSource(GOLD);
        par = new MockGuidePriceSource(1e18);
        otherMesh = new MeshPool(address(authority), address(other), otherSource, bucket);
        pair = new MeshPair(address(authority), mesh, otherMesh, par);
        IPMMPool.PoolConfig memory c = _sourcedConfig(par, K, 0.0005e18);
        c.quoteToken = address(other);
        pairPool = new PMMPool(c);
        base.mint(address(pairPool), SIDE * USD);
        other.mint(address(pairPool), SIDE * USD);
        pairPool.buyShares(lp);
        pairStab = new Stabilizer(address(authority), pairPool, pair);
        meter = new OutflowMeter(address(authority));
        batch = new StabilizerBatch(address(authority), meter);
        vm.prank(owner);
        pairPool.setStabilizer(address(pairStab));

        vm.startPrank(admin);
        bucket.addMesh(otherMesh);
        mesh.setPair(address(pair), true);
        otherMesh.setPair(address(pair), true);
        pair.setTrader(address(pairStab), true);
        pair.setMaxVolumePerBlock(50_000 * USD);
        for (uint256 flow; flow < 4; ++flow) {
            bucket.setDailyLimit(IReserveBucketB.Flow(flow), address(other), 1_000_000 * USD);
        }
        pairStab.setSettings(_settings(2_000));
        meter.watch(stab, IMeshPool(address(0)));
        meter.watch(pairStab, otherMesh);
        batch.add(stab);
        batch.add(pairStab);
        vm.stopPrank();
        _fundB(100_000 * USD, 0);
        _fundOther(100_000 * USD);
        _skipBlocks(3);
    }

    function _fundOther(uint256 amount) internal {
        _fundLeg(other, otherMesh, amount);
    }

    /// @dev By the whole way: from bucket E to B's account, and from there into the private pool.
    function _fundLeg(TestToken token, MeshPool leg, uint256 amount) internal {
        token.mint(bucketE, amount);
        vm.startPrank(bucketE);
        token.approve(address(bucket), amount);
        bucket.depositFromE(address(token), amount);
        vm.stopPrank();
        vm.prank(manager);
        bucket.fundMesh(leg, address(token), amount);
    }

    /// @dev Sells base (the other token becomes scarce) or the other, and lets blocks close.
    function _pushPair(bool sellsBase, uint256 usd, uint256 blocks) internal {
        (sellsBase ? base : other).mint(address(pairPool), usd * USD);
        if (sellsBase) pairPool.sellBase(trader);
        else pairPool.sellQuote(trader);
        _skipBlocks(blocks);
    }

    function _actOn(Stabilizer stabilizer) internal returns (uint256 size) {
        address tokenIn;
        address tokenOut;
        (size, tokenIn, tokenOut,) = stabilizer.quotePrivateSwap();
        vm.prank(anyone);
        stabilizer.executePrivateSwap(size, tokenIn, tokenOut);
    }
}
