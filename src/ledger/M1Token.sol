// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {IGoverned} from "../interfaces/IGoverned.sol";
import {IM1Token} from "../interfaces/IM1Token.sol";
import {ITokenFactory} from "../interfaces/ITokenFactory.sol";

/// @title M1Token
/// @notice See IM1Token: an ERC-20 with permit (EIP-2612) whose supply comes from capped, rate-limited contracts.
/// @dev Neither pausable nor blocklisting: a holder can always transfer, a debtor always repay.
/// Governed through its factory, so one ownership covers all tokens. No lock: the token calls nobody but its factory's
/// two getters.
contract M1Token is ERC20, IM1Token {
    using FixedPointMathLib for uint256;
    using SafeCastLib for uint256;

    /// @inheritdoc IM1Token
    address public immutable override factory;
    uint8 private immutable _decimals;
    bytes32 private immutable _nameHash;

    string private _name;
    string private _symbol;
    mapping(address minter => Minter) private _minters;

    modifier onlyOwner() {
        address owner = IGoverned(factory).owner();
        if (msg.sender != owner) revert Token_NotOwner(msg.sender, owner);
        _;
    }

    modifier onlyGuardian() {
        address guardian = IGoverned(factory).guardian();
        if (msg.sender != guardian && msg.sender != IGoverned(factory).owner()) {
            revert Token_NotGuardian(msg.sender, guardian);
        }
        _;
    }

    constructor() {
        factory = msg.sender;
        (_name, _symbol, _decimals) = ITokenFactory(msg.sender).parameters();
        _nameHash = keccak256(bytes(_name));
    }

    // ---- supply ----

    /// @inheritdoc IM1Token
    function mint(address to, uint256 amount) external override {
        Minter storage minter = _minters[msg.sender];
        if (!minter.known) revert Token_NotMinter(msg.sender);

        uint256 available = _available(minter);
        if (amount > available) revert Token_RateExceeded(msg.sender, amount, available);
        // Both sums are of values below 2^128 (amount <= available), so neither overflows.
        uint256 minted = minter.minted + amount;
        uint256 limit = uint256(minter.burned) + minter.cap;
        if (minted > limit) revert Token_CapExceeded(msg.sender, minted - minter.burned, minter.cap);

        minter.minted = minted.toUint128();
        _fill(minter, available - amount);
        _mint(to, amount);
    }

    /// @inheritdoc IM1Token
    function burn(uint256 amount) external override {
        _recordBurn(amount);
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IM1Token
    function burnFrom(address from, uint256 amount) external override {
        _spendAllowance(from, msg.sender, amount);
        _recordBurn(amount);
        _burn(from, amount);
    }

    // ---- limits ----

    /// @inheritdoc IM1Token
    function setMinter(address minter, uint128 cap, uint128 burst, uint72 refillPerSecond, bool refillOnBurn)
        external
        override
        onlyOwner
    {
        if (!_isContract(minter)) revert Token_MinterNotContract(minter);
        Minter storage m = _minters[minter];
        uint256 available = m.known ? _available(m).min(burst) : burst;
        m.known = true;
        m.refillOnBurn = refillOnBurn;
        _setLimits(minter, cap, burst, refillPerSecond, available);
    }

    /// @inheritdoc IM1Token
    function lowerMinter(address minter, uint128 cap, uint128 burst, uint72 refillPerSecond)
        external
        override
        onlyGuardian
    {
        Minter storage m = _minters[minter];
        if (!m.known) revert Token_NotMinter(minter);
        if (cap > m.cap) revert Token_NotLowered(minter, cap, m.cap);
        if (burst > m.burst) revert Token_NotLowered(minter, burst, m.burst);
        if (refillPerSecond > m.refillPerSecond) {
            revert Token_NotLowered(minter, refillPerSecond, m.refillPerSecond);
        }
        _setLimits(minter, cap, burst, refillPerSecond, _available(m).min(burst));
    }

    // ---- views ----

    /// @inheritdoc IM1Token
    function minterOf(address minter) external view override returns (Minter memory) {
        return _minters[minter];
    }

    /// @inheritdoc IM1Token
    function mintable(address minter) external view override returns (uint256) {
        Minter storage m = _minters[minter];
        uint256 room = (uint256(m.burned) + m.cap).zeroFloorSub(m.minted);
        return room.min(_available(m));
    }

    /// @inheritdoc IM1Token
    function outstanding(address minter) external view override returns (uint256) {
        return uint256(_minters[minter].minted).zeroFloorSub(_minters[minter].burned);
    }

    /// @inheritdoc ERC20
    function name() public view override returns (string memory) {
        return _name;
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    // ---- internals ----

    /// @dev The bucket's content now, at most `burst`.
    function _available(Minter storage m) private view returns (uint256) {
        // Below 2^128 + 2^72 * 2^40: no overflow. A clock behind `updatedAt` does not exist.
        uint256 filled = m.available + uint256(m.refillPerSecond) * (block.timestamp - m.updatedAt);
        return filled.min(m.burst);
    }

    function _fill(Minter storage m, uint256 available) private {
        m.available = available.toUint128();
        m.updatedAt = uint40(block.timestamp); // 2^40 seconds are 34,000 years
    }

    /// @dev Only a known minter's burns count: others must not gather headroom before they are made minters.
    function _recordBurn(uint256 amount) private {
        Minter storage m = _minters[msg.sender];
        if (!m.known) return;
        m.burned = (m.burned + amount).toUint128();
        // `amount` is below 2^128 by the line above, so this sum cannot overflow.
        if (m.refillOnBurn) _fill(m, (_available(m) + amount).min(m.burst));
    }

    function _setLimits(address minter, uint128 cap, uint128 burst, uint72 refillPerSecond, uint256 available) private {
        Minter storage m = _minters[minter];
        emit MinterSet(minter, m.cap, m.burst, m.refillPerSecond, cap, burst, refillPerSecond, m.refillOnBurn);
        m.cap = cap;
        m.burst = burst;
        m.refillPerSecond = refillPerSecond;
        _fill(m, available);
    }

    /// @dev An EIP-7702 delegation is 23 bytes of code beginning with 0xef0100, which no deployed contract can have
    /// (EIP-3541).
    function _isContract(address account) private view returns (bool) {
        bytes memory code = account.code;
        if (code.length == 0) return false;
        return !(code.length == 23 && code[0] == 0xef && code[1] == 0x01 && code[2] == 0x00);
    }

    /// @dev The name never changes, so permits need not hash it each time.
    function _constantNameHash() internal view override returns (bytes32) {
        return _nameHash;
    }

    /// @dev Permit2 gets what a holder approves, as any other spender.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
