// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {AdapterHost} from "../../utils/AdapterHost.sol";
import {GenuineV3} from "../../utils/GenuineV3.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What an adapter call costs, committed as a snapshot.
/// @dev Storage cold, accounts warm, ticks live, fees pending, through AdapterHost's delegatecall.
contract V3AdapterGasTest is GenuineV3 {
    int24 private constant LOWER = -600;
    int24 private constant UPPER = 600;

    V3AdapterFacet private adapter;
    AdapterHost private host;
    address private pool;
    bytes32 private poolId;
    TestToken private token0;
    TestToken private token1;

    function setUp() public {
        adapter = new V3AdapterFacet();
        host = new AdapterHost(address(adapter), address(this));
        (token0, token1) = (new TestToken("A", 18), new TestToken("B", 18));
        if (address(token0) > address(token1)) (token0, token1) = (token1, token0);
        token0.mint(address(host), 1e30);
        token1.mint(address(host), 1e30);
        pool = createPool(deployUniswapV3(), address(token0), address(token1), 500, 1 << 96);
        poolId = bytes32(uint256(uint160(pool)));
        addFullRangeLiquidity(pool, 1e18);
        growObservations(pool, 100);
        makeHistory(pool, 60, 10);
        addLiquidity(pool, LOWER, UPPER, 1e18);
        host.hostMint(poolId, address(token0), address(token1), LOWER, UPPER, 1e18, 1e30, 1e30);
        swapToTick(pool, 100);
        swapToTick(pool, -20);
        skip(1 hours);
    }

    /// @dev setUp and test share a transaction's warmth.
    modifier cold() {
        vm.cool(pool);
        vm.cool(address(token0));
        vm.cool(address(token1));
        _;
    }

    function test_gas_prices() public cold {
        adapter.prices(poolId, 1_800);
        vm.snapshotGasLastCall("V3Adapter", "prices, quiet pool");
    }

    function test_gas_mint() public cold {
        host.hostMint(poolId, address(token0), address(token1), LOWER, UPPER, 1e18, 1e30, 1e30);
        vm.snapshotGasLastCall("V3Adapter", "mint");
    }

    function test_gas_burn() public cold {
        host.hostBurn(poolId, LOWER, UPPER, 5e17);
        vm.snapshotGasLastCall("V3Adapter", "burn half and collect");
    }

    function test_gas_pendingFees() public cold {
        adapter.pendingFees(poolId, address(host), LOWER, UPPER);
        vm.snapshotGasLastCall("V3Adapter", "pendingFees");
    }
}
