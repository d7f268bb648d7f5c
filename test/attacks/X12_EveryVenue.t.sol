// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {EveryVenueFixture} from "test/utils/EveryVenueFixture.sol";

/// @title X12_EveryVenue
/// @notice Univ3CollateralToken, March 2026: one position counted for every vault of the same owner; the singleton's part.
/// @dev A V4 pool may be written down as often as one likes, so it is not "a pool serves one vault" that keeps vaults
/// apart there, but what positions are keyed by. Attacker: a MANAGER who is KEEPER, or has one, and a vault of its own.
contract X12_EveryVenueTest is EveryVenueFixture {
    uint256 private raiders;
    bytes32 private twin;

    /// @dev The same pool, the same salt, another history: a second id that a vault of the attacker's is given.
    function _writeAgain(bytes32 salt, address history) private {
        IV4Adapter.V4Pool memory pool = v4Pool;
        (pool.salt, pool.history) = (salt, history);
        twin = diamond.recordV4Pool(pool);
        vm.startPrank(manager);
        raiders = diamond.createVault(address(weth), address(usdc), 0);
        diamond.registerPool(raiders, _configOf(twin, FAMILY_V4));
        vm.stopPrank();
        vm.prank(attacker);
        diamond.deposit(raiders, 1e18, 3000e6, 0, attacker);
    }

    /// @dev What a vault's position has earned stays the vault's, whoever collects beside it at the same ticks.
    function testFuzz_aTwinRecord_getsNoneOfTheFees(uint256 amount, uint256 pick, bool sameSalt) public {
        _rebalance(vaultId);
        address[3] memory histories = [pools[1], pools[2], pancakePool];
        _writeAgain(sameSalt ? v4Pool.salt : bytes32(uint256(77)), histories[pick % 3]);
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        _churn(bound(amount, 1e17, 5e18));
        IALMInfo.RangeView memory mine = diamond.vaultRanges(vaultId)[V4];
        assertGt(mine.fees0, 0, "nothing was earned");
        _rebalanceOne(raiders);
        IALMInfo.RangeView memory theirs = diamond.vaultRanges(raiders)[0];
        assertEq(
            abi.encode(theirs.tickLower, theirs.tickUpper), abi.encode(mine.tickLower, mine.tickUpper), "the same range"
        );
        diamond.harvest(raiders);
        (uint256 got0, uint256 got1) = diamond.unreleasedProfit(raiders);
        assertEq(got0 + got1, 0, "X12: fees of another vault's position were collected");
        IALMInfo.RangeView memory left = diamond.vaultRanges(vaultId)[V4];
        assertEq(abi.encode(left.fees0, left.fees1), abi.encode(mine.fees0, mine.fees1), "X12: fees went");
        uint128 liquidity = IDexAdapter(_facetAt("V4AdapterFacet"))
            .positionLiquidity(v4Id, address(diamond), mine.tickLower, mine.tickUpper);
        assertEq(liquidity, mine.liquidity, "X12: recorded is not what the pool holds");
    }
}
