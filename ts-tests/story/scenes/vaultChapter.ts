import type { Base } from '../../harness/base.ts'
import type { ChainId } from '../../harness/chains.ts'
import { createClient, testAccount } from '../../harness/client.ts'
import { feedOf, loadConfig } from '../../harness/config.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { diamondAbi } from '../chain/abis.ts'
import { Driver } from '../chain/driver.ts'
import { Market } from '../chain/market.ts'
import type { VaultStory } from '../chain/settings.ts'
import { findStoryVault } from '../chain/vault.ts'
import { atLeast, atMost } from '../domain/claims.ts'
import { greatest, lesser } from '../domain/integers.ts'
import { apartBp } from '../domain/price.ts'
import { createRandom } from '../domain/random.ts'
import type { Telling } from '../progress.ts'
import { Recorder } from '../recorder.ts'
import type { Operation } from '../run.ts'
import { addByHand, collectByHand, enterByHand, leaveByHand, moveByHand } from './byHand.ts'
import { deposit } from './deposit.ts'
import { leaveFromBuffer, leaveInKind } from './exits.ts'
import { harvest, latecomer } from './harvest.ts'
import { hostileDay } from './hostileDay.ts'
import { half, prepare } from './prepare.ts'
import { inKind, sharesOf, surpluses } from './reads.ts'
import { rebalance } from './rebalance.ts'
import type { Stage } from './stage.ts'
import { thefts, tooSoon } from './thefts.ts'
import { Day } from './trading.ts'

/** What the three put in, and the first of them adds: whole quote tokens. The last fits into either half
 * of the cash buffer, however far the price has gone. */
const HOLDER_PUTS = 600_000n
const IN_KIND_LEAVER_PUTS = 300_000n
const BUFFER_LEAVER_PUTS = 20_000n
const HOLDER_ADDS = 100_000n

/** A score that the manager lowers a pool to before the second rebalance, bp. */
const LOWERED_SCORE = 1_500

/** What the day must reach. */
const LEAST_SWAPS = 300n
const LEAST_TURNOVER_BP = 2_000n
const LEAST_MOVE_BP = 100n
/** The oracle publishes at 10 bp: it is never further behind than that once it had the chance. */
const MOST_LAG_BP = 10n

/** Sets the stage on a deployed chain. */
export async function openStage(
  story: VaultStory,
  base: Pick<Base, 'url' | 'record' | 'mode'>,
  seed: string,
  telling: Telling,
  signal: AbortSignal,
): Promise<Stage> {
  const chainId: ChainId = story.chainId
  const client = createClient(chainId, base.url)
  const config = loadConfig(chainId)
  const driver = await Driver.start(client, signal)
  const vault = await findStoryVault(driver, story, config, base.record)
  const market = await Market.open(driver, feedOf(config, story.baseFeed), feedOf(config, story.quoteFeed))
  const recorder = new Recorder(story, { id: config.chain.id, name: config.chain.name }, base.mode, seed, driver, vault)
  const person = (name: string, did: string, index: number) => recorder.introduce(name, did, testAccount(index).address)
  return {
    story,
    driver,
    vault,
    market,
    recorder,
    telling,
    random: createRandom(`${story.id} ${seed}`),
    positions: [],
    cast: {
      manager: roleAccounts.manager,
      keeper: roleAccounts.keeper,
      guardian: roleAccounts.guardian,
      holder: person('Holder', 'stays, and adds at noon', 5),
      bufferLeaver: person('Small depositor', 'leaves from the buffer', 6),
      inKindLeaver: person('Large depositor', 'leaves in kind, while paused', 7),
      trader: testAccount(8),
      byHand: testAccount(9),
    },
  }
}

function operation({ recorder }: Stage, id: string, label: string, gas: bigint, direct?: Operation['direct']): void {
  recorder.operations.push({ id, label, gas: String(gas), ...(direct === undefined ? {} : { direct }) })
}

async function morning(stage: Stage): Promise<void> {
  const { cast, recorder, telling } = stage
  await prepare(stage)
  const first = await deposit(stage, cast.holder, half(stage, HOLDER_PUTS), 'deposit-first')
  operation(stage, 'deposit-first', 'First deposit of the vault', first)
  await deposit(stage, cast.inKindLeaver, half(stage, IN_KIND_LEAVER_PUTS), 'deposit-second')
  await deposit(stage, cast.bufferLeaver, half(stage, BUFFER_LEAVER_PUTS), 'deposit-third')
  await recorder.photograph('Three depositors in')
  telling.say('three depositors are in')
  const placed = await rebalance(stage, 'rebalance-first', 'First rebalance')
  operation(stage, 'rebalance-first', 'First rebalance, into three ranges', placed, await enterByHand(stage))
}

/** Harvest and position NFTs are touched once before they are measured: a first touch fills empty slots. */
async function breakfast(stage: Stage): Promise<void> {
  await harvest(stage, 'harvest-first', 'After the first harvest')
  await addByHand(stage)
}

async function noon(stage: Stage): Promise<void> {
  const { cast, recorder } = stage
  const added = await deposit(stage, cast.holder, half(stage, HOLDER_ADDS), 'deposit-again')
  operation(stage, 'deposit', 'Deposit by a holder, three ranges live', added, await addByHand(stage))
  await recorder.photograph('After the second deposit of the holder')
  await latecomer(stage)
  const harvested = await harvest(stage, 'harvest', 'After the second harvest')
  operation(stage, 'harvest', 'Harvest of three ranges', harvested, await collectByHand(stage))
}

async function evening(stage: Stage): Promise<void> {
  const { driver, vault, cast } = stage
  await thefts(stage)
  const dearest = vault.pools.at(-1)
  if (dearest !== undefined) {
    await driver.send({
      from: cast.manager.address,
      to: vault.diamond,
      abi: diamondAbi,
      functionName: 'setPoolCScore',
      args: [dearest.poolId, LOWERED_SCORE],
    })
  }
  const moved = await rebalance(stage, 'rebalance-second', 'Second rebalance')
  await tooSoon(stage)
  operation(stage, 'rebalance', 'Second rebalance, moving three ranges', moved, await moveByHand(stage))
}

async function exits(stage: Stage, day: Day): Promise<void> {
  const { cast } = stage
  await day.until(22)
  const [fromBuffer, byHand] = [await leaveFromBuffer(stage, cast.bufferLeaver), await leaveByHand(stage)]
  operation(stage, 'withdraw', 'Exit from the buffer', fromBuffer, byHand)
  await day.until(23)
  operation(stage, 'in-kind', 'Exit in kind, three ranges', await leaveInKind(stage, cast.inKindLeaver), byHand)
}

/** What each person still owns. */
async function count(stage: Stage): Promise<void> {
  const { cast, recorder } = stage
  for (const { address } of [cast.holder, cast.bufferLeaver, cast.inKindLeaver]) {
    const shares = await sharesOf(stage, address)
    recorder.leaves(address, shares, await inKind(stage, shares))
  }
  for (const [token, surplus] of await surpluses(stage)) {
    recorder.claims.push(
      atLeast(
        { id: `solvent-${token}`, text: `The diamond holds more ${token} than its accounts say, by` },
        surplus,
        0n,
        'raw',
      ),
    )
  }
}

function judge({ recorder, market, vault }: Stage): void {
  const { trading, timeline, operations } = recorder.chapter(true)
  const spread = timeline.flatMap(({ anchor, spots }) => spots.map((spot) => apartBp(BigInt(spot), BigInt(anchor))))
  const widest = greatest(spread)
  const band = vault.pools.map(({ bandBp }) => bandBp).reduce(lesser, 10_000n)
  const fewest = BigInt(trading.buys) < BigInt(trading.sells) ? trading.buys : trading.sells
  recorder.claims.push(
    atLeast({ id: 'swaps', text: 'Swaps through the genuine router' }, BigInt(trading.swaps), LEAST_SWAPS, 'count'),
    atLeast({ id: 'both-ways', text: 'Swaps in the rarer direction' }, BigInt(fewest), LEAST_SWAPS / 4n, 'count'),
    atLeast(
      { id: 'turnover', text: 'Traded, against what the pools hold' },
      BigInt(trading.turnoverBp),
      LEAST_TURNOVER_BP,
      'bp',
    ),
    atLeast({ id: 'move', text: "The oracle's high over its low" }, BigInt(trading.moveBp), LEAST_MOVE_BP, 'bp'),
    atMost(
      { id: 'oracle', text: 'The market is ahead of the oracle, once it could follow, by' },
      market.lagBp,
      MOST_LAG_BP,
      'bp',
    ),
    atMost({ id: 'spots', text: 'A pool is off the oracle, at any moment recorded, by' }, widest, band, 'bp'),
    ...operations.flatMap(({ id, label, gas, direct }) =>
      direct === undefined
        ? []
        : [
            atMost(
              { id: `gas-${id}`, text: `${label}: gas, against position NFTs` },
              BigInt(gas),
              BigInt(direct.gas),
              'gas',
            ),
          ],
    ),
  )
}

/** Tells a vault's day. The recorder on the stage has what happened, however far the story comes. */
export async function tellVaultChapter(stage: Stage): Promise<void> {
  await morning(stage)
  const day = new Day(stage)
  await day.open()
  await day.until(6)
  await breakfast(stage)
  await day.until(12)
  await noon(stage)
  await day.until(18)
  await evening(stage)
  await exits(stage, day)
  await day.until(24)
  await hostileDay(stage)
  await stage.recorder.photograph('The end of the day')
  await count(stage)
  judge(stage)
}
