// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "src/access/Roles.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {IALMPermit} from "src/interfaces/IALMPermit.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IFlashLoan} from "src/interfaces/IFlashLoan.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";

/// @title AccessMatrix
/// @notice Which roles a function takes: by its selector, whatever its arguments, and of some, by what they ask for.
/// @dev Written down here, not derived from the code. What is not listed must write nothing.
abstract contract AccessMatrix {
    uint256 internal constant A = 1 << 0; // ADMIN
    uint256 internal constant M = 1 << 1; // MANAGER
    uint256 internal constant K = 1 << 2; // KEEPER
    uint256 internal constant T = 1 << 3; // TREASURY
    uint256 internal constant G = 1 << 4; // GUARDIAN
    /// @dev What is the caller's own, or open to all within bounds.
    uint256 internal constant ANY = 1 << 5;

    uint256 internal constant DOORS = 34;

    /// @notice Roles of which one is needed whatever the arguments are; zero for what changes nothing.
    mapping(bytes4 selector => uint256) public allowedFor;

    /// @dev What calls name.
    struct Ground {
        uint256 vaultId;
        address weth;
        address usdc;
        address pool;
        address router;
        address market;
        bytes32 feedId;
        IOracle.FeedConfig config;
        uint16 feeBp;
        address account;
    }

    /// @dev By signature, as a reader of the interfaces knows them.
    function _listDoors() internal {
        string[15] memory admins = [
            "diamondCut((address,uint8,bytes4[])[],address,bytes)",
            "proposeRole(bytes32,address)",
            "reinstateManager(address)",
            "setGrantTiming(uint256,uint256)",
            "setPairCross(address,address,bytes32,bytes32)",
            "enableFeed(bytes32)",
            "setSequencer(address,uint32)",
            "setUnit(address,bytes32)",
            "setGate(address,bytes32)",
            "addFollower(address)",
            "removeFollower(address)",
            "setAdapter(uint8,address)",
            "setV4WrappedNative(address)",
            "setCollector(address)",
            "setRescueDelay(uint256)"
        ];
        for (uint256 i; i < admins.length; ++i) {
            _list(admins[i], A);
        }
        allowedFor[IOracleAdmin.setFeed.selector] = A;
        allowedFor[IOracleAdmin.setPairFeed.selector] = A;
        allowedFor[IRiskModel.setWeightModel.selector] = A;
        _listSharedDoors();
        _listRoleDoors();
        _listOpenDoors();
    }

    /// @dev ADMIN's to widen, others' to narrow.
    function _listSharedDoors() private {
        _list("grantKeeper(address)", A | M);
        _list("unpause(uint256)", A | M);
        _list("pause(uint256)", A | M | G);
        _list("revokeRole(bytes32,address)", A | M | G);
        _list("revokeAll(bytes32)", A | M | G);
        _list("disableFeed(bytes32)", A | M | G);
        _list("setRouter(address,bytes4,bool)", A | M | G);
        _list("setV3Factory(address,bool)", A | M | G);
        _list("setAlgebraFactory(address,uint8)", A | M | G);
        _list("setV4Manager(address,bool)", A | M | G);
        _list("setV4Hook(address,bool)", A | M | G);
        _list("setFlashLending(uint256,bool)", A | M | G);
        allowedFor[IManagement.setPoolLimits.selector] = A | M;
        allowedFor[IManagement.setVaultLimits.selector] = A | M;
        _list("setImbalanceCurve(uint256,(uint16,uint16,uint16))", A | M);
        _list("setDepositCap(uint256,uint256)", A | M);
        _list("setAllowList(uint256,bool)", A | M);
        allowedFor[IMarkets.setMarket.selector] = A | M;
        allowedFor[IMarkets.setCashBand.selector] = A | M;
        allowedFor[ITreasury.setVaultFees.selector] = A | M | T;
        allowedFor[ITreasury.setFeeOverride.selector] = A | M | T;
    }

    function _listRoleDoors() private {
        _list("suspendManager(address)", G);
        _list("setPoolCScore(bytes32,uint16)", M);
        allowedFor[IRiskModel.setPoolScores.selector] = M;
        _list("createVault(address,address,bytes32)", M);
        allowedFor[IManagement.registerPool.selector] = M;
        _list("refreshAdapters(uint256)", M);
        _list("unpauseVault(uint256,uint256)", M);
        _list("setAdmitted(uint256,address[],bool)", M);
        allowedFor[IFlashLoan.setFlashVault.selector] = M;
        _list("setPoolEnabled(uint256,uint256,bool)", M | G);
        _list("pauseVault(uint256,uint256)", M | G);
        _list("liquidate(uint256,uint256)", M | G);
        _list("closeMarket(uint256,uint256)", M | G);
        _list("divestCash(uint256,uint256,uint256,uint256)", M | K | G);
        _list("investCash(uint256,uint256,uint256)", K);
        _list("burnRanges(uint256,uint256)", K);
        allowedFor[IALMProtected.rebalance.selector] = K;
        _list("mintRanges(uint256,(uint8,int24,int24,uint16)[])", K);
        _list("remintRanges(uint256,uint256,(uint8,int24,int24,uint16)[])", K);
        _list("collect(uint256)", T);
        allowedFor[IRescue.requestRescue.selector] = T;
        allowedFor[IRescue.executeRescue.selector] = T;
        allowedFor[IRescue.cancelRescue.selector] = T | G;
    }

    function _listOpenDoors() private {
        string[34] memory open = [
            "acceptRole(bytes32)",
            "cancelProposal(bytes32,address)",
            "renounceRole(bytes32)",
            "pokeFeed(bytes32)",
            "multicall(bytes[])",
            "tryMulticall(bytes[])",
            "unlockCallback(bytes)",
            "algebraMintCallback(uint256,uint256,bytes)",
            "uniswapV3MintCallback(uint256,uint256,bytes)",
            "pancakeV3MintCallback(uint256,uint256,bytes)",
            "reportLoss(uint256,uint256)",
            "writeDown(uint256,uint256)",
            "recall(uint256,uint256,uint256)",
            "redeemInKind(uint256,uint256,uint256,address,uint256)",
            "redeemUnits(uint256,uint256,uint256,bool,bool)",
            "payReceipts(uint256,uint256,uint256,address)",
            "settleMarketClaim(uint256,address,bool)",
            "flashLoan(address,address,uint256,bytes)",
            "flashLoanFrom(uint256,address,address,uint256,bytes)",
            "harvest(uint256)",
            "deposit(uint256,uint256,uint256,uint256,address)",
            "withdraw(uint256,uint256,uint256,uint256,address)",
            "withdraw(uint256,uint256,uint256,uint256,address,address)",
            "withdrawInKind(uint256,uint256,uint256,uint256,address)",
            "withdrawInKind(uint256,uint256,uint256,uint256,address,address)",
            "withdrawInKind(uint256,uint256,uint256,uint256,address,uint256)",
            "depositSingle(uint256,address,uint256,uint256,address)",
            "withdrawSingle(uint256,address,uint256,uint256,address)",
            "withdrawSingle(uint256,address,uint256,uint256,address,address)",
            "setApprovalForAll(address,bool)",
            "safeTransferFrom(address,address,uint256,uint256,bytes)",
            "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
            "settleClaim(uint256,address)",
            "selfPermit(uint256,address,uint256,uint256,uint8,bytes32,bytes32)"
        ];
        for (uint256 i; i < open.length; ++i) {
            _list(open[i], ANY);
        }
        allowedFor[IV4Adapter.recordV4Pool.selector] = ANY;
        allowedFor[IALMPermit.depositPermit2.selector] = ANY;
        allowedFor[IALMPermit.depositSinglePermit2.selector] = ANY;
    }

    function _list(string memory signature, uint256 roles) private {
        if (bytes(signature).length != 0) allowedFor[bytes4(keccak256(bytes(signature)))] = roles;
    }

    /// @notice A call that its roles can make, with what it asks for, and these roles.
    function door(uint256 pick, Ground memory g) internal pure returns (bytes memory data, uint256 mask) {
        pick %= DOORS;
        if (pick < 12) return _riskDoor(pick, g);
        if (pick < 22) return _vaultDoor(pick, g);
        return _workDoor(pick, g);
    }

    /// @dev Raises everybody's risk: ADMIN alone, but for its opposite.
    function _riskDoor(uint256 pick, Ground memory g) private pure returns (bytes memory, uint256) {
        if (pick == 0) {
            return (abi.encodeCall(IDiamondCut.diamondCut, (new IDiamondCut.FacetCut[](0), address(0), "")), A);
        }
        if (pick == 1) return (abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, g.account)), A);
        if (pick == 2) return (abi.encodeCall(IAccess.setGrantTiming, (1 days, 1 days)), A);
        if (pick == 3) return (abi.encodeCall(IOracleAdmin.setFeed, (g.feedId, g.config)), A);
        if (pick == 4) return (abi.encodeCall(IOracleAdmin.setPairFeed, (g.weth, g.usdc, g.config)), A);
        if (pick == 5) return (abi.encodeCall(IOracleAdmin.disableFeed, (g.feedId)), A | M | G);
        if (pick == 6) return (abi.encodeCall(IManagement.setAdapter, (7, g.market)), A);
        if (pick == 7) return (abi.encodeCall(ISwap.setRouter, (g.router, bytes4(0x12345678), true)), A);
        if (pick == 8) return (abi.encodeCall(ISwap.setRouter, (g.router, bytes4(0x12345678), false)), M | G);
        if (pick == 9) return (abi.encodeCall(IV3Adapter.setV3Factory, (g.market, true)), A);
        if (pick == 10) return (abi.encodeCall(IV3Adapter.setV3Factory, (g.market, false)), A | M | G);
        return (abi.encodeCall(ITreasury.setCollector, (g.account)), A);
    }

    /// @dev A vault's settings: the same door takes ADMIN to widen and less to narrow.
    function _vaultDoor(uint256 pick, Ground memory g) private pure returns (bytes memory, uint256) {
        uint256 id = g.vaultId;
        if (pick == 12) {
            return (abi.encodeCall(ITreasury.setVaultFees, (id, ITreasury.VaultFees(0, g.feeBp + 1, 0, 0, 0))), A);
        }
        if (pick == 13) {
            return (abi.encodeCall(ITreasury.setVaultFees, (id, ITreasury.VaultFees(0, g.feeBp, 0, 0, 0))), M | T);
        }
        // The defaults, which nothing here changes: 30 bp a call, 100 a day, 50 of slippage, 15 minutes.
        if (pick == 14) {
            return
                (abi.encodeCall(IManagement.setVaultLimits, (id, IManagement.VaultLimits(31, 100, 50, 15 minutes))), A);
        }
        if (pick == 15) {
            return
                (abi.encodeCall(IManagement.setVaultLimits, (id, IManagement.VaultLimits(29, 100, 50, 15 minutes))), M);
        }
        if (pick == 16) return (abi.encodeCall(IManagement.setPoolEnabled, (id, 2, false)), M | G);
        if (pick == 17) return (abi.encodeCall(IMarkets.setMarket, (id, 0, 2, g.market, 1_001, 8_000)), A);
        if (pick == 18) return (abi.encodeCall(IMarkets.setMarket, (id, 0, 2, g.market, 999, 8_000)), M);
        if (pick == 19) return (abi.encodeCall(IMarkets.closeMarket, (id, 0)), M | G);
        if (pick == 20) return (abi.encodeCall(IFlashLoan.setFlashLending, (id, true)), A);
        return (abi.encodeCall(IVaultEntry.setAllowList, (id, true)), M);
    }

    /// @dev Daily work and alarms.
    function _workDoor(uint256 pick, Ground memory g) private pure returns (bytes memory, uint256) {
        uint256 id = g.vaultId;
        if (pick == 22) return (abi.encodeCall(IPause.pause, (1)), A | M | G);
        if (pick == 23) return (abi.encodeCall(IPause.unpause, (1)), A | M);
        if (pick == 24) return (abi.encodeCall(IManagement.pauseVault, (id, 1)), M | G);
        if (pick == 25) return (abi.encodeCall(IManagement.unpauseVault, (id, 1)), M);
        if (pick == 26) return (abi.encodeCall(IALMKeeper.liquidate, (id, 0)), M | G);
        if (pick == 27) return (abi.encodeCall(IALMCash.investCash, (id, 1, 0)), K);
        if (pick == 28) {
            return (
                abi.encodeCall(
                    IALMProtected.rebalance, (id, new IALMProtected.SwapOrder[](0), new IALMProtected.RangeOrder[](0))
                ),
                K
            );
        }
        if (pick == 29) return (abi.encodeCall(ITreasury.collect, (id)), T);
        if (pick == 30) {
            return (abi.encodeCall(IRiskModel.setPoolCScore, (bytes32(uint256(uint160(g.pool))), 5_000)), M);
        }
        if (pick == 31) return (abi.encodeCall(IManagement.refreshAdapters, (id)), M);
        if (pick == 32) {
            return (abi.encodeCall(IRescue.requestRescue, (IRescue.Kind.ERC20, g.weth, 0, 1, g.account)), T);
        }
        return (abi.encodeCall(IAccess.revokeAll, (Roles.KEEPER)), A | M | G);
    }
}
