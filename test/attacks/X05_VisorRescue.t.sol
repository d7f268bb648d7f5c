// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRescue} from "src/interfaces/IRescue.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {TwofoldToken} from "test/mocks/TwofoldToken.sol";
import {console} from "forge-std/console.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X05_VisorRescue
/// @notice Visor, June 2021: whoever held one key could withdraw what lay idle, and "emergency" meant depositors' money.
/// @dev A thief holds one role after the other, then MANAGER and KEEPER, then TREASURY, who alone may ask for a rescue,
/// and waits as long as it likes. It asks for the vault's tokens in every amount, for shares, for positions, through a
/// second address of a token. Hold: what the accounts say is somebody's never moves.
contract X05_VisorRescueTest is AttackFixture {
    uint256 private owed0;
    uint256 private owed1;

    function setUp() public override {
        super.setUp();
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(50, 50, 500, 1_000, 10));
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        depositAs(bob, 5e18, 15_000e6);
        // All that is there is somebody's, by what was paid in, not by what the accounts say.
        owed0 = weth.balanceOf(address(diamond));
        owed1 = usdc.balanceOf(address(diamond));
        // And of each token a little is nobody's.
        weth.mint(address(diamond), 1e15);
        usdc.mint(address(diamond), 1e6);
    }

    /// @dev Each role alone, and MANAGER with KEEPER: none but TREASURY can so much as ask.
    function test_roles_cannotAsk() public {
        address[5] memory thieves = [admin, manager, keeper, guardian, attacker];
        for (uint256 i; i < thieves.length; ++i) {
            vm.prank(thieves[i]);
            (bool ok,) = address(diamond)
                .call(abi.encodeCall(IRescue.requestRescue, (IRescue.Kind.ERC20, address(weth), 0, 1e15, thieves[i])));
            assertFalse(ok, "X05: another role asked for a rescue");
        }
    }

    /// @dev TREASURY takes all it can by any number of requests of any size, in any order: the gifts and nothing else.
    function testFuzz_treasury_getsNoDepositorsMoney(uint256[8] memory amounts, uint256 wait) public {
        for (uint256 i; i < amounts.length; ++i) {
            TestToken token = i % 2 == 0 ? weth : usdc;
            uint256 whole = token.balanceOf(address(diamond));
            // From one unit to twice everything, gift and just beyond among them.
            uint256 amount = i < 2 ? whole - (i == 0 ? owed0 : owed1) + amounts[i] % 2 : bound(amounts[i], 1, whole * 2);
            vm.prank(treasury);
            diamond.requestRescue(IRescue.Kind.ERC20, address(token), 0, amount, attacker);
        }
        skip(2 days + bound(wait, 0, 7 days));
        uint256 done;
        for (uint256 id = 1; id <= amounts.length; ++id) {
            vm.prank(treasury);
            (bool ok,) = address(diamond).call(abi.encodeCall(IRescue.executeRescue, (id)));
            if (ok) ++done;
        }
        assertGe(weth.balanceOf(address(diamond)), owed0, "X05: depositors' WETH moved");
        assertGe(usdc.balanceOf(address(diamond)), owed1, "X05: depositors' USDC moved");
        assertEq(diamond.accounted(address(weth)), owed0);
        assertEq(diamond.accounted(address(usdc)), owed1);
        console.log("X05: rescues that went through", done);
    }

    /// @dev Through a contract that moves a vault's token under another name, in each of the three forms.
    function testFuzz_treasury_findsNoSecondName(uint256 kind, uint256 amount) public {
        TwofoldToken second = new TwofoldToken(weth);
        IRescue.Kind asked = IRescue.Kind(bound(kind, 1, 3));
        amount = bound(amount, 1, owed0);
        bool isErc20 = asked == IRescue.Kind.ERC20;
        vm.startPrank(treasury);
        uint256 id = diamond.requestRescue(
            asked, address(second), isErc20 ? 0 : amount, asked == IRescue.Kind.ERC721 ? 1 : amount, attacker
        );
        skip(2 days);
        (bool ok,) = address(diamond).call(abi.encodeCall(IRescue.executeRescue, (id)));
        vm.stopPrank();
        assertFalse(ok, "X05: a second name moved depositors' WETH");
        assertGe(weth.balanceOf(address(diamond)), owed0, "X05: depositors' WETH moved");
    }

    /// @dev Nothing moves before the delay, and GUARDIAN ends it.
    function testFuzz_treasury_waitsAndIsStopped(uint256 wait) public {
        vm.prank(treasury);
        uint256 id = diamond.requestRescue(IRescue.Kind.ERC20, address(weth), 0, 1e15, attacker);
        uint256 had = weth.balanceOf(attacker);
        skip(bound(wait, 0, 2 days - 1));
        bytes memory execute = abi.encodeCall(IRescue.executeRescue, (id));
        vm.prank(treasury);
        (bool ok,) = address(diamond).call(execute);
        assertFalse(ok, "X05: a rescue before its delay");
        vm.prank(guardian);
        diamond.cancelRescue(id);
        skip(2 days);
        vm.prank(treasury);
        (ok,) = address(diamond).call(execute);
        assertFalse(ok, "X05: a rescue that GUARDIAN stopped");
        assertEq(weth.balanceOf(attacker), had);
    }
}
