// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Script, console} from "forge-std/Script.sol";
import {Roles} from "../../src/access/Roles.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IPMMEntry} from "../../src/interfaces/IPMMEntry.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {Config} from "./Config.sol";
import {GoldOpening} from "./GoldOpening.sol";
import {Record} from "./Record.sol";

/// @title Open
/// @notice Opens the gold system's pools after `Deploy`: what a pool's stabilizer may be set to depends on its reserves,
/// and those are the treasury's to give.
/// @dev Usage: forge script script/deploy/Open.s.sol --rpc-url RPC --broadcast --sender ADDRESS (and a signer), by a
/// TREASURY, then by a MANAGER, then by ADMIN. Each run does what its sender may; one who holds all does all in one.
/// Idempotent. Reads the record that `Deploy` wrote.
/// Environment: DEPLOYMENT_RECORD, as for `Deploy`.
contract Open is Script {
    using Config for string;

    /// @notice The sender is none of TREASURY, MANAGER and ADMIN.
    error Open_NothingToDo(address sender);

    /// @notice Opens what the sender may open.
    function run() external {
        string memory json = Config.load();
        string memory record = Record.load(Record.defaultPath());
        string[] memory pools = json.keys(".gold.pools");

        vm.startBroadcast();
        for (uint256 n; n < pools.length; ++n) {
            GoldOpening.Books memory books = _books(json, record, pools[n]);
            _open(ICantilever(Record.addressOf(record, "CantileverDiamond")), books);
            console.log(pools[n], GoldOpening.isDone(books) ? "is open" : "waits for the others");
        }
        vm.stopBroadcast();
    }

    function _open(ICantilever diamond, GoldOpening.Books memory books) private {
        bool isTreasury = diamond.hasRole(Roles.TREASURY, books.caller);
        bool isManager = diamond.hasRole(Roles.MANAGER, books.caller);
        bool isAdmin = diamond.hasRole(Roles.ADMIN, books.caller);
        if (!isTreasury && !isManager && !isAdmin) revert Open_NothingToDo(books.caller);
        if (isTreasury) GoldOpening.treasury(books);
        if (isManager) GoldOpening.manager(books);
        if (isAdmin) GoldOpening.admin(books);
    }

    function _books(string memory json, string memory record, string memory pool)
        private
        view
        returns (GoldOpening.Books memory)
    {
        return GoldOpening.Books({
            json: json,
            path: string.concat(".gold.pools.", pool),
            ledger: IXauLedger(Record.addressOf(record, "XauLedger")),
            entry: IPMMEntry(Record.addressOf(record, "PMMEntry")),
            stabilizer: IStabilizer(Record.addressOf(record, string.concat(pool, ".stabilizer"))),
            caller: msg.sender
        });
    }
}
