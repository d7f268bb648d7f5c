// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {DeployedFacet} from "script/deploy/DiamondSteps.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @dev The part of Permit2 that holds allowances.
interface IAllowanceTransfer {
    function approve(address token, address spender, uint160 amount, uint48 expiration) external;
    function allowance(address owner, address token, address spender)
        external
        view
        returns (uint160 amount, uint48 expiration, uint48 nonce);
}

/// @title ArbitraryCalls
/// @notice Victims who approved the diamond for everything, and the means to pass a target and calldata of an attacker's choice
/// through any selector of the diamond.
/// @dev Permit2 and Uniswap V4's PoolManager are the genuine bytecode of their packages.
abstract contract ArbitraryCalls is AttackFixture {
    IAllowanceTransfer internal constant PERMIT2 = IAllowanceTransfer(0x000000000022D473030F116dDEE9F6B43aC78BA3);
    uint256 internal constant PAYLOADS = 8;
    uint256 internal constant SHAPES = 6;

    address[] internal targets;
    address[2] internal victims;
    address[3] internal callers;
    bytes4[] internal selectors;
    address internal poolManager;

    function setUp() public virtual override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        depositAs(bob, 2e18, 6000e6);
        rebalance(1000);
        (victims[0], victims[1]) = (alice, bob);
        // A stranger, and the two roles a thief could have stolen; ADMIN is a timelock's.
        callers = [attacker, keeper, manager];
        vm.etch(address(PERMIT2), _permit2Code());
        poolManager =
            deployCode("node_modules/@uniswap/v4-core/out/PoolManager.sol/PoolManager.json", abi.encode(address(this)));
        for (uint256 i; i < 2; ++i) {
            vm.startPrank(victims[i]);
            weth.approve(address(PERMIT2), type(uint256).max);
            usdc.approve(address(PERMIT2), type(uint256).max);
            PERMIT2.approve(address(weth), address(diamond), type(uint160).max, type(uint48).max);
            PERMIT2.approve(address(usdc), address(diamond), type(uint160).max, type(uint48).max);
            vm.stopPrank();
        }
        targets = [
            address(weth),
            address(usdc),
            address(PERMIT2),
            address(diamond),
            v3Adapter,
            poolManager,
            pools[0],
            uniswap.swapRouter
        ];
        for (uint256 i; i < facets.length; ++i) {
            bytes4[] memory served = diamond.facetFunctionSelectors(facets[i].at);
            for (uint256 j; j < served.length; ++j) {
                selectors.push(served[j]);
            }
        }
        // The keeper may act at once.
        skip(15 minutes);
        setAnchor(3000e8);
    }

    /// @notice What an attacker wants the diamond to say to a target.
    function payload(uint256 kind, address victim, uint256 amount) internal view returns (bytes memory) {
        kind %= PAYLOADS;
        if (kind == 0) {
            return abi.encodeWithSignature("transferFrom(address,address,uint256)", victim, attacker, amount);
        }
        if (kind == 1) return abi.encodeWithSignature("approve(address,uint256)", attacker, type(uint256).max);
        if (kind == 2) return abi.encodeWithSignature("transfer(address,uint256)", attacker, amount);
        if (kind == 3) {
            return abi.encodeWithSignature(
                "transferFrom(address,address,uint160,address)", victim, attacker, uint160(amount), targets[amount % 2]
            );
        }
        if (kind == 4) {
            return abi.encodeWithSignature(
                "approve(address,address,uint160,uint48)",
                targets[amount % 2],
                attacker,
                type(uint160).max,
                type(uint48).max
            );
        }
        if (kind == 5) {
            return abi.encodeWithSignature(
                "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                victim,
                attacker,
                type(uint256).max,
                type(uint256).max,
                27,
                bytes32(amount),
                bytes32(amount)
            );
        }
        if (kind == 6) return abi.encodeCall(IALMUser.withdrawInKind, (vaultId, 1e18, 0, 0, attacker));
        return abi.encodeWithSignature(
            "safeTransferFrom(address,address,uint256,uint256,bytes)", victim, attacker, vaultId, amount, ""
        );
    }

    /// @notice A call of a selector in which a target and calldata are somewhere, in the ways arguments are laid out.
    function shaped(bytes4 selector, uint256 shape, address target, bytes memory data, uint256 salt)
        internal
        view
        returns (bytes memory)
    {
        if (selector == IALMProtected.rebalance.selector && salt % 4 != 0) {
            IALMProtected.SwapOrder[] memory swaps = new IALMProtected.SwapOrder[](1);
            swaps[0] = IALMProtected.SwapOrder(target, salt & 8 == 0, salt & 16 == 0 ? 0 : salt % 1e6, 0, data);
            return abi.encodeWithSelector(selector, vaultId, swaps, new IALMProtected.RangeOrder[](0));
        }
        shape %= SHAPES;
        if (shape == 0) return abi.encodeWithSelector(selector, target, data);
        if (shape == 1) return abi.encodeWithSelector(selector, vaultId, target, data);
        if (shape == 2) return abi.encodeWithSelector(selector, salt % 1e6, salt % 1e9, data);
        if (shape == 3) return abi.encodeWithSelector(selector, target, salt % 1e6, data);
        if (shape == 4) {
            (address[] memory manyTargets, bytes[] memory manyData) = (new address[](1), new bytes[](1));
            (manyTargets[0], manyData[0]) = (target, data);
            return abi.encodeWithSelector(selector, manyTargets, manyData);
        }
        return bytes.concat(selector, _words(target, salt), data);
    }

    function callAs(address caller, bytes memory data) internal {
        vm.prank(caller);
        (bool ok,) = address(diamond).call(data);
        // Whether it went through says nothing; what became of the victims does.
        ok;
    }

    /// @notice Victims' tokens, shares and allowances are what they were, and the diamond allowed nobody anything.
    function assertUntouched(bytes32 before, string memory label, bytes4 selector) internal view {
        assertEq(
            _victimsState(),
            before,
            string.concat(label, ": a victim was robbed through ", vm.toString(abi.encodePacked(selector)))
        );
        address[3] memory spenders = [attacker, keeper, manager];
        for (uint256 i; i < 3; ++i) {
            assertEq(weth.allowance(address(diamond), spenders[i]), 0, string.concat(label, ": WETH approved"));
            assertEq(usdc.allowance(address(diamond), spenders[i]), 0, string.concat(label, ": USDC approved"));
            (uint160 allowed,,) = PERMIT2.allowance(address(diamond), address(usdc), spenders[i]);
            assertEq(allowed, 0, string.concat(label, ": USDC approved at Permit2"));
            (allowed,,) = PERMIT2.allowance(address(diamond), address(weth), spenders[i]);
            assertEq(allowed, 0, string.concat(label, ": WETH approved at Permit2"));
        }
    }

    function _victimsState() internal view returns (bytes32 digest) {
        for (uint256 i; i < 2; ++i) {
            address victim = victims[i];
            (uint160 permitted0,,) = PERMIT2.allowance(victim, address(weth), address(diamond));
            (uint160 permitted1,,) = PERMIT2.allowance(victim, address(usdc), address(diamond));
            digest = keccak256(
                abi.encode(
                    digest,
                    [
                        weth.balanceOf(victim),
                        usdc.balanceOf(victim),
                        sharesOf(victim),
                        weth.allowance(victim, address(diamond)),
                        usdc.allowance(victim, address(diamond)),
                        weth.allowance(victim, attacker),
                        usdc.allowance(victim, attacker),
                        uint256(permitted0) ^ (uint256(permitted1) << 1)
                    ]
                )
            );
        }
    }

    /// @dev Twelve words: addresses, small numbers, and offsets that may point at the calldata behind them.
    function _words(address target, uint256 salt) private view returns (bytes memory words) {
        for (uint256 i; i < 12; ++i) {
            uint256 pick = uint256(keccak256(abi.encode(salt, i)));
            uint256 word = pick >> 128;
            uint256 kind = pick % 6;
            if (kind == 0) word = uint160(target);
            else if (kind == 1) word = uint160(victims[word % 2]);
            else if (kind == 2) word = uint160(attacker);
            else if (kind == 3) word = (word % 13) * 32;
            else if (kind == 4) word = word % 4;
            words = bytes.concat(words, bytes32(word));
        }
    }

    function _permit2Code() private view returns (bytes memory) {
        string memory source =
            vm.readFile("node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol");
        string[] memory parts = vm.split(vm.split(source, "hex\"")[1], "\"");
        return vm.parseBytes(string.concat("0x", parts[0]));
    }
}
