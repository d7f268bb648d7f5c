// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IDODOCallee} from "../../src/interfaces/IDODOCallee.sol";
import {IMeshTrade} from "../../src/interfaces/IMeshTrade.sol";
import {IMeshCallee} from "../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";

/// @title PegRaider
/// @notice Does in one transaction what an attacker of a peg does in one: trades, has the stabilizer act, trades back;
/// borrows the pool's own reserves and tries every door while it has them.
/// @dev Holds its own capital, as if lent without limit or interest, and everything it wins.
contract PegRaider is IDODOCallee, IMeshCallee {
    using SafeTransferLib for address;

    IStabilizer public immutable STAB;
    IPMMPool public immutable POOL;
    address public immutable BASE;
    address public immutable QUOTE;

    /// @notice Of the doors tried inside the last loan, how many opened.
    uint256 public opened;

    constructor(IStabilizer stab) {
        (STAB, POOL) = (stab, stab.POOL());
        (BASE, QUOTE) = (POOL._BASE_TOKEN_(), POOL._QUOTE_TOKEN_());
    }

    /// @notice Sells `amount`, has the stabilizer act if it will, and sells back all that was received.
    /// @return got What the first trade paid.
    /// @return back What the last paid.
    /// @return acted Whether the stabilizer acted in between.
    function raid(bool sellsBase, uint256 amount) external returns (uint256 got, uint256 back, bool acted) {
        got = sell(sellsBase, amount);
        acted = trigger();
        back = sell(!sellsBase, got);
    }

    /// @notice A move undone in its transaction: sells `amount` and sells back all that was received.
    function flash(bool sellsBase, uint256 amount) external returns (uint256 back) {
        return sell(!sellsBase, sell(sellsBase, amount));
    }

    /// @notice Has the stabilizer act first and trades behind it.
    function raidBehind(bool sellsBase, uint256 amount) external returns (bool acted, uint256 got) {
        acted = trigger();
        got = sell(sellsBase, amount);
    }

    /// @notice One trade of this contract's own tokens.
    function sell(bool sellsBase, uint256 amount) public returns (uint256) {
        (sellsBase ? BASE : QUOTE).safeTransfer(address(POOL), amount);
        return sellsBase ? POOL.sellBase(address(this)) : POOL.sellQuote(address(this));
    }

    /// @notice Has the stabilizer do all it quotes, or asks it for everything both ways if it quotes nothing.
    function trigger() public returns (bool acted) {
        (uint256 size, address tokenIn, address tokenOut,) = STAB.quotePrivateSwap();
        if (size != 0) return _acts(size, tokenIn, tokenOut);
        return _acts(type(uint256).max, QUOTE, BASE) || _acts(type(uint256).max, BASE, QUOTE);
    }

    /// @notice Borrows from the pool and, before giving it back, tries to act, trade, buy, sell and follow the price.
    function borrow(uint256 baseAmount, uint256 quoteAmount) external {
        opened = 0;
        POOL.flashLoan(baseAmount, quoteAmount, address(this), "loan");
    }

    /// @notice Tries what only parts of the system may do: the pool's fee-free sells, a trade with bucket B that is never
    /// paid for, the stabilizer's callback.
    /// @param xau What it would take of bucket B, raw XAU.
    /// @return doors How many opened.
    function tryPrivateDoors(uint256 xau) external returns (uint256 doors) {
        address mesh = address(STAB.MESH());
        if (_opens(address(POOL), abi.encodeCall(IPMMPool.sellBaseFeeFree, (address(this))))) ++doors;
        if (_opens(address(POOL), abi.encodeCall(IPMMPool.sellQuoteFeeFree, (address(this))))) ++doors;
        if (_opens(mesh, abi.encodeCall(IMeshTrade.swap, (QUOTE, xau, address(this))))) ++doors;
        if (_opens(address(STAB), abi.encodeCall(IMeshCallee.onMeshSwap, (QUOTE, 0)))) ++doors;
    }

    /// @inheritdoc IDODOCallee
    function DVMFlashLoanCall(address, uint256 baseAmount, uint256 quoteAmount, bytes calldata) external {
        _tryEveryDoor();
        BASE.safeTransfer(address(POOL), baseAmount);
        QUOTE.safeTransfer(address(POOL), quoteAmount);
    }

    /// @inheritdoc IDODOCallee
    function DVMSellShareCall(address, uint256, uint256, uint256, bytes calldata) external {
        _tryEveryDoor();
    }

    /// @inheritdoc IMeshCallee
    /// @dev Pays nothing. Never reached: the mesh pool refuses a trader that nobody appointed.
    function onMeshSwap(address, uint256) external {}

    function _tryEveryDoor() private {
        if (trigger()) ++opened;
        bytes[6] memory calls = [
            abi.encodeCall(IPMMPool.sellBase, (address(this))),
            abi.encodeCall(IPMMPool.sellQuote, (address(this))),
            abi.encodeCall(IPMMPool.buyShares, (address(this))),
            abi.encodeCall(IPMMPool.sellShares, (1, address(this), 0, 0, "", type(uint256).max)),
            abi.encodeCall(IPMMPool.flashLoan, (0, 0, address(this), "")),
            abi.encodeCall(IPMMPool.pokeGuidePrice, ())
        ];
        for (uint256 n; n < calls.length; ++n) {
            if (_opens(address(POOL), calls[n])) ++opened;
        }
    }

    function _opens(address door, bytes memory call) private returns (bool ok) {
        (ok,) = door.call(call);
    }

    function _acts(uint256 size, address tokenIn, address tokenOut) private returns (bool) {
        try STAB.executePrivateSwap(size, tokenIn, tokenOut) {
            return true;
        } catch {
            return false;
        }
    }
}
