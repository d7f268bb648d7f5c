// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FacetCatalog, FacetSpec} from "script/deploy/FacetCatalog.sol";
import {Roles} from "src/access/Roles.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {IALMClaims} from "src/interfaces/IALMClaims.sol";
import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMKeeper} from "src/interfaces/IALMKeeper.sol";
import {IALMPermit} from "src/interfaces/IALMPermit.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMRanges} from "src/interfaces/IALMRanges.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IAlgebraAdapter} from "src/interfaces/IAlgebraAdapter.sol";
import {IDexAdapter} from "src/interfaces/IDexAdapter.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IFeedFollower} from "src/interfaces/IFeedFollower.sol";
import {IFlashLoan} from "src/interfaces/IFlashLoan.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IMarketExits} from "src/interfaces/IMarketExits.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {IMulticall} from "src/interfaces/IMulticall.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {IRescue} from "src/interfaces/IRescue.sol";
import {IRiskModel} from "src/interfaces/IRiskModel.sol";
import {ISwap} from "src/interfaces/ISwap.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IV3Adapter} from "src/interfaces/IV3Adapter.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {IVaultEntry} from "src/interfaces/IVaultEntry.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {IERC3156FlashBorrower} from "src/interfaces/external/IERC3156FlashBorrower.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {V3Venue} from "test/utils/GenuineV3.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice The asymmetric rule, function by function, over the whole diamond: what raises a user's risk takes ADMIN, who
/// is a timelock, so it waits; what lowers it takes MANAGER or GUARDIAN, at once.
/// @dev The table is written down here, not derived from the code. A function of the catalog that changes state and is
/// missing from it fails `test_table_listsEveryFunction`; where the rule has an exception, the table says why.
contract RiskRulesTest is VaultFixture {
    uint256 private constant A = 1 << 0; // ADMIN
    uint256 private constant M = 1 << 1; // MANAGER
    uint256 private constant K = 1 << 2; // KEEPER
    uint256 private constant T = 1 << 3; // TREASURY
    uint256 private constant G = 1 << 4; // GUARDIAN
    uint256 private constant CALLERS = 6; // one holder to a role, and a stranger

    /// @dev RAISES or LOWERS users' risk; OWN concerns what is the caller's, or is open to all within bounds: no role
    /// makes any difference to it.
    enum Direction {
        RAISES,
        LOWERS,
        OWN
    }

    struct Rule {
        bytes call;
        Direction direction;
        /// Roles of which one is enough.
        uint256 allowed;
        /// Why it is right, where the rule alone would say otherwise.
        string exception;
    }

    Rule[] private rules;
    address private otherManager = makeAddr("other manager");
    address private suspended = makeAddr("suspended");
    address private nominee = makeAddr("nominee");
    address private follower = makeAddr("follower");
    address private newFollower = makeAddr("new follower");
    MockAggregator private aggregator;
    V3Venue private otherVenue;
    address private freshPool;
    HostileMarket[2] private markets;

    uint256 private constant DEPOSIT_CAP = 1e36;
    bytes32 private constant ETH_USD = keccak256("ETH/USD");
    bytes32 private constant SPARE_USD = keccak256("SPARE/USD");
    bytes32 private constant STOPPED_USD = keccak256("STOPPED/USD");
    bytes32 private constant USD = keccak256("USD");

    // -- the table's own rules ------------------------------------------------------------------------------------

    /// @dev Each function of the catalog that can change state is in the table; nothing else is.
    function test_table_listsEveryFunction() public view {
        FacetSpec[] memory specs = FacetCatalog.all();
        uint256 listed;
        for (uint256 i; i < specs.length; ++i) {
            listed += _checkFacet(specs[i].name, specs[i].selectors);
        }
        bytes4[] memory cut = new bytes4[](1);
        cut[0] = IDiamondCut.diamondCut.selector;
        listed += _checkFacet("DiamondCutFacet", cut);

        for (uint256 i; i < rules.length; ++i) {
            assertTrue(diamond.facetAddress(bytes4(rules[i].call)) != address(0), vm.toString(rules[i].call));
        }
        assertEq(listed, _distinct(), "the table lists a function that changes nothing");
    }

    /// @dev The rule itself: what raises risk is ADMIN's alone, what lowers it is somebody's who need not wait.
    function test_table_followsTheRule() public view {
        for (uint256 i; i < rules.length; ++i) {
            if (bytes(rules[i].exception).length != 0) continue;
            Direction direction = rules[i].direction;
            if (direction == Direction.RAISES) assertEq(rules[i].allowed, A, vm.toString(rules[i].call));
            if (direction == Direction.LOWERS) assertTrue(rules[i].allowed & (M | G) != 0, vm.toString(rules[i].call));
        }
    }

    // -- the diamond keeps the table ------------------------------------------------------------------------------

    /// @dev Every row by every caller: it works if and only if the table says so, and what is refused is refused for
    /// want of a role.
    function test_diamond_keepsTheTable() public {
        for (uint256 i; i < rules.length; ++i) {
            if (rules[i].direction == Direction.OWN) continue;
            for (uint256 caller; caller < CALLERS; ++caller) {
                uint256 state = vm.snapshotState();
                (bool ok, bytes memory answer) = _try(caller, rules[i].call);
                assertEq(ok, rules[i].allowed & (1 << caller) != 0, _label(i, caller));
                // Taking from oneself what one does not have is refused as such.
                if (!ok && bytes4(rules[i].call) != IAccess.renounceRole.selector) {
                    assertEq(bytes4(answer), IAccess.Access_MissingRole.selector, _label(i, caller));
                }
                vm.revertToState(state);
            }
        }
    }

    /// @dev What users do with their own, and what is open to all: no role gets further than a stranger.
    function test_diamond_treatsAllAlikeInTheirOwnAffairs() public {
        for (uint256 i; i < rules.length; ++i) {
            if (rules[i].direction != Direction.OWN) continue;
            (bool expected, bytes4 reason) = _outcome(CALLERS - 1, rules[i].call);
            for (uint256 caller; caller < CALLERS - 1; ++caller) {
                (bool ok, bytes4 got) = _outcome(caller, rules[i].call);
                assertEq(ok, expected, _label(i, caller));
                assertEq(got, reason, _label(i, caller));
            }
        }
    }

    /// @dev Limits of any size: MANAGER may set them if and only if none of the four is wider.
    function testFuzz_vaultLimits_managerOnlyTightens(uint256 seed) public {
        IManagement.VaultLimits memory limits;
        limits.maxLossBp = uint16(bound(seed, 1, 100));
        limits.dailyLossBp = uint16(bound(seed >> 16, limits.maxLossBp, 300));
        limits.maxSlippageBp = uint16(bound(seed >> 32, 1, 200));
        limits.cooldownSeconds = uint32(bound(seed >> 48, 0, 7 days));
        // The defaults: 30 bp a call, 100 a day, 50 of slippage, 15 minutes.
        bool wider = limits.maxLossBp > 30 || limits.dailyLossBp > 100 || limits.maxSlippageBp > 50
            || limits.cooldownSeconds < 15 minutes;
        _assertAsymmetric(abi.encodeCall(IManagement.setVaultLimits, (vaultId, limits)), wider);
    }

    function testFuzz_poolLimits_managerOnlyTightens(uint256 seed) public {
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        config.bandBp = uint16(bound(seed, 150, 200));
        // The pool remembers this long and one second more.
        config.twapWindow = uint16(bound(seed >> 16, 200, TWAP_WINDOW));
        config.minWidthTicks = uint24(bound(seed >> 32, 300, 500));
        config.maxOffsetTicks = uint24(bound(seed >> 48, 900, 1_100));
        bool wider = config.twapWindow < TWAP_WINDOW || config.minWidthTicks < 400 || config.maxOffsetTicks > 1_000;
        _assertAsymmetric(abi.encodeCall(IManagement.setPoolLimits, (vaultId, 0, config)), wider);
    }

    /// @dev Of a pool whose factory was taken off the list: MANAGER tightens as before, and nobody widens.
    function testFuzz_poolLimits_ofADelistedVenueOnlyTighten(uint256 seed) public {
        vm.prank(guardian);
        diamond.setV3Factory(uniswap.factory, false);
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        config.bandBp = uint16(bound(seed, 150, 200));
        config.minWidthTicks = uint24(bound(seed >> 32, 300, 500));
        config.maxOffsetTicks = uint24(bound(seed >> 48, 900, 1_100));
        bool wider = config.minWidthTicks < 400 || config.maxOffsetTicks > 1_000;
        bytes memory call = abi.encodeCall(IManagement.setPoolLimits, (vaultId, 0, config));
        if (!wider) return _assertAsymmetric(call, false);
        for (uint256 caller; caller < CALLERS; ++caller) {
            (bool ok, bytes4 reason) = _outcome(caller, call);
            assertFalse(ok, vm.toString(caller));
            bool isAdmin = caller == 0;
            assertEq(reason, isAdmin ? IDexAdapter.Adapter_UnknownPool.selector : IAccess.Access_MissingRole.selector);
        }
    }

    /// @dev What lowers risk waits for no contract outside: rows of the table, with the others' contracts broken.
    function test_lowering_waitsForNobody() public {
        vm.mockCallRevert(follower, abi.encodeCall(IFeedFollower.sync, ()), "broken");
        for (uint256 i; i < 3; ++i) {
            vm.etch(pools[i], hex"fe");
        }
        vm.etch(uniswap.factory, hex"fe");
        for (uint256 i; i < 2; ++i) {
            vm.etch(address(markets[i]), hex"fe");
        }
        vm.etch(address(aggregator), hex"fe");
        vm.etch(address(feed), hex"fe");
        for (uint256 i; i < rules.length; ++i) {
            if (rules[i].direction != Direction.LOWERS || _isByCalls(bytes4(rules[i].call))) continue;
            for (uint256 caller; caller < CALLERS; ++caller) {
                if (rules[i].allowed & (1 << caller) == 0) continue;
                (bool ok, bytes4 reason) = _outcome(caller, rules[i].call);
                assertTrue(ok, string.concat("lowering waits: ", _label(i, caller), ": ", vm.toString(bytes32(reason))));
            }
        }
    }

    /// @dev These consist in calling the venue or market, which is what they are for; who is past it is told elsewhere
    /// (skip masks, exits in kind).
    function _isByCalls(bytes4 selector) private pure returns (bool) {
        return selector == IALMKeeper.liquidate.selector || selector == IALMKeeper.burnRanges.selector
            || selector == IALMCash.divestCash.selector;
    }

    function testFuzz_imbalanceCurve_managerOnlyLowers(uint256 seed) public {
        IALMSingle.ImbalanceCurve memory curve;
        // From below the present curve first, so that both kinds of change are met.
        IALMSingle.ImbalanceCurve memory old = IALMSingle.ImbalanceCurve(50, 100, 5_000);
        diamond.setImbalanceCurve(vaultId, IALMSingle.ImbalanceCurve(50, 200, 5_000));
        vm.prank(manager);
        diamond.setImbalanceCurve(vaultId, old);
        curve.maxBp = uint16(bound(seed, 0, 200));
        curve.minBp = uint16(bound(seed >> 16, 0, curve.maxBp));
        curve.amplificationBp = uint16(bound(seed >> 32, 2_500, 7_500));
        bool wider = curve.maxBp > old.maxBp || curve.minBp > old.minBp || curve.amplificationBp > old.amplificationBp;
        _assertAsymmetric(abi.encodeCall(IALMSingle.setImbalanceCurve, (vaultId, curve)), wider);
    }

    // -- set-up: a state in which every row works for those who may -----------------------------------------------

    function setUp() public override {
        super.setUp();
        _gift();
        _oracle();
        _access();
        _vault();
        _accessRules();
        _oracleRules();
        _riskRules();
        _managementRules();
        _venueRules();
        _entryRules();
        _keeperRules();
        _cashRules();
        _treasuryRules();
        _ownRules();
    }

    /// @dev Something to rescue, asked for in time.
    function _gift() private {
        weth.mint(address(diamond), 2e18);
        vm.startPrank(treasury);
        diamond.requestRescue(IRescue.Kind.ERC20, address(weth), 0, 1e18, treasury);
        diamond.requestRescue(IRescue.Kind.ERC20, address(weth), 0, 1e18, treasury);
        vm.stopPrank();
        skip(2 days);
        setAnchor(uint256(_answer()));
    }

    function _access() private {
        diamond.proposeRole(Roles.MANAGER, otherManager);
        diamond.proposeRole(Roles.MANAGER, suspended);
        diamond.proposeRole(Roles.TREASURY, nominee);
        skip(1 days);
        vm.prank(otherManager);
        diamond.acceptRole(Roles.MANAGER);
        vm.prank(suspended);
        diamond.acceptRole(Roles.MANAGER);
        vm.prank(guardian);
        diamond.suspendManager(suspended);
        setAnchor(uint256(_answer()));
        aggregator.setAnswer(3000e8);
    }

    function _oracle() private {
        aggregator = new MockAggregator(8, 3000e8);
        diamond.setFeed(ETH_USD, _feedConfig());
        IOracle.FeedConfig memory bounded = _feedConfig();
        (bounded.changeBaseBp, bounded.changeBpPerHour, bounded.changeMinIntervalSeconds) = (500, 100, 60);
        diamond.setFeed(SPARE_USD, bounded);
        diamond.setFeed(STOPPED_USD, _feedConfig());
        diamond.disableFeed(STOPPED_USD);
        _mockFollower(follower);
        _mockFollower(newFollower);
        diamond.addFollower(follower);
    }

    /// @dev Why mocked: a genuine follower is a gold pool's price source, and no gold pool stands on an ALM chain.
    function _mockFollower(address at) private {
        vm.mockCall(at, abi.encodeCall(IFeedFollower.oracle, ()), abi.encode(address(diamond)));
        vm.mockCall(at, abi.encodeCall(IFeedFollower.sync, ()), "");
    }

    function _vault() private {
        otherVenue = deployPancakeV3();
        freshPool = createPool(uniswap, address(weth), address(usdc), 100, _sqrtPriceX96(3000e8));
        growObservations(freshPool, TWAP_WINDOW + 1);
        skip(1 hours);
        setAnchor(uint256(_answer()));
        aggregator.setAnswer(3000e8);
        depositAs(alice, 10e18, 40_000e6);
        rebalance(1_000);
        _invest();
        skip(1 hours);
        setAnchor(uint256(_answer()));
        aggregator.setAnswer(3000e8);
        vm.prank(manager);
        diamond.setDepositCap(vaultId, DEPOSIT_CAP);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(50, 50, 200, 1_000, 9));
        vm.prank(treasury);
        diamond.setFeeOverride(vaultId, bob, ITreasury.FeeOverride(10, 10, 10));
        diamond.setCollector(treasury);
        for (uint256 i; i < CALLERS; ++i) {
            fund(_caller(i));
        }
    }

    /// @dev Cash of both tokens may be invested, and a little of token1 is.
    function _invest() private {
        markets = [new HostileMarket(address(weth)), new HostileMarket(address(usdc))];
        for (uint256 i; i < 2; ++i) {
            diamond.setMarket(vaultId, i, 2, address(markets[i]), 1_000, 5_000);
        }
        skip(15 minutes);
        setAnchor(uint256(_answer()));
        vm.prank(keeper);
        diamond.investCash(vaultId, 0, 10e6);
    }

    function _feedConfig() private view returns (IOracle.FeedConfig memory config) {
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(aggregator);
        config.ttlSeconds = 1 days;
    }

    // -- the table ------------------------------------------------------------------------------------------------

    function _accessRules() private {
        _raises(abi.encodeCall(IDiamondCut.diamondCut, (new IDiamondCut.FacetCut[](0), address(0), "")));
        _raises(abi.encodeCall(IAccess.proposeRole, (Roles.MANAGER, attacker)));
        _raises(abi.encodeCall(IAccess.reinstateManager, (suspended)));
        _raises(abi.encodeCall(IAccess.setGrantTiming, (1 days, 30 days)));
        _raises(abi.encodeCall(IAccess.grantKeeper, (attacker)), A | M, "a KEEPER is bounded by budgets, not by trust");
        _raises(abi.encodeCall(IPause.unpause, (1)), A | M, "back to what holders agreed to");
        _lowers(abi.encodeCall(IPause.pause, (1)), A | M | G);
        _lowers(abi.encodeCall(IAccess.cancelProposal, (Roles.TREASURY, nominee)), A | G);
        _lowers(abi.encodeCall(IAccess.suspendManager, (otherManager)), G);
        _lowers(abi.encodeCall(IAccess.revokeRole, (Roles.KEEPER, keeper)), A | M | G);
        _lowers(abi.encodeCall(IAccess.revokeAll, (Roles.KEEPER)), A | M | G);
        string memory stopped = "its powers end at once by suspension or pause; losing the role may wait";
        _lowers(abi.encodeCall(IAccess.revokeRole, (Roles.MANAGER, otherManager)), A, stopped);
        _lowers(abi.encodeCall(IAccess.revokeRole, (Roles.GUARDIAN, guardian)), A, stopped);
        _lowers(abi.encodeCall(IAccess.revokeAll, (Roles.MANAGER)), A, stopped);
        _lowers(abi.encodeCall(IAccess.renounceRole, (Roles.TREASURY)), T, "one's own role");
        _own(abi.encodeCall(IAccess.acceptRole, (Roles.TREASURY)));
    }

    function _oracleRules() private {
        address token = address(weth);
        _raises(abi.encodeCall(IOracleAdmin.setFeed, (keccak256("NEW/USD"), _feedConfig())));
        _raises(abi.encodeCall(IOracleAdmin.setFeed, (ETH_USD, _feedConfig())));
        _raises(abi.encodeCall(IOracleAdmin.setPairFeed, (token, address(usdc), _feedConfig())));
        _raises(abi.encodeCall(IOracleAdmin.setPairCross, (token, address(usdc), ETH_USD, USD)));
        _raises(abi.encodeCall(IOracleAdmin.enableFeed, (STOPPED_USD)));
        _raises(abi.encodeCall(IOracleAdmin.setSequencer, (address(aggregator), 1 hours)));
        _raises(abi.encodeCall(IOracleAdmin.setUnit, (token, ETH_USD)));
        _raises(abi.encodeCall(IOracleAdmin.setGate, (token, bytes32(0))));
        _raises(abi.encodeCall(IOracleAdmin.setGate, (token, ETH_USD)));
        _raises(abi.encodeCall(IOracleAdmin.addFollower, (newFollower)));
        _raises(abi.encodeCall(IOracleAdmin.removeFollower, (follower)));
        _lowers(abi.encodeCall(IOracleAdmin.disableFeed, (ETH_USD)), A | M | G);
        _own(abi.encodeCall(IOracleAdmin.pokeFeed, (SPARE_USD)));
    }

    function _riskRules() private {
        string memory gradual = "a score rises by no more than 1,000 bp a day";
        bytes32 pool = poolIdOf(pools[0]);
        _raises(abi.encodeCall(IRiskModel.setPoolCScore, (pool, 9_000)), M, gradual);
        _lowers(abi.encodeCall(IRiskModel.setPoolCScore, (pool, 100)), M);
        _raises(abi.encodeCall(IRiskModel.setPoolScores, (pool, 9_000, 9_000, 9_000, bytes32(uint256(1)))), M, gradual);
        _lowers(abi.encodeCall(IRiskModel.setPoolScores, (pool, 100, 100, 100, bytes32(uint256(1)))), M);
        _raises(abi.encodeCall(IRiskModel.setWeightModel, (diamond.weightModel())));
    }

    function _managementRules() private {
        _raises(
            abi.encodeCall(IManagement.createVault, (address(weth), address(usdc), bytes32(0))),
            M,
            "nobody's money is in a new vault"
        );
        _raises(
            abi.encodeCall(IManagement.registerPool, (vaultId, poolConfig(freshPool))),
            M,
            "pools of factories that ADMIN listed, within their class's caps"
        );
        _raises(abi.encodeCall(IManagement.setPoolEnabled, (vaultId, 0, true)), M, "back to what was registered");
        _lowers(abi.encodeCall(IManagement.setPoolEnabled, (vaultId, 0, false)), M | G);
        _raises(abi.encodeCall(IManagement.refreshAdapters, (vaultId)), M, "to the adapters that ADMIN chose");
        _raises(abi.encodeCall(IManagement.unpauseVault, (vaultId, 1)), M, "back to what holders agreed to");
        _lowers(abi.encodeCall(IManagement.pauseVault, (vaultId, 1)), M | G);
        _raises(abi.encodeCall(IManagement.setAdapter, (FAMILY_V3, v3Adapter)));
        _raises(abi.encodeCall(ISwap.setRouter, (uniswap.swapRouter, bytes4(0x414bf389), true)));
        _lowers(abi.encodeCall(ISwap.setRouter, (uniswap.swapRouter, bytes4(0x414bf389), false)), M | G);

        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        config.minWidthTicks -= 1;
        _raises(abi.encodeCall(IManagement.setPoolLimits, (vaultId, 0, config)));
        config.minWidthTicks += 2;
        _lowers(abi.encodeCall(IManagement.setPoolLimits, (vaultId, 0, config)), M);
        _raises(abi.encodeCall(IManagement.setVaultLimits, (vaultId, IManagement.VaultLimits(31, 100, 50, 15 minutes))));
        _lowers(
            abi.encodeCall(IManagement.setVaultLimits, (vaultId, IManagement.VaultLimits(29, 100, 50, 15 minutes))), M
        );
        IALMSingle.ImbalanceCurve memory curve = diamond.imbalanceCurve(vaultId);
        curve.minBp += 1;
        _raises(abi.encodeCall(IALMSingle.setImbalanceCurve, (vaultId, curve)));
        curve.minBp -= 1;
        curve.maxBp -= 1;
        _lowers(abi.encodeCall(IALMSingle.setImbalanceCurve, (vaultId, curve)), M);
        _raises(
            abi.encodeCall(IALMProtected.rebalance, (vaultId, noSwaps(), ordersAround(1_000))),
            K,
            "costs at most the vault's loss budgets"
        );
    }

    function _venueRules() private {
        _raises(abi.encodeCall(IV3Adapter.setV3Factory, (otherVenue.factory, true)));
        _lowers(abi.encodeCall(IV3Adapter.setV3Factory, (uniswap.factory, false)), A | M | G);
        // Any contract will do: what a list is asked for is shown by the adapters' own tests.
        address venue = otherVenue.factory;
        _raises(abi.encodeCall(IAlgebraAdapter.setAlgebraFactory, (venue, 1)));
        _lowers(abi.encodeCall(IAlgebraAdapter.setAlgebraFactory, (venue, 0)), A | M | G);
        _raises(abi.encodeCall(IV4Adapter.setV4Manager, (venue, true)));
        _lowers(abi.encodeCall(IV4Adapter.setV4Manager, (venue, false)), A | M | G);
        // Its address says that it touches no liquidity, by its low bits.
        address hook = address(1 << 150);
        vm.etch(hook, hex"00");
        _raises(abi.encodeCall(IV4Adapter.setV4Hook, (hook, true)));
        _lowers(abi.encodeCall(IV4Adapter.setV4Hook, (hook, false)), A | M | G);
        _raises(abi.encodeCall(IV4Adapter.setV4WrappedNative, (address(weth))));
        // Calls made together are allowed as they are one by one.
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IV4Adapter.setV4Manager, (venue, true));
        _raises(abi.encodeCall(IMulticall.multicall, (calls)));
        calls[0] = abi.encodeCall(IV4Adapter.setV4Manager, (venue, false));
        _lowers(abi.encodeCall(IMulticall.multicall, (calls)), A | M | G);
        // Goes on after a refusal; what it lets through is what the calls themselves let through.
        _own(abi.encodeCall(IMulticall.tryMulticall, (new bytes[](0))));
        IV4Adapter.V4Pool memory pool;
        _own(abi.encodeCall(IV4Adapter.recordV4Pool, (pool)));
        _own(abi.encodeCall(IV4Adapter.unlockCallback, ("")));
        _own(abi.encodeCall(IAlgebraAdapter.algebraMintCallback, (1, 1, "")));
        _own(abi.encodeCall(IV3Adapter.uniswapV3MintCallback, (1, 1, "")));
        _own(abi.encodeCall(IV3Adapter.pancakeV3MintCallback, (1, 1, "")));
    }

    function _entryRules() private {
        _raises(abi.encodeCall(IVaultEntry.setDepositCap, (vaultId, DEPOSIT_CAP + 1)));
        _raises(abi.encodeCall(IVaultEntry.setDepositCap, (vaultId, 0)));
        _lowers(abi.encodeCall(IVaultEntry.setDepositCap, (vaultId, DEPOSIT_CAP - 1)), M);
        _raises(abi.encodeCall(IVaultEntry.setAllowList, (vaultId, false)));
        _lowers(abi.encodeCall(IVaultEntry.setAllowList, (vaultId, true)), M);
        address[] memory accounts = new address[](1);
        accounts[0] = bob;
        _raises(
            abi.encodeCall(IVaultEntry.setAdmitted, (vaultId, accounts, true)),
            M,
            "one more depositor costs none a share"
        );
        _lowers(abi.encodeCall(IVaultEntry.setAdmitted, (vaultId, accounts, false)), M);
        _lowers(abi.encodeCall(IALMKeeper.liquidate, (vaultId, 0)), M | G);
        _lowers(
            abi.encodeCall(IALMKeeper.burnRanges, (vaultId, 1)), K, "the keeper's work, charged to the loss budgets"
        );
    }

    function _keeperRules() private {
        string memory why = "costs at most the vault's loss budgets";
        IALMProtected.RangeOrder[] memory none = new IALMProtected.RangeOrder[](0);
        _raises(abi.encodeCall(IALMRanges.mintRanges, (vaultId, none)), K, why);
        _raises(abi.encodeCall(IALMRanges.remintRanges, (vaultId, 1, none)), K, why);
    }

    function _cashRules() private {
        address market = address(markets[0]);
        _raises(abi.encodeCall(IMarkets.setMarket, (vaultId, 0, 2, address(new HostileMarket(address(weth))), 1, 1)));
        _raises(abi.encodeCall(IMarkets.setMarket, (vaultId, 0, 2, market, 1_001, 5_000)));
        _raises(abi.encodeCall(IMarkets.setMarket, (vaultId, 0, 2, market, 1_000, 5_001)));
        _lowers(abi.encodeCall(IMarkets.setMarket, (vaultId, 0, 2, market, 999, 5_000)), M);
        _lowers(abi.encodeCall(IMarkets.closeMarket, (vaultId, 1)), M | G);
        _raises(abi.encodeCall(IMarkets.setCashBand, (vaultId, 5_001, 5_000)));
        _raises(abi.encodeCall(IMarkets.setCashBand, (vaultId, 5_000, 5_001)));
        _lowers(abi.encodeCall(IMarkets.setCashBand, (vaultId, 4_999, 5_000)), M);
        _raises(abi.encodeCall(IALMCash.investCash, (vaultId, 1e12, 1e6)), K, "costs at most the vault's loss budgets");
        _lowers(abi.encodeCall(IALMCash.divestCash, (vaultId, 1, type(uint256).max, 0)), M | K | G);
        // Nothing of token0 is invested: as nobody's loss they are open to all.
        _own(abi.encodeCall(IMarkets.reportLoss, (vaultId, 0)));
        _own(abi.encodeCall(IMarkets.writeDown, (vaultId, 0)));
        _own(abi.encodeCall(IMarketExits.recall, (vaultId, 1, 1)));
        _own(abi.encodeCall(IMarketExits.redeemInKind, (vaultId, 1, 1, bob, 0)));
        _own(abi.encodeCall(IMarketExits.redeemUnits, (vaultId, 1, 1, true, true)));
        _own(abi.encodeCall(IMarketExits.payReceipts, (vaultId, 1, 1, bob)));
        _own(abi.encodeCall(IMarketExits.settleMarketClaim, (1, bob, true)));
    }

    function _treasuryRules() private {
        _raises(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(51, 50, 200, 1_000, 9))));
        _raises(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(50, 51, 200, 1_000, 9))));
        _raises(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(50, 50, 201, 1_000, 9))));
        _raises(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(50, 50, 200, 1_001, 9))));
        _raises(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(0, 0, 0, 0, 10))));
        _lowers(abi.encodeCall(ITreasury.setVaultFees, (vaultId, ITreasury.VaultFees(49, 50, 100, 0, 0))), M | T);
        _raises(abi.encodeCall(ITreasury.setFeeOverride, (vaultId, bob, ITreasury.FeeOverride(11, 10, 10))));
        _raises(abi.encodeCall(ITreasury.setFeeOverride, (vaultId, bob, ITreasury.FeeOverride(10, 11, 10))));
        _raises(abi.encodeCall(ITreasury.setFeeOverride, (vaultId, bob, ITreasury.FeeOverride(0, 0, 11))));
        _lowers(abi.encodeCall(ITreasury.setFeeOverride, (vaultId, bob, ITreasury.FeeOverride(9, 10, 0))), M | T);
        _raises(abi.encodeCall(ITreasury.setCollector, (attacker)));
        _raises(abi.encodeCall(ITreasury.collect, (vaultId)), T, "pays what is booked to whom ADMIN named");
        _raises(abi.encodeCall(IFlashLoan.setFlashLending, (vaultId, true)));
        _lowers(abi.encodeCall(IFlashLoan.setFlashLending, (vaultId, false)), M | G);
        _raises(
            abi.encodeCall(IFlashLoan.setFlashVault, (address(weth), vaultId)), M, "a vault lends only if ADMIN let it"
        );
        string memory nobodys = "moves what is nobody's, and not before the delay";
        _raises(abi.encodeCall(IRescue.requestRescue, (IRescue.Kind.ERC20, address(weth), 0, 1, attacker)), T, nobodys);
        _raises(abi.encodeCall(IRescue.executeRescue, (1)), T, nobodys);
        _lowers(abi.encodeCall(IRescue.cancelRescue, (2)), T | G);
        _raises(abi.encodeCall(IRescue.setRescueDelay, (3 days)));
        IERC3156FlashBorrower receiver = IERC3156FlashBorrower(alice);
        _own(abi.encodeCall(IFlashLoan.flashLoan, (receiver, address(weth), 1, "")));
        _own(abi.encodeCall(IFlashLoan.flashLoanFrom, (vaultId, receiver, address(weth), 1, "")));
    }

    function _ownRules() private {
        _own(abi.encodeCall(IALMHarvest.harvest, (vaultId)));
        _own(abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 4_000e6, 0, alice)));
        _own(abi.encodeCall(IALMUser.withdraw, (vaultId, 1e18, 0, 0, bob)));
        _own(abi.encodeCall(IALMUser.withdrawInKind, (vaultId, 1e18, 0, 0, bob)));
        _own(abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(weth), 1e16, 0, alice)));
        _own(abi.encodeCall(IALMSingle.withdrawSingle, (vaultId, address(weth), 1e16, 0, bob)));
        _own(abi.encodeCall(IVaultToken.setApprovalForAll, (bob, true)));
        _own(abi.encodeCall(IVaultToken.safeTransferFrom, (alice, bob, vaultId, 1, "")));
        uint256[] memory one = new uint256[](1);
        one[0] = 1;
        _own(abi.encodeCall(IVaultToken.safeBatchTransferFrom, (alice, bob, one, one, "")));
        _exitForRules();
    }

    /// @dev Exits of another's shares, claims, and what a signature allows.
    function _exitForRules() private {
        _own(
            abi.encodeWithSignature(
                "withdraw(uint256,uint256,uint256,uint256,address,address)", vaultId, 1e12, 0, 0, bob, alice
            )
        );
        _own(
            abi.encodeWithSignature(
                "withdrawInKind(uint256,uint256,uint256,uint256,address,address)", vaultId, 1e12, 0, 0, bob, alice
            )
        );
        _own(
            abi.encodeWithSignature(
                "withdrawInKind(uint256,uint256,uint256,uint256,address,uint256)", vaultId, 1e12, 0, 0, bob, 1
            )
        );
        _own(
            abi.encodeWithSignature(
                "withdrawSingle(uint256,address,uint256,uint256,address,address)",
                vaultId,
                address(weth),
                1e12,
                0,
                bob,
                alice
            )
        );
        _own(abi.encodeCall(IALMClaims.settleClaim, (1, bob)));
        uint256 deadline = block.timestamp + 1;
        _own(abi.encodeCall(IALMPermit.selfPermit, (vaultId, address(weth), 1, deadline, 27, bytes32(0), bytes32(0))));
        bytes memory signature = abi.encode(0, 0, 0, deadline, "");
        _own(abi.encodePacked(IALMPermit.depositPermit2.selector, abi.encode(vaultId, 1, 1, 0, alice, 0xc0), signature));
        _own(
            abi.encodePacked(
                IALMPermit.depositSinglePermit2.selector,
                abi.encode(vaultId, address(weth), 1, 0, alice, 0xc0),
                signature
            )
        );
    }

    function _raises(bytes memory call) private {
        _raises(call, A, "");
    }

    function _raises(bytes memory call, uint256 allowed, string memory exception) private {
        rules.push(Rule(call, Direction.RAISES, allowed, exception));
    }

    function _lowers(bytes memory call, uint256 allowed) private {
        _lowers(call, allowed, "");
    }

    function _lowers(bytes memory call, uint256 allowed, string memory exception) private {
        rules.push(Rule(call, Direction.LOWERS, allowed, exception));
    }

    function _own(bytes memory call) private {
        rules.push(Rule(call, Direction.OWN, 0, ""));
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev In the order of the bits; the last one holds nothing.
    function _caller(uint256 index) private view returns (address) {
        return [admin, manager, keeper, treasury, guardian, attacker][index];
    }

    function _try(uint256 caller, bytes memory call) private returns (bool ok, bytes memory answer) {
        vm.prank(_caller(caller));
        return address(diamond).call(call);
    }

    /// @dev Whether the call works and, if not, why; leaves everything as it was.
    function _outcome(uint256 caller, bytes memory call) private returns (bool ok, bytes4 reason) {
        uint256 state = vm.snapshotState();
        bytes memory answer;
        (ok, answer) = _try(caller, call);
        reason = ok ? bytes4(0) : bytes4(answer);
        vm.revertToState(state);
    }

    /// @dev A change that widens anything is ADMIN's and nobody else's, any other MANAGER's.
    function _assertAsymmetric(bytes memory call, bool wider) private {
        for (uint256 caller; caller < CALLERS; ++caller) {
            (bool ok, bytes4 reason) = _outcome(caller, call);
            assertEq(ok, caller == (wider ? 0 : 1), vm.toString(caller));
            if (!ok) assertEq(reason, IAccess.Access_MissingRole.selector);
        }
    }

    /// @dev Of a facet's functions, those that change state are in the table. Returns how many they are.
    function _checkFacet(string memory name, bytes4[] memory selectors) private view returns (uint256 changing) {
        string memory artifact = vm.readFile(string.concat("out/", name, ".sol/", name, ".json"));
        string[] memory signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
        for (uint256 i; i < signatures.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            if (!_contains(selectors, selector)) continue;
            if (!_changesState(artifact, vm.split(signatures[i], "(")[0])) continue;
            assertTrue(_isListed(selector), string.concat("not in the table: ", name, ".", signatures[i]));
            ++changing;
        }
    }

    /// @dev By the compiler's word. Overloads share a name, and whether they change anything.
    function _changesState(string memory artifact, string memory name) private view returns (bool) {
        string memory head = string.concat("$.abi[?(@.name == '", name, "' && @.stateMutability == '");
        return vm.keyExistsJson(artifact, string.concat(head, "nonpayable')]"))
            || vm.keyExistsJson(artifact, string.concat(head, "payable')]"));
    }

    function _isListed(bytes4 selector) private view returns (bool) {
        for (uint256 i; i < rules.length; ++i) {
            if (bytes4(rules[i].call) == selector) return true;
        }
        return false;
    }

    /// @dev How many functions the table lists.
    function _distinct() private view returns (uint256 count) {
        for (uint256 i; i < rules.length; ++i) {
            bool known;
            for (uint256 j; j < i; ++j) {
                known = known || bytes4(rules[j].call) == bytes4(rules[i].call);
            }
            if (!known) ++count;
        }
    }

    function _contains(bytes4[] memory list, bytes4 wanted) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == wanted) return true;
        }
        return false;
    }

    function _label(uint256 rule, uint256 caller) private view returns (string memory) {
        string[6] memory names = ["ADMIN", "MANAGER", "KEEPER", "TREASURY", "GUARDIAN", "nobody"];
        return string.concat(
            "rule ",
            vm.toString(rule),
            ", ",
            vm.toString(abi.encodePacked(bytes4(rules[rule].call))),
            " by ",
            names[caller]
        );
    }
}
