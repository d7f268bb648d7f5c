// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Script, console} from "forge-std/Script.sol";
import {Roles} from "../../src/access/Roles.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {Companion, CompanionSteps} from "./CompanionSteps.sol";
import {Config} from "./Config.sol";
import {DEPLOYMENT_SALT, DeployedFacet, DiamondSteps} from "./DiamondSteps.sol";
import {GoldContract, GoldHolders} from "./GoldContext.sol";
import {GoldSteps} from "./GoldSteps.sol";
import {Governance, GovernanceSteps} from "./GovernanceSteps.sol";
import {OracleSteps} from "./OracleSteps.sol";
import {OwnershipSteps} from "./OwnershipSteps.sol";
import {Preflight} from "./Preflight.sol";
import {Record} from "./Record.sol";
import {VaultSteps} from "./VaultSteps.sol";
import {VenueSteps} from "./VenueSteps.sol";

/// @title Deploy
/// @notice Deploys and configures Cantilever on the chain that the RPC serves, from `script/config/<chainId>.json`: the
/// diamond, its vaults, the lens and the wrapper factory, and where the address book has a `gold` section the gold system,
/// which `Open` then opens.
/// @dev Usage: forge script script/deploy/Deploy.s.sol --rpc-url RPC --broadcast --sender ADDRESS (and a signer).
/// A chain whose EVM lacks opcodes of the build is refused before anything is sent: see Preflight.
/// Idempotent: what is there already is left alone, so an interrupted run is finished by a second one.
/// The caller becomes the first ADMIN; with a `governance` section in the address book it hands over to a timelock, see
/// GovernanceSteps. One caller and one salt give one diamond address on every chain.
/// Environment:
///  - ROLE_MANAGER, ROLE_KEEPER, ROLE_GUARDIAN, ROLE_TREASURY: holders; else the address book's `roles`; else the caller,
///    but for live chains, where a missing holder is refused;
///  - DEPLOYMENT_RECORD: where to write the record (default `deployments/<chainId>.json`, the live chains');
///  - DEPLOYMENT_COMMIT: the commit that is deployed.
contract Deploy is Script {
    using Config for string;

    bytes32 public constant SALT = DEPLOYMENT_SALT;
    string private constant LOCAL_RECORDS = "deployments/local/";

    /// @dev What a run leaves behind.
    struct Made {
        address diamond;
        DeployedFacet[] facets;
        Companion[] companions;
        GoldContract[] gold;
        Governance governance;
        // Contracts of the gold system whose ownership the timelock is still to accept.
        address[] offered;
    }

    /// @dev The contracts of a record, filled one by one.
    struct Entries {
        string[] names;
        string[] texts;
        uint256 count;
    }

    /// @notice A live deployment names every role's holder.
    error Deploy_RoleMissing(string role);

    /// @notice Deploys, configures and records.
    function run() external returns (address) {
        string memory json = Config.load();
        console.log("profile that fits the chain's EVM:", Preflight.profileFor(Preflight.run()));
        string memory path = Record.defaultPath();
        address caller = msg.sender;
        IAccess.RoleGrant[] memory grants = _grants(json, caller, vm.contains(path, LOCAL_RECORDS));

        vm.startBroadcast();
        Made memory made;
        (made.diamond, made.facets) = DiamondSteps.deploy(SALT, caller, grants, VenueSteps.catalog(json));
        ICantilever diamond = ICantilever(made.diamond);
        OracleSteps.run(diamond, json);
        VenueSteps.run(diamond, json, SALT, made.facets);
        VaultSteps.vaults(diamond, json);
        made.companions = CompanionSteps.run(SALT);
        made.gold = GoldSteps.run(diamond, json, SALT, _goldHolders(json, caller));
        if (_holder(json, "MANAGER", caller) != caller && diamond.hasRole(Roles.MANAGER, caller)) {
            diamond.renounceRole(Roles.MANAGER);
        }
        // Last, as it ends in the caller's not being ADMIN any more.
        made.governance = GovernanceSteps.run(diamond, json, SALT, caller);
        address timelock = made.governance.timelock;
        if (timelock != address(0)) made.offered = OwnershipSteps.offer(made.gold, caller, timelock);
        vm.stopBroadcast();

        _record(path, caller, made);
        console.log("diamond", made.diamond);
        console.log("record ", path);
        _logGovernance(diamond, made.governance, caller);
        _logOwnerships(made.offered, made.governance.delay);
        return made.diamond;
    }

    /// @dev What the Safe has to do while the timelock has not accepted the gold system's ownerships.
    function _logOwnerships(address[] memory offered, uint256 delay) private pure {
        if (offered.length == 0) return;
        (bytes memory scheduleCall, bytes memory executeCall) = OwnershipSteps.acceptance(offered, delay);
        console.log("%s ownerships are offered to the timelock. The Safe schedules their acceptance:", offered.length);
        console.logBytes(scheduleCall);
        console.log("and executes it after %s seconds:", delay);
        console.logBytes(executeCall);
    }

    /// @dev What the Safe has to do while the timelock has not accepted ADMIN.
    function _logGovernance(ICantilever diamond, Governance memory governance, address caller) private view {
        if (governance.timelock == address(0)) return;
        console.log("safe    ", governance.safe);
        console.log("timelock", governance.timelock);
        if (diamond.hasRole(Roles.ADMIN, governance.timelock)) {
            console.log("ADMIN is the timelock's; the deployer is ADMIN:", diamond.hasRole(Roles.ADMIN, caller));
            return;
        }
        (bytes memory scheduleCall, bytes memory executeCall) = GovernanceSteps.acceptance(diamond, governance);
        console.log("ADMIN is offered to the timelock. The Safe calls the timelock to schedule its acceptance:");
        console.logBytes(scheduleCall);
        console.log("and to execute it after %s seconds; then run this script again:", governance.delay);
        console.logBytes(executeCall);
    }

    /// @dev The caller manages until the vaults of the address book exist, then hands over.
    function _grants(string memory json, address caller, bool local)
        private
        view
        returns (IAccess.RoleGrant[] memory grants)
    {
        string[4] memory names = ["MANAGER", "KEEPER", "GUARDIAN", "TREASURY"];
        bytes32[4] memory roles = [Roles.MANAGER, Roles.KEEPER, Roles.GUARDIAN, Roles.TREASURY];
        bool handsOver = _holder(json, "MANAGER", caller) != caller;
        grants = new IAccess.RoleGrant[](handsOver ? 5 : 4);
        for (uint256 i; i < 4; ++i) {
            address holder = _holder(json, names[i], address(0));
            if (holder == address(0)) {
                if (!local) revert Deploy_RoleMissing(names[i]);
                holder = caller;
            }
            grants[i] = IAccess.RoleGrant(roles[i], holder);
        }
        if (handsOver) grants[4] = IAccess.RoleGrant(Roles.MANAGER, caller);
    }

    function _goldHolders(string memory json, address caller) private view returns (GoldHolders memory) {
        return GoldHolders(caller, _holder(json, "GUARDIAN", caller), _holder(json, "TREASURY", caller));
    }

    function _holder(string memory json, string memory role, address fallbackHolder) private view returns (address) {
        address named = vm.envOr(string.concat("ROLE_", role), address(0));
        if (named != address(0)) return named;
        string memory path = string.concat(".roles.", role);
        return json.has(path) ? json.addr(path) : fallbackHolder;
    }

    function _record(string memory path, address admin, Made memory made) private {
        uint256 count = 1 + made.companions.length + made.gold.length + (made.governance.timelock == address(0) ? 0 : 2);
        Entries memory list = Entries(new string[](count), new string[](count), 0);
        _addContracts(list, admin, made);
        string memory commit = vm.envOr("DEPLOYMENT_COMMIT", string("unversioned"));
        Record.write(path, commit, list.names, list.texts, made.facets);
    }

    /// @dev Arguments: the diamond's and the timelock's as text, the gold contracts' ABI-encoded.
    function _addContracts(Entries memory list, address admin, Made memory made) private {
        string memory cutFacet = vm.toString(made.facets[0].at);
        _add(list, "CantileverDiamond", made.diamond, _texts(vm.toString(admin), cutFacet));
        for (uint256 i; i < made.companions.length; ++i) {
            _add(list, made.companions[i].name, made.companions[i].at, new string[](0));
        }
        for (uint256 i; i < made.gold.length; ++i) {
            string[] memory args = new string[](made.gold[i].args.length == 0 ? 0 : 1);
            if (args.length != 0) args[0] = vm.toString(made.gold[i].args);
            _add(list, made.gold[i].name, made.gold[i].at, args);
        }
        Governance memory governance = made.governance;
        if (governance.timelock == address(0)) return;
        string[] memory terms = _texts(vm.toString(governance.delay), vm.toString(governance.safe));
        _add(list, "CantileverTimelock", governance.timelock, terms);
        _add(list, "Safe", governance.safe, new string[](0));
    }

    function _add(Entries memory list, string memory name, address at, string[] memory args) private {
        list.names[list.count] = name;
        list.texts[list.count++] = Record.contractEntry(name, at, args);
    }

    function _texts(string memory first, string memory second) private pure returns (string[] memory texts) {
        texts = new string[](2);
        (texts[0], texts[1]) = (first, second);
    }
}
