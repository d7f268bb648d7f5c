import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { figuresInBoth, figuresOfTerminal, strayNumbers, wrongFigures } from './report/readBack.ts'
import { readRun } from './run.ts'
import { PATIENCE, useStory } from './useStory.ts'

// The chapters are told in files of their own, so that workers share them: this one, gold.test.ts, interrupted.test.ts.

const { start, written } = useStory()

describe('npm start', () => {
  test(
    'tells a chapter, and its table and page say what its record holds',
    async () => {
      const { told, ended } = start('--chapter', 'arbitrum', '--seed', 'a test')
      const code = await ended
      expect(`${code}\n${told.err}`).toMatch(/^0\n/)
      const run = readRun(written('run.json'))
      const page = readFileSync(written('index.html'), 'utf8')
      expect(run).toMatchObject({ seed: 'a test', status: 'complete' })
      const [chapter] = run.chapters
      expect(chapter?.claims.filter(({ ok }) => !ok)).toEqual([])
      expect(chapter?.claims.length).toBeGreaterThan(40)
      expect(chapter?.kind === 'vault' && chapter.thefts.every(({ refused }) => refused)).toBe(true)
      expect(wrongFigures(run, page)).toEqual([])
      expect(figuresOfTerminal(told.out)).toEqual(figuresInBoth(run, page))
      expect(strayNumbers(run, page, told.out)).toEqual([])
    },
    PATIENCE,
  )

  test.each([
    [['--chapter', 'atlantis'], 1, /no chapter "atlantis".*arbitrum, bsc, gold/],
    [['now'], 2, /"now" means nothing here/],
    [['--sede', '1'], 2, /[Uu]nknown option `--sede`/],
  ])('refuses %j', async (args, code, message) => {
    const { told, ended } = start(...args)
    expect(await ended).toBe(code)
    expect(told.err).toMatch(message)
  })

  test('explains itself', async () => {
    const { told, ended } = start('--help')
    expect(await ended).toBe(0)
    for (const word of ['--seed', '--chapter', '--out', 'arbitrum, bsc, gold']) expect(told.out).toContain(word)
  })
})
