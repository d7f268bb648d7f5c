// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {AttackFixture} from "./AttackFixture.sol";
import {Prey, Raider} from "./Raider.sol";

/// @dev The part of a genuine pool that lends.
interface IFlashPool {
    function flash(address recipient, uint256 amount0, uint256 amount1, bytes calldata data) external;
}

/// @notice How a gift is made.
enum Gift {
    TOKEN0,
    TOKEN1,
    LIQUIDITY_IN_RANGE,
    LIQUIDITY_BESIDE,
    FLASH_FEES
}

/// @notice A gift: to which pool, how, how much.
struct Donation {
    Gift gift;
    address pool;
    int24 tickLower;
    int24 tickUpper;
    uint256 size;
}

/// @title DonatingRaider
/// @notice Enters a vault, gives it something unasked, and leaves.
contract DonatingRaider is Raider {
    uint256 private _tip;

    constructor(Prey memory prey_) Raider(prey_) {}

    function raid(bytes memory plan) internal override {
        uint256 shares = enter(1e6 * 1e18, 3e9 * 1e6);
        give(abi.decode(plan, (Donation)));
        // Collected, a gift to a range is booked as profit at once, and released over hours.
        prey.diamond.harvest(prey.vaultId);
        leave(shares);
    }

    function give(Donation memory donation) public {
        address diamond = address(prey.diamond);
        if (donation.gift == Gift.TOKEN0) {
            _send(prey.token0, diamond, donation.size);
        } else if (donation.gift == Gift.TOKEN1) {
            _send(prey.token1, diamond, donation.size);
        } else if (donation.gift == Gift.FLASH_FEES) {
            _giveFees(donation);
        } else {
            IUniswapV3PoolMinimal(donation.pool)
                .mint(diamond, donation.tickLower, donation.tickUpper, uint128(donation.size), "");
        }
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        _send(prey.token0, msg.sender, amount0);
        _send(prey.token1, msg.sender, amount1);
    }

    function uniswapV3FlashCallback(uint256, uint256, bytes calldata) external {
        _send(prey.token1, msg.sender, _tip);
    }

    /// @dev A pool shares with its providers whatever a flash borrower overpays.
    function _giveFees(Donation memory donation) private {
        _tip = donation.size;
        IFlashPool(donation.pool).flash(address(this), 0, 0, "");
    }

    function _send(address token, address to, uint256 amount) private {
        (bool ok,) = token.call(abi.encodeWithSignature("transfer(address,uint256)", to, amount));
        require(ok, "DonatingRaider: cannot pay");
    }
}

/// @title X09_Donations
/// @notice Summer.fi FleetCommander, July 2026: net asset value was a live sum over strategies; a token given to one of
/// them counted at par, and shares were redeemed at the inflated value.
/// @dev Given here: both tokens to the diamond, liquidity minted in its name in its own range and beside it, fees by
/// overpaid flash loans of the pool. Sizes from one wei to 1e30 for tokens, as far as genuine pools take them otherwise.
/// A pair's tokens are priced by its anchor alone, and nothing else is held: no receipt enters the value. What a token
/// off its peg does is a test of its own.
contract X09_DonationsTest is AttackFixture {
    DonatingRaider private raider;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        raider = new DonatingRaider(wethPrey());
        weth.mint(address(raider), 1e31);
        usdc.mint(address(raider), 1e31);
    }

    function test_donations_moveNoShare() public {
        vm.pauseGasMetering();
        bytes32 before = _everythingPriced();
        for (uint256 step = 1; step <= STEPS; ++step) {
            for (uint256 gift; gift < 5; ++gift) {
                uint256 state = vm.snapshotState();
                raider.give(_donation(Gift(gift), step));
                assertEq(_everythingPriced(), before, "X09: an unsolicited gift moved the value of a share");
                vm.revertToState(state);
            }
        }
    }

    function test_donating_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        for (uint256 step = 1; step <= STEPS; ++step) {
            for (uint256 gift; gift < 5; ++gift) {
                attempt(raider, abi.encode(_donation(Gift(gift), step)), step, search);
            }
        }
        report("X09", search);
        assertGt(search.ran, STEPS * 4, "X09: the search hardly ran");
        assertLe(search.profit, 0, "X09: NP");
        assertLe(search.worstDrop, 2, "X09: PPS");
    }

    /// @dev Summer.fi's token had lost its peg and still counted at par. Here either token of the pair loses up to half on
    /// the market, averages included, while the feed answers as before; somebody brings in the cheap one and leaves priced or
    /// in kind. Judged by the market's price. Beyond the band there is no entry, and the exit in kind stays open.
    function test_depeggedToken_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        uint256 refused;
        for (uint256 step = 1; step <= STEPS; ++step) {
            for (uint256 way; way < 4; ++way) {
                uint256 state = vm.snapshotState();
                // Twenty-five steps inside the band of 200 bp, twenty-five far beyond it.
                uint256 bp = step <= STEPS / 2 ? step * 78 / 10 : (step - STEPS / 2) * 200 + 200;
                uint256 answer = way % 2 == 0 ? 3000e8 * (10_000 - bp) / 10_000 : 3000e8 * 10_000 / (10_000 - bp);
                for (uint256 i; i < 3; ++i) {
                    swapToPrice(pools[i], _sqrtPriceX96(answer));
                }
                skip(TWAP_WINDOW + 1);
                setAnchor(3000e8);
                (bool entered, int256 profit) = _enterAndLeave(answer, way / 2 == 0, 10 ** (step % 9) * 1e15);
                keep(search, profit, step);
                if (!entered) ++refused;
                vm.prank(alice);
                diamond.withdrawInKind(vaultId, 1e18, 0, 0, alice);
                vm.revertToState(state);
            }
        }
        report("X09 depegged token", search);
        assertEq(refused, STEPS / 2 * 4, "X09: a token off its feed by more than the band was taken");
        assertLe(search.profit, 0, "X09: NP, depegged token");
    }

    /// @dev What was given to ranges in the diamond's name cannot block anyone's exit, and nobody's exit carries it off.
    function testFuzz_exitAfterGift_paysAsPreviewed(uint256 gift, uint256 step, uint256 shares) public {
        Gift kind = Gift(bound(gift, 0, 4));
        step = bound(step, 1, STEPS);
        shares = bound(shares, 1, sharesOf(alice) - 1);
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        raider.give(_donation(kind, step));
        vm.prank(alice);
        (uint256 paid0, uint256 paid1) = diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(paid0, preview0);
        assertEq(paid1, preview1);
        assertSolvent("X09");
    }

    /// @dev The profit is raw token1 times 1e18, at the market's answer.
    function _enterAndLeave(uint256 answer, bool priced, uint256 amount) private returns (bool entered, int256 profit) {
        uint256 before0 = weth.balanceOf(attacker);
        uint256 before1 = usdc.balanceOf(attacker);
        vm.startPrank(attacker);
        try diamond.deposit(vaultId, amount, amount * 10_000 / 1e12, 0, attacker) returns (
            uint256 shares, uint256, uint256
        ) {
            entered = true;
            if (priced) diamond.withdraw(vaultId, shares, 0, 0, attacker);
            else diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector);
        }
        vm.stopPrank();
        profit = (int256(weth.balanceOf(attacker)) - int256(before0)) * int256(answer / 100)
            + (int256(usdc.balanceOf(attacker)) - int256(before1)) * 1e18;
    }

    function _donation(Gift gift, uint256 step) private view returns (Donation memory donation) {
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[step % 3];
        donation.gift = gift;
        donation.pool = pools[range.poolIndex];
        (donation.tickLower, donation.tickUpper) = (range.tickLower, range.tickUpper);
        if (gift == Gift.LIQUIDITY_BESIDE) {
            int24 spacing = spacings[range.poolIndex];
            (donation.tickLower, donation.tickUpper) = (range.tickLower - spacing, range.tickUpper + spacing);
        }
        // One wei up to 1e30, evenly by orders of magnitude; liquidity and fees up to what fits 128 bits and a pool's tick.
        uint256 most = gift == Gift.TOKEN0 || gift == Gift.TOKEN1 ? 30 : 20;
        donation.size = 10 ** (most * step / STEPS) * (1 + step % 3);
    }

    function _everythingPriced() private view returns (bytes32) {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        (uint256 total0, uint256 total1) = diamond.totalBalances(vaultId);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        (uint256 shares, uint256 pay0, uint256 pay1) = diamond.previewDeposit(vaultId, 1e18, 3000e6);
        (uint256 out0, uint256 out1) = diamond.previewWithdraw(vaultId, 1e18);
        (uint256 kind0, uint256 kind1) = diamond.previewWithdrawInKind(vaultId, 1e18);
        return keccak256(
            abi.encode(
                [value, diamond.valuePerShareWad(vaultId), total0, total1, cash0, cash1, shares, pay0],
                [pay1, out0, out1, kind0, kind1]
            )
        );
    }
}
