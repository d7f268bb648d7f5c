import type { Account } from 'viem'
import type { Base } from '../../../harness/base.ts'
import { createClient, testAccount } from '../../../harness/client.ts'
import { loadConfig } from '../../../harness/config.ts'
import { roleAccounts } from '../../../harness/deployments.ts'
import type { Raid } from '../../chain/attacker.ts'
import { Blocks } from '../../chain/blocks.ts'
import { findGold, type Gold, type Look, look } from '../../chain/gold.ts'
import type { PegStory } from '../../chain/settings.ts'
import { createRandom, type Random } from '../../domain/random.ts'
import { PegRecorder } from '../../pegRecorder.ts'
import type { Telling } from '../../progress.ts'

/** Who acts, by what they do. */
export type PegCast = {
  /** Bucket E's holder. */
  treasury: Account
  manager: Account
  keeper: Account
  seller: Account
  attacker: Account
}

/** Everything a scene of a peg's chapter works with. */
export type PegStage = {
  story: PegStory
  blocks: Blocks
  gold: Gold
  recorder: PegRecorder
  random: Random
  cast: PegCast
  telling: Telling
  /** The attacker's contract and its lender, once deployed. */
  raid?: Raid
  /** What the next block will find. */
  look: Look
  /** The first block in which every guard of the stabilizer passes, while it has not acted. */
  dueSince?: bigint | undefined
}

/** Sets the stage on a deployed chain. */
export async function openPegStage(
  story: PegStory,
  base: Pick<Base, 'url' | 'record' | 'mode'>,
  seed: string,
  telling: Telling,
  signal: AbortSignal,
): Promise<PegStage> {
  const config = loadConfig(story.chainId)
  const client = createClient(story.chainId, base.url)
  const blocks = await Blocks.start(client, BigInt(config.chain.blockTimeMilliseconds) / 1_000n, signal)
  const gold = await findGold(blocks, story, config, base.record)
  const chain = { id: config.chain.id, name: config.chain.name }
  return {
    story,
    blocks,
    gold,
    telling,
    recorder: new PegRecorder(story, chain, base.mode, seed, gold),
    random: createRandom(`${story.id} ${seed}`),
    look: await look(blocks, gold),
    cast: {
      treasury: roleAccounts.treasury,
      manager: roleAccounts.manager,
      keeper: roleAccounts.keeper,
      seller: testAccount(5),
      attacker: testAccount(6),
    },
  }
}

/** An amount of whole base in raw units. */
export const raw = ({ gold }: Pick<PegStage, 'gold'>, whole: bigint): bigint =>
  whole * 10n ** BigInt(gold.base.decimals)
