// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {AccessStorage} from "src/access/AccessStorage.sol";
import {Roles} from "src/access/Roles.sol";
import {V3AdapterFacet} from "src/adapters/v3/V3AdapterFacet.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {RiskModelFacet} from "src/risk/RiskModelFacet.sol";
import {ALMInfoFacet} from "src/vault/facets/ALMInfoFacet.sol";
import {ALMProtectedFacet} from "src/vault/facets/ALMProtectedFacet.sol";
import {ALMUserFacet} from "src/vault/facets/ALMUserFacet.sol";
import {ManagementFacet} from "src/vault/facets/ManagementFacet.sol";
import {SwapFacet} from "src/vault/facets/SwapFacet.sol";
import {VaultTokenFacet} from "src/vault/facets/VaultTokenFacet.sol";
import {GenuineV3, V3Venue} from "./GenuineV3.sol";
import {TestToken} from "./TestToken.sol";

contract TempDiamond {
    mapping(bytes4 => address) public facetOf;
    uint160 public anchor;

    function set(address facet, bytes4[] memory sels) external {
        for (uint256 i; i < sels.length; ++i) {
            facetOf[sels[i]] = facet;
        }
    }

    function setAnchor(uint160 a) external {
        anchor = a;
    }

    function anchorSqrtPriceX96(address, address) external view returns (uint160) {
        return anchor;
    }

    fallback() external {
        address f = facetOf[msg.sig];
        require(f != address(0), "no facet");
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), f, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

interface ICantilever is IALMUser, IALMProtected, IALMInfo, IManagement, ISwap, IVaultToken {}

/// @title VaultFixture
/// @notice A diamond with one WETH/USDC-like vault over three genuine Uniswap V3 pools (0.05, 0.30, 1.00 %).
abstract contract VaultFixture is GenuineV3 {
    uint8 internal constant FAMILY_V3 = 1;
    ICantilever internal almDiamond;
    TempDiamond internal temp;
    TestToken internal token0;
    TestToken internal token1;
    V3Venue internal uniswap;
    address[3] internal pools;
    uint256 internal vaultId;
    address internal manager = makeAddr("manager");
    address internal keeper = makeAddr("keeper");
    address internal guardian = makeAddr("guardian");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    uint160 internal anchorX96;
    int24 internal anchorTick;

    function setUp() public virtual {
        vm.warp(1_760_000_000);
        uniswap = deployUniswapV3();
        TestToken a = new TestToken("WETH", 18);
        TestToken b = new TestToken("USDC", 18);
        (token0, token1) = address(a) < address(b) ? (a, b) : (b, a);
        vm.etch(address(token0), address(new TestToken("WETH", 18)).code);
        vm.etch(address(token1), address(new TestToken("USDC", 6)).code);
        // 3000 USDC per WETH: 3000e6/1e18 = 3e-9
        anchorTick = -196256;
        anchorX96 = TickMath.getSqrtPriceAtTick(anchorTick);
        uint24[3] memory fees = [uint24(500), 3000, 10000];
        for (uint256 i; i < 3; ++i) {
            pools[i] = createPool(uniswap, address(token0), address(token1), fees[i], anchorX96);
            addFullRangeLiquidity(pools[i], 1e18);
            growObservations(pools[i], 301);
        }
        _deploy();
        almDiamond.createVault;
        vm.startPrank(manager);
        token0.mint(manager, 1e18);
        token1.mint(manager, 1e18);
        token0.approve(address(almDiamond), type(uint256).max);
        token1.approve(address(almDiamond), type(uint256).max);
        vaultId = almDiamond.createVault(address(token0), address(token1), 0);
        skip(1 hours);
        for (uint256 i; i < 3; ++i) {
            almDiamond.registerPool(
                vaultId, IManagement.PoolConfig(bytes32(uint256(uint160(pools[i]))), FAMILY_V3, 2, 200, 300, 200, 1000)
            );
        }
        vm.stopPrank();
        _fund(alice);
        _fund(bob);
    }

    function _fund(address who) internal {
        token0.mint(who, 1_000_000e18);
        token1.mint(who, 3_000_000_000e6);
        vm.startPrank(who);
        token0.approve(address(almDiamond), type(uint256).max);
        token1.approve(address(almDiamond), type(uint256).max);
        vm.stopPrank();
    }

    function _deploy() internal {
        temp = new TempDiamond();
        almDiamond = ICantilever(address(temp));
        temp.setAnchor(anchorX96);
        bytes4[] memory s = new bytes4[](6);
        (s[0], s[1], s[2], s[3], s[4], s[5]) =
        (
            IALMUser.deposit.selector,
            IALMUser.withdraw.selector,
            IALMUser.withdrawInKind.selector,
            IALMUser.previewDeposit.selector,
            IALMUser.previewWithdraw.selector,
            IALMUser.previewWithdrawInKind.selector
        );
        temp.set(address(new ALMUserFacet()), s);
        s = new bytes4[](2);
        (s[0], s[1]) = (IALMProtected.rebalance.selector, IALMProtected.harvest.selector);
        temp.set(address(new ALMProtectedFacet()), s);
        s = new bytes4[](17);
        s[0] = IALMInfo.vaultInfo.selector;
        s[1] = IALMInfo.vaultPools.selector;
        s[2] = IALMInfo.vaultRanges.selector;
        s[3] = IALMInfo.totalBalances.selector;
        s[4] = IALMInfo.cashBalances.selector;
        s[5] = IALMInfo.unreleasedProfit.selector;
        s[6] = IALMInfo.valueAtAnchor.selector;
        s[7] = IALMInfo.valuePerShareWad.selector;
        s[8] = IALMInfo.targetWeightsAndCash.selector;
        s[9] = IALMInfo.lossBudget.selector;
        s[10] = IALMInfo.requireCalm.selector;
        s[11] = IALMInfo.planRebalance.selector;
        s[12] = IALMInfo.checkRebalance.selector;
        s[13] = IALMInfo.previewHarvest.selector;
        s[14] = IALMInfo.poolVault.selector;
        s[15] = IALMInfo.vaultCount.selector;
        s[16] = IALMInfo.adapter.selector;
        temp.set(address(new ALMInfoFacet()), s);
        s = new bytes4[](8);
        s[0] = IManagement.createVault.selector;
        s[1] = IManagement.registerPool.selector;
        s[2] = IManagement.setPoolLimits.selector;
        s[3] = IManagement.setPoolEnabled.selector;
        s[4] = IManagement.setVaultLimits.selector;
        s[5] = IManagement.pauseVault.selector;
        s[6] = IManagement.unpauseVault.selector;
        s[7] = IManagement.setAdapter.selector;
        temp.set(address(new ManagementFacet()), s);
        s = new bytes4[](2);
        (s[0], s[1]) = (ISwap.setRouter.selector, ISwap.isRouterListed.selector);
        temp.set(address(new SwapFacet()), s);
        s = new bytes4[](8);
        s[0] = IVaultToken.balanceOf.selector;
        s[1] = IVaultToken.balanceOfBatch.selector;
        s[2] = IVaultToken.totalSupply.selector;
        s[3] = IVaultToken.setApprovalForAll.selector;
        s[4] = IVaultToken.isApprovedForAll.selector;
        s[5] = IVaultToken.safeTransferFrom.selector;
        s[6] = IVaultToken.safeBatchTransferFrom.selector;
        s[7] = IVaultToken.uri.selector;
        temp.set(address(new VaultTokenFacet()), s);
        V3AdapterFacet v3 = new V3AdapterFacet();
        s = new bytes4[](4);
        (s[0], s[1], s[2], s[3]) =
        (
            IV3Adapter.setV3Factory.selector,
            IV3Adapter.isV3Factory.selector,
            IV3Adapter.uniswapV3MintCallback.selector,
            IV3Adapter.pancakeV3MintCallback.selector
        );
        temp.set(address(v3), s);
        s = new bytes4[](1);
        s[0] = IRiskModel.setPoolCScore.selector;
        temp.set(address(new RiskModelFacet()), s);
        // roles: epochs 1
        vm.store(
            address(temp), AccessStorage.SLOT, bytes32(uint256(1 | (1 << 32) | (1 << 64) | (1 << 96) | (1 << 128)))
        );
        _role(address(this), 0);
        _role(manager, 32);
        _role(keeper, 64);
        _role(guardian, 128);
        almDiamond.setAdapter(FAMILY_V3, address(v3));
        IV3Adapter(address(temp)).setV3Factory(uniswap.factory, true);
    }

    function _role(address who, uint256 lane) internal {
        bytes32 slot = keccak256(abi.encode(who, uint256(AccessStorage.SLOT) + 1));
        vm.store(address(temp), slot, bytes32(uint256(vm.load(address(temp), slot)) | (uint256(1) << lane)));
    }

    function _orders() internal view returns (IALMProtected.RangeOrder[] memory o) {
        o = new IALMProtected.RangeOrder[](3);
        o[0] = IALMProtected.RangeOrder(0, _floor(anchorTick - 1000, 10), _floor(anchorTick + 1000, 10), 10_000);
        o[1] = IALMProtected.RangeOrder(1, _floor(anchorTick - 2000, 60), _floor(anchorTick + 2000, 60), 10_000);
        o[2] = IALMProtected.RangeOrder(2, _floor(anchorTick - 4000, 200), _floor(anchorTick + 4000, 200), 10_000);
    }

    function _floor(int24 tick, int24 spacing) internal pure returns (int24) {
        int24 q = tick / spacing;
        if (tick < 0 && tick % spacing != 0) q--;
        return q * spacing;
    }
}
