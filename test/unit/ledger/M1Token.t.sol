// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IGoverned} from "../../../src/interfaces/IGoverned.sol";
import {IM1Token} from "../../../src/interfaces/IM1Token.sol";
import {ITokenFactory} from "../../../src/interfaces/ITokenFactory.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {TokenFactory} from "../../../src/ledger/TokenFactory.sol";

/// @notice The factory and the M1 tokens. The test contract is the minter.
contract M1TokenTest is Test {
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    address private owner = makeAddr("owner");
    address private guardian = makeAddr("guardian");
    address private holder = makeAddr("holder");
    address private stranger = makeAddr("stranger");
    TokenFactory private factory;
    M1Token private token;

    function setUp() public {
        vm.warp(1_750_000_000);
        factory = new TokenFactory(owner, guardian);
        vm.prank(owner);
        token = M1Token(factory.createToken("Cantilever USDT", "cUSDT", 6));
    }

    function _setMinter(uint128 cap, uint128 burst, uint72 refill, bool refillOnBurn) private {
        vm.prank(owner);
        token.setMinter(address(this), cap, burst, refill, refillOnBurn);
    }

    // ---- factory ----

    function test_createToken_standsAtPredictedAddressWithItsLabels() public {
        string[4] memory symbols = ["cUSDC", "cEURT", "XAU", "odd symbol of thirty-one bytes!"];
        uint8[4] memory decimals = [6, 6, 18, 0];
        for (uint256 i; i < 4; ++i) {
            address predicted = factory.predict(symbols[i]);
            vm.expectEmit(address(factory));
            emit ITokenFactory.TokenCreated(predicted, "A name", symbols[i], decimals[i]);
            vm.prank(owner);
            M1Token created = M1Token(factory.createToken("A name", symbols[i], decimals[i]));
            assertEq(address(created), predicted);
            assertEq(factory.tokenOf(symbols[i]), predicted);
            assertEq(created.name(), "A name");
            assertEq(created.symbol(), symbols[i]);
            assertEq(created.decimals(), decimals[i]);
            assertEq(created.factory(), address(factory));
            assertEq(created.totalSupply(), 0);
        }
        (string memory n, string memory s, uint8 d) = factory.parameters();
        assertEq(bytes(n).length + bytes(s).length + d, 0, "parameters outlived the construction");
    }

    /// @dev The address must not depend on what is not the symbol, or two chains could differ.
    function testFuzz_createToken_addressDependsOnSymbolOnly(uint8 decimals, string calldata tokenName) public {
        vm.assume(bytes(tokenName).length > 0 && bytes(tokenName).length < 32);
        decimals = uint8(bound(decimals, 0, 24));
        address predicted = factory.predict("XAU");
        vm.prank(owner);
        assertEq(factory.createToken(tokenName, "XAU", decimals), predicted);
    }

    function test_RevertWhen_createToken_symbolTaken() public {
        vm.expectRevert(abi.encodeWithSelector(ITokenFactory.Token_SymbolTaken.selector, "cUSDT", address(token)));
        vm.prank(owner);
        factory.createToken("Another", "cUSDT", 18);
    }

    function test_RevertWhen_createToken_badLabel() public {
        string memory long = "thirty-two bytes are one too many";
        string[2] memory bad = ["", long];
        vm.startPrank(owner);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ITokenFactory.Token_BadLabel.selector, bad[i]));
            factory.createToken(bad[i], "S", 6);
            vm.expectRevert(abi.encodeWithSelector(ITokenFactory.Token_BadLabel.selector, bad[i]));
            factory.createToken("N", bad[i], 6);
        }
    }

    function testFuzz_RevertWhen_createToken_tooManyDecimals(uint8 decimals) public {
        decimals = uint8(bound(decimals, 25, 255));
        vm.expectRevert(abi.encodeWithSelector(ITokenFactory.Token_TooManyDecimals.selector, decimals, 24));
        vm.prank(owner);
        factory.createToken("N", "S", decimals);
    }

    function testFuzz_RevertWhen_createToken_notOwner(address caller) public {
        vm.assume(caller != owner);
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotOwner.selector, caller, owner));
        vm.prank(caller);
        factory.createToken("N", "S", 6);
    }

    // ---- governance ----

    function testFuzz_ownership_movesInTwoSteps(address next) public {
        vm.assume(next != owner && next != address(0));
        vm.prank(owner);
        factory.transferOwnership(next);
        assertEq(factory.owner(), owner, "offered is not given");
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotPendingOwner.selector, owner, next));
        vm.prank(owner);
        factory.acceptOwnership();
        vm.prank(next);
        factory.acceptOwnership();
        assertEq(factory.owner(), next);
        assertEq(factory.pendingOwner(), address(0));
        // The token follows its factory.
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotOwner.selector, owner, next));
        vm.prank(owner);
        token.setMinter(address(this), 1, 1, 1, false);
        vm.prank(next);
        token.setMinter(address(this), 1, 1, 1, false);
    }

    function test_setGuardian_byOwnerOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotOwner.selector, guardian, owner));
        vm.prank(guardian);
        factory.setGuardian(stranger);
        vm.prank(owner);
        factory.setGuardian(stranger);
        assertEq(factory.guardian(), stranger);
    }

    function test_RevertWhen_transferOwnership_notOwner() public {
        vm.expectRevert(abi.encodeWithSelector(IGoverned.Governed_NotOwner.selector, stranger, owner));
        vm.prank(stranger);
        factory.transferOwnership(stranger);
    }

    function test_RevertWhen_ownerZero() public {
        vm.expectRevert(IGoverned.Governed_OwnerZero.selector);
        new TokenFactory(address(0), guardian);
    }

    // ---- minters are contracts ----

    function testFuzz_RevertWhen_setMinter_noContract(address minter) public {
        vm.assume(minter.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_MinterNotContract.selector, minter));
        vm.prank(owner);
        token.setMinter(minter, 1, 1, 1, false);
    }

    /// @dev An EIP-7702 account has code and a private key.
    function testFuzz_RevertWhen_setMinter_delegatedAccount(address delegate) public {
        vm.etch(holder, abi.encodePacked(hex"ef0100", delegate));
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_MinterNotContract.selector, holder));
        vm.prank(owner);
        token.setMinter(holder, 1, 1, 1, false);
        // Other code of that length is a contract's.
        vm.etch(holder, abi.encodePacked(hex"600000", delegate));
        vm.prank(owner);
        token.setMinter(holder, 1, 1, 1, false);
    }

    function testFuzz_RevertWhen_setMinter_notOwner(address caller) public {
        vm.assume(caller != owner);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotOwner.selector, caller, owner));
        vm.prank(caller);
        token.setMinter(address(this), 1, 1, 1, false);
    }

    function testFuzz_RevertWhen_mint_notMinter(address caller, uint256 amount) public {
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotMinter.selector, caller));
        vm.prank(caller);
        token.mint(holder, amount);
    }

    // ---- cap ----

    function testFuzz_mint_upToCap(uint128 cap, uint128 first) public {
        cap = uint128(bound(cap, 1, 1e30));
        first = uint128(bound(first, 0, cap));
        _setMinter(cap, type(uint128).max, 0, false);
        token.mint(holder, first);
        assertEq(token.mintable(address(this)), cap - first);
        token.mint(holder, cap - first);
        assertEq(token.totalSupply(), cap);
        assertEq(token.outstanding(address(this)), cap);
        vm.expectRevert(
            abi.encodeWithSelector(IM1Token.Token_CapExceeded.selector, address(this), uint256(cap) + 1, cap)
        );
        token.mint(holder, 1);
    }

    function testFuzz_burn_givesRoomUnderTheCap(uint128 cap, uint128 burned) public {
        cap = uint128(bound(cap, 1, 1e30));
        burned = uint128(bound(burned, 1, cap));
        _setMinter(cap, type(uint128).max, 0, false);
        token.mint(address(this), cap);
        token.burn(burned);
        assertEq(token.outstanding(address(this)), cap - burned);
        assertEq(token.mintable(address(this)), burned);
        token.mint(holder, burned);
        vm.expectRevert(
            abi.encodeWithSelector(IM1Token.Token_CapExceeded.selector, address(this), uint256(cap) + 1, cap)
        );
        token.mint(holder, 1);
    }

    function test_caps_areEachMintersOwn() public {
        _setMinter(100, 1_000, 0, false);
        address other = address(factory); // any contract
        vm.prank(owner);
        token.setMinter(other, 50, 1_000, 0, false);
        token.mint(holder, 100);
        vm.prank(other);
        token.mint(holder, 50);
        assertEq(token.outstanding(address(this)), 100);
        assertEq(token.outstanding(other), 50);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_CapExceeded.selector, other, 51, 50));
        vm.prank(other);
        token.mint(holder, 1);
    }

    /// @dev Burning beforehand must not become headroom later.
    function testFuzz_burn_beforeBeingAMinterCountsForNothing(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e30));
        _setMinter(type(uint128).max, type(uint128).max, 0, false);
        address other = address(factory);
        token.mint(other, amount);
        vm.prank(other);
        token.burn(amount);
        vm.prank(owner);
        token.setMinter(other, 10, 100, 0, false);
        assertEq(token.mintable(other), 10);
    }

    // ---- rate ----

    /// @dev Over every interval of the run, mints stay within burst + refill * t. There is no boundary to straddle.
    function testFuzz_mint_rateHoldsOverEveryInterval(uint256 seed, uint128 burst, uint72 refill) public {
        _rateHoldsOverEveryInterval(seed, burst, refill, false);
    }

    /// @dev With burns flowing back the same holds for minted less burned.
    function testFuzz_mint_netRateHoldsOverEveryInterval(uint256 seed, uint128 burst, uint72 refill) public {
        _rateHoldsOverEveryInterval(seed, burst, refill, true);
    }

    function _rateHoldsOverEveryInterval(uint256 seed, uint128 burst, uint72 refill, bool net) private {
        burst = uint128(bound(burst, 1, 1e24));
        refill = uint72(bound(refill, 0, 1e20));
        _setMinter(type(uint128).max, burst, refill, net);
        uint256 n = 12;
        int256[] memory moved = new int256[](n);
        uint256[] memory at = new uint256[](n);
        for (uint256 i; i < n; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (seed % 3 == 0) skip((seed >> 8) % 1_000);
            if (net && seed % 4 == 1) {
                uint256 burned = token.balanceOf(address(this)) / (1 + (seed >> 16) % 3);
                token.burn(burned);
                moved[i] = -int256(burned);
            } else {
                uint256 available = token.mintable(address(this));
                uint256 amount = seed % 2 == 0 ? available : (seed >> 24) % (available + 1);
                token.mint(address(this), amount);
                moved[i] = int256(amount);
                vm.expectRevert(
                    abi.encodeWithSelector(
                        IM1Token.Token_RateExceeded.selector, address(this), available - amount + 1, available - amount
                    )
                );
                token.mint(address(this), available - amount + 1);
            }
            at[i] = block.timestamp;
        }
        for (uint256 i; i < n; ++i) {
            int256 sum;
            for (uint256 j = i; j < n; ++j) {
                sum += moved[j];
                assertLe(sum, int256(uint256(burst) + uint256(refill) * (at[j] - at[i])), "rate exceeded");
            }
        }
    }

    /// @dev Without the flow back a bridge's burns must not widen what its key can mint.
    function testFuzz_burn_doesNotRefillUnlessAsked(uint128 burst) public {
        burst = uint128(bound(burst, 1, 1e30));
        _setMinter(type(uint128).max, burst, 0, false);
        token.mint(address(this), burst);
        token.burn(burst);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_RateExceeded.selector, address(this), 1, 0));
        token.mint(address(this), 1);
    }

    function testFuzz_mint_refillsUpToBurst(uint32 elapsed) public {
        _setMinter(type(uint128).max, 1_000, 3, false);
        token.mint(holder, 1_000);
        skip(elapsed);
        uint256 expected = uint256(elapsed) * 3;
        assertEq(token.mintable(address(this)), expected < 1_000 ? expected : 1_000);
    }

    // ---- changing limits ----

    /// @dev Removing and making a minter again, or raising it, is no way to a full bucket.
    function testFuzz_setMinter_keepsTheBucket(uint128 burst, uint128 used, uint128 raised) public {
        burst = uint128(bound(burst, 1, 1e30));
        used = uint128(bound(used, 0, burst));
        raised = uint128(bound(raised, burst, 1e31));
        _setMinter(type(uint128).max, burst, 0, false);
        token.mint(holder, used);
        _setMinter(type(uint128).max, raised, 0, false);
        assertEq(token.mintable(address(this)), burst - used);
        _setMinter(type(uint128).max, 0, 0, false);
        _setMinter(type(uint128).max, raised, 0, false);
        assertEq(token.mintable(address(this)), 0);
    }

    function test_lowerMinter_removesAtOnceAndStillLetsBurn() public {
        _setMinter(1_000, 1_000, 1, false);
        token.mint(address(this), 600);
        vm.expectEmit(address(token));
        emit IM1Token.MinterSet(address(this), 1_000, 1_000, 1, 0, 0, 0, false);
        vm.prank(guardian);
        token.lowerMinter(address(this), 0, 0, 0);
        assertEq(token.mintable(address(this)), 0);
        skip(1 days);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_RateExceeded.selector, address(this), 1, 0));
        token.mint(holder, 1);
        token.burn(600);
        assertEq(token.outstanding(address(this)), 0);
    }

    function testFuzz_lowerMinter_onlyLowers(uint128 cap, uint128 burst, uint72 refill) public {
        _setMinter(1e24, 1e22, 1e18, false);
        cap = uint128(bound(cap, 0, 1.2e24));
        burst = uint128(bound(burst, 0, 1.2e22));
        refill = uint72(bound(refill, 0, 1.2e18));
        bool lower = cap <= 1e24 && burst <= 1e22 && refill <= 1e18;
        if (!lower) vm.expectPartialRevert(IM1Token.Token_NotLowered.selector);
        vm.prank(guardian);
        token.lowerMinter(address(this), cap, burst, refill);
        if (lower) {
            IM1Token.Minter memory m = token.minterOf(address(this));
            assertEq(m.cap, cap);
            assertEq(m.burst, burst);
            assertEq(m.refillPerSecond, refill);
            assertLe(m.available, burst);
        }
    }

    function test_RevertWhen_lowerMinter_eachLimitRaised() public {
        _setMinter(10, 20, 30, false);
        vm.startPrank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotLowered.selector, address(this), 11, 10));
        token.lowerMinter(address(this), 11, 20, 30);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotLowered.selector, address(this), 21, 20));
        token.lowerMinter(address(this), 10, 21, 30);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotLowered.selector, address(this), 31, 30));
        token.lowerMinter(address(this), 10, 20, 31);
    }

    function testFuzz_RevertWhen_lowerMinter_notGuardian(address caller) public {
        vm.assume(caller != guardian && caller != owner);
        _setMinter(10, 20, 30, false);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotGuardian.selector, caller, guardian));
        vm.prank(caller);
        token.lowerMinter(address(this), 0, 0, 0);
    }

    function test_RevertWhen_lowerMinter_unknown() public {
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_NotMinter.selector, stranger));
        vm.prank(owner);
        token.lowerMinter(stranger, 0, 0, 0);
    }

    // ---- burning and allowances ----

    function testFuzz_burnFrom_spendsAllowance(uint128 allowed, uint128 burned) public {
        allowed = uint128(bound(allowed, 0, 1e30));
        burned = uint128(bound(burned, 0, allowed));
        _setMinter(type(uint128).max, type(uint128).max, 0, false);
        token.mint(holder, allowed);
        vm.prank(holder);
        token.approve(address(this), allowed);
        token.burnFrom(holder, burned);
        assertEq(token.allowance(holder, address(this)), allowed - burned);
        assertEq(token.balanceOf(holder), allowed - burned);
        assertEq(token.totalSupply(), allowed - burned);
    }

    /// @dev A minter is no confiscator.
    function testFuzz_RevertWhen_burnFrom_notAllowed(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e30));
        _setMinter(type(uint128).max, type(uint128).max, 0, false);
        token.mint(holder, amount);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        token.burnFrom(holder, amount);
    }

    function test_permit2_hasOnlyWhatAHolderApproves() public {
        _setMinter(100, 100, 0, false);
        token.mint(holder, 100);
        assertEq(token.allowance(holder, PERMIT2), 0);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        vm.prank(PERMIT2);
        token.transferFrom(holder, PERMIT2, 1);
    }

    function testFuzz_permit_setsAllowanceOnce(uint256 key, uint256 value, uint32 lifetime) public {
        key = bound(key, 1, 1e70);
        address signer = vm.addr(key);
        uint256 deadline = block.timestamp + lifetime;
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                signer,
                stranger,
                value,
                token.nonces(signer),
                deadline
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Cantilever USDT"),
                keccak256("1"),
                block.chainid,
                address(token)
            )
        );
        assertEq(token.DOMAIN_SEPARATOR(), domain);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        token.permit(signer, stranger, value, deadline, v, r, s);
        assertEq(token.allowance(signer, stranger), value);
        vm.expectRevert(ERC20.InvalidPermit.selector);
        token.permit(signer, stranger, value, deadline, v, r, s);
    }
}
