// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "../../src/interfaces/IMeshPool.sol";
import {IOutflowMeter} from "../../src/interfaces/IOutflowMeter.sol";
import {IPegManager} from "../../src/interfaces/IPegManager.sol";
import {IReserveAccount} from "../../src/interfaces/IReserveAccount.sol";
import {IReserveBucket} from "../../src/interfaces/IReserveBucket.sol";
import {IReserveBucketC} from "../../src/interfaces/IReserveBucketC.sol";
import {IReserveSystem} from "../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../src/interfaces/IStabilizerBatch.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {IBridgeReserveCoordinator} from "../../src/interfaces/IBridgeReserveCoordinator.sol";
import {BridgeReserveCoordinator} from "../../src/reserve/BridgeReserveCoordinator.sol";
import {ReserveBucketA} from "../../src/reserve/ReserveBucketA.sol";
import {ReserveBucketC} from "../../src/reserve/ReserveBucketC.sol";
import {ReserveBucketD} from "../../src/reserve/ReserveBucketD.sol";
import {ReserveSystem} from "../../src/reserve/ReserveSystem.sol";
import {CommodityPegManager} from "../../src/stabilizer/CommodityPegManager.sol";
import {OutflowMeter} from "../../src/stabilizer/OutflowMeter.sol";
import {ReserveBucketB} from "../../src/stabilizer/ReserveBucketB.sol";
import {StabilizerBatch} from "../../src/stabilizer/StabilizerBatch.sol";
import {StablecoinPegManager} from "../../src/stabilizer/StablecoinPegManager.sol";
import {Config} from "./Config.sol";
import {GoldContext, GoldContexts} from "./GoldContext.sol";

/// @title ReserveSteps
/// @notice The reserve system with its five buckets, the meter of outflows, the batch, the peg managers and the
/// coordinator, from the address book's `gold` section. Safe to repeat.
library ReserveSteps {
    using Config for string;
    using GoldContexts for GoldContext;

    /// @dev System, A, B, C, D, meter, batch, coordinator.
    uint256 internal constant SINGLES = 8;
    string private constant ROOT = ".gold.reserve";

    /// @notice Bucket E's account alone: the ledger is made with it.
    function system(GoldContext memory c) internal {
        c.reserve = c.make("ReserveSystem", type(ReserveSystem).creationCode, abi.encode(c.diamond));
    }

    /// @notice The accounts with their limits, meter, batch and coordinator, wired to each other and to the ledger.
    function run(GoldContext memory c, IXauLedger ledger) internal {
        IReserveSystem reserve = IReserveSystem(c.reserve);
        if (address(reserve.ledger()) != address(ledger)) reserve.setLedger(ledger);
        bytes memory args = abi.encode(c.diamond, reserve);
        c.bucketA = _account(c, IReserveSystem.Bucket.A, type(ReserveBucketA).creationCode, args);
        bytes memory argsB = abi.encode(c.diamond, c.token("XAU"), reserve);
        c.bucketB = _account(c, IReserveSystem.Bucket.B, type(ReserveBucketB).creationCode, argsB);
        address lender = _account(c, IReserveSystem.Bucket.C, type(ReserveBucketC).creationCode, args);
        _account(c, IReserveSystem.Bucket.D, type(ReserveBucketD).creationCode, args);

        c.meter = c.make("OutflowMeter", type(OutflowMeter).creationCode, abi.encode(c.diamond));
        c.batch = c.make("StabilizerBatch", type(StabilizerBatch).creationCode, abi.encode(c.diamond, c.meter));
        address coordinator = c.make("BridgeReserveCoordinator", type(BridgeReserveCoordinator).creationCode, args);
        if (address(reserve.meter()) != c.meter) reserve.setMeter(IOutflowMeter(c.meter));
        _settings(c, IReserveBucketC(lender), IBridgeReserveCoordinator(coordinator));
        _limits(c);
    }

    /// @notice Has meter and batch take up a pool.
    /// @param leg The mesh pool that prices the pool's quote; zero where that is XAU.
    function watch(GoldContext memory c, IStabilizer stabilizer, IMeshPool leg) internal {
        IStabilizerBatch batch = IStabilizerBatch(c.batch);
        if (!_isIn(batch.stabilizers(), stabilizer)) batch.add(stabilizer);
        IOutflowMeter meter = IOutflowMeter(c.meter);
        if (!_isIn(meter.watched(), stabilizer)) meter.watch(stabilizer, leg);
    }

    /// @notice The peg managers, once the pools are there.
    function pegs(GoldContext memory c) internal {
        string memory root = string.concat(GoldContexts.ROOT, ".pegs");
        string[] memory names = c.json.keys(root);
        for (uint256 n; n < names.length; ++n) {
            _peg(c, names[n], string.concat(root, ".", names[n]));
        }
    }

    function _peg(GoldContext memory c, string memory name, string memory path) private {
        bool isCommodity = c.json.has(string.concat(path, ".commodity"));
        // The name's ASCII from the left, as in `IPegManager.ASSET`.
        bytes memory args = abi.encode(c.diamond, bytes32(bytes(name)), c.batch);
        bytes memory code =
            isCommodity ? type(CommodityPegManager).creationCode : type(StablecoinPegManager).creationCode;
        IPegManager manager = IPegManager(c.make(string.concat(name, ".peg"), code, args));
        string[] memory pools = c.json.texts(string.concat(path, ".pools"));
        for (uint256 n; n < pools.length; ++n) {
            IStabilizer stabilizer = IStabilizer(c.find(string.concat(pools[n], ".stabilizer")));
            if (!_isIn(manager.pools(), stabilizer)) manager.addPool(stabilizer, isCommodity);
        }
        uint256 bandBp = c.json.number(string.concat(path, ".bandBp"));
        uint256 thresholdBp = c.json.number(string.concat(path, ".thresholdBp"));
        uint256 cooldown = c.json.number(string.concat(path, ".cooldownSeconds"));
        (uint256 oldBand, uint256 oldThreshold, uint256 oldCooldown,) = manager.settings();
        if (oldBand != bandBp || oldThreshold != thresholdBp || oldCooldown != cooldown) {
            manager.setSettings(bandBp, thresholdBp, cooldown);
        }
    }

    function _account(GoldContext memory c, IReserveSystem.Bucket bucket, bytes memory code, bytes memory args)
        private
        returns (address at)
    {
        string[4] memory names = ["ReserveBucketA", "ReserveBucketB", "ReserveBucketC", "ReserveBucketD"];
        at = c.make(names[uint256(bucket)], code, args);
        IReserveSystem reserve = IReserveSystem(c.reserve);
        if (address(reserve.account(bucket)) == address(0)) reserve.setAccount(bucket, IReserveAccount(at));
    }

    function _settings(GoldContext memory c, IReserveBucketC lender, IBridgeReserveCoordinator coordinator) private {
        uint256 window = c.json.number(string.concat(ROOT, ".windowMinutes"));
        IOutflowMeter meter = IOutflowMeter(c.meter);
        if (meter.windowMinutes() != window) meter.setWindow(window);
        uint256 feeBp = c.json.number(string.concat(ROOT, ".flashFeeBp"));
        if (lender.feeBp() != feeBp) lender.setFee(feeBp);
        uint256 latency = c.json.number(string.concat(ROOT, ".bridgeLatencyMinutes"));
        uint256 cooldown = c.json.number(string.concat(ROOT, ".cooldownSeconds"));
        (uint256 oldLatency, uint256 oldCooldown) = coordinator.settings();
        if (oldLatency != latency || oldCooldown != cooldown) coordinator.setSettings(latency, cooldown);
    }

    /// @dev Of A, C and D `fromE` and `toE`, of D `out` and `in` as well, and what E may pay the treasury.
    function _limits(GoldContext memory c) private {
        IReserveSystem reserve = IReserveSystem(c.reserve);
        IReserveSystem.Bucket[3] memory buckets =
            [IReserveSystem.Bucket.A, IReserveSystem.Bucket.C, IReserveSystem.Bucket.D];
        string[3] memory names = [".limits.A", ".limits.C", ".limits.D"];
        for (uint256 n; n < 3; ++n) {
            string memory path = string.concat(ROOT, names[n]);
            string[] memory symbols = c.json.keys(path);
            for (uint256 m; m < symbols.length; ++m) {
                address limited = c.token(symbols[m]);
                IReserveBucket bucket = IReserveBucket(address(reserve.account(buckets[n])));
                _limitsOf(c.json, bucket, string.concat(path, ".", symbols[m]), limited);
            }
        }
        string memory paid = string.concat(ROOT, ".pay");
        string[] memory tokens = c.json.keys(paid);
        for (uint256 n; n < tokens.length; ++n) {
            address limited = c.token(tokens[n]);
            uint256 wanted = c.json.number(string.concat(paid, ".", tokens[n]));
            (uint256 limit,) = reserve.payLimit(limited);
            if (limit != wanted) reserve.setPayLimit(limited, wanted);
        }
    }

    function _limitsOf(string memory json, IReserveBucket bucket, string memory path, address limited) private {
        string[4] memory flows = [".fromE", ".toE", ".out", ".in"];
        for (uint256 n; n < 4; ++n) {
            string memory key = string.concat(path, flows[n]);
            if (!json.has(key)) continue;
            uint256 wanted = json.number(key);
            (uint256 limit,) = bucket.dailyLimit(IReserveBucket.Flow(n), limited);
            if (limit != wanted) bucket.setDailyLimit(IReserveBucket.Flow(n), limited, wanted);
        }
    }

    function _isIn(IStabilizer[] memory list, IStabilizer wanted) private pure returns (bool) {
        for (uint256 n; n < list.length; ++n) {
            if (list[n] == wanted) return true;
        }
        return false;
    }
}
