// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IBadDebtReserve} from "../../../src/interfaces/IBadDebtReserve.sol";

/// @notice Bucket E as the ledger meets it.
/// @dev A mock because the tests need a reserve that gives too little, too much, or fails; the real one never does the
/// last two.
contract MockReserve is IBadDebtReserve {
    enum Mood {
        GIVES,
        GIVES_TOO_MUCH,
        REVERTS
    }

    Mood public mood;

    error Reserve_Closed();

    function setMood(Mood newMood) external {
        mood = newMood;
    }

    function coverBadDebt(address token, uint256 amount) external override {
        if (mood == Mood.REVERTS) revert Reserve_Closed();
        uint256 held = ERC20(token).balanceOf(address(this));
        uint256 given = mood == Mood.GIVES_TOO_MUCH || held < amount ? held : amount;
        if (given != 0) ERC20(token).transfer(msg.sender, given);
    }
}
