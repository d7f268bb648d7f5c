// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {IGuidePriceSource} from "../../interfaces/IGuidePriceSource.sol";
import {IPMMFactory} from "../../interfaces/IPMMFactory.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PMMPool} from "../PMMPool.sol";
import {Owned} from "./Owned.sol";

/// @title PMMFactory
/// @notice See IPMMFactory.
/// @dev A pool's creation code would fill this contract's own, so the constructor, whose code may be larger, stores it in
/// a data contract; it knows no other code, so no other can be stored.
contract PMMFactory is IPMMFactory, Owned {
    /// @dev Data contract with a pool's creation code.
    address private immutable POOL_CODE;

    mapping(address baseToken => mapping(address quoteToken => address[])) private _pools;

    /// @inheritdoc IPMMFactory
    mapping(address pool => bool) public isPool;

    NamedTokens private _named;

    constructor(address owner_) Owned(owner_) {
        POOL_CODE = SSTORE2.write(type(PMMPool).creationCode);
    }

    /// @inheritdoc IPMMFactory
    function createPool(address baseToken, address quoteToken, uint256 lpFeeRate, uint256 i, uint256 k, bool isOpenTWAP)
        external
        onlyOwner
        returns (address)
    {
        return _createFixed(baseToken, quoteToken, lpFeeRate, i, k, isOpenTWAP);
    }

    /// @inheritdoc IPMMFactory
    function createCUSDTUSDTPool(uint256 lpFeeRate, uint256 initialPrice, uint256 k, bool isOpenTWAP)
        external
        onlyOwner
        returns (address)
    {
        return _createNamed(_named.cUSDT, _named.USDT, lpFeeRate, initialPrice, k, isOpenTWAP);
    }

    /// @inheritdoc IPMMFactory
    function createCUSDCUSDCPool(uint256 lpFeeRate, uint256 initialPrice, uint256 k, bool isOpenTWAP)
        external
        onlyOwner
        returns (address)
    {
        return _createNamed(_named.cUSDC, _named.USDC, lpFeeRate, initialPrice, k, isOpenTWAP);
    }

    /// @inheritdoc IPMMFactory
    function createPoolWith(IPMMPool.PoolConfig calldata config) external onlyOwner returns (address) {
        return _create(config);
    }

    /// @inheritdoc IPMMFactory
    function nameTokens(NamedTokens calldata newTokens) external onlyOwner {
        emit TokensNamed(_named, newTokens);
        _named = newTokens;
    }

    /// @inheritdoc IPMMFactory
    function namedTokens() external view returns (NamedTokens memory) {
        return _named;
    }

    /// @inheritdoc IPMMFactory
    function getDODOPool(address baseToken, address quoteToken) external view returns (address[] memory) {
        return _pools[baseToken][quoteToken];
    }

    /// @inheritdoc IPMMFactory
    function getDODOPoolBidirection(address token0, address token1)
        external
        view
        returns (address[] memory baseToken0Pools, address[] memory baseToken1Pools)
    {
        return (_pools[token0][token1], _pools[token1][token0]);
    }

    function _createNamed(
        address baseToken,
        address quoteToken,
        uint256 lpFeeRate,
        uint256 i,
        uint256 k,
        bool isOpenTWAP
    ) private returns (address) {
        if (baseToken == address(0) || quoteToken == address(0)) {
            revert PMMFactory_PairNotNamed(baseToken, quoteToken);
        }
        return _createFixed(baseToken, quoteToken, lpFeeRate, i, k, isOpenTWAP);
    }

    function _createFixed(
        address baseToken,
        address quoteToken,
        uint256 lpFeeRate,
        uint256 i,
        uint256 k,
        bool isOpenTWAP
    ) private returns (address) {
        return _create(
            IPMMPool.PoolConfig({
                baseToken: baseToken,
                quoteToken: quoteToken,
                lpFeeRate: lpFeeRate,
                mtFeeRate: 0,
                maintainer: address(0),
                k: k,
                i: i,
                source: IGuidePriceSource(address(0)),
                feedThreshold: 0,
                guideStepBp: 0,
                guideCapBp: 0,
                isOpenTWAP: isOpenTWAP,
                owner: owner
            })
        );
    }

    function _create(IPMMPool.PoolConfig memory config) private returns (address pool) {
        bytes memory code = abi.encodePacked(SSTORE2.read(POOL_CODE), abi.encode(config));
        assembly ("memory-safe") {
            pool := create(0, add(code, 32), mload(code))
            if iszero(pool) {
                // The constructor's own reason.
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
        _pools[config.baseToken][config.quoteToken].push(pool);
        isPool[pool] = true;
        emit NewPool(config.baseToken, config.quoteToken, msg.sender, pool);
    }
}
