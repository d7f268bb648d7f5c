import type { ChainId } from '../../harness/chains.ts'

/** What makes one vault's chapter differ from another's. Everything else is read from the chain. */
export type VaultStory = {
  kind: 'vault'
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

export const arbitrumStory: VaultStory = {
  kind: 'vault',
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
}

export const bscStory: VaultStory = {
  kind: 'vault',
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
}

/** The vaults of the story, in the order they are told. */
const vaultStories: readonly VaultStory[] = [arbitrumStory, bscStory]

/** A peg's chapter: whole base tokens, hours and parts; the chain's own settings decide the rest. */
export type PegStory = {
  kind: 'peg'
  id: string
  title: string
  chainId: ChainId
  /** Name of the pool in the address book, and symbols of its tokens. */
  pool: string
  base: string
  quote: string
  /** What the seller borrows against, wrapped native, and how much of it it brings, whole tokens. */
  collateral: string
  pledge: bigint
  /** What the seller borrows, whole base. */
  loan: bigint
  /** The hours of one-sided flow: multiples of the flow that the settings are made for. */
  hours: readonly number[]
  /** Least trade, whole base; the greatest is the settings'. */
  leastTrade: bigint
  /** What a lender without a fee lends the attacker, and what the attacker has for the pool's fees, whole base. */
  lent: bigint
  purse: bigint
  /** The drain that stays, of the pool's own base, bp. */
  drainBp: bigint
}

export const pegStory: PegStory = {
  kind: 'peg',
  id: 'gold',
  title: 'Chain 138: cUSDT against gold, sold hard, attacked and drained',
  chainId: 138,
  pool: 'cUSDT_XAU',
  base: 'cUSDT',
  quote: 'XAU',
  collateral: 'WETH',
  pledge: 220n,
  loan: 340_000n,
  hours: [1, 5],
  leastTrade: 100n,
  lent: 500_000n,
  purse: 5_000n,
  drainBp: 200n,
}

export type Story = VaultStory | PegStory

/** The whole story, in the order it is told. */
export const stories: readonly Story[] = [...vaultStories, pegStory]
