import { createHash } from 'node:crypto'

/** Numbers in [0, 1) that depend on the seed alone: a counter hashed. Speed is no matter here, independence is. */
export function createRandom(seed: string): () => number {
  let counter = 0
  return () => createHash('sha256').update(`${seed}/${counter++}`).digest().readUIntBE(0, 6) / 2 ** 48
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items]
  for (let last = copy.length - 1; last > 0; --last) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [copy[last], copy[other]]
    if (a !== undefined && b !== undefined) [copy[last], copy[other]] = [b, a]
  }
  return copy
}

/**
 * How many of `count` each stratum gives: in proportion to its size by largest remainders, at least one each, and none
 * more than it has.
 */
export function allot(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const wanted = Math.min(count, total)
  const exact = sizes.map((size) => (size * wanted) / Math.max(total, 1))
  const shares = sizes.map((size, index) => Math.min(size, Math.max(1, Math.floor(exact[index] ?? 0))))
  const byRemainder = sizes
    .map((_, index) => index)
    .sort((a, b) => ((exact[b] ?? 0) % 1) - ((exact[a] ?? 0) % 1) || a - b)
  let left = wanted - shares.reduce((sum, share) => sum + share, 0)
  while (left > 0) {
    const before = left
    for (const index of byRemainder) {
      if (left === 0) break
      if ((shares[index] ?? 0) >= (sizes[index] ?? 0)) continue
      shares[index] = (shares[index] ?? 0) + 1
      --left
    }
    if (left === before) break
  }
  return shares
}
