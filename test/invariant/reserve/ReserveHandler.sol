// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StdUtils} from "forge-std/StdUtils.sol";
import {Vm} from "forge-std/Vm.sol";
import {IERC3156FlashBorrower} from "../../../src/interfaces/external/IERC3156.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {ReserveBucketA} from "../../../src/reserve/ReserveBucketA.sol";
import {ReserveBucketC} from "../../../src/reserve/ReserveBucketC.sol";
import {ReserveBucketD} from "../../../src/reserve/ReserveBucketD.sol";
import {ReserveSystem} from "../../../src/reserve/ReserveSystem.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @notice Everything and everybody around the reserve. No call reverts; what must not happen is written into `broken`.
contract ReserveHandler is StdUtils, IERC3156FlashBorrower {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Parties and parts.
    struct Parts {
        ReserveSystem reserve;
        ReserveBucketA a;
        IReserveBucketB b;
        ReserveBucketC c;
        ReserveBucketD d;
        IPMMPool pool;
        IMeshPool mesh;
        TestToken token;
        TestToken gold;
        address treasury;
        address manager;
        address bridge;
    }

    Parts private _p;
    /// @notice The first property that was seen broken; empty while all hold.
    string public broken;
    /// @notice What each bucket's books should say of the token: A, B, C, D, E.
    uint256[5] public books;
    /// @notice Calls of each operation that got through.
    mapping(bytes4 selector => uint256) public passed;
    /// @notice All the token the handler gave out.
    uint256 public given;

    bool private _repays;

    uint256 private constant MOST = 400_000e6;

    constructor(Parts memory p) {
        _p = p;
        for (uint256 n; n < 4; ++n) {
            books[n] = p.reserve.balanceIn(IReserveSystem.Bucket(n), address(p.token));
        }
        books[4] = p.reserve.balanceOfE(address(p.token));
    }

    // ---- Operations ----

    function fund(uint256 amount) external {
        amount = bound(amount, 0, MOST);
        _mint(_p.treasury, amount);
        vm.startPrank(_p.treasury);
        _p.token.approve(address(_p.reserve), amount);
        _p.reserve.fund(address(_p.token), amount);
        vm.stopPrank();
        books[4] += amount;
        _through();
    }

    /// @dev E to a bucket: goes through exactly if E has it and the day leaves it.
    function moveFromE(uint256 which, uint256 amount) external {
        which = bound(which, 0, 3);
        amount = bound(amount, 0, MOST);
        uint256 left = _left(which, 0);
        bool may = amount <= books[4] && amount <= left;
        vm.prank(_p.treasury);
        try _p.reserve.moveFromE(IReserveSystem.Bucket(which), address(_p.token), amount) {
            if (!may) broken = "R3: a flow from E beyond its limit or E's own";
            books[4] -= amount;
            books[which] += amount;
            _through();
        } catch {
            if (may) broken = "a flow from E that was due was refused";
        }
    }

    function moveToE(uint256 which, uint256 amount) external {
        which = bound(which, 0, 3);
        amount = bound(amount, 0, MOST);
        bool may = amount <= books[which] && amount <= _left(which, 1);
        vm.prank(_p.treasury);
        try _p.reserve.moveToE(IReserveSystem.Bucket(which), address(_p.token), amount) {
            if (!may) broken = "R3: a flow to E beyond its limit or the bucket's own";
            books[which] -= amount;
            books[4] += amount;
            _through();
        } catch {
            if (may) broken = "a flow to E that was due was refused";
        }
    }

    function pay(uint256 amount) external {
        amount = bound(amount, 0, MOST);
        (uint256 limit, uint256 used) = _p.reserve.payLimit(address(_p.token));
        bool may = amount <= books[4] && amount + used <= limit;
        vm.prank(_p.treasury);
        try _p.reserve.pay(address(_p.token), amount) {
            if (!may) broken = "R3: paid beyond the day";
            books[4] -= amount;
            _through();
        } catch {
            if (may) broken = "a payment that was due was refused";
        }
    }

    /// @dev Bucket A's user: shares bought with A's own, sold again; only A's books change.
    function shares(uint256 amount) external {
        amount = bound(amount, 0, books[0]);
        uint256 gold = _p.a.balanceOf(address(_p.gold));
        if (amount < 1e6 || gold < 1e15) return;
        (uint256 b, uint256 q) = _p.pool.getVaultReserve();
        uint256 spent = amount * q <= gold * b ? amount : (gold * b + q - 1) / q;
        vm.startPrank(_p.treasury);
        uint256 bought = _p.a.buyShares(_p.pool, amount, gold, 0);
        books[0] -= spent;
        (uint256 back,) = _p.a.sellShares(_p.pool, bought, 0, 0, block.timestamp);
        books[0] += back;
        vm.stopPrank();
        _through();
    }

    /// @dev Bucket C's user: whole with its fee, or not at all.
    function borrow(uint256 amount, bool repays) external {
        amount = bound(amount, 0, books[2]);
        if (books[2] == 0) return;
        uint256 fee = _p.c.flashFee(address(_p.token), amount);
        _mint(address(this), fee);
        _repays = repays;
        try _p.c.flashLoan(this, address(_p.token), amount, "") {
            if (!repays) broken = "R4: a loan that did not come back";
            books[2] += fee;
            _through();
        } catch {
            if (repays) broken = "an honest loan was refused";
        }
    }

    function onFlashLoan(address, address token, uint256 amount, uint256 fee, bytes calldata)
        external
        returns (bytes32)
    {
        TestToken(token).approve(msg.sender, _repays ? amount + fee : (amount + fee) / 2);
        // With a loan in hand every door of the others is tried.
        _tryDoors();
        return _repays || amount + fee != 0 ? keccak256("ERC3156FlashBorrower.onFlashLoan") : bytes32(0);
    }

    /// @dev Bucket D's user.
    function release(uint256 amount, bool back) external {
        amount = bound(amount, 0, books[3]);
        (, uint256 used) = _p.d.dailyLimit(back ? _in() : _out(), address(_p.token));
        (uint256 limit,) = _p.d.dailyLimit(back ? _in() : _out(), address(_p.token));
        bool may = used + amount <= limit;
        if (back) _mint(_p.bridge, amount);
        vm.startPrank(_p.bridge);
        if (back) {
            _p.token.approve(address(_p.d), amount);
            try _p.d.giveBack(address(_p.token), amount) {
                if (!may) broken = "R3: into D beyond the day";
                books[3] += amount;
                _through();
            } catch {
                if (may) broken = "D refused what it may take";
            }
        } else {
            try _p.d.release(address(_p.token), amount, _p.bridge) {
                if (!may) broken = "R3: out of D beyond the day";
                books[3] -= amount;
                _through();
            } catch {
                if (may) broken = "D refused what it may give";
            }
        }
        vm.stopPrank();
    }

    /// @dev Bucket B's user: into the mesh and out of it.
    function mesh(uint256 amount, bool out) external {
        (uint256 held,) = _p.mesh.reserves();
        amount = bound(amount, 0, out ? held : books[1]);
        IReserveBucketB.Flow flow = out ? IReserveBucketB.Flow.FROM_MESH : IReserveBucketB.Flow.TO_MESH;
        (uint256 limit, uint256 used) = _p.b.dailyLimit(flow, address(_p.token));
        if (amount + used > limit) return;
        vm.startPrank(_p.manager);
        if (out) {
            _p.b.defundMesh(_p.mesh, address(_p.token), amount);
            books[1] += amount;
        } else {
            _p.b.fundMesh(_p.mesh, address(_p.token), amount);
            books[1] -= amount;
        }
        vm.stopPrank();
        _through();
    }

    /// @dev To accounts of recorded balances a gift is nothing; to E, whose balance is what it has, it is E's.
    function donate(uint256 to, uint256 amount) external {
        to = bound(to, 0, 4);
        amount = bound(amount, 0, 10_000e6);
        address receiver = to == 4 ? address(_p.reserve) : address(_p.reserve.account(IReserveSystem.Bucket(to)));
        _mint(receiver, amount);
        if (to == 4) books[4] += amount;
        _through();
    }

    /// @dev Every door, by somebody who has no business there: no one, or the account of another bucket.
    function trespass(uint256 who) external {
        address[6] memory callers = [address(0xbad), address(_p.a), address(_p.c), address(_p.d), _p.manager, _p.bridge];
        vm.startPrank(callers[bound(who, 0, 5)]);
        _tryDoors();
        vm.stopPrank();
        _through();
    }

    function pass(uint256 seconds_) external {
        vm.warp(vm.getBlockTimestamp() + bound(seconds_, 1, 30 hours));
        vm.roll(vm.getBlockNumber() + 1);
        _through();
    }

    // ---- Helpers ----

    function _tryDoors() private {
        bytes[4] memory calls = [
            abi.encodeCall(_p.a.withdrawToE, (address(_p.token), 1)),
            abi.encodeCall(_p.a.depositFromE, (address(_p.token), 0)),
            abi.encodeCall(_p.reserve.moveToE, (IReserveSystem.Bucket.A, address(_p.token), 0)),
            abi.encodeCall(_p.reserve.pay, (address(_p.token), 0))
        ];
        address[5] memory targets = [address(_p.a), address(_p.b), address(_p.c), address(_p.d), address(_p.reserve)];
        for (uint256 t; t < targets.length; ++t) {
            for (uint256 n; n < calls.length; ++n) {
                (bool ok,) = targets[t].call(calls[n]);
                if (ok) broken = "R5: a door opened to a stranger";
            }
        }
    }

    /// @dev What the day leaves of a bucket's flow from (0) or to (1) E.
    function _left(uint256 which, uint256 flow) private view returns (uint256) {
        address token = address(_p.token);
        uint256 limit;
        uint256 used;
        if (which == 0) (limit, used) = _p.a.dailyLimit(_flow(flow), token);
        else if (which == 1) (limit, used) = _p.b.dailyLimit(IReserveBucketB.Flow(flow), token);
        else if (which == 2) (limit, used) = _p.c.dailyLimit(_flow(flow), token);
        else (limit, used) = _p.d.dailyLimit(_flow(flow), token);
        return limit - used;
    }

    function _flow(uint256 flow) private pure returns (IReserveBucket.Flow) {
        return IReserveBucket.Flow(flow);
    }

    function _out() private pure returns (IReserveBucket.Flow) {
        return IReserveBucket.Flow.OUT;
    }

    function _in() private pure returns (IReserveBucket.Flow) {
        return IReserveBucket.Flow.IN;
    }

    function _mint(address to, uint256 amount) private {
        _p.token.mint(to, amount);
        given += amount;
    }

    function _through() private {
        ++passed[msg.sig];
    }
}
