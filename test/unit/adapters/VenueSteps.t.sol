// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {DeployedFacet, DiamondSteps} from "script/deploy/DiamondSteps.sol";
import {FacetCatalog, FacetSpec} from "script/deploy/FacetCatalog.sol";
import {VaultSteps} from "script/deploy/VaultSteps.sol";
import {VenueSteps} from "script/deploy/VenueSteps.sol";
import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {GenuineAlgebra, IAlgebraDeployment} from "../../utils/GenuineAlgebra.sol";
import {GenuineV3, V3Venue} from "../../utils/GenuineV3.sol";
import {GenuineV4} from "../../utils/GenuineV4.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice An address book with a venue of every family, deployed as the deployment script does it: adapters, lists, and a
/// vault with a pool on each.
contract VenueStepsTest is GenuineV3, GenuineV4, GenuineAlgebra {
    uint160 private constant SQRT_ONE_X96 = 1 << 96;
    bytes32 private constant SALT = keccak256("cantilever.test");
    uint16 private constant WINDOW = 60;
    /// @dev Lower than other tokens, so that WETH is token0.
    address payable private constant WETH = payable(address(0xC0FFEE));

    ICantilever private diamond;
    DeployedFacet[] private facets;
    TestToken private usdc = new TestToken("USDC", 6);
    V3Venue private v3;
    address private v3Pool;
    address[3] private factories;
    address[3] private algebraPools;

    function setUp() public {
        vm.warp(1_760_000_000);
        deployCodeTo("node_modules/canonical-weth/build/contracts/WETH9.json", WETH);
        _wrapFor(address(lp));
        _wrapFor(address(trader));
        _wrapFor(address(algebraTrader));
        _wrapFor(address(this));
        _wrapFor(address(v4Trader));
        usdc.mint(address(this), 1e30);
        _deployVenues();

        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](2);
        grants[0] = IAccess.RoleGrant(Roles.MANAGER, address(this));
        grants[1] = IAccess.RoleGrant(Roles.KEEPER, address(this));
        (address at, DeployedFacet[] memory deployed) = DiamondSteps.deploy(SALT, address(this), grants);
        diamond = ICantilever(at);
        for (uint256 i; i < deployed.length; ++i) {
            facets.push(deployed[i]);
        }
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        // Raw 1 to 1 is 1e12 USDC a WETH.
        config.source = address(new MockAggregator(8, 1e20));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(WETH, address(usdc), config);
        config.source = address(new MockAggregator(8, 1e8));
        diamond.setFeed(keccak256("USDC/USD"), config);
    }

    /// @dev A vault of the address book at work on all of it: V3, three generations of Algebra, V4 with WETH and V4 with
    /// bare ETH. Deposit, ranges, trades, harvest, exit; afterwards every wei is on the books.
    function testFuzz_vault_worksOnEveryFamily(uint256 amount, uint256 drift) public {
        string memory json = _addressBook();
        VenueSteps.run(diamond, json, SALT, facets);
        VaultSteps.vaults(diamond, json);
        amount = bound(amount, 1e9, 1e18);
        SafeTransferLib.safeApprove(WETH, address(diamond), amount);
        usdc.approve(address(diamond), amount);
        (uint256 shares,,) = diamond.deposit(1, amount, amount, 0, address(this));
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](6);
        for (uint8 i; i < 6; ++i) {
            orders[i] = IALMProtected.RangeOrder(i, -600, 600, 10_000);
        }
        diamond.rebalance(1, new IALMProtected.SwapOrder[](0), orders);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(1);
        assertEq(ranges.length, 6);

        uint160 target = SQRT_ONE_X96 - uint160(bound(drift, SQRT_ONE_X96 / 1000, SQRT_ONE_X96 / 150));
        _trade(target);
        _trade(SQRT_ONE_X96);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(1);
        assertGt(fees0, 0);
        assertGt(fees1, 0);
        (uint256 got0, uint256 got1) = diamond.harvest(1);
        assertEq(got0, fees0);
        assertEq(got1, fees1);

        (uint256 expected0, uint256 expected1) = diamond.previewWithdraw(1, shares);
        (uint256 amount0, uint256 amount1) = diamond.withdraw(1, shares, 0, 0, address(this));
        assertEq(amount0, expected0);
        assertEq(amount1, expected1);
        assertEq(diamond.vaultRanges(1).length, 0);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(1);
        assertEq(TestToken(WETH).balanceOf(address(diamond)), cash0, "every wei is on the books");
        assertEq(usdc.balanceOf(address(diamond)), cash1, "every unit is on the books");
        assertEq(address(diamond).balance, 0, "no bare coins");
    }

    /// @dev Shares come to this contract.
    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC1155Received.selector;
    }

    function test_everyFamily_isListedAndRegistered() public {
        string memory json = _addressBook();
        VenueSteps.run(diamond, json, SALT, facets);
        VaultSteps.vaults(diamond, json);

        for (uint8 family = 1; family <= 5; ++family) {
            assertGt(diamond.adapter(family).code.length, 0, "adapter");
        }
        assertTrue(diamond.isV3Factory(v3.factory));
        for (uint256 i; i < 3; ++i) {
            assertEq(diamond.algebraGeneration(factories[i]), i + 1, "generation");
        }
        assertTrue(diamond.isV4Manager(address(poolManager)));
        assertEq(diamond.v4WrappedNative(), WETH);

        IALMInfo.PoolView[] memory pools = diamond.vaultPools(1);
        uint8[6] memory families = [1, 2, 4, 5, 3, 3];
        assertEq(pools.length, 6);
        for (uint256 i; i < 6; ++i) {
            assertEq(pools[i].family, families[i], "family");
            assertEq(diamond.poolVault(pools[i].poolId), 1);
        }
        IV4Adapter.V4Pool memory native = diamond.v4Pool(pools[5].poolId);
        assertEq(native.currency0, address(0));
        assertEq(native.token0, WETH);
        assertEq(uint256(native.salt), 1, "the vault's id");
        assertEq(native.history, v3Pool);
        assertEq(diamond.v4Pool(pools[4].poolId).currency0, WETH);
    }

    /// @dev An interrupted run is finished by a second one, which changes nothing that is there.
    function test_secondRun_changesNothing() public {
        string memory json = _addressBook();
        VenueSteps.run(diamond, json, SALT, facets);
        VaultSteps.vaults(diamond, json);
        vm.recordLogs();
        VenueSteps.run(diamond, json, SALT, facets);
        VaultSteps.vaults(diamond, json);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(diamond.vaultCount(), 1);
        assertEq(diamond.vaultPools(1).length, 6);
    }

    /// @dev A chain has the adapters of its venues' families, and no others; any generation of Algebra needs its facet.
    function test_catalog_hasTheAdaptersOfItsVenues() public view {
        uint256 all = FacetCatalog.all().length;
        assertEq(_adaptersIn('{"venues":{}}', all - 2), 0);
        assertEq(_adaptersIn("{}", all - 2), 0, "no section");
        assertEq(_adaptersIn('{"venues":{"a":{"family":"pancakeV3"}}}', all - 2), 0);
        assertEq(_adaptersIn('{"venues":{"a":{"family":"uniswapV4"}}}', all - 1), V4_FACET);
        string[3] memory generations = ["algebraV1", "algebraV2", "algebraIntegral"];
        for (uint256 i; i < 3; ++i) {
            string memory json = string.concat('{"venues":{"a":{"family":"', generations[i], '"}}}');
            assertEq(_adaptersIn(json, all - 1), ALGEBRA_FACET, generations[i]);
        }
        assertEq(_adaptersIn(_addressBook(), all), V4_FACET | ALGEBRA_FACET);
    }

    /// @dev What a chain has of facets does not move its diamond.
    function test_catalog_leavesTheDiamondsAddress() public {
        IAccess.RoleGrant[] memory none = new IAccess.RoleGrant[](0);
        bytes32 salt = keccak256("cantilever.test.lean");
        uint256 state = vm.snapshotState();
        (address lean, DeployedFacet[] memory few) =
            DiamondSteps.deploy(salt, address(this), none, VenueSteps.catalog('{"venues":{}}'));
        assertEq(IDiamondLoupe(lean).facetAddress(IV4Adapter.unlockCallback.selector), address(0));
        vm.revertToState(state);
        (address full, DeployedFacet[] memory many) = DiamondSteps.deploy(salt, address(this), none);
        assertNotEq(IDiamondLoupe(full).facetAddress(IV4Adapter.unlockCallback.selector), address(0));
        assertEq(lean, full);
        assertEq(few.length + 2, many.length);
        uint256 next;
        for (uint256 i; i < few.length; ++i) {
            // The same order, two of them left out.
            while (keccak256(bytes(many[next].name)) != keccak256(bytes(few[i].name))) ++next;
            assertEq(few[i].at, many[next].at, few[i].name);
        }
    }

    uint256 private constant V4_FACET = 1;
    uint256 private constant ALGEBRA_FACET = 2;

    /// @return found Which of the two adapters are in the catalog.
    function _adaptersIn(string memory json, uint256 length) private view returns (uint256 found) {
        FacetSpec[] memory specs = VenueSteps.catalog(json);
        assertEq(specs.length, length);
        for (uint256 i; i < specs.length; ++i) {
            if (keccak256(bytes(specs[i].name)) == keccak256("V4AdapterFacet")) found |= V4_FACET;
            if (keccak256(bytes(specs[i].name)) == keccak256("AlgebraAdapterFacet")) found |= ALGEBRA_FACET;
        }
    }

    function test_RevertWhen_facetIsMissing() public {
        string memory json = _addressBook();
        vm.expectRevert(abi.encodeWithSelector(VenueSteps.Venue_FacetMissing.selector, "AlgebraAdapterFacet"));
        this.runWithoutFacets(json);
    }

    function runWithoutFacets(string memory json) external {
        VenueSteps.run(diamond, json, SALT, new DeployedFacet[](0));
    }

    /// @dev Brings every pool to a price.
    function _trade(uint160 sqrtTargetX96) private {
        swapToPrice(v3Pool, sqrtTargetX96);
        for (uint256 i; i < 3; ++i) {
            algebraSwapToPrice(algebraPools[i], sqrtTargetX96);
        }
        IALMInfo.PoolView[] memory pools = diamond.vaultPools(1);
        v4SwapToPrice(v4KeyOf(diamond.v4Pool(pools[4].poolId)), sqrtTargetX96);
        v4SwapToPrice(v4KeyOf(diamond.v4Pool(pools[5].poolId)), sqrtTargetX96);
    }

    // -- venues ---------------------------------------------------------------------------------------------------

    function _deployVenues() private {
        v3 = deployUniswapV3();
        v3Pool = createPool(v3, WETH, address(usdc), 500, SQRT_ONE_X96);
        addFullRangeLiquidity(v3Pool, 1e18);
        growObservations(v3Pool, WINDOW + 1);
        factories = [deployAlgebraV1(), deployAlgebraV2(), deployAlgebraIntegral()];
        algebraPools[0] = IAlgebraDeployment(factories[0]).createPool(WETH, address(usdc));
        algebraPools[1] = IAlgebraDeployment(factories[1]).createPool(WETH, address(usdc));
        algebraPools[2] = IAlgebraDeployment(factories[2]).createPool(WETH, address(usdc), "");
        for (uint256 i; i < 3; ++i) {
            IAlgebraPoolMinimal(algebraPools[i]).initialize(SQRT_ONE_X96);
        }
        deployUniswapV4();
        IV4Adapter.V4Pool memory pool;
        (pool.currency0, pool.currency1, pool.fee, pool.tickSpacing) = (WETH, address(usdc), 3000, 60);
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        pool.currency0 = address(0);
        poolManager.initialize(v4KeyOf(pool), SQRT_ONE_X96);
        skip(WINDOW);
    }

    function _wrapFor(address to) private {
        vm.deal(address(this), 1 << 100);
        (bool ok,) = WETH.call{value: 1 << 100}("");
        assertTrue(ok);
        TestToken(WETH).transfer(to, 1 << 100);
    }

    // -- the address book -----------------------------------------------------------------------------------------

    function _addressBook() private view returns (string memory) {
        return string.concat(
            '{"tokens":{"WETH":{"address":"',
            vm.toString(WETH),
            '","wrapsNative":true},"USDC":{"address":"',
            vm.toString(address(usdc)),
            '"}},',
            _venues(),
            _pools(),
            '"vaults":{"WETH_USDC":{"token0":"WETH","token1":"USDC","usdFeed":"USDC_USD","pools":[',
            _bound("v3", ","),
            _bound("algebra1", ","),
            _bound("algebra2", ","),
            _bound("algebra3", ","),
            _bound("v4", ","),
            _bound("v4native", "]}}}")
        );
    }

    function _venues() private view returns (string memory) {
        return string.concat(
            '"venues":{"algebra1":{"family":"algebraV1","factory":"',
            vm.toString(factories[0]),
            '"},"algebra2":{"family":"algebraV2","factory":"',
            vm.toString(factories[1]),
            '"},"algebra3":{"family":"algebraIntegral","factory":"',
            vm.toString(factories[2]),
            '"},"v3":{"family":"uniswapV3","factory":"',
            vm.toString(v3.factory),
            '"},"v4":{"family":"uniswapV4","manager":"',
            vm.toString(address(poolManager)),
            '"}},'
        );
    }

    function _pools() private view returns (string memory) {
        string memory v4 = '"venue":"v4","token0":"WETH","token1":"USDC","fee":3000,"tickSpacing":60,"history":"v3"';
        return string.concat(
            '"pools":{',
            _addressed("algebra1", algebraPools[0]),
            _addressed("algebra2", algebraPools[1]),
            _addressed("algebra3", algebraPools[2]),
            _addressed("v3", v3Pool),
            '"v4":{',
            v4,
            '},"v4native":{',
            v4,
            ',"native":true}},'
        );
    }

    function _addressed(string memory venue, address pool) private pure returns (string memory) {
        return string.concat('"', venue, '":{"venue":"', venue, '","address":"', vm.toString(pool), '"},');
    }

    function _bound(string memory pool, string memory end) private pure returns (string memory) {
        return string.concat(
            '{"pool":"',
            pool,
            '","class":2,"bandBp":200,"twapWindowSeconds":60,"minWidthTicks":400,"maxOffsetTicks":1000,"cScore":4000}',
            end
        );
    }
}
