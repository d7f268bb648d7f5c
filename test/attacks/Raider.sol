// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {FlashLender, IFlashBorrower} from "./FlashLender.sol";

/// @notice Told after each operation of a raider, so that nothing in the middle of a transaction goes unseen.
interface IWatcher {
    function afterOp(uint256 vaultId) external;
}

/// @notice What a raider is up against.
struct Prey {
    ICantilever diamond;
    FlashLender lender;
    uint256 vaultId;
    address token0;
    address token1;
}

/// @title Raider
/// @notice An attacker's contract: moves pools with its own and borrowed money, enters and leaves a vault.
/// @dev `strike` runs a whole attack in one transaction over a flash loan (ATOMIC); the verbs are public as well, for
/// attacks that last several blocks (MULTI). Deployed by the test, which it keeps informed.
abstract contract Raider is IFlashBorrower {
    using SafeTransferLib for address;

    Prey public prey;
    IWatcher private immutable _watcher;

    constructor(Prey memory prey_) {
        prey = prey_;
        _watcher = IWatcher(msg.sender);
        prey_.token0.safeApprove(address(prey_.diamond), type(uint256).max);
        prey_.token1.safeApprove(address(prey_.diamond), type(uint256).max);
    }

    /// @notice Runs a plan in one transaction with a flash loan of all the lender has.
    function strike(bytes calldata plan) external {
        prey.lender.lend(prey.token0, prey.token1, plan);
    }

    function onFlashLoan(uint256 amount0, uint256 amount1, bytes calldata plan) external {
        raid(plan);
        prey.token0.safeTransfer(msg.sender, amount0);
        prey.token1.safeTransfer(msg.sender, amount1);
    }

    /// @dev The attack itself.
    function raid(bytes memory plan) internal virtual;

    // -- verbs ----------------------------------------------------------------------------------------------------

    /// @notice Swaps whatever it takes to bring a pool to a price.
    function push(address pool, uint160 sqrtTargetX96) public {
        (uint160 spot,,,,) = IUniswapV3PoolMinimal(pool).slot0();
        if (spot == sqrtTargetX96) return;
        IUniswapV3PoolMinimal(pool).swap(address(this), sqrtTargetX96 < spot, type(int128).max, sqrtTargetX96, "");
    }

    function enter(uint256 amount0Max, uint256 amount1Max) public returns (uint256 shares) {
        (shares,,) = prey.diamond.deposit(prey.vaultId, amount0Max, amount1Max, 0, address(this));
        _watcher.afterOp(prey.vaultId);
    }

    function leave(uint256 shares) public {
        prey.diamond.withdraw(prey.vaultId, shares, 0, 0, address(this));
        _watcher.afterOp(prey.vaultId);
    }

    function leaveInKind(uint256 shares) public {
        prey.diamond.withdrawInKind(prey.vaultId, shares, 0, 0, address(this));
        _watcher.afterOp(prey.vaultId);
    }

    // -- callbacks ------------------------------------------------------------------------------------------------

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    function pancakeV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external virtual returns (bytes4) {
        return this.onERC1155Received.selector;
    }

    function _pay(int256 amount0, int256 amount1) private {
        if (amount0 > 0) prey.token0.safeTransfer(msg.sender, uint256(amount0));
        if (amount1 > 0) prey.token1.safeTransfer(msg.sender, uint256(amount1));
    }
}

/// @notice When the pool is pushed, and which way out is taken.
enum Pattern {
    ENTER_PUSHED,
    LEAVE_PUSHED,
    ENTER_PUSHED_LEAVE_IN_KIND,
    LEAVE_PUSHED_IN_KIND
}

/// @notice A round trip through a vault while a pool is off its price.
struct RoundTrip {
    address pool;
    uint160 sqrtPushedX96;
    uint256 amount0;
    uint256 amount1;
    uint256 rounds;
    Pattern pattern;
}

/// @title RoundTripRaider
/// @notice Pushes a pool, enters or leaves, and puts the pool back; as often as told.
contract RoundTripRaider is Raider {
    constructor(Prey memory prey_) Raider(prey_) {}

    function raid(bytes memory plan) internal override {
        RoundTrip memory trip = abi.decode(plan, (RoundTrip));
        (uint160 home,,,,) = IUniswapV3PoolMinimal(trip.pool).slot0();
        bool enterPushed = trip.pattern == Pattern.ENTER_PUSHED || trip.pattern == Pattern.ENTER_PUSHED_LEAVE_IN_KIND;
        bool inKind = trip.pattern >= Pattern.ENTER_PUSHED_LEAVE_IN_KIND;
        for (uint256 i; i < trip.rounds; ++i) {
            if (enterPushed) push(trip.pool, trip.sqrtPushedX96);
            uint256 shares = enter(trip.amount0, trip.amount1);
            push(trip.pool, enterPushed ? home : trip.sqrtPushedX96);
            if (inKind) leaveInKind(shares);
            else leave(shares);
            push(trip.pool, home);
        }
    }
}
