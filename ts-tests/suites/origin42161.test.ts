import { useChain } from '../harness/useChain.ts'
import { describeMoneyMarket } from './moneyMarket.ts'
import { describeParts } from './parts.ts'
import { describeV3Venue } from './v3Venue.ts'
import { describeV4Venue } from './v4Venue.ts'

const chain = useChain(42161)
describeParts(chain)
describeV3Venue(chain, 'uniswapV3')
describeV3Venue(chain, 'pancakeV3')
describeV4Venue(chain, 'uniswapV4')
describeMoneyMarket(chain, 'aaveV3')
