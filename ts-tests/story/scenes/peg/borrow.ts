import { maxUint256 } from 'viem'
import { erc20Abi, weth9Abi } from '../../../harness/abis/erc20.ts'
import { deed } from '../../chain/blocks.ts'
import { ledgerAbi, VARIABLE_RATE } from '../../chain/goldAbis.ts'
import { type PegStage, raw } from './stage.ts'

/** Somebody wraps ether, pledges it and borrows the stable token; then everybody allows what they will sell. */
export async function borrow(stage: PegStage): Promise<void> {
  const { gold, blocks, cast, story, recorder, telling } = stage
  const from = cast.seller.address
  const { collateral, ledger, base, quote, entry } = gold
  const pledged = story.pledge * 10n ** BigInt(collateral.decimals)
  const borrowed = raw(stage, story.loan)
  const allow = (token: typeof base, spender: typeof entry) =>
    deed({ from, to: token.address, abi: erc20Abi, functionName: 'approve', args: [spender, maxUint256] })
  await blocks.mine([
    deed({ from, to: collateral.address, abi: weth9Abi, functionName: 'deposit', args: [] }, pledged),
    allow(collateral, ledger),
    deed({
      from,
      to: ledger,
      abi: ledgerAbi,
      functionName: 'depositCollateral',
      args: [collateral.address, pledged, from],
    }),
  ])
  const args = [base.address, borrowed, VARIABLE_RATE, from] as const
  const [loan] = await blocks.mine([deed({ from, to: ledger, abi: ledgerAbi, functionName: 'borrow', args })])
  await blocks.mine([allow(base, entry), allow(quote, entry)])
  const health = await blocks.read(ledger, ledgerAbi, 'healthFactor', [from])
  recorder.setLoan({
    collateral,
    pledged: String(pledged),
    borrowed: String(borrowed),
    healthWad: String(health),
    gas: String(loan?.gas ?? 0n),
  })
  telling.say(`${story.loan} ${base.symbol} borrowed against ${story.pledge} ${collateral.symbol}`)
}
