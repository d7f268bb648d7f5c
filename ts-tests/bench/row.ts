/** Who was measured. */
export type Contender = 'Cantilever' | 'Uniswap V3 NFT manager' | 'Uniswap V3 router' | 'bare minimum'

/** Gas limits of the specification: what must be reached, and what is aimed at. */
export type Limits = {
  must: bigint
  aim: bigint
  /** Whether the limit was set for just this setting; otherwise it stands beside the figure for comparison. */
  binding: boolean
}

/** One measured figure. */
export type Row = {
  group: string
  operation: string
  /** In what state: pools, freshness of ticks, recent trading. */
  setting: string
  contender: Contender
  gas: bigint
  limits?: Limits
}

/** A row's name in the committed figures. */
export const rowId = ({ group, operation, setting, contender }: Row): string =>
  [group, operation, setting, contender].filter((part) => part !== '').join(' / ')

/** Whether a row keeps its limits, in words. */
export function verdict({ gas, limits }: Row): string {
  if (limits === undefined) return ''
  const met = gas <= limits.aim ? 'aim met' : gas <= limits.must ? 'must met' : `over must by ${gas - limits.must}`
  return limits.binding ? met : `(${met})`
}

/** Rows that miss a limit set for them. */
export const missed = (rows: readonly Row[]): Row[] =>
  rows.filter(({ gas, limits }) => limits?.binding === true && gas > limits.must)
