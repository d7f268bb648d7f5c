// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {ArbitraryCalls} from "./ArbitraryCalls.sol";

/// @title X31_LiFiArbitraryCall
/// @notice LI.FI v1, March 2022: the contract that users had approved executed a target and calldata of anyone's choice.
/// @dev The only outward call here whose target and data a caller chooses is a keeper's swap, and it goes through a list.
/// A hostile KEEPER tries tokens, Permit2, the diamond itself, its adapter, a pool and the PoolManager as routers; and a list that
/// took a token for a router still would not take the functions that move tokens.
contract X31_LiFiArbitraryCallTest is ArbitraryCalls {
    /// @dev Every target with every payload, both directions, nothing and something to spend.
    function test_rebalance_reachesNoUnlistedTarget() public {
        vm.pauseGasMetering();
        bytes32 before = _victimsState();
        Search memory search;
        uint256 had = worth(attacker);
        for (uint256 i; i < targets.length; ++i) {
            for (uint256 kind; kind < PAYLOADS; ++kind) {
                for (uint256 way; way < 4; ++way) {
                    uint256 state = vm.snapshotState();
                    IALMProtected.SwapOrder[] memory swaps = new IALMProtected.SwapOrder[](1);
                    swaps[0] = IALMProtected.SwapOrder(
                        targets[i],
                        way % 2 == 0,
                        way / 2 * 1000,
                        0,
                        payload(kind, victims[kind % 2], _amount(search.tried))
                    );
                    callAs(
                        keeper,
                        abi.encodeCall(IALMProtected.rebalance, (vaultId, swaps, new IALMProtected.RangeOrder[](0)))
                    );
                    assertUntouched(before, "X31", IALMProtected.rebalance.selector);
                    keep(search, int256(worth(attacker)) - int256(had), search.tried);
                    vm.revertToState(state);
                }
            }
        }
        report("X31", search);
        assertEq(search.tried, 8 * PAYLOADS * 4);
        assertLe(search.profit, 0, "X31: NP");
    }

    /// @dev From one raw unit to more than anyone has, odd and even.
    function _amount(uint256 step) private pure returns (uint256) {
        return 10 ** (step % 28) + step % 2;
    }

    /// @dev ADMIN lists a token as a router by mistake, function by function: what moves tokens is refused, so the keeper
    /// still reaches nobody's allowance.
    function test_listingATokenAsRouter_robsNobody() public {
        bytes32 before = _victimsState();
        for (uint256 i; i < 3; ++i) {
            for (uint256 kind; kind < 6; ++kind) {
                uint256 state = vm.snapshotState();
                bytes memory data = payload(kind, alice, 1e6);
                (bool listed,) =
                    address(diamond).call(abi.encodeCall(ISwap.setRouter, (targets[i], bytes4(data), true)));
                IALMProtected.SwapOrder[] memory swaps = new IALMProtected.SwapOrder[](1);
                swaps[0] = IALMProtected.SwapOrder(targets[i], true, 0, 0, data);
                callAs(
                    keeper, abi.encodeCall(IALMProtected.rebalance, (vaultId, swaps, new IALMProtected.RangeOrder[](0)))
                );
                assertUntouched(before, "X31, listed token", IALMProtected.rebalance.selector);
                assertFalse(listed, "X31: a function that moves tokens was listed");
                vm.revertToState(state);
            }
        }
    }

    /// @dev Every selector the loupe knows, each with a target and calldata from the seed, as a stranger or a thief of a role.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 256
    function testFuzz_everySelector_reachesNobody(uint256 seed) public {
        bytes32 before = _victimsState();
        for (uint256 i; i < selectors.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address target = targets[seed % targets.length];
            bytes memory data = payload(seed >> 8, victims[seed >> 16 & 1], (seed >> 32) % 1e12);
            address caller = callers[(seed >> 24) % 3];
            callAs(caller, shaped(selectors[i], seed >> 17, target, data, seed >> 64));
            assertUntouched(before, "X31", selectors[i]);
        }
        assertSolvent("X31");
    }
}
