import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { anvilsOf, isAlive } from '../harness/processes.ts'
import { wrongFigures } from './report/readBack.ts'
import { readRun } from './run.ts'
import { PATIENCE, until, useStory } from './useStory.ts'

const { start, written } = useStory()

test.each(['the process', 'its group, as Ctrl-C in a terminal does'])(
  'npm start, interrupted through %s, writes what it has and leaves no chain',
  async (target) => {
    const running = start('--chapter', 'bsc')
    const { ended, pid } = running
    await until(running, 'first rebalance')
    const chains = anvilsOf(pid)
    expect(chains).toHaveLength(1)
    process.kill(target === 'the process' ? pid : -pid, 'SIGINT')
    expect(await ended).toBe(130)
    const run = readRun(written('run.json'))
    expect(run.status).toBe('interrupted')
    expect(run.chapters[0]).toMatchObject({ complete: false, id: 'bsc', rebalances: [{}] })
    expect(wrongFigures(run, readFileSync(written('index.html'), 'utf8'))).toEqual([])
    expect(chains.filter(isAlive)).toEqual([])
  },
  PATIENCE,
)
