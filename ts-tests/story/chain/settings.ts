import type { ChainId } from '../../harness/chains.ts'

/** What makes one vault's chapter differ from another's. Everything else is read from the chain. */
export type VaultStory = {
  id: string
  title: string
  chainId: ChainId
  /** Name of the venue in the address book. */
  venue: string
  venueLabel: string
  token0: string
  token1: string
  quote: 'token0' | 'token1'
  /** Names of the feeds in the address book: of the token that is priced, and of the one it is priced in. */
  baseFeed: string
  quoteFeed: string
  /** How far a range reaches on each side, ticks, by the pool's fee: dearer pools trade further from the price. */
  halfWidths: Readonly<Record<number, number>>
}

/** The vaults of the story, in the order they are told. */
export const vaultStories: readonly VaultStory[] = [
  {
    id: 'arbitrum',
    title: 'Arbitrum: WETH and USDC over three Uniswap V3 pools',
    chainId: 42_161,
    venue: 'uniswapV3',
    venueLabel: 'Uniswap V3',
    token0: 'WETH',
    token1: 'USDC',
    quote: 'token1',
    baseFeed: 'ETH_USD',
    quoteFeed: 'USDC_USD',
    halfWidths: { 500: 400, 3000: 800, 10000: 1_400 },
  },
  {
    id: 'bsc',
    title: 'BSC: USDT and WBNB over three PancakeSwap V3 pools',
    chainId: 56,
    venue: 'pancakeV3',
    venueLabel: 'PancakeSwap V3',
    token0: 'USDT',
    token1: 'WBNB',
    quote: 'token0',
    baseFeed: 'BNB_USD',
    quoteFeed: 'USDT_USD',
    halfWidths: { 500: 400, 2500: 800, 10000: 1_400 },
  },
]
