import type { EChartsOption, LineSeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts'
import type { Size } from './svg.ts'

// What charts have in common. Ink is currentColor, so that the page's light and dark dress reach into the drawings; the
// other colours are of middle lightness: against either paper their contrast is 3 or more.

export const INK = 'currentColor'
export const OURS = '#2f7ed8'
export const GOLD = '#ad8a1b'
export const GREY = '#7f8793'
export const ALARM = '#d9663d'

/** Below this width (pixels) a drawing is for a phone: fewer labels. */
export const NARROW = 500

export type ChartSpec = {
  id: string
  title: string
  caption: string
  height: number
  option: (size: Size) => EChartsOption
}

export const hours = (time: string, from: string): number => Number(BigInt(time) - BigInt(from)) / 3_600

export const faint = { color: INK, opacity: 0.15 }
export const label = { color: INK, opacity: 0.8 }

export function frame(legend: string[], { width }: Size): EChartsOption {
  const narrow = width < NARROW
  return {
    textStyle: { color: INK, fontFamily: 'system-ui, sans-serif', fontSize: 12 },
    legend: { data: legend, top: 0, textStyle: label, itemWidth: 14, itemHeight: 8, itemGap: 16 },
    grid: { left: narrow ? 68 : 80, right: 16, top: narrow ? 72 : 52, bottom: 44 },
  }
}

export const valueAxis = (
  name: string,
  { width }: Size,
  bounds: { min?: number; max?: number } = {},
): YAXisComponentOption => ({
  type: 'value',
  name,
  scale: true,
  nameTextStyle: { ...label, align: 'left' },
  axisLabel: label,
  axisLine: { lineStyle: faint },
  splitLine: { lineStyle: faint },
  splitNumber: width < NARROW ? 4 : 6,
  ...bounds,
})

export function hoursAxis(last: number): XAXisComponentOption {
  return {
    type: 'value',
    name: 'hours',
    nameLocation: 'middle',
    nameGap: 26,
    min: 0,
    max: last,
    interval: last > 12 ? 6 : 1,
    nameTextStyle: label,
    axisLabel: { ...label, showMaxLabel: false },
    axisLine: { lineStyle: faint },
    splitLine: { show: false },
  }
}

export type Line = { name: string; color: string; data: [number, number][]; dashed?: boolean; bold?: boolean }

export const line = ({ name, color, data, dashed, bold }: Line): LineSeriesOption => ({
  type: 'line',
  name,
  data,
  showSymbol: false,
  itemStyle: { color },
  lineStyle: { color, width: bold ? 2.5 : 1.5, type: dashed ? 'dashed' : 'solid' },
})
