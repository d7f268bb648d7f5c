import { useChain } from '../harness/useChain.ts'
import { arbitrumStory } from '../story/chain/settings.ts'
import { bringCashHome, keepCash } from './week/cash.ts'
import { describeWeek } from './week.ts'

// Uniswap V3 thrice, PancakeSwap V3, and Uniswap V4 with bare ETH; cash in Aave V3, looked after twice a day and brought
// home once by the guardian.
describeWeek(
  useChain(42161),
  {
    story: arbitrumStory,
    pools: ['pancakeV3_WETH_USDC_500', 'uniswapV4_ETH_USDC_500'],
    moneyMarket: 'aaveV3',
  },
  [
    { every: 4, at: 3, act: keepCash },
    { every: 56, at: 37, act: bringCashHome },
  ],
)
