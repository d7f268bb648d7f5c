// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IOutflowMeter} from "../../../src/interfaces/IOutflowMeter.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IReserveAccount} from "../../../src/interfaces/IReserveAccount.sol";
import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {BridgeReserveCoordinator} from "../../../src/reserve/BridgeReserveCoordinator.sol";
import {ReserveBucketA} from "../../../src/reserve/ReserveBucketA.sol";
import {ReserveBucketC} from "../../../src/reserve/ReserveBucketC.sol";
import {ReserveBucketD} from "../../../src/reserve/ReserveBucketD.sol";
import {ReserveSystem} from "../../../src/reserve/ReserveSystem.sol";
import {OutflowMeter} from "../../../src/stabilizer/OutflowMeter.sol";
import {StabilizerFixture} from "../stabilizer/StabilizerFixture.sol";

/// @notice The stabilizer's fixture with a reserve system in bucket E's place, its buckets, the meter and the coordinator.
abstract contract ReserveFixture is StabilizerFixture {
    ReserveSystem internal reserve;
    ReserveBucketA internal bucketA;
    ReserveBucketC internal bucketC;
    ReserveBucketD internal bucketD;
    OutflowMeter internal meter;
    BridgeReserveCoordinator internal coordinator;

    address internal treasury = makeAddr("treasury");
    address internal bridge = makeAddr("bridge");

    uint256 internal constant LIMIT = 1_000_000 * USD;

    function setUp() public virtual override {
        super.setUp();
        authority.grant(Roles.TREASURY, treasury);
        reserve = new ReserveSystem(address(authority));
        bucketA = new ReserveBucketA(address(authority), address(reserve));
        bucketC = new ReserveBucketC(address(authority), address(reserve));
        bucketD = new ReserveBucketD(address(authority), address(reserve));
        meter = new OutflowMeter(address(authority));
        coordinator = new BridgeReserveCoordinator(address(authority), reserve);

        vm.startPrank(admin);
        bucket.setBucketE(address(reserve));
        reserve.setAccount(IReserveSystem.Bucket.A, bucketA);
        reserve.setAccount(IReserveSystem.Bucket.B, IReserveAccount(address(bucket)));
        reserve.setAccount(IReserveSystem.Bucket.C, bucketC);
        reserve.setAccount(IReserveSystem.Bucket.D, bucketD);
        reserve.setMeter(IOutflowMeter(address(meter)));
        meter.watch(stab, IMeshPool(address(0)));
        bucketA.setPool(pool, true);
        bucketD.setBridge(bridge);
        IReserveBucket[3] memory accounts = [IReserveBucket(bucketA), bucketC, bucketD];
        for (uint256 n; n < 3; ++n) {
            for (uint256 flow; flow < 4; ++flow) {
                accounts[n].setDailyLimit(IReserveBucket.Flow(flow), address(base), LIMIT);
                accounts[n].setDailyLimit(IReserveBucket.Flow(flow), address(quote), 1_000_000 * USD_OF_XAU);
            }
        }
        reserve.setPayLimit(address(base), LIMIT);
        reserve.setPayLimit(address(quote), 1_000_000 * USD_OF_XAU);
        vm.stopPrank();
        // The fixture's own funding is yesterday's.
        vm.warp(vm.getBlockTimestamp() + 1 days);
    }

    function _fund(uint256 baseAmount, uint256 quoteAmount) internal {
        base.mint(treasury, baseAmount);
        quote.mint(treasury, quoteAmount);
        vm.startPrank(treasury);
        base.approve(address(reserve), baseAmount);
        quote.approve(address(reserve), quoteAmount);
        reserve.fund(address(base), baseAmount);
        reserve.fund(address(quote), quoteAmount);
        vm.stopPrank();
    }

    function _toBucket(IReserveSystem.Bucket to, address token, uint256 amount) internal {
        vm.prank(treasury);
        reserve.moveFromE(to, token, amount);
    }

    function _accountOf(uint256 n) internal view returns (IReserveAccount) {
        return reserve.account(IReserveSystem.Bucket(n));
    }
}
