// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ArbitraryCalls} from "./ArbitraryCalls.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IALMClaims} from "src/interfaces/IALMClaims.sol";
import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMExitFor} from "src/interfaces/IALMExitFor.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {IALMPermit} from "src/interfaces/IALMPermit.sol";
import {IALMPlans} from "src/interfaces/IALMPlans.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMRanges} from "src/interfaces/IALMRanges.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IInfo} from "src/interfaces/IInfo.sol";
import {IFlashLoan} from "src/interfaces/IFlashLoan.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IMarketExits} from "src/interfaces/IMarketExits.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {IMulticall} from "src/interfaces/IMulticall.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {console} from "forge-std/console.sol";

/// @title X32_LiFiNewFacet
/// @notice LI.FI GasZipFacet, July 2024: two years after X31, one newly added facet called out without the list.
/// @dev Two things stand here. Every selector is tried in every layout of arguments with calls that would rob the
/// victims. And a gate: a facet whose code can call or delegatecall at all must have every one of its selectors in
/// `_reviewed`, with who decides where the call goes; a facet or function added since fails until someone wrote it there.
contract X32_LiFiNewFacetTest is ArbitraryCalls {
    /// @dev Who decides the target of an outward call. There is no `CALLER`: nothing may let its caller decide.
    enum Decides {
        UNREVIEWED,
        NOBODY, // the function makes no outward call, another of its facet does
        CONFIG, // tokens, pools, adapters and feeds, as set by MANAGER or ADMIN
        LIST, // the caller, from ADMIN's list of routers and their functions
        HOOK, // the receiver, by ERC-1155's or ERC-3156's fixed selector
        REQUEST, // TREASURY, by a request that waited, and one of three fixed selectors that move the diamond's own
        PAYEE, // the pool or manager that the diamond itself called just before
        ADMIN
    }

    mapping(bytes4 selector => Decides) private _reviewed;

    function setUp() public override {
        super.setUp();
        _reviewed[IDiamondCut.diamondCut.selector] = Decides.ADMIN;

        _reviewed[IALMUser.deposit.selector] = Decides.HOOK;
        _reviewed[IALMUser.withdraw.selector] = Decides.CONFIG;
        _reviewed[IALMUser.withdrawInKind.selector] = Decides.CONFIG;
        _reviewed[IALMUser.previewDeposit.selector] = Decides.NOBODY;
        _reviewed[IALMUser.previewWithdraw.selector] = Decides.NOBODY;
        _reviewed[IALMUser.previewWithdrawInKind.selector] = Decides.NOBODY;

        _reviewed[IALMSingle.depositSingle.selector] = Decides.HOOK;
        _reviewed[IALMSingle.withdrawSingle.selector] = Decides.CONFIG;
        _reviewed[IALMSingle.previewDepositSingle.selector] = Decides.NOBODY;
        _reviewed[IALMSingle.previewWithdrawSingle.selector] = Decides.NOBODY;
        _reviewed[IALMSingle.imbalanceCurve.selector] = Decides.NOBODY;
        _reviewed[IALMSingle.setImbalanceCurve.selector] = Decides.NOBODY;

        _reviewed[IALMExitFor.withdraw.selector] = Decides.CONFIG;
        _reviewed[IALMExitFor.withdrawSingle.selector] = Decides.CONFIG;
        _reviewed[IALMExitFor.withdrawInKind.selector] = Decides.CONFIG;

        _reviewed[IALMClaims.withdrawInKind.selector] = Decides.CONFIG;
        _reviewed[IALMClaims.settleClaim.selector] = Decides.CONFIG;
        _reviewed[IALMClaims.claim.selector] = Decides.NOBODY;

        _reviewed[IALMPlans.checkHarvest.selector] = Decides.NOBODY;
        _reviewed[IALMPlans.checkRemint.selector] = Decides.NOBODY;
        _reviewed[IALMRanges.mintRanges.selector] = Decides.CONFIG;
        _reviewed[IALMPlans.planRemint.selector] = Decides.NOBODY;
        _reviewed[IALMPlans.planSwapFree.selector] = Decides.NOBODY;
        _reviewed[IALMPlans.previewBurnRanges.selector] = Decides.NOBODY;
        _reviewed[IALMRanges.remintRanges.selector] = Decides.CONFIG;
        _reviewed[IInfo.attribution.selector] = Decides.NOBODY;
        _reviewed[IInfo.diversification.selector] = Decides.NOBODY;
        _reviewed[IInfo.riskFlags.selector] = Decides.NOBODY;
        _reviewed[IInfo.scoreSpread.selector] = Decides.NOBODY;
        _reviewed[IInfo.weightModelPresets.selector] = Decides.NOBODY;
        _reviewed[IALMKeeper.burnRanges.selector] = Decides.CONFIG;
        _reviewed[IALMKeeper.checkBurnRanges.selector] = Decides.NOBODY;
        _reviewed[IALMKeeper.liquidate.selector] = Decides.CONFIG;

        // Markets are the ones ADMIN listed for the vault's own tokens.
        _reviewed[IALMCash.investCash.selector] = Decides.CONFIG;
        _reviewed[IALMCash.divestCash.selector] = Decides.CONFIG;
        _reviewed[IALMCash.previewInvest.selector] = Decides.CONFIG;
        _reviewed[IALMCash.previewDivest.selector] = Decides.CONFIG;
        _reviewed[IALMCash.cashPlan.selector] = Decides.CONFIG;
        _reviewed[IALMCash.checkCash.selector] = Decides.CONFIG;
        _reviewed[IMarkets.setMarket.selector] = Decides.ADMIN;
        _reviewed[IMarkets.closeMarket.selector] = Decides.CONFIG;
        _reviewed[IMarkets.setCashBand.selector] = Decides.NOBODY;
        _reviewed[IMarkets.cashBand.selector] = Decides.NOBODY;
        _reviewed[IMarkets.reportLoss.selector] = Decides.CONFIG;
        _reviewed[IMarkets.writeDown.selector] = Decides.CONFIG;
        _reviewed[IMarkets.marketOf.selector] = Decides.CONFIG;
        _reviewed[IMarkets.recordedUnits.selector] = Decides.NOBODY;
        // The first four only the diamond calls.
        _reviewed[IMarketExits.recall.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.redeemInKind.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.redeemUnits.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.payReceipts.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.previewRedeemInKind.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.settleMarketClaim.selector] = Decides.CONFIG;
        _reviewed[IMarketExits.marketClaim.selector] = Decides.NOBODY;

        // Permit2 at its one address, and the vault's own tokens.
        _reviewed[IALMPermit.depositPermit2.selector] = Decides.HOOK;
        _reviewed[IALMPermit.depositSinglePermit2.selector] = Decides.HOOK;
        _reviewed[IALMPermit.selfPermit.selector] = Decides.CONFIG;

        _reviewed[IVaultEntry.setDepositCap.selector] = Decides.NOBODY;
        _reviewed[IVaultEntry.depositCap.selector] = Decides.NOBODY;
        _reviewed[IVaultEntry.setAllowList.selector] = Decides.NOBODY;
        _reviewed[IVaultEntry.setAdmitted.selector] = Decides.NOBODY;
        _reviewed[IVaultEntry.isAdmitted.selector] = Decides.NOBODY;

        // Delegates to the diamond itself, which dispatches as ever.
        _reviewed[IMulticall.multicall.selector] = Decides.NOBODY;
        _reviewed[IMulticall.tryMulticall.selector] = Decides.NOBODY;

        _reviewed[IALMProtected.rebalance.selector] = Decides.LIST;
        _reviewed[IALMHarvest.harvest.selector] = Decides.CONFIG;

        _reviewed[ITreasury.setVaultFees.selector] = Decides.CONFIG;
        _reviewed[ITreasury.vaultFees.selector] = Decides.NOBODY;
        _reviewed[ITreasury.setFeeOverride.selector] = Decides.NOBODY;
        _reviewed[ITreasury.feeOverride.selector] = Decides.NOBODY;
        _reviewed[ITreasury.setCollector.selector] = Decides.NOBODY;
        _reviewed[ITreasury.collector.selector] = Decides.NOBODY;
        _reviewed[ITreasury.collect.selector] = Decides.CONFIG;
        _reviewed[ITreasury.pendingFees.selector] = Decides.NOBODY;
        _reviewed[ITreasury.accruedManagementFee.selector] = Decides.NOBODY;

        _reviewed[IFlashLoan.flashLoan.selector] = Decides.HOOK;
        _reviewed[IFlashLoan.flashLoanFrom.selector] = Decides.HOOK;
        _reviewed[IFlashLoan.flashFee.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.flashFeeFrom.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.maxFlashLoan.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.maxFlashLoanFrom.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.flashVault.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.setFlashVault.selector] = Decides.NOBODY;
        _reviewed[IFlashLoan.setFlashLending.selector] = Decides.NOBODY;

        _reviewed[IRescue.executeRescue.selector] = Decides.REQUEST;
        _reviewed[IRescue.requestRescue.selector] = Decides.NOBODY;
        _reviewed[IRescue.cancelRescue.selector] = Decides.NOBODY;
        _reviewed[IRescue.setRescueDelay.selector] = Decides.NOBODY;
        _reviewed[IRescue.rescueDelay.selector] = Decides.NOBODY;
        _reviewed[IRescue.rescueRequest.selector] = Decides.NOBODY;
        _reviewed[IRescue.accounted.selector] = Decides.NOBODY;
        _reviewed[IRescue.rescuable.selector] = Decides.NOBODY;

        _reviewed[IManagement.createVault.selector] = Decides.CONFIG;
        _reviewed[IManagement.registerPool.selector] = Decides.CONFIG;
        _reviewed[IManagement.setPoolLimits.selector] = Decides.CONFIG;
        _reviewed[IManagement.setPoolEnabled.selector] = Decides.NOBODY;
        _reviewed[IManagement.refreshAdapters.selector] = Decides.NOBODY;
        _reviewed[IManagement.setVaultLimits.selector] = Decides.NOBODY;
        _reviewed[IManagement.pauseVault.selector] = Decides.NOBODY;
        _reviewed[IManagement.unpauseVault.selector] = Decides.NOBODY;
        _reviewed[IManagement.setAdapter.selector] = Decides.NOBODY;

        _reviewed[IVaultToken.safeTransferFrom.selector] = Decides.HOOK;
        _reviewed[IVaultToken.safeBatchTransferFrom.selector] = Decides.HOOK;
        _reviewed[IVaultToken.setApprovalForAll.selector] = Decides.NOBODY;
        _reviewed[IVaultToken.balanceOf.selector] = Decides.NOBODY;
        _reviewed[IVaultToken.balanceOfBatch.selector] = Decides.NOBODY;
        _reviewed[IVaultToken.isApprovedForAll.selector] = Decides.NOBODY;
        _reviewed[IVaultToken.totalSupply.selector] = Decides.NOBODY;
        _reviewed[IVaultToken.uri.selector] = Decides.NOBODY;

        // Of these, each may tell the followers that ADMIN listed.
        _reviewed[IOracleAdmin.addFollower.selector] = Decides.ADMIN;
        _reviewed[IOracleAdmin.removeFollower.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setFeed.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setPairFeed.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setPairCross.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.disableFeed.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.enableFeed.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setGate.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setSequencer.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.setUnit.selector] = Decides.CONFIG;
        _reviewed[IOracleAdmin.pokeFeed.selector] = Decides.CONFIG;

        _reviewed[IV3Adapter.uniswapV3MintCallback.selector] = Decides.PAYEE;
        _reviewed[IV3Adapter.pancakeV3MintCallback.selector] = Decides.PAYEE;
        _reviewed[IV3Adapter.setV3Factory.selector] = Decides.NOBODY;
        _reviewed[IV3Adapter.isV3Factory.selector] = Decides.NOBODY;

        _reviewed[IAlgebraAdapter.algebraMintCallback.selector] = Decides.PAYEE;
        _reviewed[IAlgebraAdapter.setAlgebraFactory.selector] = Decides.NOBODY;
        _reviewed[IAlgebraAdapter.algebraGeneration.selector] = Decides.NOBODY;

        _reviewed[IV4Adapter.unlockCallback.selector] = Decides.PAYEE;
        _reviewed[IV4Adapter.setV4Manager.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.isV4Manager.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.setV4Hook.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.isV4Hook.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.setV4WrappedNative.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.v4WrappedNative.selector] = Decides.NOBODY;
        // Creates a data contract that cannot run.
        _reviewed[IV4Adapter.recordV4Pool.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.v4PoolId.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.v4Pool.selector] = Decides.NOBODY;
        _reviewed[IV4Adapter.v4FeesHeld.selector] = Decides.NOBODY;
    }

    /// @dev Every selector, layout of arguments and token as target, as a stranger and as a thief of a role.
    function test_everySelectorAndLayout_reachesNobody() public {
        vm.pauseGasMetering();
        bytes32 before = _victimsState();
        uint256 had = worth(attacker);
        for (uint256 i; i < selectors.length; ++i) {
            for (uint256 j; j < SHAPES * 6; ++j) {
                uint256 shape = j % SHAPES;
                // Payload 0 to the tokens, 3 to Permit2: what moves a victim's money there.
                uint256 target = j / SHAPES % 3;
                bytes memory data = payload(target == 2 ? 3 : 0, victims[j % 2], 10 ** (i % 12));
                callAs(callers[j / 18 * (1 + i % 2)], shaped(selectors[i], shape, targets[target], data, 1));
            }
            assertUntouched(before, "X32", selectors[i]);
        }
        console.log("X32: selectors and calls tried", selectors.length, selectors.length * SHAPES * 6);
        console.log("X32: best profit at REF, 1e-18 raw token1");
        console.logInt(int256(worth(attacker)) - int256(had));
        assertLe(worth(attacker), had, "X32: NP");
    }

    /// @dev The gate.
    function test_facetsThatCallOut_areReviewed() public view {
        uint256 callers_;
        for (uint256 i; i < facets.length; ++i) {
            if (!_canCallOut(facets[i].at.code)) continue;
            ++callers_;
            for (uint256 j; j < facets[i].selectors.length; ++j) {
                assertTrue(
                    _reviewed[facets[i].selectors[j]] != Decides.UNREVIEWED,
                    string.concat(
                        "X32: not in the arbitrary-call list: ",
                        facets[i].name,
                        " ",
                        vm.toString(abi.encodePacked(facets[i].selectors[j]))
                    )
                );
            }
        }
        // The gate sees calls at all: the facets that are known to make some.
        assertGe(callers_, 6);
        // And the loupe serves nothing but what the catalog lists.
        uint256 listed;
        for (uint256 i; i < facets.length; ++i) {
            listed += facets[i].selectors.length;
        }
        uint256 served;
        address[] memory live = diamond.facetAddresses();
        for (uint256 i; i < live.length; ++i) {
            served += diamond.facetFunctionSelectors(live[i]).length;
        }
        assertEq(served, listed, "X32: the diamond serves what the catalog does not list");
    }

    /// @dev Whether code contains a reachable CALL, CALLCODE or DELEGATECALL. Static calls move nothing. What follows a
    /// jump or a halt is data or dead up to the next JUMPDEST.
    function _canCallOut(bytes memory code) private pure returns (bool) {
        bool dead;
        for (uint256 i; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            if (op == 0x5b) dead = false;
            if (!dead && (op == 0xf1 || op == 0xf2 || op == 0xf4)) return true;
            // JUMP, STOP, RETURN, REVERT, INVALID, SELFDESTRUCT.
            if (op == 0x56 || op == 0x00 || op == 0xf3 || op == 0xfd || op >= 0xfe) dead = true;
            // PUSH1 to PUSH32.
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
        return false;
    }
}
