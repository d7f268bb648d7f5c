import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { type Address, getAddress, type Hex, isAddress, isHex } from 'viem'
import { z } from 'zod'
import type { ChainId } from './chains.ts'
import { createClient, testAccount } from './client.ts'
import { loadConfig, tokenOf } from './config.ts'
import { deal } from './deal.ts'
import { DeploymentRecordInvalidError } from './errors.ts'
import { runForgeScript } from './forgeScript.ts'
import { installMissing } from './missing.ts'
import { inRoot, root } from './paths.ts'
import { writeAtomically } from './stateFile.ts'

const address = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), 'is not an address')
  .transform((value): Address => getAddress(value))

const selector = z
  .string()
  .refine((value): value is Hex => isHex(value) && value.length === 10, 'is not a function selector')

const codeHash = z
  .string()
  .refine((value): value is Hex => isHex(value) && value.length === 66, "is not the hash of a contract's code")

const deploymentRecord = z
  .object({
    chainId: z.number().int().positive(),
    commit: z.string().min(1),
    contracts: z.record(z.object({ address, codeHash, args: z.array(z.unknown()) }).strict()),
    facets: z.record(z.object({ address, codeHash, selectors: z.array(selector) }).strict()),
  })
  .strict()

export type DeploymentRecord = z.output<typeof deploymentRecord>

/** What a deployment is told: where to deploy, and where to leave its record. */
export type DeploymentContext = { chainId: ChainId; rpcUrl: string; recordPath: string; commit: string }

/** Deploys a chain and leaves its record at `recordPath`. */
export type DeploymentStep = (context: DeploymentContext) => Promise<void>

export const deployScript = 'script/deploy/Deploy.s.sol'
const openScript = 'script/deploy/Open.s.sol'

/** Where a run's records lie; the folder is ignored by git. */
export const localRecordPath = (run: string, chainId: ChainId): string =>
  inRoot('deployments', 'local', run, `${chainId}.json`)

/** The commit that the sources come from, so that a record can be traced. */
function currentCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unversioned'
  }
}

/** Deploys nothing: a chain with its origin alone. */
export const emptyDeployment: DeploymentStep = async ({ chainId, recordPath, commit }) => {
  writeAtomically(recordPath, `${JSON.stringify({ chainId, commit, contracts: {}, facets: {} }, null, 2)}\n`)
}

/** Who holds which role on a local chain; the first account deploys and stays ADMIN. */
export const roleAccounts = {
  admin: testAccount(0),
  manager: testAccount(1),
  keeper: testAccount(2),
  guardian: testAccount(3),
  treasury: testAccount(4),
} as const

/** Creating a vault sends a little of each token to and fro: whoever deploys needs some of every token. */
const PROBE_FUNDS = 10n ** 18n

async function fund(chainId: ChainId, rpcUrl: string, amount: bigint): Promise<void> {
  const client = createClient(chainId, rpcUrl)
  for (const { address: token } of Object.values(loadConfig(chainId).tokens)) {
    await deal(client, token, roleAccounts.admin.address, amount)
  }
}

/**
 * Runs a deployment script as anvil's first account. The script learns from its environment where to write the record
 * (`DEPLOYMENT_RECORD`, a path inside the project), which commit it deploys (`DEPLOYMENT_COMMIT`) and who holds the
 * roles (`ROLE_MANAGER` and its like).
 */
export const scriptDeployment =
  (script: string, project = root): DeploymentStep =>
  async ({ chainId, rpcUrl, recordPath, commit }) => {
    mkdirSync(dirname(recordPath), { recursive: true })
    await installMissing(createClient(chainId, rpcUrl), loadConfig(chainId))
    await fund(chainId, rpcUrl, PROBE_FUNDS)
    await runForgeScript({
      script,
      chainId,
      rpcUrl,
      project,
      sender: roleAccounts.admin.address,
      env: {
        DEPLOYMENT_RECORD: relative(project, recordPath),
        DEPLOYMENT_COMMIT: commit,
        ROLE_MANAGER: roleAccounts.manager.address,
        ROLE_KEEPER: roleAccounts.keeper.address,
        ROLE_GUARDIAN: roleAccounts.guardian.address,
        ROLE_TREASURY: roleAccounts.treasury.address,
      },
    })
    // Whoever uses the chain next starts with empty pockets.
    await fund(chainId, rpcUrl, 0n)
  }

const loanTerms = z.object({ loan: z.object({ collateral: z.string(), amount: z.coerce.bigint() }) })

/** The treasury holds the collateral of its loan; where that is the wrapped native token, it wraps its own coins. */
async function fundTreasury(chainId: ChainId, rpcUrl: string): Promise<void> {
  const config = loadConfig(chainId)
  const { loan } = loanTerms.parse(config.gold)
  const { address: token, wrapsNative } = tokenOf(config, loan.collateral)
  if (wrapsNative) return
  await deal(createClient(chainId, rpcUrl), token, roleAccounts.treasury.address, loan.amount)
}

/** Opens a deployed gold system as a team does: each holder runs the script for what is theirs to do. */
async function openGold({ chainId, rpcUrl, recordPath }: DeploymentContext): Promise<void> {
  await fundTreasury(chainId, rpcUrl)
  for (const { address: sender } of [roleAccounts.treasury, roleAccounts.manager, roleAccounts.admin]) {
    const env = { DEPLOYMENT_RECORD: relative(root, recordPath) }
    await runForgeScript({ script: openScript, chainId, rpcUrl, sender, env })
  }
}

/** The deployment script once there is one; until then, nothing. Where there is gold, it is opened too. */
const defaultDeployment: DeploymentStep = async (context) => {
  if (!existsSync(inRoot(deployScript))) return emptyDeployment(context)
  await scriptDeployment(deployScript)(context)
  if ('gold' in loadConfig(context.chainId)) await openGold(context)
}

/** Reads and checks a deployment's record. */
export function readRecord(path: string, chainId: ChainId): DeploymentRecord {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new DeploymentRecordInvalidError(path, [cause instanceof Error ? cause.message : String(cause)])
  }
  const result = deploymentRecord.safeParse(json)
  if (!result.success) {
    throw new DeploymentRecordInvalidError(
      path,
      result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`),
    )
  }
  if (result.data.chainId !== chainId) {
    throw new DeploymentRecordInvalidError(path, [`chainId: is ${result.data.chainId}, not ${chainId}`])
  }
  return result.data
}

/** Deploys a chain and returns the checked record, which lies in deployments/local/<run>/<chainId>.json. */
export async function deployChain(
  chainId: ChainId,
  rpcUrl: string,
  run: string,
  step: DeploymentStep = defaultDeployment,
): Promise<DeploymentRecord> {
  const recordPath = localRecordPath(run, chainId)
  await step({ chainId, rpcUrl, recordPath, commit: currentCommit() })
  return readRecord(recordPath, chainId)
}
