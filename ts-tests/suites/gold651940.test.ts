import { useChain } from '../harness/useChain.ts'
import { describeGold } from './gold.ts'

describeGold(useChain(651_940))
