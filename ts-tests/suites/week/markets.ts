import { aTokenAbi } from '../../harness/abis/aave.ts'
import { moneyMarketOf } from '../../harness/config.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { diamondAbi } from '../../story/chain/abis.ts'
import { surpluses } from '../../story/scenes/reads.ts'
import type { Week } from './stage.ts'

type Reading = Pick<Week, 'driver' | 'vault'>

/** The diamond's number of the kind, see IMarkets. */
const AAVE_V3 = 1

/** Most that invested cash may come to count for more, bp a year: above what the market pays. */
const RATE_BP = 1_000
/** Most of the vault's cash in a token that may lie in the market, bp. */
const SHARE_BP = 9_000

/** Indices of a vault's tokens. */
export const TOKENS = [0n, 1n] as const

/** Lists an Aave V3 of the address book for both tokens of the vault. */
export async function listMarkets(
  { chain, driver, vault }: Pick<Week, 'chain' | 'driver' | 'vault'>,
  name: string,
): Promise<void> {
  const { pool } = moneyMarketOf(chain.config, name)
  const admin = { from: roleAccounts.admin.address, to: vault.diamond, abi: diamondAbi } as const
  for (const index of TOKENS) {
    await driver.send({
      ...admin,
      functionName: 'setMarket',
      args: [vault.id, index, AAVE_V3, pool, RATE_BP, SHARE_BP],
    })
  }
}

export const marketOf = ({ driver, vault }: Reading, index: bigint) =>
  driver.read(vault.diamond, diamondAbi, 'marketOf', [vault.id, index])

/** What the diamond holds of each market's receipts beyond what is recorded, scaled aTokens. */
async function receiptSurpluses({ driver, vault }: Reading): Promise<bigint[]> {
  const surpluses: bigint[] = []
  for (const index of TOKENS) {
    const { kind, receipt } = await marketOf({ driver, vault }, index)
    if (kind !== AAVE_V3) continue
    const held = await driver.read(receipt, aTokenAbi, 'scaledBalanceOf', [vault.diamond])
    surpluses.push(held - (await driver.read(vault.diamond, diamondAbi, 'recordedUnits', [receipt])))
  }
  return surpluses
}

/** All that the diamond holds beyond what its accounts owe: of both tokens, and of each market's receipts. */
export const beyondBooks = async (reading: Reading): Promise<bigint[]> => [
  ...(await surpluses(reading)).map(([, surplus]) => surplus),
  ...(await receiptSurpluses(reading)),
]
