// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IGuidePriceSource} from "../../src/interfaces/IGuidePriceSource.sol";
import {IMeshPool} from "../../src/interfaces/IMeshPool.sol";
import {IMeshTrade} from "../../src/interfaces/IMeshTrade.sol";
import {IPMMFactory} from "../../src/interfaces/IPMMFactory.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IPMMProvider} from "../../src/interfaces/IPMMProvider.sol";
import {IReserveBucketA} from "../../src/interfaces/IReserveBucketA.sol";
import {IReserveBucketB} from "../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {ITokenFactory} from "../../src/interfaces/ITokenFactory.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {TokenFactory} from "../../src/ledger/TokenFactory.sol";
import {XauLedger} from "../../src/ledger/XauLedger.sol";
import {FeedIds} from "../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../src/oracle/GuidePriceSource.sol";
import {PMMEntry} from "../../src/pmm/PMMEntry.sol";
import {PMMFactory} from "../../src/pmm/periphery/PMMFactory.sol";
import {PMMProvider} from "../../src/pmm/periphery/PMMProvider.sol";
import {PMMRouter} from "../../src/pmm/periphery/PMMRouter.sol";
import {MeshPair} from "../../src/stabilizer/MeshPair.sol";
import {MeshPool} from "../../src/stabilizer/MeshPool.sol";
import {Stabilizer} from "../../src/stabilizer/Stabilizer.sol";
import {Config} from "./Config.sol";
import {GoldContext, GoldContexts, GoldContract, GoldHolders} from "./GoldContext.sol";
import {LedgerSteps} from "./LedgerSteps.sol";
import {ReserveSteps} from "./ReserveSteps.sol";

/// @title GoldSteps
/// @notice Tokens, ledger, reserve, price sources, public pools, private mesh and stabilizers of the address book's `gold`
/// section. Safe to repeat: what is there is left as it is.
/// @dev The caller is ADMIN and becomes owner of the factories, the provider, the ledger and the public pools, all in two
/// steps transferable to the timelock (`OwnershipSteps`). Every feed that a unit names is set before (`OracleSteps`). A stabilizer's settings are
/// refused until its pool has reserves to hold a band with, so they are made once the pool is open (`Open`).
library GoldSteps {
    using Config for string;
    using GoldContexts for GoldContext;

    /// @dev Token factory, ledger, entry, router, provider, PMM factory.
    uint256 private constant SINGLES = 6;
    uint256 private constant PER_POOL = 4;

    /// @notice Deploys and wires everything; a no-op without a `gold` section.
    /// @param salt As for the diamond.
    function run(ICantilever diamond, string memory json, bytes32 salt, GoldHolders memory holders)
        internal
        returns (GoldContract[] memory made)
    {
        if (!json.has(GoldContexts.ROOT)) return made;
        string[] memory symbols = json.keys(string.concat(GoldContexts.ROOT, ".tokens"));
        string[] memory pools = json.keys(string.concat(GoldContexts.ROOT, ".pools"));
        uint256 pegs = json.keys(string.concat(GoldContexts.ROOT, ".pegs")).length;
        GoldContext memory c;
        (c.diamond, c.json, c.salt, c.holders) = (diamond, json, salt, holders);
        c.made = new GoldContract[](SINGLES + ReserveSteps.SINGLES + symbols.length + PER_POOL * pools.length + pegs);

        bytes memory args = abi.encode(holders.caller, holders.guardian);
        c.factory = ITokenFactory(c.make("TokenFactory", type(TokenFactory).creationCode, args));
        _tokens(c, symbols);
        ReserveSteps.system(c);
        ReserveSteps.run(c, _ledger(c));
        _limitsOfB(c);
        _periphery(c);
        _pools(c, pools);
        ReserveSteps.pegs(c);
        return c.made;
    }

    function _tokens(GoldContext memory c, string[] memory symbols) private {
        for (uint256 n; n < symbols.length; ++n) {
            string memory path = string.concat(GoldContexts.ROOT, ".tokens.", symbols[n]);
            address at = c.factory.tokenOf(symbols[n]);
            if (at == address(0)) {
                // The factory refuses more than 24 decimals.
                uint8 decimals = uint8(c.json.number(string.concat(path, ".decimals")));
                at = c.factory.createToken(c.json.text(string.concat(path, ".name")), symbols[n], decimals);
            }
            (bytes32 unit,) = c.diamond.unitOf(at);
            bytes32 wanted = Config.feedId(c.json.text(string.concat(path, ".unit")));
            if (unit != wanted) c.diamond.setUnit(at, wanted);
            c.note(symbols[n], at, "");
        }
    }

    /// @dev Its reserve is bucket E.
    function _ledger(GoldContext memory c) private returns (IXauLedger ledger) {
        GoldHolders memory h = c.holders;
        bytes memory args = abi.encode(c.diamond, FeedIds.XAU_USD, h.caller, h.guardian, c.reserve);
        ledger = IXauLedger(c.make("XauLedger", type(XauLedger).creationCode, args));
        string memory path = string.concat(GoldContexts.ROOT, ".ledger.assets");
        string[] memory symbols = c.json.keys(path);
        for (uint256 n; n < symbols.length; ++n) {
            LedgerSteps.list(ledger, c.json, string.concat(path, ".", symbols[n]), c.token(symbols[n]));
        }
    }

    /// @dev Router and entry have no owner; the factory is what integrators look pools up in.
    function _periphery(GoldContext memory c) private {
        c.make("PMMEntry", type(PMMEntry).creationCode, "");
        c.make("PMMRouter", type(PMMRouter).creationCode, "");
        c.make("PMMProvider", type(PMMProvider).creationCode, abi.encode(c.holders.caller));
        bytes memory args = abi.encode(c.holders.caller);
        c.pmmFactory = IPMMFactory(c.make("PMMFactory", type(PMMFactory).creationCode, args));
    }

    function _limitsOfB(GoldContext memory c) private {
        string memory path = string.concat(GoldContexts.ROOT, ".bucketB.dailyLimits");
        string[] memory symbols = c.json.keys(path);
        for (uint256 n; n < symbols.length; ++n) {
            address limited = c.token(symbols[n]);
            _limits(c.json, IReserveBucketB(c.bucketB), string.concat(path, ".", symbols[n]), limited);
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

    /// @dev Pools against XAU first: a pair of mesh pools needs its legs.
    function _pools(GoldContext memory c, string[] memory names) private {
        for (uint256 pass; pass < 2; ++pass) {
            for (uint256 n; n < names.length; ++n) {
                if (c.json.has(string.concat(GoldContexts.ROOT, ".pools.", names[n], ".legs")) == (pass == 1)) {
                    _pool(c, names[n]);
                }
            }
        }
        _shares(c, names);
    }

    /// @dev The four in the order source, public pool, private pool or pair, stabilizer: each needs the ones before it.
    function _pool(GoldContext memory c, string memory name) private {
        string memory path = string.concat(GoldContexts.ROOT, ".pools.", name);
        address base = c.token(c.json.text(string.concat(path, ".base")));
        address quote = c.token(c.json.text(string.concat(path, ".quote")));

        bytes memory args = abi.encode(c.diamond, base, quote);
        address source = c.make(string.concat(name, ".source"), type(GuidePriceSource).creationCode, args);
        if (!_follows(c.diamond, source)) c.diamond.addFollower(source);
        address pool = _publicPool(c, name, _terms(c, path, base, quote, source));
        (address mesh, IMeshPool leg) = _mesh(c, name, path, base, source);
        args = abi.encode(c.diamond, pool, mesh);
        address stabilizer = c.make(string.concat(name, ".stabilizer"), type(Stabilizer).creationCode, args);
        _wire(c, path, IPMMPool(pool), IMeshTrade(mesh), IStabilizer(stabilizer));
        ReserveSteps.watch(c, IStabilizer(stabilizer), leg);
    }

    /// @dev The factory's first pool of the two tokens; whoever looks pools up finds it there.
    function _publicPool(GoldContext memory c, string memory name, IPMMPool.PoolConfig memory terms)
        private
        returns (address pool)
    {
        address[] memory there = c.pmmFactory.getDODOPool(terms.baseToken, terms.quoteToken);
        pool = there.length == 0 ? c.pmmFactory.createPoolWith(terms) : there[0];
        c.note(string.concat(name, ".public"), pool, abi.encode(terms));
        IPMMProvider provider = IPMMProvider(c.find("PMMProvider"));
        if (!provider.isRegistered(IPMMPool(pool))) provider.registerPool(IPMMPool(pool));
        IReserveBucketA bucketA = IReserveBucketA(c.bucketA);
        if (!bucketA.isListed(IPMMPool(pool))) bucketA.setPool(IPMMPool(pool), true);
    }

    /// @return mesh A private pool, or a pair of two where the pool names its legs.
    /// @return leg What prices the public pool's quote in XAU; zero where that is XAU.
    function _mesh(GoldContext memory c, string memory name, string memory path, address base, address source)
        private
        returns (address mesh, IMeshPool leg)
    {
        string memory legs = string.concat(path, ".legs");
        string memory full = string.concat(name, ".mesh");
        if (!c.json.has(legs)) {
            bytes memory args = abi.encode(c.diamond, base, source, c.bucketB);
            mesh = c.make(full, type(MeshPool).creationCode, args);
            IReserveBucketB bucket = IReserveBucketB(c.bucketB);
            if (!bucket.isMesh(mesh)) bucket.addMesh(IMeshPool(mesh));
            return (mesh, leg);
        }
        string[] memory names = c.json.texts(legs);
        IMeshPool baseLeg = IMeshPool(c.find(string.concat(names[0], ".mesh")));
        leg = IMeshPool(c.find(string.concat(names[1], ".mesh")));
        mesh = c.make(full, type(MeshPair).creationCode, abi.encode(c.diamond, baseLeg, leg, source));
        if (!baseLeg.isPair(mesh)) baseLeg.setPair(mesh, true);
        if (!leg.isPair(mesh)) leg.setPair(mesh, true);
    }

    /// @dev Target shares of the mesh pools' XAU, in the account's order.
    function _shares(GoldContext memory c, string[] memory names) private {
        IReserveBucketB bucket = IReserveBucketB(c.bucketB);
        IMeshPool[] memory meshes = bucket.meshes();
        uint16[] memory shares = new uint16[](meshes.length);
        bool differs;
        for (uint256 n; n < names.length; ++n) {
            string memory key = string.concat(GoldContexts.ROOT, ".pools.", names[n], ".meshShareBp");
            address mesh = c.find(string.concat(names[n], ".mesh"));
            for (uint256 m; m < meshes.length; ++m) {
                if (address(meshes[m]) != mesh) continue;
                // The account refuses shares that do not add up to 10,000.
                shares[m] = uint16(c.json.number(key));
                if (bucket.shareBp(mesh) != shares[m]) differs = true;
            }
        }
        if (differs) bucket.setShares(shares);
    }

    function _terms(GoldContext memory x, string memory path, address base, address quote, address source)
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

    function _wire(GoldContext memory c, string memory path, IPMMPool pool, IMeshTrade mesh, IStabilizer stabilizer)
        private
    {
        if (pool.stabilizer() != address(stabilizer)) pool.setStabilizer(address(stabilizer));
        if (!mesh.isTrader(address(stabilizer))) mesh.setTrader(address(stabilizer), true);
        uint256 maxVolume = c.json.number(string.concat(path, ".meshMaxVolumePerBlock"));
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
