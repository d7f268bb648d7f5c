// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {LedgerBase} from "../../unit/ledger/LedgerBase.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @notice Invariants L1, L2, L3 (and the per-call parts of L4 and L6) over any history of three collaterals and three
/// debts, one token being both, at both rates.
contract LedgerInvariants is LedgerBase {
    LedgerHandler internal handler;
    mapping(address token => uint256) private _startIndex;

    function setUp() public override {
        super.setUp();
        address[] memory actors = new address[](3);
        (actors[0], actors[1], actors[2]) = (depositor, borrower, stranger);
        address[] memory collaterals = new address[](3);
        (collaterals[0], collaterals[1], collaterals[2]) = (address(weth), address(xau), address(cEURT));
        address[] memory debts = new address[](3);
        (debts[0], debts[1], debts[2]) = (address(cUSDT), address(cEURT), address(cUSDC));
        _openStable(cUSDT);
        _openStable(cEURT);
        _openStable(cUSDC);
        bytes32[] memory feedIds = new bytes32[](3);
        (feedIds[0], feedIds[1], feedIds[2]) = (ETH_USD, XAU_USD, EUR_USD);
        for (uint256 j; j < 3; ++j) {
            ledger.accrue(debts[j]);
            _startIndex[debts[j]] = ledger.indexRay(debts[j]);
        }
        handler = new LedgerHandler(ledger, feeds, reserve, actors, collaterals, debts, feedIds);
        vm.startPrank(owner);
        xau.setMinter(address(handler), 1e30, 1e30, 0, false);
        cUSDT.setMinter(address(handler), 1e30, 1e30, 0, false);
        cEURT.setMinter(address(handler), 1e30, 1e30, 0, false);
        cUSDC.setMinter(address(handler), 1e30, 1e30, 0, false);
        vm.stopPrank();
        cUSDT.mint(address(reserve), 20_000e6);

        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), _selectors()));
    }

    function _selectors() private view returns (bytes4[] memory selectors) {
        selectors = new bytes4[](18);
        selectors[0] = handler.deposit.selector;
        selectors[1] = handler.withdraw.selector;
        selectors[2] = handler.borrow.selector;
        selectors[3] = handler.borrowAll.selector;
        selectors[4] = handler.repay.selector;
        selectors[5] = handler.liquidate.selector;
        selectors[6] = handler.writeOff.selector;
        selectors[7] = handler.collectFees.selector;
        selectors[8] = handler.coverDeficit.selector;
        selectors[9] = handler.accrue.selector;
        selectors[10] = handler.donate.selector;
        selectors[11] = handler.movePrice.selector;
        selectors[12] = handler.crash.selector;
        selectors[13] = handler.setStale.selector;
        selectors[14] = handler.pass.selector;
        selectors[15] = handler.borrowStable.selector;
        selectors[16] = handler.transfer.selector;
        selectors[17] = handler.batch.selector;
    }

    /// @dev At the end of each run: the index is what one accrual from the beginning would give (L1, additive in time).
    function afterInvariant() public view {
        for (uint256 j; j < handler.debtCount(); ++j) {
            address token = handler.debts(j);
            uint256 elapsed = block.timestamp - handler.start();
            uint256 exact = _exactIndex(token, elapsed);
            uint256 tolerance = Math.mulDiv(exact, elapsed, 1e27) + handler.g_calls() + 1;
            assertApproxEqAbs(ledger.indexRay(token), exact, tolerance, "L1 accrual not additive");
        }
    }

    function invariant_ledger() public {
        check_calls();
        check_L1();
        check_L2();
        check_L3();
    }

    /// @dev Whatever a single call broke.
    function check_calls() internal view {
        string memory breach = handler.breach();
        assertEq(bytes(breach).length, 0, breach);
    }

    /// @dev Sums are totals, totals are what came in less what went out, and the tokens are there. Indices never
    /// fall.
    function check_L1() internal {
        for (uint256 i; i < handler.collateralCount(); ++i) {
            address token = handler.collaterals(i);
            uint256 sum = ledger.collateralOf(address(reserve), token);
            for (uint256 a; a < handler.actorCount(); ++a) {
                sum += ledger.collateralOf(handler.actors(a), token);
            }
            uint256 total = ledger.asset(token).totalCollateral;
            assertEq(sum, total, "L1 collateral sum");
            assertEq(total, handler.g_in(token) - handler.g_out(token), "L1 collateral flows");
            assertLe(total, ERC20(token).balanceOf(address(ledger)), "L1 collateral held");
        }
        for (uint256 j; j < handler.debtCount(); ++j) {
            address token = handler.debts(j);
            uint256 scaled;
            uint256 variable;
            uint256 stable;
            for (uint256 a; a < handler.actorCount(); ++a) {
                scaled += ledger.scaledDebtOf(handler.actors(a), token);
                variable += ledger.debtIn(handler.actors(a), token, VARIABLE);
                stable += ledger.debtIn(handler.actors(a), token, STABLE);
            }
            assertEq(scaled, ledger.asset(token).totalScaledDebt, "L1 scaled debt sum");
            uint256 total = ledger.totalDebtIn(token, VARIABLE);
            assertGe(variable, total, "L1 variable debt sum below total");
            assertLe(variable, total + handler.actorCount(), "L1 variable debt sum above total");
            (uint256 principal, uint256 model) = handler.modelStable(token);
            assertEq(ledger.asset(token).stablePrincipal, principal, "L1 stable principal sum");
            total = ledger.totalDebtIn(token, STABLE);
            assertEq(total, model, "L1 stable total");
            assertGe(stable, total, "L1 stable debt sum below total");

            uint256 index = ledger.indexRay(token);
            assertGe(index, handler.g_lastIndex(token), "L1 index fell");
            handler.noteIndex(token, index);
        }
    }

    /// @dev Checked by the handler around each call; here, that every debt beyond its collateral is on record or open
    /// to be recorded: without collateral no debt.
    function check_L2() internal view {
        for (uint256 a; a < handler.actorCount(); ++a) {
            address account = handler.actors(a);
            bool collateralised;
            for (uint256 i; i < handler.collateralCount(); ++i) {
                collateralised = collateralised || ledger.collateralOf(account, handler.collaterals(i)) != 0;
            }
            if (collateralised) continue;
            for (uint256 j; j < handler.debtCount(); ++j) {
                assertEq(ledger.debtOf(account, handler.debts(j)), 0, "L2 debt without collateral");
            }
        }
    }

    /// @dev What was minted and burned is what loans, fees, repayments and losses say; owed and issued balance; net
    /// issue stays within the ceiling.
    function check_L3() internal view {
        for (uint256 j; j < handler.debtCount(); ++j) {
            address token = handler.debts(j);
            IXauLedger.Asset memory a = ledger.asset(token);
            assertEq(a.minted, handler.g_minted(token), "L3 minted");
            assertEq(a.burned, handler.g_burned(token), "L3 burned");
            assertEq(a.badDebt, handler.g_badDebt(token), "L3 bad debt");
            M1Token.Minter memory m = M1Token(token).minterOf(address(ledger));
            assertEq(a.minted, m.minted, "L3 minted by the token's count");
            assertEq(a.burned, m.burned, "L3 burned by the token's count");
            assertEq(
                ledger.totalDebt(token) + a.burned + ledger.deficitOf(token),
                a.minted + ledger.feesOf(token),
                "L3 owed and issued"
            );
            assertLe(ledger.deficitOf(token), a.badDebt, "L3 a deficit beyond what was lost");
            assertLe(a.minted, a.burned + a.debt.ceiling, "L3 ceiling");
        }
    }

    /// @dev (1 + fee)^elapsed at 45 digits from the index of the handler's beginning.
    function _exactIndex(address token, uint256 elapsed) private view returns (uint256) {
        uint256 base = 1e45 + uint256(FEE_5) * 1e18;
        uint256 growth = 1e45;
        for (; elapsed != 0; elapsed >>= 1) {
            if (elapsed & 1 != 0) growth = Math.mulDiv(growth, base, 1e45);
            base = Math.mulDiv(base, base, 1e45);
        }
        return Math.mulDiv(_startIndex[token], growth, 1e45);
    }

    /// @dev Arguments beyond a function's own are ignored; those that are booleans get one.
    function _call(bytes4 selector, bytes32 r) private {
        uint256 a = uint256(keccak256(abi.encode(r, 1)));
        uint256 b = uint256(keccak256(abi.encode(r, 2)));
        uint256 c = uint256(keccak256(abi.encode(r, 3)));
        uint256 d = uint256(keccak256(abi.encode(r, 4)));
        bool second = selector == handler.crash.selector || selector == handler.setStale.selector;
        (bool ok, bytes memory answer) =
            address(handler).call(abi.encodeWithSelector(selector, a, second ? b % 2 : b, c, d, a % 2));
        // A refusal (vm.assume) is no failure; anything else is.
        if (!ok) assertEq(answer, "FOUNDRY::ASSUME");
    }

    /// @dev One long history from a fixed seed: each branch of the handler must have been taken, or the invariant above
    /// would prove less than it says.
    function test_ledger_reachesEveryBranch() public {
        uint256 seed = uint256(keccak256("a history of the ledger"));
        bytes4[] memory selectors = _selectors();
        for (uint256 i; i < 600; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            bytes32 r = keccak256(abi.encode(seed));
            _call(selectors[seed % selectors.length], r);
        }
        invariant_ledger();
        afterInvariant();
        bytes32[23] memory branches = [
            bytes32("deposit own"),
            "deposit other",
            "withdraw free",
            "withdraw indebted",
            "withdraw indebted stale",
            "borrow",
            "borrow stable",
            "transfer",
            "transfer indebted",
            "batch",
            "borrow all",
            "repay all",
            "repay part",
            "liquidate",
            "liquidate lost",
            "write off",
            "collect fees",
            "cover deficit",
            "accrue",
            "donate",
            "move price",
            "crash",
            "stale"
        ];
        for (uint256 i; i < branches.length; ++i) {
            assertGt(handler.reached(branches[i]), 0, string(abi.encodePacked("not reached: ", branches[i])));
        }
        assertGt(handler.reached("pass"), 0, "not reached: pass");
    }
}
