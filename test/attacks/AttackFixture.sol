// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {FlashLender} from "./FlashLender.sol";
import {IWatcher, Prey, Raider} from "./Raider.sol";

/// @title AttackFixture
/// @notice The vault fixture, a flash lender with 1e9 units of each token, and the measures an attack is judged by.
/// @dev REF is the feed's own answer, which no attacker here can move. W(a), the worth of an attacker, is its wallet and
/// its share of V(A(a), a), in raw token1 times 1e18, so that one wei of an 18-decimal token0 is not lost. Drops are
/// what those who were there before and after an operation lost by it together, raw token1: `afterOp` is called by
/// raiders in the middle of their transactions.
abstract contract AttackFixture is VaultFixture, IWatcher {
    uint256 internal constant LENT_UNITS = 1e9;
    uint256 internal constant STEPS = 50;

    /// @notice The outcome of a search.
    /// @param profit Of the best attempt, raw token1 times 1e18; negative when every attempt lost.
    /// @param worstDrop Most that one operation took from those who stayed, raw token1.
    /// @param cumulativeDrop Most that one attempt's operations took together, raw token1.
    struct Search {
        int256 profit;
        uint256 size;
        uint256 tried;
        uint256 ran;
        uint256 worstDrop;
        uint256 cumulativeDrop;
        bytes best;
        bytes lastRefusal;
    }

    FlashLender internal lender;
    uint256 private _lastValue;
    uint256 private _lastSupply;
    uint256 internal worstDrop;
    uint256 internal cumulativeDrop;

    function setUp() public virtual override {
        super.setUp();
        lender = new FlashLender();
        weth.mint(address(lender), LENT_UNITS * 1e18);
        usdc.mint(address(lender), LENT_UNITS * 1e6);
    }

    function wethPrey() internal view returns (Prey memory) {
        return Prey(diamond, lender, vaultId, address(weth), address(usdc));
    }

    // -- measures -------------------------------------------------------------------------------------------------

    /// @dev REF of the WETH vault: raw USDC per raw WETH times 1e18. The answer has 8 decimals: 1e6 * 1e18 / (1e8 * 1e18).
    function refWad(uint256) internal view virtual returns (uint256) {
        return uint256(_answer()) / 100;
    }

    /// @notice W(a) in one vault's tokens.
    function worth(uint256 id, address token0, address token1, address who) internal view returns (uint256 wad) {
        wad = TestToken(token0).balanceOf(who) * refWad(id) + TestToken(token1).balanceOf(who) * 1e18;
        uint256 shares = diamond.balanceOf(who, id);
        if (shares == 0) return wad;
        (uint256 value,) = diamond.valueAtAnchor(id);
        wad += value * 1e18 * shares / diamond.totalSupply(id);
    }

    function worth(address who) internal view returns (uint256) {
        return worth(vaultId, address(weth), address(usdc), who);
    }

    /// @notice Begins to watch a vault's value per share.
    function watch(uint256 id) internal {
        (_lastValue,) = diamond.valueAtAnchor(id);
        _lastSupply = diamond.totalSupply(id);
        (worstDrop, cumulativeDrop) = (0, 0);
    }

    /// @inheritdoc IWatcher
    function afterOp(uint256 id) public override {
        assertGt(_lastSupply, 0, "afterOp: nothing was watched");
        (uint256 value,) = diamond.valueAtAnchor(id);
        uint256 supply = diamond.totalSupply(id);
        uint256 staying = supply < _lastSupply ? supply : _lastSupply;
        uint256 held = _lastValue * staying / _lastSupply;
        uint256 holds = value * staying / supply;
        if (holds < held) {
            uint256 drop = held - holds;
            cumulativeDrop += drop;
            if (drop > worstDrop) worstDrop = drop;
        }
        (_lastValue, _lastSupply) = (value, supply);
    }

    /// @notice SOLV: the diamond holds at least what its vaults record.
    function assertSolvent(string memory label) internal view {
        uint256 sum0;
        uint256 sum1;
        for (uint256 id = 1; id <= diamond.vaultCount(); ++id) {
            if (diamond.vaultInfo(id).token0 != address(weth) || diamond.vaultInfo(id).token1 != address(usdc)) {
                continue;
            }
            (uint256 cash0, uint256 cash1) = diamond.cashBalances(id);
            (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(id);
            sum0 += cash0 + locked0;
            sum1 += cash1 + locked1;
        }
        assertGe(weth.balanceOf(address(diamond)), sum0, string.concat(label, ": SOLV, WETH"));
        assertGe(usdc.balanceOf(address(diamond)), sum1, string.concat(label, ": SOLV, USDC"));
    }

    // -- searching ------------------------------------------------------------------------------------------------

    /// @notice Tries one plan from the present state, keeps its outcome, and undoes it.
    function attempt(Raider raider, bytes memory plan, uint256 size, Search memory search) internal {
        uint256 state = vm.snapshotState();
        (,, uint256 id, address token0, address token1) = raider.prey();
        uint256 before = worth(id, token0, token1, address(raider));
        watch(id);
        ++search.tried;
        try raider.strike(plan) {
            int256 profit = int256(worth(id, token0, token1, address(raider))) - int256(before);
            if (search.ran++ == 0 || profit > search.profit) {
                (search.profit, search.size, search.best) = (profit, size, plan);
            }
            if (worstDrop > search.worstDrop) search.worstDrop = worstDrop;
            if (cumulativeDrop > search.cumulativeDrop) search.cumulativeDrop = cumulativeDrop;
        } catch (bytes memory reason) {
            search.lastRefusal = reason;
        }
        vm.revertToState(state);
    }

    function report(string memory label, Search memory search) internal pure {
        console.log(string.concat(label, ": tried, ran"), search.tried, search.ran);
        console.log(string.concat(label, ": size of the best attempt"), search.size);
        console.log(string.concat(label, ": best profit at REF, 1e-18 raw token1"));
        console.logInt(search.profit);
        console.log(
            string.concat(label, ": raw token1 lost by others, worst operation and worst attempt"),
            search.worstDrop,
            search.cumulativeDrop
        );
    }

    /// @dev The same from inside a search's own loop, for attacks that are not a strike.
    function keep(Search memory search, int256 profit, uint256 size) internal pure {
        ++search.tried;
        if (search.ran++ == 0 || profit > search.profit) (search.profit, search.size) = (profit, size);
    }

    /// @notice The price furthest from the anchor that a band still admits, above or below.
    function edgeOfBand(uint160 anchor, uint256 bandBp, bool above) internal pure returns (uint160) {
        // Beyond (1 +- band) there is nothing: sqrt(1 + x) < 1 + x and sqrt(1 - x) > 1 - x.
        (uint256 inside, uint256 outside) =
            (anchor, above ? anchor * (10_000 + bandBp) / 10_000 : anchor * (10_000 - bandBp) / 10_000);
        while (above ? inside + 1 < outside : outside + 1 < inside) {
            uint256 middle = (inside + outside) / 2;
            if (RangeMath.isWithinBand(uint160(middle), anchor, bandBp)) inside = middle;
            else outside = middle;
        }
        return uint160(inside);
    }

    /// @dev `part / whole` of the way from one price to another; part may exceed the whole.
    function between(uint160 from, uint160 to, uint256 part, uint256 whole) internal pure returns (uint160) {
        int256 way = (int256(uint256(to)) - int256(uint256(from))) * int256(part) / int256(whole);
        return uint160(uint256(int256(uint256(from)) + way));
    }
}
