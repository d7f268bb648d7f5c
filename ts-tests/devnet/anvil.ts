import { type Anvil, type AnvilOptions, createAnvil } from '@viem/anvil'
import { anvilBinary } from '../harness/binary.ts'
import type { ChainConfig } from '../harness/config.ts'
import { feeArguments } from '../harness/node.ts'

/** @viem/anvil's own list ends at Shanghai. */
export type Hardfork = NonNullable<AnvilOptions['hardfork']> | 'Cancun' | 'Prague' | 'Osaka'

export type DevnetAnvilOptions = Omit<AnvilOptions, 'hardfork'> & { hardfork: Hardfork }

/** Milliseconds that an anvil may take to load its state and listen. */
const START_TIMEOUT = 30_000

/** `createAnvil` for any hardfork and chain: their flags are appended to the arguments that the package composes. */
export function createDevnetAnvil({ hardfork, ...options }: DevnetAnvilOptions, chain: ChainConfig['chain']): Anvil {
  return createAnvil({
    ...options,
    anvilBinary: anvilBinary(),
    startTimeout: START_TIMEOUT,
    execArgs: ([file, args, execOptions]) => [
      file,
      [...args, '--hardfork', hardfork.toLowerCase(), ...feeArguments(chain)],
      execOptions ?? {},
    ],
  })
}
