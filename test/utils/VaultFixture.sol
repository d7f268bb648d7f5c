// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {Create2} from "script/deploy/Create2.sol";
import {DeployedFacet, DiamondSteps} from "script/deploy/DiamondSteps.sol";
import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {GenuineV3, V3Venue} from "./GenuineV3.sol";
import {TestToken} from "./TestToken.sol";

/// @title VaultFixture
/// @notice The real diamond, deployed as the deployment script does it, with one WETH/USDC vault over three genuine
/// Uniswap V3 pools (0.05, 0.30, 1.00 %), an anchor feed of USDC per WETH, and actors named by role.
/// @dev Every pool starts at 3,000 USDC per WETH, as does the feed, with background liquidity worth about 110,000 USDC a side
/// within 10 %. `setAnchor` moves the feed, `moveMarket` the feed and every pool.
abstract contract VaultFixture is GenuineV3 {
    uint8 internal constant FAMILY_V3 = 1;
    uint8 internal constant CLASS_VOLATILE = 2;
    bytes32 internal constant SALT = keccak256("cantilever.test");
    uint256 internal constant START = 1_760_000_000;
    uint16 internal constant TWAP_WINDOW = 300;
    uint128 internal constant BACKGROUND_LIQUIDITY = 4e16;

    ICantilever internal diamond;
    address internal v3Adapter;
    DeployedFacet[] internal facets;
    MockAggregator internal feed;
    TestToken internal weth = TestToken(0x82aF49447D8a07e3bd95BD0d56f35241523fBab1);
    TestToken internal usdc = TestToken(0xaf88d065e77c8cC2239327C5EDb3A432268e5831);
    V3Venue internal uniswap;
    address[3] internal pools;
    int24[3] internal spacings = [int24(10), 60, 200];
    uint256 internal vaultId;

    address internal admin = address(this);
    address internal manager = makeAddr("manager");
    address internal keeper = makeAddr("keeper");
    address internal guardian = makeAddr("guardian");
    address internal treasury = makeAddr("treasury");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal attacker = makeAddr("attacker");

    function setUp() public virtual {
        vm.warp(START);
        _deployTokens();
        uniswap = deployUniswapV3();
        uint160 start = _sqrtPriceX96(3000e8);
        uint24[3] memory fees = [uint24(500), 3000, 10_000];
        for (uint256 i; i < 3; ++i) {
            pools[i] = createPool(uniswap, address(weth), address(usdc), fees[i], start);
            addFullRangeLiquidity(pools[i], BACKGROUND_LIQUIDITY);
            growObservations(pools[i], TWAP_WINDOW + 1);
        }
        skip(1 hours);
        _deployDiamond();
        _createVault();
        fund(alice);
        fund(bob);
        fund(attacker);
    }

    // -- prices ---------------------------------------------------------------------------------------------------

    /// @notice Sets the feed, USDC per WETH with 8 decimals.
    function setAnchor(uint256 answer) internal {
        feed.setAnswer(int256(answer));
    }

    /// @notice Moves the feed and, by swaps of a stranger, every pool to a price; then lets averages catch up.
    function moveMarket(uint256 answer) internal {
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], _sqrtPriceX96(answer));
        }
        skip(TWAP_WINDOW + 1);
        setAnchor(answer);
    }

    /// @notice Trades both ways in every pool, leaving the price where it was and fees behind.
    function churn(uint256 wethAmount) internal {
        for (uint256 i; i < 3; ++i) {
            uint160 spot = spotSqrtPriceX96(pools[i]);
            swap(pools[i], true, int256(wethAmount));
            swapToPrice(pools[i], spot);
        }
    }

    function anchorTick() internal view returns (int24) {
        return TickMath.getTickAtSqrtPrice(diamond.anchorSqrtPriceX96(address(weth), address(usdc)));
    }

    // -- keeper ---------------------------------------------------------------------------------------------------

    /// @notice One range in each pool, this many ticks to each side of the anchor (rounded to the pool's spacing).
    function ordersAround(int24 halfWidth) internal view returns (IALMProtected.RangeOrder[] memory orders) {
        return ordersAt(anchorTick(), halfWidth);
    }

    function ordersAt(int24 centre, int24 halfWidth) internal view returns (IALMProtected.RangeOrder[] memory orders) {
        orders = new IALMProtected.RangeOrder[](3);
        for (uint256 i; i < 3; ++i) {
            orders[i] = IALMProtected.RangeOrder(
                uint8(i), _floor(centre - halfWidth, spacings[i]), _floor(centre + halfWidth, spacings[i]), 10_000
            );
        }
    }

    function noSwaps() internal pure returns (IALMProtected.SwapOrder[] memory) {
        return new IALMProtected.SwapOrder[](0);
    }

    /// @notice A plain rebalance by the keeper, after its cool-down.
    function rebalance(int24 halfWidth) internal {
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        IALMProtected.RangeOrder[] memory orders = ordersAround(halfWidth);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
    }

    // -- users ----------------------------------------------------------------------------------------------------

    function fund(address who) internal {
        weth.mint(who, 1e6 * 1e18);
        usdc.mint(who, 3e9 * 1e6);
        vm.startPrank(who);
        weth.approve(address(diamond), type(uint256).max);
        usdc.approve(address(diamond), type(uint256).max);
        vm.stopPrank();
    }

    function depositAs(address who, uint256 wethMax, uint256 usdcMax) internal returns (uint256 shares) {
        vm.prank(who);
        (shares,,) = diamond.deposit(vaultId, wethMax, usdcMax, 0, who);
    }

    function sharesOf(address who) internal view returns (uint256) {
        return diamond.balanceOf(who, vaultId);
    }

    // -- set-up ---------------------------------------------------------------------------------------------------

    function _deployTokens() private {
        // At their addresses on Arbitrum, so that WETH is token0 as it is there.
        deployCodeTo("TestToken.sol:TestToken", abi.encode("WETH", uint8(18)), address(weth));
        deployCodeTo("TestToken.sol:TestToken", abi.encode("USDC", uint8(6)), address(usdc));
    }

    function _deployDiamond() private {
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](4);
        grants[0] = IAccess.RoleGrant(Roles.MANAGER, manager);
        grants[1] = IAccess.RoleGrant(Roles.KEEPER, keeper);
        grants[2] = IAccess.RoleGrant(Roles.GUARDIAN, guardian);
        grants[3] = IAccess.RoleGrant(Roles.TREASURY, treasury);
        (address at, DeployedFacet[] memory deployed) = DiamondSteps.deploy(SALT, admin, grants);
        diamond = ICantilever(at);
        for (uint256 i; i < deployed.length; ++i) {
            facets.push(deployed[i]);
            if (keccak256(bytes(deployed[i].name)) == keccak256("V3AdapterFacet")) v3Adapter = deployed[i].at;
        }
        feed = new MockAggregator(8, 3000e8);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(feed));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(address(weth), address(usdc), config);
        diamond.setAdapter(FAMILY_V3, v3Adapter);
        diamond.setV3Factory(uniswap.factory, true);
    }

    function _createVault() private {
        fund(manager);
        vm.startPrank(manager);
        vaultId = diamond.createVault(address(weth), address(usdc), 0);
        for (uint256 i; i < 3; ++i) {
            diamond.registerPool(vaultId, poolConfig(pools[i]));
        }
        vm.stopPrank();
    }

    function poolConfig(address pool) internal pure returns (IManagement.PoolConfig memory) {
        return IManagement.PoolConfig({
            poolId: poolIdOf(pool),
            family: FAMILY_V3,
            class: CLASS_VOLATILE,
            bandBp: 200,
            twapWindow: TWAP_WINDOW,
            minWidthTicks: 400,
            maxOffsetTicks: 1000
        });
    }

    function poolIdOf(address pool) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(pool)));
    }

    function _answer() internal view returns (int256 answer) {
        (, answer,,,) = feed.latestRoundData();
    }

    /// @dev sqrt of raw USDC per raw WETH at a price with 8 decimals: answer * 1e6 / (1e8 * 1e18).
    function _sqrtPriceX96(uint256 answer) internal pure returns (uint160) {
        return uint160(_sqrt((answer << 192) / 1e20));
    }

    function _sqrt(uint256 x) private pure returns (uint256 z) {
        z = 1 << 128;
        for (uint256 i; i < 200; ++i) {
            uint256 next = (z + x / z) / 2;
            if (next >= z) return z;
            z = next;
        }
    }

    function _floor(int24 tick, int24 spacing) internal pure returns (int24) {
        int24 quotient = tick / spacing;
        if (tick < 0 && tick % spacing != 0) quotient--;
        return quotient * spacing;
    }
}
