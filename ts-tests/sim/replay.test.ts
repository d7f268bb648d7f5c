import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inRoot, root } from '../harness/paths.ts'
import { NUMBER, wrongFigures } from '../story/report/readBack.ts'
import { readSimulation, type Simulation } from './record.ts'

const SYNTHETIC = 'ts-tests/sim/data/synthetic-depeg.csv'

/** The command as a person gives it. */
function simulate(...args: readonly string[]) {
  const found = spawnSync(process.execPath, ['--import', 'tsx', inRoot('ts-tests/sim/index.ts'), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { code: found.status, out: found.stdout, err: found.stderr }
}

describe('the synthetic depeg, replayed by the command', () => {
  let folder: string
  let ran: ReturnType<typeof simulate>
  let simulation: Simulation
  let page: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cantilever-replay-'))
    ran = simulate('--replay', SYNTHETIC, '--fast', '--out', folder)
    simulation = readSimulation(join(folder, 'simulation.json'))
    page = readFileSync(join(folder, 'simulation.html'), 'utf8')
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('ends well, with every block of its three hours', () => {
    expect(ran.err).toContain('5400 blocks')
    expect(ran.code).toBe(0)
    expect(simulation.status).toBe('complete')
    expect(simulation.blocks).toBe('5400')
  })

  test('halts while the market is off par, and says what it refused', () => {
    const halted = BigInt(simulation.halted)
    expect(halted > 1_000n && halted < 5_000n, String(halted)).toBe(true)
    const gated = simulation.refusals.filter(({ reason }) => reason === 'Oracle_Gated')
    expect(gated.map(({ what }) => what)).toEqual(expect.arrayContaining(['sale', 'purchase']))
    expect(gated.every(({ count, base }) => BigInt(count) > 0n && BigInt(base) > 0n)).toBe(true)
  })

  test('the losses add up: tokens to nothing, worth to nothing but rounding', () => {
    const sum = (key: 'base' | 'quote' | 'atTrade' | 'atEnd') =>
      simulation.losses.reduce((total, loss) => total + BigInt(loss[key]), 0n)
    expect(simulation.losses.map(({ party }) => party)).toHaveLength(4)
    expect(sum('base')).toBe(0n)
    expect(sum('quote')).toBe(0n)
    expect(sum('atTrade')).toBe(0n)
    expect(sum('atEnd') >= -4n && sum('atEnd') <= 4n).toBe(true)
    for (const { atLowestMarket, atLastMarket } of simulation.losses) {
      expect(atLowestMarket).toBeDefined()
      expect(atLastMarket).toBeDefined()
    }
  })

  test('the tables of the page say what the record says', () => {
    expect(wrongFigures(simulation, page)).toEqual([])
    // A figure that is changed is found out.
    const shown = /data-path="\/losses\/3\/base"[^>]*>([^<]+)</.exec(page)?.[1] ?? ''
    expect(shown).toMatch(NUMBER)
    expect(wrongFigures(simulation, page.replace(`>${shown}<`, '>1,234.56<'))).not.toEqual([])
  })

  test('the page draws its charts and needs nothing but itself', () => {
    expect(page.match(/<figure>/g)?.length).toBe(7)
    expect(page).not.toMatch(/<script|<link|src="http/)
  })

  test('the same seed gives the same figures, another does not', () => {
    const again = join(folder, 'again')
    const other = join(folder, 'other')
    expect(simulate('--replay', SYNTHETIC, '--fast', '--out', again).code).toBe(0)
    expect(simulate('--replay', SYNTHETIC, '--fast', '--seed', '2', '--out', other).code).toBe(0)
    const of = (at: string) => {
      const { startedAt: _, milliseconds: __, seed: ___, ...figures } = readSimulation(join(at, 'simulation.json'))
      return figures
    }
    expect(of(again)).toEqual(of(folder))
    expect(of(other)).not.toEqual(of(folder))
  })
})

describe('what the command refuses', () => {
  test.each([
    ['a file that is not there', ['--replay', 'nowhere.csv', '--fast'], 'docs/simulation.md'],
    ['a named replay without its file', ['--replay', 'usdc-depeg', '--data', 'nowhere'], 'support.kraken.com'],
    ['a flow it does not know', ['--flow', 'sideways'], 'one-sided or two-sided'],
    ['an option that is no number', ['--volume', 'much'], 'a whole number'],
  ] as const)('%s: exit 2, and what to do', (_, args, hint) => {
    const { code, err } = simulate(...args)
    expect(code).toBe(2)
    expect(err).toContain(hint)
  })

  test('the shipped file of minutes is there', () => {
    expect(existsSync(inRoot(SYNTHETIC))).toBe(true)
  })
})
