// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Test} from "forge-std/Test.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {XauLedger} from "../../../src/ledger/XauLedger.sol";
import {MockFeeds} from "../../unit/ledger/MockFeeds.sol";
import {MockReserve} from "../../unit/ledger/MockReserve.sol";
import {IWeth} from "../../unit/ledger/LedgerBase.sol";

/// @notice Depositors, borrowers, a liquidator, a giver, the price mover and time, at work on one ledger.
/// @dev Calls that the ledger rightly refuses are discarded with `vm.assume(false)`. What must hold over a single call
/// is judged here, and the first breach is kept in `breach` for the invariant to report; what must hold between calls
/// is judged by the invariant from the ghosts (`g_`).
contract LedgerHandler is Test {
    uint256 private constant STABLE = 1;
    uint256 private constant VARIABLE = 2;
    uint256 private constant RAY = 1e27;
    uint256 private constant BP = 10_000;

    struct Snapshot {
        uint256[3] health; // by actor
        uint256[3][3] owed; // raw, by actor and debt token
    }

    XauLedger public immutable ledger;
    MockFeeds public immutable feeds;
    MockReserve public immutable reserve;
    address[] public actors;
    address[] public collaterals;
    address[] public debts;
    bytes32[] public feedIds;
    address public immutable liquidator = makeAddr("liquidator");
    address public immutable giver = makeAddr("giver");
    uint256 public immutable start = block.timestamp;

    /// @notice The first rule broken by a call, empty while none is.
    string public breach;
    mapping(bytes32 branch => uint256) public reached;

    /// @dev Settings that never change in a run, read once.
    mapping(address token => IXauLedger.CollateralParams) private _terms;
    mapping(address token => bytes32) private _feed;
    mapping(address token => uint256) private _unit;

    mapping(address token => uint256) public g_in;
    mapping(address token => uint256) public g_out;
    mapping(address token => uint256) public g_minted;
    mapping(address token => uint256) public g_burned;
    mapping(address token => uint256) public g_lastIndex;
    mapping(address token => uint256) public g_badDebt;
    /// @dev Stable debts as of their account's last loan or repayment, with rate and time: the model of their total.
    mapping(address account => mapping(address token => uint256)) public g_principal;
    mapping(address account => mapping(address token => uint256)) public g_rate;
    mapping(address account => mapping(address token => uint256)) public g_since;
    uint256 public g_calls;

    constructor(
        XauLedger ledger_,
        MockFeeds feeds_,
        MockReserve reserve_,
        address[] memory actors_,
        address[] memory collaterals_,
        address[] memory debts_,
        bytes32[] memory feedIds_
    ) {
        ledger = ledger_;
        feeds = feeds_;
        reserve = reserve_;
        actors = actors_;
        collaterals = collaterals_;
        debts = debts_;
        feedIds = feedIds_;
        for (uint256 i; i < debts_.length; ++i) {
            g_lastIndex[debts_[i]] = ledger_.indexRay(debts_[i]);
            _note(debts_[i]);
        }
        for (uint256 i; i < collaterals_.length; ++i) {
            _note(collaterals_[i]);
        }
    }

    // ---- calls ----

    function deposit(uint256 from, uint256 onBehalf, uint256 pick, uint256 amount) external {
        address caller = _actor(from);
        address account = _actor(onBehalf);
        address token = collaterals[pick % collaterals.length];
        amount = bound(amount, 1, _unit[token] * 50);
        _fund(token, caller, amount);
        Snapshot memory s = _snapshot();
        vm.prank(caller);
        try ledger.depositCollateral(token, amount, account) returns (uint256 received) {
            g_in[token] += received;
            _hit(caller == account ? bytes32("deposit own") : bytes32("deposit other"));
        } catch {
            _refused();
        }
        _judgeBystanders(s, address(0), address(0));
    }

    function withdraw(uint256 from, uint256 pick, uint256 amount) external {
        address caller = _actor(from);
        address token = collaterals[pick % collaterals.length];
        _settle(1);
        if (amount % 4 == 0) {
            // A weekend: gold or euros stale, an account that WETH alone may support.
            _collateralise(caller, collaterals[0]);
            feeds.setStale(feedIds[1 + amount / 4 % 2], true);
        }
        uint256 held = ledger.collateralOf(caller, token);
        if (held == 0) _collateralise(caller, token);
        held = ledger.collateralOf(caller, token);
        amount = bound(amount, 1, amount % 3 == 0 ? held : held / (_anyStale() ? 1_000 : 4) + 1);
        Snapshot memory s = _snapshot();
        bool indebted = _owes(caller);
        bool stale = _anyStale();
        vm.prank(caller);
        try ledger.withdrawCollateral(token, amount, caller) returns (uint256 withdrawn) {
            g_out[token] += withdrawn;
            if (!indebted) _hit("withdraw free");
            else _hit(stale ? bytes32("withdraw indebted stale") : bytes32("withdraw indebted"));
            _judgeHealthy(caller, "L2 withdrawal left an unhealthy account");
        } catch {
            if (indebted) _refused();
            _breach("an account without debt could not withdraw");
        }
        _judgeBystanders(s, caller, address(0));
    }

    function borrow(uint256 from, uint256 pick, uint256 amount) external {
        _tryBorrow(from, pick, amount, VARIABLE);
    }

    function borrowStable(uint256 from, uint256 pick, uint256 amount) external {
        _tryBorrow(from, pick, amount, STABLE);
    }

    function _tryBorrow(uint256 from, uint256 pick, uint256 amount, uint256 mode) private {
        address caller = _actor(from);
        address token = debts[pick % debts.length];
        _settle(amount);
        if (_room(caller) < 1_000e18) _collateralise(caller, collaterals[amount % 2]);
        amount = bound(amount, 100e6, 100e6 + _room(caller) * 1e6 / _price(token));
        Snapshot memory s = _snapshot();
        uint256 supply = ERC20(token).totalSupply();
        vm.prank(caller);
        try ledger.borrow(token, amount, mode, caller) {
            g_minted[token] += amount;
            if (mode == STABLE) _noteStable(caller, token);
            _hit(mode == STABLE ? bytes32("borrow stable") : bytes32("borrow"));
            if (feeds.stale(feedIds[1])) _breach("L6 borrowed with XAU stale");
            if (ERC20(token).totalSupply() != supply + amount) _breach("L3 borrow minted another amount");
            _judgeHealthy(caller, "L2 borrowing left an unhealthy account");
        } catch {
            _refused();
        }
        _judgeBystanders(s, caller, address(0));
    }

    /// @dev A transfer of an ac token.
    function transfer(uint256 from, uint256 to, uint256 pick, uint256 amount) external {
        address caller = _actor(from);
        address token = collaterals[pick % collaterals.length];
        _settle(amount);
        if (ledger.collateralOf(caller, token) == 0) _collateralise(caller, token);
        uint256 held = ledger.collateralOf(caller, token);
        amount = bound(amount, 1, amount % 3 == 0 ? held : held / 4 + 1);
        ERC20 receipt = ERC20(ledger.asset(token).collateralReceipt);
        Snapshot memory s = _snapshot();
        vm.prank(caller);
        try receipt.transfer(_actor(to), amount) {
            _hit(_owes(caller) ? bytes32("transfer indebted") : bytes32("transfer"));
            _judgeHealthy(caller, "L2 a transfer left an unhealthy account");
            if (_actor(to) != caller && ledger.collateralOf(caller, token) != held - amount) {
                _breach("L3 a transfer moved another amount");
            }
        } catch {
            _refused();
        }
        _judgeBystanders(s, caller, address(0));
    }

    struct Plan {
        address caller;
        address collateral;
        address debt;
        uint256 mode;
        uint256 withdrawn;
        uint256 borrowed;
        uint256 repaid;
        uint256 deposited;
    }

    /// @dev A withdrawal, a loan, a repayment and a deposit in one of the 24 orders.
    function batch(uint256 from, uint256 pick, uint256 seed) external {
        Plan memory p;
        p.caller = _actor(from);
        p.collateral = collaterals[pick % collaterals.length];
        p.debt = debts[pick / 3 % debts.length];
        p.mode = 1 + pick / 9 % 2;
        _settle(seed);
        if (ledger.collateralOf(p.caller, p.collateral) == 0) _collateralise(p.caller, p.collateral);
        if (_room(p.caller) < 1_000e18) _collateralise(p.caller, collaterals[seed % 2]);
        p.withdrawn = bound(seed >> 8, 1, ledger.collateralOf(p.caller, p.collateral) / (seed % 5 == 0 ? 1 : 3) + 1);
        p.borrowed = bound(seed >> 16, 100e6, 100e6 + _room(p.caller) * 1e6 / _price(p.debt) / (seed % 7 == 0 ? 1 : 2));
        // Of the debt there is, or part of the loan, so that the order matters where there is none. Never above a debt: a
        // repayment before the loan would take the debt alone.
        uint256 owed = ledger.debtIn(p.caller, p.debt, p.mode);
        p.repaid = bound(seed >> 24, 1, owed == 0 ? 50e6 : owed);
        p.deposited = bound(seed >> 32, 1, _unit[p.collateral] * 10);
        _fund(p.debt, p.caller, p.repaid);
        _fund(p.collateral, p.caller, p.deposited + (p.debt == p.collateral ? p.repaid : 0));
        bytes[] memory calls = _ordered(p, seed);
        Snapshot memory s = _snapshot();
        uint256 supply = ERC20(p.debt).totalSupply();
        vm.prank(p.caller);
        try ledger.batch(calls) {
            g_out[p.collateral] += p.withdrawn;
            g_in[p.collateral] += p.deposited;
            g_minted[p.debt] += p.borrowed;
            g_burned[p.debt] += p.repaid;
            if (p.mode == STABLE) _noteStable(p.caller, p.debt);
            _hit("batch");
            if (feeds.stale(feedIds[1])) _breach("L6 borrowed with XAU stale");
            if (ERC20(p.debt).totalSupply() + p.repaid != supply + p.borrowed) {
                _breach("L3 a batch minted another amount");
            }
            _judgeHealthy(p.caller, "L2 a batch left an unhealthy account");
        } catch {
            _refused();
        }
        _judgeBystanders(s, p.caller, address(0));
    }

    function _ordered(Plan memory p, uint256 seed) private pure returns (bytes[] memory calls) {
        calls = new bytes[](4);
        calls[0] = abi.encodeCall(IXauLedger.withdrawCollateral, (p.collateral, p.withdrawn, p.caller));
        calls[1] = abi.encodeCall(IXauLedger.borrow, (p.debt, p.borrowed, p.mode, p.caller));
        calls[2] = abi.encodeCall(IXauLedger.repay, (p.debt, p.repaid, p.mode, p.caller));
        calls[3] = abi.encodeCall(IXauLedger.depositCollateral, (p.collateral, p.deposited, p.caller));
        for (uint256 i = 3; i != 0; --i) {
            uint256 j = (seed >> (40 + 8 * i)) % (i + 1);
            (calls[i], calls[j]) = (calls[j], calls[i]);
        }
    }

    /// @dev An account that borrows as much as it can: what makes liquidations possible.
    function borrowAll(uint256 from, uint256 pick) external {
        address caller = _actor(from);
        address token = debts[pick % debts.length];
        _settle(from);
        if (_anyStale()) _refused();
        if (_room(caller) < 1_000e18) _collateralise(caller, collaterals[pick / 2 % 2]);
        uint256 amount = Math.min(_room(caller) * 9_999 / BP * 1e6 / _price(token), 500_000e6);
        vm.prank(caller);
        try ledger.borrow(token, amount, VARIABLE, caller) {
            g_minted[token] += amount;
            _hit("borrow all");
            _judgeHealthy(caller, "L2 borrowing all left an unhealthy account");
        } catch {
            _refused();
        }
    }

    function repay(uint256 from, uint256 onBehalf, uint256 pick, uint256 amount, bool all) external {
        address caller = _actor(from);
        address account = _actor(onBehalf);
        address token = debts[pick % debts.length];
        uint256 debt = ledger.debtOf(account, token);
        if (debt == 0) (account, token, debt) = _anyLoan(pick);
        uint256 mode = 1 + pick / 7 % 2;
        if (ledger.debtIn(account, token, mode) == 0) mode = 3 - mode;
        debt = ledger.debtIn(account, token, mode);
        amount = all ? type(uint256).max : bound(amount, 1, debt);
        _fund(token, caller, Math.min(amount, debt));
        Snapshot memory s = _snapshot();
        uint256 supply = ERC20(token).totalSupply();
        vm.prank(caller);
        uint256 repaid = ledger.repay(token, amount, mode, account); // never refused
        g_burned[token] += repaid;
        if (mode == STABLE) _noteStable(account, token);
        _hit(all ? bytes32("repay all") : bytes32("repay part"));
        if (ERC20(token).totalSupply() != supply - repaid) _breach("L3 repayment burned another amount");
        uint256 left = ledger.debtIn(account, token, mode);
        if (left + repaid < debt) _breach("L3 a debt fell by more than was burned");
        if (left + repaid > debt + ledger.indexRay(token) / 1e27 + 1) {
            _breach("L3 a debt fell by less than was burned");
        }
        _judgeBystanders(s, address(0), address(0));
    }

    struct Attempt {
        address account;
        address debtToken;
        address collateralToken;
        uint256 debt;
        bool liquidatable;
        uint256 collateralUsd;
        uint256 debtUsd;
        uint256 health;
        uint256 variable;
        uint256[3] bad;
    }

    function liquidate(uint256 whom, uint256 debtPick, uint256 collateralPick, uint256 amount, bool all) external {
        Attempt memory t;
        t.account = _actor(whom);
        t.debtToken = debts[debtPick % debts.length];
        t.debt = ledger.debtOf(t.account, t.debtToken);
        if (t.debt == 0) (t.account, t.debtToken, t.debt) = _anyLoan(debtPick);
        t.collateralToken = collaterals[collateralPick % collaterals.length];
        for (uint256 i; i < 2 && ledger.collateralOf(t.account, t.collateralToken) == 0; ++i) {
            t.collateralToken = collaterals[(collateralPick % collaterals.length + i + 1) % collaterals.length];
        }
        _settle(amount);
        if (collateralPick % 8 != 0) _fall(t.account, amount);
        amount = all ? t.debt : bound(amount, 1, t.debt);
        _fund(t.debtToken, liquidator, amount);
        Snapshot memory s = _snapshot();
        t.liquidatable = ledger.liquidatable(t.account);
        t.bad = _badDebts();
        t.variable = ledger.debtIn(t.account, t.debtToken, VARIABLE);
        (t.collateralUsd, t.debtUsd, t.health) = _worth(t.account);
        vm.prank(liquidator);
        try ledger.liquidate(t.account, t.debtToken, t.collateralToken, amount, 0) returns (
            uint256 repaid, uint256 seized
        ) {
            _judgeLiquidation(t, repaid, seized);
        } catch {
            _refused();
        }
        _judgeBystanders(s, t.account, t.account);
    }

    function _judgeLiquidation(Attempt memory t, uint256 repaid, uint256 seized) private {
        g_burned[t.debtToken] += repaid;
        g_out[t.collateralToken] += seized;
        if (!t.liquidatable) _breach("L4 a healthy account was liquidated");
        uint256 bonus = _terms[t.collateralToken].liquidationBonusBp;
        uint256 fair = Math.mulDiv(
            repaid * _price(t.debtToken), _unit[t.collateralToken] * (BP + bonus), 1e6 * _price(t.collateralToken) * BP
        );
        if (seized > fair + 1) _breach("L4 seized more than repaid and its bonus");
        bool lost = _noteBadDebt(t.bad);
        _hit(lost ? bytes32("liquidate lost") : bytes32("liquidate"));
        if (lost) {
            _forgetStable(t.account);
            return;
        }
        if (repaid > t.variable) _noteStable(t.account, t.debtToken);
        _judgeDebtFall(t.account, t.debtToken, t.debt, repaid);
        (uint256 collateralUsd, uint256 debtUsd, uint256 health) = _worth(t.account);
        // A unit of cUSDT is worth 1e12; a few of them are rounding.
        if (debtUsd < 1e16) return;
        uint256 threshold = _terms[t.collateralToken].liquidationThresholdBp;
        if (t.health * BP * BP > threshold * (BP + bonus) * 1e18 && health + 1e12 < t.health) {
            _breach("L4 a liquidation lowered a health above threshold * (1 + bonus)");
        }
        if (
            t.collateralUsd * BP >= t.debtUsd * (BP + (bonus + 3) / 4)
                && Math.mulDiv(collateralUsd, 1e18, debtUsd) + 1e12 < Math.mulDiv(t.collateralUsd, 1e18, t.debtUsd)
        ) _breach("L4 a liquidation lowered a solvent account's collateral over debt");
    }

    function writeOff(uint256 whom) external {
        address account = _actor(whom);
        if (!_owes(account)) (account,,) = _anyLoan(whom);
        if (whom % 2 == 0) _ruin(account);
        (uint256 collateralUsd, uint256 debtUsd,) = _worth(account);
        Snapshot memory s = _snapshot();
        uint256[3] memory badBefore = _badDebts();
        try ledger.writeOff(account) {
            if (collateralUsd > 1e18 + 10) _breach("an account with collateral was written off");
            if (collateralUsd >= debtUsd) _breach("a solvent account was written off");
            _noteBadDebt(badBefore);
            _forgetStable(account);
            _hit("write off");
        } catch {
            _refused();
        }
        _judgeBystanders(s, account, account);
    }

    function collectFees(uint256 pick, uint256 maxAmount) external {
        address token = debts[pick % debts.length];
        maxAmount = bound(maxAmount, 1, 10_000e6);
        if (ledger.feesOf(token) == 0) _anyLoan(pick);
        skip(1 hours);
        Snapshot memory s = _snapshot();
        try ledger.collectFees(token, maxAmount) returns (uint256 amount) {
            g_minted[token] += amount;
            if (ledger.deficitOf(token) != 0) _breach("fees were minted over a deficit");
            _hit("collect fees");
        } catch {
            _refused();
        }
        _judgeBystanders(s, address(0), address(0));
    }

    function coverDeficit(uint256 pick, uint256 given) external {
        address token = debts[pick % debts.length];
        if (ledger.deficitOf(token) == 0) _lose(pick);
        uint256 deficit = ledger.deficitOf(token);
        if (deficit == 0) _refused();
        M1Token(token).mint(address(reserve), bound(given, 1, deficit * 2));
        uint256 burned = ledger.coverDeficit(token);
        g_burned[token] += burned;
        if (burned > deficit) _breach("the reserve was burned beyond the deficit");
        _hit("cover deficit");
    }

    function accrue(uint256 pick) external {
        ledger.accrue(debts[pick % debts.length]);
        _hit("accrue");
    }

    /// @dev Tokens sent to the ledger unasked.
    function donate(uint256 pick, uint256 amount) external {
        address token = collaterals[pick % collaterals.length];
        amount = bound(amount, 1, _unit[token] * 1_000);
        _fund(token, giver, amount);
        Snapshot memory s = _snapshot();
        vm.prank(giver);
        ERC20(token).transfer(address(ledger), amount);
        _judgeBystanders(s, address(0), address(0));
        _hit("donate");
    }

    function movePrice(uint256 pick, uint256 changeBp) external {
        bytes32 feed = feedIds[pick % feedIds.length];
        uint256 price = feeds.peek(feed) * bound(changeBp, 6_000, 14_000) / BP;
        feeds.set(feed, bound(price, 0.1e18, feed == feedIds[2] ? 9e18 : 20_000e18));
        _hit("move price");
    }

    function crash(uint256 pick, bool deep) external {
        bytes32 feed = feedIds[pick % feedIds.length];
        feeds.set(feed, Math.max(feeds.peek(feed) / (deep ? 1_000 : 3), 0.0001e18));
        _hit("crash");
    }

    function setStale(uint256 pick, bool stale) external {
        feeds.setStale(feedIds[pick % feedIds.length], stale);
        _hit("stale");
    }

    function pass(uint256 elapsed) external {
        skip(bound(elapsed, 1, 20 days));
        _hit("pass");
    }

    // ---- judging ----

    function _judgeHealthy(address account, string memory rule) private {
        if (_anyStale()) return; // the ledger judged without the stale leg; `healthFactor` would revert
        if (_owes(account) && ledger.healthFactor(account) < 1e18) _breach(rule);
    }

    /// @dev burned == debt decrease, to a unit of rounding, the ledger's way.
    function _judgeDebtFall(address account, address token, uint256 debt, uint256 repaid) private {
        uint256 left = ledger.debtOf(account, token);
        if (left + repaid < debt) _breach("L3 a debt fell by more than was burned");
        if (left + repaid > debt + ledger.indexRay(token) / 1e27 + 1) {
            _breach("L3 a debt fell by less than was burned");
        }
    }

    /// @dev Nobody's debt rises and nobody's health falls but `caller`'s, who asked for it, and `target`'s health,
    /// which is liquidated.
    function _judgeBystanders(Snapshot memory s, address caller, address target) private {
        for (uint256 i; i < actors.length; ++i) {
            address account = actors[i];
            if (account == caller && account != target) continue;
            for (uint256 j; j < debts.length; ++j) {
                if (ledger.debtOf(account, debts[j]) > s.owed[i][j]) _breach("L2 a debt rose without its account");
            }
            if (account == target) continue;
            (,, uint256 health) = _worth(account);
            if (health < s.health[i]) _breach("L2 a health fell without its account");
        }
    }

    function _snapshot() private view returns (Snapshot memory s) {
        for (uint256 i; i < actors.length; ++i) {
            (,, s.health[i]) = _worth(actors[i]);
            for (uint256 j; j < debts.length; ++j) {
                s.owed[i][j] = ledger.debtOf(actors[i], debts[j]);
            }
        }
    }

    function _badDebts() private view returns (uint256[3] memory bad) {
        for (uint256 j; j < debts.length; ++j) {
            bad[j] = ledger.asset(debts[j]).badDebt;
        }
    }

    /// @dev Books what was written off and what the reserve burned for it.
    function _noteBadDebt(uint256[3] memory before) private returns (bool lost) {
        for (uint256 j; j < debts.length; ++j) {
            uint256 amount = ledger.asset(debts[j]).badDebt - before[j];
            if (amount == 0) continue;
            lost = true;
            g_badDebt[debts[j]] += amount;
            uint256 burned = ledger.asset(debts[j]).burned - g_burned[debts[j]];
            if (burned > amount) _breach("more was burned than was lost");
            g_burned[debts[j]] += burned;
        }
    }

    /// @dev Independent of the ledger's own weighing, at the last prices, fresh or not. Health is thresholds over debt.
    function _worth(address account) private view returns (uint256 collateralUsd, uint256 debtUsd, uint256 health) {
        uint256 backing;
        for (uint256 i; i < collaterals.length; ++i) {
            address token = collaterals[i];
            uint256 value = Math.mulDiv(ledger.collateralOf(account, token), _price(token), _unit[token]);
            collateralUsd += value;
            backing += value * _terms[token].liquidationThresholdBp / BP;
        }
        for (uint256 j; j < debts.length; ++j) {
            debtUsd += Math.mulDiv(ledger.debtOf(account, debts[j]), _price(debts[j]), 1e6, Math.Rounding.Ceil);
        }
        health = debtUsd == 0 ? type(uint256).max : Math.mulDiv(backing, 1e18, debtUsd);
    }

    /// @dev How much more the account can borrow, USD Wad.
    function _room(address account) private view returns (uint256) {
        uint256 backing;
        for (uint256 i; i < collaterals.length; ++i) {
            address token = collaterals[i];
            uint256 value = Math.mulDiv(ledger.collateralOf(account, token), _price(token), _unit[token]);
            backing += value * _terms[token].collateralFactorBp / BP;
        }
        (, uint256 debtUsd,) = _worth(account);
        return backing > debtUsd ? backing - debtUsd : 0;
    }

    // ---- setting the scene ----

    /// @dev Three times in four the market is back to something like its beginning before a call that needs one, so
    /// that loans are made and lost all through a run.
    function _settle(uint256 seed) private {
        if (seed % 4 == 0) return;
        for (uint256 i; i < 3; ++i) {
            feeds.setStale(feedIds[i], false);
        }
        if (feeds.peek(feedIds[0]) < 500e18) feeds.set(feedIds[0], 3_000e18);
        if (feeds.peek(feedIds[1]) < 500e18) feeds.set(feedIds[1], 4_000e18);
        if (feeds.peek(feedIds[2]) < 0.5e18) feeds.set(feedIds[2], 1.1e18);
    }

    function _collateralise(address account, address token) private {
        uint256 amount = 40 * _unit[token];
        _fund(token, account, amount);
        vm.prank(account);
        g_in[token] += ledger.depositCollateral(token, amount, account);
    }

    /// @dev A loan that exists, or a new one.
    function _anyLoan(uint256 seed) private returns (address account, address token, uint256 debt) {
        for (uint256 i; i < actors.length * debts.length; ++i) {
            account = actors[(seed % actors.length + i) % actors.length];
            token = debts[(seed / 3 + i / actors.length) % debts.length];
            debt = ledger.debtOf(account, token);
            if (debt != 0) return (account, token, debt);
        }
        _settle(1);
        account = _actor(seed);
        token = debts[seed / 3 % debts.length];
        _collateralise(account, collaterals[seed / 6 % 2]);
        uint256 amount = _room(account) * 9_900 / BP * 1e6 / _price(token);
        uint256 mode = 1 + seed / 5 % 2;
        vm.prank(account);
        ledger.borrow(token, amount, mode, account);
        g_minted[token] += amount;
        if (mode == STABLE) _noteStable(account, token);
        debt = ledger.debtOf(account, token);
    }

    /// @dev Lets ETH and gold fall until the account's health is between 0.2 and 1.
    function _fall(address account, uint256 seed) private {
        (,, uint256 health) = _worth(account);
        if (health <= 1e18) return;
        uint256 target = seed % 3 == 0 ? 0.2e18 + seed % 0.8e18 : 0.9e18 + seed % 0.1e18;
        for (uint256 i; i < 2; ++i) {
            feeds.set(feedIds[i], Math.max(Math.mulDiv(feeds.peek(feedIds[i]), target, health), 0.0001e18));
        }
    }

    /// @dev What the account pledged becomes worthless; the euro only where it is pledged, since debts are in it, too.
    function _ruin(address account) private {
        feeds.set(feedIds[0], 0.0001e18);
        feeds.set(feedIds[1], 0.0001e18);
        if (ledger.collateralOf(account, collaterals[2]) != 0) feeds.set(feedIds[2], 0.0001e18);
    }

    function _noteStable(address account, address token) private {
        g_principal[account][token] = ledger.debtIn(account, token, STABLE);
        g_rate[account][token] = ledger.stableRateOf(account, token);
        g_since[account][token] = block.timestamp;
    }

    function _forgetStable(address account) private {
        for (uint256 j; j < debts.length; ++j) {
            g_principal[account][debts[j]] = 0;
        }
    }

    /// @dev A loan is lost: its collateral becomes worthless and its debt is written off.
    function _lose(uint256 seed) private {
        (address account,,) = _anyLoan(seed);
        feeds.setStale(feedIds[0], false);
        feeds.setStale(feedIds[1], false);
        _ruin(account);
        uint256[3] memory before = _badDebts();
        try ledger.writeOff(account) {
            _noteBadDebt(before);
            _forgetStable(account);
        } catch {}
    }

    // ---- helpers ----

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function _owes(address account) private view returns (bool) {
        for (uint256 j; j < debts.length; ++j) {
            if (ledger.debtOf(account, debts[j]) != 0) return true;
        }
        return false;
    }

    function _anyStale() private view returns (bool) {
        return feeds.stale(feedIds[0]) || feeds.stale(feedIds[1]) || feeds.stale(feedIds[2]);
    }

    function _note(address token) private {
        IXauLedger.Asset memory a = ledger.asset(token);
        _terms[token] = a.collateral;
        _feed[token] = a.price.feed;
        _unit[token] = 10 ** a.decimals;
    }

    function _price(address token) private view returns (uint256) {
        return _feed[token] == keccak256("USD") ? 1e18 : feeds.peek(_feed[token]);
    }

    /// @dev Collateral comes from elsewhere (WETH from ether, gold and stable tokens from another minter).
    function _fund(address token, address to, uint256 amount) private {
        if (token == collaterals[0]) {
            vm.deal(to, to.balance + amount);
            vm.prank(to);
            IWeth(token).deposit{value: amount}();
        } else {
            uint256 held = ERC20(token).balanceOf(to);
            if (held < amount) M1Token(token).mint(to, amount - held);
        }
        vm.prank(to);
        ERC20(token).approve(address(ledger), type(uint256).max);
    }

    function _refused() private pure {
        vm.assume(false);
    }

    function _breach(string memory rule) private {
        if (bytes(breach).length == 0) breach = rule;
    }

    function _hit(bytes32 branch) private {
        ++reached[branch];
        ++g_calls;
    }

    /// @notice Principals and simple interest of a token's stable debts: what their total must be.
    function modelStable(address token) external view returns (uint256 principal, uint256 total) {
        uint256 interest;
        for (uint256 i; i < actors.length; ++i) {
            uint256 owed = g_principal[actors[i]][token];
            principal += owed;
            interest += owed * g_rate[actors[i]][token] * (block.timestamp - g_since[actors[i]][token]);
        }
        total = principal + interest / RAY;
    }

    /// @notice Notes an index so that the next check can tell that it never falls.
    function noteIndex(address token, uint256 index) external {
        g_lastIndex[token] = index;
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function collateralCount() external view returns (uint256) {
        return collaterals.length;
    }

    function debtCount() external view returns (uint256) {
        return debts.length;
    }
}
