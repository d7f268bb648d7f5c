// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {RoleLib} from "../../../src/access/RoleLib.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {OracleFacet} from "../../../src/oracle/OracleFacet.sol";
import {OracleLib} from "../../../src/oracle/OracleLib.sol";
import {OracleReader} from "../../../src/oracle/OracleReader.sol";
import {OracleStorage} from "../../../src/oracle/OracleStorage.sol";
import {OracleViewFacet} from "../../../src/oracle/OracleViewFacet.sol";
import {XauRates} from "../../../src/oracle/XauRates.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "../../mocks/MockAggregatorProxy.sol";

/// @notice Both facets at one address, with the internal doors laid open: the oracle room without a diamond around it.
contract OracleHarness is OracleFacet, OracleViewFacet {
    using RoleLib for AccessStorage.Layout;
    using OracleReader for OracleStorage.Layout;

    constructor(address admin) {
        AccessStorage.state().initialize(admin);
    }

    function grant(bytes32 role, address account) external {
        AccessStorage.state().grant(role, account);
    }

    function libAnchor(address token0, address token1) external view returns (uint160) {
        return OracleLib.anchorSqrtPriceX96(token0, token1);
    }

    function libAnchorGas(address token0, address token1) external view returns (uint256 used) {
        used = gasleft();
        OracleLib.anchorSqrtPriceX96(token0, token1);
        used -= gasleft();
    }

    function libPrice(bytes32 feedId) external view returns (uint256) {
        return OracleLib.priceWad(feedId);
    }

    function libTryPrice(bytes32 feedId) external view returns (bool, uint256, bytes memory) {
        return OracleLib.tryPriceWad(feedId);
    }

    function libRequireOpen(address token) external view {
        OracleLib.requireOpen(token);
    }

    function plainPrice(bytes32 feedId) external view returns (uint256) {
        return OracleLib.plainPriceWad(feedId);
    }

    function plainAnchor(bytes32 id) external view returns (uint160) {
        return OracleLib.plainAnchorSqrtPriceX96(id);
    }

    function fullPrice(bytes32 feedId) external view returns (uint256) {
        return OracleStorage.state().priceWad(feedId);
    }

    function fullAnchor(address token0, address token1) external view returns (uint160) {
        return OracleStorage.state().anchorSqrtPriceX96(token0, token1);
    }

    function xauPerUnits() external view returns (uint256 perUsd, uint256 perEur, uint256 perEth) {
        return (XauRates.xauPerUsdWad(), XauRates.xauPerEurWad(), XauRates.xauPerEthWad());
    }

    function toXauDown(bytes32 unit, uint256 amountWad) external view returns (uint256) {
        return XauRates.toXauDown(unit, amountWad);
    }

    function toXauUp(bytes32 unit, uint256 amountWad) external view returns (uint256) {
        return XauRates.toXauUp(unit, amountWad);
    }

    function fromXauDown(bytes32 unit, uint256 ounces) external view returns (uint256) {
        return XauRates.fromXauDown(unit, ounces);
    }

    function fromXauUp(bytes32 unit, uint256 ounces) external view returns (uint256) {
        return XauRates.fromXauUp(unit, ounces);
    }
}

/// @notice A plain ERC-20 with chosen decimals.
contract OracleTestToken is ERC20 {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) {
        DECIMALS = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    function name() public pure override returns (string memory) {
        return "Oracle test token";
    }

    function symbol() public pure override returns (string memory) {
        return "OTT";
    }
}

abstract contract OracleBase is Test {
    uint32 internal constant TTL = 1 hours;
    uint8[5] internal DECIMALS = [0, 6, 8, 18, 24];

    address internal admin = makeAddr("admin");
    address internal manager = makeAddr("manager");
    address internal guardian = makeAddr("guardian");
    address internal stranger = makeAddr("stranger");

    OracleHarness internal oracle;

    function setUp() public virtual {
        vm.warp(1_750_000_000);
        oracle = new OracleHarness(admin);
        oracle.grant(Roles.MANAGER, manager);
        oracle.grant(Roles.GUARDIAN, guardian);
    }

    /// @dev An aggregator with 8 decimals behind its proxy.
    function _aggregator(int256 answer) internal returns (MockAggregator aggregator, address proxy) {
        return _aggregator(8, answer);
    }

    function _aggregator(uint8 decimals, int256 answer) internal returns (MockAggregator aggregator, address proxy) {
        aggregator = new MockAggregator(decimals, answer);
        proxy = address(new MockAggregatorProxy(aggregator));
    }

    function _plain(address source) internal pure returns (IOracle.FeedConfig memory config) {
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = source;
        config.ttlSeconds = TTL;
    }

    /// @dev Sets a plain feed with 8 decimals.
    function _setFeed(bytes32 feedId, int256 answer) internal returns (MockAggregator aggregator) {
        address proxy;
        (aggregator, proxy) = _aggregator(answer);
        _setFeed(feedId, _plain(proxy));
    }

    function _setFeed(bytes32 feedId, IOracle.FeedConfig memory config) internal {
        vm.prank(admin);
        oracle.setFeed(feedId, config);
    }

    function _setPairFeed(address token0, address token1, IOracle.FeedConfig memory config) internal {
        vm.prank(admin);
        oracle.setPairFeed(token0, token1, config);
    }

    /// @dev Two tokens with these decimals, sorted so that the first is token0.
    function _tokens(uint8 decimals0, uint8 decimals1) internal returns (address token0, address token1) {
        token0 = address(new OracleTestToken(decimals0));
        do {
            token1 = address(new OracleTestToken(decimals1));
        } while (token1 < token0);
    }

    function _id(string memory label) internal pure returns (bytes32) {
        return keccak256(bytes(label));
    }

    function _pair(address token0, address token1) internal pure returns (bytes32) {
        return keccak256(abi.encode(token0, token1));
    }
}
