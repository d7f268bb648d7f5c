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
/// Made whole by its constructor: tokens, curve, fees and guide price source are immutable and there is no initializer
/// to call, twice or at all. It is live from the first purchase of shares on, which burns DEAD_SHARES.
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

    /// @dev Slot sum: 112 + 8 = 120. `target` is the scarce token's; zero at ONE.
    struct Side {
        uint112 target;
        RState r;
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
        // Index of the ring's next entry.
        uint8 head;
    }

    /// @inheritdoc IPMMPool
    uint256 public constant MAX_CLOSES = 8;
    /// @inheritdoc IPMMPool
    uint256 public constant DEAD_SHARES = 1_000;

    uint256 private constant ONE = 1e18;
    uint256 private constant BP = 10_000;
    /// @dev Highest sum of fees, 10 %.
    uint256 private constant MAX_FEE = 0.1e18;
    /// @dev Highest fixed guide price, the pricing's domain.
    uint256 private constant MAX_FIXED_I = 1e36;
    /// @dev Where dead shares go. Not zero, which indexers take for a burn.
    address private constant DEAD = 0x000000000000000000000000000000000000dEaD;

    /// @inheritdoc IPMMPool
    address public immutable _BASE_TOKEN_;
    /// @inheritdoc IPMMPool
    address public immutable _QUOTE_TOKEN_;
    /// @inheritdoc IPMMPool
    uint256 public immutable _K_;
    /// @inheritdoc IPMMPool
    uint256 public immutable _LP_FEE_RATE_;
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
    uint8 private immutable DECIMALS;

    Reserves private _reserves;
    Side private _side;
    Guide private _guide;
    Clock private _clock;
    uint256[MAX_CLOSES] private _ring;

    /// @inheritdoc IPMMPool
    address public stabilizer;
    /// @inheritdoc IPMMPool
    address public owner;
    address private _pendingOwner;

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
        _K_ = c.k;
        _LP_FEE_RATE_ = c.lpFeeRate;
        _MT_FEE_RATE_ = c.mtFeeRate;
        _MAINTAINER_ = c.maintainer;
        _IS_OPEN_TWAP_ = c.isOpenTWAP;
        _SOURCE_ = c.source;
        GUIDE_STEP_BP = c.guideStepBp;
        GUIDE_CAP_BP = c.guideCapBp;
        FIXED_I = c.i;
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
        if (base < r.base || quote < r.quote) {
            if (base < r.base) {
                if (quote <= r.quote) {
                    revert PMMPool_FlashLoanFailed(r.base - base, FixedPointMathLib.zeroFloorSub(r.quote, quote));
                }
                _settleLoan(r, false, quote - r.quote, r.base - base, assetTo);
            } else {
                if (base == r.base) revert PMMPool_FlashLoanFailed(0, r.quote - quote);
                _settleLoan(r, true, base - r.base, r.quote - quote, assetTo);
            }
        }
        emit DODOFlashLoan(msg.sender, assetTo, baseAmount, quoteAmount);
    }

    // ---- Shares ----

    /// @inheritdoc IPMMPool
    function buyShares(address to) external guarded returns (uint256 shares, uint256 baseInput, uint256 quoteInput) {
        Reserves memory r = _reserves;
        uint256 base = _balanceAbove(_BASE_TOKEN_, r.base);
        uint256 quote = _balanceAbove(_QUOTE_TOKEN_, r.quote);
        baseInput = base - r.base;
        quoteInput = quote - r.quote;

        // Check and Effect
        if (r.touchBlock == 0) {
            shares = _firstShares(base, quote);
            _setReserves(base, quote);
        } else {
            uint256 supply = totalSupply();
            shares = FixedPointMathLib.min(_shareOf(supply, baseInput, r.base), _shareOf(supply, quoteInput, r.quote));
            if (shares == 0) revert PMMPool_ZeroShares(baseInput, quoteInput);
            _touch(r);
            _setReserves(base, quote);
            _scaleTarget(supply, supply + shares, base, quote);
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
        Reserves memory r = _reserves;
        uint256 supply = totalSupply();
        _burn(msg.sender, shareAmount);
        baseAmount = FixedPointMathLib.fullMulDiv(r.base, shareAmount, supply);
        quoteAmount = FixedPointMathLib.fullMulDiv(r.quote, shareAmount, supply);
        if (baseAmount < baseMinAmount || quoteAmount < quoteMinAmount) {
            revert PMMPool_WithdrawNotEnough(baseAmount, quoteAmount, baseMinAmount, quoteMinAmount);
        }

        // Effect
        _touch(r);
        _setReserves(r.base - baseAmount, r.quote - quoteAmount);
        _scaleTarget(supply, supply - shareAmount, r.base - baseAmount, r.quote - quoteAmount);

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
        Reserves memory r = _requireLive();
        uint256 oracle;
        (i, oracle) = _followGuide();
        _touch(r);
        _setGuide(i, oracle);
        _setReserves(r.base, r.quote);
    }

    /// @inheritdoc IPMMPool
    function guidePrice() external view returns (uint256 i, uint256 oraclePrice) {
        return _followGuide();
    }

    /// @inheritdoc IPMMPool
    function storedGuidePrice() external view returns (uint256 i, uint256 oraclePrice, uint256 blockNumber) {
        (i, oraclePrice) = _storedGuide();
        return (i, oraclePrice, _guide.blockNumber);
    }

    // ---- Closes and TWAP ----

    /// @inheritdoc IPMMPool
    function closes(uint256 n) external view returns (Close[] memory list) {
        if (n > MAX_CLOSES) revert PMMPool_TooManyCloses(n, MAX_CLOSES);
        Reserves memory r = _reserves;
        if (r.touchBlock == 0) return list;
        list = new Close[](n);
        uint256 found;
        uint256 number = block.number - 1;
        if (r.touchBlock <= number) {
            uint256 word = _closeWord(r, _priceFactorOf(r));
            while (found < n && number >= r.touchBlock) {
                list[found++] = CloseMath.unpack(word, number--);
            }
        }
        uint256 head = _clock.head;
        for (uint256 back = 1; back <= MAX_CLOSES && found < n; ++back) {
            uint256 word = _ring[(head + MAX_CLOSES - back) % MAX_CLOSES];
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
        Reserves memory r = _requireLive();
        (uint256 i, uint256 oracle) = _followGuide();
        Side memory s = _side;
        uint256 word = CloseMath.pack(block.number, s.r, i, oracle, _priceFactorOf(r), _gapOf(r, s));
        close = CloseMath.unpack(word, block.number);
    }

    /// @inheritdoc IPMMPool
    function lastTouchBlock() external view returns (uint256) {
        return _reserves.touchBlock;
    }

    /// @inheritdoc IPMMPool
    function priceCumulative() external view returns (uint256 cumulative, uint256 timestamp) {
        Clock memory c = _clock;
        Reserves memory r = _reserves;
        if (_IS_OPEN_TWAP_ && r.touchBlock != 0) _accumulate(c, _priceFactorOf(r));
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
    /// @dev Not guarded, as setStabilizer.
    function transferOwnership(address newOwner) external onlyOwner {
        _pendingOwner = newOwner;
        emit OwnershipOffered(msg.sender, newOwner);
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded, as setStabilizer.
    function acceptOwnership() external {
        if (msg.sender != _pendingOwner) revert PMMPool_NotPendingOwner(msg.sender);
        emit OwnershipAccepted(owner, msg.sender);
        owner = msg.sender;
        _pendingOwner = address(0);
    }

    // ---- DODO's views ----

    /// @inheritdoc IPMMPool
    function getPMMStateForCall()
        external
        view
        returns (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R)
    {
        PMMState memory s = _state(_reserves, _guideNow());
        return (s.i, s.K, s.B, s.Q, s.B0, s.Q0, uint256(s.R));
    }

    /// @inheritdoc IPMMPool
    function getMidPrice() external view returns (uint256) {
        return PMMPricing.getMidPrice(_state(_reserves, _guideNow()));
    }

    /// @inheritdoc IPMMPool
    function getVaultReserve() external view returns (uint256 baseReserve, uint256 quoteReserve) {
        return (_reserves.base, _reserves.quote);
    }

    /// @inheritdoc IPMMPool
    function getUserFeeRate(address user) external view returns (uint256 lpFeeRate, uint256 mtFeeRate) {
        if (!_isFeeFree(user)) return (_LP_FEE_RATE_, _MT_FEE_RATE_);
    }

    /// @inheritdoc IPMMPool
    function getBaseInput() external view returns (uint256 input) {
        uint256 reserve = _reserves.base;
        return _balanceAbove(_BASE_TOKEN_, reserve) - reserve;
    }

    /// @inheritdoc IPMMPool
    function getQuoteInput() external view returns (uint256 input) {
        uint256 reserve = _reserves.quote;
        return _balanceAbove(_QUOTE_TOKEN_, reserve) - reserve;
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
        (uint256 i,) = _storedGuide();
        // At ONE and in surplus at most the reserve, scarce as stored: 112 bits each.
        return uint112(_state(_reserves, i).B0);
    }

    /// @inheritdoc IPMMPool
    function _QUOTE_TARGET_() external view returns (uint112) {
        (uint256 i,) = _storedGuide();
        // As the base target.
        return uint112(_state(_reserves, i).Q0);
    }

    /// @inheritdoc IPMMPool
    function _RState_() external view returns (uint32) {
        return uint32(_side.r);
    }

    /// @inheritdoc IPMMPool
    function _I_() external view returns (uint256 i) {
        (i,) = _storedGuide();
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
        Reserves memory r = _requireLive();
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        uint256 reserveIn = sellsBase ? r.base : r.quote;
        uint256 input = _balanceAbove(tokenIn, reserveIn) - reserveIn;
        if (input == 0) revert PMMPool_ZeroInput();
        Quote memory q = _price(r, sellsBase, input, feeFree);
        received = q.receiveAmount;
        if (received == 0) revert PMMPool_ZeroOutput(input);

        // Effect
        _book(r, q, sellsBase, input, received + q.mtFee);

        // Interaction
        tokenOut.safeTransfer(to, received);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, received, msg.sender, to);
    }

    /// @dev A loan that came back in the other token: sold as anyone would sell it. What it bought beyond what was kept
    /// is the LPs'.
    function _settleLoan(Reserves memory r, bool sellsBase, uint256 input, uint256 kept, address assetTo) private {
        _requireLive();
        Quote memory q = _price(r, sellsBase, input, false);
        if (q.receiveAmount < kept) revert PMMPool_FlashLoanFailed(sellsBase ? 0 : kept, sellsBase ? kept : 0);
        _book(r, q, sellsBase, input, kept + q.mtFee);
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, kept, msg.sender, assetTo);
    }

    /// @dev Prices a sell at the guide price or the oracle, whichever pays the trader less: a seller of base gets more
    /// quote the higher i is, a seller of quote more base the lower.
    function _price(Reserves memory r, bool sellsBase, uint256 input, bool feeFree)
        private
        view
        returns (Quote memory q)
    {
        uint256 gross;
        (q.i, q.oracle) = _followGuide();
        if (sellsBase) {
            q.state = _state(r, FixedPointMathLib.min(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellBaseToken(q.state, input);
        } else {
            q.state = _state(r, FixedPointMathLib.max(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellQuoteToken(q.state, input);
        }
        if (feeFree) {
            q.receiveAmount = gross;
        } else {
            // gross is at most a reserve, below 2^112; the fees are at most a tenth of ONE.
            unchecked {
                q.mtFee = gross * _MT_FEE_RATE_ / ONE;
                q.receiveAmount = gross * (ONE - _LP_FEE_RATE_ - _MT_FEE_RATE_) / ONE;
            }
        }
    }

    /// @dev Records a trade: first what the touch found, then guide price, reserves and side.
    function _book(Reserves memory r, Quote memory q, bool sellsBase, uint256 input, uint256 paid) private {
        _touch(r);
        _setGuide(q.i, q.oracle);
        (uint256 base, uint256 quote) = sellsBase ? (r.base + input, r.quote - paid) : (r.base - paid, r.quote + input);
        _setReserves(base, quote);
        _setSide(_side, q.newR, q.newR == RState.ABOVE_ONE ? q.state.B0 : q.state.Q0, base, quote);
    }

    function _query(bool sellsBase, address trader, uint256 input) private view returns (Quote memory) {
        return _price(_requireLive(), sellsBase, input, _isFeeFree(trader));
    }

    function _direction(bool sellsBase) private view returns (address tokenIn, address tokenOut) {
        return sellsBase ? (_BASE_TOKEN_, _QUOTE_TOKEN_) : (_QUOTE_TOKEN_, _BASE_TOKEN_);
    }

    // ---- State ----

    /// @dev The state trades are priced from, on its curve. Virtual so that tests can price states as given.
    function _state(Reserves memory r, uint256 i) internal view virtual returns (PMMState memory s) {
        Side memory side = _side;
        s.i = i;
        s.K = _K_;
        s.B = r.base;
        s.Q = r.quote;
        s.R = side.r;
        s.B0 = side.r == RState.ABOVE_ONE ? side.target : r.base;
        s.Q0 = side.r == RState.BELOW_ONE ? side.target : r.quote;
        PMMPricing.adjustedTarget(s);
    }

    /// @dev Called before anything changes, with the reserves found. Needs no source and cannot revert.
    function _touch(Reserves memory r) private {
        Clock memory c = _clock;
        bool isNewTime = _IS_OPEN_TWAP_ && c.timestamp != block.timestamp;
        bool isNewBlock = r.touchBlock != block.number;
        if (!isNewTime && !isNewBlock) return;
        uint256 factor = _priceFactorOf(r);
        if (isNewTime) _accumulate(c, factor);
        if (isNewBlock) {
            _ring[c.head] = _closeWord(r, factor);
            c.head = uint8((c.head + 1) % MAX_CLOSES);
        }
        _clock = c;
    }

    /// @dev Adds the price since the last write. Wraps by design: readers take differences.
    function _accumulate(Clock memory c, uint256 factor) private view {
        (uint256 i,) = _storedGuide();
        uint256 mid = PMMPricing.applyFactor(i, _side.r, factor);
        unchecked {
            c.cumulative = uint208(c.cumulative + mid * (block.timestamp - c.timestamp));
        }
        c.timestamp = uint40(block.timestamp);
    }

    /// @dev The close the stored state stands for, as kept in the ring.
    function _closeWord(Reserves memory r, uint256 factor) private view returns (uint256) {
        (uint256 i, uint256 oracle) = _storedGuide();
        Side memory s = _side;
        return CloseMath.pack(r.touchBlock, s.r, i, oracle, factor, _gapOf(r, s));
    }

    function _priceFactorOf(Reserves memory r) private view returns (uint256) {
        Side memory s = _side;
        if (s.r == RState.ONE) return ONE;
        return PMMPricing.priceFactor(s.r == RState.ABOVE_ONE ? r.base : r.quote, s.target, _K_);
    }

    /// @dev Target minus reserve of the scarce token. Cannot underflow: `_setSide` stores no target a reserve reaches.
    function _gapOf(Reserves memory r, Side memory s) private pure returns (uint256) {
        if (s.r == RState.ONE) return 0;
        return s.target - (s.r == RState.ABOVE_ONE ? r.base : r.quote);
    }

    function _setReserves(uint256 base, uint256 quote) private {
        if (base > type(uint112).max) revert PMMPool_ReserveOverflow(base);
        if (quote > type(uint112).max) revert PMMPool_ReserveOverflow(quote);
        // Checked above; block numbers pass 2^32 after centuries.
        _reserves = Reserves(uint112(base), uint112(quote), uint32(block.number));
    }

    /// @dev Stores a side and its target. A scarce token at or above its target is not scarce: fees made up for what
    /// was taken, or a purchase of shares brought it. Then both reserves become the targets.
    function _setSide(Side memory old, RState r, uint256 target, uint256 base, uint256 quote) private {
        if (r == RState.ONE || (r == RState.ABOVE_ONE ? base : quote) >= target) (r, target) = (RState.ONE, 0);
        if (r == old.r && target == old.target) return;
        if (target > type(uint112).max) revert PMMPool_ReserveOverflow(target);
        // Checked above.
        _side = Side(uint112(target), r);
        if (r != old.r) emit RChange(uint8(r));
    }

    /// @dev Keeps the scarce token's target per share. Rounded down: a lower target is nearer equilibrium, so no rounding
    /// ever raises a premium that the pool pays.
    function _scaleTarget(uint256 supplyBefore, uint256 supplyAfter, uint256 base, uint256 quote) private {
        Side memory s = _side;
        if (s.r == RState.ONE) return;
        _setSide(s, s.r, FixedPointMathLib.fullMulDiv(s.target, supplyAfter, supplyBefore), base, quote);
    }

    // ---- Guide price ----

    /// @dev The guide price now: toward the oracle by the allowance of the blocks since it was last stored.
    function _followGuide() private view returns (uint256 i, uint256 oracle) {
        if (address(_SOURCE_) == address(0)) return (FIXED_I, FIXED_I);
        oracle = _SOURCE_.guidePrice();
        if (oracle == 0 || oracle > type(uint112).max) revert PMMPool_BadGuidePrice(oracle);
        Guide memory g = _guide;
        if (g.blockNumber == 0 || g.i == oracle) return (oracle, oracle);
        uint256 allowanceBp = FixedPointMathLib.min((block.number - g.blockNumber) * GUIDE_STEP_BP, GUIDE_CAP_BP);
        // Rounded up, lest a small i be stuck.
        uint256 allowance = FixedPointMathLib.divUp(g.i * allowanceBp, BP);
        i = FixedPointMathLib.clamp(oracle, FixedPointMathLib.zeroFloorSub(g.i, allowance), g.i + allowance);
    }

    function _guideNow() private view returns (uint256 i) {
        (i,) = _followGuide();
    }

    function _storedGuide() private view returns (uint256 i, uint256 oracle) {
        if (address(_SOURCE_) == address(0)) return (FIXED_I, FIXED_I);
        return (_guide.i, _guide.oracle);
    }

    /// @dev Stored at every touch that read the source, moved or not: allowance not used is not saved up.
    function _setGuide(uint256 i, uint256 oracle) private {
        if (address(_SOURCE_) == address(0)) return;
        uint256 old = _guide.i;
        // The oracle was checked to fit; i lies between it and an i that did.
        _guide = Guide(uint112(i), uint112(oracle), uint32(block.number));
        if (i != old) emit GuidePriceMoved(old, i, oracle);
    }

    // ---- Helpers ----

    /// @dev Shares of the first purchase, in base units, after the dead ones; the pool is live from here.
    function _firstShares(uint256 base, uint256 quote) private returns (uint256 shares) {
        (uint256 i, uint256 oracle) = _followGuide();
        shares = FixedPointMathLib.min(base, FixedPointMathLib.fullMulDiv(quote, ONE, i));
        if (shares <= DEAD_SHARES) revert PMMPool_FirstDepositTooSmall(shares, DEAD_SHARES + 1);
        _setGuide(i, oracle);
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

    function _requireLive() private view returns (Reserves memory r) {
        r = _reserves;
        if (r.touchBlock == 0) revert PMMPool_NotInitialised();
    }

    function _balanceAbove(address token, uint256 reserve) private view returns (uint256 balance) {
        balance = SafeTransferLib.balanceOf(token, address(this));
        if (balance < reserve) revert PMMPool_BalanceBelowReserve(balance, reserve);
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
