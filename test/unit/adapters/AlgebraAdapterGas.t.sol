// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AlgebraAdapterFacet} from "src/adapters/algebra/AlgebraAdapterFacet.sol";
import {AlgebraV2Adapter} from "src/adapters/algebra/AlgebraV2Adapter.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IAlgebraDataStorage, IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {FamilyHost} from "../../utils/AdapterHost.sol";
import {GenuineAlgebra, IAlgebraDeployment, IAlgebraTimepoints} from "../../utils/GenuineAlgebra.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice What an adapter call costs, committed as a snapshot.
/// @dev Over the second generation, whose package was built with the optimizer; the first's was not, so its own part of
/// the cost says nothing about the live contracts. The scene is V3AdapterGas's.
contract AlgebraAdapterGasTest is GenuineAlgebra {
    uint160 private constant SQRT_ONE_X96 = 1 << 96;

    IDexAdapter private adapter;
    FamilyHost private host;
    address private pool;
    bytes32 private poolId;
    TestToken private token0;
    TestToken private token1;

    function setUp() public {
        adapter = new AlgebraV2Adapter();
        host = new FamilyHost(address(adapter), address(this));
        host.cut(address(new AlgebraAdapterFacet()));
        (token0, token1) = (new TestToken("A", 18), new TestToken("B", 18));
        if (address(token0) > address(token1)) (token0, token1) = (token1, token0);
        token0.mint(address(host), 1e30);
        token1.mint(address(host), 1e30);
        pool = IAlgebraDeployment(deployAlgebraV2()).createPool(address(token0), address(token1));
        poolId = bytes32(uint256(uint160(pool)));
        IAlgebraPoolMinimal(pool).initialize(SQRT_ONE_X96);
        algebraLp.mint(pool, address(algebraLp), -887_220, 887_220, 1e18);
        algebraLp.mint(pool, address(algebraLp), -600, 600, 1e18);
        host.hostMint(poolId, address(token0), address(token1), -600, 600, 1e18, 1e30, 1e30);
        for (uint256 i; i < 120; ++i) {
            skip(10);
            algebraSwapToPrice(pool, i % 2 == 0 ? SQRT_ONE_X96 * 1005 / 1000 : SQRT_ONE_X96 * 999 / 1000);
        }
    }

    /// @dev setUp and test share a transaction's warmth.
    modifier cold() {
        vm.cool(pool);
        vm.cool(IAlgebraDataStorage(pool).dataStorageOperator());
        vm.cool(address(token0));
        vm.cool(address(token1));
        _;
    }

    function test_gas_prices_quiet() public {
        skip(1 hours);
        _cool();
        adapter.prices(poolId, 300);
        vm.snapshotGasLastCall("AlgebraAdapter", "prices, quiet pool");
    }

    /// @dev Beside it, what the venue's own answer costs, to which reading spot would have to be added.
    function test_gas_prices_busy() public {
        _cool();
        adapter.prices(poolId, 300);
        vm.snapshotGasLastCall("AlgebraAdapter", "prices, a trade every 10 seconds");
        uint32[] memory secondsAgos = new uint32[](2);
        secondsAgos[0] = 300;
        address operator = IAlgebraDataStorage(pool).dataStorageOperator();
        _cool();
        IAlgebraTimepoints(operator).getTimepoints(secondsAgos);
        vm.snapshotGasLastCall("AlgebraAdapter", "the venue's own getTimepoints, likewise");
    }

    function test_gas_mint() public cold {
        host.hostMint(poolId, address(token0), address(token1), -600, 600, 1e18, 1e30, 1e30);
        vm.snapshotGasLastCall("AlgebraAdapter", "mint");
    }

    function test_gas_burn() public cold {
        host.hostBurn(poolId, -600, 600, 5e17);
        vm.snapshotGasLastCall("AlgebraAdapter", "burn half and collect");
    }

    function test_gas_pendingFees() public cold {
        adapter.pendingFees(poolId, address(host), -600, 600);
        vm.snapshotGasLastCall("AlgebraAdapter", "pendingFees");
    }

    function _cool() private cold {}
}
