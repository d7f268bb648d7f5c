// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DiamondSteps} from "script/deploy/DiamondSteps.sol";
import {VenueSteps} from "script/deploy/VenueSteps.sol";
import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {Collectible, Collectibles} from "test/mocks/Collectibles.sol";
import {TwofoldToken} from "test/mocks/TwofoldToken.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {TreasuryFixture} from "./TreasuryFixture.sol";

contract RescueTest is TreasuryFixture {
    address private saved = makeAddr("saved");

    function setUp() public override {
        super.setUp();
        setFees(50, 50, 200, 1_000, 10);
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        depositAs(bob, 5e18, 15_000e6);
    }

    // -- four kinds -----------------------------------------------------------------------------------------------

    /// @dev T3: of a vault's token, the gift and not a unit more, whatever the amount asked for.
    function testFuzz_erc20_givesTheSurplusOnly(uint256 gift, uint256 amount, bool isWeth) public {
        TestToken token = isWeth ? weth : usdc;
        gift = bound(gift, 0, 1e30);
        amount = bound(amount, 1, 2e30);
        uint256 owed = token.balanceOf(address(diamond));
        token.mint(address(diamond), gift);
        assertEq(diamond.accounted(address(token)), owed);
        assertEq(diamond.rescuable(address(token)), gift);
        uint256 id = _request(IRescue.Kind.ERC20, address(token), 0, amount);
        skip(2 days);
        vm.prank(treasury);
        if (amount > gift) {
            vm.expectRevert(
                abi.encodeWithSelector(IRescue.Rescue_ExceedsSurplus.selector, address(token), amount, gift)
            );
            diamond.executeRescue(id);
            return;
        }
        vm.expectEmit(address(diamond));
        emit IRescue.RescueExecuted(id, IRescue.Kind.ERC20, address(token), 0, amount, saved);
        diamond.executeRescue(id);
        assertEq(token.balanceOf(saved), amount);
        assertEq(token.balanceOf(address(diamond)), owed + gift - amount);
    }

    /// @dev The amount is judged when it is executed: what has been deposited since the request is safe.
    function testFuzz_erc20_isJudgedAtExecution(uint256 gift, uint256 deposited) public {
        gift = bound(gift, 2, 1e24);
        weth.mint(address(diamond), gift);
        uint256 id = _request(IRescue.Kind.ERC20, address(weth), 0, gift);
        uint256 second = _request(IRescue.Kind.ERC20, address(weth), 0, 1);
        wait(2 days);
        depositAs(attacker, bound(deposited, 1e15, 50e18), 250_000e6);
        vm.startPrank(treasury);
        diamond.executeRescue(id);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_ExceedsSurplus.selector, address(weth), 1, 0));
        diamond.executeRescue(second);
        vm.stopPrank();
        assertConserved();
    }

    /// @dev A token of no vault is a gift, all of it.
    function testFuzz_erc20_ofNoVault(uint256 gift) public {
        gift = bound(gift, 1, type(uint128).max);
        TestToken stray = new TestToken("STRAY", 8);
        stray.mint(address(diamond), gift);
        _rescue(IRescue.Kind.ERC20, address(stray), 0, gift);
        assertEq(stray.balanceOf(saved), gift);
    }

    /// @dev The diamond takes no coins, but they can be forced upon any contract.
    function testFuzz_native(uint256 gift) public {
        gift = bound(gift, 1, type(uint128).max);
        vm.deal(address(diamond), gift);
        _rescue(IRescue.Kind.NATIVE, address(0), 0, gift);
        assertEq(saved.balance, gift);
    }

    function testFuzz_erc721(uint256 tokenId) public {
        Collectible nft = new Collectible();
        nft.mint(address(diamond), tokenId);
        _rescue(IRescue.Kind.ERC721, address(nft), tokenId, 1);
        assertEq(nft.ownerOf(tokenId), saved);
    }

    function testFuzz_erc1155(uint256 tokenId, uint256 gift, uint256 amount) public {
        gift = bound(gift, 1, type(uint128).max);
        amount = bound(amount, 1, gift);
        Collectibles multi = new Collectibles();
        multi.give(address(diamond), tokenId, gift);
        _rescue(IRescue.Kind.ERC1155, address(multi), tokenId, amount);
        assertEq(multi.balanceOf(saved, tokenId), amount);
        assertEq(multi.balanceOf(address(diamond), tokenId), gift - amount);
    }

    // -- never what is somebody's ---------------------------------------------------------------------------------

    /// @dev Accounted is every vault's cash and fees, over vaults that share a token.
    function testFuzz_accounted_sumsOverVaults(uint256 amount0, uint256 amount1) public {
        vm.prank(manager);
        uint256 other = diamond.createVault(address(weth), address(usdc), 0);
        (amount0, amount1) = (bound(amount0, 1e15, 1e20), bound(amount1, 1e7, 1e12));
        (uint256 was0, uint256 was1) = (diamond.accounted(address(weth)), diamond.accounted(address(usdc)));
        vm.prank(bob);
        diamond.deposit(other, amount0, amount1, 0, bob);
        assertEq(diamond.accounted(address(weth)), was0 + amount0);
        assertEq(diamond.accounted(address(usdc)), was1 + amount1);
        assertEq(diamond.rescuable(address(weth)) + diamond.rescuable(address(usdc)), 0);
        assertConserved();
    }

    /// @dev Shares of the diamond and a venue's contract, in every form.
    function testFuzz_RevertWhen_itIsNeverRescued(uint256 which, uint256 kind) public {
        address token = [address(diamond), pools[0], pools[1], pools[2]][which % 4];
        IRescue.Kind asked = IRescue.Kind(bound(kind, 1, 3));
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Forbidden.selector, token));
        diamond.requestRescue(asked, token, asked == IRescue.Kind.ERC20 ? 0 : vaultId, 1, saved);
    }

    /// @dev Claims on a Uniswap V4 manager are the diamond's positions' own.
    function test_RevertWhen_itIsAClaimOnAManager() public {
        address venue = uniswap.factory; // any contract will do: what is refused is what was listed
        diamond.setV4Manager(venue, true);
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Forbidden.selector, venue));
        diamond.requestRescue(IRescue.Kind.ERC1155, venue, 1, 1, saved);
    }

    /// @dev A chain without Uniswap V4 has no facet that knows managers: what came by mistake comes out there, too.
    function testFuzz_erc20_onAChainWithoutV4(uint256 gift) public {
        IAccess.RoleGrant[] memory grants = new IAccess.RoleGrant[](1);
        grants[0] = IAccess.RoleGrant(Roles.TREASURY, treasury);
        (address lean,) = DiamondSteps.deploy(keccak256("lean"), admin, grants, VenueSteps.catalog('{"venues":{}}'));
        gift = bound(gift, 1, 1e30);
        weth.mint(lean, gift);
        vm.startPrank(treasury);
        uint256 id = IRescue(lean).requestRescue(IRescue.Kind.ERC20, address(weth), 0, gift, saved);
        skip(2 days);
        IRescue(lean).executeRescue(id);
        vm.stopPrank();
        assertEq(weth.balanceOf(saved), gift);
    }

    /// @dev A pool that a vault came to use after the request is refused at execution.
    function test_RevertWhen_theVenueCameLater() public {
        address fresh = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        growObservations(fresh, TWAP_WINDOW + 1);
        uint256 id = _request(IRescue.Kind.ERC20, fresh, 0, 1);
        wait(2 days);
        vm.prank(manager);
        diamond.registerPool(vaultId, poolConfig(fresh));
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Forbidden.selector, fresh));
        diamond.executeRescue(id);
    }

    /// @dev A vault's token that is two standards at once is moved as an ERC-20 or not at all.
    function testFuzz_RevertWhen_aVaultsTokenIsMovedAsAnother(bool is1155, bool isWeth) public {
        address token = isWeth ? address(weth) : address(usdc);
        vm.prank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Forbidden.selector, token));
        diamond.requestRescue(is1155 ? IRescue.Kind.ERC1155 : IRescue.Kind.ERC721, token, 1, 1, saved);
    }

    /// @dev Through another address of a vault's token, by any of the three functions: the balance is less afterwards.
    function testFuzz_RevertWhen_aSecondAddressMovesAVaultsToken(uint256 kind, uint256 amount) public {
        TwofoldToken alias_ = new TwofoldToken(weth);
        IRescue.Kind asked = IRescue.Kind(bound(kind, 1, 3));
        uint256 owed = diamond.accounted(address(weth));
        amount = bound(amount, 1, owed);
        bool isNft = asked == IRescue.Kind.ERC721;
        uint256 id = _request(asked, address(alias_), asked == IRescue.Kind.ERC20 ? 0 : amount, isNft ? 1 : amount);
        skip(2 days);
        vm.prank(treasury);
        vm.expectRevert(
            abi.encodeWithSelector(IRescue.Rescue_TouchedAccounted.selector, address(weth), owed, owed - amount)
        );
        diamond.executeRescue(id);
    }

    // -- request, delay, execution, expiry ------------------------------------------------------------------------

    function testFuzz_request_waitsAndExpires(uint256 delay, uint256 time) public {
        delay = bound(delay, 1 days, 30 days);
        diamond.setRescueDelay(delay);
        vm.deal(address(diamond), 1 ether);
        uint256 id = _request(IRescue.Kind.NATIVE, address(0), 0, 1 ether);
        uint256 readyAt = block.timestamp + delay;
        uint256 expiresAt = readyAt + 7 days;
        assertEq(diamond.rescueRequest(id).readyAt, readyAt);
        assertEq(diamond.rescueRequest(id).expiresAt, expiresAt);
        // A new delay does not touch it.
        diamond.setRescueDelay(1 days);
        skip(bound(time, 0, 60 days));
        vm.prank(treasury);
        if (block.timestamp < readyAt) {
            vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_NotReady.selector, id, readyAt));
        } else if (block.timestamp > expiresAt) {
            vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Expired.selector, id, expiresAt));
        }
        diamond.executeRescue(id);
    }

    function test_request_isExecutedOnce() public {
        vm.deal(address(diamond), 2 ether);
        uint256 id = _request(IRescue.Kind.NATIVE, address(0), 0, 1 ether);
        skip(2 days);
        vm.startPrank(treasury);
        diamond.executeRescue(id);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Unknown.selector, id));
        diamond.executeRescue(id);
    }

    function testFuzz_cancel_byGuardianOrTreasury(bool byGuardian) public {
        vm.deal(address(diamond), 1 ether);
        uint256 id = _request(IRescue.Kind.NATIVE, address(0), 0, 1 ether);
        address by = byGuardian ? guardian : treasury;
        vm.prank(by);
        vm.expectEmit(address(diamond));
        emit IRescue.RescueCancelled(id, by);
        diamond.cancelRescue(id);
        assertEq(diamond.rescueRequest(id).receiver, address(0));
        skip(2 days);
        vm.startPrank(treasury);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Unknown.selector, id));
        diamond.executeRescue(id);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_Unknown.selector, id));
        diamond.cancelRescue(id);
    }

    function test_delay_isBounded() public {
        assertEq(diamond.rescueDelay(), 2 days);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_DelayOutOfRange.selector, 1 days - 1, 1 days, 30 days));
        diamond.setRescueDelay(1 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IRescue.Rescue_DelayOutOfRange.selector, 30 days + 1, 1 days, 30 days));
        diamond.setRescueDelay(30 days + 1);
        vm.expectEmit(address(diamond));
        emit IRescue.RescueDelaySet(2 days, 30 days);
        diamond.setRescueDelay(30 days);
        assertEq(diamond.rescueDelay(), 30 days);
    }

    function test_RevertWhen_theRequestMakesNoSense() public {
        address stray = address(new TestToken("STRAY", 8));
        _expectInvalid(IRescue.Kind.ERC20, stray, 0, 0, saved);
        _expectInvalid(IRescue.Kind.ERC20, stray, 0, 1, address(0));
        _expectInvalid(IRescue.Kind.ERC20, stray, 0, 1, address(diamond));
        _expectInvalid(IRescue.Kind.ERC20, stray, 1, 1, saved);
        _expectInvalid(IRescue.Kind.ERC20, address(0), 0, 1, saved);
        _expectInvalid(IRescue.Kind.NATIVE, stray, 0, 1, saved);
        _expectInvalid(IRescue.Kind.NATIVE, address(0), 1, 1, saved);
        _expectInvalid(IRescue.Kind.ERC721, stray, 1, 2, saved);
    }

    function testFuzz_RevertWhen_callerLacksTheRole(address caller) public {
        vm.assume(caller != admin && caller != treasury && caller != guardian);
        uint256 id = _request(IRescue.Kind.NATIVE, address(0), 0, 1);
        skip(2 days);
        vm.deal(address(diamond), 1);
        bytes memory missing = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.TREASURY);
        vm.startPrank(caller);
        vm.expectRevert(missing);
        diamond.requestRescue(IRescue.Kind.NATIVE, address(0), 0, 1, caller);
        vm.expectRevert(missing);
        diamond.executeRescue(id);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.GUARDIAN));
        diamond.cancelRescue(id);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.ADMIN));
        diamond.setRescueDelay(1 days);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _request(IRescue.Kind kind, address token, uint256 tokenId, uint256 amount) private returns (uint256) {
        vm.prank(treasury);
        return diamond.requestRescue(kind, token, tokenId, amount, saved);
    }

    function _rescue(IRescue.Kind kind, address token, uint256 tokenId, uint256 amount) private {
        uint256 id = _request(kind, token, tokenId, amount);
        skip(2 days);
        vm.prank(treasury);
        diamond.executeRescue(id);
    }

    function _expectInvalid(IRescue.Kind kind, address token, uint256 tokenId, uint256 amount, address receiver)
        private
    {
        vm.prank(treasury);
        vm.expectRevert(IRescue.Rescue_InvalidRequest.selector);
        diamond.requestRescue(kind, token, tokenId, amount, receiver);
    }
}
