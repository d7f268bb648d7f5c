// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {AttackFixture} from "./AttackFixture.sol";
import {Pattern, Prey, RoundTrip, RoundTripRaider} from "./Raider.sol";

/// @title X01_GammaThreshold
/// @notice Gamma Strategies, January 2024: the deposit guard of stable vaults tolerated 50 to 200 %, so that spot could
/// be moved inside it and shares minted for less than they were worth.
/// @dev A USDC/USDT vault with the stable class's default band, 20 bp, over genuine Uniswap V3 pools of 0.01 and 0.05 %
/// that it dominates. Three claims: a round trip while the pools are pushed never gains, whatever the push; a victim whose deposit is
/// sandwiched without any bound of its own loses no more than the band is wide enough for; and no class's band can be set wider
/// than its cap, nor the averaging window to nothing.
contract X01_GammaThresholdTest is AttackFixture {
    uint256 private constant BAND_BP = 20;
    int24 private constant HALF_WIDTH = 100;
    /// @dev What 20 bp can cost: a push of x moves a range of half-width w away from its anchor value by about x^2 / (2 w)
    /// of that value, here (20 bp)^2 / (2 * 100 bp), 2 bp, before the part that is cash.
    uint256 private constant MAX_VICTIM_LOSS_BP = 2;

    TestToken private usdt = TestToken(0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9);
    uint256 private stableId;
    address[2] private stablePools;
    uint160 private anchor;
    RoundTripRaider private raider;

    function setUp() public override {
        super.setUp();
        vm.etch(address(usdt), address(new TestToken("USDT", 6)).code);
        usdt.mint(address(lender), LENT_UNITS * 1e6);
        uint160 parity = uint160(1 << 96);
        uint24[2] memory fees = [uint24(100), 500];
        for (uint256 i; i < 2; ++i) {
            stablePools[i] = createPool(uniswap, address(usdc), address(usdt), fees[i], parity);
            addFullRangeLiquidity(stablePools[i], 1e13);
            growObservations(stablePools[i], 61);
        }
        skip(1 hours);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(new MockAggregator(8, 1e8)));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(address(usdc), address(usdt), config);
        anchor = diamond.anchorSqrtPriceX96(address(usdc), address(usdt));
        _openVault();
        Prey memory prey = Prey(diamond, lender, stableId, address(usdc), address(usdt));
        raider = new RoundTripRaider(prey);
        usdc.mint(address(raider), LENT_UNITS * 1e6);
        usdt.mint(address(raider), LENT_UNITS * 1e6);
    }

    /// @dev USDC and USDT have 6 decimals each, and the feed says one for one.
    function refWad(uint256) internal pure override returns (uint256) {
        return 1e18;
    }

    /// @dev Pushes from a fiftieth of the band to all of it, up and down, then up to a hundred times beyond; enters or leaves
    /// while pushed, through cash or in kind. What wins, if anything, is repeated up to fifty times.
    function test_roundTrip_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        for (uint256 i = 1; i <= STEPS; ++i) {
            for (uint256 way; way < 2; ++way) {
                uint160 edge = edgeOfBand(anchor, BAND_BP, way == 0);
                _tryAll(between(anchor, edge, i, STEPS), i * 2 + way, search);
                if (i % 5 == 0) _tryAll(between(anchor, edge, i * i, STEPS / 2), 1000 + i * 2 + way, search);
            }
        }
        RoundTrip memory trip = abi.decode(search.best, (RoundTrip));
        for (uint256 rounds = 2; rounds <= 50; rounds += 8) {
            trip.rounds = rounds;
            attempt(raider, abi.encode(trip), search.size, search);
        }
        report("X01", search);
        assertGt(search.ran, STEPS * 8, "X01: the search hardly ran");
        assertLe(search.profit, 0, "X01: NP");
        // One wei a token, and one for the floor of the value.
        assertLe(search.worstDrop, 3, "X01: PPS");
        assertLe(search.cumulativeDrop, 3 * 100, "X01: PPS over a run");
    }

    /// @dev Whoever holds nearly all shares, here alice, gains what a newcomer overpays. He sets no bound of his own.
    function test_sandwichedDeposit_losesNoMoreThanTheBand() public {
        vm.pauseGasMetering();
        Search memory search;
        uint256 refused;
        for (uint256 i = 1; i <= STEPS; ++i) {
            for (uint256 way; way < 2; ++way) {
                uint160 edge = edgeOfBand(anchor, BAND_BP, way == 0);
                // Up to the band in the first half, then to twelve times as far: out of the vault's ranges.
                uint256 part = i <= STEPS / 2 ? 2 * i : STEPS + (i - STEPS / 2) * 22;
                (bool ran, uint256 lossWad) = _sandwich(between(anchor, edge, part, STEPS));
                if (ran) keep(search, int256(lossWad), part);
                else ++refused;
            }
        }
        console.log("X01: victim's worst loss, parts in 1e18, at push (50 = band)", uint256(search.profit), search.size);
        assertLe(
            uint256(search.profit),
            MAX_VICTIM_LOSS_BP * 1e14,
            "X01: a sandwiched victim loses more than the band allows"
        );
        assertEq(refused, STEPS, "X01: a push beyond the band is let through");
    }

    /// @dev The edge itself, to the unit of sqrt price.
    function test_guard_isExactAtItsEdge() public {
        for (uint256 way; way < 2; ++way) {
            uint160 edge = edgeOfBand(anchor, BAND_BP, way == 0);
            swapToPrice(stablePools[0], edge);
            diamond.requireCalm(stableId);
            swapToPrice(stablePools[0], way == 0 ? edge + 1 : edge - 1);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IVaultErrors.Vault_NotCalm.selector, poolIdOf(stablePools[0]), BAND_BP + 1, uint256(60)
                )
            );
            diamond.requireCalm(stableId);
            swapToPrice(stablePools[0], anchor);
        }
    }

    /// @dev A victim who passes what it previewed is not served at another price.
    function test_sandwichedDeposit_isRefusedByTheVictimsBounds() public {
        (uint256 shares, uint256 pay0, uint256 pay1) = diamond.previewDeposit(stableId, 1e12, 1e12);
        raider.push(stablePools[0], edgeOfBand(anchor, BAND_BP, true));
        vm.prank(bob);
        vm.expectPartialRevert(IVaultErrors.Vault_TooFewShares.selector);
        diamond.deposit(stableId, pay0, pay1, shares, bob);
    }

    /// @dev Gamma's own mistake, as configuration: stable at most 20 bp, staked-asset 50, volatile 200; never no window.
    function testFuzz_setter_refusesWideBandsAndNoWindow(uint256 class, uint256 excess) public {
        class = bound(class, 0, 2);
        uint16[3] memory caps = [uint16(20), 50, 200];
        IManagement.PoolConfig memory config = _stableConfig(stablePools[1]);
        config.class = uint8(class);
        config.bandBp = uint16(bound(excess, caps[class] + 1, type(uint16).max));
        vm.startPrank(manager);
        uint256 id = diamond.createVault(address(usdc), address(usdt), 0);
        config.poolId = poolIdOf(createPool(uniswap, address(usdc), address(usdt), 3000, uint160(1 << 96)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IVaultErrors.Vault_SettingOutOfRange.selector, config.bandBp, 1, uint256(caps[class])
            )
        );
        diamond.registerPool(id, config);
        config.bandBp = caps[class];
        config.twapWindow = 0;
        vm.expectRevert(
            abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 0, uint256(60), uint256(12 hours))
        );
        diamond.registerPool(id, config);
        vm.stopPrank();
        // Nor afterwards, not even by ADMIN.
        config = _stableConfig(stablePools[1]);
        config.bandBp = 21;
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_SettingOutOfRange.selector, 21, 1, uint256(20)));
        diamond.setPoolLimits(stableId, 1, config);
    }

    // -- set-up and steps -----------------------------------------------------------------------------------------

    function _openVault() private {
        address[3] memory users = [manager, alice, bob];
        for (uint256 i; i < 3; ++i) {
            usdt.mint(users[i], 1e9 * 1e6);
            vm.prank(users[i]);
            usdt.approve(address(diamond), type(uint256).max);
        }
        vm.startPrank(manager);
        stableId = diamond.createVault(address(usdc), address(usdt), 0);
        for (uint256 i; i < 2; ++i) {
            diamond.registerPool(stableId, _stableConfig(stablePools[i]));
        }
        vm.stopPrank();
        vm.prank(alice);
        diamond.deposit(stableId, 50e12, 50e12, 0, alice);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](2);
        for (uint256 i; i < 2; ++i) {
            orders[i] = IALMProtected.RangeOrder(uint8(i), -HALF_WIDTH, HALF_WIDTH, 10_000);
        }
        skip(15 minutes);
        vm.prank(keeper);
        diamond.rebalance(stableId, noSwaps(), orders);
    }

    function _stableConfig(address pool) private pure returns (IManagement.PoolConfig memory) {
        return IManagement.PoolConfig({
            poolId: poolIdOf(pool),
            family: FAMILY_V3,
            class: 0,
            bandBp: uint16(BAND_BP),
            twapWindow: 60,
            minWidthTicks: 20,
            maxOffsetTicks: 100
        });
    }

    function _tryAll(uint160 pushed, uint256 size, Search memory search) private {
        for (uint256 pattern; pattern < 4; ++pattern) {
            // From a thousandth of a unit to all that can be borrowed.
            uint256 amount = 1e3 * 10 ** (size * 7 % 13);
            attempt(
                raider, abi.encode(RoundTrip(stablePools[0], pushed, amount, amount, 1, Pattern(pattern))), size, search
            );
        }
    }

    function _sandwich(uint160 pushed) private returns (bool ran, uint256 lossWad) {
        uint256 state = vm.snapshotState();
        raider.push(stablePools[0], pushed);
        raider.push(stablePools[1], pushed);
        uint256 before = worth(stableId, address(usdc), address(usdt), bob);
        vm.prank(bob);
        try diamond.deposit(stableId, 1e12, 1e12, 0, bob) returns (uint256, uint256 paid0, uint256 paid1) {
            ran = true;
            uint256 afterwards = worth(stableId, address(usdc), address(usdt), bob);
            if (afterwards < before) lossWad = (before - afterwards) / (paid0 + paid1);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector);
        }
        vm.revertToState(state);
    }
}
