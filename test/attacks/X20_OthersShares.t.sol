// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMExitFor} from "src/interfaces/IALMExitFor.sol";
import {IALMPermit} from "src/interfaces/IALMPermit.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {GenuinePermit2} from "test/utils/GenuinePermit2.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @dev Pretends to be a token: remembers that the diamond called it, and who was in.
contract ListeningToken {
    address public heard;

    fallback() external {
        heard = msg.sender;
    }
}

/// @title X20_OthersShares
/// @notice RWAVault, Lixir: an exit named an owner and asked nobody's leave; a permit took any signer that was not zero.
/// @dev Holds: each exit on another's behalf, and each transfer, takes the owner's approval of the caller as operator, at
/// this moment; the approval of one is not that of another. Signatures of Permit2 and ERC-2612 only ever pay in, for the
/// caller alone: forged, borrowed, late, used, bent or from another chain they move nothing of anybody's. And whoever
/// sends a victim's public permit first stops neither its deposit nor its exit.
contract X20_OthersSharesTest is VaultFixture, GenuinePermit2 {
    uint256 private constant PAID = 1000e6;
    /// @dev Order of secp256k1: s and this less s sign the same.
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    /// @dev The least worth that leaves in one token, 4 raw USDC, and one for the shares' worth, just below par: a share is
    /// 1e-12 of a raw USDC. An exit in one token is valued in whole raw USDC, rounded down. Its fee takes two of them at
    /// least, the curve's integral rounded up and a guard of one; what is left of a third pays. In WETH one more is lost
    /// by rounding the WETH down. Below, the exit would burn shares for nothing, and is refused.
    uint256 private constant LEAST_SINGLE = 5e12;

    uint256 private carolKey;
    address private carol;

    /// @dev An ERC-2612 signature.
    struct Signed {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function setUp() public override {
        super.setUp();
        deployPermit2();
        (carol, carolKey) = makeAddrAndKey("carol");
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        usdc.mint(carol, 10 * PAID);
        weth.mint(carol, 10e18);
    }

    function testFuzz_ownerIsAsked(uint256 door, address caller, uint256 shares, uint256 approvals) public {
        if (caller == alice || caller == address(0)) caller = attacker;
        door = bound(door, 0, 4);
        shares = bound(shares, door == 2 ? LEAST_SINGLE : 1, sharesOf(alice) / 2);
        // Any mixture of approvals but the one that counts.
        if (approvals & 1 == 1) _approve(bob, caller, true);
        if (approvals & 2 == 2) _approve(alice, bob, caller != bob);
        if (approvals & 4 == 4) {
            _approve(alice, caller, true);
            _approve(alice, caller, false);
        }
        uint256 held = sharesOf(alice);
        vm.prank(caller);
        (bool ok, bytes memory reason) = address(diamond).call(_call(door, caller, shares));
        assertFalse(ok, "X20: another's shares were spent");
        assertEq(reason, abi.encodeWithSelector(IVaultToken.Token_NotApproved.selector, alice, caller));
        assertEq(sharesOf(alice), held);

        // With it the same call goes through, and takes exactly what it says.
        _approve(alice, caller, true);
        vm.prank(caller);
        (ok,) = address(diamond).call(_call(door, bob, shares));
        assertTrue(ok, "the operator is let through");
        assertEq(sharesOf(alice), held - shares, "exactly");
    }

    /// @dev What is too little to pay anything in one token burns nothing, and leaves by the other doors.
    function testFuzz_dust_burnsNothing(uint256 shares, bool inWeth) public {
        // Worth two raw USDC at most, all of which the fee would take.
        shares = bound(shares, 1, 2e12);
        uint256 held = sharesOf(alice);
        vm.startPrank(alice);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.withdrawSingle(vaultId, inWeth ? address(weth) : address(usdc), shares, 0, alice);
        assertEq(sharesOf(alice), held);
        diamond.withdraw(vaultId, shares, 0, 0, alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(sharesOf(alice), held - 2 * shares, "dust leaves");
    }

    // -- signatures -----------------------------------------------------------------------------------------------

    /// @dev ERC-2612: whoever brings it, however it was bent, a permit that is not the caller's own, fresh and for this
    /// amount lets the diamond take nothing of anybody.
    function testFuzz_RevertWhen_permitIsNotTheCallersOwn(uint256 how, uint256 noise) public {
        how = bound(how, 0, 6);
        Signed memory permit = _sign2612(PAID, block.timestamp + 600);
        address caller = carol;
        uint256 left = 10 * PAID;
        if (how == 0) {
            // Somebody else's.
            caller = attacker;
            _disallow(attacker);
        } else if (how == 1) {
            // Forged: noise for a signature, and a signer of nobody.
            (permit.v, permit.r) = (uint8(noise), keccak256(abi.encode(noise)));
        } else if (how == 2) {
            (permit.v, permit.r, permit.s) = (0, 0, 0);
        } else if (how == 3) {
            vm.warp(permit.deadline + 1);
            setAnchor(3000e8);
        } else if (how == 4) {
            permit = _onAnotherChain();
        } else {
            // Used: as it was, and with the other s that signs the same.
            _payWith(permit);
            left -= PAID;
            if (how == 6) {
                (permit.v, permit.s) = (permit.v ^ 7, bytes32(CURVE_ORDER - uint256(permit.s)));
            }
        }
        vm.prank(caller);
        (bool ok, bytes memory reason) = address(diamond).call(_selfPermit(permit));
        assertFalse(ok, "X20: a permit that is none was taken");
        assertEq(reason, abi.encodeWithSelector(IALMPermit.Permit_Refused.selector, address(usdc), 0, PAID));
        assertEq(usdc.allowance(carol, address(diamond)), 0, "X20: the diamond may take a victim's tokens");
        assertEq(usdc.balanceOf(carol), left, "X20: a victim paid");
    }

    /// @dev Permit2 the same, by either door, for shares of the attacker's.
    function testFuzz_RevertWhen_permit2IsNotTheCallersOwn(uint256 how, bool both) public {
        how = bound(how, 0, 6);
        _allowPermit2(carol);
        uint256 deadline = block.timestamp + 600;
        uint256 chain = block.chainid;
        if (how == 4) vm.chainId(chain + 1);
        // Signed for an attacker to spend, in the sixth case.
        IALMPermit.Permit2Batch memory permit =
            _signPermit2(how == 5 ? attacker : address(diamond), both, how == 6 ? PAID / 2 : PAID, deadline);
        vm.chainId(chain);
        address caller = how == 0 ? attacker : carol;
        if (how == 0) _allowPermit2(attacker);
        if (how == 1) permit.signature[5] ^= 0x01;
        // All zero: ecrecover answers nobody, which is no owner.
        if (how == 2) permit.signature = new bytes(65);
        // Signed for half, shown as for all.
        if (how == 6 && both) permit.signed1 = PAID;
        if (how == 6 && !both) permit.signed0 = PAID;
        if (how == 3) {
            vm.warp(deadline + 1);
            setAnchor(3000e8);
        }
        _assertRefused(caller, permit, both);
        if (how > 2) return;
        // A control: carol's own, as she signed it, pays once; then it is used.
        permit = _signPermit2(address(diamond), both, PAID, deadline);
        vm.prank(carol);
        (bool ok,) = address(diamond).call(_deposit2(permit, both, carol));
        assertTrue(ok, "the owner's own pays");
        _assertRefused(carol, permit, both);
    }

    /// @dev A permit is public before it is mined. Sent first by an attacker, as it is or by Permit2's own door, it stops
    /// nothing: the victim's deposit and its exit, in one transaction, go through.
    function testFuzz_frontRunPermit_stopsNothing(bool first, uint256 door) public {
        Signed memory permit = _sign2612(PAID, block.timestamp + 600);
        if (first) {
            vm.prank(attacker);
            usdc.permit(carol, address(diamond), PAID, permit.deadline, permit.v, permit.r, permit.s);
        }
        uint256 shares = diamond.previewDepositSingle(vaultId, address(usdc), PAID);
        bytes[] memory calls = new bytes[](3);
        calls[0] = _selfPermit(permit);
        calls[1] = abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(usdc), PAID, shares, carol));
        door = bound(door, 0, 2);
        if (door == 0) calls[2] = abi.encodeCall(IALMUser.withdraw, (vaultId, shares, 0, 0, carol));
        if (door == 1) calls[2] = abi.encodeCall(IALMUser.withdrawInKind, (vaultId, shares, 0, 0, carol));
        if (door == 2) {
            calls[2] = abi.encodeCall(IALMSingle.withdrawSingle, (vaultId, address(usdc), shares, 0, carol));
        }
        uint256 had = weth.balanceOf(carol) * 3000 / 1e12 + usdc.balanceOf(carol);
        vm.prank(carol);
        (bool ok,) = address(diamond).call(abi.encodeWithSignature("multicall(bytes[])", calls));
        assertTrue(ok, "X20: a permit sent first stops the way in and out");
        assertEq(sharesOf(carol), 0, "out again");
        // There and back costs her fees; the attacker's interference nothing.
        assertGe(weth.balanceOf(carol) * 3000 / 1e12 + usdc.balanceOf(carol), had - PAID / 100, "and paid");
    }

    /// @dev Nor can anybody use up the nonce of a Permit2 signature but the diamond for its signer.
    function test_frontRunPermit2_stopsNothing() public {
        _allowPermit2(carol);
        IALMPermit.Permit2Batch memory permit = _signPermit2(address(diamond), false, PAID, block.timestamp + 600);
        vm.startPrank(attacker);
        (bool ok,) = address(diamond).call(_deposit2(permit, false, attacker));
        assertFalse(ok, "X20: a victim paid for an attacker");
        (ok,) = address(diamond).call(_deposit2(permit, false, carol));
        assertFalse(ok, "X20: a victim's signature was used by another");
        vm.stopPrank();
        vm.prank(carol);
        (ok,) = address(diamond).call(_deposit2(permit, false, carol));
        assertTrue(ok, "X20: a signature tried first stops the way in");
    }

    /// @dev A permit names its token, and the diamond says `permit` to it: to a vault's own tokens only.
    function test_permit_callsNoStrangersToken() public {
        ListeningToken listening = new ListeningToken();
        vm.prank(attacker);
        (bool ok,) = address(diamond)
            .call(abi.encodeCall(IALMPermit.selfPermit, (vaultId, address(listening), 0, block.timestamp, 27, 0, 0)));
        assertEq(listening.heard(), address(0), "X20: the diamond called a stranger's contract");
        assertFalse(ok, "refused");
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _call(uint256 door, address to, uint256 shares) private view returns (bytes memory) {
        if (door == 0) return abi.encodeCall(IALMExitFor.withdraw, (vaultId, shares, 0, 0, to, alice));
        if (door == 1) return abi.encodeCall(IALMExitFor.withdrawInKind, (vaultId, shares, 0, 0, to, alice));
        if (door == 2) {
            return abi.encodeCall(IALMExitFor.withdrawSingle, (vaultId, address(weth), shares, 0, to, alice));
        }
        if (door == 3) return abi.encodeCall(IVaultToken.safeTransferFrom, (alice, to, vaultId, shares, ""));
        uint256[] memory ids = new uint256[](1);
        uint256[] memory amounts = new uint256[](1);
        (ids[0], amounts[0]) = (vaultId, shares);
        return abi.encodeCall(IVaultToken.safeBatchTransferFrom, (alice, to, ids, amounts, ""));
    }

    function _approve(address holder, address operator, bool approved) private {
        vm.prank(holder);
        diamond.setApprovalForAll(operator, approved);
    }

    function _selfPermit(Signed memory p) private view returns (bytes memory) {
        return abi.encodeCall(IALMPermit.selfPermit, (vaultId, address(usdc), PAID, p.deadline, p.v, p.r, p.s));
    }

    /// @dev Carol's deposit with a permit, which takes all it allows.
    function _payWith(Signed memory permit) private {
        vm.startPrank(carol);
        diamond.selfPermit(vaultId, address(usdc), PAID, permit.deadline, permit.v, permit.r, permit.s);
        diamond.depositSingle(vaultId, address(usdc), PAID, 0, carol);
        vm.stopPrank();
    }

    function _onAnotherChain() private returns (Signed memory permit) {
        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        permit = _sign2612(PAID, block.timestamp + 600);
        vm.chainId(chain);
    }

    function _sign2612(uint256 amount, uint256 deadline) private view returns (Signed memory p) {
        bytes32 inner = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                carol,
                address(diamond),
                amount,
                usdc.nonces(carol),
                deadline
            )
        );
        p.deadline = deadline;
        (p.v, p.r, p.s) = vm.sign(carolKey, keccak256(abi.encodePacked("\x19\x01", usdc.DOMAIN_SEPARATOR(), inner)));
    }

    function _disallow(address holder) private {
        vm.prank(holder);
        usdc.approve(address(diamond), 0);
    }

    function _allowPermit2(address holder) private {
        vm.startPrank(holder);
        weth.approve(PERMIT2, type(uint256).max);
        usdc.approve(PERMIT2, type(uint256).max);
        vm.stopPrank();
    }

    /// @dev Carol's signature over one WETH and the USDC, or over the USDC alone.
    function _signPermit2(address spender, bool both, uint256 amount, uint256 deadline)
        private
        view
        returns (IALMPermit.Permit2Batch memory permit)
    {
        address[] memory tokens = new address[](both ? 2 : 1);
        uint256[] memory amounts = new uint256[](both ? 2 : 1);
        if (both) (tokens[0], amounts[0]) = (address(weth), 1e18);
        (tokens[tokens.length - 1], amounts[tokens.length - 1]) = (address(usdc), amount);
        permit = IALMPermit.Permit2Batch(
            7, deadline, amounts[0], both ? amounts[1] : 0, signPermit2(carolKey, spender, tokens, amounts, 7, deadline)
        );
    }

    function _deposit2(IALMPermit.Permit2Batch memory permit, bool both, address receiver)
        private
        view
        returns (bytes memory)
    {
        if (both) return abi.encodeCall(IALMPermit.depositPermit2, (vaultId, 1e18, PAID, 0, receiver, permit));
        return abi.encodeCall(IALMPermit.depositSinglePermit2, (vaultId, address(usdc), PAID, 0, receiver, permit));
    }

    /// @dev The deposit is refused, and neither carol nor the attacker paid or got anything.
    function _assertRefused(address caller, IALMPermit.Permit2Batch memory permit, bool both) private {
        uint256[4] memory before = [weth.balanceOf(carol), usdc.balanceOf(carol), sharesOf(carol), sharesOf(attacker)];
        vm.prank(caller);
        (bool ok,) = address(diamond).call(_deposit2(permit, both, caller));
        assertFalse(ok, "X20: a signature that is none was taken");
        assertEq(weth.balanceOf(carol), before[0], "X20: a victim paid");
        assertEq(usdc.balanceOf(carol), before[1], "X20: a victim paid");
        assertEq(sharesOf(carol), before[2]);
        assertEq(sharesOf(attacker), before[3]);
    }
}
