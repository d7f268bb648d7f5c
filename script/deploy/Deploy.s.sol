// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Script, console} from "forge-std/Script.sol";
import {Roles} from "../../src/access/Roles.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {Config} from "./Config.sol";
import {DEPLOYMENT_SALT, DeployedFacet, DiamondSteps} from "./DiamondSteps.sol";
import {GoldContract, GoldHolders} from "./GoldContext.sol";
import {GoldSteps} from "./GoldSteps.sol";
import {Governance, GovernanceSteps} from "./GovernanceSteps.sol";
import {OracleSteps} from "./OracleSteps.sol";
import {OwnershipSteps} from "./OwnershipSteps.sol";
import {Record} from "./Record.sol";
import {VaultSteps} from "./VaultSteps.sol";
import {VenueSteps} from "./VenueSteps.sol";

/// @title Deploy
/// @notice Deploys and configures Cantilever on the chain that the RPC serves, from `script/config/<chainId>.json`: the
/// diamond, its vaults, and where the address book has a `gold` section the gold system, which `Open` then opens.
/// @dev Usage: forge script script/deploy/Deploy.s.sol --rpc-url RPC --broadcast --sender ADDRESS (and a signer).
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

    /// @notice A live deployment names every role's holder.
    error Deploy_RoleMissing(string role);

    /// @notice Deploys, configures and records.
    function run() external returns (address) {
        string memory json = Config.load();
        string memory path = Record.defaultPath();
        address caller = msg.sender;
        IAccess.RoleGrant[] memory grants = _grants(json, caller, vm.contains(path, LOCAL_RECORDS));

        vm.startBroadcast();
        (address at, DeployedFacet[] memory facets) =
            DiamondSteps.deploy(SALT, caller, grants, VenueSteps.catalog(json));
        ICantilever diamond = ICantilever(at);
        OracleSteps.run(diamond, json);
        VenueSteps.run(diamond, json, SALT, facets);
        VaultSteps.vaults(diamond, json);
        GoldContract[] memory gold = GoldSteps.run(diamond, json, SALT, _goldHolders(json, caller));
        if (_holder(json, "MANAGER", caller) != caller && diamond.hasRole(Roles.MANAGER, caller)) {
            diamond.renounceRole(Roles.MANAGER);
        }
        // Last, as it ends in the caller's not being ADMIN any more.
        Governance memory governance = GovernanceSteps.run(diamond, json, SALT, caller);
        address[] memory offered = new address[](0);
        if (governance.timelock != address(0)) offered = OwnershipSteps.offer(gold, caller, governance.timelock);
        vm.stopBroadcast();

        _record(path, at, caller, facets, gold, governance);
        console.log("diamond", at);
        console.log("record ", path);
        _logGovernance(diamond, governance, caller);
        _logOwnerships(offered, governance.delay);
        return at;
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

    /// @dev Arguments: the diamond's as text, the gold contracts' ABI-encoded.
    function _record(
        string memory path,
        address diamond,
        address admin,
        DeployedFacet[] memory facets,
        GoldContract[] memory gold,
        Governance memory governance
    ) private {
        uint256 governing = governance.timelock == address(0) ? 0 : 2;
        string[] memory names = new string[](1 + gold.length + governing);
        string[] memory entries = new string[](names.length);
        string[] memory args = new string[](2);
        (args[0], args[1]) = (vm.toString(admin), vm.toString(facets[0].at));
        names[0] = "CantileverDiamond";
        entries[0] = Record.contractEntry(names[0], diamond, args);
        for (uint256 i; i < gold.length; ++i) {
            args = new string[](gold[i].args.length == 0 ? 0 : 1);
            if (args.length != 0) args[0] = vm.toString(gold[i].args);
            names[i + 1] = gold[i].name;
            entries[i + 1] = Record.contractEntry(gold[i].name, gold[i].at, args);
        }
        if (governing != 0) {
            args = new string[](2);
            (args[0], args[1]) = (vm.toString(governance.delay), vm.toString(governance.safe));
            (names[1 + gold.length], names[2 + gold.length]) = ("CantileverTimelock", "Safe");
            entries[1 + gold.length] = Record.contractEntry("CantileverTimelock", governance.timelock, args);
            entries[2 + gold.length] = Record.contractEntry("Safe", governance.safe, new string[](0));
        }
        Record.write(path, vm.envOr("DEPLOYMENT_COMMIT", string("unversioned")), names, entries, facets);
    }
}
