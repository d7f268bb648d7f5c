// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Config} from "../../../script/deploy/Config.sol";
import {Create2} from "../../../script/deploy/Create2.sol";
import {GoldContract, GoldHolders} from "../../../script/deploy/GoldContext.sol";
import {GoldSteps} from "../../../script/deploy/GoldSteps.sol";
import {AccessControlFacet} from "../../../src/access/AccessControlFacet.sol";
import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {PauseFacet} from "../../../src/access/PauseFacet.sol";
import {RoleLib} from "../../../src/access/RoleLib.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {ICantilever} from "../../../src/interfaces/ICantilever.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {TokenFactory} from "../../../src/ledger/TokenFactory.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {OracleFacet} from "../../../src/oracle/OracleFacet.sol";
import {OracleViewFacet} from "../../../src/oracle/OracleViewFacet.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "../../mocks/MockAggregatorProxy.sol";

/// @dev The diamond's facets that gold needs, inherited instead of cut: the whole diamond is deployed by its own tests.
contract GoldDiamond is OracleFacet, OracleViewFacet, AccessControlFacet, PauseFacet {
    using RoleLib for AccessStorage.Layout;

    constructor(address admin, address treasury) {
        AccessStorage.state().initialize(admin);
        AccessStorage.state().grant(Roles.TREASURY, treasury);
        AccessStorage.state().grant(Roles.MANAGER, admin);
    }
}

/// @notice The `gold` section of Chain 138's address book, deployed on genuine tokens over feeds that a test moves.
abstract contract GoldFixture is Test {
    bytes32 internal constant SALT = keccak256("gold.test");
    uint256 internal constant USD = 1e6;
    uint256 internal constant USD_OF_XAU = 4e14;

    string internal json;
    ICantilever internal diamond;
    MockAggregator internal aggregator;
    GoldContract[] internal made;
    M1Token internal cUSDT;
    M1Token internal xau;
    IPMMPool internal pool;
    IStabilizer internal stab;
    IReserveBucketB internal bucket;
    IXauLedger internal ledger;
    IReserveSystem internal reserve;
    GoldHolders internal holders;

    function setUp() public virtual {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        // The deterministic deployer's published code.
        vm.etch(
            Create2.DEPLOYER,
            hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
        );
        json = vm.readFile("script/config/138.json");
        deployCodeTo("node_modules/canonical-weth/build/contracts/WETH9.json", Config.token(json, "WETH"));
        diamond = ICantilever(address(new GoldDiamond(address(this), makeAddr("treasury"))));
        aggregator = new MockAggregator(8, 2_500e8);
        _setFeed(FeedIds.XAU_USD, aggregator);
        _setFeed(FeedIds.EUR_USD, new MockAggregator(8, 1.1e8));
        _setFeed(FeedIds.ETH_USD, new MockAggregator(8, 2_500e8));
        holders = GoldHolders({caller: address(this), guardian: makeAddr("guardian"), treasury: makeAddr("treasury")});

        _run();
        TokenFactory factory = TokenFactory(_at("TokenFactory"));
        (cUSDT, xau) = (M1Token(factory.tokenOf("cUSDT")), M1Token(factory.tokenOf("XAU")));
        pool = IPMMPool(_at("cUSDT_XAU.public"));
        stab = IStabilizer(_at("cUSDT_XAU.stabilizer"));
        bucket = IReserveBucketB(_at("ReserveBucketB"));
        ledger = IXauLedger(_at("XauLedger"));
        reserve = IReserveSystem(_at("ReserveSystem"));
    }

    function runOn(string memory other) external returns (GoldContract[] memory) {
        return GoldSteps.run(diamond, other, SALT, holders);
    }

    function _run() internal {
        GoldContract[] memory list = GoldSteps.run(diamond, json, SALT, holders);
        delete made;
        for (uint256 n; n < list.length; ++n) {
            made.push(list[n]);
        }
    }

    function _at(string memory name) internal view returns (address) {
        for (uint256 n; n < made.length; ++n) {
            if (keccak256(bytes(made[n].name)) == keccak256(bytes(name))) return made[n].at;
        }
        return address(0);
    }

    /// @dev Two-second blocks, the feed kept fresh.
    function _skip(uint256 blocks) internal {
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + 2 * blocks);
    }

    function _setFeed(bytes32 id, MockAggregator answers) internal {
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(answers));
        config.ttlSeconds = 1 days;
        diamond.setFeed(id, config);
    }
}
