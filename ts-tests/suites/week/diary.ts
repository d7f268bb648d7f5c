import type { Amounts } from '../../story/chain/vault.ts'
import { greatest } from '../../story/domain/integers.ts'

/** Who answers for what an operation costs: its user, who may cost the others a rounding, or the keeper. */
export type Budget = 'user' | 'keeper'

/** One operation on the vault. */
export type Entry = {
  name: string
  budget: Budget
  /** What all shares together lost at the anchor price, raw token1 times FRACTION; below 0 if they gained. */
  loss: bigint
  /** The most they may lose: a raw unit of each token to a user, a part of the vault to the keeper. */
  limit: bigint
  /** What the diamond holds of each token and of each market's receipts beyond what its accounts owe. */
  surpluses: readonly bigint[]
}

/** What happened in a week. */
export class Diary {
  readonly entries: Entry[] = []
  /** What an operation said it moved, and what did move, raw units of both tokens. */
  readonly movements: { name: string; said: Amounts; measured: Amounts }[] = []
  /** Of each pool, in the vault's order. */
  readonly trades: number[] = []
  readonly fees: bigint[] = []
  /** Rebalances with a swap. */
  keeperSwaps = 0
  /** The most that invested cash had come to count for beyond what was recorded of it, by token, raw. */
  readonly earned: bigint[] = []
  /** Times an exit fetched cash from a money market. */
  recalls = 0
  /** Greatest value of the vault at the anchor, raw token1. */
  peak = 0n

  moved(name: string, said: Amounts, measured: Amounts): void {
    this.movements.push({ name, said, measured })
  }

  named(name: string): Entry[] {
    return this.entries.filter((entry) => entry.name === name)
  }

  within(budget: Budget): Entry[] {
    return this.entries.filter((entry) => entry.budget === budget)
  }

  /** The worst loss against its limit, ppm. */
  worstPpm(budget: Budget): bigint {
    return greatest(this.within(budget).map(({ loss, limit }) => (loss * 1_000_000n) / limit))
  }
}
