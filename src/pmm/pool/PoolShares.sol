// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IDODOCallee} from "../../interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {RState} from "../PMMPricing.sol";
import {PoolGuide} from "./PoolGuide.sol";
import {ONE} from "./PoolTerms.sol";

/// @title PoolShares
/// @notice The LPs' shares: an ERC-20, bought and sold for a part of the reserves.
/// @dev The shares' own ERC-20 functions do not hold the lock: they move no reserve and no price.
abstract contract PoolShares is PoolGuide, ERC20 {
    using SafeTransferLib for address;

    /// @inheritdoc IPMMPool
    uint256 public constant DEAD_SHARES = 1_000;

    /// @dev Where dead shares go. Not zero, which indexers take for a burn.
    address private constant DEAD = 0x000000000000000000000000000000000000dEaD;

    /// @inheritdoc IPMMPool
    function buyShares(address to) external guarded returns (uint256 shares, uint256 baseInput, uint256 quoteInput) {
        Found memory f = _find();
        baseInput = _inputOf(_BASE_TOKEN_, f.base);
        quoteInput = _inputOf(_QUOTE_TOKEN_, f.quote);

        // Check and Effect
        if (f.touchBlock == 0) {
            shares = _firstShares(f, baseInput, quoteInput);
            _setReserves(baseInput, quoteInput);
        } else {
            uint256 supply = totalSupply();
            shares = FixedPointMathLib.min(_shareOf(supply, baseInput, f.base), _shareOf(supply, quoteInput, f.quote));
            if (shares == 0) revert PMMPool_ZeroShares(baseInput, quoteInput);
            _touch(f);
            _rescale(f, supply, supply + shares, f.base + baseInput, f.quote + quoteInput);
        }
        _mint(to, shares);
        emit BuyShares(to, shares, balanceOf(to));
    }

    /// @inheritdoc IPMMPool
    function sellShares(
        uint256 shareAmount,
        address to,
        uint256 baseMinAmount,
        uint256 quoteMinAmount,
        bytes calldata data,
        uint256 deadline
    ) external guarded returns (uint256 baseAmount, uint256 quoteAmount) {
        // Check
        if (block.timestamp > deadline) revert PMMPool_Expired(deadline);
        if (shareAmount == 0) revert PMMPool_ZeroInput();
        Found memory f = _find();
        uint256 supply = totalSupply();
        _burn(msg.sender, shareAmount);
        baseAmount = FixedPointMathLib.fullMulDiv(f.base, shareAmount, supply);
        quoteAmount = FixedPointMathLib.fullMulDiv(f.quote, shareAmount, supply);
        if (baseAmount < baseMinAmount || quoteAmount < quoteMinAmount) {
            revert PMMPool_WithdrawNotEnough(baseAmount, quoteAmount, baseMinAmount, quoteMinAmount);
        }

        // Effect
        _touch(f);
        _rescale(f, supply, supply - shareAmount, f.base - baseAmount, f.quote - quoteAmount);

        // Interaction
        if (baseAmount != 0) _BASE_TOKEN_.safeTransfer(to, baseAmount);
        if (quoteAmount != 0) _QUOTE_TOKEN_.safeTransfer(to, quoteAmount);
        if (data.length != 0) {
            IDODOCallee(to).DVMSellShareCall(msg.sender, shareAmount, baseAmount, quoteAmount, data);
        }
        emit SellShares(msg.sender, to, shareAmount, balanceOf(msg.sender));
    }

    // ---- ERC-20 ----

    /// @notice Name of the LP share, also of its EIP-712 domain.
    function name() public pure override returns (string memory) {
        return "Cantilever PMM LP";
    }

    /// @notice Symbol of the LP share.
    function symbol() public pure override returns (string memory) {
        return "CPLP";
    }

    /// @notice Decimals of the LP share: the base token's.
    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    /// @dev Permit2 gets what a holder approves, as any other spender.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    // ---- Helpers ----

    /// @dev Shares of the first purchase, in base units, after the dead ones; the pool is live from here.
    function _firstShares(Found memory f, uint256 base, uint256 quote) private returns (uint256 shares) {
        (uint256 i, uint256 oracle) = _followGuide(f);
        shares = FixedPointMathLib.min(base, FixedPointMathLib.fullMulDiv(quote, ONE, i));
        if (shares <= DEAD_SHARES) revert PMMPool_FirstDepositTooSmall(shares, DEAD_SHARES + 1);
        _setGuide(f, i, oracle);
        _clock.timestamp = uint40(block.timestamp);
        _mint(DEAD, DEAD_SHARES);
        // Unchecked: shares > DEAD_SHARES, or it reverted above.
        unchecked {
            shares -= DEAD_SHARES;
        }
    }

    /// @dev Shares an input is worth by one reserve alone; a reserve that is gone asks for nothing.
    function _shareOf(uint256 supply, uint256 input, uint256 reserve) private pure returns (uint256) {
        return reserve == 0 ? type(uint256).max : FixedPointMathLib.fullMulDiv(supply, input, reserve);
    }

    /// @dev Stores the reserves after a trade of shares and keeps the scarce token's target per share. Rounded down: a
    /// lower target is nearer equilibrium, so no rounding ever raises a premium that the pool pays.
    function _rescale(Found memory f, uint256 supplyBefore, uint256 supplyAfter, uint256 base, uint256 quote) private {
        _setReserves(base, quote);
        if (f.r == RState.ONE) return;
        _setSide(f, f.r, FixedPointMathLib.fullMulDiv(f.target, supplyAfter, supplyBefore), base, quote);
    }
}
