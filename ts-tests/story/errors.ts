/** Base of everything the story throws on purpose. Each failure has its own class; the message says what to do. */
export abstract class StoryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

export class RunInvalidError extends StoryError {
  constructor(
    readonly path: string,
    readonly issues: readonly string[],
  ) {
    super(
      `${path} is not the record of a run. Tell the story again (npm start) to rewrite it:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`,
    )
  }
}

export class UnknownChapterError extends StoryError {
  constructor(
    readonly wanted: string,
    readonly known: readonly string[],
  ) {
    super(`There is no chapter "${wanted}". Choose from: ${known.join(', ')}.`)
  }
}

export class VaultNotDeployedError extends StoryError {
  constructor(
    readonly chainId: number,
    readonly pair: string,
  ) {
    super(
      `Chain ${chainId} has no vault of ${pair}. Add it to script/config/${chainId}.json and deploy again (remove cache/deployed to force it).`,
    )
  }
}

export class PoolNotInAddressBookError extends StoryError {
  constructor(
    readonly chainId: number,
    readonly poolId: string,
  ) {
    super(`The vault uses pool ${poolId}, which script/config/${chainId}.json does not list. Add it there.`)
  }
}

export class ContractNotRecordedError extends StoryError {
  constructor(
    readonly chainId: number,
    readonly contract: string,
    readonly known: readonly string[],
  ) {
    super(
      `The deployment record of chain ${chainId} names no ${contract} (it names ${known.join(', ') || 'nothing'}). Deploy again.`,
    )
  }
}

export class TransactionFailedError extends StoryError {
  constructor(
    readonly functionName: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${functionName} was refused: ${reason}. The story expected it to succeed.`, options)
  }
}

export class EventMissingError extends StoryError {
  constructor(readonly eventName: string) {
    super(
      `The transaction emitted no ${eventName}. The diamond's facets are not the ones of this commit: deploy again.`,
    )
  }
}

export class RangeImpossibleError extends StoryError {
  constructor(
    readonly rule: string,
    readonly value: number,
    readonly limit: number,
  ) {
    super(`No range satisfies the pool's ${rule}: ${value} against ${limit} ticks. Widen what the keeper places.`)
  }
}

export class RaidMissingError extends StoryError {
  constructor() {
    super('The attack was called for before its contracts were deployed. Prepare the raid first.')
  }
}

export class CloseMissingError extends StoryError {
  constructor(readonly pool: string) {
    super(
      `Pool ${pool} has no close yet: it was not opened, or in this very block. Open it (script/deploy/Open.s.sol).`,
    )
  }
}

export class PartNotBegunError extends StoryError {
  constructor() {
    super('A stretch of blocks was ended that nobody began. Begin it first.')
  }
}

/** The person at the screen pressed Ctrl-C. */
export class InterruptedError extends StoryError {
  constructor() {
    super('Interrupted. What was recorded so far is in the report.')
  }
}

export class RouterMissingError extends StoryError {
  constructor(
    readonly chainId: number,
    readonly venue: string,
  ) {
    super(`script/config/${chainId}.json gives ${venue} no swapRouter. Tell the story over a venue that has one.`)
  }
}

export class UnusedArgumentsError extends StoryError {
  constructor(readonly unused: readonly string[]) {
    super(`"${unused.join(' ')}" means nothing here: options begin with --`)
  }
}
