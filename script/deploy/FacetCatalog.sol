// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ALMCashFacet} from "../../src/vault/facets/ALMCashFacet.sol";
import {ALMClaimsFacet} from "../../src/vault/facets/ALMClaimsFacet.sol";
import {ALMExitForFacet} from "../../src/vault/facets/ALMExitForFacet.sol";
import {ALMHarvestFacet} from "../../src/vault/facets/ALMHarvestFacet.sol";
import {ALMInfoFacet} from "../../src/vault/facets/ALMInfoFacet.sol";
import {ALMKeeperFacet} from "../../src/vault/facets/ALMKeeperFacet.sol";
import {ALMPermitFacet} from "../../src/vault/facets/ALMPermitFacet.sol";
import {ALMPlansFacet} from "../../src/vault/facets/ALMPlansFacet.sol";
import {ALMPreviewForFacet} from "../../src/vault/facets/ALMPreviewForFacet.sol";
import {ALMProtectedFacet} from "../../src/vault/facets/ALMProtectedFacet.sol";
import {ALMRangesFacet} from "../../src/vault/facets/ALMRangesFacet.sol";
import {ALMSingleFacet} from "../../src/vault/facets/ALMSingleFacet.sol";
import {ALMUserFacet} from "../../src/vault/facets/ALMUserFacet.sol";
import {AccessControlFacet} from "../../src/access/AccessControlFacet.sol";
import {AlgebraAdapterFacet} from "../../src/adapters/algebra/AlgebraAdapterFacet.sol";
import {DiamondLoupeFacet} from "../../src/diamond/DiamondLoupeFacet.sol";
import {IALMCash} from "../../src/interfaces/IALMCash.sol";
import {FlashLoanFacet} from "../../src/treasury/FlashLoanFacet.sol";
import {IALMClaims} from "../../src/interfaces/IALMClaims.sol";
import {IALMExitFor} from "../../src/interfaces/IALMExitFor.sol";
import {IALMHarvest} from "../../src/interfaces/IALMHarvest.sol";
import {IALMInfo} from "../../src/interfaces/IALMInfo.sol";
import {IALMKeeper} from "../../src/interfaces/IALMKeeper.sol";
import {IALMPermit} from "../../src/interfaces/IALMPermit.sol";
import {IALMPlans} from "../../src/interfaces/IALMPlans.sol";
import {IALMPreviewFor} from "../../src/interfaces/IALMPreviewFor.sol";
import {IALMProtected} from "../../src/interfaces/IALMProtected.sol";
import {IALMRanges} from "../../src/interfaces/IALMRanges.sol";
import {IALMSingle} from "../../src/interfaces/IALMSingle.sol";
import {IALMUser} from "../../src/interfaces/IALMUser.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {IAlgebraAdapter} from "../../src/interfaces/IAlgebraAdapter.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {IERC165} from "../../src/interfaces/IERC165.sol";
import {IInfo} from "../../src/interfaces/IInfo.sol";
import {IFlashLoan} from "../../src/interfaces/IFlashLoan.sol";
import {IManagement} from "../../src/interfaces/IManagement.sol";
import {IMarketExits} from "../../src/interfaces/IMarketExits.sol";
import {IMarkets} from "../../src/interfaces/IMarkets.sol";
import {IMulticall} from "../../src/interfaces/IMulticall.sol";
import {IOracle} from "../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../src/interfaces/IOracleAdmin.sol";
import {IPause} from "../../src/interfaces/IPause.sol";
import {IRescue} from "../../src/interfaces/IRescue.sol";
import {IRiskModel} from "../../src/interfaces/IRiskModel.sol";
import {ISwap} from "../../src/interfaces/ISwap.sol";
import {ITreasury} from "../../src/interfaces/ITreasury.sol";
import {IV3Adapter} from "../../src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "../../src/interfaces/IV4Adapter.sol";
import {IVaultEntry} from "../../src/interfaces/IVaultEntry.sol";
import {IVaultToken} from "../../src/interfaces/IVaultToken.sol";
import {InfoFacet} from "../../src/vault/facets/InfoFacet.sol";
import {ManagementFacet} from "../../src/vault/facets/ManagementFacet.sol";
import {MarketExitFacet} from "../../src/vault/facets/MarketExitFacet.sol";
import {MarketFacet} from "../../src/vault/facets/MarketFacet.sol";
import {MulticallFacet} from "../../src/diamond/MulticallFacet.sol";
import {OracleFacet} from "../../src/oracle/OracleFacet.sol";
import {OracleViewFacet} from "../../src/oracle/OracleViewFacet.sol";
import {PauseFacet} from "../../src/access/PauseFacet.sol";
import {RescueFacet} from "../../src/treasury/RescueFacet.sol";
import {RiskModelFacet} from "../../src/risk/RiskModelFacet.sol";
import {SwapFacet} from "../../src/vault/facets/SwapFacet.sol";
import {TreasuryFacet} from "../../src/treasury/TreasuryFacet.sol";
import {V3AdapterFacet} from "../../src/adapters/v3/V3AdapterFacet.sol";
import {V4AdapterFacet} from "../../src/adapters/v4/V4AdapterFacet.sol";
import {VaultEntryFacet} from "../../src/vault/facets/VaultEntryFacet.sol";
import {VaultTokenFacet} from "../../src/vault/facets/VaultTokenFacet.sol";

/// @notice A facet: its name, its creation code, and the functions of it that the diamond serves.
struct FacetSpec {
    string name;
    bytes creationCode;
    bytes4[] selectors;
}

/// @title FacetCatalog
/// @notice Every facet of the diamond and its selectors, but DiamondCutFacet, which the constructor cuts in.
/// @dev Written out, so that a change of the diamond's surface is a change a reviewer sees. A test compares the list
/// with the compiler's: nothing external is forgotten, but an adapter's verbs, which must stay out.
library FacetCatalog {
    /// @notice The catalog, in the order in which facets are deployed and cut.
    /// @dev View rather than pure: forge's dynamic linking turns `creationCode` into a read of the artifact.
    function all() internal view returns (FacetSpec[] memory specs) {
        specs = new FacetSpec[](33);
        specs[0] = FacetSpec("DiamondLoupeFacet", type(DiamondLoupeFacet).creationCode, _diamondLoupeFacet());
        specs[1] = FacetSpec("AccessControlFacet", type(AccessControlFacet).creationCode, _accessControlFacet());
        specs[2] = FacetSpec("PauseFacet", type(PauseFacet).creationCode, _pauseFacet());
        specs[3] = FacetSpec("OracleFacet", type(OracleFacet).creationCode, _oracleFacet());
        specs[4] = FacetSpec("OracleViewFacet", type(OracleViewFacet).creationCode, _oracleViewFacet());
        specs[5] = FacetSpec("RiskModelFacet", type(RiskModelFacet).creationCode, _riskModelFacet());
        specs[6] = FacetSpec("ManagementFacet", type(ManagementFacet).creationCode, _managementFacet());
        specs[7] = FacetSpec("ALMUserFacet", type(ALMUserFacet).creationCode, _aLMUserFacet());
        specs[8] = FacetSpec("ALMProtectedFacet", type(ALMProtectedFacet).creationCode, _aLMProtectedFacet());
        specs[9] = FacetSpec("ALMInfoFacet", type(ALMInfoFacet).creationCode, _aLMInfoFacet());
        specs[10] = FacetSpec("SwapFacet", type(SwapFacet).creationCode, _swapFacet());
        specs[11] = FacetSpec("VaultTokenFacet", type(VaultTokenFacet).creationCode, _vaultTokenFacet());
        specs[12] = FacetSpec("V3AdapterFacet", type(V3AdapterFacet).creationCode, _v3AdapterFacet());
        specs[13] = FacetSpec("ALMSingleFacet", type(ALMSingleFacet).creationCode, _aLMSingleFacet());
        specs[14] = FacetSpec("ALMExitForFacet", type(ALMExitForFacet).creationCode, _aLMExitForFacet());
        specs[15] = FacetSpec("ALMPermitFacet", type(ALMPermitFacet).creationCode, _aLMPermitFacet());
        specs[16] = FacetSpec("VaultEntryFacet", type(VaultEntryFacet).creationCode, _vaultEntryFacet());
        specs[17] = FacetSpec("MulticallFacet", type(MulticallFacet).creationCode, _multicallFacet());
        specs[18] = FacetSpec("ALMClaimsFacet", type(ALMClaimsFacet).creationCode, _aLMClaimsFacet());
        specs[19] = FacetSpec("ALMKeeperFacet", type(ALMKeeperFacet).creationCode, _aLMKeeperFacet());
        specs[20] = FacetSpec("AlgebraAdapterFacet", type(AlgebraAdapterFacet).creationCode, _algebraAdapterFacet());
        specs[21] = FacetSpec("V4AdapterFacet", type(V4AdapterFacet).creationCode, _v4AdapterFacet());
        specs[22] = FacetSpec("InfoFacet", type(InfoFacet).creationCode, _infoFacet());
        specs[23] = FacetSpec("ALMRangesFacet", type(ALMRangesFacet).creationCode, _aLMRangesFacet());
        specs[24] = FacetSpec("ALMPlansFacet", type(ALMPlansFacet).creationCode, _aLMPlansFacet());
        specs[25] = FacetSpec("ALMCashFacet", type(ALMCashFacet).creationCode, _aLMCashFacet());
        specs[26] = FacetSpec("MarketFacet", type(MarketFacet).creationCode, _marketFacet());
        specs[27] = FacetSpec("MarketExitFacet", type(MarketExitFacet).creationCode, _marketExitFacet());
        specs[28] = FacetSpec("ALMPreviewForFacet", type(ALMPreviewForFacet).creationCode, _aLMPreviewForFacet());
        specs[29] = FacetSpec("TreasuryFacet", type(TreasuryFacet).creationCode, _treasuryFacet());
        specs[30] = FacetSpec("FlashLoanFacet", type(FlashLoanFacet).creationCode, _flashLoanFacet());
        specs[31] = FacetSpec("RescueFacet", type(RescueFacet).creationCode, _rescueFacet());
        specs[32] = FacetSpec("ALMHarvestFacet", type(ALMHarvestFacet).creationCode, _aLMHarvestFacet());
    }

    function _diamondLoupeFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        selectors[0] = IDiamondLoupe.facetAddress.selector;
        selectors[1] = IDiamondLoupe.facetAddresses.selector;
        selectors[2] = IDiamondLoupe.facetFunctionSelectors.selector;
        selectors[3] = IDiamondLoupe.facets.selector;
        selectors[4] = IERC165.supportsInterface.selector;
    }

    function _accessControlFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](16);
        selectors[0] = IAccess.acceptRole.selector;
        selectors[1] = IAccess.adminCount.selector;
        selectors[2] = IAccess.cancelProposal.selector;
        selectors[3] = IAccess.grantKeeper.selector;
        selectors[4] = IAccess.grantTiming.selector;
        selectors[5] = IAccess.hasRole.selector;
        selectors[6] = IAccess.isSuspended.selector;
        selectors[7] = IAccess.proposalOf.selector;
        selectors[8] = IAccess.proposeRole.selector;
        selectors[9] = IAccess.reinstateManager.selector;
        selectors[10] = IAccess.renounceRole.selector;
        selectors[11] = IAccess.revokeAll.selector;
        selectors[12] = IAccess.revokeRole.selector;
        selectors[13] = IAccess.roleEpoch.selector;
        selectors[14] = IAccess.setGrantTiming.selector;
        selectors[15] = IAccess.suspendManager.selector;
    }

    function _pauseFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](4);
        selectors[0] = IPause.isPaused.selector;
        selectors[1] = IPause.pause.selector;
        selectors[2] = IPause.pausedGroups.selector;
        selectors[3] = IPause.unpause.selector;
    }

    function _oracleFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](11);
        selectors[0] = IOracleAdmin.addFollower.selector;
        selectors[1] = IOracleAdmin.disableFeed.selector;
        selectors[2] = IOracleAdmin.enableFeed.selector;
        selectors[3] = IOracleAdmin.pokeFeed.selector;
        selectors[4] = IOracleAdmin.removeFollower.selector;
        selectors[5] = IOracleAdmin.setFeed.selector;
        selectors[6] = IOracleAdmin.setGate.selector;
        selectors[7] = IOracleAdmin.setPairCross.selector;
        selectors[8] = IOracleAdmin.setPairFeed.selector;
        selectors[9] = IOracleAdmin.setSequencer.selector;
        selectors[10] = IOracleAdmin.setUnit.selector;
    }

    function _oracleViewFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](21);
        selectors[0] = IOracle.anchorSqrtPriceX96.selector;
        selectors[1] = IOracle.convertDown.selector;
        selectors[2] = IOracle.convertUnitsDown.selector;
        selectors[3] = IOracle.convertUnitsUp.selector;
        selectors[4] = IOracle.convertUp.selector;
        selectors[5] = IOracle.feed.selector;
        selectors[6] = IOracle.followedWords.selector;
        selectors[7] = IOracle.followers.selector;
        selectors[8] = IOracle.fromXauDown.selector;
        selectors[9] = IOracle.fromXauUp.selector;
        selectors[10] = IOracle.gateOf.selector;
        selectors[11] = IOracle.guideRateDown.selector;
        selectors[12] = IOracle.pairId.selector;
        selectors[13] = IOracle.price.selector;
        selectors[14] = IOracle.ratioWad.selector;
        selectors[15] = IOracle.requireOpen.selector;
        selectors[16] = IOracle.sequencer.selector;
        selectors[17] = IOracle.tryPrice.selector;
        selectors[18] = IOracle.unitOf.selector;
        selectors[19] = IOracle.xauValueDown.selector;
        selectors[20] = IOracle.xauValueUp.selector;
    }

    function _riskModelFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](9);
        selectors[0] = IRiskModel.maxWeightBp.selector;
        selectors[1] = IRiskModel.poolCScore.selector;
        selectors[2] = IRiskModel.poolScore.selector;
        selectors[3] = IRiskModel.setPoolCScore.selector;
        selectors[4] = IRiskModel.setPoolScores.selector;
        selectors[5] = IRiskModel.setWeightModel.selector;
        selectors[6] = IRiskModel.targetAllocations.selector;
        selectors[7] = IRiskModel.targetWeights.selector;
        selectors[8] = IRiskModel.weightModel.selector;
    }

    function _managementFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](9);
        selectors[0] = IManagement.createVault.selector;
        selectors[1] = IManagement.pauseVault.selector;
        selectors[2] = IManagement.registerPool.selector;
        selectors[3] = IManagement.setAdapter.selector;
        selectors[4] = IManagement.setPoolEnabled.selector;
        selectors[5] = IManagement.setPoolLimits.selector;
        selectors[6] = IManagement.setVaultLimits.selector;
        selectors[7] = IManagement.unpauseVault.selector;
        selectors[8] = IManagement.refreshAdapters.selector;
    }

    function _aLMClaimsFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](3);
        selectors[0] = IALMClaims.claim.selector;
        selectors[1] = IALMClaims.settleClaim.selector;
        selectors[2] = IALMClaims.withdrawInKind.selector;
    }

    function _aLMKeeperFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](3);
        selectors[0] = IALMKeeper.burnRanges.selector;
        selectors[1] = IALMKeeper.checkBurnRanges.selector;
        selectors[2] = IALMKeeper.liquidate.selector;
    }

    function _aLMExitForFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](3);
        selectors[0] = IALMExitFor.withdraw.selector;
        selectors[1] = IALMExitFor.withdrawInKind.selector;
        selectors[2] = IALMExitFor.withdrawSingle.selector;
    }

    function _aLMPermitFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](3);
        selectors[0] = IALMPermit.depositPermit2.selector;
        selectors[1] = IALMPermit.depositSinglePermit2.selector;
        selectors[2] = IALMPermit.selfPermit.selector;
    }

    function _vaultEntryFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        selectors[0] = IVaultEntry.depositCap.selector;
        selectors[1] = IVaultEntry.isAdmitted.selector;
        selectors[2] = IVaultEntry.setAdmitted.selector;
        selectors[3] = IVaultEntry.setAllowList.selector;
        selectors[4] = IVaultEntry.setDepositCap.selector;
    }

    function _multicallFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](2);
        selectors[0] = IMulticall.multicall.selector;
        selectors[1] = IMulticall.tryMulticall.selector;
    }

    function _aLMSingleFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](6);
        selectors[0] = IALMSingle.depositSingle.selector;
        selectors[1] = IALMSingle.imbalanceCurve.selector;
        selectors[2] = IALMSingle.previewDepositSingle.selector;
        selectors[3] = IALMSingle.previewWithdrawSingle.selector;
        selectors[4] = IALMSingle.setImbalanceCurve.selector;
        selectors[5] = IALMSingle.withdrawSingle.selector;
    }

    function _aLMUserFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](6);
        selectors[0] = IALMUser.deposit.selector;
        selectors[1] = IALMUser.previewDeposit.selector;
        selectors[2] = IALMUser.previewWithdraw.selector;
        selectors[3] = IALMUser.previewWithdrawInKind.selector;
        selectors[4] = IALMUser.withdraw.selector;
        selectors[5] = IALMUser.withdrawInKind.selector;
    }

    function _aLMProtectedFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = IALMProtected.rebalance.selector;
    }

    function _aLMInfoFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](17);
        selectors[0] = IALMInfo.adapter.selector;
        selectors[1] = IALMInfo.cashBalances.selector;
        selectors[2] = IALMInfo.checkRebalance.selector;
        selectors[3] = IALMInfo.lossBudget.selector;
        selectors[4] = IALMInfo.planRebalance.selector;
        selectors[5] = IALMInfo.poolVault.selector;
        selectors[6] = IALMInfo.previewHarvest.selector;
        selectors[7] = IALMInfo.requireCalm.selector;
        selectors[8] = IALMInfo.targetWeightsAndCash.selector;
        selectors[9] = IALMInfo.totalBalances.selector;
        selectors[10] = IALMInfo.unreleasedProfit.selector;
        selectors[11] = IALMInfo.valueAtAnchor.selector;
        selectors[12] = IALMInfo.valuePerShareWad.selector;
        selectors[13] = IALMInfo.vaultCount.selector;
        selectors[14] = IALMInfo.vaultInfo.selector;
        selectors[15] = IALMInfo.vaultPools.selector;
        selectors[16] = IALMInfo.vaultRanges.selector;
    }

    function _swapFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](2);
        selectors[0] = ISwap.isRouterListed.selector;
        selectors[1] = ISwap.setRouter.selector;
    }

    function _vaultTokenFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        selectors[0] = IVaultToken.balanceOf.selector;
        selectors[1] = IVaultToken.balanceOfBatch.selector;
        selectors[2] = IVaultToken.isApprovedForAll.selector;
        selectors[3] = IVaultToken.safeBatchTransferFrom.selector;
        selectors[4] = IVaultToken.safeTransferFrom.selector;
        selectors[5] = IVaultToken.setApprovalForAll.selector;
        selectors[6] = IVaultToken.totalSupply.selector;
        selectors[7] = IVaultToken.uri.selector;
    }

    function _v3AdapterFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](4);
        selectors[0] = IV3Adapter.isV3Factory.selector;
        selectors[1] = IV3Adapter.pancakeV3MintCallback.selector;
        selectors[2] = IV3Adapter.setV3Factory.selector;
        selectors[3] = IV3Adapter.uniswapV3MintCallback.selector;
    }

    function _algebraAdapterFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](3);
        selectors[0] = IAlgebraAdapter.algebraGeneration.selector;
        selectors[1] = IAlgebraAdapter.algebraMintCallback.selector;
        selectors[2] = IAlgebraAdapter.setAlgebraFactory.selector;
    }

    function _v4AdapterFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](11);
        selectors[0] = IV4Adapter.isV4Hook.selector;
        selectors[1] = IV4Adapter.isV4Manager.selector;
        selectors[2] = IV4Adapter.recordV4Pool.selector;
        selectors[3] = IV4Adapter.setV4Hook.selector;
        selectors[4] = IV4Adapter.setV4Manager.selector;
        selectors[5] = IV4Adapter.setV4WrappedNative.selector;
        selectors[6] = IV4Adapter.unlockCallback.selector;
        selectors[7] = IV4Adapter.v4FeesHeld.selector;
        selectors[8] = IV4Adapter.v4Pool.selector;
        selectors[9] = IV4Adapter.v4PoolId.selector;
        selectors[10] = IV4Adapter.v4WrappedNative.selector;
    }

    function _infoFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        selectors[0] = IInfo.attribution.selector;
        selectors[1] = IInfo.diversification.selector;
        selectors[2] = IInfo.riskFlags.selector;
        selectors[3] = IInfo.scoreSpread.selector;
        selectors[4] = IInfo.weightModelPresets.selector;
    }

    function _aLMRangesFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](2);
        selectors[0] = IALMRanges.mintRanges.selector;
        selectors[1] = IALMRanges.remintRanges.selector;
    }

    function _aLMPlansFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        selectors[0] = IALMPlans.checkHarvest.selector;
        selectors[1] = IALMPlans.checkRemint.selector;
        selectors[2] = IALMPlans.planRemint.selector;
        selectors[3] = IALMPlans.planSwapFree.selector;
        selectors[4] = IALMPlans.previewBurnRanges.selector;
    }

    function _aLMCashFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](6);
        selectors[0] = IALMCash.investCash.selector;
        selectors[1] = IALMCash.divestCash.selector;
        selectors[2] = IALMCash.previewInvest.selector;
        selectors[3] = IALMCash.previewDivest.selector;
        selectors[4] = IALMCash.cashPlan.selector;
        selectors[5] = IALMCash.checkCash.selector;
    }

    function _marketFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        selectors[0] = IMarkets.setMarket.selector;
        selectors[1] = IMarkets.closeMarket.selector;
        selectors[2] = IMarkets.setCashBand.selector;
        selectors[3] = IMarkets.cashBand.selector;
        selectors[4] = IMarkets.reportLoss.selector;
        selectors[5] = IMarkets.writeDown.selector;
        selectors[6] = IMarkets.marketOf.selector;
        selectors[7] = IMarkets.recordedUnits.selector;
    }

    function _marketExitFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](7);
        selectors[0] = IMarketExits.recall.selector;
        selectors[1] = IMarketExits.redeemInKind.selector;
        selectors[2] = IMarketExits.redeemUnits.selector;
        selectors[3] = IMarketExits.payReceipts.selector;
        selectors[4] = IMarketExits.previewRedeemInKind.selector;
        selectors[5] = IMarketExits.settleMarketClaim.selector;
        selectors[6] = IMarketExits.marketClaim.selector;
    }

    function _aLMHarvestFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = IALMHarvest.harvest.selector;
    }

    function _aLMPreviewForFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](6);
        selectors[0] = IALMPreviewFor.previewDepositFor.selector;
        selectors[1] = IALMPreviewFor.previewDepositSingleFor.selector;
        selectors[2] = IALMPreviewFor.previewWithdrawFor.selector;
        selectors[3] = IALMPreviewFor.previewWithdrawInKindFor.selector;
        selectors[4] = IALMPreviewFor.previewWithdrawSingleFor.selector;
        selectors[5] = IALMPreviewFor.previewWithdrawInKindSkipping.selector;
    }

    function _treasuryFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](9);
        selectors[0] = ITreasury.accruedManagementFee.selector;
        selectors[1] = ITreasury.collect.selector;
        selectors[2] = ITreasury.collector.selector;
        selectors[3] = ITreasury.feeOverride.selector;
        selectors[4] = ITreasury.pendingFees.selector;
        selectors[5] = ITreasury.setCollector.selector;
        selectors[6] = ITreasury.setFeeOverride.selector;
        selectors[7] = ITreasury.setVaultFees.selector;
        selectors[8] = ITreasury.vaultFees.selector;
    }

    function _flashLoanFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](9);
        selectors[0] = IFlashLoan.flashFee.selector;
        selectors[1] = IFlashLoan.flashFeeFrom.selector;
        selectors[2] = IFlashLoan.flashLoan.selector;
        selectors[3] = IFlashLoan.flashLoanFrom.selector;
        selectors[4] = IFlashLoan.flashVault.selector;
        selectors[5] = IFlashLoan.maxFlashLoan.selector;
        selectors[6] = IFlashLoan.maxFlashLoanFrom.selector;
        selectors[7] = IFlashLoan.setFlashLending.selector;
        selectors[8] = IFlashLoan.setFlashVault.selector;
    }

    function _rescueFacet() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        selectors[0] = IRescue.accounted.selector;
        selectors[1] = IRescue.cancelRescue.selector;
        selectors[2] = IRescue.executeRescue.selector;
        selectors[3] = IRescue.requestRescue.selector;
        selectors[4] = IRescue.rescuable.selector;
        selectors[5] = IRescue.rescueDelay.selector;
        selectors[6] = IRescue.rescueRequest.selector;
        selectors[7] = IRescue.setRescueDelay.selector;
    }
}
