import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inRoot, root } from '../harness/paths.ts'
import { figuresInBoth, figuresOfTerminal, strayNumbers, wrongFigures } from './report/readBack.ts'
import { readRun } from './run.ts'

/** A chapter takes ten seconds, a first deployment a minute. */
const PATIENCE = 240_000

let folder: string
let child: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'story-'))
})
afterEach(async () => {
  if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    process.kill(-child.pid, 'SIGKILL')
    await once(child, 'exit')
  }
  child = undefined
  rmSync(folder, { recursive: true })
})

/** Runs the story as its npm script does, in a process group of its own as a terminal would. */
function start(...args: string[]) {
  const file = inRoot('ts-tests', 'story', 'index.ts')
  const started = spawn(process.execPath, ['--import', 'tsx', file, '--out', folder, ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  const told = { out: '', err: '' }
  started.stdout.on('data', (chunk: Buffer) => {
    told.out += chunk.toString()
  })
  started.stderr.on('data', (chunk: Buffer) => {
    told.err += chunk.toString()
  })
  const ended = once(started, 'close').then(() => started.exitCode)
  return { told, ended, pid: started.pid ?? 0 }
}

async function until(told: { err: string }, text: string, ended: Promise<unknown>): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!told.err.includes(text)) {
    if (over) expect.fail(`ended before "${text}":\n${told.err}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Processes below another that still run. */
function childrenOf(parent: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, stat]) => Number(ppid) === parent && !stat?.startsWith('Z'))
    .map(([pid]) => Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('npm start', () => {
  test(
    'tells a chapter, and its table and page say what its record holds',
    async () => {
      const { told, ended } = start('--chapter', 'arbitrum', '--seed', 'a test')
      const code = await ended
      expect(`${code}\n${told.err}`).toMatch(/^0\n/)
      const run = readRun(join(folder, 'run.json'))
      const page = readFileSync(join(folder, 'index.html'), 'utf8')
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

  test(
    'tells of the peg, block by block; another seed tells it with other figures, as far as it comes',
    async () => {
      const read = () => {
        const run = readRun(join(folder, 'run.json'))
        const [chapter] = run.chapters
        if (chapter?.kind !== 'peg') expect.fail('it is not the chapter of a peg')
        return { run, chapter, page: readFileSync(join(folder, 'index.html'), 'utf8') }
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
      await until(other.told, 'blocks 900/1800', other.ended)
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

  test.each(['the process', 'its group, as Ctrl-C in a terminal does'])(
    'interrupted through %s it writes what it has and leaves no process',
    async (target) => {
      const { told, ended, pid } = start('--chapter', 'bsc')
      await until(told, 'first rebalance', ended)
      const chains = childrenOf(pid)
      expect(chains).toHaveLength(1)
      process.kill(target === 'the process' ? pid : -pid, 'SIGINT')
      expect(await ended).toBe(130)
      const run = readRun(join(folder, 'run.json'))
      expect(run.status).toBe('interrupted')
      expect(run.chapters[0]).toMatchObject({ complete: false, id: 'bsc', rebalances: [{}] })
      expect(wrongFigures(run, readFileSync(join(folder, 'index.html'), 'utf8'))).toEqual([])
      expect(chains.filter(isAlive)).toEqual([])
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
