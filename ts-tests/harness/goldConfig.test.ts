import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldChainIds } from './chains.ts'
import { configPath, loadConfig, parseConfig } from './config.ts'
import { ConfigInvalidError } from './errors.ts'
import { inRoot } from './paths.ts'

const text = readFileSync(inRoot(configPath(138)), 'utf8')

type Section = { [key: string]: unknown }

/** Chain 138's book with one entry of its gold section set, or taken away with `undefined`. */
function edited(path: string, value: unknown): string {
  const book = JSON.parse(text) as { gold: Section }
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let section = book.gold
  for (const key of keys) section = section[key] as Section
  if (value === undefined) delete section[last]
  else section[last] = value
  return JSON.stringify(book)
}

function issuesOf(book: string): readonly string[] {
  try {
    parseConfig(book, 'book.json', 138)
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.issues
    throw error
  }
  return []
}

const weth = 'ledger.assets.WETH'
const cusdt = 'ledger.assets.cUSDT'
const pool = 'pools.cUSDT_XAU'
const pair = 'pools.cUSDT_cUSDC'
const stabilizer = `${pool}.stabilizer`

describe('the gold section', () => {
  test.each(goldChainIds)('of %i is valid, and its amounts stay as they are written', (chainId) => {
    const raw = JSON.parse(readFileSync(inRoot(configPath(chainId)), 'utf8')) as { gold: unknown }
    expect(loadConfig(chainId).gold).toEqual(raw.gold)
  })

  test('may be missing', () => {
    expect(loadConfig(56).gold).toBeUndefined()
  })

  test('takes the edges of what the contracts take', () => {
    const edges: [string, unknown][] = [
      ['tokens.cEURT.decimals', 24],
      [`${weth}.maxUsdWad`, '1000000000000000000000000000'],
      [`${cusdt}.debt.feePerSecondRay`, '21351615958748123217'],
      [`${cusdt}.debt.closeFactorBp`, 10_000],
      [`${cusdt}.debt.minDebt`, '2500000000000'],
      [`${weth}.collateral.liquidationBonusBp`, 2_499],
      ['reserve.windowMinutes', 60],
      ['reserve.flashFeeBp', 0],
      ['loan.amount', '10000000000000000000000'],
      [`${pool}.feedThresholdWad`, '3000000000000000'],
      [`${pool}.guideStepBp`, 100],
      [`${stabilizer}.maxGasPriceWei`, '18446744073709551615'],
      [`${stabilizer}.thetaBp`, 7],
      ['pegs.USD.bandBp', 50],
    ]
    for (const [path, value] of edges) expect(issuesOf(edited(path, value)), path).toEqual([])
  })

  test.each<[what: string, path: string, value: unknown, complaint: string]>([
    // Shape and units.
    ['a misspelt key', `${pool}.lpFeeRate`, '1500000000000000', "Unrecognized key(s) in object: 'lpFeeRate'"],
    ['a missing key', 'reserve.flashFeeBp', undefined, 'gold.reserve.flashFeeBp: Required'],
    ['an amount that is missing', `${pool}.kWad`, undefined, 'gold.pools.cUSDT_XAU.kWad: is not a whole number'],
    ['an amount with a point', `${cusdt}.debt.minDebt`, '100.5', `gold.${cusdt}.debt.minDebt: is not a whole number`],
    ['an amount in exponents', 'loan.amount', '32e20', 'gold.loan.amount: is not a whole number'],
    ['an amount too long for a number', 'loan.amount', 3.2e21, 'gold.loan.amount: is not a whole number'],
    ['basis points as text', `${stabilizer}.thetaBp`, '5', 'Expected number, received string'],
    ['a mesh volume of zero', `${pool}.meshMaxVolumePerBlock`, '0', 'is 0, not within 1 and'],
    // Tokens.
    ['25 decimals', 'tokens.cUSDT.decimals', 25, 'gold.tokens.cUSDT.decimals'],
    ['a name of 32 bytes', 'tokens.cUSDT.name', 'Cantilever Töther of 32 bytes…!', 'is not 1 to 31 bytes long'],
    ['a unit without a feed', 'tokens.cEURT.unit', 'EUR', 'gold.tokens.cEURT.unit: is neither USD nor a feed: EUR'],
    ["the chain's own symbol", 'tokens.WETH', { name: 'Ether', decimals: 18, unit: 'ETH_USD' }, 'which of the two'],
    ['gold worth a dollar', 'tokens.XAU.unit', 'USD', 'gold.tokens.XAU.unit: is not XAU_USD'],
    // Ledger.
    ['an asset nobody knows', 'ledger.assets.DAI', { feed: 'USD', maxUsdWad: '1000000000000000000' }, 'is no token of'],
    ['an asset that is nothing', `${weth}.collateral`, undefined, `gold.${weth}: is neither collateral nor lent`],
    ['an asset without a feed', `${weth}.feed`, 'ETC_USD', `gold.${weth}.feed: is neither USD nor a feed: ETC_USD`],
    ["another token's feed", 'ledger.assets.cEURT.feed', 'USD', 'is not what the token is worth: EUR_USD'],
    ['a dollar too dear', `${cusdt}.maxUsdWad`, '999999999999999999', 'is below a dollar'],
    ['a price beyond belief', `${weth}.maxUsdWad`, `1${'0'.repeat(30)}1`, 'not within 1000000 and'],
    ['a factor at the threshold', `${weth}.collateral.collateralFactorBp`, 8_000, 'could be liquidated as it is made'],
    ['a bonus too high', `${weth}.collateral.liquidationBonusBp`, 2_500, 'would leave a debt behind'],
    ['a cap beyond its bound', `${weth}.collateral.cap`, `1${'0'.repeat(29)}`, 'worth more than 1e15 dollars'],
    ['a ceiling beyond its bound', `${cusdt}.debt.ceiling`, `1${'0'.repeat(22)}`, 'worth more than 1e15 dollars'],
    ['a fee beyond 100 % a year', `${cusdt}.debt.feePerSecondRay`, '21351615958748123218', 'more than 100 % a year'],
    ['a close factor of zero', `${cusdt}.debt.closeFactorBp`, 0, 'debt.closeFactorBp'],
    [
      'a least debt above the first day',
      `${cusdt}.debt.minDebt`,
      '2500000000001',
      'nobody could borrow on the first day',
    ],
    ['a minter below the ceiling', `${cusdt}.debt.minter.cap`, '24999999999999', 'could then not be reached'],
    ['a burst above the cap', `${cusdt}.debt.minter.burst`, '25000000000001', 'is above the cap: it limits nothing'],
    ['a burst below the least debt', `${cusdt}.debt.minter.burst`, '99999999', 'is below minDebt'],
    ['a rate of the cap a day', `${cusdt}.debt.minter.refillPerSecond`, '289351852', 'is more than the cap a day'],
    ['debt of a token it cannot mint', `${weth}.debt`, JSON.parse(text).gold.ledger.assets.XAU.debt, 'cannot mint'],
    // Reserve and bucket B.
    ['a window of an hour and a minute', 'reserve.windowMinutes', 61, 'gold.reserve.windowMinutes'],
    ['a flash fee above 1 %', 'reserve.flashFeeBp', 101, 'gold.reserve.flashFeeBp'],
    ['a limit of an unknown token', 'reserve.pay.DAI', '1', 'gold.reserve.pay.DAI: is no token'],
    ['a limit of 129 bits', 'reserve.pay.XAU', String(2n ** 128n), 'gold.reserve.pay.XAU: is 3402'],
    [
      'a pooled token without limits',
      'bucketB.dailyLimits.cEURT',
      undefined,
      'gold.bucketB.dailyLimits.cEURT: is missing',
    ],
    ['a door that bucket B needs', 'bucketB.dailyLimits.XAU.toMesh', '0', 'closes fromE or toMesh'],
    // Loan.
    ['a loan against nothing', 'loan.collateral', 'cUSDT', 'is not taken as collateral by the ledger: cUSDT'],
    ['a loan against minted gold', 'loan.collateral', 'XAU', 'gold.loan.collateral: is no token of the chain: XAU'],
    ['a loan beyond the first day', 'loan.amount', '10000000000000000000001', 'is more than a tenth of its cap'],
    // Pools.
    [
      'a pool of an unknown token',
      `${pool}.base`,
      'DAI',
      'gold.pools.cUSDT_XAU.base: is no token of this section: DAI',
    ],
    ['a pool of one token', `${pool}.base`, 'XAU', 'gold.pools.cUSDT_XAU.quote: is the base, too: XAU'],
    ['two pools of one pair', 'pools.second', JSON.parse(text).gold.pools.cUSDT_XAU, 'trades what cUSDT_XAU trades'],
    ['a pair without legs', `${pair}.legs`, undefined, 'without them the quote must be XAU'],
    [
      'legs in the wrong order',
      `${pair}.legs`,
      ['cUSDC_XAU', 'cUSDT_XAU'],
      'is no pool of cUSDT against XAU: cUSDC_XAU',
    ],
    ['a single leg', `${pair}.legs`, ['cUSDT_XAU'], 'gold.pools.cUSDT_cUSDC.legs'],
    ['a pair with a share of the gold', `${pair}.meshShareBp`, 1, 'is of pools against XAU only'],
    ['shares that do not add up', `${pool}.meshShareBp`, 5_999, 'add up to 9999, not to 10,000'],
    ['a share that is missing', `${pool}.meshShareBp`, undefined, 'is missing: its private pool holds XAU'],
    ['a k between 0.99 and 1', `${pool}.kWad`, '990000000000000001', 'is none of 0, 1e-6 to 0.99 and 1'],
    ['a k below 1e-6', `${pool}.kWad`, '999999999999', 'is none of 0, 1e-6 to 0.99 and 1'],
    ['a fee above 10 %', `${pool}.lpFeeRateWad`, '100000000000000001', 'not within 0 and 100000000000000000'],
    [
      'a fee below half the threshold',
      `${pool}.feedThresholdWad`,
      '3000000000000001',
      'is below half of feedThresholdWad',
    ],
    ['a pool without a threshold', `${pool}.feedThresholdWad`, '0', 'is 0, not within 1 and'],
    ['a step above the cap', `${pool}.guideCapBp`, 9, 'is below guideStepBp'],
    ['an opening of dead shares', `${pool}.opening.base`, '1000', 'is 1000, not within 1001 and'],
    // Stabilizer.
    ['theta at the band', `${stabilizer}.thetaBp`, 10, 'gold.pools.cUSDT_XAU.stabilizer.thetaBp: is not below bandBp'],
    ['a single close', `${stabilizer}.closes`, 1, 'stabilizer.closes'],
    ['slippage above 1 %', `${stabilizer}.maxSlippageBp`, 101, 'stabilizer.maxSlippageBp'],
    ['a gas price of 65 bits', `${stabilizer}.maxGasPriceWei`, String(2n ** 64n), 'stabilizer.maxGasPriceWei'],
    ['a theta that leaves no room', `${stabilizer}.thetaBp`, 9, "does not hold its band at the opening's reserves"],
    ['a gain that does not keep up', `${stabilizer}.gainBp`, 600, 'gainBp 600 of 672'],
    ['a cap below the flow', `${stabilizer}.designFlowPerHour`, '800000000000', 'does not hold its band at'],
    // Pegs.
    ['a peg without pools', 'pegs.USD.pools', [], 'gold.pegs.USD.pools'],
    ['a peg of an unknown pool', 'pegs.EUR.pools', ['cEUR_XAU'], 'is no pool of this section: cEUR_XAU'],
    [
      'a peg with a pool twice',
      'pegs.USD.pools',
      ['cUSDT_XAU', 'cUSDT_XAU'],
      'gold.pegs.USD.pools: names a pool twice',
    ],
    ["another currency's pool", 'pegs.EUR.pools', ['cUSDT_XAU'], 'does not price a token worth one EUR: cUSDT_XAU'],
    ['gold priced in dollars', 'pegs.XAU.pools', ['cUSDT_cUSDC'], 'does not price XAU: cUSDT_cUSDC'],
    ['a peg band above its threshold', 'pegs.USD.bandBp', 51, 'gold.pegs.USD.bandBp: is above thresholdBp'],
    ['a peg named beyond ASCII', 'pegs.€', JSON.parse(text).gold.pegs.EUR, 'has a name that is not 1 to 32 characters'],
  ])('refuses %s and says where', (_, path, value, complaint) => {
    expect(issuesOf(edited(path, value)).join('\n')).toContain(complaint)
  })

  test('says what its gold is counted by if the feed is not there', () => {
    const book = JSON.parse(text) as { feeds: Section }
    delete book.feeds.XAU_USD
    expect(issuesOf(JSON.stringify(book))).toContain('gold.ledger: counts in ounces, but feeds has no XAU_USD')
  })

  test('asks the band at the block time of the chain', () => {
    const book = JSON.parse(text) as { chain: Section }
    book.chain.blockTimeMilliseconds = 60_001
    expect(issuesOf(JSON.stringify(book)).join('\n')).toContain('is refused at a block time of 60001 ms')
    book.chain.blockTimeMilliseconds = 30_000
    expect(issuesOf(JSON.stringify(book)).join('\n')).toContain('inventory')
  })
})
