import { erc20Abi } from '../../../harness/abis/erc20.ts'
import { type Deed, deed } from '../../chain/blocks.ts'
import { BUCKET_B, bucketAbi, FLOW_TO_E, ledgerAbi, reserveAbi, VARIABLE_RATE } from '../../chain/goldAbis.ts'
import type { Token } from '../../chain/vault.ts'
import { lesser } from '../../domain/integers.ts'
import { toBase, toQuote } from '../../domain/pegPrice.ts'
import { passBlock } from './block.ts'
import type { PegStage } from './stage.ts'

/** What bucket B holds at first, and is brought back to. */
export type Stock = { quote: bigint }

/**
 * Bucket E takes the dollars that bucket B was paid, as many as a day's limit lets through, and gives it their worth in
 * gold, which the treasury borrows from the ledger. One block, in which nobody trades; none if B took nothing.
 */
export async function refill(stage: PegStage, id: string, title: string, stock: Stock): Promise<void> {
  const { gold, cast, blocks, recorder, telling, look } = stage
  const { bucket, reserve, mesh, base, quote, ledger } = gold
  const [treasury, manager] = [cast.treasury.address, cast.manager.address]
  const price = look.close.oracle
  const [limit, used] = await blocks.read(bucket, bucketAbi, 'dailyLimit', [FLOW_TO_E, base.address])
  const dollars = [look.heldBase, toBase(stock.quote - look.heldQuote, price), limit - used].reduce(lesser)
  if (dollars === 0n) return
  const ounces = toQuote(dollars, price)
  recorder.begin(id, title, look)
  const exchanges = (functionName: 'moveFromE' | 'moveToE', token: Token, amount: bigint): Deed =>
    deed({ from: treasury, to: reserve, abi: reserveAbi, functionName, args: [BUCKET_B, token.address, amount] })
  const moves = (functionName: 'fundMesh' | 'defundMesh', token: Token, amount: bigint): Deed =>
    deed({ from: manager, to: bucket, abi: bucketAbi, functionName, args: [mesh, token.address, amount] })
  const loan = [quote.address, ounces, VARIABLE_RATE, treasury] as const
  await passBlock(stage, [
    deed({ from: treasury, to: ledger, abi: ledgerAbi, functionName: 'borrow', args: loan }),
    deed({ from: treasury, to: quote.address, abi: erc20Abi, functionName: 'approve', args: [reserve, ounces] }),
    deed({ from: treasury, to: reserve, abi: reserveAbi, functionName: 'fund', args: [quote.address, ounces] }),
    exchanges('moveFromE', quote, ounces),
    moves('fundMesh', quote, ounces),
    moves('defundMesh', base, dollars),
    exchanges('moveToE', base, dollars),
  ])
  recorder.end(stage.look)
  telling.say(`bucket B exchanges ${dollars / 10n ** BigInt(base.decimals)} ${base.symbol} for gold`)
}
