/** Base of everything a simulation throws on purpose. Each failure has its own class; the message says what to do. */
export abstract class SimulationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The mirror's pricing refuses what the contract's refuses, by the contract's error. */
export class PricingError extends SimulationError {
  constructor(readonly error: string) {
    super(`${error}: the pool cannot price this. Its state or the amount is outside the pricing's domain.`)
  }
}

export class OptionInvalidError extends SimulationError {
  constructor(
    readonly option: string,
    readonly given: string,
    readonly wanted: string,
  ) {
    super(`--${option} ${given}: must be ${wanted}.`)
  }
}

export class NoGoldError extends SimulationError {
  constructor(readonly chainId: number) {
    super(`script/config/${chainId}.json has no gold section: nothing to simulate on chain ${chainId}.`)
  }
}

export class PoolUnknownError extends SimulationError {
  constructor(
    readonly chainId: number,
    readonly pool: string,
    readonly known: readonly string[],
  ) {
    super(`script/config/${chainId}.json lists no gold pool ${pool}. Choose from: ${known.join(', ')}.`)
  }
}

export class FeedUnknownError extends SimulationError {
  constructor(readonly reason: string) {
    super(
      `The market's price cannot be read at its opening: ${reason}. Check the units of its tokens in the address book.`,
    )
  }
}

export class ContractMissingError extends SimulationError {
  constructor(
    readonly chainId: number,
    readonly contract: string,
  ) {
    super(`The deployment of chain ${chainId} has no ${contract}. Deploy again, or simulate a pool that it has.`)
  }
}

export class BucketAccountNotEmptyError extends SimulationError {
  constructor(readonly token: string) {
    super(
      `Bucket B's account holds ${token} that its private pool could draw upon. The mirror knows the private pool only: move it there (fundMesh) or withdraw it.`,
    )
  }
}

export class OnlyMirrorError extends SimulationError {
  constructor(readonly option: string) {
    super(`--${option} is fixed in a deployed pool. Use it together with --fast.`)
  }
}

export class SettingsRefusedError extends SimulationError {
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `The stabilizer refuses these settings: ${reason}. Choose others, or see with --fast what they would do.`,
      options,
    )
  }
}

/** A file that was named is not there. The command ends with 2 and says where such data is to be had. */
export class DataMissingError extends SimulationError {
  constructor(
    readonly path: string,
    readonly source: string,
  ) {
    super(`There is no ${path}. ${source}`)
  }
}

export class DataInvalidError extends SimulationError {
  constructor(
    readonly path: string,
    readonly line: number,
    readonly problem: string,
  ) {
    super(`${path}, line ${line}: ${problem}. docs/simulation.md describes the format.`)
  }
}

export class DriftError extends SimulationError {
  constructor(
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The chain's ${what} is ${found}, the address book makes it ${expected}. Deploy anew, or correct the book.`)
  }
}

export class RecordInvalidError extends SimulationError {
  constructor(
    readonly path: string,
    readonly issues: readonly string[],
  ) {
    super(
      `${path} is not a simulation's record. Run it again to rewrite it:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`,
    )
  }
}

/** The person at the screen pressed Ctrl-C. */
export class SimulationInterruptedError extends SimulationError {
  constructor() {
    super('Interrupted. What was simulated until then is in the record.')
  }
}

export class UnusedArgumentsError extends SimulationError {
  constructor(readonly unused: readonly string[]) {
    super(`"${unused.join(' ')}" means nothing here: options begin with --`)
  }
}
