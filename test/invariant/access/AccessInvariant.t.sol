// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FacetCatalog, FacetSpec} from "script/deploy/FacetCatalog.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";
import {AccessHandler, Scene} from "./AccessHandler.sol";

/// @title AccessInvariantTest
/// @notice The campaign of roles, pauses and the timelock: T1, T2 and T4, see README.md one folder up. Over the diamond as
/// deployed, whose only ADMIN is the timelock as deployed.
contract AccessInvariantTest is VaultFixture {
    bytes32 private constant FEED = keccak256("SPARE/USD");

    AccessHandler internal handler;
    CantileverTimelock[2] internal timelocks;
    address internal council = makeAddr("council");

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1_000);
        HostileMarket market = new HostileMarket(address(weth));
        diamond.setMarket(vaultId, 0, 2, address(market), 1_000, 8_000);
        diamond.setCollector(treasury);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(feed));
        config.ttlSeconds = 1 days;
        diamond.setFeed(FEED, config);
        _handOver();
        handler = new AccessHandler(
            Scene({
                diamond: diamond,
                timelocks: timelocks,
                council: council,
                holders: [manager, keeper, guardian, treasury],
                weth: weth,
                usdc: usdc,
                feed: feed,
                feedId: FEED,
                feedConfig: config,
                router: uniswap.swapRouter,
                pool: pools[0],
                market: address(market),
                vaultId: vaultId
            })
        );
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](21);
        selectors[0] = AccessHandler.schedule.selector;
        selectors[1] = AccessHandler.execute.selector;
        selectors[2] = AccessHandler.cancel.selector;
        selectors[3] = AccessHandler.accept.selector;
        selectors[4] = AccessHandler.decline.selector;
        selectors[5] = AccessHandler.renounce.selector;
        selectors[6] = AccessHandler.keepers.selector;
        selectors[7] = AccessHandler.suspend.selector;
        selectors[8] = AccessHandler.pause.selector;
        selectors[9] = AccessHandler.unpause.selector;
        selectors[10] = AccessHandler.tighten.selector;
        selectors[11] = AccessHandler.enter.selector;
        selectors[12] = AccessHandler.leave.selector;
        selectors[13] = AccessHandler.leaveInKind.selector;
        selectors[14] = AccessHandler.settle.selector;
        selectors[15] = AccessHandler.rebalance.selector;
        selectors[16] = AccessHandler.invest.selector;
        selectors[17] = AccessHandler.rescueCash.selector;
        selectors[18] = AccessHandler.knock.selector;
        selectors[19] = AccessHandler.attempt.selector;
        selectors[20] = AccessHandler.wait.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    function invariant_access() public {
        string memory breach = handler.breach();
        assertEq(breach, "", breach);
        breach = handler.judge();
        assertEq(breach, "", breach);
    }

    /// @dev At the end of each run every account, whatever the last call did.
    function afterInvariant() public view {
        for (uint256 i; i < 10; ++i) {
            string memory breach = handler.judgeOf(i);
            assertEq(breach, "", breach);
        }
    }

    /// @dev Each function of the catalog that can change state is in the matrix, and nothing else is.
    function test_matrix_listsEveryFunction() public view {
        FacetSpec[] memory specs = FacetCatalog.all();
        for (uint256 i; i < specs.length; ++i) {
            string memory name = specs[i].name;
            string memory artifact = vm.readFile(string.concat("out/", name, ".sol/", name, ".json"));
            string[] memory signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
            for (uint256 j; j < signatures.length; ++j) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[j])));
                if (diamond.facetAddress(selector) == address(0)) continue;
                bool isListed = handler.allowedFor(selector) != 0;
                assertEq(isListed, _changesState(artifact, vm.split(signatures[j], "(")[0]), signatures[j]);
            }
        }
        assertNotEq(handler.allowedFor(IDiamondCut.diamondCut.selector), 0);
    }

    /// @dev A fixed long walk with arguments of any size: no action is dead, each gets through in a fifth of its calls, and
    /// each kind of thing that waits or stands still is met.
    function test_Reached_everyAction() public {
        vm.pauseGasMetering();
        bytes32[21] memory actions = [
            bytes32("schedule"),
            "execute",
            "cancel",
            "accept",
            "decline",
            "renounce",
            "keepers",
            "suspend",
            "pause",
            "unpause",
            "tighten",
            "enter",
            "leave",
            "leaveInKind",
            "settle",
            "rebalance",
            "invest",
            "rescueCash",
            "knock",
            "attempt",
            "wait"
        ];
        uint256[21] memory reached;
        uint256[21] memory called;
        uint256[16] memory executed;
        uint256[7] memory paused;
        uint256 opened;
        bytes32[7] memory whilePaused =
            [bytes32("enter"), "leave", "rebalance", "invest", "leaveInKind", "settle", "rescueCash"];
        uint256 begin = vm.snapshotState();
        for (uint256 walk; walk < 20; ++walk) {
            _walk(walk);
            for (uint256 i; i < 21; ++i) {
                reached[i] += handler.reached(actions[i]);
                called[i] += handler.calls(actions[i]);
            }
            for (uint256 i; i < 16; ++i) {
                executed[i] += handler.reached(bytes32("execute") | bytes32(i + 1));
            }
            for (uint256 i; i < 7; ++i) {
                paused[i] += handler.reached(whilePaused[i] | bytes32(uint256(1)));
            }
            opened += handler.reached("opened");
            vm.revertToState(begin);
        }
        for (uint256 i; i < 21; ++i) {
            assertGt(reached[i], 0, string(abi.encodePacked(actions[i])));
            assertGe(reached[i] * 5, called[i], string(abi.encodePacked(actions[i])));
        }
        for (uint256 i; i < 16; ++i) {
            assertGt(executed[i], 0, string.concat("operation of kind ", vm.toString(i)));
        }
        for (uint256 i; i < 7; ++i) {
            assertGt(paused[i], 0, string.concat("while paused: ", string(abi.encodePacked(whilePaused[i]))));
        }
        assertGt(opened, 0, "no door ever opened");
    }

    function _walk(uint256 walk) private {
        bytes4[] memory selectors = targetSelectors()[0].selectors;
        for (uint256 i; i < 200; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(walk, i)));
            bytes memory data = abi.encodePacked(
                // What the timelocks do more often: it takes two calls, and there are many kinds.
                selectors[seed % 35 < 21 ? seed % 35 : seed % 2],
                keccak256(abi.encode(seed, 1)),
                keccak256(abi.encode(seed, 2)),
                // A flag where one is expected third, as good as any number.
                seed >> 128 & 1
            );
            // What a call discards it also undoes.
            (bool ok,) = address(handler).call(_flagged(data, seed));
            if (ok) invariant_access();
        }
        afterInvariant();
    }

    /// @dev Functions whose second argument is a flag take it from the seed.
    function _flagged(bytes memory data, uint256 seed) private pure returns (bytes memory) {
        bytes4 selector = bytes4(data);
        if (selector == AccessHandler.rebalance.selector || selector == AccessHandler.rescueCash.selector) {
            return abi.encodeWithSelector(selector, seed >> 8, seed >> 129 & 1);
        }
        if (
            selector == AccessHandler.schedule.selector || selector == AccessHandler.decline.selector
                || selector == AccessHandler.keepers.selector || selector == AccessHandler.attempt.selector
        ) {
            // Three numbers, and no flag.
            return abi.encodeWithSelector(
                selector, keccak256(abi.encode(seed, 1)), keccak256(abi.encode(seed, 2)), keccak256(abi.encode(seed, 3))
            );
        }
        return data;
    }

    /// @dev ADMIN goes from the deployer to the timelock in the diamond's two steps, the second of which is the timelock's
    /// own first operation. Of the other timelock the council may make a second ADMIN.
    function _handOver() private {
        address[] memory councils = new address[](1);
        councils[0] = council;
        timelocks =
            [new CantileverTimelock(2 days, councils, councils), new CantileverTimelock(2 days, councils, councils)];
        diamond.proposeRole(Roles.ADMIN, address(timelocks[0]));
        bytes memory call = abi.encodeCall(IAccess.acceptRole, (Roles.ADMIN));
        vm.startPrank(council);
        timelocks[0].schedule(address(diamond), 0, call, 0, "first", 2 days);
        skip(2 days);
        timelocks[0].execute(address(diamond), 0, call, 0, "first");
        vm.stopPrank();
        diamond.proposeRole(Roles.MANAGER, address(0xACC6));
        diamond.proposeRole(Roles.GUARDIAN, address(0xACC7));
        diamond.proposeRole(Roles.TREASURY, address(0xACC8));
        diamond.renounceRole(Roles.ADMIN);
        setAnchor(3000e8);
        assertEq(diamond.pausedGroups() & PauseGroups.ALL, 0);
    }

    /// @dev By the compiler's word. Overloads share a name, and whether they change anything.
    function _changesState(string memory artifact, string memory name) private view returns (bool) {
        string memory head = string.concat("$.abi[?(@.name == '", name, "' && @.stateMutability == '");
        return vm.keyExistsJson(artifact, string.concat(head, "nonpayable')]"))
            || vm.keyExistsJson(artifact, string.concat(head, "payable')]"));
    }
}
