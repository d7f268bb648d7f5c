import type { Run } from '../run.ts'

// The report is read back the way a person reads it and compared with the record by means of its own: the record's
// strings are cut and rounded here digit by digit, not by the report's formatter.

export function resolve(record: object, pointer: string): string {
  const found = pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], record)
  if (typeof found !== 'string') return `nothing at ${pointer}`
  return found
}

/** Independent rendering: shifts the point through the digits, then rounds as one does on paper. */
export function byHand(raw: string, decimals: number, places: number): string {
  const sign = raw.startsWith('-') ? '-' : ''
  const digits = raw.replace('-', '').padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const kept = digits.slice(0, point + Math.min(places, decimals)).padEnd(point + places, '0')
  const next = digits[point + places] ?? '0'
  const rounded = (BigInt(kept) + (next >= '5' ? 1n : 0n)).toString().padStart(places + 1, '0')
  const whole = rounded.slice(0, rounded.length - places)
  const groups: string[] = []
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end))
  const text = groups.join(',') + (places > 0 ? `.${rounded.slice(rounded.length - places)}` : '')
  return /[1-9]/.test(text) ? sign + text : text
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

export type PageCell = { attributes: Map<string, string>; text: string }

export function cellsOf(page: string): PageCell[] {
  return [...page.matchAll(/<td([^>]*)>([^<]*)<\/td>/g)].map(([, attributes = '', text = '']) => ({
    attributes: new Map(
      [...attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    text: unescaped(text),
  }))
}

/** Every text of the record that is not a figure: names, labels, claims, errors. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(wordsOf)
}

/** The cells of a drawn table, one line of the terminal after the other. */
function consoleCells(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .flatMap((line) => line.split('│').slice(1, -1))
    .map((part) => part.trim())
}

/** A number as the report writes it: with a point or grouped, and nothing else in its cell. */
export const NUMBER = /^-?\d[\d,]*(\.\d+)?$/

/** Figures of a page that are not what the record holds where they say; empty for a faithful page. */
export function wrongFigures(record: object, page: string): string[] {
  return cellsOf(page).flatMap(({ attributes, text }) => {
    const path = attributes.get('data-path')
    if (path === undefined) return NUMBER.test(text) ? [`${text} says not where it is from`] : []
    const raw = resolve(record, path)
    const expected = byHand(raw, Number(attributes.get('data-decimals')), Number(attributes.get('data-places')))
    return text === expected ? [] : [`${path} is ${expected}, shown ${text}`]
  })
}

/** Numbers of a terminal's text that are neither on the page nor in the record; empty for a faithful one. */
export function strayNumbers(run: Run, page: string, terminal: string): string[] {
  const known = `${wordsOf(run).join('\n')}\n${run.chapters.map(({ chain }) => chain.id).join('\n')}`
  const shown = new Set(
    cellsOf(page)
      .filter(({ attributes }) => attributes.has('data-path'))
      .map(({ text }) => text),
  )
  const numbers = [...terminal.matchAll(/(?<![\w.,-])-?\d+(,\d{3})*(\.\d+)?/g)].map(([number]) => number)
  return numbers.filter((number) => !shown.has(number) && !known.includes(number))
}

/** Figures that must be both on the page and in the terminal: all but those of moments nobody named and of actions. */
export function figuresInBoth(run: Run, page: string): Set<string> {
  const both = cellsOf(page).filter(({ attributes }) => {
    const path = attributes.get('data-path')
    // Only on the page, folded: one line an action.
    if (path !== undefined && /^\/chapters\/\d+\/actions\//.test(path)) return false
    const [, index, moment, key] = /^\/chapters\/(\d+)\/timeline\/(\d+)\/(\w+)/.exec(path ?? '') ?? []
    if (path === undefined || moment === undefined) return path !== undefined
    // The long table alone shows the pools one by one.
    const chapter = run.chapters[Number(index)]
    return key !== 'pools' && chapter?.kind === 'vault' && chapter.timeline[Number(moment)]?.label !== undefined
  })
  return new Set(both.map(({ text }) => text))
}

export const figuresOfTerminal = (terminal: string): Set<string> =>
  new Set(consoleCells(terminal).filter((text) => NUMBER.test(text)))
