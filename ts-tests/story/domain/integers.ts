// Math knows no bigint.

export function greater(a: bigint, b: bigint): bigint {
  if (a > b) return a
  return b
}

export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}

export const distance = (a: bigint, b: bigint): bigint => greater(a, b) - lesser(a, b)

export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n)

/** The greatest of some, 0 if there are none or all are below. */
export const greatest = (values: readonly bigint[]): bigint => values.reduce(greater, 0n)
