import type { PegChapter, Run } from '../run.ts'
import { type Cell, type DataTable, figure, left, right, type Shape, whole, words } from './cells.ts'
import { claimsTable } from './claimsTable.ts'

const MONEY_PLACES = 2
const GOLD_PLACES = 4

type Shapes = { base: Shape; quote: Shape; price: Shape; bpOfPpm: Shape; percentOfPpm: Shape }

/** How the amounts and rates of a peg are shown. */
const pegShapes = ({ base, quote }: PegChapter['config']): Shapes => ({
  base: { decimals: base.decimals, places: MONEY_PLACES },
  quote: { decimals: quote.decimals, places: GOLD_PLACES },
  price: { decimals: 18, places: MONEY_PLACES },
  bpOfPpm: { decimals: 2, places: 2 },
  percentOfPpm: { decimals: 4, places: 2 },
})

const FRACTION: Shape = { decimals: 18, places: 1 }
const BP_OF_WAD: Shape = { decimals: 14, places: 0 }
const SECONDS_OF_MILLISECONDS: Shape = { decimals: 3, places: 0 }
const HEALTH: Shape = { decimals: 18, places: 2 }

function settingsTable(run: Run, root: string, { config, loan }: PegChapter): DataTable {
  const { base } = pegShapes(config)
  const row = (label: string, path: string, shape: Shape, unit: string): Cell[] => [
    words(label),
    figure(run, `${root}/${path}`, shape),
    words(unit),
  ]
  const pledge: Shape = { decimals: loan?.collateral.decimals ?? 0, places: MONEY_PLACES }
  return {
    id: 'settings',
    title: 'The pool, its stabilizer, and the loan that is sold',
    columns: [left('What'), right('How much'), left('Unit')],
    rows: [
      row('Slippage, k', 'config/kWad', FRACTION, ''),
      row('LP fee', 'config/lpFeeWad', BP_OF_WAD, 'bp'),
      row('Band to be held', 'config/bandBp', whole, 'bp each side'),
      row('An action is called for beyond', 'config/thetaBp', whole, 'bp'),
      row('Closes that must agree', 'config/closes', whole, ''),
      row('From one action to the next, at least', 'config/minBlocks', whole, 'blocks'),
      row('Most an action sells', 'config/perBlockCapBp', whole, 'bp of the target'),
      row('Flow the settings are made for', 'config/designFlowPerHour', base, `${config.base.symbol} an hour`),
      row('A block every', 'config/blockMilliseconds', SECONDS_OF_MILLISECONDS, 's'),
      ...(loan === undefined
        ? []
        : [
            row('Pledged to the ledger', 'loan/pledged', pledge, loan.collateral.symbol),
            row('Borrowed from it', 'loan/borrowed', base, config.base.symbol),
            row('Health of the loan', 'loan/healthWad', HEALTH, ''),
          ]),
    ],
  }
}

function partsTable(run: Run, root: string, { config, parts }: PegChapter): DataTable {
  const shapes = pegShapes(config)
  const [base, quote] = [config.base.symbol, config.quote.symbol]
  return {
    id: 'parts',
    title: 'Block by block',
    note: `Every block's close as the pool stored it, against the oracle. Bucket B's value is in ${quote} at the oracle's price.`,
    columns: [
      left('Part'),
      right('Closes'),
      right('Trades'),
      right(`Sold, ${base}`),
      right('Outside'),
      right('Within, %'),
      right('Worst, bp'),
      right('Actions'),
      right(`B sold, ${quote}`),
      right('B before'),
      right('B after'),
    ],
    rows: parts.map(({ title }, index) => {
      const of = (key: string, shape: Shape) => figure(run, `${root}/parts/${index}/${key}`, shape)
      return [
        words(title),
        of('closes', whole),
        of('trades', whole),
        of('flow', shapes.base),
        of('outside', whole),
        of('withinPpm', shapes.percentOfPpm),
        of('worstPpm', shapes.bpOfPpm),
        of('actions', whole),
        of('spent', shapes.quote),
        of('valueBefore', shapes.quote),
        of('valueAfter', shapes.quote),
      ]
    }),
  }
}

function attacksTable(run: Run, root: string, { config, attacks }: PegChapter): DataTable {
  const shapes = pegShapes(config)
  const base = config.base.symbol
  const verdict = (should: string) => words(should === '1' ? 'act' : 'rest')
  return {
    id: 'attacks',
    title: 'Moves undone in their block',
    note: 'What the stabilizer says before the attack and after it, in the same block: the sustained deviation, and what to do.',
    columns: [
      left('Attack'),
      right(`Lent, ${base}`),
      right('Peak, bp'),
      right('Before, bp'),
      left('would'),
      right('After, bp'),
      left('would'),
      left('An action meanwhile'),
      right('Close, bp'),
      right(`It cost, ${base}`),
    ],
    rows: attacks.map(({ title, before, after, refusal }, index) => {
      const of = (key: string, shape: Shape) => figure(run, `${root}/attacks/${index}/${key}`, shape)
      return [
        words(title),
        of('lent', shapes.base),
        of('peakPpm', shapes.bpOfPpm),
        of('before/deviationBps', whole),
        verdict(before.should),
        of('after/deviationBps', whole),
        verdict(after.should),
        words(refusal === '' ? 'not asked for' : refusal),
        of('closePpm', shapes.bpOfPpm),
        of('cost', shapes.base),
      ]
    }),
  }
}

function drainTable(run: Run, root: string, { config, drain }: PegChapter): DataTable[] {
  if (drain === undefined) return []
  const shapes = pegShapes(config)
  const row = (label: string, key: string, shape: Shape, unit: string): Cell[] => [
    words(label),
    figure(run, `${root}/drain/${key}`, shape),
    words(unit),
  ]
  return [
    {
      id: 'drain',
      title: 'A drain that stays',
      columns: [left('What'), right('How much'), left('Unit')],
      rows: [
        row('Sold at once', 'sold', shapes.base, config.base.symbol),
        row('Received', 'received', shapes.quote, config.quote.symbol),
        row('In block', 'block', whole, ''),
        row('The stabilizer acts in block', 'actionBlock', whole, ''),
        row('No action for', 'quietBlocks', whole, 'blocks up to its second close'),
        ...drain.closes.map(({ title }, index) =>
          row(`Close of ${title}`, `closes/${index}/deviationPpm`, shapes.bpOfPpm, 'bp from the oracle'),
        ),
      ],
    },
  ]
}

function actionsTable(run: Run, root: string, { config, actions }: PegChapter): DataTable {
  const shapes = pegShapes(config)
  const [base, quote] = [config.base.symbol, config.quote.symbol]
  return {
    id: 'actions',
    title: 'Every action of the stabilizer',
    note: "Latency counts blocks from the first in which every guard passes. Bucket B's value is at the oracle's price.",
    long: true,
    columns: [
      right('Block'),
      right('Deviation, bp'),
      right(`Sold, ${quote}`),
      right(`Received, ${base}`),
      right(`B before, ${quote}`),
      right(`B after, ${quote}`),
      right('Latency'),
      right('Gas'),
    ],
    rows: actions.map((_, index) => {
      const of = (key: string, shape: Shape) => figure(run, `${root}/actions/${index}/${key}`, shape)
      return [
        of('block', whole),
        of('deviationBps', whole),
        of('sold', shapes.quote),
        of('received', shapes.base),
        of('valueBefore', shapes.quote),
        of('valueAfter', shapes.quote),
        of('latency', whole),
        of('gas', whole),
      ]
    }),
  }
}

/** All tables of a peg's chapter, in the order they are shown. */
export const pegTables = (run: Run, root: string, chapter: PegChapter): DataTable[] => [
  settingsTable(run, root, chapter),
  partsTable(run, root, chapter),
  attacksTable(run, root, chapter),
  ...drainTable(run, root, chapter),
  claimsTable(run, root, chapter),
  actionsTable(run, root, chapter),
]
