import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { figuresInBoth, figuresOfTerminal, strayNumbers, wrongFigures } from './report/readBack.ts'
import { readRun } from './run.ts'
import { PATIENCE, until, useStory } from './useStory.ts'

const { start, written } = useStory()

test(
  'npm start tells of the peg, block by block; another seed tells it with other figures, as far as it comes',
  async () => {
    const read = () => {
      const run = readRun(written('run.json'))
      const [chapter] = run.chapters
      if (chapter?.kind !== 'peg') expect.fail('it is not the chapter of a peg')
      return { run, chapter, page: readFileSync(written('index.html'), 'utf8') }
    }
    const { told, ended } = start('--chapter', 'gold', '--seed', 'a test')
    expect(`${await ended}\n${told.err}`).toMatch(/^0\n/)
    const whole = read()
    expect(whole.chapter.claims.filter(({ ok }) => !ok)).toEqual([])
    // Two hours of two-second blocks, and what comes after them.
    expect(whole.chapter.closes.length).toBeGreaterThan(3_600)
    expect(whole.chapter.attacks).toHaveLength(2)
    expect(wrongFigures(whole.run, whole.page)).toEqual([])
    expect(figuresOfTerminal(told.out)).toEqual(figuresInBoth(whole.run, whole.page))
    expect(strayNumbers(whole.run, whole.page, told.out)).toEqual([])

    const other = start('--chapter', 'gold', '--seed', 'another')
    await until(other, 'blocks 900/1800')
    process.kill(other.pid, 'SIGINT')
    expect(await other.ended).toBe(130)
    const part = read()
    expect(part.run.status).toBe('interrupted')
    expect(part.chapter.complete).toBe(false)
    expect(part.chapter.closes.length).toBeGreaterThanOrEqual(900)
    const deviations = ({ closes }: typeof part.chapter) => closes.slice(0, 900).map((close) => close.deviationPpm)
    expect(deviations(part.chapter)).not.toEqual(deviations(whole.chapter))
    expect(wrongFigures(part.run, part.page)).toEqual([])
  },
  PATIENCE,
)
