import { greater, lesser } from '../../story/domain/integers.ts'
import { reserveAtFactorDown } from '../domain/band.ts'
import { mulDivUp, WAD, zeroFloorSub } from '../domain/fixedPoint.ts'
import { followGuide, type PoolTerms, stateAt } from '../domain/pool.ts'
import { R } from '../domain/pricing.ts'
import type { Order, Sight } from './types.ts'

/**
 * What an arbitrageur who can trade at the oracle elsewhere sells to the pool in the next block: the scarce token, up to
 * where the pool, after its fee, pays no more for it than the oracle. Raw; nothing if that is below `leastBase`, worth in
 * raw base, or if there is no price. The lag of the guide price gives no profit, since a trade is priced at the worse.
 */
export function arbitrage(terms: PoolTerms, { pool, reading, block }: Sight, leastBase: bigint): Order | undefined {
  if (!reading.ok || pool.r === R.ONE) return undefined
  const oracle = reading.price
  const sellsBase = pool.r === R.ABOVE_ONE
  const i = followGuide(terms, pool, oracle, block + 1n)
  const priced = stateAt(terms, pool, sellsBase ? lesser(i, oracle) : greater(i, oracle))
  const kept = WAD - terms.lpFeeWad - terms.mtFeeWad
  const factor = sellsBase ? mulDivUp(oracle * WAD, WAD, priced.i * kept) : mulDivUp(priced.i * WAD, WAD, oracle * kept)
  const [reserve, target] = sellsBase ? [priced.B, priced.B0] : [priced.Q, priced.Q0]
  const amount = zeroFloorSub(reserveAtFactorDown(target, priced.K, factor), reserve)
  const worth = sellsBase ? amount : (amount * WAD) / oracle
  return amount === 0n || worth < leastBase ? undefined : { who: 'arbitrageur', sellsBase, amount }
}
