// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {Accomplice} from "./HostileV3Pool.sol";

/// @title HostileAlgebraPool
/// @notice A "pool" whose `mint` asks for payment as often, through whom and for as much as a test says, and reports what
/// it likes.
/// @dev A mock because genuine pools cannot misbehave; it stands for a venue that a factory's list let in by mistake.
contract HostileAlgebraPool {
    uint256 public requests;
    uint256 public ask0;
    uint256 public ask1;
    uint256 public report0;
    uint256 public report1;
    uint128 public minted;
    /// @dev If set, makes the first request in the pool's stead.
    Accomplice public accomplice;
    bool public accompliceSucceeded;
    bytes public accompliceReturndata;

    address public factory;
    address public token0;
    address public token1;

    function set(uint256 requests_, uint256 ask0_, uint256 ask1_, uint256 report0_, uint256 report1_, uint128 minted_)
        external
    {
        (requests, ask0, ask1, report0, report1, minted) = (requests_, ask0_, ask1_, report0_, report1_, minted_);
    }

    function setIdentity(address factory_, address token0_, address token1_) external {
        (factory, token0, token1) = (factory_, token0_, token1_);
    }

    function setAccomplice(Accomplice accomplice_) external {
        accomplice = accomplice_;
    }

    function mint(address, address, int24, int24, uint128, bytes calldata data)
        external
        returns (uint256, uint256, uint128)
    {
        bytes memory request = abi.encodeCall(IAlgebraAdapter.algebraMintCallback, (ask0, ask1, data));
        if (address(accomplice) != address(0)) {
            (accompliceSucceeded, accompliceReturndata) = accomplice.forward(msg.sender, request);
        }
        for (uint256 i; i < requests; ++i) {
            (bool ok, bytes memory result) = msg.sender.call(request);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(result, 32), mload(result))
                }
            }
        }
        return (report0, report1, minted);
    }
}
