import { useChain } from '../harness/useChain.ts'
import { describeVault } from './vault.ts'

describeVault(
  useChain(42161),
  { token0: 'WETH', token1: 'USDC', venue: 'uniswapV3', feeds: ['ETH_USD', 'USDC_USD'] },
  { amount0: 10n ** 18n, amount1: 3_000n * 10n ** 6n },
)
