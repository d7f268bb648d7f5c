// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @dev A genuine pool's own record of a position.
interface IPoolPositions {
    function positions(bytes32 key) external view returns (uint128 liquidity, uint256, uint256, uint128, uint128);
}

/// @title X12_OneClaim
/// @notice Univ3CollateralToken, March 2026: one position counted for every vault of the same owner.
/// @dev The diamond owns the V3 positions of all vaults, so two vaults in one pool could share a position. Holds: a pool
/// serves one vault, a range stands once in a rebalance, and what is recorded is what the pool says, to the unit.
contract X12_OneClaimTest is AttackFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
    }

    function test_aPool_servesOneVault() public {
        vm.startPrank(manager);
        uint256 second = diamond.createVault(address(weth), address(usdc), 0);
        for (uint256 i; i < 3; ++i) {
            uint256[2] memory vaults = [vaultId, second];
            for (uint256 j; j < 2; ++j) {
                try diamond.registerPool(vaults[j], poolConfig(pools[i])) {
                    assertTrue(false, "X12: a pool backs two claims");
                } catch (bytes memory reason) {
                    assertEq(
                        reason,
                        abi.encodeWithSelector(IVaultErrors.Vault_PoolTaken.selector, poolIdOf(pools[i]), vaultId)
                    );
                }
            }
        }
        vm.stopPrank();
    }

    function testFuzz_aRange_standsOnce(uint256 pool, uint256 shareBp, bool apart) public {
        pool = bound(pool, 0, 2);
        shareBp = bound(shareBp, 1, 5000);
        IALMProtected.RangeOrder[] memory three = ordersAround(1000);
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](apart ? 3 : 2);
        orders[0] = three[pool];
        orders[0].shareBp = uint16(shareBp);
        if (apart) orders[1] = three[(pool + 1) % 3];
        orders[orders.length - 1] = orders[0];
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        try diamond.rebalance(vaultId, noSwaps(), orders) {
            assertTrue(false, "X12: one range was recorded twice");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_DuplicateRange.selector);
        }
    }

    /// @dev Over rebalances and partial exits: sum(recorded liquidity by key) is the pool's own, even where a stranger
    /// minted nothing.
    function testFuzz_records_equalThePools(uint256 halfWidth, uint256 shares) public {
        rebalance(int24(int256(bound(halfWidth, 200, 2000))));
        _assertRecordsEqual();
        shares = bound(shares, 1, sharesOf(alice) / 2);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        _assertRecordsEqual();
        rebalance(700);
        _assertRecordsEqual();
    }

    function _assertRecordsEqual() private view {
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        assertEq(ranges.length, 3);
        for (uint256 i; i < 3; ++i) {
            bytes32 key = keccak256(abi.encodePacked(address(diamond), ranges[i].tickLower, ranges[i].tickUpper));
            (uint128 liquidity,,,,) = IPoolPositions(pools[ranges[i].poolIndex]).positions(key);
            assertEq(ranges[i].liquidity, liquidity, "X12: recorded is not what the pool holds");
        }
    }
}
