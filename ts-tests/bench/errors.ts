import { HarnessError } from '../harness/errors.ts'

/** What was about to be measured is not in the state that the measure is about. */
export class BenchStateError extends HarnessError {
  constructor(
    readonly row: string,
    readonly expectation: string,
  ) {
    super(`${row} would be measured in a wrong state: ${expectation}. Correct the scene that prepares it.`)
  }
}

/** A contract the bench needs is not in the deployment's record. */
export class ContractNotDeployedError extends HarnessError {
  constructor(readonly contract: string) {
    super(
      `The deployment's record names no ${contract}. Add it to the deployment script, or drop the rows that use it.`,
    )
  }
}

/** The committed figures cannot be read. */
export class FiguresUnreadableError extends HarnessError {
  constructor(
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`${path} is missing or malformed. Write it with "npm run bench -- --write" and commit it.`, options)
  }
}

export class UnknownGroupError extends HarnessError {
  constructor(
    readonly group: string,
    readonly known: readonly string[],
  ) {
    super(`There is no group "${group}". Use one of ${known.join(', ')}.`)
  }
}
