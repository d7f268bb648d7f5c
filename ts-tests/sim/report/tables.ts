import { type Cell, type DataTable, figure, left, right, type Shape, whole, words } from '../../story/report/cells.ts'
import type { Simulation } from '../record.ts'

const MONEY_PLACES = 2
const GOLD_PLACES = 4
const BP_OF_PPM: Shape = { decimals: 2, places: 2 }
const PERCENT_OF_PPM: Shape = { decimals: 4, places: 3 }
const FRACTION: Shape = { decimals: 18, places: 3 }
const BP_OF_WAD: Shape = { decimals: 14, places: 0 }
const SECONDS: Shape = { decimals: 3, places: 0 }

type Shapes = { base: Shape; quote: Shape }

const shapesOf = ({ pool: { base, quote } }: Simulation): Shapes => ({
  base: { decimals: base.decimals, places: MONEY_PLACES },
  quote: { decimals: quote.decimals, places: GOLD_PLACES },
})

type Row = readonly [label: string, path: string, shape: Shape, unit: string]

/** A table of single figures with their units. */
const listed = (s: Simulation, id: string, title: string, rows: readonly Row[], note?: string): DataTable => ({
  id,
  title,
  ...(note === undefined ? {} : { note }),
  columns: [left('What'), right('How much'), left('Unit')],
  rows: rows.map(([label, path, shape, unit]) => [words(label), figure(s, path, shape), words(unit)]),
})

function settingsTable(s: Simulation): DataTable {
  const { base } = shapesOf(s)
  return listed(s, 'settings', 'The pool and its stabilizer', [
    ['Slippage, k', '/pool/kWad', FRACTION, ''],
    ['LP fee', '/pool/lpFeeWad', BP_OF_WAD, 'bp'],
    ['Band to be held', '/settings/bandBp', whole, 'bp each side'],
    ['Theta: an action is called for beyond', '/settings/thetaBp', whole, 'bp'],
    ['N: closes that must agree', '/settings/closes', whole, ''],
    ['From one action to the next, at least', '/settings/minBlocks', whole, 'blocks'],
    ['Gain', '/settings/gainBp', whole, 'bp of the gap'],
    ['Most an action sells', '/settings/perBlockCapBp', whole, 'bp of the target'],
    ['Flow the settings are made for', '/settings/designFlowPerHour', base, `${s.pool.base.symbol} an hour`],
    ['A block every', '/settings/blockMilliseconds', SECONDS, 's'],
  ])
}

const measures = [
  ['closes', 'Closes, as the pool stored them'],
  ['inventory', 'of it inventory: had the guide price been at the oracle'],
  ['lag', 'of it lag: the guide price against the oracle'],
  ['live', "What a trader finds at a block's end"],
] as const

function bandTable(s: Simulation): DataTable {
  return {
    id: 'band',
    title: 'The band, and whose part is what',
    note: "Deviations from the oracle, block by block. A close compares with the oracle as its last touch read it; the last line compares with the oracle at the block's end and leaves out blocks without a price.",
    columns: [
      left('Measure'),
      right('Blocks'),
      right('Outside'),
      right('Within, %'),
      right('Worst, bp'),
      right('Mean, bp'),
    ],
    rows: measures.map(([key, label]) => [
      words(label),
      figure(s, `/${key}/blocks`, whole),
      figure(s, `/${key}/outside`, whole),
      figure(s, `/${key}/withinPpm`, PERCENT_OF_PPM),
      figure(s, `/${key}/worstPpm`, BP_OF_PPM),
      figure(s, `/${key}/meanPpm`, BP_OF_PPM),
    ]),
  }
}

function causesTable(s: Simulation): DataTable {
  return listed(s, 'causes', 'Closes outside the band, by what takes them there', [
    ['Inventory alone', '/causes/inventory', whole, 'closes'],
    ["The guide price's lag alone", '/causes/lag', whole, 'closes'],
    ['Both, or only together', '/causes/both', whole, 'closes'],
    ['Blocks without a price: the pool halts', '/halted', whole, 'blocks'],
  ])
}

function flowTable(s: Simulation): DataTable {
  const { base } = shapesOf(s)
  const symbol = s.pool.base.symbol
  return listed(
    s,
    'flow',
    'Flow and actions',
    [
      ['Trades of takers', '/flow/trades', whole, ''],
      [`Sold for ${s.pool.quote.symbol}`, '/flow/soldBase', base, symbol],
      [`Bought with ${s.pool.quote.symbol}`, '/flow/boughtBase', base, `worth in ${symbol}`],
      ['Trades of arbitrageurs', '/flow/arbitrages', whole, ''],
      ['of together', '/flow/arbitraged', base, `worth in ${symbol}`],
      ['Actions', '/actions/count', whole, ''],
      [`that sell ${s.pool.quote.symbol}`, '/actions/sellsQuote', whole, ''],
      [`that sell ${symbol}`, '/actions/sellsBase', whole, ''],
      ['of together', '/actions/volume', base, `worth in ${symbol}`],
      ['of a mean size of', '/actions/meanSize', base, `worth in ${symbol}`],
      ['Calls of the keeper that came too late in their block', '/actions/refused', whole, ''],
      ['From eligible to executed, at most', '/actions/mostLatency', whole, 'blocks'],
    ],
    'Sizes and volumes are what they are worth at the oracle of their block.',
  )
}

function conditionTable(s: Simulation): DataTable {
  const { base } = shapesOf(s)
  const symbol = s.pool.base.symbol
  const carries = (yes: 'yes' | 'no') => words(yes)
  const single = (label: string, path: string, shape: Shape, unit: string): Cell[] => [
    words(label),
    figure(s, path, shape),
    words(unit),
  ]
  return {
    id: 'condition',
    title: 'The cantilever condition, s·f ≥ Δ',
    columns: [left('What'), right('How much'), left('Unit')],
    rows: [
      single('s: the most an action may sell', '/condition/capSize', base, symbol),
      single('f: actions that a minute has room for', '/condition/tradesPerMinute', whole, 'a minute'),
      single('s·f', '/condition/capPerMinute', base, `${symbol} a minute`),
      single('Δ: the stated flow', '/condition/flowPerMinute', base, `${symbol} a minute`),
      single('Least s that carries it', '/condition/neededSize', base, symbol),
      [words('s·f carries the stated flow'), carries(s.condition.carries), words('')],
      single('Greatest net outflow of a minute', '/flow/peakMinute', base, symbol),
      [words('s·f carries that minute'), carries(s.condition.carriesPeak), words('')],
    ],
  }
}

function reserveTable(s: Simulation): DataTable {
  const { base, quote } = shapesOf(s)
  const [b, q] = [s.pool.base.symbol, s.pool.quote.symbol]
  const worth = `worth in ${b}`
  const outlook =
    s.bucket.runsOut === 'not at this pace'
      ? 'Bucket B holds as much of both as at the start, or more'
      : `Bucket B ${s.bucket.runsOut === 'it did' ? 'ran' : 'would run'} out of ${s.bucket.token}${s.bucket.runsOut === 'it did' ? '' : ' at the pace of this run'} after`
  return listed(
    s,
    'reserve',
    `Bucket B: ${s.reserve.token} ${s.reserve.standing}`,
    [
      [`${q} before`, '/bucket/quoteBefore', quote, q],
      [`${q} after`, '/bucket/quoteAfter', quote, q],
      [`${b} before`, '/bucket/baseBefore', base, b],
      [`${b} after`, '/bucket/baseAfter', base, b],
      [outlook, '/bucket/afterSeconds', whole, 's from the start'],
      ['Blocks in which it had nothing to act with', '/bucket/emptyBlocks', whole, 'blocks'],
      ['P·T: the greatest minute for the window', '/reserve/need', base, b],
      ['Window, T', '/reserve/windowMinutes', whole, 'minutes'],
      ['Target, 3·P·T', '/reserve/target', base, b],
      ['Policy, 5·P·T', '/reserve/policy', base, b],
      [`${s.reserve.token} held at first`, '/reserve/first', base, worth],
      [`${s.reserve.token} held at the least`, '/reserve/least', base, worth],
      [`${s.reserve.token} held at last`, '/reserve/last', base, worth],
      ['Blocks below the target', '/reserve/blocksBelowTarget', whole, 'blocks'],
    ],
    'Levels are of the token that takers drew from the system; standing is of the least that was held of it.',
  )
}

function lossTable(s: Simulation): DataTable {
  const { base, quote } = shapesOf(s)
  const [b, q] = [s.pool.base.symbol, s.pool.quote.symbol]
  const market = s.losses.some(({ atLastMarket }) => atLastMarket !== undefined)
  return {
    id: 'losses',
    title: 'Who won and lost what',
    note: `A minus is a loss; every column adds up to nothing but rounding. "Trade by trade" takes each trade at the oracle's price of its block; "at the end" takes the tokens at the last price${market ? ', by the oracle and with base at its market' : ''}: what holding others than before came to is in it.`,
    columns: [
      left('Party'),
      right(b),
      right(q),
      right(`Trade by trade, ${b}`),
      right(`At the end, ${b}`),
      ...(market ? [right('Base at its lowest, USD'), right('Base at its last, USD')] : []),
    ],
    rows: s.losses.map(({ party }, n) => [
      words(party),
      figure(s, `/losses/${n}/base`, base),
      figure(s, `/losses/${n}/quote`, quote),
      figure(s, `/losses/${n}/atTrade`, base),
      figure(s, `/losses/${n}/atEnd`, base),
      ...(market ? [figure(s, `/losses/${n}/atLowestMarket`, base), figure(s, `/losses/${n}/atLastMarket`, base)] : []),
    ]),
  }
}

const kinds = {
  sale: (base: string) => `Sale of ${base}`,
  purchase: (base: string) => `Purchase of ${base}`,
  arbitrage: () => 'Arbitrage',
  action: () => 'Action of the stabilizer',
} as const

function refusalTable(s: Simulation): DataTable {
  const { base } = shapesOf(s)
  return {
    id: 'refusals',
    title: 'What the system refused to do',
    ...(s.refusals.length === 0 ? { note: 'Nothing.' } : {}),
    columns: [left('What'), left('Reason'), right('Times'), right(`Worth, ${s.pool.base.symbol}`)],
    rows: s.refusals.map(({ what, reason }, n) => [
      words(kinds[what](s.pool.base.symbol)),
      words(reason),
      figure(s, `/refusals/${n}/count`, whole),
      figure(s, `/refusals/${n}/base`, base),
    ]),
  }
}

function claimTable(s: Simulation): DataTable {
  return {
    id: 'claims',
    title: 'Claims',
    columns: [left(''), left('Claim'), right('Measured'), left('Must be'), right('Bound'), left('')],
    rows: s.claims.map(({ ok, text, relation, unit }, n) => [
      words(ok ? '✓' : '✗'),
      words(text),
      figure(s, `/claims/${n}/measured`, whole),
      words(relation === '>=' ? 'at least' : 'at most'),
      figure(s, `/claims/${n}/bound`, whole),
      words(unit === 'ppm' ? 'ppm' : ''),
    ]),
  }
}

/** All tables of a simulation, in the order they are shown. */
export const tablesOf = (s: Simulation): DataTable[] => [
  settingsTable(s),
  bandTable(s),
  causesTable(s),
  flowTable(s),
  conditionTable(s),
  reserveTable(s),
  lossTable(s),
  refusalTable(s),
  claimTable(s),
]
