// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Serves any selector and says who served it.
/// @dev A double, because a genuine facet knows a handful of selectors and the tests fuzz over all of them.
contract EchoFacet {
    address private immutable SELF = address(this);

    fallback(bytes calldata input) external payable returns (bytes memory) {
        return abi.encode(SELF, address(this), msg.sender, msg.value, input);
    }
}
