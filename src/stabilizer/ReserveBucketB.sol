// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IMeshPool} from "../interfaces/IMeshPool.sol";
import {IReserveBucketB} from "../interfaces/IReserveBucketB.sol";
import {Authorised} from "./Authorised.sol";

/// @title ReserveBucketB
/// @notice See IReserveBucketB.
contract ReserveBucketB is IReserveBucketB, Authorised, Guarded {
    using FixedPointMathLib for uint256;
    using SafeTransferLib for address;

    /// @dev Slots: 128 + 128 = 256; 32. `used` belongs to `day`, in days since the epoch.
    struct Daily {
        uint128 limit;
        uint128 used;
        uint32 day;
    }

    /// @dev Part of bucket B's value that a day's trades may lose, bp.
    uint256 private constant LOSS_BUDGET_BP = 5;
    uint256 private constant BP = 10_000;
    uint256 private constant WAD = 1e18;
    /// @dev A valuation reads each mesh pool and its source: some 20,000 gas a pool.
    uint256 private constant MAX_MESHES = 16;
    /// @dev A pool within 1 % of all XAU of its share is not worth its transfers.
    uint256 private constant SHARE_TOLERANCE = 100;

    /// @inheritdoc IReserveBucketB
    address public immutable XAU;

    /// @inheritdoc IReserveBucketB
    address public bucketE;
    /// @inheritdoc IReserveBucketB
    mapping(address token => uint256) public balanceOf;
    /// @inheritdoc IReserveBucketB
    mapping(address mesh => bool) public isMesh;
    /// @inheritdoc IReserveBucketB
    mapping(address mesh => uint16) public shareBp;

    mapping(Flow flow => mapping(address token => Daily)) private _daily;
    IMeshPool[] private _meshes;
    bool private _hasShares;
    /// @dev `limit` is unused: the budget follows the value.
    Daily private _loss;

    modifier onlyBucketE() {
        if (msg.sender != bucketE) revert BucketB_NotBucketE(msg.sender);
        _;
    }

    modifier onlyMesh(address mesh) {
        if (!isMesh[mesh]) revert BucketB_NotMesh(mesh);
        _;
    }

    /// @param authority The diamond.
    /// @param xau The XAU token.
    /// @param bucketE_ Bucket E's account.
    constructor(address authority, address xau, address bucketE_) Authorised(authority) {
        if (xau == address(0) || bucketE_ == address(0)) revert BucketB_ZeroAddress();
        XAU = xau;
        bucketE = bucketE_;
        emit BucketESet(address(0), bucketE_);
    }

    // ---- Bucket E ----

    /// @inheritdoc IReserveBucketB
    function depositFromE(address token, uint256 amount) external guarded onlyBucketE {
        _count(Flow.FROM_E, token, amount);
        balanceOf[token] += amount;
        token.safeTransferFrom(msg.sender, address(this), amount);
        emit BucketBFlow(Flow.FROM_E, token, msg.sender, amount);
    }

    /// @inheritdoc IReserveBucketB
    function withdrawToE(address token, uint256 amount) external guarded onlyBucketE {
        _count(Flow.TO_E, token, amount);
        _send(Flow.TO_E, token, msg.sender, amount);
    }

    // ---- Mesh pools ----

    /// @inheritdoc IReserveBucketB
    function fundMesh(IMeshPool mesh, address token, uint256 amount)
        external
        guarded
        onlyRole(Roles.MANAGER)
        onlyMesh(address(mesh))
    {
        _toMesh(mesh, token, amount);
    }

    /// @inheritdoc IReserveBucketB
    function defundMesh(IMeshPool mesh, address token, uint256 amount)
        external
        guarded
        onlyRole(Roles.MANAGER)
        onlyMesh(address(mesh))
    {
        _fromMesh(mesh, token, amount);
    }

    /// @inheritdoc IReserveBucketB
    function redistribute() external guarded onlyRole(Roles.KEEPER) returns (uint256 collected, uint256 distributed) {
        if (!_hasShares) revert BucketB_NoShares();
        uint256 count = _meshes.length;
        uint256[] memory held = new uint256[](count);
        uint256 total;
        for (uint256 n; n < count; ++n) {
            (, held[n]) = _meshes[n].reserves();
            total += held[n];
        }
        for (uint256 n; n < count; ++n) {
            uint256 target = total * shareBp[address(_meshes[n])] / BP;
            uint256 excess = _worthMoving(held[n].zeroFloorSub(target), total).min(_left(Flow.FROM_MESH));
            if (excess == 0) continue;
            collected += excess;
            _fromMesh(_meshes[n], XAU, excess);
        }
        for (uint256 n; n < count; ++n) {
            uint256 target = total * shareBp[address(_meshes[n])] / BP;
            uint256 lack = _worthMoving(target.zeroFloorSub(held[n]), total).min(collected - distributed);
            lack = lack.min(_left(Flow.TO_MESH));
            if (lack == 0) continue;
            distributed += lack;
            _toMesh(_meshes[n], XAU, lack);
        }
        emit BucketBRedistributed(collected, distributed);
    }

    /// @inheritdoc IReserveBucketB
    function topUp(address token, uint256 amount) external guarded onlyMesh(msg.sender) {
        _count(Flow.TO_MESH, token, amount);
        _send(Flow.TO_MESH, token, msg.sender, amount);
    }

    /// @inheritdoc IReserveBucketB
    /// @dev Not guarded: it moves nothing.
    function chargeLoss(uint256 lossXau) external onlyMesh(msg.sender) {
        uint256 today = _today();
        uint256 total = (_loss.day == today ? _loss.used : 0) + lossXau;
        uint256 budget = _budget();
        if (total > budget) revert BucketB_LossBudget(total, budget);
        // At most 5 bp of a sum of 128-bit reserves' values, and checked against overflow there; a day number is small.
        _loss.used = uint128(total);
        _loss.day = uint32(today);
        emit BucketBLoss(msg.sender, lossXau, total, budget);
    }

    // ---- ADMIN ----

    /// @inheritdoc IReserveBucketB
    /// @dev Not guarded: it moves nothing.
    function addMesh(IMeshPool mesh) external onlyRole(Roles.ADMIN) {
        if (isMesh[address(mesh)] || mesh.RESERVE() != address(this) || mesh.XAU() != XAU) {
            revert BucketB_BadMesh(address(mesh));
        }
        if (_meshes.length == MAX_MESHES) revert BucketB_TooManyMeshes(MAX_MESHES);
        isMesh[address(mesh)] = true;
        _meshes.push(mesh);
        emit BucketBMeshAdded(address(mesh), mesh.TOKEN());
    }

    /// @inheritdoc IReserveBucketB
    /// @dev Not guarded: it moves nothing.
    function setShares(uint16[] calldata sharesBp) external onlyRole(Roles.ADMIN) {
        uint256 sum;
        for (uint256 n; n < sharesBp.length; ++n) {
            sum += sharesBp[n];
        }
        if (sharesBp.length != _meshes.length || sum != BP) revert BucketB_BadShares(sharesBp.length, sum);
        for (uint256 n; n < sharesBp.length; ++n) {
            shareBp[address(_meshes[n])] = sharesBp[n];
        }
        _hasShares = true;
        emit BucketBSharesSet(sharesBp);
    }

    /// @inheritdoc IReserveBucketB
    /// @dev Not guarded: it moves nothing. A limit beyond 128 bits is as good as the greatest one.
    function setDailyLimit(Flow flow, address token, uint256 newLimit) external onlyRole(Roles.ADMIN) {
        Daily storage daily = _daily[flow][token];
        emit BucketBLimitSet(flow, token, daily.limit, newLimit);
        daily.limit = uint128(newLimit.min(type(uint128).max));
    }

    /// @inheritdoc IReserveBucketB
    /// @dev Not guarded: it moves nothing.
    function setBucketE(address newBucketE) external onlyRole(Roles.ADMIN) {
        if (newBucketE == address(0)) revert BucketB_ZeroAddress();
        emit BucketESet(bucketE, newBucketE);
        bucketE = newBucketE;
    }

    // ---- Views ----

    /// @inheritdoc IReserveBucketB
    function valueXau() public view returns (uint256 xau) {
        xau = balanceOf[XAU];
        for (uint256 i; i < _meshes.length; ++i) {
            IMeshPool mesh = _meshes[i];
            xau += mesh.valueXau();
            address token = mesh.TOKEN();
            // Two pools may trade one token; the account's balance of it counts once.
            uint256 balance = _isFirstOf(token, i) ? balanceOf[token] : 0;
            if (balance != 0) xau += balance.fullMulDiv(mesh.price(), WAD);
        }
    }

    /// @inheritdoc IReserveBucketB
    function drawable(address token) external view returns (uint256) {
        (uint256 limit, uint256 used) = dailyLimit(Flow.TO_MESH, token);
        return balanceOf[token].min(limit.zeroFloorSub(used));
    }

    /// @inheritdoc IReserveBucketB
    function dailyLimit(Flow flow, address token) public view returns (uint256 limit, uint256 usedToday) {
        Daily memory daily = _daily[flow][token];
        return (daily.limit, daily.day == _today() ? daily.used : 0);
    }

    /// @inheritdoc IReserveBucketB
    function lossBudget() external view returns (uint256 lossToday, uint256 budget) {
        return (_loss.day == _today() ? _loss.used : 0, _budget());
    }

    /// @inheritdoc IReserveBucketB
    function meshes() external view returns (IMeshPool[] memory) {
        return _meshes;
    }

    // ---- Helpers ----

    function _budget() private view returns (uint256) {
        return valueXau().min(type(uint128).max) * LOSS_BUDGET_BP / BP;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function _isFirstOf(address token, uint256 index) private view returns (bool) {
        for (uint256 j; j < index; ++j) {
            if (_meshes[j].TOKEN() == token) return false;
        }
        return true;
    }

    function _count(Flow flow, address token, uint256 amount) private {
        (uint256 limit, uint256 used) = dailyLimit(flow, token);
        if (amount > limit.zeroFloorSub(used)) revert BucketB_DailyLimit(flow, token, used, limit);
        // At most the limit, hence 128 bits; a day number is small.
        _daily[flow][token].used = uint128(used + amount);
        _daily[flow][token].day = uint32(_today());
    }

    function _toMesh(IMeshPool mesh, address token, uint256 amount) private {
        _count(Flow.TO_MESH, token, amount);
        _send(Flow.TO_MESH, token, address(mesh), amount);
        mesh.fund(token, amount);
    }

    function _fromMesh(IMeshPool mesh, address token, uint256 amount) private {
        _count(Flow.FROM_MESH, token, amount);
        balanceOf[token] += amount;
        mesh.defund(token, amount);
        emit BucketBFlow(Flow.FROM_MESH, token, address(mesh), amount);
    }

    /// @dev What today's limit leaves of a flow of XAU.
    function _left(Flow flow) private view returns (uint256) {
        (uint256 limit, uint256 used) = dailyLimit(flow, XAU);
        return limit.zeroFloorSub(used);
    }

    function _worthMoving(uint256 amount, uint256 total) private pure returns (uint256) {
        return amount * SHARE_TOLERANCE < total ? 0 : amount;
    }

    function _send(Flow flow, address token, address to, uint256 amount) private {
        uint256 held = balanceOf[token];
        if (amount > held) revert BucketB_NotEnough(token, amount, held);
        balanceOf[token] = held - amount;
        token.safeTransfer(to, amount);
        emit BucketBFlow(flow, token, to, amount);
    }
}
