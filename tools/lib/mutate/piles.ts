import { allot, shuffled } from './draw.ts'
import type { Mutant } from './sites.ts'
import type { Numbered } from './weave.ts'

type Pile = { file: string; size: number; left: Mutant[] }

/** What there is to draw from: a pile a file, shuffled, and numbers for what is drawn. */
export class Piles {
  private readonly piles: readonly Pile[]
  private next = 1

  constructor(found: ReadonlyMap<string, readonly Mutant[]>, random: () => number) {
    this.piles = [...found].flatMap(([file, all]) =>
      all.length === 0 ? [] : [{ file, size: all.length, left: shuffled(all, random) }],
    )
  }

  /** How many there were before anything was drawn, by file. */
  get population(): Map<string, number> {
    return new Map(this.piles.map(({ file, size }) => [file, size]))
  }

  /** So many, each file in proportion to its pile. */
  draw(count: number): Numbered[] {
    const shares = allot(
      this.piles.map(({ size }) => size),
      count,
    )
    return this.piles.flatMap(({ left }, index) => this.numbered(left.splice(0, shares[index] ?? 0)))
  }

  /** Another of the same file, else of the first that has one left. */
  another(file: string): Numbered[] {
    const own = this.piles.find((pile) => pile.file === file)
    const other = own?.left.shift() ?? this.piles.find(({ left }) => left.length > 0)?.left.shift()
    return this.numbered(other === undefined ? [] : [other])
  }

  private numbered(mutants: readonly Mutant[]): Numbered[] {
    return mutants.map((mutant) => ({ ...mutant, id: this.next++ }))
  }
}
