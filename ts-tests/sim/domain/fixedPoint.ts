// The fixed-point arithmetic of the contracts in bigint. A bigint has no width: where the contracts would overflow, the
// callers' domain checks speak first, as they do there.

export const WAD = 10n ** 18n
export const BP = 10_000n
export const PPM = 1_000_000n

/** x·y / d, rounded down; all non-negative, d not zero. */
export const mulDivDown = (x: bigint, y: bigint, d: bigint): bigint => (x * y) / d

/** x·y / d, rounded up; all non-negative, d not zero. */
export const mulDivUp = (x: bigint, y: bigint, d: bigint): bigint => divUp(x * y, d)

/** x / d, rounded up; both non-negative, d not zero. */
export const divUp = (x: bigint, d: bigint): bigint => (x + d - 1n) / d

/** x - y, or 0 where that is negative. */
export const zeroFloorSub = (x: bigint, y: bigint): bigint => (x > y ? x - y : 0n)

/** |x|. */
export const abs = (x: bigint): bigint => (x < 0n ? -x : x)

/** Position of the highest set bit of a positive number. */
export const log2 = (x: bigint): bigint => BigInt(x.toString(2).length - 1)

/** The square root of a non-negative number, rounded down. */
export function sqrtDown(x: bigint): bigint {
  if (x < 2n) return x
  // A power of two above the root; Newton falls from there and stops at the root's floor.
  let root = 1n << BigInt((x.toString(16).length * 4 + 1) >> 1)
  for (;;) {
    const next = (root + x / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
