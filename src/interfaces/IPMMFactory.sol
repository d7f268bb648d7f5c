// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "./IPMMPool.sol";

/// @title IPMMFactory
/// @notice Creates PMM pools and lists them, with DODO's lookups.
/// @dev Only the owner creates: what the list holds it vouches for, and nobody can lengthen it. A pool is whole when it
/// is created; there is no initializer to call first. Several pools of one pair may stand side by side.
/// Source: DESIGN section 7 (factory).
interface IPMMFactory {
    /// @notice The tokens of the two named pairs; zero for one that the chain does not have.
    /// @param cUSDT This system's USDT.
    /// @param USDT The issuer's, or its bridged form.
    /// @param cUSDC This system's USDC.
    /// @param USDC The issuer's, or its bridged form.
    struct NamedTokens {
        address cUSDT;
        address USDT;
        address cUSDC;
        address USDC;
    }

    /// @notice One token of the pair was not named.
    error PMMFactory_PairNotNamed(address baseToken, address quoteToken);

    /// @notice The tokens of the named pairs changed.
    event TokensNamed(NamedTokens oldTokens, NamedTokens newTokens);
    /// @notice A pool was created.
    event NewPool(address indexed baseToken, address indexed quoteToken, address creator, address pool);

    /// @notice Creates a pool with a fixed guide price, no maintainer fee, owned by this factory's owner.
    /// @param baseToken The token `i` prices.
    /// @param quoteToken The token it is priced in.
    /// @param lpFeeRate Part of each swap's output that stays with the LPs, 1e18-scaled.
    /// @param i Guide price, raw quote per raw base, 1e18-scaled.
    /// @param k Slippage, 1e18-scaled.
    /// @param isOpenTWAP Whether the price accumulator is kept.
    /// @return pool The pool, empty: it is live from its first purchase of shares on.
    /// @dev Owner only. Not guarded: the one foreign call, the base token's `decimals`, is static. Reverts with the
    /// reason of the pool's constructor.
    function createPool(address baseToken, address quoteToken, uint256 lpFeeRate, uint256 i, uint256 k, bool isOpenTWAP)
        external
        returns (address pool);

    /// @notice Creates a pool of any configuration: one that follows an oracle, or has another owner.
    /// @dev As `createPool`.
    function createPoolWith(IPMMPool.PoolConfig calldata config) external returns (address pool);

    /// @notice Creates a pool of cUSDT against the issuer's USDT with a fixed guide price, as `createPool`.
    /// @param lpFeeRate Part of each swap's output that stays with the LPs, 1e18-scaled.
    /// @param initialPrice Guide price, raw USDT per raw cUSDT, 1e18-scaled: 1e18 is par where decimals agree.
    /// @param k Slippage, 1e18-scaled.
    /// @param isOpenTWAP Whether the price accumulator is kept.
    /// @dev Owner only. Reverts PMMFactory_PairNotNamed, or with the reason of the pool's constructor.
    /// Source: the paper's `DODOPMMIntegration`.
    function createCUSDTUSDTPool(uint256 lpFeeRate, uint256 initialPrice, uint256 k, bool isOpenTWAP)
        external
        returns (address pool);

    /// @notice Creates a pool of cUSDC against the issuer's USDC. As `createCUSDTUSDTPool`.
    function createCUSDCUSDCPool(uint256 lpFeeRate, uint256 initialPrice, uint256 k, bool isOpenTWAP)
        external
        returns (address pool);

    /// @notice Names the tokens of the two pairs. Owner only; pools created before stay as they are.
    function nameTokens(NamedTokens calldata newTokens) external;

    /// @notice The tokens of the two named pairs.
    function namedTokens() external view returns (NamedTokens memory);

    /// @notice The pools of a base and a quote token, oldest first.
    function getDODOPool(address baseToken, address quoteToken) external view returns (address[] memory pools);

    /// @notice The pools of two tokens, whichever is base.
    /// @return baseToken0Pools Those with token0 as base.
    /// @return baseToken1Pools Those with token1 as base.
    function getDODOPoolBidirection(address token0, address token1)
        external
        view
        returns (address[] memory baseToken0Pools, address[] memory baseToken1Pools);

    /// @notice Whether this factory created the pool.
    function isPool(address pool) external view returns (bool);
}
