import { describe, expect, test } from 'vitest'
import { type Chapter, parseRun, type Run } from '../run.ts'
import { consoleReport } from './console.ts'
import { pageReport } from './page.ts'
import { cellsOf, figuresInBoth, figuresOfTerminal, strayNumbers, wrongFigures } from './readBack.ts'
import { sampleRun } from './sampleRun.ts'

/** The run's chapters of one kind, with their place in it. */
const chaptersOf = <kind extends Chapter['kind']>(run: Run, kind: kind) =>
  [...run.chapters.entries()].filter(
    (entry): entry is [number, Extract<Chapter, { kind: kind }>] => entry[1].kind === kind,
  )

/** The first chapter of a kind; the samples have one. */
function firstOf<kind extends Chapter['kind']>(run: Run, kind: kind): Extract<Chapter, { kind: kind }> {
  const [entry] = chaptersOf(run, kind)
  if (entry === undefined) throw new Error(`the sample has no ${kind}`)
  return entry[1]
}

describe.each(['1', '2', '3'])('report of sample run %s', (seed) => {
  const run = sampleRun(seed)
  const page = pageReport(run)
  const terminal = consoleReport(run)
  const cells = cellsOf(page)
  const figures = cells.filter(({ attributes }) => attributes.has('data-path'))

  test('the record survives being written and read', () => {
    expect(parseRun(JSON.stringify(run), 'run.json')).toEqual(run)
  })

  test('every figure of the page is what the record holds where the cell says; other cells are words', () => {
    expect(figures.length).toBeGreaterThan(1_000)
    expect(wrongFigures(run, page)).toEqual([])
  })

  test('amounts are shown with the decimals of their token', () => {
    for (const { attributes } of figures) {
      const [, index, key, leaf] =
        /^\/chapters\/(\d+)\/participants\/\d+\/(put|took)\/(amount[01])$/.exec(attributes.get('data-path') ?? '') ?? []
      if (key === undefined) continue
      const chapter = run.chapters[Number(index)]
      const config = chapter?.kind === 'vault' ? chapter.config : undefined
      expect(Number(attributes.get('data-decimals'))).toBe(
        (leaf === 'amount0' ? config?.token0 : config?.token1)?.decimals,
      )
    }
  })

  test('the page leaves out nobody, no claim, no operation and no moment', () => {
    const paths = new Set(figures.map(({ attributes }) => attributes.get('data-path')))
    for (const [index, chapter] of chaptersOf(run, 'vault')) {
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

  test('the page leaves out no part of a peg, no attack, no action, no claim', () => {
    const paths = new Set(figures.map(({ attributes }) => attributes.get('data-path')))
    const texts = cells.map(({ text }) => text)
    for (const [index, { parts, attacks, actions, drain, claims }] of chaptersOf(run, 'peg')) {
      const root = `/chapters/${index}`
      const expectAll = (list: readonly unknown[], name: string, keys: readonly string[]) =>
        list.forEach((_, i) => {
          for (const key of keys) expect(paths).toContain(`${root}/${name}/${i}/${key}`)
        })
      expectAll(parts, 'parts', ['closes', 'flow', 'outside', 'withinPpm', 'worstPpm', 'actions', 'valueAfter'])
      expectAll(attacks, 'attacks', [
        'lent',
        'peakPpm',
        'before/deviationBps',
        'after/deviationBps',
        'cost',
        'closePpm',
      ])
      expectAll(actions, 'actions', ['block', 'sold', 'received', 'valueBefore', 'valueAfter', 'latency', 'gas'])
      expectAll(drain?.closes ?? [], 'drain/closes', ['deviationPpm'])
      for (const { title } of [...parts, ...attacks]) expect(texts).toContain(title)
      for (const { text } of claims) expect(texts).toContain(text)
    }
  })

  test('the terminal shows the same figures as the page, but for those of unlabelled moments', () => {
    expect(figuresOfTerminal(terminal).size).toBeGreaterThan(100)
    expect(figuresOfTerminal(terminal)).toEqual(figuresInBoth(run, page))
  })

  test('every number of the terminal, in a cell or in a sentence, is one of the record', () => {
    expect(strayNumbers(run, page, terminal)).toEqual([])
  })

  test('the page needs nothing but itself', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)/)
    // Namespaces of SVG are names, not requests.
    const addresses = [...page.matchAll(/\b(?:https?:)?\/\/[a-z][^\s"'<]*/g)].map(([address]) => address)
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([])
  })

  test('draws four charts of a vault and six of a peg, for a desk and for a phone', () => {
    const charts = 4 * chaptersOf(run, 'vault').length + 6 * chaptersOf(run, 'peg').length
    expect(page.match(/<svg /g)).toHaveLength(charts * 2)
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('reading back', () => {
  const run = sampleRun('5')
  const page = pageReport(run)
  const terminal = consoleReport(run)

  test('finds a figure that was altered on the page', () => {
    const path = '/chapters/0/participants/1/put/amount1'
    const altered = page.replace(new RegExp(`(data-path="${path}"[^>]*>)\\d`), '$19')
    const other = page.replace(new RegExp(`(data-path="${path}"[^>]*>)\\d`), '$11')
    expect([...wrongFigures(run, altered), ...wrongFigures(run, other)].join()).toContain(path)
  })

  test('finds a number on the page that has no place in the record', () => {
    expect(wrongFigures(run, page.replace('<td>Swaps</td>', '<td>123</td>'))).toEqual(['123 says not where it is from'])
  })

  test('finds a number in the terminal that is not in the record', () => {
    expect(strayNumbers(run, page, `${terminal}\nand 987654.321 more`)).toEqual(['987654.321'])
  })
})

describe('a report', () => {
  const run = sampleRun('4')

  test('changes with the record', () => {
    const altered = structuredClone(run)
    const [person] = firstOf(altered, 'vault').participants
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
    const [good, bad] = [pageReport(run), pageReport(failed)]
    const claims = run.chapters.reduce((sum, chapter) => sum + chapter.claims.length, 0)
    expect(good).not.toContain('✗')
    expect(good).toContain(`${claims} of ${claims} claims hold`)
    expect(bad).toContain('✗')
    expect(bad).toContain('Not every claim holds')
    expect(bad).toContain(`${claims - 1} of ${claims} claims hold`)
    expect(consoleReport(failed)).toContain('✗')
  })

  test('says that a chapter broke off, and shows what there is of it', () => {
    const first = firstOf(run, 'vault')
    const { loan, drain, ...peg } = firstOf(run, 'peg')
    const emptyPeg = { ...peg, complete: false, closes: [], parts: [], actions: [], attacks: [], claims: [] }
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
    const page = pageReport({ ...run, status: 'interrupted', chapters: [empty, emptyPeg] })
    expect(page.match(/The chapter broke off/g)).toHaveLength(2)
    expect(page).toContain('interrupted')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('shows words as they are', () => {
    const strange = structuredClone(run)
    const [person] = firstOf(strange, 'vault').participants
    if (person === undefined) throw new Error('the sample has no participants')
    person.name = '<b>&"'
    const page = pageReport(strange)
    expect(page).toContain('&lt;b&gt;&amp;&quot;')
    expect(page).not.toContain('<b>')
  })
})
