// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What DODO publishes of its V2 pools, as an integrator writes it down; no more.
interface IDODOV2 {
    function sellBase(address to) external returns (uint256);
    function sellQuote(address to) external returns (uint256);
    function querySellBase(address trader, uint256 payBaseAmount) external view returns (uint256, uint256);
    function querySellQuote(address trader, uint256 payQuoteAmount) external view returns (uint256, uint256);
    function flashLoan(uint256 baseAmount, uint256 quoteAmount, address assetTo, bytes calldata data) external;
    function _BASE_TOKEN_() external view returns (address);
    function _QUOTE_TOKEN_() external view returns (address);
}

/// @notice What DODO publishes of its pool registries.
interface IDODOV2Registry {
    function getDODOPoolBidirection(address token0, address token1)
        external
        view
        returns (address[] memory, address[] memory);
}

interface IToken {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// @title DODOIntegrator
/// @notice A contract of somebody who integrates DODO and has never heard of this project: it imports none of it.
/// @dev Finds pools in a registry, trades both ways with the quote as its least, and arbitrages with a flash loan.
contract DODOIntegrator {
    IDODOV2Registry private immutable REGISTRY;

    constructor(IDODOV2Registry registry) {
        REGISTRY = registry;
    }

    /// @notice Sells through the first pool of the pair, either way round.
    function swap(address tokenIn, address tokenOut, uint256 amount) external returns (uint256 received) {
        (address[] memory straight, address[] memory reverse) = REGISTRY.getDODOPoolBidirection(tokenIn, tokenOut);
        bool sellsBase = straight.length != 0;
        IDODOV2 pool = IDODOV2(sellsBase ? straight[0] : reverse[0]);
        (uint256 quoted,) =
            sellsBase ? pool.querySellBase(address(this), amount) : pool.querySellQuote(address(this), amount);
        IToken(tokenIn).transferFrom(msg.sender, address(pool), amount);
        received = sellsBase ? pool.sellBase(msg.sender) : pool.sellQuote(msg.sender);
        require(received == quoted, "quote not kept");
    }

    /// @notice Borrows quote of the dear pool's, buys base in `cheap`, sells it in `dear`, repays and keeps the rest.
    function arbitrage(IDODOV2 lender, IDODOV2 cheap, IDODOV2 dear, uint256 quoteAmount) external {
        lender.flashLoan(0, quoteAmount, address(this), abi.encode(lender, cheap, dear));
        IToken quote = IToken(lender._QUOTE_TOKEN_());
        quote.transfer(msg.sender, quote.balanceOf(address(this)));
    }

    /// @notice DODO's callback.
    function DVMFlashLoanCall(address sender, uint256, uint256 quoteAmount, bytes calldata data) external {
        (IDODOV2 lender, IDODOV2 cheap, IDODOV2 dear) = abi.decode(data, (IDODOV2, IDODOV2, IDODOV2));
        require(msg.sender == address(lender) && sender == address(this), "not my loan");
        IToken(lender._QUOTE_TOKEN_()).transfer(address(cheap), quoteAmount);
        uint256 bought = cheap.sellQuote(address(dear));
        require(bought != 0, "nothing bought");
        dear.sellBase(address(this));
        IToken(lender._QUOTE_TOKEN_()).transfer(address(lender), quoteAmount);
    }
}
