/** An error of a week's tests: what is wrong and what to do. */
abstract class WeekError extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}

export class AnchorMovedError extends WeekError {
  constructor(
    readonly operation: string,
    readonly before: bigint,
    readonly after: bigint,
  ) {
    super(`The anchor price went from ${before} to ${after} across ${operation}. Publish no price while it is judged.`)
  }
}

export class PoolUnreachableError extends WeekError {
  constructor(readonly pool: string) {
    super(`${pool} is not a pool that a week knows how to register. Add its family to suites/week/pools.ts.`)
  }
}

export class UnknownAdviceError extends WeekError {
  constructor(readonly advised: string) {
    super(`The diamond advises ${advised} for its cash. Let keepCash in suites/week/cash.ts carry it out.`)
  }
}
