import type { Run, VaultChapter } from '../run.ts'
import { type Cell, type DataTable, figure, left, right, type Shape, whole, words } from './cells.ts'
import { claimsTable } from './claimsTable.ts'

/** How many places a token's amounts and prices are shown with. */
type Shapes = { amount0: Shape; amount1: Shape; value: Shape; price: Shape; share: Shape; shares: Shape }

const MONEY_PLACES = 2
const COIN_PLACES = 4

export function shapesOf({ token0, token1, quote }: VaultChapter['config']): Shapes {
  const amount0 = { decimals: token0.decimals, places: quote === 'token0' ? MONEY_PLACES : COIN_PLACES }
  const amount1 = { decimals: token1.decimals, places: quote === 'token1' ? MONEY_PLACES : COIN_PLACES }
  return {
    amount0,
    amount1,
    value: quote === 'token0' ? amount0 : amount1,
    price: { decimals: 18, places: MONEY_PLACES },
    share: { decimals: 18, places: 6 },
    shares: { decimals: 18, places: COIN_PLACES },
  }
}

export const quoteSymbol = ({ quote, token0, token1 }: VaultChapter['config']): string =>
  (quote === 'token0' ? token0 : token1).symbol
export const baseSymbol = ({ quote, token0, token1 }: VaultChapter['config']): string =>
  (quote === 'token0' ? token1 : token0).symbol

function tradingTable(run: Run, root: string, { config, trading }: VaultChapter): DataTable {
  const { value, price } = shapesOf(config)
  const quote = quoteSymbol(config)
  const row = (label: string, key: keyof VaultChapter['trading'], shape: Shape, unit: string): Cell[] => [
    words(label),
    figure(run, `${root}/trading/${key}`, shape),
    words(unit),
  ]
  return {
    id: 'trading',
    title: 'The day',
    columns: [left('What'), right('How much'), left('Unit')],
    rows: [
      row('Swaps', 'swaps', whole, ''),
      row(`Bought ${baseSymbol(config)}`, 'buys', whole, 'swaps'),
      row(`Sold ${baseSymbol(config)}`, 'sells', whole, 'swaps'),
      row('Traded', 'volume', value, quote),
      ...trading.volumes.map((_, index): Cell[] => [
        words(`  in ${config.pools[index]?.name ?? ''}`),
        figure(run, `${root}/trading/volumes/${index}`, value),
        words(quote),
      ]),
      row('Held by the pools at first', 'depth', value, quote),
      row('Turnover', 'turnoverBp', whole, 'bp of that'),
      row('Lowest oracle price', 'low', price, quote),
      row('Highest oracle price', 'high', price, quote),
      row('High over low', 'moveBp', whole, 'bp'),
      row('Oracle updates', 'oracleUpdates', whole, ''),
      row('Market furthest from oracle', 'oracleLagBp', whole, 'bp'),
    ],
  }
}

function participantsTable(run: Run, root: string, { config, participants }: VaultChapter): DataTable {
  const { amount0, amount1, value, shares } = shapesOf(config)
  const [symbol0, symbol1, quote] = [config.token0.symbol, config.token1.symbol, quoteSymbol(config)]
  return {
    id: 'participants',
    title: 'Who put in what and took out what',
    note: `"Has" is what was taken and what is left, "kept" what the deposits would be worth untouched, both in ${quote} at the last oracle price.`,
    columns: [
      left('Who'),
      right(`Put ${symbol0}`),
      right(`Put ${symbol1}`),
      right(`Took ${symbol0}`),
      right(`Took ${symbol1}`),
      right('Shares left'),
      right(`Left, ${quote}`),
      right(`Has, ${quote}`),
      right(`Kept, ${quote}`),
    ],
    rows: participants.map(({ name, did }, index) => {
      const of = (key: string, shape: Shape) => figure(run, `${root}/participants/${index}/${key}`, shape)
      return [
        words(`${name}: ${did}`),
        of('put/amount0', amount0),
        of('put/amount1', amount1),
        of('took/amount0', amount0),
        of('took/amount1', amount1),
        of('shares', shares),
        of('left/value', value),
        of('has', value),
        of('kept', value),
      ]
    }),
  }
}

function momentsTable(run: Run, root: string, chapter: VaultChapter, all: boolean): DataTable {
  const { config, timeline } = chapter
  const { value, price, share } = shapesOf(config)
  const [symbol1, quote] = [config.token1.symbol, quoteSymbol(config)]
  const moments = [...timeline.entries()].filter(([, { label }]) => all || label !== undefined)
  return {
    id: all ? 'timeline' : 'moments',
    title: all ? 'Every moment recorded' : 'Value per share',
    note: `A whole share in ${symbol1} at the oracle price, beside a first share's tokens had they been kept.`,
    long: all,
    columns: [
      left('When'),
      right('Block'),
      right(`Price, ${quote}`),
      right(`Share, ${symbol1}`),
      right(`Kept, ${symbol1}`),
      right(`Vault, ${quote}`),
      right(`Cash, ${quote}`),
      ...(all ? config.pools.map(({ name }) => right(`${name}, ${quote}`)) : []),
    ],
    rows: moments.map(([index, { label }]) => {
      const of = (key: string, shape: Shape) => figure(run, `${root}/timeline/${index}/${key}`, shape)
      return [
        words(label ?? ''),
        of('block', whole),
        of('anchor', price),
        of('valuePerShare', share),
        of('keptPerShare', share),
        of('value', value),
        of('cash/value', value),
        ...(all ? config.pools.map((_, pool) => of(`pools/${pool}/value`, value)) : []),
      ]
    }),
  }
}

function gasTable(run: Run, root: string, { operations }: VaultChapter): DataTable {
  return {
    id: 'gas',
    title: 'Gas, from receipts',
    note: "Beside it, the same through the venue's position NFTs, over the same pools in the same run.",
    columns: [left('Operation'), right('Gas'), left('Through position NFTs'), right('Transactions'), right('Gas')],
    rows: operations.map(({ label, direct }, index) => {
      const path = `${root}/operations/${index}`
      return [
        words(label),
        figure(run, `${path}/gas`, whole),
        words(direct?.label ?? ''),
        direct ? figure(run, `${path}/direct/transactions`, whole) : words(''),
        direct ? figure(run, `${path}/direct/gas`, whole) : words(''),
      ]
    }),
  }
}

function rebalancesTable(run: Run, root: string, { config, rebalances }: VaultChapter): DataTable {
  return {
    id: 'rebalances',
    title: 'Rebalances',
    note: "A pool's target is its weight by score, of what was placed; the cash curve's is of the whole vault.",
    columns: [left('Which'), left('Part'), right('Target, bp'), right('Got, bp')],
    rows: rebalances.flatMap((_, index) => {
      const of = (key: string) => figure(run, `${root}/rebalances/${index}/${key}`, whole)
      return [
        ...config.pools.map(({ name }, pool) => [
          words(index === 0 ? 'First' : 'Second'),
          words(name),
          of(`weightsBp/${pool}`),
          of(`placedBp/${pool}`),
        ]),
        [words(''), words('Cash'), of('cashTargetBp'), of('cashBp')],
      ]
    }),
  }
}

const theftsTable = ({ thefts }: VaultChapter): DataTable => ({
  id: 'thefts',
  title: 'A keeper tries to steal',
  columns: [left('Attempt'), left('Refused by')],
  rows: thefts.map(({ text, error, refused }) => [words(text), words(refused ? error : 'NOT REFUSED')]),
})

/** All tables of a vault's chapter, in the order they are shown. */
export const vaultTables = (run: Run, root: string, chapter: VaultChapter): DataTable[] => [
  tradingTable(run, root, chapter),
  participantsTable(run, root, chapter),
  momentsTable(run, root, chapter, false),
  rebalancesTable(run, root, chapter),
  gasTable(run, root, chapter),
  theftsTable(chapter),
  claimsTable(run, root, chapter),
  momentsTable(run, root, chapter, true),
]
