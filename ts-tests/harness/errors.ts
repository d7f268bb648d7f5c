/** Base of everything the harness throws on purpose. Each failure has its own class; the message says what to do. */
export abstract class HarnessError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

export class AnvilBinaryMissingError extends HarnessError {
  constructor(readonly wanted: string) {
    super(
      `anvil is not installed (${wanted} not found). Run "npm ci" on this machine, or set ANVIL_BINARY to the path of an anvil 1.7.1 binary.`,
    )
  }
}

export class ForgeBinaryMissingError extends HarnessError {
  constructor(readonly wanted: string) {
    super(
      `forge is not installed (${wanted} not found). Run "npm ci" on this machine, or set FORGE_BINARY to the path of a forge 1.7.1 binary.`,
    )
  }
}

export class PortTakenError extends HarnessError {
  constructor(
    readonly port: number,
    options?: ErrorOptions,
  ) {
    super(
      `Port ${port} is already in use. Stop what listens there (another devnet?) and try again: "lsof -i :${port}" names it.`,
      options,
    )
  }
}

export class NoForkError extends HarnessError {
  constructor(
    readonly worker: string,
    readonly forks: number,
  ) {
    super(
      `Worker ${worker} has no fork: ${forks} were started. globalSetup.ts starts one for each of vitest's maxWorkers.`,
    )
  }
}

export class WrongChainIdError extends HarnessError {
  constructor(
    readonly url: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(
      `${url} serves chain ${actual}, but chain ${expected} is wanted. Point RPC_${expected} at an endpoint of chain ${expected}, or unset it to use the local origin.`,
    )
  }
}

export class RpcUnreachableError extends HarnessError {
  constructor(
    readonly url: string,
    readonly chainId: number,
    options?: ErrorOptions,
  ) {
    super(
      `No answer from ${url}. Check RPC_${chainId} and the network, or unset RPC_${chainId} to use the local origin.`,
      options,
    )
  }
}

export class NodeStartError extends HarnessError {
  constructor(
    readonly chainId: number,
    options?: ErrorOptions,
  ) {
    super(
      `anvil for chain ${chainId} did not start. Its own message is the cause; if it names a state file, remove cache/ and try again.`,
      options,
    )
  }
}

export class UnsupportedChainError extends HarnessError {
  constructor(
    readonly value: string,
    known: readonly number[],
  ) {
    super(`"${value}" is not a chain of this project. Use one of ${known.join(', ')}.`)
  }
}

export class ConfigMissingError extends HarnessError {
  constructor(
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`There is no address book at ${path}. Add one; script/config/README.md describes its sections.`, options)
  }
}

export class ConfigInvalidError extends HarnessError {
  constructor(
    readonly path: string,
    readonly issues: readonly string[],
  ) {
    super(`${path} is not a valid address book. Correct:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`)
  }
}

export class ConfigEntryMissingError extends HarnessError {
  constructor(
    readonly chainId: number,
    readonly entry: string,
  ) {
    super(`script/config/${chainId}.json has no ${entry}. Add it, or ask for one that is there.`)
  }
}

export class ArtifactMissingError extends HarnessError {
  constructor(
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(
      path.startsWith('out/')
        ? `${path} is not built. Run "npm run build".`
        : `${path} is not installed. Run "npm ci".`,
      options,
    )
  }
}

export class ArtifactInvalidError extends HarnessError {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path} is not a usable contract artifact: ${reason}. Rebuild it, or correct the ABI that asks for it.`)
  }
}

export class ConstructorRevertedError extends HarnessError {
  constructor(
    readonly contract: string,
    readonly address: string,
    options?: ErrorOptions,
  ) {
    super(
      `The constructor of ${contract} reverted at ${address}. Check its arguments and what it expects on chain.`,
      options,
    )
  }
}

export class TransactionRevertedError extends HarnessError {
  constructor(
    readonly functionName: string,
    readonly hash: string,
  ) {
    super(
      `${functionName} was simulated without error and then reverted on chain (${hash}): the state changed in between. Send it alone, or simulate in the block it runs in.`,
    )
  }
}

export class PoolAddressMismatchError extends HarnessError {
  constructor(
    readonly pool: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(
      `Pool ${pool} came out at ${actual}, the address book says ${expected}. The factory's init code or the tokens differ from the live chain's: correct script/config.`,
    )
  }
}

export class ReserveAddressMismatchError extends HarnessError {
  constructor(
    readonly symbol: string,
    readonly aToken: string,
  ) {
    super(
      `The money market's configurator does not create the aToken of ${symbol} at ${aToken}. Correct poolConfigurator or the reserve in script/config.`,
    )
  }
}

export class DealFailedError extends HarnessError {
  constructor(
    readonly token: string,
    readonly amount: bigint,
    options?: ErrorOptions,
  ) {
    super(
      `Could not deal ${amount} of ${token}: it does not keep a balance in one slot of its storage. Take the tokens from a holder instead.`,
      options,
    )
  }
}

export class BuildFailedError extends HarnessError {
  constructor(readonly output: string) {
    super(`forge could not build the contracts. Correct what it reports:\n${output.trim()}`)
  }
}

export class DeploymentFailedError extends HarnessError {
  constructor(
    readonly chainId: number,
    readonly output: string,
  ) {
    super(`The deployment script failed on chain ${chainId}. Correct what it reports:\n${output.trim()}`)
  }
}

export class DeploymentRecordInvalidError extends HarnessError {
  constructor(
    readonly path: string,
    readonly issues: readonly string[],
  ) {
    super(
      `The deployment record ${path} is missing or malformed. Deploy again; if it persists, correct what the script writes:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`,
    )
  }
}

export class DevnetDiedError extends HarnessError {
  constructor(readonly chainId: number) {
    super(
      `The devnet's anvil for chain ${chainId} ended by itself. Start the devnet again; it begins from the same state.`,
    )
  }
}
