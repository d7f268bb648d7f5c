// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";

/// @title ReserveHolder
/// @notice Keeps an owner's two tokens in a Cantilever vault: the pattern of docs/integrate.md, which a test runs.
contract ReserveHolder is ERC1155Holder {
    using SafeERC20 for IERC20;

    ICantilever public immutable diamond;
    uint256 public immutable vaultId;
    IERC20 public immutable token0;
    IERC20 public immutable token1;
    address public immutable owner;

    error NotOwner(address caller);

    constructor(ICantilever diamond_, uint256 vaultId_) {
        (diamond, vaultId, owner) = (diamond_, vaultId_, msg.sender);
        token0 = IERC20(diamond_.vaultInfo(vaultId_).token0);
        token1 = IERC20(diamond_.vaultInfo(vaultId_).token1);
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    /// @notice Deposits at most these amounts of what this contract holds.
    /// @param minShares From a quote made outside the transaction: a preview made here would follow whatever moved the
    /// price a moment ago.
    function deposit(uint256 amount0Max, uint256 amount1Max, uint256 minShares) external onlyOwner {
        (, uint256 amount0, uint256 amount1) = diamond.previewDeposit(vaultId, amount0Max, amount1Max);
        token0.forceApprove(address(diamond), amount0);
        token1.forceApprove(address(diamond), amount1);
        // To the wei what the preview said, since nothing came between: no allowance is left.
        diamond.deposit(vaultId, amount0, amount1, minShares, address(this));
    }

    /// @notice Exits: at a price while there is one, else in kind. Tokens stay here.
    function withdraw(uint256 shares, uint256 amount0Min, uint256 amount1Min) external onlyOwner {
        try diamond.withdraw(vaultId, shares, amount0Min, amount1Min, address(this)) {}
        catch {
            // Not calm, no oracle, paused: the exact slice of cash and ranges is always open.
            diamond.withdrawInKind(vaultId, shares, amount0Min, amount1Min, address(this));
        }
    }

    /// @notice What this contract's shares are worth, raw token1, rounded down; reverts with the oracle's reason.
    function value() external view returns (uint256) {
        return diamond.balanceOf(address(this), vaultId) * diamond.valuePerShareWad(vaultId) / 1e36;
    }
}
