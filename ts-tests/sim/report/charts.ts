import type { LineSeriesOption } from 'echarts'
import {
  ALARM,
  type ChartSpec,
  frame,
  GOLD,
  GREY,
  hoursAxis,
  INK,
  type Line,
  line,
  OURS,
  valueAxis,
} from '../../story/report/chartParts.ts'
import { plotted } from '../../story/report/format.ts'
import type { Sample, Simulation } from '../record.ts'

type Drawn = Pick<Line, 'name' | 'color'> & { of: (sample: Sample) => number; dashed?: boolean }

const hour = ({ second }: Sample): number => Number(second) / 3_600

/** Lines over the run's hours; `lines` of numbers that only the drawing sees. */
function chart(
  s: Simulation,
  parts: Pick<ChartSpec, 'id' | 'title' | 'caption'> & { unit: string; bounds?: { min?: number; max?: number } },
  lines: readonly Drawn[],
  more: Partial<LineSeriesOption> = {},
): ChartSpec {
  const { unit, bounds, ...spec } = parts
  const last = s.samples.at(-1)
  return {
    ...spec,
    height: 320,
    option: (size) => ({
      ...frame(
        lines.map(({ name }) => name),
        size,
      ),
      xAxis: hoursAxis(last === undefined ? 0 : hour(last)),
      yAxis: valueAxis(unit, size, bounds),
      series: lines.map(({ name, color, of, dashed }, n) => ({
        ...line({
          name,
          color,
          data: s.samples.map((sample) => [hour(sample), of(sample)]),
          ...(dashed === undefined ? {} : { dashed }),
        }),
        ...(n === 0 ? more : {}),
      })),
    }),
  }
}

/** The band as an area, theta as dotted lines, behind the first line. */
function bandMarks({ settings }: Simulation): Partial<LineSeriesOption> {
  const [band, theta] = [Number(settings.bandBp), Number(settings.thetaBp)]
  return {
    markArea: { silent: true, itemStyle: { color: OURS, opacity: 0.1 }, data: [[{ yAxis: -band }, { yAxis: band }]] },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: ALARM, type: 'dotted' },
      data: [{ yAxis: -theta }, { yAxis: theta }],
    },
  }
}

/** The charts of a simulation, in the order they are shown. */
export function chartsOf(s: Simulation): ChartSpec[] {
  if (s.samples.length === 0) return []
  const { base, quote } = s.pool
  const bp = (ppm: string) => plotted(ppm, 2)
  const ofBase = (raw: string) => plotted(raw, base.decimals)
  const ofQuote = (raw: string) => plotted(raw, quote.decimals)
  const flat = (raw: string) => () => ofBase(raw)
  const gold = ({ heldQuote, oracle }: Sample) => ofQuote(heldQuote) * plotted(oracle, 18)
  const market: ChartSpec[] = s.samples.some((sample) => sample.market !== undefined)
    ? [
        chart(
          s,
          {
            id: 'market',
            title: `Market of ${base.symbol}`,
            caption: "The base token's market in dollars, and the blocks without a price as a part of each stretch.",
            unit: 'USD',
          },
          [
            { name: 'Market', color: ALARM, of: (sample) => plotted(sample.market ?? '100000000', 8) },
            { name: 'Halted', color: GREY, of: ({ halted }) => (halted === '0' ? 1 : 0.99), dashed: true },
          ],
        ),
      ]
    : []
  return [
    chart(
      s,
      {
        id: 'price',
        title: `Price of a ${quote.symbol}`,
        caption: `What one ${quote.symbol} costs in ${base.symbol} in the pool, at the last close of each stretch, and by the oracle.`,
        unit: base.symbol,
      },
      [
        { name: 'Pool', color: OURS, of: ({ price }) => plotted(price, 18) },
        { name: 'Oracle', color: INK, of: ({ oracle }) => plotted(oracle, 18), dashed: true },
      ],
    ),
    chart(
      s,
      {
        id: 'deviation',
        title: 'Deviation of the closes',
        caption:
          'Lowest and highest close of each stretch in basis points of the oracle, and what of the last one is the lag of the guide price. The area is the band, the dotted lines are theta.',
        unit: 'bp',
      },
      [
        { name: 'Highest', color: OURS, of: ({ mostPpm }) => bp(mostPpm) },
        { name: 'Lowest', color: GOLD, of: ({ leastPpm }) => bp(leastPpm) },
        { name: 'Lag', color: ALARM, of: ({ lagPpm }) => bp(lagPpm) },
      ],
      bandMarks(s),
    ),
    ...market,
    chart(
      s,
      {
        id: 'inventory',
        title: `Inventory: ${quote.symbol}`,
        caption: `${quote.symbol} in the public pool and in bucket B.`,
        unit: quote.symbol,
        bounds: { min: 0 },
      },
      [
        { name: 'Public pool', color: OURS, of: ({ poolQuote }) => ofQuote(poolQuote) },
        { name: 'Bucket B', color: GOLD, of: ({ heldQuote }) => ofQuote(heldQuote) },
      ],
    ),
    chart(
      s,
      {
        id: 'inventory-base',
        title: `Inventory: ${base.symbol}`,
        caption: `${base.symbol} in the public pool and in bucket B.`,
        unit: base.symbol,
        bounds: { min: 0 },
      },
      [
        { name: 'Public pool', color: OURS, of: ({ poolBase }) => ofBase(poolBase) },
        { name: 'Bucket B', color: GOLD, of: ({ heldBase }) => ofBase(heldBase) },
      ],
    ),
    chart(
      s,
      {
        id: 'volume',
        title: 'Volume of the stabilizer',
        caption: `What takers have traded so far and what the stabilizer has, worth in ${base.symbol}.`,
        unit: base.symbol,
      },
      [
        { name: 'Takers', color: GREY, of: ({ traded }) => ofBase(traded) },
        { name: 'Stabilizer', color: OURS, of: ({ stabilized }) => ofBase(stabilized) },
      ],
    ),
    chart(
      s,
      {
        id: 'levels',
        title: 'Reserve levels',
        caption: `What bucket B holds of each token, worth in ${base.symbol}, against 3 and 5 times the greatest minute's outflow for ${s.reserve.windowMinutes} minutes.`,
        unit: base.symbol,
        bounds: { min: 0 },
      },
      [
        { name: quote.symbol, color: GOLD, of: gold },
        { name: base.symbol, color: OURS, of: ({ heldBase }) => ofBase(heldBase) },
        { name: 'Target', color: ALARM, of: flat(s.reserve.target), dashed: true },
        { name: 'Policy', color: GREY, of: flat(s.reserve.policy), dashed: true },
      ],
    ),
  ]
}
