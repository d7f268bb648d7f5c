import { abs, PPM } from './fixedPoint.ts'

/** Counts deviations against a band: `outside` is strictly beyond it, on either side. */
export class Tally {
  private blocks = 0n
  private beyond = 0n
  private worst = 0n
  private sum = 0n

  constructor(private readonly boundPpm: bigint) {}

  /** Counts one block's deviation, ppm; answers whether it is outside the band. */
  add(ppm: bigint): boolean {
    const size = abs(ppm)
    const outside = size > this.boundPpm
    this.blocks += 1n
    this.sum += size
    if (outside) this.beyond += 1n
    if (size > this.worst) this.worst = size
    return outside
  }

  /** Blocks, those outside, the part within (ppm, rounded down; 0 without blocks), worst and mean size (ppm). */
  result() {
    const { blocks, beyond, worst, sum } = this
    return {
      blocks: String(blocks),
      outside: String(beyond),
      withinPpm: String(blocks === 0n ? 0n : ((blocks - beyond) * PPM) / blocks),
      worstPpm: String(worst),
      meanPpm: String(blocks === 0n ? 0n : sum / blocks),
    }
  }
}

/** Sums what happens in windows of `blocks` blocks that follow each other, and keeps the greatest size of a sum. */
export class Peak {
  private sum = 0n
  private filled = 0
  private greatest = 0n

  constructor(private readonly blocks: number) {}

  add(amount: bigint): void {
    this.sum += amount
    if (abs(this.sum) > this.greatest) this.greatest = abs(this.sum)
    this.filled++
    if (this.filled < this.blocks) return
    this.sum = 0n
    this.filled = 0
  }

  get value(): bigint {
    return this.greatest
  }
}
