import type { Cell, DataTable } from './cells.ts'
import type { ChartSpec } from './chartParts.ts'
import { drawSvg } from './svg.ts'

/** Each chart is drawn for a desk and for a phone: text that is scaled down cannot be read. */
const WIDE = 860
const NARROW = 390

/** Text as HTML shows it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function cell(content: Cell, right: boolean): string {
  const side = right ? ' class="right"' : ''
  if ('words' in content && content.words === '✗') return '<td class="bad">✗</td>'
  if ('words' in content) return `<td${side}>${escaped(content.words)}</td>`
  const { path, decimals, places, text } = content.figure
  return `<td${side} data-path="${path}" data-decimals="${decimals}" data-places="${places}">${escaped(text)}</td>`
}

/** A table, folded if it is long. Each figure says where in the record it comes from. */
export function tableHtml({ id, title, note, columns, rows, long }: DataTable): string {
  const head = columns.map(
    ({ label, right }) => `<th scope="col"${right ? ' class="right"' : ''}>${escaped(label)}</th>`,
  )
  const body = rows.map(
    (row) => `<tr>${row.map((content, index) => cell(content, columns[index]?.right ?? false)).join('')}</tr>`,
  )
  // Focusable, so that a table wider than its column can be scrolled from the keyboard.
  const drawn = `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}"><table class="${id}"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
  const foot = note === undefined ? '' : `<p class="note">${escaped(note)}</p>`
  return long
    ? `<details><summary>${escaped(title)}</summary>${drawn}${foot}</details>`
    : `<section><h3>${escaped(title)}</h3>${drawn}${foot}</section>`
}

/** A chart, drawn for both. */
export function chartHtml({ title, caption, height, option }: ChartSpec): string {
  const draw = (width: number) => drawSvg(option({ width, height }), { width, height })
  return [
    `<figure><h3>${escaped(title)}</h3>`,
    `<div class="wide" role="img" aria-label="${escaped(title)}">${draw(WIDE)}</div>`,
    `<div class="narrow" role="img" aria-label="${escaped(title)}">${draw(NARROW)}</div>`,
    `<figcaption>${escaped(caption)}</figcaption></figure>`,
  ].join('')
}
