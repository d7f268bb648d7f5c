// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AlgebraIntegralAdapter} from "../../src/adapters/algebra/AlgebraIntegralAdapter.sol";
import {AlgebraV2Adapter} from "../../src/adapters/algebra/AlgebraV2Adapter.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IV4Adapter} from "../../src/interfaces/IV4Adapter.sol";
import {Config} from "./Config.sol";
import {Create2} from "./Create2.sol";
import {DeployedFacet} from "./DiamondSteps.sol";
import {FacetCatalog, FacetSpec} from "./FacetCatalog.sol";

/// @title VenueSteps
/// @notice Lists the venues and routers of the address book, and names pools as the diamond does. Safe to repeat.
/// @dev The caller is ADMIN. A venue's `family` in the address book says which adapter serves it:
///  - uniswapV3, pancakeV3 (and any V3-like name that is none of the others): `factory`;
///  - algebraV1 (Thena), algebraV2, algebraIntegral: `factory`;
///  - uniswapV4: `manager`, and `hooks`, an array of those to list, which may be left out.
library VenueSteps {
    using Config for string;

    /// @notice Family numbers. Append only: registered pools carry them for good.
    uint8 internal constant FAMILY_V3 = 1;
    uint8 internal constant FAMILY_ALGEBRA_V1 = 2;
    uint8 internal constant FAMILY_V4 = 3;
    uint8 internal constant FAMILY_ALGEBRA_V2 = 4;
    uint8 internal constant FAMILY_ALGEBRA_INTEGRAL = 5;

    /// @notice The address book names a facet's family, but the diamond has no such facet.
    error Venue_FacetMissing(string facet);

    /// @notice The facets of the address book's chain: the whole catalog, less the adapters of families that have no venue
    /// there. What is not deployed cannot fail, and Uniswap V4's needs an EVM that not every chain has.
    /// @dev The V3 family's adapter stays: it is what a chain's first venue is most likely to need.
    function catalog(string memory json) internal view returns (FacetSpec[] memory specs) {
        specs = FacetCatalog.all();
        uint256 count;
        for (uint256 i; i < specs.length; ++i) {
            if (_same(specs[i].name, "V4AdapterFacet") && !_hasFamily(json, FAMILY_V4, FAMILY_V4)) continue;
            // One facet serves the doors of all three generations.
            if (
                _same(specs[i].name, "AlgebraAdapterFacet") && !_hasFamily(json, FAMILY_ALGEBRA_V1, FAMILY_ALGEBRA_V1)
                    && !_hasFamily(json, FAMILY_ALGEBRA_V2, FAMILY_ALGEBRA_INTEGRAL)
            ) continue;
            specs[count++] = specs[i];
        }
        assembly ("memory-safe") {
            mstore(specs, count) // shortened: count <= its length
        }
    }

    /// @notice Registers each venue's adapter and factory or manager, and the routers listed for swaps.
    function run(ICantilever diamond, string memory json, bytes32 salt, DeployedFacet[] memory facets) internal {
        string[] memory names = json.keys(".venues");
        for (uint256 i; i < names.length; ++i) {
            string memory path = string.concat(".venues.", names[i]);
            uint8 family = _familyOf(json, path);
            if (diamond.adapter(family) == address(0)) diamond.setAdapter(family, _adapter(family, salt, facets));
            if (family == FAMILY_V4) _listV4(diamond, json, path);
            else _listFactory(diamond, json.addr(string.concat(path, ".factory")), family);
        }
        _routers(diamond, json);
    }

    /// @notice The family of a pool of the address book.
    function familyOfPool(string memory json, string memory pool) internal pure returns (uint8) {
        return _familyOf(json, string.concat(".venues.", _venueOf(json, pool)));
    }

    /// @notice What the diamond calls a pool of the address book; V4 pools are written down for the vault if need be.
    function poolId(ICantilever diamond, string memory json, string memory pool, uint256 vaultId)
        internal
        returns (bytes32)
    {
        if (familyOfPool(json, pool) == FAMILY_V4) return diamond.recordV4Pool(v4Pool(json, pool, vaultId));
        return bytes32(uint256(uint160(_poolAddress(json, pool))));
    }

    /// @notice A V4 pool of the address book: `token0`, `token1`, `fee`, `tickSpacing`, `history` (the name of a V3-like
    /// pool), and, where they apply, `hooks` and `native` (present if the pool trades bare coins in place of token0).
    function v4Pool(string memory json, string memory pool, uint256 vaultId)
        internal
        view
        returns (IV4Adapter.V4Pool memory record)
    {
        string memory path = string.concat(".pools.", pool);
        record.manager = json.addr(string.concat(".venues.", _venueOf(json, pool), ".manager"));
        record.token0 = json.token(json.text(string.concat(path, ".token0")));
        record.currency1 = json.token(json.text(string.concat(path, ".token1")));
        if (!json.has(string.concat(path, ".native"))) record.currency0 = record.token0;
        // Narrowing: a wrapped value would name a pool that does not exist, which registerPool refuses.
        record.fee = uint24(json.number(string.concat(path, ".fee")));
        record.tickSpacing = int24(uint24(json.number(string.concat(path, ".tickSpacing"))));
        if (json.has(string.concat(path, ".hooks"))) record.hooks = json.addr(string.concat(path, ".hooks"));
        record.salt = bytes32(vaultId);
        record.history = _poolAddress(json, json.text(string.concat(path, ".history")));
    }

    function _listV4(ICantilever diamond, string memory json, string memory path) private {
        address manager = json.addr(string.concat(path, ".manager"));
        if (!diamond.isV4Manager(manager)) diamond.setV4Manager(manager, true);
        string memory hooks = string.concat(path, ".hooks");
        for (uint256 i; json.has(Config.at(hooks, i)); ++i) {
            address hook = json.addr(Config.at(hooks, i));
            if (!diamond.isV4Hook(hook)) diamond.setV4Hook(hook, true);
        }
        string[] memory symbols = json.keys(".tokens");
        for (uint256 i; i < symbols.length; ++i) {
            address token = json.token(symbols[i]);
            if (!json.has(string.concat(".tokens.", symbols[i], ".wrapsNative"))) continue;
            if (diamond.v4WrappedNative() != token) diamond.setV4WrappedNative(token);
        }
    }

    function _listFactory(ICantilever diamond, address factory, uint8 family) private {
        if (family == FAMILY_V3) {
            if (!diamond.isV3Factory(factory)) diamond.setV3Factory(factory, true);
            return;
        }
        uint8 generation = family == FAMILY_ALGEBRA_V1 ? 1 : family == FAMILY_ALGEBRA_V2 ? 2 : 3;
        if (diamond.algebraGeneration(factory) != generation) diamond.setAlgebraFactory(factory, generation);
    }

    function _routers(ICantilever diamond, string memory json) private {
        if (!json.has(".routers")) return;
        for (uint256 i; json.has(Config.at(".routers", i)); ++i) {
            string memory path = Config.at(".routers", i);
            string memory venue = json.text(string.concat(path, ".venue"));
            address router = json.addr(string.concat(".venues.", venue, ".swapRouter"));
            bytes4 selector = bytes4(keccak256(bytes(json.text(string.concat(path, ".signature")))));
            if (!diamond.isRouterListed(router, selector)) diamond.setRouter(router, selector, true);
        }
    }

    /// @dev The contract that runs a family's verbs. Those that are facets come with the diamond; the others have
    /// nothing to cut in and are deployed where an address book needs them.
    function _adapter(uint8 family, bytes32 salt, DeployedFacet[] memory facets) private returns (address) {
        if (family == FAMILY_V3) return _facet(facets, "V3AdapterFacet");
        if (family == FAMILY_V4) return _facet(facets, "V4AdapterFacet");
        if (family == FAMILY_ALGEBRA_V1) return _facet(facets, "AlgebraAdapterFacet");
        if (family == FAMILY_ALGEBRA_V2) return Create2.deploy(salt, type(AlgebraV2Adapter).creationCode);
        return Create2.deploy(salt, type(AlgebraIntegralAdapter).creationCode);
    }

    function _facet(DeployedFacet[] memory facets, string memory name) private pure returns (address) {
        for (uint256 i; i < facets.length; ++i) {
            if (_same(facets[i].name, name)) return facets[i].at;
        }
        revert Venue_FacetMissing(name);
    }

    /// @dev Whether a venue of the address book is of a family from `first` to `last`.
    function _hasFamily(string memory json, uint8 first, uint8 last) private view returns (bool) {
        string[] memory names = json.keys(".venues");
        for (uint256 i; i < names.length; ++i) {
            uint8 family = _familyOf(json, string.concat(".venues.", names[i]));
            if (family >= first && family <= last) return true;
        }
        return false;
    }

    function _familyOf(string memory json, string memory venuePath) private pure returns (uint8) {
        string memory family = json.text(string.concat(venuePath, ".family"));
        if (_same(family, "uniswapV4")) return FAMILY_V4;
        if (_same(family, "algebraV1")) return FAMILY_ALGEBRA_V1;
        if (_same(family, "algebraV2")) return FAMILY_ALGEBRA_V2;
        if (_same(family, "algebraIntegral")) return FAMILY_ALGEBRA_INTEGRAL;
        return FAMILY_V3;
    }

    function _venueOf(string memory json, string memory pool) private pure returns (string memory) {
        return json.text(string.concat(".pools.", pool, ".venue"));
    }

    function _poolAddress(string memory json, string memory pool) private pure returns (address) {
        return json.addr(string.concat(".pools.", pool, ".address"));
    }

    function _same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
