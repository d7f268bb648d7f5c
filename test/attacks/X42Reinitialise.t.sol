// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/Test.sol";
import {IDODOCallee} from "../../src/interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {TestToken} from "../utils/TestToken.sol";
import {PMMFixture} from "../unit/pmm/PMMFixture.sol";

/// @dev The initializers of DODO's pools, whose second call was the attack.
interface IDODOInit {
    function init(
        address maintainer,
        address baseTokenAddress,
        address quoteTokenAddress,
        uint256 lpFeeRate,
        address mtFeeRateModel,
        uint256 i,
        uint256 k,
        bool isOpenTWAP
    ) external;

    function init(address creator, address baseToken, address quoteToken, uint256 i, uint256 k, bool isOpenTWAP)
        external;

    function initOwner(address newOwner) external;

    function initialize() external;
}

/// @dev The pool with an initializer that can be called again: it starts its reserves anew, as DODO's did by naming
/// other tokens.
contract Reinitialisable is PMMPool {
    constructor(PoolConfig memory c) PMMPool(c) {}

    function init(address, address, address, uint256, address, uint256, uint256, bool) external {
        assembly {
            sstore(0, shl(224, number()))
        }
    }
}

/// @dev Borrows everything, tries every initializer, and hands back worthless tokens.
contract Reinitialiser is IDODOCallee {
    TestToken private immutable FAKE;

    constructor(TestToken fake) {
        FAKE = fake;
    }

    function DVMFlashLoanCall(address, uint256 baseAmount, uint256 quoteAmount, bytes calldata) external {
        tryAll(msg.sender);
        FAKE.mint(msg.sender, baseAmount + quoteAmount);
    }

    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {
        tryAll(msg.sender);
    }

    /// @dev Returns how many of the calls went through.
    function tryAll(address pool) public returns (uint256 accepted) {
        address fake = address(FAKE);
        bytes[4] memory calls = [
            abi.encodeWithSignature(
                "init(address,address,address,uint256,address,uint256,uint256,bool)",
                address(this),
                fake,
                fake,
                0,
                address(0),
                1e18,
                1e18,
                false
            ),
            abi.encodeWithSignature(
                "init(address,address,address,uint256,uint256,bool)", address(this), fake, fake, 1e18, 1e18, false
            ),
            abi.encodeCall(IDODOInit.initOwner, (address(this))),
            abi.encodeCall(IDODOInit.initialize, ())
        ];
        for (uint256 n; n < calls.length; ++n) {
            (bool ok,) = pool.call(calls[n]);
            if (ok) ++accepted;
        }
    }
}

/// @notice X42, DODO's crowdpools: an initializer callable again in a flash loan let the thief swap in fake tokens and
/// keep the real ones.
contract X42ReinitialiseTest is PMMFixture {
    TestToken internal fake;
    Reinitialiser internal thief;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        fake = new TestToken("FAKE", 18);
        thief = new Reinitialiser(fake);
    }

    /// @dev At creation, before and after the first purchase, inside a loan, inside an exit's callback, after everyone
    /// has left: no initializer is there, and the tokens are the pool's for life.
    function test_X42_noInitializer_everAnywhere() public {
        PMMPool pool = new PMMPool(_fixedConfig(2e18, 0.1e18, 0));
        assertEq(thief.tryAll(address(pool)), 0, "an initializer is there");
        _buyShares(pool, lp, 1_000e18, 2_000e18);
        assertEq(thief.tryAll(address(pool)), 0, "an initializer is there");
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        pool.sellShares(shares, address(thief), 0, 0, "x", block.timestamp);
        assertEq(thief.tryAll(address(pool)), 0, "an initializer is there");
        assertEq(pool._BASE_TOKEN_(), address(base));
        assertEq(pool._QUOTE_TOKEN_(), address(quote));
        assertEq(pool.owner(), owner);
        assertEq(pool._I_(), 2e18);
    }

    /// @dev Over 50 sizes of loan, up to all there is.
    function test_X42_flashLoan_neverKept() public {
        PMMPool pool = new PMMPool(_fixedConfig(2e18, 0.1e18, 0));
        _buyShares(pool, lp, 1_000e18, 2_000e18);
        uint256 best = _search(pool);
        console.log("X42 best profit over 50 loans of 20e18 to 1000e18 base and as much quote:", best);
        assertEq(best, 0, "X42 profits");
    }

    /// @dev The search kills its mutant.
    function test_X42_mutant_reinitialisable_isCaught() public {
        Reinitialisable pool = new Reinitialisable(_fixedConfig(2e18, 0.1e18, 0));
        _buyShares(pool, lp, 1_000e18, 2_000e18);
        assertGt(_search(pool), 0);
    }

    function _search(PMMPool pool) internal returns (uint256 best) {
        for (uint256 n = 1; n <= 50; ++n) {
            uint256 snapshot = vm.snapshotState();
            (bool ok,) =
                address(pool).call(abi.encodeCall(IPMMPool.flashLoan, (n * 20e18, n * 20e18, address(thief), "x")));
            uint256 kept = ok ? base.balanceOf(address(thief)) + quote.balanceOf(address(thief)) : 0;
            vm.revertToState(snapshot);
            if (kept > best) best = kept;
        }
    }
}
