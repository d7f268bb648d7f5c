// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IDODOCallee} from "../interfaces/IDODOCallee.sol";
import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {CloseMath} from "./CloseMath.sol";
import {PMMPricing, PMMState, RState} from "./PMMPricing.sol";

/// @title PMMPool
/// @notice A proactive-market-maker pool: see IPMMPool for what it does and promises.
/// @dev How it works.
///
/// Made whole by its constructor: tokens, maintainer fee and guide price source are immutable, `k` and LP fee move in
/// bounded steps by the owner's hand, and there is no initializer to call, twice or at all. It is live from the first purchase of shares on, which burns DEAD_SHARES.
///
/// Every input is measured as balance less recorded reserve. Reserves are recorded, never read from balances: a
/// donation moves nothing until someone uses it as input of a sell or a purchase of shares.
///
/// One target is stored, the scarce token's; at ONE none is, both being the reserves. The other token's target is where
/// the curve through the reserves ends (`PMMPricing.adjustedTarget`, rounded up): LP fees, rounding and moves of the
/// guide price all land there by themselves, and nothing has to be rewritten when the guide price moves.
///
/// A touch is a call that changes reserves or guide price. Before anything changes it books what it found:
/// - the price left by the previous touch, over the seconds since, into the accumulator;
/// - if it is the first of its block, the close of the previously touched block into a ring of eight.
/// Both use the stored guide price, so neither needs the source and LP exit works without it.
///
/// Every state-changing function holds the lock, or says why not; the shares' own ERC-20 functions do not, since they
/// move no reserve and no price.
///
/// Warning: tokens that take fees on transfer, rebase or call back into third parties with stale promises are for the
/// deployer to refuse. Warning: an unsynced balance belongs to whoever calls next.
contract PMMPool is IPMMPool, ERC20, Guarded {
    using SafeTransferLib for address;

    /// @dev Slot sum: 112 + 112 + 32 = 256.
    struct Reserves {
        uint112 base;
        uint112 quote;
        // Block of the last touch; zero before the first purchase of shares.
        uint32 touchBlock;
    }

    /// @dev Slot sum: 112 + 8 + 64 + 64 + 8 = 256. `target` is the scarce token's; zero at ONE. `k` is at most 1e18 and
    /// `lpFee` a tenth of it: both fit in 64 bits. They share the slot that every trade reads and writes.
    struct Side {
        uint112 target;
        RState r;
        uint64 k;
        uint64 lpFee;
        bool isCapped;
    }

    /// @dev Slot sum: 112 + 112 + 32 = 256. Raw base; `used` belongs to `blockNumber`. Read only while `Side.isCapped`.
    struct Volume {
        uint112 max;
        uint112 used;
        uint32 blockNumber;
    }

    /// @dev Slot sum: 112 + 112 + 32 = 256. Unused without a source.
    struct Guide {
        uint112 i;
        uint112 oracle;
        uint32 blockNumber;
    }

    /// @dev Slot sum: 208 + 40 + 8 = 256. The accumulator wraps at 2^208: for i of 2^112 after 2^96 seconds.
    struct Clock {
        uint208 cumulative;
        uint40 timestamp;
        // Entries made so far, modulo 256: the next goes to head % 8.
        uint8 head;
    }

    /// @dev What a call finds in storage, read once. Without a source `i` and `oracle` are the fixed guide price.
    struct Found {
        uint256 base;
        uint256 quote;
        uint256 touchBlock;
        uint256 target;
        RState r;
        uint256 k;
        uint256 lpFee;
        bool isCapped;
        uint256 i;
        uint256 oracle;
        uint256 guideBlock;
    }

    /// @inheritdoc IPMMPool
    uint256 public constant MAX_CLOSES = 8;
    /// @inheritdoc IPMMPool
    uint256 public constant DEAD_SHARES = 1_000;

    uint256 private constant ONE = 1e18;
    uint256 private constant BP = 10_000;
    /// @dev Highest sum of fees, 10 %.
    uint256 private constant MAX_FEE = 0.1e18;
    /// @dev Furthest one change moves the LP fee rate, 5 bp, and `k`, a part of itself.
    uint256 private constant MAX_FEE_STEP = 0.0005e18;
    uint256 private constant K_STEP_DIVISOR = 10;
    uint256 private constant CURVE_CHANGE_INTERVAL = 1 days;
    /// @dev Highest fixed guide price, the pricing's domain.
    uint256 private constant MAX_FIXED_I = 1e36;
    /// @dev Where dead shares go. Not zero, which indexers take for a burn.
    address private constant DEAD = 0x000000000000000000000000000000000000dEaD;

    /// @inheritdoc IPMMPool
    address public immutable _BASE_TOKEN_;
    /// @inheritdoc IPMMPool
    address public immutable _QUOTE_TOKEN_;
    /// @inheritdoc IPMMPool
    uint256 public immutable _MT_FEE_RATE_;
    /// @inheritdoc IPMMPool
    address public immutable _MAINTAINER_;
    /// @inheritdoc IPMMPool
    bool public immutable _IS_OPEN_TWAP_;
    /// @inheritdoc IPMMPool
    IGuidePriceSource public immutable _SOURCE_;
    /// @inheritdoc IPMMPool
    uint256 public immutable GUIDE_STEP_BP;
    /// @inheritdoc IPMMPool
    uint256 public immutable GUIDE_CAP_BP;

    uint256 private immutable FIXED_I;
    uint256 private immutable FEED_THRESHOLD;
    uint8 private immutable DECIMALS;

    Reserves private _reserves;
    Side private _side;
    Guide private _guide;
    Clock private _clock;
    uint256[MAX_CLOSES] private _ring;
    Volume private _volume;

    /// @inheritdoc IPMMPool
    address public stabilizer;
    /// @inheritdoc IPMMPool
    address public owner;
    /// @inheritdoc IPMMPool
    address public pendingOwner;
    /// @inheritdoc IPMMPool
    uint40 public curveChangedAt;

    modifier onlyOwner() {
        if (msg.sender != owner) revert PMMPool_NotOwner(msg.sender);
        _;
    }

    modifier onlyStabilizer() {
        if (msg.sender != stabilizer) revert PMMPool_NotStabilizer(msg.sender);
        _;
    }

    constructor(PoolConfig memory c) {
        if (c.baseToken == c.quoteToken || c.baseToken == address(0) || c.quoteToken == address(0)) {
            revert PMMPool_BadTokens(c.baseToken, c.quoteToken);
        }
        if (c.k != 0 && c.k != ONE && (c.k < 1e12 || c.k > 0.99e18)) revert PMMPool_BadK(c.k);
        if (
            c.lpFeeRate > MAX_FEE || c.mtFeeRate > MAX_FEE - c.lpFeeRate
                || (c.mtFeeRate != 0 && c.maintainer == address(0))
        ) revert PMMPool_BadFee(c.lpFeeRate, c.mtFeeRate, c.maintainer);
        if (c.owner == address(0)) revert PMMPool_ZeroOwner();
        _requireGuide(c);

        _BASE_TOKEN_ = c.baseToken;
        _QUOTE_TOKEN_ = c.quoteToken;
        // Checked above: at most 1e18 and a tenth of it.
        (_side.k, _side.lpFee) = (uint64(c.k), uint64(c.lpFeeRate));
        _MT_FEE_RATE_ = c.mtFeeRate;
        _MAINTAINER_ = c.maintainer;
        _IS_OPEN_TWAP_ = c.isOpenTWAP;
        _SOURCE_ = c.source;
        GUIDE_STEP_BP = c.guideStepBp;
        GUIDE_CAP_BP = c.guideCapBp;
        FIXED_I = c.i;
        FEED_THRESHOLD = c.feedThreshold;
        DECIMALS = ERC20(c.baseToken).decimals();
        owner = c.owner;
        emit OwnershipAccepted(address(0), c.owner);
    }

    // ---- Swaps ----

    /// @inheritdoc IPMMPool
    function sellBase(address to) external guarded returns (uint256) {
        return _sell(true, to, false);
    }

    /// @inheritdoc IPMMPool
    function sellQuote(address to) external guarded returns (uint256) {
        return _sell(false, to, false);
    }

    /// @inheritdoc IPMMPool
    function sellBaseFeeFree(address to) external guarded onlyStabilizer returns (uint256) {
        return _sell(true, to, true);
    }

    /// @inheritdoc IPMMPool
    function sellQuoteFeeFree(address to) external guarded onlyStabilizer returns (uint256) {
        return _sell(false, to, true);
    }

    /// @inheritdoc IPMMPool
    function querySellBase(address trader, uint256 payBaseAmount)
        external
        view
        returns (uint256 receiveQuoteAmount, uint256 mtFee, uint8 newRState, uint256 newBaseTarget)
    {
        Quote memory q = _query(true, trader, payBaseAmount);
        return (q.receiveAmount, q.mtFee, uint8(q.newR), q.state.B0);
    }

    /// @inheritdoc IPMMPool
    function querySellQuote(address trader, uint256 payQuoteAmount)
        external
        view
        returns (uint256 receiveBaseAmount, uint256 mtFee, uint8 newRState, uint256 newQuoteTarget)
    {
        Quote memory q = _query(false, trader, payQuoteAmount);
        return (q.receiveAmount, q.mtFee, uint8(q.newR), q.state.Q0);
    }

    /// @inheritdoc IPMMPool
    function flashLoan(uint256 baseAmount, uint256 quoteAmount, address assetTo, bytes calldata data) external guarded {
        // Interaction
        if (baseAmount != 0) _BASE_TOKEN_.safeTransfer(assetTo, baseAmount);
        if (quoteAmount != 0) _QUOTE_TOKEN_.safeTransfer(assetTo, quoteAmount);
        if (data.length != 0) IDODOCallee(assetTo).DVMFlashLoanCall(msg.sender, baseAmount, quoteAmount, data);

        // Check: the lock kept the reserves as they were.
        Reserves memory r = _reserves;
        uint256 base = SafeTransferLib.balanceOf(_BASE_TOKEN_, address(this));
        uint256 quote = SafeTransferLib.balanceOf(_QUOTE_TOKEN_, address(this));
        uint256 baseOwed = FixedPointMathLib.zeroFloorSub(r.base, base);
        uint256 quoteOwed = FixedPointMathLib.zeroFloorSub(r.quote, quote);
        if (baseOwed | quoteOwed != 0) {
            uint256 input = quoteOwed == 0
                ? FixedPointMathLib.zeroFloorSub(quote, r.quote)
                : FixedPointMathLib.zeroFloorSub(base, r.base);
            if (input == 0) revert PMMPool_FlashLoanFailed(baseOwed, quoteOwed);
            _settleLoan(quoteOwed != 0, input, baseOwed | quoteOwed, assetTo);
        }
        emit DODOFlashLoan(msg.sender, assetTo, baseAmount, quoteAmount);
    }

    // ---- Shares ----

    /// @inheritdoc IPMMPool
    function buyShares(address to) external guarded returns (uint256 shares, uint256 baseInput, uint256 quoteInput) {
        Found memory f = _find();
        baseInput = _inputOf(_BASE_TOKEN_, f.base);
        quoteInput = _inputOf(_QUOTE_TOKEN_, f.quote);

        // Check and Effect
        if (f.touchBlock == 0) {
            shares = _firstShares(f, baseInput, quoteInput);
            _setReserves(baseInput, quoteInput);
        } else {
            uint256 supply = totalSupply();
            shares = FixedPointMathLib.min(_shareOf(supply, baseInput, f.base), _shareOf(supply, quoteInput, f.quote));
            if (shares == 0) revert PMMPool_ZeroShares(baseInput, quoteInput);
            _touch(f);
            _rescale(f, supply, supply + shares, f.base + baseInput, f.quote + quoteInput);
        }
        _mint(to, shares);
        emit BuyShares(to, shares, balanceOf(to));
    }

    /// @inheritdoc IPMMPool
    function sellShares(
        uint256 shareAmount,
        address to,
        uint256 baseMinAmount,
        uint256 quoteMinAmount,
        bytes calldata data,
        uint256 deadline
    ) external guarded returns (uint256 baseAmount, uint256 quoteAmount) {
        // Check
        if (block.timestamp > deadline) revert PMMPool_Expired(deadline);
        if (shareAmount == 0) revert PMMPool_ZeroInput();
        Found memory f = _find();
        uint256 supply = totalSupply();
        _burn(msg.sender, shareAmount);
        baseAmount = FixedPointMathLib.fullMulDiv(f.base, shareAmount, supply);
        quoteAmount = FixedPointMathLib.fullMulDiv(f.quote, shareAmount, supply);
        if (baseAmount < baseMinAmount || quoteAmount < quoteMinAmount) {
            revert PMMPool_WithdrawNotEnough(baseAmount, quoteAmount, baseMinAmount, quoteMinAmount);
        }

        // Effect
        _touch(f);
        _rescale(f, supply, supply - shareAmount, f.base - baseAmount, f.quote - quoteAmount);

        // Interaction
        if (baseAmount != 0) _BASE_TOKEN_.safeTransfer(to, baseAmount);
        if (quoteAmount != 0) _QUOTE_TOKEN_.safeTransfer(to, quoteAmount);
        if (data.length != 0) {
            IDODOCallee(to).DVMSellShareCall(msg.sender, shareAmount, baseAmount, quoteAmount, data);
        }
        emit SellShares(msg.sender, to, shareAmount, balanceOf(msg.sender));
    }

    // ---- Guide price ----

    /// @inheritdoc IPMMPool
    function pokeGuidePrice() external guarded returns (uint256 i) {
        Found memory f = _findLive();
        uint256 oracle;
        (i, oracle) = _followGuide(f);
        _touch(f);
        _setGuide(f, i, oracle);
        _setReserves(f.base, f.quote);
    }

    /// @inheritdoc IPMMPool
    function guidePrice() external view returns (uint256 i, uint256 oraclePrice) {
        return _followGuide(_find());
    }

    /// @inheritdoc IPMMPool
    function storedGuidePrice() external view returns (uint256 i, uint256 oraclePrice, uint256 blockNumber) {
        Found memory f = _find();
        return (f.i, f.oracle, f.guideBlock);
    }

    // ---- Closes and TWAP ----

    /// @inheritdoc IPMMPool
    function closes(uint256 n) external view returns (Close[] memory list) {
        if (n > MAX_CLOSES) revert PMMPool_TooManyCloses(n, MAX_CLOSES);
        Found memory f = _find();
        if (f.touchBlock == 0) return list;
        list = new Close[](n);
        uint256 found;
        uint256 number = block.number - 1;
        if (f.touchBlock <= number) {
            uint256 word = _closeWord(f, _factorOf(f));
            while (found < n && number >= f.touchBlock) {
                list[found++] = CloseMath.unpack(word, number--);
            }
        }
        uint256 head = _clock.head;
        for (uint256 back = 1; back <= MAX_CLOSES && found < n; ++back) {
            uint256 word = _ring[(head + 256 - back) % MAX_CLOSES];
            uint256 start = CloseMath.blockOf(word);
            if (start == 0) break;
            while (found < n && number >= start) {
                list[found++] = CloseMath.unpack(word, number--);
            }
        }
        assembly ("memory-safe") {
            mstore(list, found)
        }
    }

    /// @inheritdoc IPMMPool
    function currentClose() external view returns (Close memory close) {
        Found memory f = _findLive();
        (f.i, f.oracle) = _followGuide(f);
        close = CloseMath.unpack(_closeWord(f, _factorOf(f)), block.number);
    }

    /// @inheritdoc IPMMPool
    function lastTouchBlock() external view returns (uint256) {
        return _reserves.touchBlock;
    }

    /// @inheritdoc IPMMPool
    function priceCumulative() external view returns (uint256 cumulative, uint256 timestamp) {
        Clock memory c = _clock;
        Found memory f = _find();
        if (_IS_OPEN_TWAP_ && f.touchBlock != 0) _accumulate(c, f, _factorOf(f));
        return (c.cumulative, block.timestamp);
    }

    // ---- Owner ----

    /// @inheritdoc IPMMPool
    /// @dev Not guarded: it reads and moves nothing a swap or a loan could leave half-way.
    function setStabilizer(address newStabilizer) external onlyOwner {
        emit StabilizerSet(stabilizer, newStabilizer);
        stabilizer = newStabilizer;
    }

    /// @inheritdoc IPMMPool
    function setCurve(uint256 newK, uint256 newLpFeeRate) external guarded onlyOwner {
        // Check
        Found memory f = _find();
        _requireStep(f, newK, newLpFeeRate);
        // Effect: what was found is booked with the curve it was made by.
        if (f.touchBlock != 0) {
            _touch(f);
            _setReserves(f.base, f.quote);
        }
        // Checked: at most 1e18 and a tenth of it. Timestamps pass 2^40 after millennia.
        (_side.k, _side.lpFee, curveChangedAt) = (uint64(newK), uint64(newLpFeeRate), uint40(block.timestamp));
        emit CurveSet(f.k, newK, f.lpFee, newLpFeeRate);
    }

    /// @inheritdoc IPMMPool
    function setMaxVolumePerBlock(uint256 newMax) external guarded onlyOwner {
        if (newMax > type(uint112).max) revert PMMPool_ReserveOverflow(newMax);
        emit MaxVolumeSet(_volume.max, newMax);
        // Checked above.
        _volume.max = uint112(newMax);
        _side.isCapped = newMax != 0;
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded, as setStabilizer.
    function transferOwnership(address newOwner) external onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipOffered(msg.sender, newOwner);
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded, as setStabilizer.
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert PMMPool_NotPendingOwner(msg.sender);
        emit OwnershipAccepted(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    // ---- DODO's views ----

    /// @inheritdoc IPMMPool
    function getPMMStateForCall()
        external
        view
        returns (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R)
    {
        PMMState memory s = _stateNow();
        return (s.i, s.K, s.B, s.Q, s.B0, s.Q0, uint256(s.R));
    }

    /// @inheritdoc IPMMPool
    function getMidPrice() external view returns (uint256) {
        return PMMPricing.getMidPrice(_stateNow());
    }

    /// @inheritdoc IPMMPool
    function getVaultReserve() external view returns (uint256 baseReserve, uint256 quoteReserve) {
        return (_reserves.base, _reserves.quote);
    }

    /// @inheritdoc IPMMPool
    function getUserFeeRate(address user) external view returns (uint256 lpFeeRate, uint256 mtFeeRate) {
        if (!_isFeeFree(user)) return (_side.lpFee, _MT_FEE_RATE_);
    }

    /// @inheritdoc IPMMPool
    function getBaseInput() external view returns (uint256 input) {
        return _inputOf(_BASE_TOKEN_, _reserves.base);
    }

    /// @inheritdoc IPMMPool
    function getQuoteInput() external view returns (uint256 input) {
        return _inputOf(_QUOTE_TOKEN_, _reserves.quote);
    }

    /// @inheritdoc IPMMPool
    function _BASE_RESERVE_() external view returns (uint112) {
        return _reserves.base;
    }

    /// @inheritdoc IPMMPool
    function _QUOTE_RESERVE_() external view returns (uint112) {
        return _reserves.quote;
    }

    /// @inheritdoc IPMMPool
    function _BASE_TARGET_() external view returns (uint112) {
        Found memory f = _find();
        // At ONE and in surplus at most the reserve, scarce as stored: 112 bits each.
        return uint112(_state(f, f.i).B0);
    }

    /// @inheritdoc IPMMPool
    function _QUOTE_TARGET_() external view returns (uint112) {
        Found memory f = _find();
        // As the base target.
        return uint112(_state(f, f.i).Q0);
    }

    /// @inheritdoc IPMMPool
    function _RState_() external view returns (uint32) {
        return uint32(_side.r);
    }

    /// @inheritdoc IPMMPool
    function _I_() external view returns (uint256) {
        return _find().i;
    }

    /// @inheritdoc IPMMPool
    function _K_() external view returns (uint256) {
        return _side.k;
    }

    /// @inheritdoc IPMMPool
    function _LP_FEE_RATE_() external view returns (uint256) {
        return _side.lpFee;
    }

    /// @inheritdoc IPMMPool
    function maxVolumePerBlock() external view returns (uint256 max, uint256 used) {
        Volume memory v = _volume;
        return (v.max, v.blockNumber == block.number ? v.used : 0);
    }

    /// @inheritdoc IPMMPool
    function _BLOCK_TIMESTAMP_LAST_() external view returns (uint32) {
        // DODO's type; wraps in 2106 as theirs does.
        return uint32(_clock.timestamp);
    }

    /// @inheritdoc IPMMPool
    function _BASE_PRICE_CUMULATIVE_LAST_() external view returns (uint256) {
        return _clock.cumulative;
    }

    /// @inheritdoc IPMMPool
    function version() external pure returns (string memory) {
        return "Cantilever PMM 1.0.0";
    }

    // ---- ERC-20 ----

    /// @notice Name of the LP share, also of its EIP-712 domain.
    function name() public pure override returns (string memory) {
        return "Cantilever PMM LP";
    }

    /// @notice Symbol of the LP share.
    function symbol() public pure override returns (string memory) {
        return "CPLP";
    }

    /// @notice Decimals of the LP share: the base token's.
    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    /// @dev Permit2 gets what a holder approves, as any other spender.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    // ---- Trading ----

    /// @dev A priced trade. `state` is what it was priced from; its targets are those after the trade, before fees.
    /// `i` and `oracle` are the guide price and the oracle value read for it.
    struct Quote {
        uint256 receiveAmount;
        uint256 mtFee;
        RState newR;
        PMMState state;
        uint256 i;
        uint256 oracle;
    }

    function _sell(bool sellsBase, address to, bool feeFree) private returns (uint256 received) {
        // Check
        Found memory f = _findLive();
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        uint256 input = _inputOf(tokenIn, sellsBase ? f.base : f.quote);
        if (input == 0) revert PMMPool_ZeroInput();
        Quote memory q = _price(f, sellsBase, input, feeFree);
        received = q.receiveAmount;
        if (received == 0) revert PMMPool_ZeroOutput(input);

        // Effect
        if (f.isCapped && !feeFree) _countVolume(sellsBase ? input : received + q.mtFee);
        _book(f, q, sellsBase, input, received + q.mtFee);

        // Interaction
        tokenOut.safeTransfer(to, received);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, received, msg.sender, to);
    }

    /// @dev A loan that came back in the other token: sold as anyone would sell it. What it bought beyond what was kept
    /// is the LPs'.
    function _settleLoan(bool sellsBase, uint256 input, uint256 kept, address assetTo) private {
        Found memory f = _findLive();
        Quote memory q = _price(f, sellsBase, input, false);
        if (q.receiveAmount < kept) revert PMMPool_FlashLoanFailed(sellsBase ? 0 : kept, sellsBase ? kept : 0);
        if (f.isCapped) _countVolume(sellsBase ? input : kept + q.mtFee);
        _book(f, q, sellsBase, input, kept + q.mtFee);
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, kept, msg.sender, assetTo);
    }

    /// @dev Prices a sell at the guide price or the oracle, whichever pays the trader less: a seller of base gets more
    /// quote the higher i is, a seller of quote more base the lower.
    function _price(Found memory f, bool sellsBase, uint256 input, bool feeFree) private view returns (Quote memory q) {
        uint256 gross;
        (q.i, q.oracle) = _followGuide(f);
        if (sellsBase) {
            q.state = _state(f, FixedPointMathLib.min(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellBaseToken(q.state, input);
        } else {
            q.state = _state(f, FixedPointMathLib.max(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellQuoteToken(q.state, input);
        }
        if (feeFree) {
            q.receiveAmount = gross;
        } else {
            // gross is at most a reserve, below 2^112; the fees are at most a tenth of ONE.
            unchecked {
                q.mtFee = gross * _MT_FEE_RATE_ / ONE;
                q.receiveAmount = gross * (ONE - f.lpFee - _MT_FEE_RATE_) / ONE;
            }
        }
    }

    /// @dev Records a trade: first what the touch found, then guide price, reserves and side.
    function _book(Found memory f, Quote memory q, bool sellsBase, uint256 input, uint256 paid) private {
        _touch(f);
        _setGuide(f, q.i, q.oracle);
        (uint256 base, uint256 quote) = sellsBase ? (f.base + input, f.quote - paid) : (f.base - paid, f.quote + input);
        _setReserves(base, quote);
        _setSide(f, q.newR, q.newR == RState.ABOVE_ONE ? q.state.B0 : q.state.Q0, base, quote);
    }

    function _query(bool sellsBase, address trader, uint256 input) private view returns (Quote memory) {
        return _price(_findLive(), sellsBase, input, _isFeeFree(trader));
    }

    function _direction(bool sellsBase) private view returns (address tokenIn, address tokenOut) {
        return sellsBase ? (_BASE_TOKEN_, _QUOTE_TOKEN_) : (_QUOTE_TOKEN_, _BASE_TOKEN_);
    }

    // ---- State ----

    function _find() private view returns (Found memory f) {
        Reserves memory reserves = _reserves;
        Side memory side = _side;
        (f.base, f.quote, f.touchBlock) = (reserves.base, reserves.quote, reserves.touchBlock);
        (f.target, f.r) = (side.target, side.r);
        (f.k, f.lpFee, f.isCapped) = (side.k, side.lpFee, side.isCapped);
        if (address(_SOURCE_) == address(0)) {
            (f.i, f.oracle) = (FIXED_I, FIXED_I);
        } else {
            Guide memory guide = _guide;
            (f.i, f.oracle, f.guideBlock) = (guide.i, guide.oracle, guide.blockNumber);
        }
    }

    function _findLive() private view returns (Found memory f) {
        f = _find();
        if (f.touchBlock == 0) revert PMMPool_NotInitialised();
    }

    /// @dev The state trades are priced from, on its curve. Virtual so that tests can price states as given.
    function _state(Found memory f, uint256 i) internal view virtual returns (PMMState memory s) {
        s.i = i;
        s.K = f.k;
        s.B = f.base;
        s.Q = f.quote;
        s.R = f.r;
        s.B0 = f.r == RState.ABOVE_ONE ? f.target : f.base;
        s.Q0 = f.r == RState.BELOW_ONE ? f.target : f.quote;
        PMMPricing.adjustedTarget(s);
    }

    function _stateNow() private view returns (PMMState memory) {
        Found memory f = _find();
        (uint256 i,) = _followGuide(f);
        return _state(f, i);
    }

    /// @dev Called before anything changes. Needs no source and cannot revert.
    function _touch(Found memory f) private {
        Clock memory c = _clock;
        bool isNewTime = _IS_OPEN_TWAP_ && c.timestamp != block.timestamp;
        bool isNewBlock = f.touchBlock != block.number;
        if (!isNewTime && !isNewBlock) return;
        uint256 factor = _factorOf(f);
        if (isNewTime) _accumulate(c, f, factor);
        if (isNewBlock) {
            _ring[c.head % MAX_CLOSES] = _closeWord(f, factor);
            // Wraps at 256, a multiple of the ring's length.
            unchecked {
                ++c.head;
            }
        }
        _clock = c;
    }

    /// @dev Adds the price since the last write. Wraps by design: readers take differences.
    function _accumulate(Clock memory c, Found memory f, uint256 factor) private view {
        uint256 mid = PMMPricing.applyFactor(f.i, f.r, factor);
        unchecked {
            c.cumulative = uint208(c.cumulative + mid * (block.timestamp - c.timestamp));
        }
        c.timestamp = uint40(block.timestamp);
    }

    /// @dev The close the stored state stands for, as kept in the ring. The gap cannot underflow: `_setSide` stores no
    /// target that a reserve reaches.
    function _closeWord(Found memory f, uint256 factor) private pure returns (uint256) {
        uint256 gap = f.r == RState.ONE ? 0 : f.target - (f.r == RState.ABOVE_ONE ? f.base : f.quote);
        return CloseMath.pack(f.touchBlock, f.r, f.i, f.oracle, factor, gap);
    }

    function _factorOf(Found memory f) private pure returns (uint256) {
        if (f.r == RState.ONE) return ONE;
        return PMMPricing.priceFactor(f.r == RState.ABOVE_ONE ? f.base : f.quote, f.target, f.k);
    }

    function _setReserves(uint256 base, uint256 quote) private {
        if (base > type(uint112).max) revert PMMPool_ReserveOverflow(base);
        if (quote > type(uint112).max) revert PMMPool_ReserveOverflow(quote);
        // Checked above; block numbers pass 2^32 after centuries.
        _reserves = Reserves(uint112(base), uint112(quote), uint32(block.number));
    }

    /// @dev Stores a side and its target. A scarce token at or above its target is not scarce: fees made up for what
    /// was taken, or a purchase of shares brought it. Then both reserves become the targets.
    function _setSide(Found memory f, RState r, uint256 target, uint256 base, uint256 quote) private {
        if (r == RState.ONE || (r == RState.ABOVE_ONE ? base : quote) >= target) (r, target) = (RState.ONE, 0);
        if (r == f.r && target == f.target) return;
        if (target > type(uint112).max) revert PMMPool_ReserveOverflow(target);
        // Checked above; k and fee were read from 64 bits each.
        _side = Side(uint112(target), r, uint64(f.k), uint64(f.lpFee), f.isCapped);
        if (r != f.r) emit RChange(uint8(r));
    }

    /// @dev Stores the reserves after a trade of shares and keeps the scarce token's target per share. Rounded down: a
    /// lower target is nearer equilibrium, so no rounding ever raises a premium that the pool pays.
    function _rescale(Found memory f, uint256 supplyBefore, uint256 supplyAfter, uint256 base, uint256 quote) private {
        _setReserves(base, quote);
        if (f.r == RState.ONE) return;
        _setSide(f, f.r, FixedPointMathLib.fullMulDiv(f.target, supplyAfter, supplyBefore), base, quote);
    }

    // ---- Guide price ----

    /// @dev The guide price now: toward the oracle by the allowance of the blocks since it was last stored.
    function _followGuide(Found memory f) private view returns (uint256 i, uint256 oracle) {
        if (address(_SOURCE_) == address(0)) return (f.i, f.i);
        oracle = _SOURCE_.guidePrice();
        if (oracle == 0 || oracle > type(uint112).max) revert PMMPool_BadGuidePrice(oracle);
        if (f.guideBlock == 0 || f.i == oracle) return (oracle, oracle);
        uint256 allowanceBp = FixedPointMathLib.min((block.number - f.guideBlock) * GUIDE_STEP_BP, GUIDE_CAP_BP);
        // Rounded up, lest a small i be stuck.
        uint256 allowance = FixedPointMathLib.divUp(f.i * allowanceBp, BP);
        i = FixedPointMathLib.clamp(oracle, FixedPointMathLib.zeroFloorSub(f.i, allowance), f.i + allowance);
    }

    /// @dev Stored at every touch that read the source, moved or not: allowance not used is not saved up.
    function _setGuide(Found memory f, uint256 i, uint256 oracle) private {
        if (address(_SOURCE_) == address(0)) return;
        // The oracle was checked to fit; i lies between it and an i that did.
        _guide = Guide(uint112(i), uint112(oracle), uint32(block.number));
        if (i != f.i) emit GuidePriceMoved(f.i, i, oracle);
    }

    // ---- Owner's limits ----

    /// @dev One day apart, `k` by a tenth of itself and never into or out of its special values 0 and 1, the fee by 5 bp
    /// and never below half the feed's threshold.
    function _requireStep(Found memory f, uint256 newK, uint256 newLpFee) private view {
        uint256 earliest = uint256(curveChangedAt) + CURVE_CHANGE_INTERVAL;
        if (curveChangedAt != 0 && block.timestamp < earliest) revert PMMPool_CurveTooSoon(block.timestamp, earliest);
        if (newK != f.k) {
            if (newK < 1e12 || newK > 0.99e18) revert PMMPool_BadK(newK);
            uint256 maxStep = f.k == ONE ? 0 : f.k / K_STEP_DIVISOR;
            if (FixedPointMathLib.dist(newK, f.k) > maxStep) revert PMMPool_StepTooLarge(f.k, newK, maxStep);
        }
        if (newLpFee > MAX_FEE - _MT_FEE_RATE_) revert PMMPool_BadFee(newLpFee, _MT_FEE_RATE_, _MAINTAINER_);
        if (newLpFee * 2 < FEED_THRESHOLD) revert PMMPool_FeeBelowFeedThreshold(newLpFee, FEED_THRESHOLD);
        if (FixedPointMathLib.dist(newLpFee, f.lpFee) > MAX_FEE_STEP) {
            revert PMMPool_StepTooLarge(f.lpFee, newLpFee, MAX_FEE_STEP);
        }
    }

    /// @dev Over both directions: what is sold and bought back counts twice.
    function _countVolume(uint256 base) private {
        Volume memory v = _volume;
        uint256 total = (v.blockNumber == block.number ? v.used : 0) + base;
        if (total > v.max) revert PMMPool_BlockVolume(total, v.max);
        // At most `max`; block numbers pass 2^32 after centuries.
        _volume = Volume(v.max, uint112(total), uint32(block.number));
    }

    // ---- Helpers ----

    /// @dev Shares of the first purchase, in base units, after the dead ones; the pool is live from here.
    function _firstShares(Found memory f, uint256 base, uint256 quote) private returns (uint256 shares) {
        (uint256 i, uint256 oracle) = _followGuide(f);
        shares = FixedPointMathLib.min(base, FixedPointMathLib.fullMulDiv(quote, ONE, i));
        if (shares <= DEAD_SHARES) revert PMMPool_FirstDepositTooSmall(shares, DEAD_SHARES + 1);
        _setGuide(f, i, oracle);
        _clock.timestamp = uint40(block.timestamp);
        _mint(DEAD, DEAD_SHARES);
        // Checked above.
        unchecked {
            shares -= DEAD_SHARES;
        }
    }

    /// @dev Shares an input is worth by one reserve alone; a reserve that is gone asks for nothing.
    function _shareOf(uint256 supply, uint256 input, uint256 reserve) private pure returns (uint256) {
        return reserve == 0 ? type(uint256).max : FixedPointMathLib.fullMulDiv(supply, input, reserve);
    }

    /// @dev What was paid in since the last call: balance less reserve.
    function _inputOf(address token, uint256 reserve) private view returns (uint256) {
        uint256 balance = SafeTransferLib.balanceOf(token, address(this));
        if (balance < reserve) revert PMMPool_BalanceBelowReserve(balance, reserve);
        return balance - reserve;
    }

    function _isFeeFree(address trader) private view returns (bool) {
        return trader != address(0) && trader == stabilizer;
    }

    function _requireGuide(PoolConfig memory c) private pure {
        if (address(c.source) == address(0)) {
            if (c.i == 0 || c.i > MAX_FIXED_I) revert PMMPool_BadGuidePrice(c.i);
            if (c.feedThreshold != 0 || c.guideStepBp != 0 || c.guideCapBp != 0) {
                revert PMMPool_BadGuideConfig(address(0), c.feedThreshold, c.guideStepBp, c.guideCapBp);
            }
            return;
        }
        if (c.i != 0) revert PMMPool_BadGuidePrice(c.i);
        if (
            c.feedThreshold == 0 || c.guideStepBp == 0 || c.guideStepBp > 100 || c.guideCapBp < c.guideStepBp
                || c.guideCapBp > 1_000
        ) revert PMMPool_BadGuideConfig(address(c.source), c.feedThreshold, c.guideStepBp, c.guideCapBp);
        if (c.lpFeeRate * 2 < c.feedThreshold) revert PMMPool_FeeBelowFeedThreshold(c.lpFeeRate, c.feedThreshold);
    }
}
