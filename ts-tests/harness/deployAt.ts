import { type Abi, type Address, concat, type Hex } from 'viem'
import type { Artifact } from './artifacts.ts'
import type { Client } from './client.ts'
import { ConstructorRevertedError } from './errors.ts'

/** Above any constructor here, below the block's limit. */
const CONSTRUCTOR_GAS = 20_000_000n

/**
 * What a constructor returns when it runs at `address`: the runtime code with the immutables of that address.
 * Leaves no trace: the code is overridden for one call only.
 */
export async function runtimeCodeAt(
  client: Client,
  artifact: Artifact<Abi>,
  constructorArgs: Hex,
  address: Address,
  from: Address,
): Promise<Hex> {
  const initCode = concat([artifact.creationCode, constructorArgs])
  try {
    const { data } = await client.call({
      account: from,
      to: address,
      gas: CONSTRUCTOR_GAS,
      stateOverride: [{ address, code: initCode }],
    })
    if (data !== undefined) return data
  } catch (cause) {
    throw new ConstructorRevertedError(artifact.name, address, { cause })
  }
  throw new ConstructorRevertedError(artifact.name, address)
}

/**
 * Puts a contract at a chosen address by running its constructor there: the creation code is installed, called in a
 * transaction so that what it stores stays, and replaced by what it returns. Storage and immutables come out as they
 * would from a deployment, whoever deployed it historically.
 */
export async function deployAt(
  client: Client,
  artifact: Artifact<Abi>,
  constructorArgs: Hex,
  address: Address,
  from: Address,
): Promise<void> {
  const runtime = await runtimeCodeAt(client, artifact, constructorArgs, address, from)
  await client.setCode({ address, bytecode: concat([artifact.creationCode, constructorArgs]) })
  const hash = await client.sendTransaction({ account: from, to: address, gas: CONSTRUCTOR_GAS })
  const { status } = await client.waitForTransactionReceipt({ hash })
  if (status !== 'success') throw new ConstructorRevertedError(artifact.name, address)
  await client.setCode({ address, bytecode: runtime })
  await client.setNonce({ address, nonce: 1 })
}
