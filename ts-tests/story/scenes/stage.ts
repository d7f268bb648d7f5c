import type { Account } from 'viem'
import type { Driver } from '../chain/driver.ts'
import type { Market } from '../chain/market.ts'
import type { VaultStory } from '../chain/settings.ts'
import type { Vault } from '../chain/vault.ts'
import type { NftPosition } from '../chain/venue.ts'
import type { Random } from '../domain/random.ts'
import type { Telling } from '../progress.ts'
import type { Person, Recorder } from '../recorder.ts'

/** Who acts, by what they do. */
export type Cast = {
  manager: Account
  keeper: Account
  guardian: Account
  holder: Person
  bufferLeaver: Person
  inKindLeaver: Person
  trader: Account
  byHand: Account
}

/** What a keeper's work needs of the stage. */
export type Keeping = Pick<Stage, 'driver' | 'vault'> & { cast: Pick<Cast, 'keeper'> }

/** Everything a scene of a vault's chapter works with. */
export type Stage = {
  story: VaultStory
  driver: Driver
  vault: Vault
  market: Market
  recorder: Recorder
  random: Random
  cast: Cast
  telling: Telling
  /** What the person who provides liquidity by hand holds. */
  positions: NftPosition[]
}
