import { z } from 'zod'

// The shape of an address book's `gold` section, with the bounds that the contracts have themselves. Amounts stay as they
// are written. What takes more than one entry to see is checked in goldChecks.ts.

export const WAD = 10n ** 18n
const MAX_FEE_WAD = WAD / 10n
/** Where the ledger no longer believes a price. */
const MIN_USD_WAD = 10n ** 6n
const MAX_USD_WAD = 10n ** 30n
/** 100 % a year. */
export const MAX_FEE_PER_SECOND_RAY = 21_979_553_151_239_153_027n
const DEAD_SHARES = 1_000n
export const MAX_POOLS = 16

export type Amount = string | number

/** A whole number that forge's JSON cheatcodes read exactly: as text, or as a number where it is short. */
const whole = (least: bigint, most: bigint) =>
  z.custom<Amount>().superRefine((value, context) => {
    // Fatal: no check of the whole goes on with what is no number.
    const complain = (message: string) => context.addIssue({ code: 'custom', message, fatal: true })
    const isText = typeof value === 'string' && /^(0|[1-9]\d*)$/.test(value)
    if (!isText && !(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
      complain('is not a whole number: raw units, as text of digits or a number below 2^53')
      return
    }
    const number = BigInt(value)
    if (number < least || number > most) complain(`is ${number}, not within ${least} and ${most}`)
  })

const bits = (width: bigint) => 2n ** width - 1n
const raw128 = whole(0n, bits(128n))
const some128 = whole(1n, bits(128n))
const integer = (least: number, most: number) => z.number().int().min(least).max(most)

/** Bytes rather than characters: what the factory counts. */
export const label = z.string().refine((text) => {
  const { length } = Buffer.from(text)
  return length > 0 && length < 32
}, 'is not 1 to 31 bytes long')

const token = z.object({ name: label, decimals: integer(0, 24), unit: z.string() }).strict()

const collateral = z
  .object({
    collateralFactorBp: integer(1, 9_999),
    liquidationThresholdBp: integer(1, 9_999),
    liquidationBonusBp: integer(1, 9_999),
    cap: some128,
  })
  .strict()

const debt = z
  .object({
    feePerSecondRay: whole(0n, MAX_FEE_PER_SECOND_RAY),
    /** Without it there are no loans at a stable rate. */
    stablePremiumPerSecondRay: whole(1n, MAX_FEE_PER_SECOND_RAY).optional(),
    ceiling: some128,
    minDebt: some128,
    closeFactorBp: integer(1, 10_000),
    minter: z.object({ cap: some128, burst: some128, refillPerSecond: whole(1n, bits(72n)) }).strict(),
  })
  .strict()

const asset = z
  .object({
    feed: z.string(),
    maxUsdWad: whole(MIN_USD_WAD, MAX_USD_WAD),
    collateral: collateral.optional(),
    debt: debt.optional(),
  })
  .strict()

const fromAndToE = { fromE: raw128, toE: raw128 }

const reserve = z
  .object({
    windowMinutes: integer(1, 60),
    flashFeeBp: integer(0, 100),
    bridgeLatencyMinutes: integer(1, 1_440),
    cooldownSeconds: integer(0, 86_400),
    limits: z
      .object({
        A: z.record(z.object(fromAndToE).strict()),
        C: z.record(z.object(fromAndToE).strict()),
        D: z.record(z.object({ ...fromAndToE, out: raw128, in: raw128 }).strict()),
      })
      .strict(),
    pay: z.record(raw128),
  })
  .strict()

const bucketB = z
  .object({ dailyLimits: z.record(z.object({ ...fromAndToE, toMesh: raw128, fromMesh: raw128 }).strict()) })
  .strict()

const stabilizer = z
  .object({
    thetaBp: integer(1, 99),
    bandBp: integer(2, 100),
    closes: integer(2, 8),
    minBlocks: integer(1, 255),
    gainBp: integer(1, 10_000),
    perBlockCapBp: integer(1, 1_000),
    maxSlippageBp: integer(1, 100),
    maxGasPriceWei: whole(0n, bits(64n)),
    designFlowPerHour: some128,
    maxTrade: raw128,
  })
  .strict()

const pool = z
  .object({
    base: z.string(),
    quote: z.string(),
    /** The two pools against XAU that a pool between two tokens settles through. */
    legs: z.tuple([z.string(), z.string()]).optional(),
    lpFeeRateWad: whole(0n, MAX_FEE_WAD),
    kWad: whole(0n, WAD),
    feedThresholdWad: whole(1n, 2n * MAX_FEE_WAD),
    guideStepBp: integer(1, 100),
    guideCapBp: integer(1, 1_000),
    meshMaxVolumePerBlock: whole(1n, bits(112n)),
    /** Of a pool against XAU. */
    meshShareBp: integer(0, 10_000).optional(),
    stabilizer,
    opening: z.object({ base: whole(DEAD_SHARES + 1n, bits(112n)), bucketBOfBase: some128 }).strict(),
  })
  .strict()

const peg = z
  .object({
    commodity: z.literal(true).optional(),
    pools: z.array(z.string()).min(1).max(MAX_POOLS),
    bandBp: integer(1, 1_000),
    thresholdBp: integer(1, 1_000),
    cooldownSeconds: integer(0, 86_400),
  })
  .strict()

export const goldConfig = z
  .object({
    tokens: z.record(token),
    ledger: z.object({ assets: z.record(asset) }).strict(),
    reserve,
    bucketB,
    loan: z.object({ collateral: z.string(), amount: some128 }).strict(),
    pools: z.record(pool),
    pegs: z.record(peg),
  })
  .strict()

export type GoldConfig = z.output<typeof goldConfig>
export type GoldPoolConfig = z.output<typeof pool>
export type GoldCollateralConfig = z.output<typeof collateral>
export type GoldDebtConfig = z.output<typeof debt>
