// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {CloseHolder} from "./CloseHolder.sol";

/// @notice X47 (Inverse, Rodeo): the attacker controls consecutive blocks, makes the closes he wants, has the stabilizer
/// act on them, and unwinds. At the fixture's N and theta; X47EveryNAndTheta goes through all of them.
contract X47HoldTheClose is CloseHolder {
    /// @dev N and theta of the fixture's settings, and the size beyond which a push shows: some 5 bp.
    uint256 private constant CLOSES = 2;
    uint256 private constant THETA_BP = 5;
    uint256 private constant BEYOND_THETA = 2_600;

    Best internal acting;

    /// @dev Held for N - 1 blocks up to N + 3. For fewer than N nothing acts. For N and more the stabilizer acts, buys
    /// what the attacker pushed, and what that is worth to bucket B is what it costs him: the least it costs to make it
    /// act is printed beside what B gains by it.
    function test_X47_holdTriggerUnwind() public {
        for (uint256 held = CLOSES - 1; held <= CLOSES + 3; ++held) {
            delete acting;
            delete best;
            uint256 gainOfB;
            for (uint256 step; step < SIZES; ++step) {
                for (uint256 down; down < 2; ++down) {
                    (int256 profit, uint256 gain, bool acted) = _hold(down == 1, _size(step), held);
                    assertEq(acted, held >= CLOSES && _size(step) > BEYOND_THETA, "a held close is acted on");
                    _record(profit, _size(step));
                    if (!acted) continue;
                    _record(acting, profit, _size(step));
                    if (acting.profit == profit) gainOfB = gain;
                }
            }
            string memory id = string.concat("X47 hold for ", vm.toString(held), " of 2 closes");
            _judge(id, best);
            if (held < CLOSES) continue;
            _print(string.concat(id, ", where the stabilizer acts"), acting);
            console2.log(string.concat(id, ": what bucket B gains there, USD ", _usd(int256(gainOfB))));
            assertGt(gainOfB, 0, "B is paid for acting");
        }
    }

    /// @dev Measured over ten rounds, at every size that there is something to deny.
    function test_X47_denialOfTheAction() public {
        for (uint256 across; across < 2; ++across) {
            delete best;
            for (uint256 step; step < SIZES; ++step) {
                (int256 profit, bool denied) = _deny(_size(step), CLOSES, THETA_BP, across == 1);
                assertEq(denied, _size(step) > BEYOND_THETA, "something to deny");
                _record(profit, _size(step));
            }
            _judge(
                string.concat("X47 denial of the action ", across == 1 ? "across" : "within theta", ", ten rounds"),
                best
            );
        }
    }

    function test_X47_holdThroughThreeActions() public {
        for (uint256 step; step < SIZES; ++step) {
            _record(_holdThroughThreeActions(step % 2 == 0, _size(step), CLOSES), _size(step));
        }
        _judge("X47 three actions");
    }

    function test_X47_overshootHunter() public {
        for (uint256 step; step < SIZES; ++step) {
            _record(_huntOvershoot(step % 2 == 0, _size(step), CLOSES), _size(step));
        }
        _judge("X47 overshoot");
    }

    function test_X47_holderOfThePool() public {
        for (uint256 step; step < SIZES; ++step) {
            for (uint256 down; down < 2; ++down) {
                _record(_holdAsHolderOfThePool(down == 1, _size(step), CLOSES), _size(step));
            }
        }
        _judge("X47 holder of the pool");
    }

    function test_X47_shareOfOneAction() public {
        for (uint256 step; step < SIZES; ++step) {
            _record(_shareOfOneAction(_size(step), CLOSES), _size(step));
        }
        _judge("X47 share of an action");
    }
}
