// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {V4AdapterFacet} from "src/adapters/v4/V4AdapterFacet.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {AdapterHost} from "../../utils/AdapterHost.sol";
import {GenuineV3} from "../../utils/GenuineV3.sol";
import {GenuineV4} from "../../utils/GenuineV4.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What an adapter call costs, committed as a snapshot; the scene is V3AdapterGas's, in a V4 pool.
contract V4AdapterGasTest is GenuineV3, GenuineV4 {
    uint160 private constant SQRT_ONE_X96 = 1 << 96;

    V4AdapterFacet private adapter;
    AdapterHost private host;
    bytes32 private poolId;
    address private history;
    TestToken private token0;
    TestToken private token1;

    function setUp() public {
        adapter = new V4AdapterFacet();
        host = new AdapterHost(address(adapter), address(this));
        (token0, token1) = (new TestToken("A", 18), new TestToken("B", 18));
        if (address(token0) > address(token1)) (token0, token1) = (token1, token0);
        token0.mint(address(host), 1e30);
        token1.mint(address(host), 1e30);
        deployUniswapV4();
        history = createPool(deployUniswapV3(), address(token0), address(token1), 500, SQRT_ONE_X96);
        addFullRangeLiquidity(history, 1e18);
        growObservations(history, 100);
        makeHistory(history, 60, 10);
        IV4Adapter.V4Pool memory pool = IV4Adapter.V4Pool({
            manager: address(poolManager),
            currency0: address(token0),
            currency1: address(token1),
            fee: 500,
            tickSpacing: 10,
            hooks: address(0),
            token0: address(token0),
            salt: bytes32(uint256(1)),
            history: history
        });
        poolId = IV4Adapter(address(host)).recordV4Pool(pool);
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        v4AddFullRangeLiquidity(v4KeyOf(pool), 1e18);
        v4AddLiquidity(v4KeyOf(pool), -600, 600, 1e18);
        host.hostMint(poolId, address(token0), address(token1), -600, 600, 1e18, 1e30, 1e30);
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96 * 1005 / 1000);
        v4SwapToPrice(v4KeyOf(pool), SQRT_ONE_X96 * 999 / 1000);
        skip(1 hours);
    }

    /// @dev setUp and test share a transaction's warmth.
    modifier cold() {
        vm.cool(address(poolManager));
        vm.cool(history);
        vm.cool(address(uint160(uint256(poolId))));
        vm.cool(address(token0));
        vm.cool(address(token1));
        _;
    }

    function test_gas_prices() public cold {
        adapter.prices(poolId, 1_800);
        vm.snapshotGasLastCall("V4Adapter", "prices, quiet history");
    }

    /// @dev On a fresh range, as a rebalance does: elsewhere fees would be left with the manager besides.
    function test_gas_mint() public cold {
        host.hostMint(poolId, address(token0), address(token1), -600, 610, 1e18, 1e30, 1e30);
        vm.snapshotGasLastCall("V4Adapter", "mint, one fresh tick");
    }

    function test_gas_burn() public cold {
        host.hostBurn(poolId, -600, 600, 5e17);
        vm.snapshotGasLastCall("V4Adapter", "burn half and collect");
    }

    function test_gas_pendingFees() public cold {
        adapter.pendingFees(poolId, address(host), -600, 600);
        vm.snapshotGasLastCall("V4Adapter", "pendingFees");
    }
}
