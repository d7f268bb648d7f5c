// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {LibString} from "solady/utils/LibString.sol";
import {IAavePoolMinimal} from "src/interfaces/external/IMoneyMarkets.sol";

/// @notice What the tests call of Aave's addresses provider.
interface IAaveProvider {
    function setACLAdmin(address admin) external;
    function setACLManager(address manager) external;
    function setPriceOracle(address oracle) external;
    function setPoolImpl(address impl) external;
    function setPoolConfiguratorImpl(address impl) external;
    function getACLManager() external view returns (address);
    function getPool() external view returns (address);
    function getPoolConfigurator() external view returns (address);
}

/// @notice What the tests call of Aave's access list.
interface IAaveAclManager {
    function addPoolAdmin(address admin) external;
    function addEmergencyAdmin(address admin) external;
}

/// @notice What the tests call of Aave's configurator.
interface IAaveConfigurator {
    struct InitReserveInput {
        address aTokenImpl;
        address stableDebtTokenImpl;
        address variableDebtTokenImpl;
        uint8 underlyingAssetDecimals;
        address interestRateStrategyAddress;
        address underlyingAsset;
        address treasury;
        address incentivesController;
        string aTokenName;
        string aTokenSymbol;
        string variableDebtTokenName;
        string variableDebtTokenSymbol;
        string stableDebtTokenName;
        string stableDebtTokenSymbol;
        bytes params;
    }

    function initReserves(InitReserveInput[] calldata input) external;
    function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus) external;
    function setReserveBorrowing(address asset, bool enabled) external;
    function setReserveFreeze(address asset, bool freeze) external;
    function setReservePause(address asset, bool paused) external;
    function setReserveFlashLoaning(address asset, bool enabled) external;
    function updateFlashloanPremiumTotal(uint128 premium) external;
}

/// @notice What the tests call of Aave's pool beside what the vaults do.
interface IAavePool is IAavePoolMinimal {
    function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referral, address onBehalfOf) external;
    function repay(address asset, uint256 amount, uint256 rateMode, address onBehalfOf) external returns (uint256);
    function flashLoanSimple(address receiver, address asset, uint256 amount, bytes calldata params, uint16 referral)
        external;
}

/// @notice One Aave V3.
struct AaveMarket {
    IAaveProvider provider;
    IAavePool pool;
    IAaveConfigurator configurator;
    address aTokenImpl;
    address stableDebtImpl;
    address variableDebtImpl;
    address rateStrategy;
}

/// @title GenuineAave
/// @notice Aave V3 for tests, of its publisher's own bytecode with its libraries linked: `deployAave`, `listReserve`,
/// `setPrice`.
/// @dev This contract is the pool's admin. Prices are in USD with 8 decimals, from the publisher's own aggregator mock.
abstract contract GenuineAave is Test {
    string private constant ROOT = "node_modules/@aave/core-v3/artifacts/contracts/";
    string private constant LOGIC = "protocol/libraries/logic/";

    function deployAave(address[] memory assets, int256[] memory pricesUsd) internal returns (AaveMarket memory m) {
        m.provider = IAaveProvider(
            deployCode(_path("protocol/configuration/", "PoolAddressesProvider"), abi.encode("test", address(this)))
        );
        m.provider.setACLAdmin(address(this));
        address acl = deployCode(_path("protocol/configuration/", "ACLManager"), abi.encode(address(m.provider)));
        m.provider.setACLManager(acl);
        IAaveAclManager(acl).addPoolAdmin(address(this));
        IAaveAclManager(acl).addEmergencyAdmin(address(this));
        address[] memory sources = new address[](assets.length);
        for (uint256 i; i < assets.length; ++i) {
            sources[i] = deployCode(_path("mocks/oracle/CLAggregators/", "MockAggregator"), abi.encode(pricesUsd[i]));
        }
        m.provider
            .setPriceOracle(
                deployCode(
                    _path("misc/", "AaveOracle"),
                    abi.encode(address(m.provider), assets, sources, address(0), address(0), uint256(1e8))
                )
            );
        m.provider.setPoolImpl(_deployPool(address(m.provider)));
        string[] memory libraries = new string[](1);
        libraries[0] = "ConfiguratorLogic";
        m.provider.setPoolConfiguratorImpl(_deployLinked("protocol/pool/", "PoolConfigurator", libraries, ""));
        m.pool = IAavePool(m.provider.getPool());
        m.configurator = IAaveConfigurator(m.provider.getPoolConfigurator());
        m.aTokenImpl = deployCode(_path("protocol/tokenization/", "AToken"), abi.encode(address(m.pool)));
        m.stableDebtImpl = deployCode(_path("protocol/tokenization/", "StableDebtToken"), abi.encode(address(m.pool)));
        m.variableDebtImpl =
            deployCode(_path("protocol/tokenization/", "VariableDebtToken"), abi.encode(address(m.pool)));
        // Rates in rays: kink at 80 %, 4 % there, 64 % at full use; the stable side is never used.
        m.rateStrategy = deployCode(
            _path("protocol/pool/", "DefaultReserveInterestRateStrategy"),
            abi.encode(address(m.provider), 0.8e27, 0, 0.04e27, 0.6e27, 0, 0, 0, 0, 0.2e27)
        );
    }

    /// @notice Lists an asset as collateral and to borrow; returns its aToken.
    function listReserve(AaveMarket memory m, address asset, uint8 decimals) internal returns (address aToken) {
        IAaveConfigurator.InitReserveInput[] memory input = new IAaveConfigurator.InitReserveInput[](1);
        input[0].aTokenImpl = m.aTokenImpl;
        input[0].stableDebtTokenImpl = m.stableDebtImpl;
        input[0].variableDebtTokenImpl = m.variableDebtImpl;
        input[0].underlyingAssetDecimals = decimals;
        input[0].interestRateStrategyAddress = m.rateStrategy;
        input[0].underlyingAsset = asset;
        input[0].treasury = address(0x7EA);
        m.configurator.initReserves(input);
        m.configurator.configureReserveAsCollateral(asset, 8000, 8500, 10_500);
        m.configurator.setReserveBorrowing(asset, true);
        aToken = m.pool.getReserveData(asset).aTokenAddress;
    }

    function _deployPool(address provider) private returns (address) {
        string[] memory libraries = new string[](7);
        libraries[0] = "BorrowLogic";
        libraries[1] = "BridgeLogic";
        libraries[2] = "EModeLogic";
        libraries[3] = "FlashLoanLogic";
        libraries[4] = "LiquidationLogic";
        libraries[5] = "PoolLogic";
        libraries[6] = "SupplyLogic";
        return _deployLinked("protocol/pool/", "Pool", libraries, abi.encode(provider));
    }

    /// @dev Deploys the libraries a contract names, puts their addresses where its bytecode has placeholders, deploys it.
    function _deployLinked(string memory folder, string memory name, string[] memory libraries, bytes memory args)
        private
        returns (address at)
    {
        string memory code = vm.parseJsonString(vm.readFile(_path(folder, name)), ".bytecode");
        for (uint256 i; i < libraries.length; ++i) {
            string[] memory own = new string[](0);
            if (keccak256(bytes(libraries[i])) == keccak256("FlashLoanLogic")) {
                own = new string[](1);
                own[0] = "BorrowLogic";
            }
            code =
                LibString.replace(code, _placeholder(libraries[i]), _bare(_deployLinked(LOGIC, libraries[i], own, "")));
        }
        bytes memory creation = abi.encodePacked(vm.parseBytes(code), args);
        assembly ("memory-safe") {
            at := create(0, add(creation, 32), mload(creation))
        }
        require(at != address(0), name);
    }

    /// @dev The compiler's stand-in for a library's address: a hash of its fully qualified name.
    function _placeholder(string memory name) private pure returns (string memory) {
        bytes32 hash = keccak256(bytes(string.concat("contracts/", LOGIC, name, ".sol:", name)));
        return string.concat("__$", LibString.slice(LibString.toHexStringNoPrefix(uint256(hash), 32), 0, 34), "$__");
    }

    function _bare(address at) private pure returns (string memory) {
        return LibString.toHexStringNoPrefix(at);
    }

    function _path(string memory folder, string memory name) private pure returns (string memory) {
        return string.concat(ROOT, folder, name, ".sol/", name, ".json");
    }
}
