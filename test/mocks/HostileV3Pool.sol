// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title HostileV3Pool
/// @notice A "pool" whose `mint` asks for payment as often, through whom and for as much as a test says.
/// @dev A mock because genuine pools cannot misbehave; it stands for a venue that a factory's list let in by mistake.
/// It also plays an honest V3 fork, whose callback has a name of its own.
contract HostileV3Pool {
    bytes4 public callbackSelector;
    uint256 public requests;
    uint256 public ask0;
    uint256 public ask1;
    uint256 public report0;
    uint256 public report1;
    /// @dev If set, makes the first request in the pool's stead.
    Accomplice public accomplice;
    bool public accompliceSucceeded;
    bytes public accompliceReturndata;

    address public factory;
    address public token0;
    address public token1;
    uint24 public constant fee = 500;

    function set(bytes4 selector, uint256 requests_, uint256 ask0_, uint256 ask1_, uint256 report0_, uint256 report1_)
        external
    {
        (callbackSelector, requests) = (selector, requests_);
        (ask0, ask1, report0, report1) = (ask0_, ask1_, report0_, report1_);
    }

    function setIdentity(address factory_, address token0_, address token1_) external {
        (factory, token0, token1) = (factory_, token0_, token1_);
    }

    function setAccomplice(Accomplice accomplice_) external {
        accomplice = accomplice_;
    }

    function mint(address, int24, int24, uint128, bytes calldata data) external returns (uint256, uint256) {
        bytes memory request = abi.encodeWithSelector(callbackSelector, ask0, ask1, data);
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
        return (report0, report1);
    }
}

/// @notice Makes any call, from its own address.
contract Accomplice {
    function forward(address target, bytes calldata data) external returns (bool, bytes memory) {
        return target.call(data);
    }
}
