import { describe, expect, test } from 'vitest'
import { TestReportInvalidError } from './errors.ts'
import type { ForgeTest } from './forgeReport.ts'
import { pegProofPage, readPegProof } from './pegProof.ts'

const latency = {
  scenarios: 1_000,
  seed: 7,
  actions: 30,
  actionsByBlocks: [10, 12, 8, 0, 0, 0, 0, 0],
  worst: 2,
  blocks: 28,
  blocksOfInclusion: 27,
  dueBlocks: 60,
  landedInVain: 1,
  pools: ['cUSDT/XAU', 'cUSDT/cUSDC'],
  scenariosByPool: [600, 400],
}
const cell = {
  closes: 4,
  thetaBp: 5,
  shows: 2_490_660_000,
  heldOneLess: -2_999,
  held: -2_999,
  heldThreeMore: -2_999,
  acting: -10_874_295,
  actingSize: 3_020,
  gainOfB: 911_503,
  denial: -1_540_000,
  denialSize: 3_020,
  denialOfDrain: -8_000_001,
  threeActions: -8_995,
  overshoot: -2_999,
  holder: -600,
  share: -24,
  sandwich: -980,
  added: -2_489,
  honest: 50_577_150,
  honestSize: 18_012,
  sizes: 31,
}

const testOf = (logs: string[]): ForgeTest => ({
  suite: 'test/A.t.sol:A',
  name: 'test_a',
  status: 'passed',
  reason: undefined,
  logs,
  counterexample: undefined,
  runs: 0,
  metrics: {},
})
const told = [
  testOf([`peg-proof latency ${JSON.stringify(latency)}`, 'something else {"a":1}']),
  testOf([
    'peg-proof recovery {"drains":1000,"worstPpm":199,"meanPpm":96}',
    'peg-proof flash {"moves":2028}',
    `peg-proof attackers ${JSON.stringify(cell)}`,
  ]),
]

describe('the figures that the tests tell', () => {
  test('are read line by line', () => {
    const proof = readPegProof(told)
    expect(proof).toEqual({
      latency,
      recovery: { drains: 1_000, worstPpm: 199, meanPpm: 96 },
      flash: { moves: 2_028 },
      attackers: [cell],
    })
  })

  test('are refused where one is missing', () => {
    expect(() => readPegProof(told.slice(0, 1))).toThrow(TestReportInvalidError)
  })
})

describe('the page', () => {
  const page = pegProofPage(readPegProof(told), 'the command')

  test('has a row for each latency up to five blocks', () => {
    for (const row of ['| 0 | 10 |', '| 2 | 8 |', '| 4 | 0 |']) expect(page).toContain(row)
    expect(page).not.toContain('| 5 | 0 |')
  })

  test('gives costs in dollars, denial by the block, and the best of the other scenes', () => {
    const row = '| 4 | 5 | 2,490.66 | -0.002999 | -0.002999 | -10.87 (3,020) | 0.91 | -2.00 | -0.000024 | 50.58 |'
    expect(page).toContain(row)
  })

  test('names the command and the seed', () => {
    expect(page).toContain('`the command`')
    expect(page).toContain('1,000 scenarios of seed 7')
  })
})
