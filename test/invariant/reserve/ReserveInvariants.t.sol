// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {ReserveFixture} from "../../unit/reserve/ReserveFixture.sol";
import {ReserveHandler} from "./ReserveHandler.sol";

/// @notice R1 to R6 around the reserve system. README.md lists the invariants.
contract ReserveInvariantTest is ReserveFixture {
    uint256 private constant STEPS = 600;

    ReserveHandler internal handler;
    uint256 private _supply;
    bytes4[] private _operations;

    function setUp() public override {
        super.setUp();
        _fund(LIMIT, 100_000 * USD_OF_XAU);
        _toBucket(IReserveSystem.Bucket.A, address(quote), 100_000 * USD_OF_XAU);
        for (uint256 n; n < 4; ++n) {
            _toBucket(IReserveSystem.Bucket(n), address(base), 100_000 * USD);
        }
        handler = new ReserveHandler(
            ReserveHandler.Parts({
                reserve: reserve,
                a: bucketA,
                b: bucket,
                c: bucketC,
                d: bucketD,
                pool: pool,
                mesh: mesh,
                token: base,
                gold: quote,
                treasury: treasury,
                manager: manager,
                bridge: bridge
            })
        );
        _supply = base.totalSupply();
        _operations = [
            handler.fund.selector,
            handler.moveFromE.selector,
            handler.moveToE.selector,
            handler.pay.selector,
            handler.shares.selector,
            handler.borrow.selector,
            handler.release.selector,
            handler.mesh.selector,
            handler.donate.selector,
            handler.trespass.selector,
            handler.pass.selector
        ];
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), _operations));
    }

    function invariant_reserve() public view {
        assertEq(handler.broken(), "", "a per-operation property");
        _check();
    }

    /// @dev A walk of fixed seed reaches every operation.
    function test_reached_everyOperation() public {
        uint256 seed = 1;
        for (uint256 n; n < STEPS; ++n) {
            seed = uint256(keccak256(abi.encode(seed)));
            bytes4 selector = _operations[seed % _operations.length];
            (bool ok,) = address(handler).call(abi.encodeWithSelector(selector, seed >> 8, (seed >> 128) & 1));
            if (!ok) (ok,) = address(handler).call(abi.encodeWithSelector(selector, (seed >> 8) % 4, seed >> 16));
            assertTrue(ok, "a handler reverted");
        }
        assertEq(handler.broken(), "");
        _check();
        for (uint256 n; n < _operations.length; ++n) {
            assertGt(handler.passed(_operations[n]), STEPS / 100, "an operation that never got through");
        }
    }

    function _check() private view {
        for (uint256 n; n < 4; ++n) {
            uint256 recorded = reserve.balanceIn(IReserveSystem.Bucket(n), address(base));
            assertEq(recorded, handler.books(n), "R1, R2: another balance than in the books");
            assertGe(base.balanceOf(address(_accountOf(n))), recorded, "R1: not covered");
        }
        assertEq(reserve.balanceOfE(address(base)), handler.books(4), "R1, R2: bucket E");
        IReserveBucket[3] memory accounts = [IReserveBucket(bucketA), bucketC, bucketD];
        for (uint256 n; n < 3; ++n) {
            for (uint256 flow; flow < 4; ++flow) {
                (uint256 limit, uint256 used) = accounts[n].dailyLimit(IReserveBucket.Flow(flow), address(base));
                assertLe(used, limit, "R3");
            }
        }
        assertEq(base.totalSupply(), _supply + handler.given(), "R6: minted");
    }
}
