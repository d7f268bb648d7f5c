// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {ReserveBucketB} from "../../../src/stabilizer/ReserveBucketB.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "../pmm/PMMFixture.sol";

/// @dev Roles and pauses at will: a diamond's take proposals and days, which these tests are not about.
contract MockAuthority {
    mapping(bytes32 role => mapping(address account => bool)) public hasRole;
    uint256 public pausedGroups;

    function grant(bytes32 role, address account) external {
        hasRole[role][account] = true;
    }

    function setPaused(uint256 groups) external {
        pausedGroups = groups;
    }

    function isPaused(uint256 groups) external view returns (bool) {
        return pausedGroups & groups != 0;
    }
}

/// @title StabilizerFixture
/// @notice The public pool cUSDT/XAU of 1,000,000 a side at k 0.1 and 15 bp, gold at 2,500, bucket B with 250,000 of XAU,
/// mesh pool and stabilizer, all the real contracts but tokens, source and roles.
abstract contract StabilizerFixture is PMMFixture {
    MockAuthority internal authority;
    MockGuidePriceSource internal source;
    PMMPool internal pool;
    MeshPool internal mesh;
    ReserveBucketB internal bucket;
    Stabilizer internal stab;

    address internal admin = makeAddr("admin");
    address internal manager = makeAddr("manager");
    address internal keeper = makeAddr("keeper");
    address internal bucketE = makeAddr("bucketE");
    address internal anyone = makeAddr("anyone");

    /// @dev Raw XAU per raw cUSDT at 2,500 an ounce, 1e18-scaled: 1e18 / (2,500 · 1e6) · 1e18.
    uint256 internal constant GOLD = 4e26;
    uint256 internal constant USD = 1e6;
    /// @dev Raw XAU worth one dollar.
    uint256 internal constant USD_OF_XAU = 4e14;
    uint256 internal constant SIDE = 1_000_000;
    uint256 internal constant K = 0.1e18;
    uint256 internal constant FEE = 0.0015e18;

    function setUp() public virtual {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deploy(2_000);
    }

    function _deploy(uint256 blockTimeMs) internal {
        _deployTokens(6, 18);
        authority = new MockAuthority();
        authority.grant(Roles.ADMIN, admin);
        authority.grant(Roles.MANAGER, manager);
        authority.grant(Roles.KEEPER, keeper);
        source = new MockGuidePriceSource(GOLD);
        pool = new PMMPool(_sourcedConfig(source, K, FEE));
        _buyShares(pool, lp, SIDE * USD, SIDE * USD_OF_XAU);

        bucket = new ReserveBucketB(address(authority), address(quote), bucketE);
        mesh = new MeshPool(address(authority), address(base), source, bucket);
        stab = new Stabilizer(address(authority), pool, mesh);
        vm.prank(owner);
        pool.setStabilizer(address(stab));

        vm.startPrank(admin);
        bucket.addMesh(mesh);
        mesh.setTrader(address(stab), true);
        mesh.setMaxVolumePerBlock(50_000 * USD_OF_XAU);
        for (uint256 flow; flow < 4; ++flow) {
            bucket.setDailyLimit(IReserveBucketB.Flow(flow), address(base), 1_000_000 * USD);
            bucket.setDailyLimit(IReserveBucketB.Flow(flow), address(quote), 1_000_000 * USD_OF_XAU);
        }
        stab.setSettings(_settings(blockTimeMs));
        vm.stopPrank();

        _fundB(0, 250_000 * USD_OF_XAU);
        _nextBlock();
    }

    /// @dev The defaults, for 50,000 an hour in trades of up to 1,000.
    function _settings(uint256 blockTimeMs) internal pure returns (IStabilizer.Settings memory) {
        return IStabilizer.Settings({
            thetaBp: 5,
            bandBp: 10,
            closes: 2,
            minBlocks: 3,
            gainBp: 10_000,
            perBlockCapBp: 250,
            maxSlippageBp: 30,
            blockTimeMs: uint32(blockTimeMs),
            maxGasPriceWei: 0,
            designFlowPerHour: uint128(50_000 * USD),
            maxTrade: uint128(1_000 * USD)
        });
    }

    function _set(IStabilizer.Settings memory s) internal {
        vm.prank(admin);
        stab.setSettings(s);
    }

    /// @dev Through the account into the mesh pool, within the day's limits.
    function _fundB(uint256 baseAmount, uint256 quoteAmount) internal {
        base.mint(bucketE, baseAmount);
        quote.mint(bucketE, quoteAmount);
        vm.startPrank(bucketE);
        base.approve(address(bucket), baseAmount);
        quote.approve(address(bucket), quoteAmount);
        bucket.depositFromE(address(base), baseAmount);
        bucket.depositFromE(address(quote), quoteAmount);
        vm.stopPrank();
        vm.startPrank(manager);
        bucket.fundMesh(mesh, address(base), baseAmount);
        bucket.fundMesh(mesh, address(quote), quoteAmount);
        vm.stopPrank();
    }

    /// @dev Sells cUSDT into the pool (quote becomes scarce, base cheap: negative deviations) and lets blocks close.
    function _pushDown(uint256 usd, uint256 blocks) internal {
        _sellBase(pool, trader, usd * USD);
        _skipBlocks(blocks);
    }

    /// @dev Sells XAU (base scarce and dear).
    function _pushUp(uint256 usd, uint256 blocks) internal {
        _sellQuote(pool, trader, usd * USD_OF_XAU);
        _skipBlocks(blocks);
    }

    /// @dev The most an action allows, by anyone.
    function _act() internal returns (uint256 size) {
        address tokenIn;
        address tokenOut;
        (size, tokenIn, tokenOut,) = stab.quotePrivateSwap();
        vm.prank(anyone);
        stab.executePrivateSwap(size, tokenIn, tokenOut);
    }

    function _valueB() internal view returns (uint256) {
        return bucket.valueXau();
    }

    /// @dev Deviation of the reserves as they are now, ppm.
    function _deviationPpm() internal view returns (int256) {
        return pool.currentClose().deviationPpm;
    }
}
