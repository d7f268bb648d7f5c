import { bandNeeds } from '../sim/domain/band.ts'
import {
  type Amount,
  type GoldCollateralConfig,
  type GoldConfig,
  type GoldDebtConfig,
  type GoldPoolConfig,
  label,
  MAX_FEE_PER_SECOND_RAY,
  MAX_POOLS,
  WAD,
} from './goldConfig.ts'

// The `gold` section of an address book as a whole. What a contract would refuse is refused here, before anything is
// deployed, and so is what no contract can see: a name that leads nowhere, a door that stays closed.

const BP = 10_000n
/** Greatest value of a cap or ceiling at the greatest believed price. */
const MAX_VALUE_USD_WAD = 10n ** 33n
/** A tenth of a cap or ceiling is in force on the first day. */
const LAUNCH_DIVISOR = 10n
const MAX_ASSETS = 16
const DAY_SECONDS = 86_400n
/** The anchor of the mesh. */
const XAU = 'XAU'

/** What the section needs of the rest of the address book. */
type Book = {
  chain: { blockTimeMilliseconds: number }
  tokens: Record<string, { decimals: number }>
  feeds: Record<string, unknown>
}

type Complain = (path: (string | number)[], message: string) => void

/** Everything that takes more than one entry to see. */
export function checkGold(gold: GoldConfig, book: Book, complain: Complain): void {
  checkTokens(gold, book, complain)
  checkLedger(gold, book, complain)
  checkFlows(gold, book, complain)
  checkLoan(gold, book, complain)
  checkPools(gold, book, complain)
  checkPegs(gold, complain)
}

const decimalsOf = (gold: GoldConfig, book: Book, symbol: string): number | undefined =>
  gold.tokens[symbol]?.decimals ?? book.tokens[symbol]?.decimals

const isPriced = (book: Book, unit: string): boolean => unit === 'USD' || unit in book.feeds

function checkTokens({ tokens }: GoldConfig, book: Book, complain: Complain): void {
  for (const [symbol, { unit }] of Object.entries(tokens)) {
    const path = ['tokens', symbol]
    if (!label.safeParse(symbol).success) complain(path, 'has a symbol that is not 1 to 31 bytes long')
    if (symbol in book.tokens) complain(path, 'is one of the chain, too: which of the two is meant cannot be told')
    if (!isPriced(book, unit)) complain([...path, 'unit'], `is neither USD nor a feed: ${unit}`)
  }
  if (!(XAU in tokens)) complain(['tokens'], `has no ${XAU}, which the mesh is anchored to`)
  else if (tokens[XAU]?.unit !== 'XAU_USD') complain(['tokens', XAU, 'unit'], 'is not XAU_USD: one token is one ounce')
  if (!('XAU_USD' in book.feeds)) complain(['ledger'], 'counts in ounces, but feeds has no XAU_USD')
}

function checkLedger(gold: GoldConfig, book: Book, complain: Complain): void {
  const { ledger, tokens } = gold
  const symbols = Object.keys(ledger.assets)
  if (symbols.length > MAX_ASSETS) complain(['ledger', 'assets'], `lists more than ${MAX_ASSETS}`)
  for (const [symbol, entry] of Object.entries(ledger.assets)) {
    const path = ['ledger', 'assets', symbol]
    const decimals = decimalsOf(gold, book, symbol)
    if (decimals === undefined) complain(path, 'is no token of the chain or of this section')
    if (!isPriced(book, entry.feed)) complain([...path, 'feed'], `is neither USD nor a feed: ${entry.feed}`)
    const unit = tokens[symbol]?.unit
    if (unit !== undefined && unit !== entry.feed)
      complain([...path, 'feed'], `is not what the token is worth: ${unit}`)
    const maxUsd = BigInt(entry.maxUsdWad)
    if (entry.feed === 'USD' && maxUsd < WAD)
      complain([...path, 'maxUsdWad'], 'is below a dollar, which the token is worth')
    if (!entry.collateral && !entry.debt) complain(path, 'is neither collateral nor lent')
    const most = (MAX_VALUE_USD_WAD * 10n ** BigInt(decimals ?? 0)) / maxUsd
    const bound = (key: string[], amount: Amount) => {
      if (BigInt(amount) > most)
        complain([...path, ...key], `is worth more than 1e15 dollars at maxUsdWad: ${most} at most`)
    }
    if (entry.collateral) {
      bound(['collateral', 'cap'], entry.collateral.cap)
      checkCollateral(entry.collateral, (key, message) => complain([...path, 'collateral', ...key], message))
    }
    if (entry.debt) {
      bound(['debt', 'ceiling'], entry.debt.ceiling)
      if (!(symbol in tokens)) complain([...path, 'debt'], 'is of a token that the ledger cannot mint')
      checkDebt(entry.debt, (key, message) => complain([...path, 'debt', ...key], message))
    }
  }
}

function checkCollateral(terms: GoldCollateralConfig, complain: Complain): void {
  const { collateralFactorBp, liquidationThresholdBp, liquidationBonusBp } = terms
  if (collateralFactorBp >= liquidationThresholdBp) {
    complain(['collateralFactorBp'], 'is not below liquidationThresholdBp: a loan could be liquidated as it is made')
  }
  if (BigInt(liquidationThresholdBp) * (BP + BigInt(liquidationBonusBp)) >= BP * BP) {
    complain(['liquidationBonusBp'], 'times the threshold is not below 1: a liquidation would leave a debt behind')
  }
}

function checkDebt(terms: GoldDebtConfig, complain: Complain): void {
  const [ceiling, minDebt] = [BigInt(terms.ceiling), BigInt(terms.minDebt)]
  const [cap, burst] = [BigInt(terms.minter.cap), BigInt(terms.minter.burst)]
  if (BigInt(terms.feePerSecondRay) + BigInt(terms.stablePremiumPerSecondRay ?? 0) > MAX_FEE_PER_SECOND_RAY) {
    complain(['stablePremiumPerSecondRay'], 'and feePerSecondRay are more than 100 % a year')
  }
  if (minDebt * LAUNCH_DIVISOR > ceiling) {
    complain(['minDebt'], 'is more than a tenth of the ceiling: nobody could borrow on the first day')
  }
  if (cap < ceiling) complain(['minter', 'cap'], 'is below the ceiling, which could then not be reached')
  if (burst > cap) complain(['minter', 'burst'], 'is above the cap: it limits nothing')
  if (burst < minDebt) complain(['minter', 'burst'], 'is below minDebt: nobody could borrow')
  if (BigInt(terms.minter.refillPerSecond) * DAY_SECONDS > cap) {
    complain(['minter', 'refillPerSecond'], 'is more than the cap a day: it limits nothing')
  }
}

/** Limits are of tokens there are, and no action is kept waiting by a closed door of bucket B. */
function checkFlows(gold: GoldConfig, book: Book, complain: Complain): void {
  const { limits, pay } = gold.reserve
  const { dailyLimits } = gold.bucketB
  const sections: [string[], Record<string, unknown>][] = [
    [['reserve', 'limits', 'A'], limits.A],
    [['reserve', 'limits', 'C'], limits.C],
    [['reserve', 'limits', 'D'], limits.D],
    [['reserve', 'pay'], pay],
    [['bucketB', 'dailyLimits'], dailyLimits],
  ]
  for (const [path, section] of sections) {
    for (const symbol of Object.keys(section)) {
      if (symbol in gold.tokens || symbol in book.tokens) continue
      complain([...path, symbol], 'is no token of the chain or of this section')
    }
  }
  for (const symbol of new Set(Object.values(gold.pools).flatMap(({ base, quote }) => [base, quote]))) {
    const limit = dailyLimits[symbol]
    const path = ['bucketB', 'dailyLimits', symbol]
    if (limit === undefined) complain(path, 'is missing: bucket B could neither get nor give the token')
    else if (BigInt(limit.fromE) === 0n || BigInt(limit.toMesh) === 0n) {
      complain(path, 'closes fromE or toMesh: bucket B could not be given the token, or could not sell it')
    }
  }
}

function checkLoan({ loan, ledger }: GoldConfig, book: Book, complain: Complain): void {
  const path = ['loan', 'collateral']
  const terms = ledger.assets[loan.collateral]?.collateral
  if (!(loan.collateral in book.tokens)) complain(path, `is no token of the chain: ${loan.collateral}`)
  if (terms === undefined) complain(path, `is not taken as collateral by the ledger: ${loan.collateral}`)
  else if (BigInt(loan.amount) * LAUNCH_DIVISOR > BigInt(terms.cap)) {
    complain(['loan', 'amount'], 'is more than a tenth of its cap, which is all that counts on the first day')
  }
}

function checkPools(gold: GoldConfig, book: Book, complain: Complain): void {
  const entries = Object.entries(gold.pools)
  if (entries.length > MAX_POOLS) complain(['pools'], `lists more than ${MAX_POOLS}`)
  const pairs = new Map<string, string>()
  for (const [name, terms] of entries) {
    const at: Complain = (path, message) => complain(['pools', name, ...path], message)
    const pair = [terms.base, terms.quote].sort().join('/')
    const same = pairs.get(pair)
    if (same !== undefined) at([], `trades what ${same} trades: the one would be taken for the other`)
    pairs.set(pair, name)
    checkPair(gold, terms, at)
    checkCurve(terms, at)
    checkBand(terms, book, at)
  }
  const shares = entries.reduce((sum, [, { meshShareBp = 0 }]) => sum + meshShareBp, 0)
  if (shares !== 10_000) complain(['pools'], `have meshShareBp that add up to ${shares}, not to 10,000`)
}

function checkPair({ tokens, pools }: GoldConfig, terms: GoldPoolConfig, complain: Complain): void {
  const { base, quote, legs, meshShareBp } = terms
  for (const [key, symbol] of Object.entries({ base, quote })) {
    if (!(symbol in tokens)) complain([key], `is no token of this section: ${symbol}`)
  }
  if (base === quote) complain(['quote'], `is the base, too: ${quote}`)
  if (legs === undefined) {
    if (quote !== XAU) complain(['legs'], `are missing: without them the quote must be ${XAU}`)
    if (meshShareBp === undefined) complain(['meshShareBp'], `is missing: its private pool holds ${XAU}`)
    return
  }
  if (meshShareBp !== undefined) complain(['meshShareBp'], 'is of pools against XAU only')
  for (const [n, priced] of [base, quote].entries()) {
    const leg = pools[legs[n] ?? '']
    if (leg?.base === priced && leg.quote === XAU && leg.legs === undefined) continue
    complain(['legs', n], `is no pool of ${priced} against ${XAU}: ${legs[n]}`)
  }
}

function checkCurve({ kWad, lpFeeRateWad, feedThresholdWad, ...terms }: GoldPoolConfig, complain: Complain): void {
  const k = BigInt(kWad)
  if (k !== 0n && k !== WAD && (k < 10n ** 12n || k > (WAD * 99n) / 100n)) {
    complain(['kWad'], 'is none of 0, 1e-6 to 0.99 and 1, times 1e18')
  }
  if (2n * BigInt(lpFeeRateWad) < BigInt(feedThresholdWad)) {
    complain(['lpFeeRateWad'], "is below half of feedThresholdWad: who sees the feed lag would trade at the LPs' cost")
  }
  if (terms.guideCapBp < terms.guideStepBp) complain(['guideCapBp'], 'is below guideStepBp')
}

/** The setter's three conditions with the opening's reserves as targets; at equal worth the quote's are the same. */
function checkBand({ stabilizer: s, opening, kWad }: GoldPoolConfig, book: Book, complain: Complain): void {
  const { blockTimeMilliseconds } = book.chain
  if (blockTimeMilliseconds < 100 || blockTimeMilliseconds > 60_000) {
    complain(['stabilizer'], `is refused at a block time of ${blockTimeMilliseconds} ms: 100 to 60,000`)
  }
  if (s.thetaBp >= s.bandBp) {
    complain(['stabilizer', 'thetaBp'], 'is not below bandBp')
    return
  }
  const terms = {
    thetaBp: BigInt(s.thetaBp),
    bandBp: BigInt(s.bandBp),
    closes: BigInt(s.closes),
    minBlocks: BigInt(s.minBlocks),
    gainBp: BigInt(s.gainBp),
    perBlockCapBp: BigInt(s.perBlockCapBp),
    blockTimeMs: BigInt(blockTimeMilliseconds),
  }
  const [target, flow, trade] = [BigInt(opening.base), BigInt(s.designFlowPerHour), BigInt(s.maxTrade)]
  const needs = bandNeeds(terms, target, BigInt(kWad), flow, trade)
  if (needs.holds) return
  const { minGainBp, needed, maxGap, cap, neededCap } = needs
  complain(
    ['stabilizer'],
    `does not hold its band at the opening's reserves (npm run parameters): gainBp ${s.gainBp} of ${minGainBp}, ` +
      `inventory ${needed} of ${maxGap}, cap ${cap} of ${neededCap}`,
  )
}

function checkPegs({ pegs, pools, tokens }: GoldConfig, complain: Complain): void {
  for (const [name, terms] of Object.entries(pegs)) {
    const path = ['pegs', name]
    // 32 bytes, and nothing but ASCII: what the contract answers as its asset.
    if (!/^[!-~]{1,32}$/.test(name)) complain(path, 'has a name that is not 1 to 32 characters of ASCII')
    if (terms.bandBp > terms.thresholdBp) complain([...path, 'bandBp'], 'is above thresholdBp')
    if (new Set(terms.pools).size !== terms.pools.length) complain([...path, 'pools'], 'names a pool twice')
    for (const [n, listed] of terms.pools.entries()) {
      const found = pools[listed]
      if (found === undefined) complain([...path, 'pools', n], `is no pool of this section: ${listed}`)
      else if (terms.commodity && found.quote !== name)
        complain([...path, 'pools', n], `does not price ${name}: ${listed}`)
      else if (!terms.commodity && !isOf(tokens[found.base]?.unit, name)) {
        complain([...path, 'pools', n], `does not price a token worth one ${name}: ${listed}`)
      }
    }
  }
}

/** The euro's unit is its feed, EUR_USD; the dollar's is USD itself. */
const isOf = (unit: string | undefined, currency: string): boolean => unit === currency || unit === `${currency}_USD`
