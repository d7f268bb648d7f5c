import type { BarSeriesOption, LineSeriesOption } from 'echarts'
import type { PegChapter, PegClose } from '../run.ts'
import {
  ALARM,
  type ChartSpec,
  faint,
  frame,
  GOLD,
  GREY,
  hours,
  hoursAxis,
  INK,
  type Line,
  label,
  line,
  OURS,
  valueAxis,
} from './chartParts.ts'
import { plotted } from './format.ts'

const BP_DECIMALS = 2

/** A line of as many points as there are pixels; of those that fall on one, the lowest and the highest are kept. */
const dense = (parts: Line): LineSeriesOption => ({ ...line(parts), sampling: 'minmax' })

type MarkArea = NonNullable<LineSeriesOption['markArea']> & NonNullable<BarSeriesOption['markArea']>

/** The band as an area behind what is drawn. */
const band = (low: number, high: number): MarkArea => ({
  silent: true,
  itemStyle: { color: OURS, opacity: 0.1 },
  data: [[{ yAxis: low }, { yAxis: high }]],
})

type Span = { at: (close: PegClose) => number; end: number }

function spanOf({ closes }: PegChapter): Span {
  const start = closes[0]?.time ?? '0'
  return { at: ({ time }) => hours(time, start), end: hours(closes.at(-1)?.time ?? start, start) }
}

/** The closes of a part and of all after it, or of all before it. */
function split({ closes, parts }: PegChapter, id: string): { before: PegClose[]; from: PegClose[] } {
  const first = parts.find((part) => part.id === id)?.firstBlock
  const index = first === undefined ? closes.length : closes.findIndex(({ block }) => block === first)
  return { before: closes.slice(0, index), from: closes.slice(index) }
}

function priceChart(chapter: PegChapter): ChartSpec {
  const { config, closes } = chapter
  const { at, end } = spanOf(chapter)
  const price = (raw: string) => plotted(raw, 18)
  const oracle = price(closes[0]?.oracle ?? '0')
  const width = (oracle * Number(config.bandBp)) / 10_000
  return {
    id: 'price',
    title: 'Price of an ounce',
    caption: `What an ounce of gold costs in ${config.base.symbol} in the pool and by the oracle, at each block's close; the area is the band. The spike at the end is the drain.`,
    height: 340,
    option: (size) => ({
      ...frame(['Pool', 'Oracle'], size),
      xAxis: hoursAxis(end),
      // The whole band below, and above as far as the drain went.
      yAxis: valueAxis(config.base.symbol, size, { min: Math.floor(oracle - width) - 1 }),
      series: [
        {
          ...dense({ name: 'Pool', color: OURS, data: closes.map((close) => [at(close), price(close.price)]) }),
          markArea: band(oracle - width, oracle + width),
        },
        dense({
          name: 'Oracle',
          color: INK,
          data: closes.map((close) => [at(close), price(close.oracle)]),
          dashed: true,
        }),
      ],
    }),
  }
}

function deviationChart(chapter: PegChapter): ChartSpec {
  const { config } = chapter
  const { at } = spanOf(chapter)
  const { before } = split(chapter, 'drain')
  const last = before.at(-1)
  const [bandBp, theta] = [Number(config.bandBp), Number(config.thetaBp)]
  return {
    id: 'deviation',
    title: 'Deviation of every close',
    caption: `How far ${config.base.symbol} is from the oracle at each block's close, before the drain, in basis points; the area is the band, the dotted line is where an action is called for.`,
    height: 340,
    option: (size) => ({
      ...frame(['Deviation'], size),
      xAxis: hoursAxis(last === undefined ? 0 : at(last)),
      yAxis: valueAxis('bp', size, { min: -bandBp - 2, max: bandBp + 2 }),
      series: [
        {
          ...dense({
            name: 'Deviation',
            color: OURS,
            data: before.map((close) => [at(close), plotted(close.deviationPpm, BP_DECIMALS)]),
          }),
          markArea: band(-bandBp, bandBp),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ALARM, type: 'dotted' },
            data: [{ yAxis: -theta }, { yAxis: theta }],
          },
        },
      ],
    }),
  }
}

function linesChart(
  chapter: PegChapter,
  parts: Pick<ChartSpec, 'id' | 'title' | 'caption'> & { unit: string; bounds?: { min?: number } },
  lines: readonly {
    name: string
    color: string
    of: (close: PegClose) => string
    decimals: number
    dashed?: boolean
  }[],
): ChartSpec {
  const { at, end } = spanOf(chapter)
  const { unit, bounds, ...spec } = parts
  return {
    ...spec,
    height: 300,
    option: (size) => ({
      ...frame(
        lines.map(({ name }) => name),
        size,
      ),
      xAxis: hoursAxis(end),
      yAxis: valueAxis(unit, size, bounds),
      series: lines.map(({ name, color, of, decimals, dashed }) =>
        dense({
          name,
          color,
          data: chapter.closes.map((close) => [at(close), plotted(of(close), decimals)]),
          ...(dashed === undefined ? {} : { dashed }),
        }),
      ),
    }),
  }
}

function inventoryChart(chapter: PegChapter): ChartSpec {
  const { symbol, decimals } = chapter.config.quote
  const caption = `Gold in the public pool and in bucket B, in ${symbol}. The pool's stays: what is sold to it, bucket B pays for. Bucket B is given gold for its dollars after each hour.`
  return linesChart(chapter, { id: 'inventory', title: 'Inventory', caption, unit: symbol, bounds: { min: 0 } }, [
    { name: 'Public pool', color: OURS, of: ({ poolQuote }) => poolQuote, decimals },
    { name: 'Bucket B', color: GOLD, of: ({ heldQuote }) => heldQuote, decimals },
  ])
}

function volumeChart(chapter: PegChapter): ChartSpec {
  const { symbol, decimals } = chapter.config.base
  const caption = `What was sold into the pool so far, and what the stabilizer has bought out of it, in ${symbol}.`
  return linesChart(chapter, { id: 'volume', title: 'Volume of the stabilizer', caption, unit: symbol }, [
    { name: 'Sold into the pool', color: GREY, of: ({ sold }) => sold, decimals, dashed: true },
    { name: 'Bought by the stabilizer', color: OURS, of: ({ stabilized }) => stabilized, decimals },
  ])
}

function valueChart(chapter: PegChapter): ChartSpec {
  const { symbol, decimals } = chapter.config.quote
  const caption = `Gold and dollars of bucket B together, in ${symbol} at the oracle's price. Each action buys at the oracle's price or better.`
  return linesChart(chapter, { id: 'value', title: "Bucket B's value", caption, unit: symbol }, [
    { name: 'Value', color: GOLD, of: ({ value }) => value, decimals },
  ])
}

function drainChart(chapter: PegChapter): ChartSpec {
  const { config, drain } = chapter
  const { from } = split(chapter, 'flash')
  const bandBp = Number(config.bandBp)
  const zero = BigInt(drain?.block ?? from[0]?.block ?? '0')
  const bars: BarSeriesOption = {
    type: 'bar',
    name: 'Deviation',
    data: from.map(({ deviationPpm }) => plotted(deviationPpm, BP_DECIMALS)),
    itemStyle: { color: ALARM },
    barMaxWidth: 16,
    markArea: band(-bandBp, bandBp),
  }
  return {
    id: 'drain',
    title: 'Flash attack and drain, block by block',
    caption: `Deviation of each close in basis points; the drain's block is counted 0. The flash attack, in the first block drawn, leaves no trace.`,
    height: 300,
    option: (size) => ({
      ...frame(['Deviation'], size),
      xAxis: {
        type: 'category',
        name: 'blocks',
        nameLocation: 'middle',
        nameGap: 26,
        data: from.map(({ block }) => String(BigInt(block) - zero)),
        nameTextStyle: label,
        axisLabel: label,
        axisLine: { lineStyle: faint },
        axisTick: { show: false },
      },
      yAxis: valueAxis('bp', size),
      series: [bars],
    }),
  }
}

/** The charts of a peg's chapter, in the order they are shown. */
export const pegCharts = (chapter: PegChapter): ChartSpec[] =>
  chapter.closes.length === 0
    ? []
    : [
        priceChart(chapter),
        deviationChart(chapter),
        inventoryChart(chapter),
        volumeChart(chapter),
        valueChart(chapter),
        drainChart(chapter),
      ]
