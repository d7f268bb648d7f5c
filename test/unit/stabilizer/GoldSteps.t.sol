// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {console2} from "forge-std/console2.sol";
import {Create2} from "../../../script/deploy/Create2.sol";
import {GoldContract, GoldSteps} from "../../../script/deploy/GoldSteps.sol";
import {AccessControlFacet} from "../../../src/access/AccessControlFacet.sol";
import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {PauseFacet} from "../../../src/access/PauseFacet.sol";
import {RoleLib} from "../../../src/access/RoleLib.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {ICantilever} from "../../../src/interfaces/ICantilever.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
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

    constructor(address admin) {
        AccessStorage.layout().initialize(admin);
        AccessStorage.layout().grant(Roles.MANAGER, admin);
    }
}

/// @notice The `gold` section of Chain 138's address book, deployed, funded, and acting on genuine feeds and tokens.
contract GoldStepsTest is Test {
    bytes32 private constant SALT = keccak256("gold.test");
    uint256 private constant USD = 1e6;
    uint256 private constant USD_OF_XAU = 4e14;

    string private _json;
    ICantilever private _diamond;
    MockAggregator private _aggregator;
    GoldContract[] private _made;
    M1Token private _cUSDT;
    M1Token private _xau;
    IPMMPool private _pool;
    IStabilizer private _stab;
    IReserveBucketB private _bucket;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        // The deterministic deployer's published code.
        vm.etch(
            Create2.DEPLOYER,
            hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
        );
        _json = vm.readFile("script/config/138.json");
        _diamond = ICantilever(address(new GoldDiamond(address(this))));
        _aggregator = new MockAggregator(8, 2_500e8);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(_aggregator));
        config.ttlSeconds = 1 days;
        _diamond.setFeed(FeedIds.XAU_USD, config);
        config.source = address(new MockAggregatorProxy(new MockAggregator(8, 1.1e8)));
        _diamond.setFeed(FeedIds.EUR_USD, config);

        _run();
        TokenFactory factory = TokenFactory(_at("TokenFactory"));
        (_cUSDT, _xau) = (M1Token(factory.tokenOf("cUSDT")), M1Token(factory.tokenOf("XAU")));
        _pool = IPMMPool(_at("cUSDT_XAU.public"));
        _stab = IStabilizer(_at("cUSDT_XAU.stabilizer"));
        _bucket = IReserveBucketB(_at("ReserveBucketB"));
        _cUSDT.setMinter(address(this), 1e30, 1e30, 0, false);
        _xau.setMinter(address(this), 1e30, 1e30, 0, false);
    }

    /// @dev The first run leaves the settings to the first run after the pool is live; then nothing is left to do.
    function test_run_isFinishedByTheRunAfterTheFirstShares() public {
        assertEq(_stab.settings().closes, 0);
        _buyShares();
        _run();
        assertEq(_stab.settings().closes, 2);
        assertEq(_stab.settings().blockTimeMs, 2_000);
        vm.recordLogs();
        _run();
        assertEq(vm.getRecordedLogs().length, 0, "a repeated run changes nothing");
    }

    function test_run_withoutAGoldSectionDoesNothing() public {
        assertEq(this.runOn("{}").length, 0);
    }

    /// @dev From the address book to an action that brings the peg back, and what the action costs as a transaction.
    /// forge-config: default.isolate = true
    function test_run_deploysAStabilizerThatActs() public {
        _buyShares();
        _run();
        _fundB();
        for (uint256 n; n < 2; ++n) {
            _cUSDT.mint(address(_pool), 20_000 * USD);
            _pool.sellBase(address(this));
            _skip(3);
            (int256 bps, bool should) = _stab.checkDeviation();
            assertLt(bps, -5);
            assertTrue(should);
            (uint256 size, address tokenIn, address tokenOut,) = _stab.quotePrivateSwap();
            _stab.executePrivateSwap(size, tokenIn, tokenOut);
            uint256 gas = vm.lastCallGas().gasTotalUsed;
            assertEq(_pool.currentClose().deviationPpm, 0);
            _skip(3);
            if (n == 0) continue;
            console2.log("stabilizer action, genuine feed and tokens, receipt gas:", gas);
            assertLe(gas, 240_000);
        }
    }

    // ---- Helpers ----

    function runOn(string memory json) external returns (GoldContract[] memory) {
        return GoldSteps.run(_diamond, json, SALT, address(this), address(0));
    }

    function _run() private {
        GoldContract[] memory made = GoldSteps.run(_diamond, _json, SALT, address(this), address(0));
        delete _made;
        for (uint256 n; n < made.length; ++n) {
            _made.push(made[n]);
        }
    }

    function _at(string memory name) private view returns (address) {
        for (uint256 n; n < _made.length; ++n) {
            if (keccak256(bytes(_made[n].name)) == keccak256(bytes(name))) return _made[n].at;
        }
        return address(0);
    }

    function _buyShares() private {
        _cUSDT.mint(address(_pool), 1_000_000 * USD);
        _xau.mint(address(_pool), 1_000_000 * USD_OF_XAU);
        _pool.buyShares(address(this));
        _skip(9);
    }

    function _fundB() private {
        _xau.mint(address(this), 250_000 * USD_OF_XAU);
        _xau.approve(address(_bucket), 250_000 * USD_OF_XAU);
        _bucket.depositFromE(address(_xau), 250_000 * USD_OF_XAU);
        _bucket.fundMesh(_stab.MESH(), address(_xau), 250_000 * USD_OF_XAU);
    }

    /// @dev Two-second blocks, the feed kept fresh.
    function _skip(uint256 blocks) private {
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + 2 * blocks);
    }
}
