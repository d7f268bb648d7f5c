import { type Address, isAddressEqual, type TransactionReceipt } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { loadArtifact } from '../../harness/artifacts.ts'
import { deal } from '../../harness/deal.ts'
import { deploy } from '../../harness/deploy.ts'
import { send } from '../../harness/send.ts'
import { bucketAbi, meshAbi, pmmPoolAbi, stabilizerAbi } from '../chain/abis.ts'
import { actors } from '../chain/stage.ts'
import { BenchStateError } from '../errors.ts'
import { DOLLAR, type GoldScene, OUNCE, PURSE, paySellBase, paySellQuote } from './gold.ts'

/** Flows of bucket B's account, as the contract numbers them. */
const FLOWS = [0, 1, 2, 3] as const
const LIMIT = PURSE

/** The book of Chain 138. */
const settings = {
  thetaBp: 5,
  bandBp: 10,
  closes: 2,
  minBlocks: 3,
  gainBp: 10_000,
  perBlockCapBp: 250,
  maxSlippageBp: 30,
  blockTimeMs: 2_000,
  maxGasPriceWei: 0n,
  designFlowPerHour: 50_000n * DOLLAR,
  maxTrade: 1_000n * DOLLAR,
} as const

const HELD_BASE = 500_000n * DOLLAR
const HELD_QUOTE = 125n * OUNCE
/** What is left in the private pool when an action has to draw on bucket B's account. */
const ALL_BUT_DUST = 10n ** 15n

/** A push that leaves some 40 bp, well below the cap on an action. */
const PUSH = 20_000n

/** A public pool with its stabilizer, private pool and bucket B. */
export type StabilizerScene = GoldScene & { bucket: Address; mesh: Address; stabilizer: Address }

type Sent = Promise<{ receipt: TransactionReceipt }>

const asAdmin = { account: actors.admin } as const
const asManager = { account: actors.manager } as const

async function deployBucket({ stage, quote }: GoldScene): Promise<Address> {
  const { creationCode } = loadArtifact('out/ReserveBucketB.sol/ReserveBucketB.json', bucketAbi)
  return deploy(stage.client, bucketAbi, creationCode, [stage.diamond, quote, actors.treasury.address])
}

/**
 * Builds the private side of the scene's pool that follows the oracle, funds it both ways, and acts on it both ways.
 * `shared` is the bucket B of other pools that it belongs to.
 */
export async function openStabilizer(scene: GoldScene, shared?: Address): Promise<StabilizerScene> {
  const { stage, base, quote, following: pool, source } = scene
  const { client, diamond } = stage
  const bucket = shared ?? (await deployBucket(scene))
  const meshCode = loadArtifact('out/MeshPool.sol/MeshPool.json', meshAbi).creationCode
  const mesh = await deploy(client, meshAbi, meshCode, [diamond, base, source, bucket])
  const stabilizerCode = loadArtifact('out/Stabilizer.sol/Stabilizer.json', stabilizerAbi).creationCode
  const stabilizer = await deploy(client, stabilizerAbi, stabilizerCode, [diamond, pool, mesh])

  const ofBucket = { ...asAdmin, address: bucket, abi: bucketAbi } as const
  const ofMesh = { ...asAdmin, address: mesh, abi: meshAbi } as const
  await send(client, { ...asAdmin, address: pool, abi: pmmPoolAbi, functionName: 'setStabilizer', args: [stabilizer] })
  await send(client, { ...ofBucket, functionName: 'addMesh', args: [mesh] })
  await send(client, { ...ofMesh, functionName: 'setTrader', args: [stabilizer, true] })
  await send(client, { ...ofMesh, functionName: 'setMaxVolumePerBlock', args: [HELD_QUOTE] })
  for (const token of [base, quote])
    for (const flow of FLOWS)
      await send(client, { ...ofBucket, functionName: 'setDailyLimit', args: [flow, token, LIMIT] })
  await send(client, {
    ...asAdmin,
    address: stabilizer,
    abi: stabilizerAbi,
    functionName: 'setSettings',
    args: [settings],
  })

  const made = { ...scene, bucket, mesh, stabilizer }
  await fund(made, base, HELD_BASE)
  await fund(made, quote, HELD_QUOTE)
  // What the scene left off, as far as there is any; then both ways from balance.
  await client.mine({ blocks: settings.minBlocks + 1 })
  while (await isDue(made)) {
    await act(made)
    await client.mine({ blocks: settings.minBlocks + 1 })
  }
  for (const isShortOfGold of [true, false, true, false]) {
    await makeDue(made, isShortOfGold)
    await act(made)
  }
  return made
}

/** Twice the amount into bucket B's account, half of it on into the private pool. */
async function fund({ stage, bucket, mesh }: StabilizerScene, token: Address, amount: bigint): Promise<void> {
  const account = actors.treasury
  await deal(stage.client, token, account.address, 2n * amount)
  await send(stage.client, {
    account,
    address: token,
    abi: erc20Abi,
    functionName: 'approve',
    args: [bucket, 2n * amount],
  })
  const ofBucket = { address: bucket, abi: bucketAbi } as const
  await send(stage.client, { ...ofBucket, account, functionName: 'depositFromE', args: [token, 2n * amount] })
  await send(stage.client, { ...ofBucket, ...asManager, functionName: 'fundMesh', args: [mesh, token, amount] })
}

/** Leaves next to nothing of a token in the private pool, so that an action draws on bucket B's account. */
export async function emptyMesh(scene: StabilizerScene): Promise<void> {
  const { stage, bucket, mesh, quote } = scene
  const [, held] = await stage.client.readContract({ address: mesh, abi: meshAbi, functionName: 'reserves' })
  await send(stage.client, {
    ...asManager,
    address: bucket,
    abi: bucketAbi,
    functionName: 'defundMesh',
    args: [mesh, quote, held - ALL_BUT_DUST],
  })
}

const read = { abi: stabilizerAbi } as const

/** Pushes the pool off until it is short of gold, or of dollars, and lets the delay and the closes that count pass. */
export async function makeDue(scene: StabilizerScene, isShortOfGold: boolean): Promise<void> {
  await (isShortOfGold ? paySellBase : paySellQuote)(scene, scene.following, PUSH)
  await scene.stage.client.mine({ blocks: settings.minBlocks + 1 })
}

async function isDue({ stage, stabilizer: address }: StabilizerScene): Promise<boolean> {
  const [, should] = await stage.client.readContract({ ...read, address, functionName: 'checkDeviation' })
  return should
}

/** Refuses to measure anything but an action that is due, on the side it is said to be. */
export async function requireDue(scene: StabilizerScene, row: string, tokenIn: Address): Promise<void> {
  const { client } = scene.stage
  const of = { ...read, address: scene.stabilizer } as const
  const [deviation, should] = await client.readContract({ ...of, functionName: 'checkDeviation' })
  if (!should) throw new BenchStateError(row, `an action should be due, the deviation is ${deviation} bp`)
  const [size, sells] = await client.readContract({ ...of, functionName: 'quotePrivateSwap' })
  if (size === 0n || !isAddressEqual(sells, tokenIn))
    throw new BenchStateError(row, `it should sell ${tokenIn}, it sells ${sells}`)
  const last = await client.readContract({ ...of, functionName: 'lastActionBlock' })
  if (last === 0n) throw new BenchStateError(row, 'the stabilizer should have acted before')
}

/** The action, by anyone, for all there is to do. */
export async function act({ stage, stabilizer }: StabilizerScene): Sent {
  const of = { ...read, address: stabilizer } as const
  const [size, tokenIn, tokenOut] = await stage.client.readContract({ ...of, functionName: 'quotePrivateSwap' })
  const args = [size, tokenIn, tokenOut] as const
  return send(stage.client, { ...of, account: actors.trader, functionName: 'executePrivateSwap', args })
}

/** Refuses a figure of an action that left the pool off the oracle by more than a rounding of the guide price. */
export async function requireAtOracle(scene: StabilizerScene, row: string, withinBp: bigint): Promise<void> {
  const { deviationBps } = await scene.stage.client.readContract({
    address: scene.following,
    abi: pmmPoolAbi,
    functionName: 'currentClose',
  })
  if (deviationBps > withinBp || deviationBps < -withinBp) {
    throw new BenchStateError(
      row,
      `the pool should be within ${withinBp} bp of the oracle, it is ${deviationBps} bp off`,
    )
  }
}
