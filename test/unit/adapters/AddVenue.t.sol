// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AlgebraIntegralAdapter} from "src/adapters/algebra/AlgebraIntegralAdapter.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {GenuineAlgebra, IAlgebraDeployment} from "../../utils/GenuineAlgebra.sol";
import {VaultFixture} from "../../utils/VaultFixture.sol";

/// @notice Adds Algebra Integral to a running diamond as docs/add-a-venue.md says, and holds the page to it.
contract AddVenueTest is VaultFixture, GenuineAlgebra {
    uint8 private constant FAMILY_INTEGRAL = 5;
    uint8 private constant GENERATION_INTEGRAL = 3;

    address private factory;
    address private pool;

    function setUp() public override {
        super.setUp();
        factory = deployAlgebraIntegral();
        pool = IAlgebraDeployment(factory).createPool(address(weth), address(usdc), "");
        IAlgebraPoolMinimal(pool).initialize(spotSqrtPriceX96(pools[0]));
        algebraLp.mint(pool, address(algebraLp), -887_220, 887_220, BACKGROUND_LIQUIDITY);
        depositAs(alice, 20e18, 60_000e6);
    }

    /// @dev Steps 4 and 5, a rebalance onto the new venue, earnings there, and everybody's exit.
    function testFuzz_integral_isAddedAsThePageSays(uint256 drift) public {
        _propose();
        skip(TWAP_WINDOW);
        vm.startPrank(manager);
        _register();
        vm.stopPrank();

        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](4);
        IALMProtected.RangeOrder[] memory old = ordersAround(600);
        for (uint256 i; i < 3; ++i) {
            orders[i] = old[i];
        }
        orders[3] = IALMProtected.RangeOrder(3, _floor(anchorTick() - 600, 60), _floor(anchorTick() + 600, 60), 10_000);
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[3];
        assertEq(range.poolId, poolIdOf(pool));
        assertGt(range.liquidity, 0);

        uint160 start = spotSqrtPriceX96(pools[0]);
        algebraSwapToPrice(pool, start - uint160(bound(drift, start / 10_000, start / 200)));
        algebraSwapToPrice(pool, start);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        assertGt(fees0, 0);
        assertGt(fees1, 0);
        (uint256 got0, uint256 got1) = diamond.harvest(vaultId);
        assertEq(got0, fees0);
        assertEq(got1, fees1);

        uint256 shares = sharesOf(alice);
        vm.prank(alice);
        diamond.withdraw(vaultId, shares, 0, 0, alice);
        assertEq(diamond.vaultRanges(vaultId).length, 0);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertEq(weth.balanceOf(address(diamond)), cash0, "every wei is on the books");
        assertEq(usdc.balanceOf(address(diamond)), cash1, "every unit is on the books");
    }

    function test_RevertWhen_register_poolIsTooYoung() public {
        _propose();
        IManagement.PoolConfig memory config = poolConfig(pool);
        config.family = FAMILY_INTEGRAL;
        vm.prank(manager);
        vm.expectRevert(
            abi.encodeWithSelector(IDexAdapter.Adapter_HistoryTooShort.selector, config.poolId, TWAP_WINDOW)
        );
        diamond.registerPool(vaultId, config);
    }

    function test_RevertWhen_register_factoryIsNotListed() public {
        _propose();
        skip(TWAP_WINDOW);
        vm.prank(guardian);
        diamond.setAlgebraFactory(factory, 0);
        IManagement.PoolConfig memory config = poolConfig(pool);
        config.family = FAMILY_INTEGRAL;
        vm.prank(manager);
        vm.expectRevert(abi.encodeWithSelector(IDexAdapter.Adapter_UnknownPool.selector, config.poolId));
        diamond.registerPool(vaultId, config);
    }

    /// @dev The page's cut for a V3 fork: the name is answered, by the expectation's refusal.
    function test_forkOfV3_takesOneSelector() public {
        _cutCallback();
        (bool ok, bytes memory answer) =
            address(diamond).call(abi.encodeWithSignature("forkV3MintCallback(uint256,uint256,bytes)", 1, 1, ""));
        assertFalse(ok);
        assertEq(
            answer, abi.encodeWithSelector(IDexAdapter.Adapter_UnexpectedCallback.selector, address(this), address(0))
        );
    }

    /// @dev Anyone writes V4 pools down; a record alone means nothing.
    function testFuzz_recordV4Pool_isOpenToAnyone(address caller, IV4Adapter.V4Pool memory v4Pool) public {
        vm.prank(caller);
        bytes32 poolId = _record(v4Pool);
        assertEq(keccak256(abi.encode(diamond.v4Pool(poolId))), keccak256(abi.encode(v4Pool)));
        assertEq(diamond.poolVault(poolId), 0);
    }

    /// @dev Every line of Solidity on the page is a line of this file or of the adapter.
    function test_page_quotesWhatRuns() public {
        string memory source = string.concat(
            vm.readFile("test/unit/adapters/AddVenue.t.sol"),
            vm.readFile("src/adapters/algebra/AlgebraIntegralAdapter.sol")
        );
        string[] memory pieces = vm.split(vm.readFile("docs/add-a-venue.md"), "```solidity\n");
        assertGt(pieces.length, 7, "blocks");
        for (uint256 i = 1; i < pieces.length; ++i) {
            string[] memory lines = vm.split(vm.split(pieces[i], "```")[0], "\n");
            for (uint256 j; j < lines.length; ++j) {
                string memory line = vm.trim(lines[j]);
                assertTrue(vm.contains(source, line), line);
            }
        }
    }

    // -- the page's code ------------------------------------------------------------------------------------------

    function _propose() private {
        address adapter = address(new AlgebraIntegralAdapter());
        diamond.setAdapter(FAMILY_INTEGRAL, adapter);
        diamond.setAlgebraFactory(factory, GENERATION_INTEGRAL);
    }

    function _register() private {
        IManagement.PoolConfig memory config = poolConfig(pool);
        config.family = FAMILY_INTEGRAL;
        diamond.registerPool(vaultId, config);
        diamond.setPoolCScore(config.poolId, 5000);
    }

    function _cutCallback() private {
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = bytes4(keccak256("forkV3MintCallback(uint256,uint256,bytes)"));
        cuts[0] = IDiamondCut.FacetCut(v3Adapter, IDiamondCut.FacetCutAction.Add, selectors);
        diamond.diamondCut(cuts, address(0), "");
    }

    function _record(IV4Adapter.V4Pool memory v4Pool) private returns (bytes32) {
        bytes32 poolId = diamond.recordV4Pool(v4Pool);
        return poolId;
    }
}
