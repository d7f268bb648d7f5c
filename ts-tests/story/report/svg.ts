import { type EChartsOption, init } from 'echarts'

export type Size = { width: number; height: number }

/**
 * Draws a chart as SVG text, without a browser. Sized by the page: width and height are left to its style sheet, so
 * that the drawing scales with its column.
 */
export function drawSvg(option: EChartsOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', ...option })
    return chart
      .renderToSVGString()
      .replace(/^<svg width="\d+" height="\d+"/, '<svg')
      .replaceAll('\n', '')
  } finally {
    // Keeps a timer for as long as it lives, which would keep the process.
    chart.dispose()
  }
}
