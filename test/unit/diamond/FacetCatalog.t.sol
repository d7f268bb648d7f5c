// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FacetCatalog, FacetSpec} from "script/deploy/FacetCatalog.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";

/// @notice The written-out catalog is what the compiler finds, less the verbs of adapters.
contract FacetCatalogTest is Test {
    function test_catalog_isComplete() public view {
        FacetSpec[] memory specs = FacetCatalog.all();
        for (uint256 i; i < specs.length; ++i) {
            string memory path = string.concat("out/", specs[i].name, ".sol/", specs[i].name, ".json");
            string memory artifact = vm.readFile(path);
            string[] memory signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
            uint256 expected;
            for (uint256 j; j < signatures.length; ++j) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[j])));
                bool listed = _contains(specs[i].selectors, selector);
                assertEq(listed, !_isAdapterVerb(selector), string.concat(specs[i].name, ": ", signatures[j]));
                if (listed) ++expected;
            }
            assertEq(specs[i].selectors.length, expected, string.concat(specs[i].name, ": lists what it lacks"));
        }
    }

    /// @dev X31, X32: verbs that run by delegatecall must never be reachable through the diamond.
    function test_catalog_leavesAdapterVerbsOut() public view {
        FacetSpec[] memory specs = FacetCatalog.all();
        for (uint256 i; i < specs.length; ++i) {
            for (uint256 j; j < specs[i].selectors.length; ++j) {
                assertFalse(_isAdapterVerb(specs[i].selectors[j]), specs[i].name);
            }
        }
    }

    function test_catalog_hasNoClash() public view {
        FacetSpec[] memory specs = FacetCatalog.all();
        for (uint256 i; i < specs.length; ++i) {
            for (uint256 j; j < specs[i].selectors.length; ++j) {
                for (uint256 k; k < i; ++k) {
                    assertFalse(_contains(specs[k].selectors, specs[i].selectors[j]), specs[i].name);
                }
            }
        }
    }

    function _isAdapterVerb(bytes4 selector) private pure returns (bool) {
        return selector == IDexAdapter.prices.selector || selector == IDexAdapter.spotSqrtPriceX96.selector
            || selector == IDexAdapter.pendingFees.selector || selector == IDexAdapter.positionLiquidity.selector
            || selector == IDexAdapter.validatePool.selector || selector == IDexAdapter.mint.selector
            || selector == IDexAdapter.burn.selector || selector == IDexAdapter.requireHistory.selector;
    }

    function _contains(bytes4[] memory selectors, bytes4 selector) private pure returns (bool) {
        for (uint256 i; i < selectors.length; ++i) {
            if (selectors[i] == selector) return true;
        }
        return false;
    }
}
