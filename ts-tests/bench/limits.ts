import type { Limits } from './row.ts'

const gas = (must: bigint, aim: bigint): Omit<Limits, 'binding'> => ({ must, aim })

/** The specification's gas limits: receipts, but for dispatch and allocation, which count execution alone. */
export const specified = {
  deposit: gas(185_000n, 155_000n),
  withdraw: gas(180_000n, 150_000n),
  withdrawInKind: gas(320_000n, 285_000n),
  rebalanceLive: gas(560_000n, 510_000n),
  rebalanceFresh: gas(880_000n, 830_000n),
  dispatch: gas(4_911n, 4_814n),
  allocation4: gas(12_000n, 8_000n),
  allocation10: gas(30_000n, 18_000n),
  allocation41: gas(120_000n, 75_000n),
  pmmSellFixed: gas(90_000n, 78_000n),
  pmmSellOracle: gas(105_000n, 90_000n),
  pmmBuyShares: gas(82_000n, 70_000n),
  pmmSellShares: gas(105_000n, 90_000n),
  pmmFlashLoan: gas(62_000n, 50_000n),
  stabilizerAction: gas(320_000n, 240_000n),
} as const

export type Limit = keyof typeof specified

export const limitsOf = (limit: Limit, binding = true): Limits => ({ ...specified[limit], binding })
