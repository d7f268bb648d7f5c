import { type Deed, deed } from '../../chain/blocks.ts'
import { entryAbi } from '../../chain/goldAbis.ts'
import { toBase, toQuote } from '../../domain/pegPrice.ts'
import type { PegStage } from './stage.ts'

/** Least part of its worth at the oracle that a seller accepts, per mille. */
const LEAST_PER_MILLE = 900n
const FAR_DEADLINE = 10n ** 12n

/** Somebody sells base into the pool. */
export const sellsBase = ({ gold, cast, look }: PegStage, amount: bigint): Deed =>
  deed({
    from: cast.seller.address,
    to: gold.entry,
    abi: entryAbi,
    functionName: 'sellBase',
    args: [
      gold.pool,
      amount,
      (toQuote(amount, look.close.oracle) * LEAST_PER_MILLE) / 1_000n,
      cast.seller.address,
      FAR_DEADLINE,
    ],
  })

/** Somebody sells quote into the pool. */
export const sellsQuote = ({ gold, cast, look }: PegStage, amount: bigint): Deed =>
  deed({
    from: cast.seller.address,
    to: gold.entry,
    abi: entryAbi,
    functionName: 'sellQuote',
    args: [
      gold.pool,
      amount,
      (toBase(amount, look.close.oracle) * LEAST_PER_MILLE) / 1_000n,
      cast.seller.address,
      FAR_DEADLINE,
    ],
  })
