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

type Token = Simulation['pool']['base']

/** Raw units of a token as numbers that only the drawing sees. */
const inUnits =
  ({ decimals }: Token) =>
  (raw: string): number =>
    plotted(raw, decimals)

function priceChart(s: Simulation): ChartSpec {
  const { base, quote } = s.pool
  return chart(
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
  )
}

function deviationChart(s: Simulation): ChartSpec {
  const bp = (ppm: string) => plotted(ppm, 2)
  return chart(
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
  )
}

function marketChart(s: Simulation): ChartSpec {
  return chart(
    s,
    {
      id: 'market',
      title: `Market of ${s.pool.base.symbol}`,
      caption: "The base token's market in dollars, and the blocks without a price as a part of each stretch.",
      unit: 'USD',
    },
    [
      { name: 'Market', color: ALARM, of: ({ market }) => plotted(market ?? '100000000', 8) },
      { name: 'Halted', color: GREY, of: ({ halted }) => (halted === '0' ? 1 : 0.99), dashed: true },
    ],
  )
}

type Holdings = { id: string; token: Token; pool: (sample: Sample) => string; bucket: (sample: Sample) => string }

function inventoryChart(s: Simulation, { id, token, pool, bucket }: Holdings): ChartSpec {
  const amount = inUnits(token)
  return chart(
    s,
    {
      id,
      title: `Inventory: ${token.symbol}`,
      caption: `${token.symbol} in the public pool and in bucket B.`,
      unit: token.symbol,
      bounds: { min: 0 },
    },
    [
      { name: 'Public pool', color: OURS, of: (sample) => amount(pool(sample)) },
      { name: 'Bucket B', color: GOLD, of: (sample) => amount(bucket(sample)) },
    ],
  )
}

function volumeChart(s: Simulation): ChartSpec {
  const { base } = s.pool
  const amount = inUnits(base)
  return chart(
    s,
    {
      id: 'volume',
      title: 'Volume of the stabilizer',
      caption: `What takers have traded so far and what the stabilizer has, worth in ${base.symbol}.`,
      unit: base.symbol,
    },
    [
      { name: 'Takers', color: GREY, of: ({ traded }) => amount(traded) },
      { name: 'Stabilizer', color: OURS, of: ({ stabilized }) => amount(stabilized) },
    ],
  )
}

function levelsChart(s: Simulation): ChartSpec {
  const { base, quote } = s.pool
  const [ofBase, ofQuote] = [inUnits(base), inUnits(quote)]
  const { windowMinutes, target, policy } = s.reserve
  return chart(
    s,
    {
      id: 'levels',
      title: 'Reserve levels',
      caption: `What bucket B holds of each token, worth in ${base.symbol}, against 3 and 5 times the greatest minute's outflow for ${windowMinutes} minutes.`,
      unit: base.symbol,
      bounds: { min: 0 },
    },
    [
      { name: quote.symbol, color: GOLD, of: ({ heldQuote, oracle }) => ofQuote(heldQuote) * plotted(oracle, 18) },
      { name: base.symbol, color: OURS, of: ({ heldBase }) => ofBase(heldBase) },
      { name: 'Target', color: ALARM, of: () => ofBase(target), dashed: true },
      { name: 'Policy', color: GREY, of: () => ofBase(policy), dashed: true },
    ],
  )
}

/** The charts of a simulation, in the order they are shown. */
export function chartsOf(s: Simulation): ChartSpec[] {
  if (s.samples.length === 0) return []
  const { base, quote } = s.pool
  return [
    priceChart(s),
    deviationChart(s),
    ...(s.samples.some(({ market }) => market !== undefined) ? [marketChart(s)] : []),
    inventoryChart(s, {
      id: 'inventory',
      token: quote,
      pool: ({ poolQuote }) => poolQuote,
      bucket: ({ heldQuote }) => heldQuote,
    }),
    inventoryChart(s, {
      id: 'inventory-base',
      token: base,
      pool: ({ poolBase }) => poolBase,
      bucket: ({ heldBase }) => heldBase,
    }),
    volumeChart(s),
    levelsChart(s),
  ]
}
