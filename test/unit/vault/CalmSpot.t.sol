// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {PoolWord, PoolWordLib} from "src/vault/PoolWord.sol";
import {PoolClass} from "src/vault/VaultTypes.sol";
import {Valuation} from "src/vault/libraries/Valuation.sol";

/// @notice Answers what it was told: a genuine pool cannot be put at every combination of spot and mean.
contract ToldPrices {
    uint160 public spotX96;
    int24 public twapTick;
    int24 public spotTick;

    function tell(uint160 spotX96_, int24 twapTick_, int24 spotTick_) external {
        (spotX96, twapTick, spotTick) = (spotX96_, twapTick_, spotTick_);
    }

    function prices(bytes32, uint32) external view returns (uint160, int24, int24) {
        return (spotX96, twapTick, spotTick);
    }
}

/// @notice An adapter that answers with two words instead of three.
contract ShortAnswer {
    function prices(bytes32, uint32) external pure returns (uint256, uint256) {
        return (1 << 96, 0);
    }
}

contract CalmSpotTest is Test {
    ToldPrices internal adapter = new ToldPrices();

    function calmSpot(PoolWord pool, address from, uint160 anchorX96) external view returns (uint160) {
        return Valuation.calmSpot(pool, from, anchorX96);
    }

    /// @dev The one look that settles both is never of another opinion than a look at each, wherever the three prices
    /// are, at the edge of the band above all.
    function testFuzz_calmSpot_judgesSpotAndMean(
        int24 anchorTick,
        int256 spotTicks,
        int256 meanTicks,
        uint256 bandBp,
        bool onEnd
    ) public {
        bandBp = bound(bandBp, 1, 200);
        anchorTick = int24(bound(anchorTick, -880_000, 880_000));
        uint160 anchorX96 = TickMath.getSqrtPriceAtTick(anchorTick);
        int256 reach = int256(bandBp) + 3;
        int24 spotTick = int24(anchorTick + bound(spotTicks, -reach, reach));
        int24 meanTick = int24(anchorTick + bound(meanTicks, -reach, reach));
        uint160 spotX96 = TickMath.getSqrtPriceAtTick(spotTick);
        // As a pool that stopped on a tick's price coming from above: the price is the upper end of its tick.
        adapter.tell(spotX96, meanTick, onEnd ? spotTick - 1 : spotTick);
        _assertJudged(anchorX96, spotX96, meanTick, adapter.spotTick(), bandBp);
    }

    /// @dev Spot anywhere within its tick.
    function testFuzz_calmSpot_judgesSpotWithinItsTick(
        int24 anchorTick,
        uint256 spotSeed,
        int256 meanTicks,
        uint256 bandBp
    ) public {
        bandBp = bound(bandBp, 1, 200);
        anchorTick = int24(bound(anchorTick, -880_000, 880_000));
        uint160 anchorX96 = TickMath.getSqrtPriceAtTick(anchorTick);
        int256 reach = int256(bandBp) + 3;
        uint160 spotX96 = uint160(
            bound(
                spotSeed,
                TickMath.getSqrtPriceAtTick(int24(anchorTick - reach)),
                TickMath.getSqrtPriceAtTick(int24(anchorTick + reach))
            )
        );
        int24 spotTick = TickMath.getTickAtSqrtPrice(spotX96);
        int24 meanTick = int24(spotTick + bound(meanTicks, -reach, reach));
        adapter.tell(spotX96, meanTick, spotTick);
        _assertJudged(anchorX96, spotX96, meanTick, spotTick, bandBp);
    }

    function test_RevertWhen_calmSpot_adapterAnswersShort() public {
        PoolWord pool = _pool(200);
        address short = address(new ShortAnswer());
        vm.expectRevert(bytes(""));
        this.calmSpot(pool, short, 1 << 96);
    }

    function test_RevertWhen_calmSpot_adapterReverts() public {
        PoolWord pool = _pool(200);
        vm.mockCallRevert(address(adapter), bytes(""), bytes("why"));
        vm.expectRevert(bytes("why"));
        this.calmSpot(pool, address(adapter), 1 << 96);
    }

    function _assertJudged(uint160 anchorX96, uint160 spotX96, int24 meanTick, int24 spotTick, uint256 bandBp) private {
        uint160 offender;
        uint160 meanX96 = TickMath.getSqrtPriceAtTick(meanTick);
        if (!RangeMath.isWithinBand(spotX96, anchorX96, bandBp)) offender = spotX96;
        else if (meanTick != spotTick && !RangeMath.isWithinBand(meanX96, anchorX96, bandBp)) offender = meanX96;
        PoolWord pool = _pool(bandBp);
        if (offender != 0) {
            uint256 deviation = RangeMath.deviationBpUp(offender, anchorX96);
            vm.expectRevert(
                abi.encodeWithSelector(IVaultErrors.Vault_NotCalm.selector, pool.poolId(), deviation, pool.twapWindow())
            );
        }
        uint160 judged = this.calmSpot(pool, address(adapter), anchorX96);
        if (offender == 0) assertEq(judged, spotX96);
    }

    function _pool(uint256 bandBp) private pure returns (PoolWord) {
        return PoolWordLib.pack(
            IManagement.PoolConfig({
                poolId: bytes32(uint256(7)),
                family: 1,
                class: uint8(PoolClass.VOLATILE),
                bandBp: uint16(bandBp),
                twapWindow: 300,
                minWidthTicks: 1,
                maxOffsetTicks: 1
            }),
            true
        );
    }
}
