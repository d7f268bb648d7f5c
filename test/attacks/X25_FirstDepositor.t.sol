// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {DEAD, DEAD_SHARES} from "src/vault/VaultConstants.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X25_FirstDepositor
/// @notice Hundred, Onyx, Sonne (2023, 2024): in an empty market a gift inflates what a share is worth, and redemptions
/// round to nothing burned.
/// @dev A vault as fresh as its creation. The attacker makes the smallest deposit, keeps all of it or a single unit of a
/// share, gives between one wei and 1e30 of either token, and leaves after a victim came in. The diamond holds another
/// vault's cash of the same tokens: were it to count, the newcomer would pay for that and the attacker take it.
contract X25_FirstDepositorTest is AttackFixture {
    uint256 private constant VICTIM_WETH = 10e18 + 7;
    uint256 private constant VICTIM_USDC = 30_000e6 + 7;

    function setUp() public override {
        super.setUp();
        weth.mint(attacker, 1e31);
        usdc.mint(attacker, 1e31);
        vm.prank(manager);
        uint256 neighbour = diamond.createVault(address(weth), address(usdc), 0);
        vm.prank(alice);
        diamond.deposit(neighbour, 10e18, 30_000e6, 0, alice);
    }

    function test_inflation_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        int256 worstLossPpb;
        for (uint256 step; step <= STEPS; ++step) {
            for (uint256 way; way < 12; ++way) {
                uint256 state = vm.snapshotState();
                (int256 profit, int256 lossPpb) = _attack(way, 10 ** (30 * step / STEPS));
                keep(search, profit, step);
                if (lossPpb > worstLossPpb) worstLossPpb = lossPpb;
                vm.revertToState(state);
            }
        }
        report("X25", search);
        console.log("X25: worst victim's loss, parts per 1e9");
        console.logInt(worstLossPpb);
        assertLe(search.profit, 0, "X25: NP");
        assertLe(worstLossPpb, 1000, "X25: a victim lost more than a millionth");
    }

    /// @dev Whoever exits, and however, the vault is never without shares again, nor without something behind them: no
    /// second first depositor sets the price of a share.
    function testFuzz_vault_isNeverEmptyAgain(uint256 wethIn, uint256 usdcIn, uint256 part, bool priced) public {
        wethIn = bound(wethIn, 0, 1000e18);
        usdcIn = bound(usdcIn, 1000, 3e12);
        uint256 shares = depositAs(attacker, wethIn, usdcIn);
        part = bound(part, 1, shares);
        _leave(part, priced);
        if (part < shares) _leave(shares - part, !priced);
        assertEq(diamond.totalSupply(vaultId), DEAD_SHARES, "X25: the vault is empty again");
        assertEq(diamond.balanceOf(DEAD, vaultId), DEAD_SHARES, "X25: the dead shares moved");
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        assertGt(left0 + left1, 0, "X25: shares with nothing behind them");
        // Somebody can still come in, at a price.
        uint256 before = worth(bob);
        depositAs(bob, VICTIM_WETH, VICTIM_USDC);
        assertGe(worth(bob) * 1e6, before * (1e6 - 1), "X25: a late newcomer lost more than a millionth");
    }

    /// @dev Shares with nothing behind them are not to be had: a first deposit is worth a thousandth of a token1.
    function testFuzz_RevertWhen_firstDepositIsDust(uint256 wethIn, uint256 usdcIn) public {
        usdcIn = bound(usdcIn, 0, 999);
        // What remains to a thousandth of a USDC, 1,000 raw, at 3,000 USDC: a raw USDC is 333,333,333 wei and a third.
        wethIn = bound(wethIn, 0, (999 - usdcIn) * 333_333_333);
        vm.expectPartialRevert(IVaultErrors.Vault_FirstDepositTooSmall.selector);
        vm.prank(attacker);
        diamond.deposit(vaultId, wethIn, usdcIn, 0, attacker);
    }

    /// @dev Nothing is paid for no shares, and each share is burned once.
    function testFuzz_exit_burnsWhatItNames(uint256 part, bool priced) public {
        uint256 shares = depositAs(attacker, 1e18, 3000e6);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        vm.prank(attacker);
        diamond.withdraw(vaultId, 0, 0, 0, attacker);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        vm.prank(attacker);
        diamond.withdrawInKind(vaultId, 0, 0, 0, attacker);
        part = bound(part, 1, shares);
        _leave(part, priced);
        assertEq(sharesOf(attacker), shares - part);
        assertEq(diamond.totalSupply(vaultId), shares - part + DEAD_SHARES);
    }

    /// @dev way: first deposit in WETH, USDC or both; kept whole or but for a unit; the gift in WETH or USDC.
    function _attack(uint256 way, uint256 gift) private returns (int256 profit, int256 lossPpb) {
        uint256 before = worth(attacker);
        (uint256 first0, uint256 first1) = way % 3 == 0
            ? (uint256(4e11), uint256(0))
            : way % 3 == 1 ? (uint256(0), uint256(1000)) : (uint256(2e11), uint256(600));
        uint256 shares = depositAs(attacker, first0, first1);
        if (way / 3 % 2 == 1) _leave(shares - 1, true);
        vm.prank(attacker);
        if (way / 6 == 0) weth.transfer(address(diamond), gift);
        else usdc.transfer(address(diamond), gift);

        uint256 victimBefore = worth(bob);
        vm.prank(bob);
        (bool ok, bytes memory result) =
            address(diamond).call(abi.encodeCall(diamond.deposit, (vaultId, VICTIM_WETH, VICTIM_USDC, 0, bob)));
        if (ok) {
            (, uint256 paid0, uint256 paid1) = abi.decode(result, (uint256, uint256, uint256));
            uint256 paid = paid0 * refWad(vaultId) + paid1 * 1e18;
            // A raw unit of either token is dust whatever the deposit.
            int256 lost = int256(victimBefore) - int256(worth(bob)) - int256(refWad(vaultId) + 1e18);
            if (lost > 0) lossPpb = lost * 1e9 / int256(paid);
        }
        _leave(sharesOf(attacker), way % 2 == 0);
        profit = int256(worth(attacker)) - int256(before);
    }

    /// @dev An exit the vault cannot pay is the attacker's loss.
    function _leave(uint256 shares, bool priced) private {
        vm.startPrank(attacker);
        if (priced) {
            try diamond.withdraw(vaultId, shares, 0, 0, attacker) {} catch {}
        } else {
            try diamond.withdrawInKind(vaultId, shares, 0, 0, attacker) {} catch {}
        }
        vm.stopPrank();
    }
}
