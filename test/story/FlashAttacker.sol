// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {FlashLender, IFlashBorrower} from "../attacks/FlashLender.sol";

/// @title FlashAttacker
/// @notice Moves a public pool's price with borrowed base, calls on the stabilizer while it is off if so told, and
/// undoes the move, all in one transaction; tells what the stabilizer said before, meanwhile and after.
/// @dev It pays the pool's fees with base of its own, which it must hold.
contract FlashAttacker is IFlashBorrower {
    using SafeTransferLib for address;

    /// @param peakPpm The pool's deviation at the height of the attack.
    /// @param refusal Selector of the error that refused the action; zero if none did, or none was asked for.
    /// @param cost Base it lost by it.
    event Attacked(
        uint256 lent,
        int256 peakPpm,
        bytes4 refusal,
        int256 bpsBefore,
        bool shouldBefore,
        uint256 sizeBefore,
        int256 bpsAfter,
        bool shouldAfter,
        uint256 sizeAfter,
        uint256 cost
    );

    /// @dev What the stabilizer says at a moment.
    struct Answer {
        int256 bps;
        bool should;
        uint256 size;
    }

    /// @param asks Whether to call on the stabilizer at the height of the attack.
    function attack(FlashLender lender, IStabilizer stabilizer, bool asks) external {
        IPMMPool pool = stabilizer.POOL();
        lender.lend(pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_(), abi.encode(stabilizer, asks));
    }

    /// @inheritdoc IFlashBorrower
    function onFlashLoan(uint256 lent, uint256, bytes calldata plan) external {
        (IStabilizer stabilizer, bool asks) = abi.decode(plan, (IStabilizer, bool));
        IPMMPool pool = stabilizer.POOL();
        address base = pool._BASE_TOKEN_();
        uint256 held = base.balanceOf(address(this));
        Answer memory before = _ask(stabilizer);

        base.safeTransfer(address(pool), lent);
        uint256 got = pool.sellBase(address(this));
        int256 peakPpm = pool.currentClose().deviationPpm;
        bytes4 refusal = asks ? _act(stabilizer, pool) : bytes4(0);
        pool._QUOTE_TOKEN_().safeTransfer(address(pool), got);
        pool.sellQuote(address(this));

        _tell(lent, peakPpm, refusal, before, _ask(stabilizer), held - base.balanceOf(address(this)));
        base.safeTransfer(msg.sender, lent);
    }

    function _ask(IStabilizer stabilizer) private view returns (Answer memory a) {
        (a.bps, a.should) = stabilizer.checkDeviation();
        (a.size,,,) = stabilizer.quotePrivateSwap();
    }

    /// @dev The direction that the moved price seems to call for.
    function _act(IStabilizer stabilizer, IPMMPool pool) private returns (bytes4 refusal) {
        try stabilizer.executePrivateSwap(type(uint256).max, pool._QUOTE_TOKEN_(), pool._BASE_TOKEN_()) {}
        catch (bytes memory reason) {
            refusal = bytes4(reason);
        }
    }

    function _tell(uint256 lent, int256 ppm, bytes4 refusal, Answer memory a, Answer memory b, uint256 cost) private {
        emit Attacked(lent, ppm, refusal, a.bps, a.should, a.size, b.bps, b.should, b.size, cost);
    }
}
