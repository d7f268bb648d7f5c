import type { BarSeriesOption, LineSeriesOption } from 'echarts'
import type { Snapshot, VaultChapter } from '../run.ts'
import {
  type ChartSpec,
  faint,
  frame,
  GOLD,
  GREY,
  hours,
  hoursAxis,
  INK,
  label,
  line,
  NARROW,
  OURS,
  valueAxis,
} from './chartParts.ts'
import { plotted } from './format.ts'
import { baseSymbol, quoteSymbol, shapesOf } from './vaultTables.ts'

const CASH = '#7a8494'
const POOLS = ['#2f7ed8', '#1fa187', '#d9663d', '#8e63ce', '#c2498f', '#6b8e23']

const colour = (index: number): string => POOLS[index % POOLS.length] ?? INK

/** Shows all prices and the edges of the narrowest ranges; round figures at the ends. */
function priceWindow(
  prices: readonly number[],
  ranges: VaultChapter['ranges'],
  price: (raw: string) => number,
): { min: number; max: number } {
  const widths = ranges.map(({ priceLower, priceUpper }) => price(priceUpper) - price(priceLower))
  const narrow = ranges.filter((_, index) => (widths[index] ?? 0) <= 1.1 * Math.min(...widths))
  const shown = [...prices, ...narrow.flatMap(({ priceLower, priceUpper }) => [price(priceLower), price(priceUpper)])]
  const [low, high] = [Math.min(...shown), Math.max(...shown)]
  const step = 10 ** Math.floor(Math.log10(high - low || 1)) / 2
  return { min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step }
}

function priceChart({ config, timeline, ranges }: VaultChapter): ChartSpec {
  const [first] = timeline
  const start = first?.time ?? '0'
  const end = timeline.at(-1)?.time ?? start
  const at = (time: string) => hours(time, start)
  const price = (raw: string) => plotted(raw, 18)
  const pools: LineSeriesOption[] = config.pools.map(({ name }, pool) => ({
    ...line({
      name,
      color: colour(pool),
      data: timeline.map(({ time, spots }) => [at(time), price(spots[pool] ?? '0')]),
    }),
    markArea: {
      silent: true,
      itemStyle: { color: colour(pool), opacity: 0.13 },
      data: ranges
        .filter((range) => range.pool === pool)
        .map(({ from, until, priceLower, priceUpper }) => [
          { xAxis: at(from), yAxis: price(priceLower) },
          { xAxis: at(until ?? end), yAxis: price(priceUpper) },
        ]),
    },
  }))
  const oracle = line({
    name: 'Oracle',
    color: INK,
    data: timeline.map(({ time, anchor }) => [at(time), price(anchor)]),
    dashed: true,
  })
  const window = priceWindow(
    timeline.map(({ anchor }) => price(anchor)),
    ranges,
    price,
  )
  return {
    id: 'price',
    title: 'Price and ranges',
    caption: `Price of ${baseSymbol(config)} in ${quoteSymbol(config)} by the oracle and in each pool; the bands are the vault's ranges while they lived; wide ones go on beyond the drawing.`,
    height: 380,
    option: (size) => ({
      ...frame([...config.pools.map(({ name }) => name), 'Oracle'], size),
      xAxis: hoursAxis(at(end)),
      yAxis: valueAxis(quoteSymbol(config), size, window),
      series: [...pools, oracle],
    }),
  }
}

type Layer = { name: string; color: string; of: (moment: Snapshot) => string }

function compositionChart({ config, timeline }: VaultChapter): ChartSpec {
  const { value } = shapesOf(config)
  const start = timeline[0]?.time ?? '0'
  const end = timeline.at(-1)?.time ?? start
  const layers: Layer[] = [
    { name: 'Cash', color: CASH, of: ({ cash }) => cash.value },
    ...config.pools.map(
      ({ name }, pool): Layer => ({ name, color: colour(pool), of: ({ pools }) => pools[pool]?.value ?? '0' }),
    ),
    { name: 'Unreleased fees', color: GOLD, of: ({ unreleased }) => unreleased.value },
  ]
  // The library stacks over categories only. So each layer is drawn from the ground up to its own top, the highest
  // first, and the next one covers what is below.
  const filled = layers.map(
    ({ name, color }, layer): LineSeriesOption => ({
      ...line({
        name,
        color,
        data: timeline.map((moment) => {
          const top = layers.slice(0, layer + 1).reduce((sum, { of }) => sum + BigInt(of(moment)), 0n)
          return [hours(moment.time, start), plotted(String(top), value.decimals)]
        }),
      }),
      areaStyle: { color, opacity: 1 },
    }),
  )
  return {
    id: 'composition',
    title: 'Where the vault keeps its value',
    caption: `Cash, each pool's principal and collected fees not yet released, in ${quoteSymbol(config)} at the oracle's price.`,
    height: 340,
    option: (size) => ({
      ...frame(
        layers.map(({ name }) => name),
        size,
      ),
      xAxis: hoursAxis(hours(end, start)),
      yAxis: valueAxis(quoteSymbol(config), size, { min: 0 }),
      series: [...filled].reverse(),
    }),
  }
}

function shareChart({ config, timeline }: VaultChapter): ChartSpec {
  const start = timeline[0]?.time ?? '0'
  const end = timeline.at(-1)?.time ?? start
  const priced = timeline.filter(({ supply }) => supply !== '0')
  const data = (key: 'valuePerShare' | 'keptPerShare') =>
    priced.map((moment): [number, number] => [hours(moment.time, start), plotted(moment[key], 18)])
  return {
    id: 'share',
    title: 'Value per share',
    caption: `One share in ${config.token1.symbol} at the oracle's price, and the tokens of a first share had they been kept. Above the dashed line, depositing was worth more than keeping.`,
    height: 300,
    option: (size) => ({
      ...frame(['Share', 'Kept'], size),
      xAxis: hoursAxis(hours(end, start)),
      yAxis: valueAxis(config.token1.symbol, size),
      series: [
        line({ name: 'Share', color: OURS, data: data('valuePerShare'), bold: true }),
        line({ name: 'Kept', color: GREY, data: data('keptPerShare'), dashed: true }),
      ],
    }),
  }
}

function gasChart({ operations }: VaultChapter): ChartSpec {
  const compared = operations.filter(({ direct }) => direct !== undefined).reverse()
  const bars = (name: string, color: string, data: number[]): BarSeriesOption => ({
    type: 'bar',
    name,
    data,
    itemStyle: { color },
    barMaxWidth: 16,
    label: {
      show: true,
      position: 'right',
      ...label,
      fontSize: 11,
      formatter: ({ value }) => Number(value).toLocaleString('en'),
    },
  })
  return {
    id: 'gas',
    title: 'Gas beside position NFTs',
    caption:
      "Gas of each operation by its receipt, and of the same done over the same pools through the venue's position NFTs. Shorter is cheaper.",
    height: 106 + 62 * compared.length,
    option: (size) => ({
      ...frame(['Cantilever', 'Position NFTs'], size),
      grid: { left: size.width < NARROW ? 118 : 230, right: 70, top: 36, bottom: 44 },
      xAxis: {
        type: 'value',
        name: 'gas',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: label,
        axisLabel: { ...label, hideOverlap: true },
        splitLine: { lineStyle: faint },
        splitNumber: 3,
      },
      yAxis: {
        type: 'category',
        data: compared.map((operation) => operation.label),
        axisLabel: { ...label, width: size.width < NARROW ? 88 : 190, overflow: 'break' },
        axisLine: { lineStyle: faint },
        axisTick: { show: false },
      },
      series: [
        bars(
          'Position NFTs',
          GREY,
          compared.map(({ direct }) => plotted(direct?.gas ?? '0', 0)),
        ),
        bars(
          'Cantilever',
          OURS,
          compared.map(({ gas }) => plotted(gas, 0)),
        ),
      ],
    }),
  }
}

/** The charts of a vault's chapter, in the order they are shown. */
export const vaultCharts = (chapter: VaultChapter): ChartSpec[] =>
  chapter.timeline.length === 0
    ? []
    : [priceChart(chapter), compositionChart(chapter), shareChart(chapter), gasChart(chapter)]
