// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Roles} from "../../src/access/Roles.sol";
import {CantileverTimelock} from "../../src/governance/CantileverTimelock.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {Config} from "./Config.sol";
import {Create2} from "./Create2.sol";

/// @notice What is called of a Safe's proxy factory, 1.4.1.
interface ISafeFactory {
    function proxyCreationCode() external pure returns (bytes memory);
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 saltNonce)
        external
        returns (address proxy);
}

/// @notice What is called of a Safe, 1.4.1.
interface ISafeSetup {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
}

/// @notice Who governs a deployment; zeros if its address book has no `governance`.
struct Governance {
    address safe;
    address timelock;
    uint256 delay;
}

/// @title GovernanceSteps
/// @notice The Safe and the timelock of the address book's `governance` section, and the way of ADMIN from the deployer
/// to the timelock. Safe to repeat: every run takes the step that is due.
/// @dev 1. A run deploys both and offers ADMIN to the timelock. 2. The Safe schedules the timelock's acceptance, and
/// executes it after the delay. 3. A second run gives the deployer's ADMIN up. Nobody can skip a step, and until the
/// last one the deployer is ADMIN as well. The diamond's address depends on none of this.
library GovernanceSteps {
    using Config for string;

    string private constant ROOT = ".governance";
    uint256 private constant SAFE_NONCE = 0;

    /// @notice A contract that the address book names is not there.
    error Governance_NoCode(string what, address at);
    /// @notice One owner alone could do everything, or not even all of them together anything.
    error Governance_BadThreshold(uint256 threshold, uint256 owners);
    /// @notice The timelock could not accept ADMIN before the offer expires; choose a shorter delay, or a longer
    /// `acceptanceTtl` first. Seconds.
    error Governance_DelayBeyondOffer(uint256 delay, uint256 offer);

    /// @notice Takes the step that is due; a no-op without a `governance` section.
    /// @param salt As for the diamond.
    /// @param caller The broadcasting account, the first ADMIN.
    function run(IAccess diamond, string memory json, bytes32 salt, address caller)
        internal
        returns (Governance memory made)
    {
        if (!json.has(ROOT)) return made;
        made.delay = json.number(string.concat(ROOT, ".timelockDelaySeconds"));
        (uint256 grantDelay, uint256 acceptanceTtl) = diamond.grantTiming();
        if (made.delay > grantDelay + acceptanceTtl) {
            revert Governance_DelayBeyondOffer(made.delay, grantDelay + acceptanceTtl);
        }
        made.safe = _safe(json);
        made.timelock =
            Create2.deploy(salt, abi.encodePacked(type(CantileverTimelock).creationCode, constructorArgs(made)));
        _handOver(diamond, made.timelock, caller);
    }

    /// @notice What the Safe tells the timelock, first to schedule and later to execute, to make it accept ADMIN.
    function acceptance(IAccess diamond, Governance memory made)
        internal
        pure
        returns (bytes memory scheduleCall, bytes memory executeCall)
    {
        bytes memory accept = abi.encodeCall(IAccess.acceptRole, (Roles.ADMIN));
        scheduleCall = abi.encodeCall(TimelockController.schedule, (address(diamond), 0, accept, 0, 0, made.delay));
        executeCall = abi.encodeCall(TimelockController.execute, (address(diamond), 0, accept, 0, 0));
    }

    /// @dev Proposer and executor are the Safe.
    function constructorArgs(Governance memory made) internal pure returns (bytes memory) {
        address[] memory safes = new address[](1);
        safes[0] = made.safe;
        return abi.encode(made.delay, safes, safes);
    }

    function _handOver(IAccess diamond, address timelock, address caller) private {
        bool callerIsAdmin = diamond.hasRole(Roles.ADMIN, caller);
        if (!callerIsAdmin) return;
        if (diamond.hasRole(Roles.ADMIN, timelock)) {
            diamond.renounceRole(Roles.ADMIN);
            return;
        }
        (, uint256 expiresAt) = diamond.proposalOf(Roles.ADMIN, timelock);
        if (expiresAt < block.timestamp) diamond.proposeRole(Roles.ADMIN, timelock);
    }

    /// @dev A Safe that is there, or one made of the owners listed.
    function _safe(string memory json) private returns (address at) {
        string memory path = string.concat(ROOT, ".safe");
        if (json.has(string.concat(path, ".address"))) {
            return _existing("safe", json.addr(string.concat(path, ".address")));
        }
        address[] memory owners = json.addrs(string.concat(path, ".owners"));
        uint256 threshold = json.number(string.concat(path, ".threshold"));
        if (threshold < 2 || threshold > owners.length) revert Governance_BadThreshold(threshold, owners.length);
        address factory = _existing("factory", json.addr(string.concat(path, ".factory")));
        address singleton = _existing("singleton", json.addr(string.concat(path, ".singleton")));
        address handler = _existing("fallbackHandler", json.addr(string.concat(path, ".fallbackHandler")));
        bytes memory initializer =
            abi.encodeCall(ISafeSetup.setup, (owners, threshold, address(0), "", handler, address(0), 0, payable(0)));
        at = _safeAddress(ISafeFactory(factory), singleton, initializer);
        if (at.code.length == 0) ISafeFactory(factory).createProxyWithNonce(singleton, initializer, SAFE_NONCE);
    }

    /// @dev As the factory computes it: salted with the initializer, so that no one else's Safe can stand there.
    function _safeAddress(ISafeFactory factory, address singleton, bytes memory initializer)
        private
        pure
        returns (address)
    {
        bytes32 salt = keccak256(abi.encodePacked(keccak256(initializer), SAFE_NONCE));
        bytes32 codeHash = keccak256(abi.encodePacked(factory.proxyCreationCode(), uint256(uint160(singleton))));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(factory), salt, codeHash)))));
    }

    function _existing(string memory what, address at) private view returns (address) {
        if (at.code.length == 0) revert Governance_NoCode(what, at);
        return at;
    }
}
