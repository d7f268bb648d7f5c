// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";

/// @notice Any sequence of calls by anybody leaves the registry where a plain model of it stands.
/// @dev The model keeps a boolean per role and account where the registry compares epochs.
contract AccessModelTest is DiamondFixture {
    struct Offer {
        uint256 readyAt;
        uint256 expiresAt;
    }

    uint256 private constant ACTORS = 6;

    address[ACTORS] private actors;
    mapping(uint256 role => mapping(uint256 actor => bool)) private holds;
    mapping(uint256 role => mapping(uint256 actor => Offer)) private offers;
    mapping(uint256 actor => bool) private suspended;

    /// @dev Roles by index, in the fixture's order.
    uint256 private constant ADMIN = 0;
    uint256 private constant MANAGER = 1;
    uint256 private constant KEEPER = 2;
    uint256 private constant GUARDIAN = 4;

    function setUp() public override {
        super.setUp();
        actors = [admin, manager, keeper, treasury, guardian, outsider];
        for (uint256 i; i < 5; ++i) {
            holds[i][i] = true;
        }
    }

    function testFuzz_registry_followsTheModel(uint256 seed, uint256 steps) public {
        steps = bound(steps, 10, 40);
        for (uint256 i; i < steps; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _step(seed);
            _compare();
        }
    }

    /// @dev Each branch of the model is taken by a fixed seed, so the comparison is not about refusals only.
    function test_registry_modelReachesEveryAction() public {
        uint256 taken;
        uint256 seed = 1;
        for (uint256 i; i < 800; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (_step(seed)) taken |= 1 << (seed % 10);
            _compare();
        }
        assertEq(taken, (1 << 10) - 1);
    }

    /// @dev One call by a random actor. Returns whether it succeeded; the model says whether it should.
    function _step(uint256 seed) private returns (bool expected) {
        uint256 who = (seed >> 8) % ACTORS;
        uint256 role = (seed >> 16) % 5;
        uint256 whom = (seed >> 24) % ACTORS;
        bytes32 id = allRoles()[role];
        bytes memory input;
        uint256 action = seed % 10;
        // Half of the calls come from where they may succeed, and taking away is rarer than giving, or the registry
        // would soon stand empty.
        if ((seed >> 32) % 2 == 0) {
            who = action == 7 ? _someHolder(GUARDIAN, who) : action == 5 ? who : _someHolder(ADMIN, who);
            if (action == 7) whom = _someHolder(MANAGER, whom);
        }
        if (action >= 4 && action <= 6 && (seed >> 100) % 6 != 0) return false;
        vm.warp(block.timestamp + (seed >> 40) % 2 days);

        if (action == 0) {
            input = abi.encodeCall(access.proposeRole, (id, actors[whom]));
            expected = _is(ADMIN, who) && role != KEEPER && !holds[role][whom]
                && (offers[role][whom].readyAt == 0 || offers[role][whom].expiresAt < block.timestamp);
            if (expected) offers[role][whom] = Offer(block.timestamp + 1 days, block.timestamp + 8 days);
        } else if (action == 1) {
            // The nominee of an open offer, if the dice find one.
            who = whom;
            input = abi.encodeCall(access.acceptRole, (id));
            Offer memory offer = offers[role][who];
            expected = offer.readyAt != 0 && offer.readyAt <= block.timestamp && block.timestamp <= offer.expiresAt;
            if (expected) {
                holds[role][who] = true;
                delete offers[role][who];
            }
        } else if (action == 2) {
            input = abi.encodeCall(access.cancelProposal, (id, actors[whom]));
            expected = (who == whom || _is(ADMIN, who) || _is(GUARDIAN, who)) && offers[role][whom].readyAt != 0;
            if (expected) delete offers[role][whom];
        } else if (action == 3) {
            input = abi.encodeCall(access.grantKeeper, (actors[whom]));
            expected = (_is(ADMIN, who) || _is(MANAGER, who)) && !holds[KEEPER][whom];
            if (expected) holds[KEEPER][whom] = true;
        } else if (action == 4) {
            input = abi.encodeCall(access.revokeRole, (id, actors[whom]));
            expected = _mayRevoke(role, who) && holds[role][whom] && (role != ADMIN || _admins() > 1);
            if (expected) holds[role][whom] = false;
        } else if (action == 5) {
            input = abi.encodeCall(access.renounceRole, (id));
            expected = holds[role][who] && (role != ADMIN || _admins() > 1);
            if (expected) holds[role][who] = false;
        } else if (action == 6) {
            input = abi.encodeCall(access.revokeAll, (id));
            expected = _mayRevoke(role, who) && role != ADMIN;
            if (expected) {
                for (uint256 i; i < ACTORS; ++i) {
                    holds[role][i] = false;
                    delete offers[role][i];
                }
            }
        } else if (action == 7) {
            input = abi.encodeCall(access.suspendManager, (actors[whom]));
            expected = _is(GUARDIAN, who) && holds[MANAGER][whom] && !suspended[whom];
            if (expected) suspended[whom] = true;
        } else if (action == 8) {
            input = abi.encodeCall(access.reinstateManager, (actors[whom]));
            expected = _is(ADMIN, who) && suspended[whom];
            if (expected) suspended[whom] = false;
        } else {
            input = abi.encodeCall(pauser.unpause, (1));
            expected = _is(ADMIN, who) || _is(MANAGER, who);
        }

        vm.prank(actors[who]);
        (bool ok,) = diamond.call(input);
        assertEq(ok, expected, vm.toString(input));
    }

    function _compare() private view {
        bytes32[5] memory roles = allRoles();
        for (uint256 i; i < ACTORS; ++i) {
            assertEq(access.isSuspended(actors[i]), suspended[i], "suspended");
            for (uint256 r; r < 5; ++r) {
                assertEq(access.hasRole(roles[r], actors[i]), _is(r, i), "holds");
                (uint256 readyAt, uint256 expiresAt) = access.proposalOf(roles[r], actors[i]);
                assertEq(readyAt, offers[r][i].readyAt, "ready");
                assertEq(expiresAt, offers[r][i].expiresAt, "expires");
            }
        }
        assertEq(access.adminCount(), _admins(), "admins");
        assertGe(access.adminCount(), 1, "an admin");
    }

    function _is(uint256 role, uint256 actor) private view returns (bool) {
        return holds[role][actor] && (role != MANAGER || !suspended[actor]);
    }

    function _mayRevoke(uint256 role, uint256 actor) private view returns (bool) {
        return _is(ADMIN, actor) || role == KEEPER && (_is(MANAGER, actor) || _is(GUARDIAN, actor));
    }

    function _admins() private view returns (uint256 count) {
        for (uint256 i; i < ACTORS; ++i) {
            if (holds[ADMIN][i]) ++count;
        }
    }

    /// @dev A holder of the role, the first after `from`; `from` itself if there is none.
    function _someHolder(uint256 role, uint256 from) private view returns (uint256) {
        for (uint256 i; i < ACTORS; ++i) {
            if (holds[role][(from + i) % ACTORS]) return (from + i) % ACTORS;
        }
        return from;
    }
}
