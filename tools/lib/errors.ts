import { HarnessError } from '../../ts-tests/harness/errors.ts'

export class AnalysisFailedError extends HarnessError {
  constructor(readonly output: string) {
    super(`The compiler rejects the sources, so there is nothing to compare. Correct:\n${output.trim()}`)
  }
}

export class UnknownRunnerError extends HarnessError {
  constructor(readonly runner: string) {
    super(`There is no runner "${runner}": --only takes forge or vitest.`)
  }
}

export class NamespaceInvalidError extends HarnessError {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(
      `${file} is not a namespaced storage file: ${reason}. It needs a library with a struct, the literal of its ERC-7201 slot beside the formula, and an accessor state() that returns the struct.`,
    )
  }
}

export class FacetHasStateError extends HarnessError {
  constructor(
    readonly facet: string,
    readonly variables: readonly string[],
  ) {
    super(
      `${facet} declares state variables (${variables.join(', ')}). In a diamond they overlap other facets': move them into the room's storage file.`,
    )
  }
}

export class SelectorCollisionError extends HarnessError {
  constructor(readonly collisions: readonly string[]) {
    super(
      `Different functions of the diamond's facets share a selector; one would shadow the other. Rename one of each:\n${collisions.map((line) => `  - ${line}`).join('\n')}`,
    )
  }
}

export class MutantInvalidError extends HarnessError {
  constructor(
    readonly id: string,
    readonly reason: string,
  ) {
    super(
      `test/mutants/${id}.patch cannot be used: ${reason}. It is a unified diff against the project's top folder, headed by "# test: <contract>[:<test>]" and "# expect: <text>".`,
    )
  }
}

export class TestReportInvalidError extends HarnessError {
  constructor(
    readonly runner: string,
    readonly output: string,
  ) {
    super(`${runner} ended without a readable report. What it said:\n${output.trim()}`)
  }
}

export class LayoutUnreadableError extends HarnessError {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `${path} is not a storage snapshot: ${reason}. "npm run snapshot" writes them to snapshots/storage; give two files, two folders, or --since <commit>.`,
    )
  }
}

export class LayoutArgumentsError extends HarnessError {
  constructor() {
    super(
      'There is nothing to compare. Name two snapshots or two folders of them, or --since <commit>; --help shows how.',
    )
  }
}

export class LayoutIncompatibleError extends HarnessError {
  constructor(readonly changes: readonly string[]) {
    super(
      `A live diamond keeps its storage when its facets change: what was written before would be read as something else. Append members instead; where no diamond holds the old layout, say so with --acknowledge <Library>:\n${changes.map((line) => `  - ${line}`).join('\n')}`,
    )
  }
}

export class RoomUnknownError extends HarnessError {
  constructor(
    readonly room: string,
    readonly known: readonly string[],
  ) {
    super(`There is no room "${room}" to test. Name one of: ${known.join(', ')}.`)
  }
}

export class DepthInvalidError extends HarnessError {
  constructor(
    readonly option: string,
    readonly value: unknown,
  ) {
    super(`--${option} ${String(value)} is no depth: give a whole number above zero.`)
  }
}

export class NodeSilentError extends HarnessError {
  constructor(
    readonly url: string,
    readonly chainId: number,
    options?: ErrorOptions,
  ) {
    super(
      `No answer from ${url}. Start it (npm run devnet -- --chain ${chainId}), or name a live endpoint of chain ${chainId} with --rpc.`,
      options,
    )
  }
}

export class NotDeployedError extends HarnessError {
  constructor(readonly path: string) {
    super(`${path} names no CantileverDiamond. Deploy first, or name another record with --record.`)
  }
}

export class WindowInvalidError extends HarnessError {
  constructor(readonly given: string) {
    super(`--hours ${given} is no time to look back. Give a number above zero.`)
  }
}

export class BaselineFailsError extends HarnessError {
  constructor(
    readonly room: string,
    readonly failed: readonly string[],
  ) {
    super(
      failed.length === 0
        ? `The room ${room} has no tests to judge mutants by.`
        : `Tests of ${room} fail with no mutant on, so they can judge none: ${failed.join(', ')}. Make them pass first.`,
    )
  }
}
