// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {LibString} from "solady/utils/LibString.sol";
import {IALMClaims} from "../../interfaces/IALMClaims.sol";
import {IVaultToken} from "../../interfaces/IVaultToken.sol";
import {IVaultWrapper} from "../../interfaces/IVaultWrapper.sol";
import {IERC1155Receiver} from "../../interfaces/external/IERC1155Receiver.sol";

/// @title VaultWrapper
/// @notice A vault's shares as an ERC-20.
/// @dev A clone with immutable arguments: diamond 20 bytes, vault id 32 bytes. It has no owner, no setting and no state but
/// ERC-20's. Every token is backed by one share it holds, because tokens are minted only for shares received and burned
/// before shares are sent.
contract VaultWrapper is ERC20, IVaultWrapper, IERC1155Receiver {
    using LibString for uint256;

    /// @inheritdoc IVaultWrapper
    function wrap(uint256 amount, address to) external {
        // Minted by the hook below, when the shares have arrived; `to` travels in the data.
        IVaultToken(diamond()).safeTransferFrom(msg.sender, address(this), vaultId(), amount, abi.encode(to));
    }

    /// @inheritdoc IVaultWrapper
    function unwrap(uint256 amount, address to) external {
        _burn(msg.sender, amount);
        emit Unwrapped(msg.sender, to, amount);
        IVaultToken(diamond()).safeTransferFrom(address(this), to, vaultId(), amount, "");
    }

    /// @inheritdoc IVaultWrapper
    function withdrawInKind(uint256 amount, uint256 amount0Min, uint256 amount1Min, address to, uint256 skipMask)
        external
        returns (uint256 amount0, uint256 amount1)
    {
        _burn(msg.sender, amount);
        emit Exited(msg.sender, to, amount);
        return IALMClaims(diamond()).withdrawInKind(vaultId(), amount, amount0Min, amount1Min, to, skipMask);
    }

    /// @inheritdoc IERC1155Receiver
    /// @dev Mints to the address in `data`, or to the sender of the shares if there is none.
    function onERC1155Received(address, address from, uint256 id, uint256 amount, bytes calldata data)
        external
        returns (bytes4)
    {
        _receive(from, id, amount, data);
        return IERC1155Receiver.onERC1155Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155BatchReceived(
        address,
        address from,
        uint256[] calldata ids,
        uint256[] calldata amounts,
        bytes calldata data
    ) external returns (bytes4) {
        for (uint256 i; i < ids.length; ++i) {
            _receive(from, ids[i], amounts[i], data);
        }
        return IERC1155Receiver.onERC1155BatchReceived.selector;
    }

    /// @inheritdoc IVaultWrapper
    function diamond() public view returns (address) {
        return address(bytes20(LibClone.argsOnClone(address(this), 0, 20)));
    }

    /// @inheritdoc IVaultWrapper
    function vaultId() public view returns (uint256) {
        return uint256(bytes32(LibClone.argsOnClone(address(this), 20, 52)));
    }

    /// @inheritdoc ERC20
    function name() public view override returns (string memory) {
        return string.concat("Cantilever vault #", vaultId().toString());
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return string.concat("CANT-", vaultId().toString());
    }

    /// @notice ERC-165: ERC-1155 receiver.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC1155Receiver).interfaceId || interfaceId == 0x01ffc9a7;
    }

    /// @dev Permit2 gets no allowance that a holder did not give.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    function _receive(address from, uint256 id, uint256 amount, bytes calldata data) private {
        if (msg.sender != diamond() || id != vaultId()) revert Wrapper_NotItsShares(msg.sender, id);
        address to = data.length == 0 ? from : abi.decode(data, (address));
        if (to == address(0)) revert Wrapper_ZeroReceiver();
        _mint(to, amount);
        emit Wrapped(from, to, amount);
    }
}
