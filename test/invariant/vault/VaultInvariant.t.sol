// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IATokenMinimal} from "src/interfaces/external/IMoneyMarkets.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {DEAD} from "src/vault/VaultConstants.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {AaveMarket, GenuineAave, IAaveAclManager} from "test/utils/GenuineAave.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {Scene, VaultHandler} from "./VaultHandler.sol";

/// @title VaultInvariantTest
/// @notice The vault room's campaign: V1 to V5, S1 to S5, B2, B3, F1 to F4, T3, R1, R2 and D1, see README.md beside this
/// file's folder.
contract VaultInvariantTest is VaultFixture, GenuineAave {
    VaultHandler internal handler;
    AaveMarket internal aave;
    HostileMarket internal wethMarket;
    uint256 internal otherVaultId;
    bytes32 internal otherVaultHash;
    address internal collector = makeAddr("collector");

    function setUp() public override {
        super.setUp();
        diamond.setCollector(collector);
        // A second vault of the same pair, which no call of the campaign names.
        vm.prank(manager);
        otherVaultId = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(alice);
        diamond.deposit(otherVaultId, 3e18, 9000e6, 0, alice);
        depositAs(alice, 10e18, 30_000e6);
        _listMarkets();
        handler = new VaultHandler(
            Scene({
                diamond: diamond,
                weth: weth,
                usdc: usdc,
                feed: feed,
                pools: pools,
                spacings: spacings,
                vaultId: vaultId,
                otherVaultId: otherVaultId,
                keeper: keeper,
                guardian: guardian,
                manager: manager,
                wethMarket: wethMarket,
                aave: aave,
                admin: admin,
                treasury: treasury,
                collector: collector
            })
        );
        IAaveAclManager(aave.provider.getACLManager()).addEmergencyAdmin(address(handler));
        otherVaultHash = _otherVault();
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](19);
        selectors[0] = VaultHandler.deposit.selector;
        selectors[1] = VaultHandler.withdraw.selector;
        selectors[2] = VaultHandler.withdrawInKind.selector;
        selectors[3] = VaultHandler.transferShares.selector;
        selectors[4] = VaultHandler.steal.selector;
        selectors[5] = VaultHandler.harvest.selector;
        selectors[6] = VaultHandler.donate.selector;
        selectors[7] = VaultHandler.donateLiquidity.selector;
        selectors[8] = VaultHandler.trade.selector;
        selectors[9] = VaultHandler.settle.selector;
        selectors[10] = VaultHandler.wait.selector;
        selectors[11] = VaultHandler.rebalance.selector;
        selectors[12] = VaultHandler.roundTrip.selector;
        selectors[13] = VaultHandler.invest.selector;
        selectors[14] = VaultHandler.divest.selector;
        selectors[15] = VaultHandler.enrich.selector;
        selectors[16] = VaultHandler.freeze.selector;
        selectors[17] = VaultHandler.setFees.selector;
        selectors[18] = VaultHandler.collect.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    function invariant_vault() public {
        check_calls();
        check_V1();
        check_V2();
        check_V3();
        check_T3();
        check_S1();
        check_D1();
        check_B();
        // Last, because it burns what it looks at; forge forgets what a check did.
        check_V4();
    }

    /// @dev V4, V5, S2 to S5, F1 to F4, R1, R2 are checked around each call.
    function check_calls() internal view {
        string memory breach = handler.breach();
        assertEq(breach, "", breach);
    }

    /// @dev Recorded cash and booked fees of both vaults are covered by balances, and is exactly what came in less what went out.
    function check_V1() internal view {
        (uint256 cash0, uint256 cash1) = _recordedCash(vaultId);
        (uint256 other0, uint256 other1) = _recordedCash(otherVaultId);
        assertGe(weth.balanceOf(address(diamond)), cash0 + other0 + handler.g_gift0(), "V1: WETH not covered");
        assertGe(usdc.balanceOf(address(diamond)), cash1 + other1 + handler.g_gift1(), "V1: USDC not covered");
        assertEq(cash0 + handler.g_out0(), 10e18 + handler.g_in0(), "V1: WETH recorded wrongly");
        assertEq(cash1 + handler.g_out1(), 30_000e6 + handler.g_in1(), "V1: USDC recorded wrongly");
    }

    /// @dev What can be rescued is what strangers gave, to the unit.
    function check_T3() internal view {
        assertEq(diamond.rescuable(address(weth)), handler.g_gift0(), "T3: WETH");
        assertEq(diamond.rescuable(address(usdc)), handler.g_gift1(), "T3: USDC");
    }

    /// @dev A vault that no call names does not change.
    function check_V2() internal view {
        assertEq(_otherVault(), otherVaultHash, "V2: another vault changed");
    }

    /// @dev Recorded liquidity and what strangers gave is what the pool has, and no range is recorded twice. Every pool
    /// a vault lists is registered as that vault's, so that no position can be another's as well.
    function check_V3() internal view {
        for (uint256 id = 1; id <= diamond.vaultCount(); ++id) {
            ICantilever.PoolView[] memory listed = diamond.vaultPools(id);
            for (uint256 i; i < listed.length; ++i) {
                assertEq(diamond.poolVault(listed[i].poolId), id, "V3: a pool is listed by another vault");
            }
        }
        ICantilever.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            ICantilever.RangeView memory range = ranges[i];
            address pool = address(uint160(uint256(range.poolId)));
            uint128 inPool = IDexAdapter(v3Adapter)
                .positionLiquidity(range.poolId, address(diamond), range.tickLower, range.tickUpper);
            uint128 donated = handler.g_donated(keccak256(abi.encode(pool, range.tickLower, range.tickUpper)));
            assertEq(uint256(range.liquidity) + donated, inPool, "V3: liquidity");
            assertGt(range.liquidity, 0, "V3: an empty range is listed");
            for (uint256 j; j < i; ++j) {
                assertFalse(
                    ranges[j].poolId == range.poolId && ranges[j].tickLower == range.tickLower
                        && ranges[j].tickUpper == range.tickUpper,
                    "V3: a range is listed twice"
                );
            }
        }
    }

    /// @dev What the vault reports is what its ranges and cash are, added up here, and what burning and collecting them
    /// at the venue pays, to two wei a range and token.
    function check_V4() internal {
        ICantilever.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        (uint256 sum0, uint256 sum1) = diamond.cashBalances(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            sum0 += ranges[i].amount0;
            sum1 += ranges[i].amount1;
        }
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        (, uint256 owed0, uint256 owed1) = diamond.accruedManagementFee(vaultId);
        (have0, have1) = (have0 + owed0, have1 + owed1);
        assertEq(have0, sum0, "V4: WETH reported");
        assertEq(have1, sum1, "V4: USDC reported");
        for (uint256 i; i < ranges.length; ++i) {
            ICantilever.RangeView memory range = ranges[i];
            IUniswapV3PoolMinimal pool = IUniswapV3PoolMinimal(address(uint160(uint256(range.poolId))));
            vm.startPrank(address(diamond));
            (uint256 paid0, uint256 paid1) = pool.burn(range.tickLower, range.tickUpper, range.liquidity);
            (uint128 all0, uint128 all1) =
                pool.collect(address(diamond), range.tickLower, range.tickUpper, type(uint128).max, type(uint128).max);
            vm.stopPrank();
            assertApproxEqAbs(range.amount0, paid0, 2, "V4: WETH of a range");
            assertApproxEqAbs(range.amount1, paid1, 2, "V4: USDC of a range");
            assertApproxEqAbs(range.fees0, all0 - paid0, 2, "V4: WETH fees of a range");
            assertApproxEqAbs(range.fees1, all1 - paid1, 2, "V4: USDC fees of a range");
        }
    }

    /// @dev Receipts on record are the vault's and claims', and the diamond holds them.
    function check_B() internal view {
        for (uint256 i; i < 2; ++i) {
            ICantilever.MarketView memory m = diamond.marketOf(vaultId, i);
            uint256 recorded = diamond.recordedUnits(m.receipt);
            uint256 held = i == 0
                ? wethMarket.balanceOf(address(diamond))
                : IATokenMinimal(m.receipt).scaledBalanceOf(address(diamond));
            assertGe(held, recorded, "B: receipts on record are not there");
            assertGe(recorded, m.units, "B: units");
            if (m.isHeard && !m.isBelow) assertLe(m.recorded, m.reported + m.recorded / 10_000 + 2, "B: value");
        }
    }

    /// @dev Shares of all holders are the supply.
    function check_S1() internal view {
        uint256 sum = diamond.balanceOf(DEAD, vaultId) + diamond.balanceOf(alice, vaultId);
        for (uint256 i; i < 3; ++i) {
            sum += diamond.balanceOf(handler.user(i), vaultId);
        }
        assertEq(sum, diamond.totalSupply(vaultId), "S1: shares");
    }

    /// @dev The loupe is what was deployed.
    function check_D1() internal view {
        for (uint256 i; i < facets.length; ++i) {
            assertEq(diamond.facetAddress(facets[i].selectors[0]), facets[i].at, "D1: loupe");
        }
    }

    /// @dev One fixed walk takes every branch: none of the actions is dead.
    function test_Reached_everyAction() public {
        handler.setFees(uint256(30) | 40 << 16 | 400 << 32 | 1_000 << 48);
        handler.deposit(0, 20e18, 60_000e6);
        handler.deposit(1, 5e18, 15_000e6);
        handler.wait(1 hours);
        handler.rebalance(1000, 800, 3);
        handler.trade(0, true, 1e18);
        handler.trade(1, false, 2000e6);
        handler.donateLiquidity(1, 1e10);
        handler.donate(1e18, 1e6);
        handler.harvest();
        handler.collect();
        handler.settle(2990e8);
        handler.invest(type(uint256).max, type(uint256).max);
        handler.enrich(1e18);
        handler.divest(0, 1e15);
        handler.divest(1, 1e8);
        handler.freeze(true);
        handler.withdrawInKind(0, 1e18 + 1);
        handler.freeze(false);
        handler.transferShares(0, 2, 1e18 + 1, false);
        handler.transferShares(0, 2, 1e18 + 1, true);
        handler.transferShares(0, 0, 1e18 + 1, true);
        handler.roundTrip(1, 1e18, 4000e6, false);
        handler.roundTrip(1, 1e18, 4000e6, true);
        handler.steal(0, 1, 1e18 + 1);
        handler.withdraw(0, 1e18 + 1);
        handler.withdrawInKind(1, 4);
        handler.withdraw(2, 4);
        invariant_vault();
        bytes32[19] memory actions = [
            bytes32("deposit"),
            "withdraw",
            "withdrawInKind",
            "transferShares",
            "roundTrip",
            "steal",
            "harvest",
            "donate",
            "donateLiquidity",
            "trade",
            "settle",
            "wait",
            "rebalance",
            "invest",
            "divest",
            "enrich",
            "freeze",
            "setFees",
            "collect"
        ];
        for (uint256 i; i < actions.length; ++i) {
            assertGt(handler.reached(actions[i]), 0, string(abi.encodePacked(actions[i])));
        }
    }

    /// @dev Idle cash, released or not: what lies in the diamond itself.
    function _recordedCash(uint256 id) private view returns (uint256 cash0, uint256 cash1) {
        ICantilever.CashPlan memory plan = diamond.cashPlan(id);
        (cash0, cash1) = (plan.idle0, plan.idle1);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(id);
        (uint256 fees0, uint256 fees1) = diamond.pendingFees(id);
        cash0 += locked0 + fees0;
        cash1 += locked1 + fees1;
    }

    /// @dev WETH goes to an ERC-4626, USDC to a genuine Aave V3; both have savers, and Aave a borrower.
    function _listMarkets() private {
        address[] memory assets = new address[](2);
        int256[] memory prices = new int256[](2);
        (assets[0], assets[1]) = (address(weth), address(usdc));
        (prices[0], prices[1]) = (int256(3000e8), int256(1e8));
        aave = deployAave(assets, prices);
        listReserve(aave, address(weth), 18);
        listReserve(aave, address(usdc), 6);
        wethMarket = new HostileMarket(address(weth));
        address saver = makeAddr("saver");
        weth.mint(saver, 20_000e18);
        usdc.mint(saver, 3_000_000e6);
        vm.startPrank(saver);
        weth.approve(address(wethMarket), 100e18);
        wethMarket.deposit(100e18, saver);
        weth.approve(address(aave.pool), 10_000e18);
        usdc.approve(address(aave.pool), 3_000_000e6);
        aave.pool.supply(address(weth), 10_000e18, saver, 0);
        aave.pool.supply(address(usdc), 3_000_000e6, saver, 0);
        aave.pool.borrow(address(usdc), 2_000_000e6, 2, 0, saver);
        vm.stopPrank();
        diamond.setMarket(vaultId, 0, 2, address(wethMarket), 1000, 8000);
        diamond.setMarket(vaultId, 1, 1, address(aave.pool), 5000, 8000);
    }

    function _otherVault() private view returns (bytes32) {
        (uint256 cash0, uint256 cash1) = _recordedCash(otherVaultId);
        return keccak256(
            abi.encode(
                diamond.vaultInfo(otherVaultId),
                diamond.vaultPools(otherVaultId),
                diamond.vaultRanges(otherVaultId),
                cash0,
                cash1,
                diamond.totalSupply(otherVaultId),
                diamond.balanceOf(alice, otherVaultId)
            )
        );
    }
}
