import { type Address, toHex } from 'viem'
import { erc20Abi } from './abis/erc20.ts'
import type { Client } from './client.ts'
import { DealFailedError } from './errors.ts'

type DealRpc = {
  Method: 'anvil_dealERC20'
  Parameters: [to: Address, token: Address, amount: `0x${string}`]
  ReturnType: null
}

/** Sets an account's balance of an ERC-20, raw units. anvil finds the balance slot by itself; the result is checked. */
export async function deal(client: Client, token: Address, to: Address, amount: bigint): Promise<void> {
  try {
    await client.request<DealRpc>({ method: 'anvil_dealERC20', params: [to, token, toHex(amount)] })
  } catch (cause) {
    throw new DealFailedError(token, amount, { cause })
  }
  const balance = await client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [to] })
  if (balance !== amount) throw new DealFailedError(token, amount)
}
