import { useChain } from '../harness/useChain.ts'
import { describeParts } from './parts.ts'
import { describeV3Venue } from './v3Venue.ts'

const chain = useChain(42161)
describeParts(chain)
describeV3Venue(chain, 'uniswapV3')
describeV3Venue(chain, 'pancakeV3')
