// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {V4Managers} from "../adapters/v4/V4Managers.sol";
import {IALMInfo} from "../interfaces/IALMInfo.sol";
import {IRescue} from "../interfaces/IRescue.sol";
import {Accounted} from "../vault/libraries/Accounted.sol";
import {TreasuryStorage} from "./TreasuryStorage.sol";

/// @notice What is used of an ERC-721 token.
interface IERC721Minimal {
    function safeTransferFrom(address from, address to, uint256 id) external;
}

/// @notice What is used of an ERC-1155 token.
interface IERC1155Minimal {
    function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes calldata data) external;
}

/// @title Rescues
/// @notice Requests to move what is nobody's, and their execution.
/// @dev The contract that is called is TREASURY's to name, so a request is worth no more than what holds whatever that
/// contract is: the call is one of three fixed functions that move the diamond's own tokens, the lock is held, and no
/// vault's token is less afterwards.
library Rescues {
    uint256 internal constant DEFAULT_DELAY = 2 days;
    uint256 internal constant MIN_DELAY = 1 days;
    uint256 internal constant MAX_DELAY = 30 days;
    // How long a request may be executed once it is ready.
    uint256 internal constant WINDOW = 7 days;

    /// @notice The delay of new requests, seconds.
    function delay(TreasuryStorage.Layout storage s) internal view returns (uint256) {
        uint256 set = s.rescueDelay;
        return set == 0 ? DEFAULT_DELAY : set;
    }

    /// @notice Sets the delay; reverts `Rescue_DelayOutOfRange`.
    function setDelay(TreasuryStorage.Layout storage s, uint256 newDelay) internal {
        if (newDelay < MIN_DELAY || newDelay > MAX_DELAY) {
            revert IRescue.Rescue_DelayOutOfRange(newDelay, MIN_DELAY, MAX_DELAY);
        }
        s.rescueDelay = uint40(newDelay); // at most thirty days
    }

    /// @notice Records a request, its times filled in.
    function record(TreasuryStorage.Layout storage s, IRescue.Request memory request)
        internal
        returns (uint256 requestId)
    {
        _requireSound(request);
        _requireAllowed(request);
        uint256 readyAt = block.timestamp + delay(s);
        request.readyAt = uint40(readyAt); // a timestamp fits 40 bits until the year 36,812
        request.expiresAt = uint40(readyAt + WINDOW); // the same
        requestId = ++s.requestCount;
        s.requests[requestId] = request;
    }

    /// @notice Forgets a request and returns it; reverts `Rescue_Unknown`.
    function take(TreasuryStorage.Layout storage s, uint256 requestId) internal returns (IRescue.Request memory r) {
        r = s.requests[requestId];
        if (r.readyAt == 0) revert IRescue.Rescue_Unknown(requestId);
        delete s.requests[requestId];
    }

    /// @notice Moves what was asked for, if it is time and nobody's.
    function execute(TreasuryStorage.Layout storage s, uint256 requestId) internal returns (IRescue.Request memory r) {
        r = take(s, requestId);
        if (block.timestamp < r.readyAt) revert IRescue.Rescue_NotReady(requestId, r.readyAt);
        if (block.timestamp > r.expiresAt) revert IRescue.Rescue_Expired(requestId, r.expiresAt);
        // Again: vaults and venues may have come since.
        _requireAllowed(r);
        if (r.kind == IRescue.Kind.ERC20) {
            uint256 surplus = Accounted.surplus(r.token);
            if (r.amount > surplus) revert IRescue.Rescue_ExceedsSurplus(r.token, r.amount, surplus);
        }
        (address[] memory tokens, uint256[] memory held) = Accounted.balances();
        _move(r);
        _requireUntouched(r, tokens, held);
    }

    function _move(IRescue.Request memory r) private {
        if (r.kind == IRescue.Kind.NATIVE) {
            SafeTransferLib.safeTransferETH(r.receiver, r.amount);
        } else if (r.kind == IRescue.Kind.ERC20) {
            SafeTransferLib.safeTransfer(r.token, r.receiver, r.amount);
        } else if (r.kind == IRescue.Kind.ERC721) {
            IERC721Minimal(r.token).safeTransferFrom(address(this), r.receiver, r.id);
        } else {
            IERC1155Minimal(r.token).safeTransferFrom(address(this), r.receiver, r.id, r.amount, "");
        }
    }

    /// @dev Of the token rescued, what is accounted for must remain; of every other token of a vault, everything. Compound's
    /// TUSD could be swept through a second address that its rules did not know (2022).
    function _requireUntouched(IRescue.Request memory r, address[] memory tokens, uint256[] memory held) private view {
        for (uint256 i; i < tokens.length; ++i) {
            address token = tokens[i];
            uint256 expected = r.kind == IRescue.Kind.ERC20 && token == r.token ? Accounted.sumOf(token) : held[i];
            uint256 actual = SafeTransferLib.balanceOf(token, address(this));
            if (actual < expected) revert IRescue.Rescue_TouchedAccounted(token, expected, actual);
        }
    }

    /// @dev What makes no sense.
    function _requireSound(IRescue.Request memory r) private view {
        bool isNative = r.kind == IRescue.Kind.NATIVE;
        bool hasId = r.kind == IRescue.Kind.ERC721 || r.kind == IRescue.Kind.ERC1155;
        if (
            r.amount == 0 || r.receiver == address(0) || r.receiver == address(this)
                || (r.token == address(0)) != isNative || (!hasId && r.id != 0)
                || (r.kind == IRescue.Kind.ERC721 && r.amount != 1)
        ) revert IRescue.Rescue_InvalidRequest();
    }

    /// @dev What is never rescued: shares of the diamond, receipts of money markets while any are on record, and what a
    /// venue's contract keeps for the diamond.
    function _requireAllowed(IRescue.Request memory r) private view {
        if (r.kind == IRescue.Kind.NATIVE) return;
        address token = r.token;
        bool isVenue =
            IALMInfo(address(this)).poolVault(bytes32(uint256(uint160(token)))) != 0 || V4Managers.isListed(token);
        bool isTwofold = r.kind != IRescue.Kind.ERC20 && Accounted.isAccounted(token);
        if (token == address(this) || isVenue || isTwofold || Accounted.isReceipt(token)) {
            revert IRescue.Rescue_Forbidden(token);
        }
    }
}
