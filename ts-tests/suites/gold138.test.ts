import { useChain } from '../harness/useChain.ts'
import { describeGold } from './gold.ts'

describeGold(useChain(138))
