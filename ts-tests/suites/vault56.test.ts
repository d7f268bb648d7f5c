import { useChain } from '../harness/useChain.ts'
import { describeVault } from './vault.ts'

describeVault(
  useChain(56),
  { token0: 'USDT', token1: 'WBNB', venue: 'pancakeV3', feeds: ['USDT_USD', 'BNB_USD'] },
  { amount0: 600n * 10n ** 18n, amount1: 10n ** 18n },
)
