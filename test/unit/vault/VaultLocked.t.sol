// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LockedRoom} from "test/utils/LockedRoom.sol";

/// @notice D4, X22: the lock on the vault's doors.
contract VaultLockedTest is LockedRoom {
    function _guarded() internal pure override returns (string[] memory calls) {
        calls = new string[](82);
        calls[0] = "cashPlan(uint256)";
        calls[1] = "checkCash(uint256)";
        calls[2] = "divestCash(uint256,uint256,uint256,uint256)";
        calls[3] = "investCash(uint256,uint256,uint256)";
        calls[4] = "previewDivest(uint256)";
        calls[5] = "previewInvest(uint256)";
        calls[6] = "settleClaim(uint256,address)";
        calls[7] = "withdrawInKind(uint256,uint256,uint256,uint256,address,uint256)";
        calls[8] = "withdraw(uint256,uint256,uint256,uint256,address,address)";
        calls[9] = "withdrawInKind(uint256,uint256,uint256,uint256,address,address)";
        calls[10] = "withdrawSingle(uint256,address,uint256,uint256,address,address)";
        calls[11] = "harvest(uint256)";
        calls[12] = "cashBalances(uint256)";
        calls[13] = "checkRebalance(uint256)";
        calls[14] = "lossBudget(uint256)";
        calls[15] = "planRebalance(uint256,(uint8,int24,int24,uint16)[])";
        calls[16] = "previewHarvest(uint256)";
        calls[17] = "requireCalm(uint256)";
        calls[18] = "targetWeightsAndCash(uint256)";
        calls[19] = "totalBalances(uint256)";
        calls[20] = "unreleasedProfit(uint256)";
        calls[21] = "valueAtAnchor(uint256)";
        calls[22] = "valuePerShareWad(uint256)";
        calls[23] = "vaultInfo(uint256)";
        calls[24] = "vaultPools(uint256)";
        calls[25] = "vaultRanges(uint256)";
        calls[26] = "burnRanges(uint256,uint256)";
        calls[27] = "checkBurnRanges(uint256,uint256)";
        calls[28] = "liquidate(uint256,uint256)";
        calls[29] = "depositPermit2(uint256,uint256,uint256,uint256,address,(uint256,uint256,uint256,uint256,bytes))";
        calls[30] =
        "depositSinglePermit2(uint256,address,uint256,uint256,address,(uint256,uint256,uint256,uint256,bytes))";
        calls[31] = "selfPermit(uint256,address,uint256,uint256,uint8,bytes32,bytes32)";
        calls[32] = "checkHarvest(uint256,uint256,uint256)";
        calls[33] = "checkRemint(uint256,uint256,(uint8,int24,int24,uint16)[])";
        calls[34] = "planRemint(uint256,uint256,(uint8,int24,int24,uint16)[])";
        calls[35] =
            "planSwapFree(uint256,(uint8,int24,int24,uint16)[],(uint8,int24,int24,uint16)[],(uint8,int24,int24,uint16)[])";
        calls[36] = "previewBurnRanges(uint256,uint256)";
        calls[37] = "previewDepositFor(uint256,uint256,uint256,address)";
        calls[38] = "previewDepositSingleFor(uint256,address,uint256,address)";
        calls[39] = "previewWithdrawFor(uint256,uint256,address)";
        calls[40] = "previewWithdrawInKindFor(uint256,uint256,address)";
        calls[41] = "previewWithdrawInKindSkipping(uint256,uint256,address,uint256)";
        calls[42] = "previewWithdrawSingleFor(uint256,address,uint256,address)";
        calls[43] = "rebalance(uint256,(address,bool,uint256,uint256,bytes)[],(uint8,int24,int24,uint16)[])";
        calls[44] = "mintRanges(uint256,(uint8,int24,int24,uint16)[])";
        calls[45] = "remintRanges(uint256,uint256,(uint8,int24,int24,uint16)[])";
        calls[46] = "depositSingle(uint256,address,uint256,uint256,address)";
        calls[47] = "previewDepositSingle(uint256,address,uint256)";
        calls[48] = "previewWithdrawSingle(uint256,address,uint256)";
        calls[49] = "setImbalanceCurve(uint256,(uint16,uint16,uint16))";
        calls[50] = "withdrawSingle(uint256,address,uint256,uint256,address)";
        calls[51] = "deposit(uint256,uint256,uint256,uint256,address)";
        calls[52] = "previewDeposit(uint256,uint256,uint256)";
        calls[53] = "previewWithdraw(uint256,uint256)";
        calls[54] = "previewWithdrawInKind(uint256,uint256)";
        calls[55] = "withdraw(uint256,uint256,uint256,uint256,address)";
        calls[56] = "withdrawInKind(uint256,uint256,uint256,uint256,address)";
        calls[57] = "attribution(uint256)";
        calls[58] = "diversification(uint256)";
        calls[59] = "riskFlags(uint256,uint256,uint256)";
        calls[60] = "scoreSpread(uint256)";
        calls[61] = "createVault(address,address,bytes32)";
        calls[62] = "refreshAdapters(uint256)";
        calls[63] = "registerPool(uint256,(bytes32,uint8,uint8,uint16,uint16,uint24,uint24))";
        calls[64] = "setAdapter(uint8,address)";
        calls[65] = "setPoolEnabled(uint256,uint256,bool)";
        calls[66] = "setPoolLimits(uint256,uint256,(bytes32,uint8,uint8,uint16,uint16,uint24,uint24))";
        calls[67] = "setVaultLimits(uint256,(uint16,uint16,uint16,uint32))";
        calls[68] = "unpauseVault(uint256,uint256)";
        calls[69] = "settleMarketClaim(uint256,address,bool)";
        calls[70] = "closeMarket(uint256,uint256)";
        calls[71] = "marketOf(uint256,uint256)";
        calls[72] = "reportLoss(uint256,uint256)";
        calls[73] = "setCashBand(uint256,uint16,uint16)";
        calls[74] = "setMarket(uint256,uint256,uint8,address,uint16,uint16)";
        calls[75] = "writeDown(uint256,uint256)";
        calls[76] = "setRouter(address,bytes4,bool)";
        calls[77] = "setAdmitted(uint256,address[],bool)";
        calls[78] = "setAllowList(uint256,bool)";
        calls[79] = "setDepositCap(uint256,uint256)";
        calls[80] = "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)";
        calls[81] = "safeTransferFrom(address,address,uint256,uint256,bytes)";
    }
}
