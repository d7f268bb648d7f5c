import { OptionInvalidError } from './errors.ts'

/** What the command line asks for, as text. */
export type Asked = {
  chain: string
  pool?: string | undefined
  flow: string
  replay?: string | undefined
  data?: string | undefined
  volume: string
  hours?: string | undefined
  seed: string
  theta?: string | undefined
  closes?: string | undefined
  gain?: string | undefined
  cap?: string | undefined
  minBlocks?: string | undefined
  blockSeconds?: string | undefined
  k?: string | undefined
  bucketBase?: string | undefined
  feedThreshold?: string | undefined
  gateThreshold?: string | undefined
  ungated?: boolean | undefined
}

/** The number that an option was given as. Error: `OptionInvalidError`. */
export function whole(option: string, text: string, least = 1): bigint {
  if (!/^\d+$/.test(text) || BigInt(text) < BigInt(least)) {
    throw new OptionInvalidError(option, text, `a whole number of at least ${least}`)
  }
  return BigInt(text)
}

/** How many times the design flow: 5 or 5x. Error: `OptionInvalidError`. */
export const volumeOf = ({ volume }: Asked): bigint => whole('volume', volume.replace(/x$/, ''))
