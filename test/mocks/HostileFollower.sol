// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title HostileFollower
/// @notice A follower that takes part until it is told to misbehave. Not an IFeedFollower by type: its `sync` answers.
/// @dev Why not the real thing: a GuidePriceSource never fails, which is what the diamond must not rely on.
contract HostileFollower {
    enum Mood {
        WORKS,
        REVERTS,
        REVERTS_WITHOUT_REASON,
        BURNS,
        REVERTS_WITH_A_BOMB,
        RETURNS_A_BOMB,
        WORKS_HARD
    }

    error HostileFollower_Refused(Mood mood);

    uint256 private constant BOMB_BYTES = 200_000;
    uint256 private constant HARD_WORK = 280_000;

    address public immutable oracle;
    Mood public mood;
    /// @notice How often it learnt something.
    uint256 public syncs;

    constructor(address oracle_) {
        oracle = oracle_;
        // Not zero, so that the first renewal costs what every other does.
        syncs = 1;
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function sync() external {
        Mood now_ = mood;
        uint256 enough = gasleft() < HARD_WORK ? 0 : gasleft() - HARD_WORK;
        if (now_ == Mood.REVERTS) revert HostileFollower_Refused(now_);
        if (now_ == Mood.BURNS) while (true) {}
        if (now_ == Mood.WORKS_HARD) while (gasleft() > enough) {}
        syncs++;
        assembly ("memory-safe") {
            switch now_
            case 2 { revert(0, 0) }
            // From where nothing was written yet.
            case 4 { revert(mload(0x40), BOMB_BYTES) }
            case 5 { return(mload(0x40), BOMB_BYTES) }
        }
    }
}
