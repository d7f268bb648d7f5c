import type { Account, Address, TransactionReceipt } from 'viem'
import { type Client, createClient, testAccount } from '../../harness/client.ts'
import { type ChainConfig, loadConfig } from '../../harness/config.ts'
import { deployedState } from '../../harness/deployedState.ts'
import { type DeploymentRecord, roleAccounts } from '../../harness/deployments.ts'
import { startNode } from '../../harness/node.ts'
import { ORIGIN_TIMESTAMP } from '../../harness/origin/builder.ts'
import { continueTime } from '../../harness/stateFile.ts'
import { takeBack } from '../../harness/takeBack.ts'
import { useBlockASecond } from '../../harness/time.ts'
import { ContractNotDeployedError } from '../errors.ts'

/** The chain measured on: Arbitrum's origin, deployed on by the deployment script. */
const CHAIN_ID = 42161

/** First second of every run, so that runs are alike whenever the cached state was built. */
const START_TIMESTAMP = ORIGIN_TIMESTAMP + 30n * 86_400n

export const actors = {
  ...roleAccounts,
  holder: testAccount(5),
  depositor: testAccount(6),
  trader: testAccount(7),
  otherLp: testAccount(8),
  bareOwner: testAccount(9),
} as const satisfies Record<string, Account>

/** A chain to measure on. */
export type Stage = {
  client: Client
  config: ChainConfig
  record: DeploymentRecord
  diamond: Address
}

export function facetOf({ facets }: DeploymentRecord, name: string): Address {
  const found = facets[name]
  if (found === undefined) throw new ContractNotDeployedError(name)
  return found.address
}

/** Runs something on a fresh deployed chain, and stops the chain whatever happens. */
export async function withStage<result>(act: (stage: Stage) => Promise<result>): Promise<result> {
  const { path, record } = await deployedState(CHAIN_ID, 'bench')
  const deployed = record.contracts.CantileverDiamond
  if (deployed === undefined) throw new ContractNotDeployedError('CantileverDiamond')
  const node = await startNode({ chainId: CHAIN_ID, loadState: path })
  try {
    const client = createClient(CHAIN_ID, node.url)
    await continueTime(client)
    await client.setNextBlockTimestamp({ timestamp: START_TIMESTAMP })
    await client.mine({ blocks: 1 })
    await useBlockASecond(client)
    return await act({ client, config: loadConfig(CHAIN_ID), record, diamond: deployed.address })
  } finally {
    await node.stop()
  }
}

/** Runs something and undoes all it did on the chain. */
export async function undone<result>(client: Client, act: () => Promise<result>): Promise<result> {
  const id = await client.snapshot()
  try {
    return await act()
  } finally {
    await takeBack(client, id)
    await useBlockASecond(client)
  }
}

export const gasOf = ({ receipt }: { receipt: TransactionReceipt }): bigint => receipt.gasUsed
