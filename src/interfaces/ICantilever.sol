// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMCash} from "./IALMCash.sol";
import {IALMClaims} from "./IALMClaims.sol";
import {IALMExitFor} from "./IALMExitFor.sol";
import {IALMHarvest} from "./IALMHarvest.sol";
import {IALMInfo} from "./IALMInfo.sol";
import {IALMKeeper} from "./IALMKeeper.sol";
import {IALMPermit} from "./IALMPermit.sol";
import {IALMPlans} from "./IALMPlans.sol";
import {IALMPreviewFor} from "./IALMPreviewFor.sol";
import {IALMProtected} from "./IALMProtected.sol";
import {IALMRanges} from "./IALMRanges.sol";
import {IALMSingle} from "./IALMSingle.sol";
import {IALMUser} from "./IALMUser.sol";
import {IAccess} from "./IAccess.sol";
import {IAlgebraAdapter} from "./IAlgebraAdapter.sol";
import {IDiamondCut} from "./IDiamondCut.sol";
import {IDiamondLoupe} from "./IDiamondLoupe.sol";
import {IERC165} from "./IERC165.sol";
import {IInfo} from "./IInfo.sol";
import {IFlashLoan} from "./IFlashLoan.sol";
import {IManagement} from "./IManagement.sol";
import {IMarketExits} from "./IMarketExits.sol";
import {IMarkets} from "./IMarkets.sol";
import {IMulticall} from "./IMulticall.sol";
import {IOracle} from "./IOracle.sol";
import {IOracleAdmin} from "./IOracleAdmin.sol";
import {IPause} from "./IPause.sol";
import {IRescue} from "./IRescue.sol";
import {IRiskModel} from "./IRiskModel.sol";
import {ISwap} from "./ISwap.sol";
import {ITreasury} from "./ITreasury.sol";
import {IV4Adapter} from "./IV4Adapter.sol";
import {IVaultEntry} from "./IVaultEntry.sol";
import {IVaultErrors} from "./IVaultErrors.sol";
import {IVaultToken} from "./IVaultToken.sol";

/// @title ICantilever
/// @notice The whole diamond behind one address. Adapter verbs are not part of it.
interface ICantilever is
    IDiamondCut,
    IDiamondLoupe,
    IERC165,
    IAccess,
    IPause,
    IOracle,
    IOracleAdmin,
    IRiskModel,
    IManagement,
    ISwap,
    IALMUser,
    IALMSingle,
    IALMExitFor,
    IALMPermit,
    IALMClaims,
    IALMPreviewFor,
    IALMKeeper,
    IALMRanges,
    IALMPlans,
    IALMCash,
    IMarkets,
    IMarketExits,
    IALMHarvest,
    IVaultEntry,
    ITreasury,
    IFlashLoan,
    IRescue,
    IMulticall,
    IALMProtected,
    IALMInfo,
    IInfo,
    IVaultToken,
    IVaultErrors,
    IAlgebraAdapter,
    IV4Adapter
{
    /// @notice See IV3Adapter.
    function setV3Factory(address factory, bool trusted) external;

    /// @notice See IV3Adapter.
    function isV3Factory(address factory) external view returns (bool);
}
