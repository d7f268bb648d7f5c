import { useChain } from '../harness/useChain.ts'
import { bscStory } from '../story/chain/settings.ts'
import { describeWeek } from './week.ts'

// PancakeSwap V3 thrice, Uniswap V3, and Thena.
describeWeek(useChain(56), { story: bscStory, pools: ['uniswapV3_USDT_WBNB_500', 'thena_USDT_WBNB'] })
