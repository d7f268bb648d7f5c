import { type Chain, defineChain } from 'viem'
import { UnsupportedChainError } from './errors.ts'

// Written out rather than imported: `viem/chains` loads every chain it knows, half a second of each process that talks to
// one. chains.test.ts compares these with what it says.

const contracts = { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' } } as const

/** Chain 138. viem knows the chain but not its Multicall3. */
export const chain138 = defineChain({
  id: 138,
  name: 'Defi Oracle Meta Mainnet',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  blockTime: 2_000,
  rpcUrls: { default: { http: ['https://rpc-http-pub.d-bis.org'] } },
  blockExplorers: { default: { name: 'Blockscout', url: 'https://explorer.d-bis.org' } },
  contracts,
})

/** Alltra (ALL Mainnet), which viem does not know. Its gas may cost nothing: no tip is offered unless asked for. */
export const alltra = defineChain({
  id: 651_940,
  name: 'ALL Mainnet',
  nativeCurrency: { name: 'ALL', symbol: 'ALL', decimals: 18 },
  blockTime: 9_000,
  fees: { maxPriorityFeePerGas: 0n },
  rpcUrls: { default: { http: ['https://mainnet-rpc.alltra.global'] } },
  blockExplorers: { default: { name: 'Alltra SmartChain Explorer', url: 'https://alltra.global' } },
  contracts,
})

const bsc = defineChain({
  id: 56,
  name: 'BNB Smart Chain',
  nativeCurrency: { name: 'BNB', symbol: 'BNB', decimals: 18 },
  blockTime: 750,
  rpcUrls: { default: { http: ['https://56.rpc.thirdweb.com'] } },
  blockExplorers: { default: { name: 'BscScan', url: 'https://bscscan.com' } },
  contracts,
})

const arbitrum = defineChain({
  id: 42_161,
  name: 'Arbitrum One',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  blockTime: 250,
  rpcUrls: { default: { http: ['https://arb1.arbitrum.io/rpc'] } },
  blockExplorers: { default: { name: 'Arbiscan', url: 'https://arbiscan.io' } },
  contracts,
})

/** The chains that have an origin, an address book and a place in the devnet. */
export const chainIds = [138, 651_940, 56, 42161] as const

export type ChainId = (typeof chainIds)[number]

/** The chains that the gold system lives on. */
export const goldChainIds = [138, 651_940] as const satisfies readonly ChainId[]

const chains: Record<ChainId, Chain> = { 138: chain138, 651_940: alltra, 56: bsc, 42161: arbitrum }

/** The viem definition of a chain, with its transport pointed at `url`. */
export function chainAt(chainId: ChainId, url: string): Chain {
  return { ...chains[chainId], rpcUrls: { default: { http: [url] } } }
}

/** Whether a number is the id of one of these chains. */
export function isChainId(value: number): value is ChainId {
  return chainIds.some((id) => id === value)
}

/** Reads a chain id written by a person; anything else is an error that lists what there is. */
export function parseChainId(value: string): ChainId {
  const id = Number(value)
  if (!isChainId(id)) throw new UnsupportedChainError(value, chainIds)
  return id
}
