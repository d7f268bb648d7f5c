import type { Account, Address } from 'viem'
import { testAccount } from '../../harness/client.ts'
import { feedOf } from '../../harness/config.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import type { TestChain } from '../../harness/useChain.ts'
import { Driver } from '../../story/chain/driver.ts'
import { Market } from '../../story/chain/market.ts'
import type { VaultStory } from '../../story/chain/settings.ts'
import { type Amounts, findStoryVault, type Vault } from '../../story/chain/vault.ts'
import { createRandom, type Random } from '../../story/domain/random.ts'
import { Diary } from './diary.ts'
import { chargeFees } from './fees.ts'
import { listMarkets } from './markets.ts'
import { openPools, type WeekPool } from './pools.ts'

/** Somebody who comes and goes during the week, and the tokens that went in and out by their doing. */
export type Depositor = { name: string; address: Address; put: Amounts; took: Amounts }

/** Everything a week's operations work with. */
export type Week = {
  chain: TestChain
  driver: Driver
  vault: Vault
  market: Market
  random: Random
  diary: Diary
  /** The vault's pools with the contracts that trade in them, in the vault's order. */
  pools: WeekPool[]
  cast: { keeper: Account; trader: Account }
  depositors: Depositor[]
}

export type WeekParts = {
  /** Whose vault, with its pools on one venue, is widened. */
  story: VaultStory
  /** Pools of the address book that the vault gets in addition, on other venues. */
  pools: readonly string[]
  /** The Aave V3 of the address book that its cash may be invested in. */
  moneyMarket?: string
}

const HOUR = 3_600n

/** Finds the deployed vault, binds the further pools to it, lists its money market, and lets it charge fees. */
export async function openWeek(
  chain: TestChain,
  { story, pools, moneyMarket }: WeekParts,
  seed: string,
): Promise<Week> {
  const { client, config, record } = chain
  const driver = await Driver.start(client, new AbortController().signal)
  // From a full hour on, the same seed gives the same figures.
  driver.moveTo((driver.time / HOUR + 1n) * HOUR)
  const vault = await findStoryVault(driver, story, config, record)
  const market = await Market.open(driver, feedOf(config, story.baseFeed), feedOf(config, story.quoteFeed))
  const cast = { keeper: roleAccounts.keeper, trader: testAccount(9) }
  const depositors = ['Ada', 'Ben', 'Cleo', 'Dan'].map((name, index) => ({
    name,
    address: testAccount(5 + index).address,
    put: { amount0: 0n, amount1: 0n },
    took: { amount0: 0n, amount1: 0n },
  }))
  const random = createRandom(`${story.id} ${seed}`)
  const opened = await openPools({ chain, driver, vault, cast }, pools)
  const week = { chain, driver, vault, market, random, diary: new Diary(), pools: opened, cast, depositors }
  await chargeFees(week)
  if (moneyMarket !== undefined) await listMarkets(week, moneyMarket)
  return week
}
