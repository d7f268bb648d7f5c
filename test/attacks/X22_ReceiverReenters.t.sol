// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {Lock} from "lock/Lock.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Handed shares, calls every selector of the diamond, each with several calldatas, before it lets go.
contract NosyReceiver {
    /// @dev Nonsense for an array's length may use up whatever it is given.
    uint256 private constant GAS = 1_000_000;

    bytes4[] public selectors;
    bytes[] private _tails;
    /// @notice Calls that went through though they change state: the selectors.
    bytes4[] public letIn;
    uint256 public calls;
    uint256 public locked;
    uint256 public answered;

    constructor(bytes4[] memory selectors_, bytes[] memory tails) {
        selectors = selectors_;
        _tails = tails;
    }

    function letInCount() external view returns (uint256) {
        return letIn.length;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        _tryAll();
        return this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        returns (bytes4)
    {
        _tryAll();
        return this.onERC1155BatchReceived.selector;
    }

    function _tryAll() private {
        for (uint256 i; i < selectors.length; ++i) {
            for (uint256 j; j < _tails.length; ++j) {
                bytes memory data = bytes.concat(selectors[i], _tails[j]);
                ++calls;
                (bool ok, bytes memory result) = msg.sender.call{gas: GAS}(data);
                if (!ok) {
                    if (bytes4(result) == Lock.Lock_Reentered.selector) ++locked;
                    continue;
                }
                // What also runs as a static call changes nothing.
                (bool isView,) = msg.sender.staticcall{gas: GAS}(data);
                if (isView) ++answered;
                else letIn.push(selectors[i]);
            }
        }
    }
}

/// @title X22_ReceiverReenters
/// @notice Revest, March 2022: the mint's ERC-1155 callback came before the accounts were settled.
/// @dev The receiver of a deposit, a transfer and a batch calls every selector that the loupe knows. Holds: nothing that
/// changes state lets it in, but what it may always do with its own (approve operators); and the figures that it reads
/// are those of after the operation.
contract X22_ReceiverReentersTest is VaultFixture {
    NosyReceiver private nosy;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        nosy = new NosyReceiver(_everySelector(), _calldatas());
        fund(address(nosy));
    }

    function test_deposit_letsNothingIn() public {
        vm.prank(alice);
        diamond.deposit(vaultId, 1e18, 3300e6, 0, address(nosy));
        _assertKeptOut();
    }

    function test_depositSingle_letsNothingIn() public {
        vm.prank(alice);
        diamond.depositSingle(vaultId, address(usdc), 1000e6, 0, address(nosy));
        _assertKeptOut();
    }

    function test_transfers_letNothingIn() public {
        vm.prank(alice);
        diamond.safeTransferFrom(alice, address(nosy), vaultId, 1e9, "");
        _assertKeptOut();
        uint256[] memory ids = new uint256[](1);
        uint256[] memory amounts = new uint256[](1);
        (ids[0], amounts[0]) = (vaultId, 1e9);
        vm.prank(alice);
        diamond.safeBatchTransferFrom(alice, address(nosy), ids, amounts, "");
        _assertKeptOut();
    }

    function _assertKeptOut() private view {
        for (uint256 i; i < nosy.letInCount(); ++i) {
            bytes4 selector = nosy.letIn(i);
            // An operator's approval writes one flag of the caller's own, and moves nothing.
            assertEq(selector, diamond.setApprovalForAll.selector, "X22: a receiver was let in");
        }
        assertGt(nosy.locked(), 40, "X22: the lock was hardly met");
        assertGt(nosy.answered(), 20, "views were hardly tried");
    }

    /// @dev Zeros; plain numbers, small and offset-like; the vault, a token, the caller.
    function _calldatas() private view returns (bytes[] memory tails) {
        tails = new bytes[](4);
        tails[0] = new bytes(512);
        tails[1] = abi.encode(vaultId, uint256(1), uint256(0), uint256(0), alice, alice, uint256(0), uint256(0));
        tails[2] = abi.encode(vaultId, address(weth), uint256(1), uint256(0), alice, alice, uint256(0), uint256(0));
        tails[3] = abi.encode(vaultId, uint256(64), uint256(96), uint256(0), uint256(0), uint256(0));
    }

    function _everySelector() private view returns (bytes4[] memory all) {
        IDiamondLoupe.Facet[] memory found = diamond.facets();
        uint256 count;
        for (uint256 i; i < found.length; ++i) {
            count += found[i].functionSelectors.length;
        }
        all = new bytes4[](count);
        for (uint256 i; i < found.length; ++i) {
            for (uint256 j; j < found[i].functionSelectors.length; ++j) {
                all[--count] = found[i].functionSelectors[j];
            }
        }
    }
}
