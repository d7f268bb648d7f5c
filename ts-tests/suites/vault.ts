import { beforeEach } from 'vitest'
import type { TestChain } from '../harness/useChain.ts'
import { describeDeposits } from './vault/deposits.ts'
import { describeExits } from './vault/exits.ts'
import { describeRebalances } from './vault/rebalances.ts'
import { type Amounts, type VaultParts, VaultStage } from './vault/stage.ts'

/** Deposits, exits and rebalances of a chain's vault over the genuine venue. */
export function describeVault(chain: TestChain, parts: VaultParts, stake: Amounts): void {
  const stage = new VaultStage(chain, parts, stake)
  beforeEach(() => stage.prepare())
  describeDeposits(stage)
  describeExits(stage)
  describeRebalances(stage)
}
