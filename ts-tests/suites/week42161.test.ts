import { useChain } from '../harness/useChain.ts'
import { arbitrumStory } from '../story/chain/settings.ts'
import { describeWeek } from './week.ts'

// Uniswap V3 thrice, PancakeSwap V3, and Uniswap V4 with bare ETH.
describeWeek(useChain(42161), {
  story: arbitrumStory,
  pools: ['pancakeV3_WETH_USDC_500', 'uniswapV4_ETH_USDC_500'],
})
