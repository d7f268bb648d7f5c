// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test, console} from "forge-std/Test.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {PMMVectors, Vector} from "./PMMVectors.sol";
contract PricingHarness {
    function sellBaseToken(PMMState memory s, uint256 pay) external pure returns (uint256, RState) { return PMMPricing.sellBaseToken(s, pay); }
    function sellQuoteToken(PMMState memory s, uint256 pay) external pure returns (uint256, RState) { return PMMPricing.sellQuoteToken(s, pay); }
}
contract T is Test {
    function test_x() public {
        PricingHarness h = new PricingHarness();
        Vector[] memory l = PMMVectors.load();
        console.log(l.length);
        for (uint256 n; n < l.length; ++n) {
            Vector memory v = l[n];
            if (!PMMVectors.isAllowedK(v.state.K)) continue;
            (bool ok, bytes memory r) = address(h).call(v.sellBase ? abi.encodeCall(h.sellBaseToken, (v.state, v.pay)) : abi.encodeCall(h.sellQuoteToken, (v.state, v.pay)));
            string memory st;
            if (!ok) st = string.concat("REVERT ", vm.toString(bytes4(r)));
            else {
                uint256 paid = abi.decode(r, (uint256));
                if (!v.finite) st = string.concat("paid w/o exact ", vm.toString(paid));
                else if (paid * 1e6 > v.exactE6) st = "ABOVE";
                else if (paid * 1e6 + 2e6 + v.exactE6 / 1e15 + 1 < v.exactE6) st = "BELOW";
                else st = "";
            }
            if (bytes(st).length > 0) console.log(string.concat(v.id, " ", v.group, v.sellBase ? " B " : " Q ", st, v.finite ? " finite" : " null"));
        }
    }
}
