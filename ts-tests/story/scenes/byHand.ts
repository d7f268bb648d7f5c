import { collectNft, decreaseNft, increaseNft, mintNft, type NftPosition } from '../chain/venue.ts'
import { sum } from '../domain/integers.ts'
import type { Operation } from '../run.ts'
import { half } from './prepare.ts'
import { rangesOf } from './reads.ts'
import type { Stage } from './stage.ts'

// What somebody does who provides liquidity without a vault: a position NFT of the venue in each pool, in the vault's
// own ranges, moved when the vault moves. It is here for its gas.

type Direct = NonNullable<Operation['direct']>

/** Put into each pool at first, and added later: whole quote tokens. */
const FIRST = 30_000n
const MORE = 10_000n

const direct = (label: string, gases: readonly bigint[]): Direct => ({
  label,
  transactions: String(gases.length),
  gas: String(sum(gases)),
})

async function mintAll(stage: Stage): Promise<bigint[]> {
  const { driver, vault, cast } = stage
  const gases: bigint[] = []
  stage.positions = []
  for (const { poolIndex, tickLower, tickUpper } of await rangesOf(stage)) {
    const pool = vault.pools[Number(poolIndex)]
    if (pool === undefined) continue
    const { gas, position } = await mintNft(driver, vault, cast.byHand.address, {
      pool,
      tickLower,
      tickUpper,
      ...half(stage, FIRST),
    })
    gases.push(gas)
    stage.positions.push(position)
  }
  return gases
}

async function each(
  stage: Stage,
  act: (position: NftPosition) => Promise<{ gas: bigint; position: NftPosition }>,
): Promise<bigint[]> {
  const gases: bigint[] = []
  for (const [index, position] of stage.positions.entries()) {
    const { gas, position: changed } = await act(position)
    stage.positions[index] = changed
    gases.push(gas)
  }
  return gases
}

/** Positions in the vault's ranges. */
export const enterByHand = async (stage: Stage): Promise<Direct> => direct('mint in each pool', await mintAll(stage))

/** More into each position. */
export async function addByHand(stage: Stage): Promise<Direct> {
  const { driver, vault, cast } = stage
  const { amount0, amount1 } = half(stage, MORE)
  const gases = await each(stage, (position) =>
    increaseNft(driver, vault, cast.byHand.address, position, amount0, amount1),
  )
  return direct('increaseLiquidity in each pool', gases)
}

/** The fees of each position. */
export async function collectByHand(stage: Stage): Promise<Direct> {
  const { driver, vault, cast } = stage
  const gases: bigint[] = []
  for (const position of stage.positions) gases.push(await collectNft(driver, vault, cast.byHand.address, position))
  return direct('collect in each pool', gases)
}

/** Half of each position, with its fees. */
export async function leaveByHand(stage: Stage): Promise<Direct> {
  const { driver, vault, cast } = stage
  const gases = await each(stage, (position) =>
    decreaseNft(driver, vault, cast.byHand.address, position, position.liquidity / 2n),
  )
  return direct('decreaseLiquidity and collect in each pool', gases)
}

/** All of each position out of the old range and into the vault's new one; the old NFTs are left lying empty. */
export async function moveByHand(stage: Stage): Promise<Direct> {
  const { driver, vault, cast } = stage
  const out = await each(stage, (position) =>
    decreaseNft(driver, vault, cast.byHand.address, position, position.liquidity),
  )
  return direct('decreaseLiquidity, collect and mint in each pool', [...out, ...(await mintAll(stage))])
}
