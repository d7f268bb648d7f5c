import { type Address, encodeAbiParameters, type Hex, pad, parseAbi, stringToHex, toHex } from 'viem'
import { weth9Abi } from '../abis/erc20.ts'
import { loadArtifact } from '../artifacts.ts'
import type { Client } from '../client.ts'
import type { ChainConfig, TokenConfig } from '../config.ts'
import { deployAt } from '../deployAt.ts'
import { builder } from './builder.ts'

export const tokenArtifacts = {
  weth9: 'canonical-weth/build/contracts/WETH9.json',
  issuerToken: 'out/MockIssuerToken.sol/MockIssuerToken.json',
} as const

const issuerTokenAbi = parseAbi(['function name() view returns (string)', 'function decimals() view returns (uint8)'])

/** How Solidity stores a string of up to 31 bytes: the bytes on the left, twice the length in the last byte. */
function shortString(text: string): Hex {
  const bytes = stringToHex(text)
  const length = (bytes.length - 2) / 2
  return toHex(BigInt(pad(bytes, { dir: 'right', size: 32 })) + BigInt(length * 2), { size: 32 })
}

async function installWrappedNative(client: Client, address: Address, name: string, symbol: string): Promise<void> {
  const weth9 = loadArtifact(tokenArtifacts.weth9, weth9Abi)
  await deployAt(client, weth9, '0x', address, builder)
  // WETH9's initialisers name it Wrapped Ether; elsewhere the same code carries other names, in slots 0 and 1.
  await client.setStorageAt({ address, index: toHex(0, { size: 32 }), value: shortString(name) })
  await client.setStorageAt({ address, index: toHex(1, { size: 32 }), value: shortString(symbol) })
}

/** One token of the address book, at its live address with its live name and decimals. */
export async function installToken(
  client: Client,
  symbol: string,
  { address, decimals, name, wrapsNative }: TokenConfig,
): Promise<void> {
  if (wrapsNative) return installWrappedNative(client, address, name, symbol)
  const args = encodeAbiParameters(
    [{ type: 'string' }, { type: 'string' }, { type: 'uint8' }],
    [name, symbol, decimals],
  )
  await deployAt(client, loadArtifact(tokenArtifacts.issuerToken, issuerTokenAbi), args, address, builder)
}

/** The address book's tokens. */
export async function installTokens(client: Client, { tokens }: ChainConfig): Promise<void> {
  for (const [symbol, token] of Object.entries(tokens)) await installToken(client, symbol, token)
}
