// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IM1Token} from "../../src/interfaces/IM1Token.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @dev A bridge whose signer is the attacker's: it mints whatever it is told to. A stand-in because the point is that
/// nothing in the minter restrains it.
contract CompromisedMinter {
    function mint(IM1Token token, address to, uint256 amount) external {
        token.mint(to, amount);
    }

    function burn(IM1Token token, uint256 amount) external {
        token.burn(amount);
    }
}

/// @notice X56 (Resolv): whoever holds a minter's key signs the most there is. Cap and rate of the token hold whatever it
/// signs, the guardian ends it in one call, and the ledger lends no more against the loot than it would to anyone.
contract X56CompromisedMinter is LedgerAttack {
    uint128 private constant CAP = 1_000e18;
    uint128 private constant BURST = 100e18;
    /// @dev 10 ounces an hour.
    uint72 private constant REFILL = 2_777_777_777_777_777;

    CompromisedMinter private _bridge;

    function setUp() public override {
        super.setUp();
        _bridge = new CompromisedMinter();
        vm.prank(owner);
        xau.setMinter(address(_bridge), CAP, BURST, REFILL, false);
        _approveAll(attacker);
    }

    /// @dev The most, every block of 60 steps of any length: never more than burst and refill, never more than the cap.
    function testFuzz_X56_mintsWithinRateAndCap(uint256 seed) public {
        uint256 minted;
        uint256 start = block.timestamp;
        for (uint256 step; step < 60; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            minted += _mintMost(seed);
            assertLe(minted, BURST + uint256(REFILL) * (block.timestamp - start), "minted beyond the rate");
            assertLe(minted, CAP, "minted beyond the cap");
            skip((seed >> 128) % 12 hours);
        }
        assertEq(xau.balanceOf(attacker), minted);
    }

    /// @dev Burning and minting again opens no second rate: a bridge's burns do not refill its bucket.
    function testFuzz_X56_burningRefillsNothing(uint256 seed) public {
        uint256 minted;
        uint256 start = block.timestamp;
        for (uint256 step; step < 20; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            minted += _mintMost(seed);
            uint256 held = xau.balanceOf(attacker);
            vm.prank(attacker);
            xau.transfer(address(_bridge), held);
            _bridge.burn(xau, held);
            assertLe(minted, BURST + uint256(REFILL) * (block.timestamp - start), "minted beyond the rate");
            skip(seed % 1 hours);
        }
    }

    /// @dev Everything signed at once, then what the bucket shows.
    function _mintMost(uint256 seed) private returns (uint256 minted) {
        uint256 before = xau.balanceOf(attacker);
        uint256 ask = type(uint128).max;
        try _bridge.mint(xau, attacker, ask) {} catch {}
        for (ask = BURST * 4; ask > 1e15; ask /= 2) {
            try _bridge.mint(xau, attacker, ask + seed % 1e15) {} catch {}
        }
        try _bridge.mint(xau, attacker, xau.mintable(address(_bridge))) {} catch {}
        minted = xau.balanceOf(attacker) - before;
    }

    /// @dev The guardian's one call, and nothing more is minted, at once or ever.
    function testFuzz_X56_guardianEndsIt(uint256 seed, uint32 later) public {
        _mintMost(seed);
        vm.prank(guardian);
        xau.lowerMinter(address(_bridge), 0, 0, 0);
        skip(later);
        assertEq(_mintMost(seed), 0, "a removed minter minted");
        assertEq(xau.mintable(address(_bridge)), 0);
    }

    /// @dev Carried to the ledger: what the attacker walks away with in a day is at most what it minted was worth, and what
    /// the ledger lent is at most the collateral factor of what it took in, whoever signed for it.
    function test_X56_lootBorrowsNoMoreThanItIsWorth() public {
        int256 before = _wealth(attacker);
        uint256 minted;
        for (uint256 hour; hour < 24; ++hour) {
            uint256 loot = _mintMost(hour);
            minted += loot;
            vm.startPrank(attacker);
            if (loot != 0) ledger.depositCollateral(address(xau), loot, attacker);
            for (uint256 amount = 1_000_000e6; amount >= 100e6; amount /= 2) {
                try ledger.borrow(address(cUSDT), amount, VARIABLE, attacker) {} catch {}
                try ledger.borrow(address(cUSDC), amount, VARIABLE, attacker) {} catch {}
            }
            vm.stopPrank();
            skip(1 hours);
            _record(_wealth(attacker) - before - int256(minted * REF_XAU / 1e18), hour);
            uint256 held = ledger.collateralOf(attacker, address(xau));
            uint256 lent = (cUSDT.balanceOf(attacker) + cUSDC.balanceOf(attacker)) * 1e12;
            assertLe(lent, held * REF_XAU / 1e18 * 8_000 / BP, "lent beyond the collateral");
        }
        assertLe(minted, BURST + uint256(REFILL) * 24 hours);
        assertLe(best, 0, "walked away with more than was minted");
        assertGt(minted, 300e18, "the attack did not try");
    }

    /// @dev The ledger is a minter, too: its own cap holds whatever its ceilings say.
    function test_X56_ledgersCapHolds() public {
        vm.prank(guardian);
        cUSDT.lowerMinter(address(ledger), 50_000e6, 20_000_000e6, 100e6);
        _depositWeth(attacker, 1_000e18);
        _borrow(attacker, cUSDT, 50_000e6);
        vm.prank(attacker);
        vm.expectPartialRevert(IM1Token.Token_CapExceeded.selector);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, attacker);
        assertEq(ledger.asset(address(cUSDT)).minted, 50_000e6);
    }
}
