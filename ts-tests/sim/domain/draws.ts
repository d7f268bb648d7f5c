import type { Random } from '../../story/domain/random.ts'
import { WAD } from './fixedPoint.ts'

// Distributions drawn from integers alone, so that a seed gives the same flow on every machine.

const TWO_32 = 2 ** 32
const TWO_32_BIG = 2n ** 32n
/** A sum of twelve uniform draws has variance one. */
const UNIFORMS = 12
const TERMS = 16n
const HALVINGS = 256n

/** e^x for |x| up to 20, x and result times 1e18; to about 1e-12 of the result. */
export function expWad(x: bigint): bigint {
  const scale = WAD * WAD
  const small = (x * WAD) / HALVINGS
  let term = scale
  let total = scale
  for (let n = 1n; n <= TERMS; n++) {
    term = (term * small) / (scale * n)
    total += term
  }
  for (let n = HALVINGS; n > 1n; n /= 2n) total = (total * total) / scale
  return total / WAD
}

/** A standard normal number, times 1e18: the sum of twelve uniforms, less six. Never beyond six. */
export function normalWad(random: Random): bigint {
  let sum = 0n
  for (let n = 0; n < UNIFORMS; n++) sum += BigInt(random.below(TWO_32))
  return ((sum - 6n * TWO_32_BIG) * WAD) / TWO_32_BIG
}

/** A log-normal amount of mean `mean` (before rounding and clipping) and log-deviation `sigmaWad`, from `least` to `most`. */
export function logNormal(random: Random, mean: bigint, sigmaWad: bigint, least: bigint, most: bigint): bigint {
  const exponent = (sigmaWad * normalWad(random)) / WAD - (sigmaWad * sigmaWad) / (2n * WAD)
  const drawn = (mean * expWad(exponent)) / WAD
  if (drawn < least) return least
  return drawn > most ? most : drawn
}

/** A Poisson number whose mean's e^-mean is `floorWad`, times 1e18: uniform draws are multiplied until they fall below. */
export function poisson(random: Random, floorWad: bigint): number {
  let product = WAD
  for (let count = 0; ; count++) {
    product = (product * BigInt(random.below(TWO_32))) / TWO_32_BIG
    if (product < floorWad) return count
  }
}

/** Whether something of probability `numerator / denominator` happens. */
export const happens = (random: Random, numerator: bigint, denominator: bigint): boolean =>
  BigInt(random.below(TWO_32)) * denominator < numerator * TWO_32_BIG
