// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITreasury} from "src/interfaces/ITreasury.sol";
import {FlashBorrower} from "test/utils/FlashBorrower.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X26_FlashFees
/// @notice Radiant, January 2024: fees of flash loans, taken again and again in a nearly empty market, drove an index up
/// until rounding was worth millions.
/// @dev Here a flash fee is the protocol's and enters no vault's cash. Up to a thousand loans and gifts against a vault
/// that holds its dead shares and a little more; then the attacker and a victim go in and out. Hold: no share is worth
/// more or less by a loan, and nobody gains. The ledger's half is X26IndexInflation.
contract X26_FlashFeesTest is AttackFixture {
    FlashBorrower private borrower;

    function setUp() public override {
        super.setUp();
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, 0, 100));
        diamond.setFlashLending(vaultId, true);
        borrower = new FlashBorrower();
        weth.mint(address(borrower), 1e24);
        usdc.mint(address(borrower), 1e15);
        // The least there can be, nearly.
        depositAs(attacker, 1e15, 3e6);
    }

    /// forge-config: default.fuzz.runs = 8
    /// forge-config: ci.fuzz.runs = 32
    function testFuzz_loans_moveNoShare(uint256 loans, uint256 seed) public {
        loans = bound(loans, 1, 1_000);
        uint256 perShare = diamond.valuePerShareWad(vaultId);
        uint256 had = worth(attacker);
        for (uint256 i; i < loans; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address token = seed % 2 == 0 ? address(weth) : address(usdc);
            diamond.flashLoanFrom(vaultId, borrower, token, 1 + seed % diamond.maxFlashLoanFrom(vaultId, token), "");
            if (seed % 8 == 0) weth.mint(address(diamond), seed % 1e18);
        }
        assertEq(diamond.valuePerShareWad(vaultId), perShare, "X26: loans moved the value of a share");
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertGt(fee0 + fee1, 0);
        (uint256 shares, uint256 paid0, uint256 paid1) = _enter();
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        assertLe(got0, paid0, "X26: a round trip gained");
        assertLe(got1, paid1, "X26: a round trip gained");
        assertApproxEqAbs(got0, paid0, 2, "X26: a victim lost");
        assertApproxEqAbs(got1, paid1, 2, "X26: a victim lost");
        // What a wei of rounding of others' leaves to the only holder, a unit of each token.
        assertLe(worth(attacker), had + refWad(vaultId) + 2e18, "X26: NP");
    }

    function _enter() private returns (uint256, uint256, uint256) {
        vm.prank(bob);
        return diamond.deposit(vaultId, 1e18, 3_000e6, 0, bob);
    }
}
