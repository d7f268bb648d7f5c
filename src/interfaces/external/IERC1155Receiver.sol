// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IERC1155Receiver
/// @notice What EIP-1155 asks of a contract that receives shares.
interface IERC1155Receiver {
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes calldata data)
        external
        returns (bytes4);

    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external returns (bytes4);
}
