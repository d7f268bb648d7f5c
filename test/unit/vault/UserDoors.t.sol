// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "src/access/Roles.sol";
import {MulticallFacet} from "src/diamond/MulticallFacet.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMPermit} from "src/interfaces/IALMPermit.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IMulticall} from "src/interfaces/IMulticall.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {GenuinePermit2} from "test/utils/GenuinePermit2.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice The doors around the vault's verbs: on an owner's behalf, by signature, several at once, and who is let in.
contract UserDoorsTest is VaultFixture, GenuinePermit2 {
    uint256 private carolKey;
    address private carol;

    function setUp() public override {
        super.setUp();
        deployPermit2();
        (carol, carolKey) = makeAddrAndKey("carol");
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
    }

    // -- on an owner's behalf -------------------------------------------------------------------------------------

    /// @dev An operator's exit is the owner's own, to the wei, and the receiver is whom the operator names.
    function testFuzz_exitFor_equalsTheOwners(uint256 shares, uint256 door) public {
        shares = bound(shares, 1e15, sharesOf(bob));
        vm.prank(bob);
        diamond.setApprovalForAll(attacker, true);
        uint256 fresh = vm.snapshotState();
        uint256[2] memory own = _exit(bob, door % 3, shares, bob);
        vm.revertToState(fresh);
        uint256[2] memory other = _exit(attacker, door % 3, shares, carol);
        assertEq(other[0], own[0]);
        assertEq(other[1], own[1]);
        if (door % 3 != 2) assertEq(weth.balanceOf(carol), own[0]);
        else assertEq(usdc.balanceOf(carol), own[0]);
    }

    function testFuzz_RevertWhen_callerIsNoOperator(address caller, uint256 shares) public {
        vm.assume(caller != bob);
        bytes memory reason = abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, bob, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        diamond.withdraw(vaultId, shares, 0, 0, caller, bob);
        vm.expectRevert(reason);
        diamond.withdrawSingle(vaultId, address(weth), shares, 0, caller, bob);
        vm.expectRevert(reason);
        diamond.withdrawInKind(vaultId, shares, 0, 0, caller, bob);
    }

    // -- several at once ------------------------------------------------------------------------------------------

    function test_multicall_runsInOrderAsTheCaller() public {
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3000e6, 0, attacker));
        calls[1] = abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(usdc), 100e6, 0, attacker));
        calls[2] = abi.encodeCall(IVaultToken.setApprovalForAll, (bob, true));
        vm.prank(attacker);
        bytes[] memory results = diamond.multicall(calls);
        (uint256 first,,) = abi.decode(results[0], (uint256, uint256, uint256));
        assertEq(sharesOf(attacker), first + abi.decode(results[1], (uint256)));
        assertTrue(diamond.isApprovedForAll(attacker, bob));
    }

    function test_RevertWhen_aCallOfAMulticallFails() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3000e6, 0, attacker));
        calls[1] = abi.encodeCall(IALMUser.withdraw, (vaultId, 0, 0, 0, attacker));
        vm.prank(attacker);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.multicall(calls);
        assertEq(sharesOf(attacker), 0);
    }

    /// @dev One that fails undoes itself alone, its lock and its half-done effects included; the others stand.
    function test_tryMulticall_goesOnAfterAFailure() public {
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3000e6, 0, attacker));
        // Refused after shares were minted: nobody is at home at the receiver to take them.
        calls[1] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3000e6, 0, address(weth)));
        calls[2] = abi.encodeCall(IALMUser.deposit, (vaultId, 2e18, 6000e6, 0, attacker));
        vm.prank(attacker);
        (bool[] memory succeeded, bytes[] memory results) = diamond.tryMulticall(calls);
        assertTrue(succeeded[0] && !succeeded[1] && succeeded[2]);
        assertEq(diamond.balanceOf(address(weth), vaultId), 0);
        (uint256 first,,) = abi.decode(results[0], (uint256, uint256, uint256));
        (uint256 third,,) = abi.decode(results[2], (uint256, uint256, uint256));
        assertEq(sharesOf(attacker), first + third);
    }

    /// @dev A call starved of gas says nothing about the call.
    function testFuzz_RevertWhen_aCallOfATryMulticallIsStarved(uint256 gasGiven) public {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3000e6, 0, attacker));
        bytes memory batch = abi.encodeCall(IMulticall.tryMulticall, (calls));
        gasGiven = bound(gasGiven, 30_000, 600_000);
        vm.prank(attacker);
        (bool ok, bytes memory answer) = address(diamond).call{gas: gasGiven}(batch);
        if (!ok) return;
        (bool[] memory succeeded,) = abi.decode(answer, (bool[], bytes[]));
        assertTrue(succeeded[0], "failed for want of gas alone");
    }

    function test_RevertWhen_multicallCarriesValue() public {
        (bool ok,) = address(diamond).call{value: 1}(abi.encodeCall(IMulticall.multicall, (new bytes[](0))));
        assertFalse(ok);
    }

    function test_RevertWhen_multicallIsCalledOnTheFacet() public {
        MulticallFacet facet = new MulticallFacet();
        vm.expectRevert(MulticallFacet.Multicall_NotDelegated.selector);
        facet.multicall(new bytes[](1));
        vm.expectRevert(MulticallFacet.Multicall_NotDelegated.selector);
        facet.tryMulticall(new bytes[](1));
    }

    // -- by signature ---------------------------------------------------------------------------------------------

    /// @dev Takes what the deposit costs, not what was signed.
    function testFuzz_depositPermit2_equalsDeposit(uint256 wethMax, uint256 slack) public {
        _fundCarol();
        wethMax = bound(wethMax, 1e15, 50e18);
        uint256 usdcMax = wethMax * 4000e6 / 1e18;
        slack = bound(slack, 0, 1e6);
        (uint256 shares, uint256 amount0, uint256 amount1) = diamond.previewDeposit(vaultId, wethMax, usdcMax);
        IALMPermit.Permit2Batch memory permit = _signBoth(amount0 + slack, amount1 + slack);
        uint256[2] memory before = [weth.balanceOf(carol), usdc.balanceOf(carol)];
        vm.prank(carol);
        (uint256 got, uint256 paid0, uint256 paid1) =
            diamond.depositPermit2(vaultId, wethMax, usdcMax, shares, carol, permit);
        assertEq(got, shares);
        assertEq(paid0, amount0);
        assertEq(paid1, amount1);
        assertEq(before[0] - weth.balanceOf(carol), amount0);
        assertEq(before[1] - usdc.balanceOf(carol), amount1);
        assertEq(sharesOf(carol), shares);
    }

    function testFuzz_depositSinglePermit2_equalsDepositSingle(uint256 amount) public {
        _fundCarol();
        amount = bound(amount, 1e6, 20_000e6);
        uint256 shares = diamond.previewDepositSingle(vaultId, address(usdc), amount);
        IALMPermit.Permit2Batch memory permit = _signOne(address(usdc), amount);
        vm.prank(carol);
        assertEq(diamond.depositSinglePermit2(vaultId, address(usdc), amount, shares, carol, permit), shares);
        assertEq(sharesOf(carol), shares);
    }

    /// @dev Somebody else's signature is worth nothing: the payer is the caller.
    function test_RevertWhen_signatureIsAnothers() public {
        _fundCarol();
        IALMPermit.Permit2Batch memory permit = _signOne(address(usdc), 1000e6);
        uint256 before = usdc.balanceOf(carol);
        vm.prank(attacker);
        vm.expectRevert();
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, attacker, permit);
        assertEq(usdc.balanceOf(carol), before);
    }

    function test_RevertWhen_signatureIsUsedAgain() public {
        _fundCarol();
        IALMPermit.Permit2Batch memory permit = _signOne(address(usdc), 1000e6);
        vm.startPrank(carol);
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, carol, permit);
        vm.expectRevert();
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, carol, permit);
    }

    function test_RevertWhen_signatureIsTooLate() public {
        _fundCarol();
        IALMPermit.Permit2Batch memory permit = _signOne(address(usdc), 1000e6);
        vm.warp(permit.deadline + 1);
        setAnchor(3000e8);
        vm.prank(carol);
        vm.expectRevert(abi.encodeWithSignature("SignatureExpired(uint256)", permit.deadline));
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, carol, permit);
    }

    /// @dev ERC-2612 and the deposit in one multicall; a permit that was used by somebody first does not stop it.
    function testFuzz_selfPermit_paysForADeposit(bool usedBefore) public {
        usdc.mint(carol, 1000e6);
        (uint8 v, bytes32 r, bytes32 s) = _sign2612(1000e6);
        if (usedBefore) usdc.permit(carol, address(diamond), 1000e6, block.timestamp, v, r, s);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IALMPermit.selfPermit, (vaultId, address(usdc), 1000e6, block.timestamp, v, r, s));
        calls[1] = abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(usdc), 1000e6, 0, carol));
        vm.prank(carol);
        diamond.multicall(calls);
        assertGt(sharesOf(carol), 0);
        assertEq(usdc.balanceOf(carol), 0);
    }

    function test_RevertWhen_permitIsBad() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign2612(1000e6);
        vm.startPrank(carol);
        vm.expectRevert(abi.encodeWithSelector(IALMPermit.Permit_Refused.selector, address(usdc), 0, 1001e6));
        diamond.selfPermit(vaultId, address(usdc), 1001e6, block.timestamp, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(IALMSingle.Vault_NotItsToken.selector, vaultId, address(feed)));
        diamond.selfPermit(vaultId, address(feed), 1000e6, block.timestamp, v, r, s);
    }

    // -- who is let in --------------------------------------------------------------------------------------------

    /// @dev Up to the cap and not above it, by either door; exits do not know of it.
    function testFuzz_cap_boundsTheValueAfter(uint256 room, uint256 wethMax) public {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        uint256 cap = value + bound(room, 1e6, 60_000e6);
        vm.prank(manager);
        diamond.setDepositCap(vaultId, cap);
        assertEq(diamond.depositCap(vaultId), cap);
        wethMax = bound(wethMax, 1e15, 20e18);
        vm.prank(attacker);
        try diamond.deposit(vaultId, wethMax, wethMax * 4000e6 / 1e18, 0, attacker) {
            (value,) = diamond.valueAtAnchor(vaultId);
            assertLe(value, cap);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultEntry.Vault_AboveCap.selector);
            assertGt(value + wethMax * 6000e6 / 1e18, cap - 1e6, "refused though there was room");
        }
        vm.prank(bob);
        diamond.withdraw(vaultId, 1e18, 0, 0, bob);
    }

    function test_RevertWhen_depositSingleIsAboveTheCap() public {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        vm.prank(manager);
        diamond.setDepositCap(vaultId, value + 100e6);
        vm.startPrank(attacker);
        diamond.depositSingle(vaultId, address(usdc), 100e6, 0, attacker);
        vm.expectPartialRevert(IVaultEntry.Vault_AboveCap.selector);
        diamond.depositSingle(vaultId, address(usdc), 1e6, 0, attacker);
    }

    function test_RevertWhen_firstDepositIsAboveTheCap() public {
        vm.startPrank(manager);
        uint256 fresh = diamond.createVault(address(weth), address(usdc), 0);
        diamond.setDepositCap(fresh, 6000e6);
        vm.stopPrank();
        vm.startPrank(attacker);
        vm.expectRevert(abi.encodeWithSelector(IVaultEntry.Vault_AboveCap.selector, 6001e6, 6000e6));
        diamond.deposit(fresh, 1e18, 3001e6, 0, attacker);
        diamond.deposit(fresh, 1e18, 2999e6, 0, attacker);
    }

    function testFuzz_cap_raisingNeedsAdmin(uint256 old, uint256 cap) public {
        old = bound(old, 0, type(uint128).max);
        cap = bound(cap, 0, type(uint128).max);
        vm.startPrank(manager);
        if (old != 0) diamond.setDepositCap(vaultId, old);
        bool raises = old != 0 && (cap == 0 || cap > old);
        if (raises) {
            vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        }
        diamond.setDepositCap(vaultId, cap);
        vm.stopPrank();
        if (raises) diamond.setDepositCap(vaultId, cap); // this contract is ADMIN
        assertEq(diamond.depositCap(vaultId), cap);
        IALMSingle.ImbalanceCurve memory curve = diamond.imbalanceCurve(vaultId);
        assertEq(abi.encode(curve), abi.encode(IALMSingle.ImbalanceCurve(1, 200, 3500)), "its neighbours in the word");
    }

    /// @dev Closed: listed receivers only, by any door in; leaving stays open to all.
    function test_allowList_closesTheDoorsIn() public {
        _fundCarol();
        IALMPermit.Permit2Batch memory permit = _signOne(address(usdc), 1000e6);
        vm.prank(manager);
        diamond.setAllowList(vaultId, true);
        bytes memory reason = abi.encodeWithSelector(IVaultEntry.Vault_NotAdmitted.selector, vaultId, carol);
        assertFalse(diamond.isAdmitted(vaultId, carol));
        vm.startPrank(carol);
        vm.expectRevert(reason);
        diamond.deposit(vaultId, 1e18, 3000e6, 0, carol);
        vm.expectRevert(reason);
        diamond.depositSingle(vaultId, address(usdc), 1000e6, 0, carol);
        vm.expectRevert(reason);
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, carol, permit);
        vm.stopPrank();
        vm.prank(bob);
        diamond.withdraw(vaultId, 1e18, 0, 0, bob);
        _admit(carol, true);
        vm.prank(carol);
        diamond.depositSinglePermit2(vaultId, address(usdc), 1000e6, 0, carol, permit);
        _admit(carol, false);
        assertFalse(diamond.isAdmitted(vaultId, carol));
    }

    function test_allowList_openingNeedsAdmin() public {
        vm.startPrank(manager);
        diamond.setAllowList(vaultId, true);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, manager, Roles.ADMIN));
        diamond.setAllowList(vaultId, false);
        vm.stopPrank();
        diamond.setAllowList(vaultId, false);
        assertTrue(diamond.isAdmitted(vaultId, carol));
    }

    function testFuzz_RevertWhen_strangerDecidesWhoEnters(address caller) public {
        vm.assume(caller != manager && caller != admin);
        bytes memory reason = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        diamond.setDepositCap(vaultId, 1);
        vm.expectRevert(reason);
        diamond.setAllowList(vaultId, true);
        vm.expectRevert(reason);
        diamond.setAdmitted(vaultId, new address[](1), true);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _exit(address caller, uint256 door, uint256 shares, address receiver)
        private
        returns (uint256[2] memory got)
    {
        vm.prank(caller);
        if (door == 0) {
            (got[0], got[1]) = caller == bob
                ? diamond.withdraw(vaultId, shares, 0, 0, receiver)
                : diamond.withdraw(vaultId, shares, 0, 0, receiver, bob);
        } else if (door == 1) {
            (got[0], got[1]) = caller == bob
                ? diamond.withdrawInKind(vaultId, shares, 0, 0, receiver)
                : diamond.withdrawInKind(vaultId, shares, 0, 0, receiver, bob);
        } else {
            got[0] = caller == bob
                ? diamond.withdrawSingle(vaultId, address(usdc), shares, 0, receiver)
                : diamond.withdrawSingle(vaultId, address(usdc), shares, 0, receiver, bob);
        }
    }

    function _admit(address account, bool admitted) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(manager);
        diamond.setAdmitted(vaultId, accounts, admitted);
    }

    /// @dev Carol trusts Permit2, not the diamond.
    function _fundCarol() private {
        weth.mint(carol, 1000e18);
        usdc.mint(carol, 1_000_000e6);
        vm.startPrank(carol);
        weth.approve(PERMIT2, type(uint256).max);
        usdc.approve(PERMIT2, type(uint256).max);
        vm.stopPrank();
    }

    function _signBoth(uint256 amount0, uint256 amount1) private view returns (IALMPermit.Permit2Batch memory) {
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(weth), address(usdc));
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (amount0, amount1);
        uint256 deadline = block.timestamp + 600;
        return IALMPermit.Permit2Batch(
            7, deadline, amount0, amount1, signPermit2(carolKey, address(diamond), tokens, amounts, 7, deadline)
        );
    }

    function _signOne(address token, uint256 amount) private view returns (IALMPermit.Permit2Batch memory) {
        address[] memory tokens = new address[](1);
        tokens[0] = token;
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = amount;
        uint256 deadline = block.timestamp + 600;
        return IALMPermit.Permit2Batch(
            8, deadline, amount, 0, signPermit2(carolKey, address(diamond), tokens, amounts, 8, deadline)
        );
    }

    function _sign2612(uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 inner = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                carol,
                address(diamond),
                amount,
                usdc.nonces(carol),
                block.timestamp
            )
        );
        return vm.sign(carolKey, keccak256(abi.encodePacked("\x19\x01", usdc.DOMAIN_SEPARATOR(), inner)));
    }
}
