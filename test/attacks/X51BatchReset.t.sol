// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X51 (Abracadabra): one action of a batch resets the flag that another set, and nobody asks for solvency.
/// @dev Every order of up to five of seven actions, an unknown one among them; one test for each first action, since all
/// together exceed a test's gas.
contract X51BatchReset is LedgerAttack {
    uint256 private constant ACTIONS = 7;
    uint256 private constant UNKNOWN = 6;

    uint256 private _passed;
    uint256 private _tried;
    uint256[] private _picks;

    function setUp() public override {
        super.setUp();
        _openStable(cUSDT);
        _giveWeth(attacker, 20e18);
        _give(cUSDT, attacker, 40_000e6);
        _approveAll(attacker);
        vm.prank(attacker);
        ledger.depositCollateral(address(weth), 10e18, attacker);
    }

    function test_X51_beginningWithADeposit() public {
        _searchFrom(0);
        assertGt(_passed, 0, "no batch was accepted");
    }

    function test_X51_beginningWithAWithdrawal() public {
        _searchFrom(1);
        assertGt(_passed, 0, "no batch was accepted");
    }

    function test_X51_beginningWithALoan() public {
        _searchFrom(2);
        assertGt(_passed, 0, "no batch was accepted");
    }

    function test_X51_beginningWithAnOversizedLoan() public {
        _searchFrom(3);
    }

    function test_X51_beginningWithARepayment() public {
        _searchFrom(4);
    }

    function test_X51_beginningWithALiquidation() public {
        _searchFrom(5);
    }

    function test_X51_beginningWithAnUnknownCall() public {
        _searchFrom(UNKNOWN);
        assertEq(_passed, 0, "an unknown call passed");
    }

    /// @dev Five actions drawn with repetition, of any size.
    function testFuzz_X51_anySequenceOfAnySize(uint256 seed) public {
        bytes[] memory calls = new bytes[](5);
        for (uint256 i; i < 5; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            calls[i] = _action(seed % UNKNOWN, (seed >> 8) % 40_000 + 1);
        }
        _judgeBatch(calls);
    }

    function _searchFrom(uint256 first) private {
        _picks.push(first);
        _search();
        console2.log("X51: sequences", _tried);
        console2.log("X51: accepted", _passed);
        assertEq(_tried, 1 + 6 + 30 + 120 + 360);
    }

    function _search() private {
        uint256 snapshot = vm.snapshotState();
        bytes[] memory calls = new bytes[](_picks.length);
        for (uint256 i; i < calls.length; ++i) {
            calls[i] = _action(_picks[i], 0);
        }
        bool ok = _judgeBatch(calls);
        vm.revertToStateAndDelete(snapshot);
        ++_tried;
        if (ok) ++_passed;
        if (_picks.length == 5) return;
        for (uint256 next; next < ACTIONS; ++next) {
            if (_isPicked(next)) continue;
            _picks.push(next);
            _search();
            _picks.pop();
        }
    }

    function _isPicked(uint256 action) private view returns (bool) {
        for (uint256 i; i < _picks.length; ++i) {
            if (_picks[i] == action) return true;
        }
        return false;
    }

    /// @dev `size` in dollars or thousandths of WETH; 0 for the sizes of the search: all collateral, a loan near the limit,
    /// one far beyond it, repayment of a part, liquidation of oneself.
    function _action(uint256 action, uint256 size) private view returns (bytes memory) {
        (address weth_, address usd) = (address(weth), address(cUSDT));
        if (action == 0) {
            return
                abi.encodeCall(
                    IXauLedger.depositCollateral, (weth_, size == 0 ? 10e18 : size % 10_000 * 1e14, attacker)
                );
        }
        if (action == 1) {
            return abi.encodeCall(
                IXauLedger.withdrawCollateral, (weth_, size == 0 ? type(uint256).max : size * 5e14, attacker)
            );
        }
        if (action == 2) {
            return abi.encodeCall(IXauLedger.borrow, (usd, size == 0 ? 22_000e6 : size * 1e6, VARIABLE, attacker));
        }
        if (action == 3) {
            return abi.encodeCall(IXauLedger.borrow, (usd, size == 0 ? 600_000e6 : size * 30e6, STABLE, attacker));
        }
        if (action == 4) {
            return abi.encodeCall(IXauLedger.repay, (usd, size == 0 ? 5_000e6 : size * 1e6, VARIABLE, attacker));
        }
        if (action == 5) {
            return abi.encodeCall(IXauLedger.liquidate, (attacker, usd, weth_, size == 0 ? 40_000e6 : size * 1e6, 0));
        }
        return abi.encodeCall(IXauLedger.writeOff, (attacker));
    }

    /// @dev However it went: the account supports its debt, nothing was written off, nobody is richer.
    function _judgeBatch(bytes[] memory calls) private returns (bool ok) {
        int256 before = _wealth(attacker);
        vm.prank(attacker);
        try ledger.batch(calls) {
            ok = true;
        } catch {}
        uint256 supported = ledger.collateralOf(attacker, address(weth)) * 3_000 * 7_500 / BP;
        assertGe(supported, ledger.debtOf(attacker, address(cUSDT)) * 1e12, "a batch ended unhealthy");
        assertEq(ledger.asset(address(cUSDT)).badDebt, 0, "a batch lost what others own");
        assertLe(_wealth(attacker), before, "a batch made money");
    }
}
