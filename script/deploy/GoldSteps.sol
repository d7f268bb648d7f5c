// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "../../src/interfaces/IGuidePriceSource.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IMeshPool} from "../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {ITokenFactory} from "../../src/interfaces/ITokenFactory.sol";
import {IReserveBucketB} from "../../src/interfaces/IReserveBucketB.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {TokenFactory} from "../../src/ledger/TokenFactory.sol";
import {XauLedger} from "../../src/ledger/XauLedger.sol";
import {FeedIds} from "../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../src/oracle/GuidePriceSource.sol";
import {PMMEntry} from "../../src/pmm/PMMEntry.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {MeshPool} from "../../src/stabilizer/MeshPool.sol";
import {ReserveBucketB} from "../../src/stabilizer/ReserveBucketB.sol";
import {Stabilizer} from "../../src/stabilizer/Stabilizer.sol";
import {Config} from "./Config.sol";
import {Create2} from "./Create2.sol";
import {LedgerSteps} from "./LedgerSteps.sol";

/// @notice What was deployed, by name; of a pool's four contracts `<pool>.source`, `.public`, `.mesh`, `.stabilizer`.
struct GoldContract {
    string name;
    address at;
    /// @dev The constructor's arguments, ABI-encoded.
    bytes args;
}

/// @notice Who is who in the gold system.
struct GoldHolders {
    /// @dev The broadcasting account: ADMIN, and first owner of factory, ledger and public pools.
    address caller;
    /// @dev May lower the tokens' minters and stop new debt; zero for none.
    address guardian;
    /// @dev Bucket E, unless the address book names another.
    address treasury;
}

/// @title GoldSteps
/// @notice Tokens, ledger, price sources, public pools, bucket B, private pools and stabilizers of the address book's
/// `gold` section. Safe to repeat: what is there is left as it is.
/// @dev The caller is ADMIN and becomes owner of the factory, the ledger and the public pools, all in two steps
/// transferable to the timelock. Every feed that a unit names is set before (`OracleSteps`). A stabilizer's settings are
/// refused until its pool has reserves to hold a band with, so they are made once the pool is open (`Open`).
library GoldSteps {
    using Config for string;

    /// @dev What every step needs.
    struct Context {
        ICantilever diamond;
        string json;
        bytes32 salt;
        GoldHolders holders;
        ITokenFactory factory;
        address bucket;
        /// @dev What was deployed so far.
        GoldContract[] made;
        uint256 count;
    }

    string private constant ROOT = ".gold";
    /// @dev Factory, ledger, bucket B, entry.
    uint256 private constant SINGLES = 4;
    uint256 private constant PER_POOL = 4;

    /// @notice Deploys and wires everything; a no-op without a `gold` section.
    /// @param salt As for the diamond.
    function run(ICantilever diamond, string memory json, bytes32 salt, GoldHolders memory holders)
        internal
        returns (GoldContract[] memory made)
    {
        if (!json.has(ROOT)) return made;
        string[] memory symbols = json.keys(string.concat(ROOT, ".tokens"));
        string[] memory pools = json.keys(string.concat(ROOT, ".pools"));
        Context memory c;
        (c.diamond, c.json, c.salt, c.holders) = (diamond, json, salt, holders);
        c.made = new GoldContract[](SINGLES + symbols.length + PER_POOL * pools.length);

        bytes memory args = abi.encode(holders.caller, holders.guardian);
        c.factory = ITokenFactory(_make(c, "TokenFactory", type(TokenFactory).creationCode, args));
        _tokens(c, symbols);
        _ledger(c);
        _bucket(c);
        _make(c, "PMMEntry", type(PMMEntry).creationCode, "");
        for (uint256 n; n < pools.length; ++n) {
            _pool(c, pools[n]);
        }
        return c.made;
    }

    /// @notice Bucket E's account: the address book's, or the treasury.
    function bucketE(string memory json, address treasury) internal view returns (address) {
        string memory path = string.concat(ROOT, ".bucketB.bucketE");
        return json.has(path) ? json.addr(path) : treasury;
    }

    /// @notice The token of a symbol: the factory's, or one of the address book's `tokens`.
    function token(string memory json, ITokenFactory factory, string memory symbol) internal view returns (address) {
        address at = factory.tokenOf(symbol);
        return at == address(0) ? json.token(symbol) : at;
    }

    function _tokens(Context memory c, string[] memory symbols) private {
        for (uint256 n; n < symbols.length; ++n) {
            string memory path = string.concat(ROOT, ".tokens.", symbols[n]);
            address at = c.factory.tokenOf(symbols[n]);
            if (at == address(0)) {
                // The factory refuses more than 24 decimals.
                uint8 decimals = uint8(c.json.number(string.concat(path, ".decimals")));
                at = c.factory.createToken(c.json.text(string.concat(path, ".name")), symbols[n], decimals);
            }
            (bytes32 unit,) = c.diamond.unitOf(at);
            bytes32 wanted = Config.feedId(c.json.text(string.concat(path, ".unit")));
            if (unit != wanted) c.diamond.setUnit(at, wanted);
            c.made[c.count++] = GoldContract(symbols[n], at, "");
        }
    }

    /// @dev Its reserve is bucket E, which may be an account without code: bad debt then stays a public deficit until
    /// fees cover it.
    function _ledger(Context memory c) private {
        GoldHolders memory h = c.holders;
        address reserve = bucketE(c.json, h.treasury);
        bytes memory args = abi.encode(c.diamond, FeedIds.XAU_USD, h.caller, h.guardian, reserve);
        IXauLedger ledger = IXauLedger(_make(c, "XauLedger", type(XauLedger).creationCode, args));
        string memory path = string.concat(ROOT, ".ledger.assets");
        string[] memory symbols = c.json.keys(path);
        for (uint256 n; n < symbols.length; ++n) {
            address asset = token(c.json, c.factory, symbols[n]);
            LedgerSteps.list(ledger, c.json, string.concat(path, ".", symbols[n]), asset);
        }
    }

    function _bucket(Context memory c) private {
        string memory path = string.concat(ROOT, ".bucketB.dailyLimits");
        address xau = token(c.json, c.factory, "XAU");
        bytes memory args = abi.encode(c.diamond, xau, bucketE(c.json, c.holders.treasury));
        c.bucket = _make(c, "ReserveBucketB", type(ReserveBucketB).creationCode, args);
        string[] memory symbols = c.json.keys(path);
        for (uint256 n; n < symbols.length; ++n) {
            address limited = token(c.json, c.factory, symbols[n]);
            _limits(c.json, IReserveBucketB(c.bucket), string.concat(path, ".", symbols[n]), limited);
        }
    }

    function _limits(string memory json, IReserveBucketB bucket, string memory path, address of_) private {
        string[4] memory names = [".fromE", ".toE", ".toMesh", ".fromMesh"];
        for (uint256 n; n < 4; ++n) {
            uint256 wanted = json.number(string.concat(path, names[n]));
            IReserveBucketB.Flow flow = IReserveBucketB.Flow(n);
            (uint256 limit,) = bucket.dailyLimit(flow, of_);
            if (limit != wanted) bucket.setDailyLimit(flow, of_, wanted);
        }
    }

    /// @dev The four in the order source, public pool, private pool, stabilizer: each needs the ones before it.
    function _pool(Context memory c, string memory name) private {
        string memory path = string.concat(ROOT, ".pools.", name);
        address base = token(c.json, c.factory, c.json.text(string.concat(path, ".base")));
        address quote = token(c.json, c.factory, c.json.text(string.concat(path, ".quote")));

        bytes memory args = abi.encode(c.diamond, base, quote);
        address source = _make(c, string.concat(name, ".source"), type(GuidePriceSource).creationCode, args);
        if (!_follows(c.diamond, source)) c.diamond.addFollower(source);
        args = abi.encode(_terms(c, path, base, quote, source));
        address pool = _make(c, string.concat(name, ".public"), type(PMMPool).creationCode, args);
        args = abi.encode(c.diamond, base, source, c.bucket);
        address mesh = _make(c, string.concat(name, ".mesh"), type(MeshPool).creationCode, args);
        args = abi.encode(c.diamond, pool, mesh);
        address stabilizer = _make(c, string.concat(name, ".stabilizer"), type(Stabilizer).creationCode, args);
        _wire(c, path, IPMMPool(pool), IMeshPool(mesh), IStabilizer(stabilizer));
    }

    function _make(Context memory c, string memory name, bytes memory code, bytes memory args)
        private
        returns (address at)
    {
        at = Create2.deploy(c.salt, abi.encodePacked(code, args));
        c.made[c.count++] = GoldContract(name, at, args);
    }

    function _terms(Context memory x, string memory path, address base, address quote, address source)
        private
        pure
        returns (IPMMPool.PoolConfig memory c)
    {
        string memory json = x.json;
        c.baseToken = base;
        c.quoteToken = quote;
        c.lpFeeRate = json.number(string.concat(path, ".lpFeeRateWad"));
        c.k = json.number(string.concat(path, ".kWad"));
        c.source = IGuidePriceSource(source);
        c.feedThreshold = json.number(string.concat(path, ".feedThresholdWad"));
        // The pool refuses more than 100 and 1,000 bp.
        c.guideStepBp = uint16(json.number(string.concat(path, ".guideStepBp")));
        c.guideCapBp = uint16(json.number(string.concat(path, ".guideCapBp")));
        c.isOpenTWAP = true;
        c.owner = x.holders.caller;
    }

    function _wire(Context memory c, string memory path, IPMMPool pool, IMeshPool mesh, IStabilizer stabilizer)
        private
    {
        IReserveBucketB bucket = IReserveBucketB(c.bucket);
        if (pool.stabilizer() != address(stabilizer)) pool.setStabilizer(address(stabilizer));
        if (!bucket.isMesh(address(mesh))) bucket.addMesh(mesh);
        if (!mesh.isTrader(address(stabilizer))) mesh.setTrader(address(stabilizer), true);
        uint256 maxVolume = c.json.number(string.concat(path, ".meshMaxVolumePerBlockXau"));
        if (mesh.maxVolumePerBlock() != maxVolume) mesh.setMaxVolumePerBlock(maxVolume);
        configure(c.json, path, pool, stabilizer);
    }

    /// @notice Makes a stabilizer's settings, once its pool is open.
    /// @param path The pool's in the address book.
    function configure(string memory json, string memory path, IPMMPool pool, IStabilizer stabilizer) internal {
        if (stabilizer.settings().closes != 0 || pool.lastTouchBlock() == 0) return;
        stabilizer.setSettings(settings(json, string.concat(path, ".stabilizer")));
    }

    /// @notice A stabilizer's settings as the address book has them.
    /// @dev Narrowing: `validate` bounds all but the last three far below their types, and those are what the event shows.
    function settings(string memory json, string memory path) internal pure returns (IStabilizer.Settings memory s) {
        s.thetaBp = uint16(json.number(string.concat(path, ".thetaBp")));
        s.bandBp = uint16(json.number(string.concat(path, ".bandBp")));
        s.closes = uint8(json.number(string.concat(path, ".closes")));
        s.minBlocks = uint8(json.number(string.concat(path, ".minBlocks")));
        s.gainBp = uint16(json.number(string.concat(path, ".gainBp")));
        s.perBlockCapBp = uint16(json.number(string.concat(path, ".perBlockCapBp")));
        s.maxSlippageBp = uint16(json.number(string.concat(path, ".maxSlippageBp")));
        s.blockTimeMs = uint32(json.number(".chain.blockTimeMilliseconds"));
        s.maxGasPriceWei = uint64(json.number(string.concat(path, ".maxGasPriceWei")));
        s.designFlowPerHour = uint128(json.number(string.concat(path, ".designFlowPerHour")));
        s.maxTrade = uint128(json.number(string.concat(path, ".maxTrade")));
    }

    function _follows(ICantilever diamond, address source) private view returns (bool) {
        address[] memory list = diamond.followers();
        for (uint256 n; n < list.length; ++n) {
            if (list[n] == source) return true;
        }
        return false;
    }
}
