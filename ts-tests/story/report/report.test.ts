import { describe, expect, test } from 'vitest'
import { parseRun, type Run } from '../run.ts'
import { consoleReport } from './console.ts'
import { pageReport } from './page.ts'
import { sampleRun } from './sampleRun.ts'

// The report is read back the way a person reads it and compared with the record by means of its own: the record's
// strings are cut and rounded here digit by digit, not by the report's formatter.

function resolve(run: Run, pointer: string): string {
  const found = pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], run)
  if (typeof found !== 'string') throw new Error(`nothing at ${pointer}`)
  return found
}

/** Independent rendering: shifts the point through the digits, then rounds as one does on paper. */
function byHand(raw: string, decimals: number, places: number): string {
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

type PageCell = { attributes: Map<string, string>; text: string }

function cellsOf(page: string): PageCell[] {
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
const NUMBER = /^-?\d[\d,]*(\.\d+)?$/

describe.each(['1', '2', '3'])('report of sample run %s', (seed) => {
  const run = sampleRun(seed)
  const page = pageReport(run)
  const terminal = consoleReport(run)
  const cells = cellsOf(page)
  const figures = cells.filter(({ attributes }) => attributes.has('data-path'))

  test('the record survives being written and read', () => {
    expect(parseRun(JSON.stringify(run), 'run.json')).toEqual(run)
  })

  test('every figure of the page is what the record holds where the cell says', () => {
    expect(figures.length).toBeGreaterThan(1_000)
    for (const { attributes, text } of figures) {
      const raw = resolve(run, attributes.get('data-path') ?? '')
      const [decimals, places] = [Number(attributes.get('data-decimals')), Number(attributes.get('data-places'))]
      expect(`${attributes.get('data-path')}: ${text}`).toBe(
        `${attributes.get('data-path')}: ${byHand(raw, decimals, places)}`,
      )
    }
  })

  test('every number of the page carries its place in the record; other cells are words', () => {
    for (const { attributes, text } of cells) {
      if (NUMBER.test(text)) expect(`${text} ${attributes.has('data-path')}`).toBe(`${text} true`)
    }
  })

  test('amounts are shown with the decimals of their token', () => {
    for (const { attributes } of figures) {
      const [, index, key, leaf] =
        /^\/chapters\/(\d+)\/participants\/\d+\/(put|took)\/(amount[01])$/.exec(attributes.get('data-path') ?? '') ?? []
      if (key === undefined) continue
      const config = run.chapters[Number(index)]?.config
      expect(Number(attributes.get('data-decimals'))).toBe(
        (leaf === 'amount0' ? config?.token0 : config?.token1)?.decimals,
      )
    }
  })

  test('the page leaves out nobody, no claim, no operation and no moment', () => {
    const paths = new Set(figures.map(({ attributes }) => attributes.get('data-path')))
    for (const [index, chapter] of run.chapters.entries()) {
      const root = `/chapters/${index}`
      chapter.participants.forEach((_, i) => {
        for (const key of [
          'put/amount0',
          'put/amount1',
          'took/amount0',
          'took/amount1',
          'shares',
          'left/value',
          'has',
          'kept',
        ]) {
          expect(paths).toContain(`${root}/participants/${i}/${key}`)
        }
      })
      chapter.operations.forEach(({ direct }, i) => {
        expect(paths).toContain(`${root}/operations/${i}/gas`)
        if (direct !== undefined) expect(paths).toContain(`${root}/operations/${i}/direct/gas`)
      })
      chapter.timeline.forEach((_, i) => {
        for (const key of ['anchor', 'valuePerShare', 'value', 'cash/value', 'pools/2/value']) {
          expect(paths).toContain(`${root}/timeline/${i}/${key}`)
        }
      })
      for (const claim of chapter.claims) expect(cells.map(({ text }) => text)).toContain(claim.text)
      for (const theft of chapter.thefts) expect(cells.map(({ text }) => text)).toContain(theft.text)
    }
  })

  test('the terminal shows the same figures as the page, but for those of unlabelled moments', () => {
    const inBoth = figures.filter(({ attributes }) => {
      const [, chapter, moment, key] =
        /^\/chapters\/(\d+)\/timeline\/(\d+)\/(\w+)/.exec(attributes.get('data-path') ?? '') ?? []
      if (moment === undefined) return true
      // The long table alone shows the pools one by one.
      return key !== 'pools' && run.chapters[Number(chapter)]?.timeline[Number(moment)]?.label !== undefined
    })
    const shown = new Set(consoleCells(terminal).filter((text) => NUMBER.test(text)))
    expect(shown.size).toBeGreaterThan(100)
    expect(shown).toEqual(new Set(inBoth.map(({ text }) => text)))
  })

  test('every number of the terminal, in a cell or in a sentence, is one of the record', () => {
    const known = `${wordsOf(run).join('\n')}\n${run.chapters.map(({ chain }) => chain.id).join('\n')}`
    const shown = new Set(figures.map(({ text }) => text))
    const numbers = [...terminal.matchAll(/(?<![\w.,-])-?\d+(,\d{3})*(\.\d+)?/g)].map(([number]) => number)
    expect(numbers.filter((number) => !shown.has(number) && !known.includes(number))).toEqual([])
  })

  test('the page needs nothing but itself', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)/)
    // Namespaces of SVG are names, not requests.
    const addresses = [...page.matchAll(/\b(?:https?:)?\/\/[a-z][^\s"'<]*/g)].map(([address]) => address)
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([])
  })

  test('draws four charts a chapter, for a desk and for a phone', () => {
    expect(page.match(/<svg /g)).toHaveLength(run.chapters.length * 4 * 2)
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('a report', () => {
  const run = sampleRun('4')

  test('changes with the record', () => {
    const altered = structuredClone(run)
    const [person] = altered.chapters[0]?.participants ?? []
    if (person === undefined) throw new Error('the sample has no participants')
    person.took.amount1 = String(BigInt(person.took.amount1) + 10n ** 6n)
    expect(pageReport(altered)).not.toBe(pageReport(run))
    expect(consoleReport(altered)).not.toBe(consoleReport(run))
  })

  test('marks a claim that fails', () => {
    const failed = structuredClone(run)
    const [claim] = failed.chapters[1]?.claims ?? []
    if (claim === undefined) throw new Error('the sample has no claims')
    claim.ok = false
    expect(pageReport(run)).not.toContain('✗')
    expect(pageReport(failed)).toContain('✗')
    expect(pageReport(failed)).toContain('Not every claim holds')
    expect(consoleReport(failed)).toContain('✗')
  })

  test('says that a chapter broke off, and shows what there is of it', () => {
    const [first] = run.chapters
    if (first === undefined) throw new Error('the sample has no chapters')
    const empty = {
      ...first,
      complete: false,
      timeline: [],
      ranges: [],
      rebalances: [],
      participants: [],
      operations: [],
      thefts: [],
      claims: [],
    }
    const page = pageReport({ ...run, status: 'interrupted', chapters: [empty] })
    expect(page).toContain('The chapter broke off')
    expect(page).toContain('interrupted')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('shows words as they are', () => {
    const strange = structuredClone(run)
    const [person] = strange.chapters[0]?.participants ?? []
    if (person === undefined) throw new Error('the sample has no participants')
    person.name = '<b>&"'
    expect(pageReport(strange)).toContain('&lt;b&gt;&amp;&quot;')
    expect(pageReport(strange)).not.toContain('<b>')
  })
})
