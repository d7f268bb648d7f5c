import { type Hex, hexToBytes } from 'viem'

const TRANSACTION = 21_000n
const ZERO_BYTE = 4n
const NONZERO_BYTE = 16n

/** What a transaction costs before its call executes: its base cost and its calldata (EIP-2028). */
export function intrinsicGas(data: Hex): bigint {
  let gas = TRANSACTION
  for (const byte of hexToBytes(data)) gas += byte === 0 ? ZERO_BYTE : NONZERO_BYTE
  return gas
}
