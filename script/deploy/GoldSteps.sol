// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "../../src/interfaces/IGuidePriceSource.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IMeshPool} from "../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {ITokenFactory} from "../../src/interfaces/ITokenFactory.sol";
import {IReserveBucketB} from "../../src/interfaces/IReserveBucketB.sol";
import {TokenFactory} from "../../src/ledger/TokenFactory.sol";
import {GuidePriceSource} from "../../src/oracle/GuidePriceSource.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {MeshPool} from "../../src/stabilizer/MeshPool.sol";
import {ReserveBucketB} from "../../src/stabilizer/ReserveBucketB.sol";
import {Stabilizer} from "../../src/stabilizer/Stabilizer.sol";
import {Config} from "./Config.sol";
import {Create2} from "./Create2.sol";

/// @notice What was deployed, by name; of a pool's four contracts `<pool>.source`, `.public`, `.mesh`, `.stabilizer`.
struct GoldContract {
    string name;
    address at;
}

/// @title GoldSteps
/// @notice Tokens, price sources, public pools, bucket B, private pools and stabilizers of the address book's `gold`
/// section. Safe to repeat: what is there is left as it is.
/// @dev The caller is ADMIN and becomes owner of the factory and of the public pools, both in two steps transferable to
/// the timelock. Every feed that a unit names is set before (`OracleSteps`). A stabilizer's settings are refused until its
/// pool has reserves to hold a band with, so they are made by the first run after the pool's first shares are bought.
library GoldSteps {
    using Config for string;

    /// @dev What every step needs.
    struct Context {
        ICantilever diamond;
        string json;
        bytes32 salt;
        ITokenFactory factory;
        address bucket;
        address caller;
    }

    string private constant ROOT = ".gold";

    /// @notice Deploys and wires everything; a no-op without a `gold` section.
    /// @param salt As for the diamond.
    /// @param caller The broadcasting account.
    /// @param guardian May lower the tokens' minters; zero for none.
    function run(ICantilever diamond, string memory json, bytes32 salt, address caller, address guardian)
        internal
        returns (GoldContract[] memory made)
    {
        if (!json.has(ROOT)) return made;
        string[] memory pools = json.keys(string.concat(ROOT, ".pools"));
        made = new GoldContract[](2 + 4 * pools.length);

        bytes memory code = abi.encodePacked(type(TokenFactory).creationCode, abi.encode(caller, guardian));
        ITokenFactory factory = ITokenFactory(Create2.deploy(salt, code));
        made[0] = GoldContract("TokenFactory", address(factory));
        _tokens(diamond, json, factory);

        address bucket = _bucket(diamond, json, salt, factory, caller);
        made[1] = GoldContract("ReserveBucketB", bucket);
        Context memory context = Context(diamond, json, salt, factory, bucket, caller);
        for (uint256 n; n < pools.length; ++n) {
            GoldContract[4] memory four = _pool(context, pools[n]);
            for (uint256 m; m < 4; ++m) {
                made[2 + 4 * n + m] = four[m];
            }
        }
    }

    /// @notice The token of a symbol: the factory's, or one of the address book's `tokens`.
    function token(string memory json, ITokenFactory factory, string memory symbol) internal view returns (address) {
        address at = factory.tokenOf(symbol);
        return at == address(0) ? json.token(symbol) : at;
    }

    function _tokens(ICantilever diamond, string memory json, ITokenFactory factory) private {
        string[] memory symbols = json.keys(string.concat(ROOT, ".tokens"));
        for (uint256 n; n < symbols.length; ++n) {
            string memory path = string.concat(ROOT, ".tokens.", symbols[n]);
            address at = factory.tokenOf(symbols[n]);
            if (at == address(0)) {
                // The factory refuses more than 24 decimals.
                uint8 decimals = uint8(json.number(string.concat(path, ".decimals")));
                at = factory.createToken(json.text(string.concat(path, ".name")), symbols[n], decimals);
            }
            (bytes32 unit,) = diamond.unitOf(at);
            bytes32 wanted = Config.feedId(json.text(string.concat(path, ".unit")));
            if (unit != wanted) diamond.setUnit(at, wanted);
        }
    }

    function _bucket(ICantilever diamond, string memory json, bytes32 salt, ITokenFactory factory, address caller)
        private
        returns (address at)
    {
        string memory path = string.concat(ROOT, ".bucketB");
        string memory ePath = string.concat(path, ".bucketE");
        address bucketE = json.has(ePath) ? json.addr(ePath) : caller;
        at = Create2.deploy(
            salt,
            abi.encodePacked(
                type(ReserveBucketB).creationCode, abi.encode(diamond, token(json, factory, "XAU"), bucketE)
            )
        );
        string[] memory symbols = json.keys(string.concat(path, ".dailyLimits"));
        for (uint256 n; n < symbols.length; ++n) {
            _limits(
                json,
                IReserveBucketB(at),
                string.concat(path, ".dailyLimits.", symbols[n]),
                token(json, factory, symbols[n])
            );
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
    function _pool(Context memory c, string memory name) private returns (GoldContract[4] memory four) {
        string memory path = string.concat(ROOT, ".pools.", name);
        address base = token(c.json, c.factory, c.json.text(string.concat(path, ".base")));
        address quote = token(c.json, c.factory, c.json.text(string.concat(path, ".quote")));

        bytes memory arguments = abi.encode(c.diamond, base, quote);
        four[0] = _make(c, name, ".source", abi.encodePacked(type(GuidePriceSource).creationCode, arguments));
        if (!_follows(c.diamond, four[0].at)) c.diamond.addFollower(four[0].at);
        arguments = abi.encode(_terms(c, path, base, quote, four[0].at));
        four[1] = _make(c, name, ".public", abi.encodePacked(type(PMMPool).creationCode, arguments));
        arguments = abi.encode(c.diamond, base, four[0].at, c.bucket);
        four[2] = _make(c, name, ".mesh", abi.encodePacked(type(MeshPool).creationCode, arguments));
        arguments = abi.encode(c.diamond, four[1].at, four[2].at);
        four[3] = _make(c, name, ".stabilizer", abi.encodePacked(type(Stabilizer).creationCode, arguments));
        _wire(c, path, IPMMPool(four[1].at), IMeshPool(four[2].at), IStabilizer(four[3].at));
    }

    function _make(Context memory c, string memory pool, string memory part, bytes memory creationCode)
        private
        returns (GoldContract memory)
    {
        return GoldContract(string.concat(pool, part), Create2.deploy(c.salt, creationCode));
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
        c.owner = x.caller;
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
        if (stabilizer.settings().closes == 0 && pool.lastTouchBlock() != 0) {
            stabilizer.setSettings(settings(c.json, string.concat(path, ".stabilizer")));
        }
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
