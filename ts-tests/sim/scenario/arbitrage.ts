import { greater, lesser } from '../../story/domain/integers.ts'
import { reserveAtFactorDown } from '../domain/band.ts'
import { mulDivUp, WAD, zeroFloorSub } from '../domain/fixedPoint.ts'
import { followGuide, type PoolTerms, stateAt } from '../domain/pool.ts'
import type { PmmState } from '../domain/pricing.ts'
import type { Order, Sight } from './types.ts'

/** What the counter-token holds above its target while the scarce one holds V of V0; `worth` converts at the guide price. */
const excess = (V: bigint, V0: bigint, K: bigint, worth: (scarce: bigint) => bigint): bigint =>
  (worth(V0 - V) * ((WAD - K) * V + K * V0)) / (WAD * V)

/** The base reserve at which the mid price is `price`, on the curve of a state with a slope. */
function baseAt({ i, K, B0, Q0 }: PmmState, price: bigint): bigint {
  if (price >= i) return reserveAtFactorDown(B0, K, mulDivUp(price, WAD, i))
  const V = reserveAtFactorDown(Q0, K, mulDivUp(i, WAD, price))
  return V === 0n ? B0 : B0 + excess(V, Q0, K, (quote) => (quote * WAD) / i)
}

/** The quote reserve at which it is. */
function quoteAt({ i, K, B0, Q0 }: PmmState, price: bigint): bigint {
  if (price <= i) return reserveAtFactorDown(Q0, K, mulDivUp(i, WAD, price))
  const V = reserveAtFactorDown(B0, K, mulDivUp(price, WAD, i))
  return V === 0n ? Q0 : Q0 + excess(V, B0, K, (base) => (base * i) / WAD)
}

/**
 * What an arbitrageur who can trade elsewhere at `reference` (raw quote per raw base times 1e18) sells to the pool in the
 * next block: as much as takes its price, after its fee, to there. Raw; nothing if that is below `leastBase`, worth in raw
 * base, if there is no price, or at k = 0. The lag of the guide price gives no profit: trades are priced at the worse.
 */
export function arbitrage(
  terms: PoolTerms,
  { pool, reading, block }: Sight,
  leastBase: bigint,
  reference: bigint | undefined,
): Order | undefined {
  if (!reading.ok || reference === undefined || terms.kWad === 0n) return undefined
  const oracle = reading.price
  const i = followGuide(terms, pool, oracle, block + 1n)
  const kept = WAD - terms.lpFeeWad - terms.mtFeeWad
  const bid = stateAt(terms, pool, lesser(i, oracle))
  const base = zeroFloorSub(baseAt(bid, mulDivUp(reference, WAD, kept)), bid.B)
  if (base !== 0n && base >= leastBase) return { who: 'arbitrageur', sellsBase: true, amount: base }
  const ask = stateAt(terms, pool, greater(i, oracle))
  const quote = zeroFloorSub(quoteAt(ask, (reference * kept) / WAD), ask.Q)
  if (quote === 0n || (quote * WAD) / oracle < leastBase) return undefined
  return { who: 'arbitrageur', sellsBase: false, amount: quote }
}
