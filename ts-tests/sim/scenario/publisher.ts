import type { Update } from './types.ts'

/** A feed's value from a second on, counted from the scenario's first block. */
export type Point = { second: bigint; value: bigint }

const BP = 10_000n

/**
 * A feed that follows a path: called once a block with its second since the start, it returns the answer to publish, if
 * any. It publishes the latest point reached, if it differs from the last answer by `thresholdBp` or more (0: any point).
 */
export function publisher(
  feed: string,
  path: readonly Point[],
  thresholdBp: bigint,
): (second: bigint) => readonly Update[] {
  let next = 0
  let last: bigint | undefined
  return (second) => {
    let reached: bigint | undefined
    for (let point = path[next]; point !== undefined && point.second <= second; point = path[++next]) {
      reached = point.value
    }
    if (reached === undefined) return []
    if (last !== undefined && thresholdBp !== 0n) {
      const moved = reached > last ? reached - last : last - reached
      if (moved * BP < last * thresholdBp) return []
    }
    last = reached
    return [{ feed, value: reached }]
  }
}

/** The same path, its first value made `start`: moves are kept, in proportion. */
export function startingAt(path: readonly Point[], start: bigint): Point[] {
  const first = path[0]?.value ?? start
  return path.map(({ second, value }) => ({ second, value: (value * start) / first }))
}
