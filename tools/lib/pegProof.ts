import { z } from 'zod'
import { TestReportInvalidError } from './errors.ts'
import type { ForgeTest } from './forgeReport.ts'

const latency = z.object({
  scenarios: z.number(),
  seed: z.number(),
  actions: z.number(),
  actionsByBlocks: z.array(z.number()),
  worst: z.number(),
  blocks: z.number(),
  blocksOfInclusion: z.number(),
  dueBlocks: z.number(),
  landedInVain: z.number(),
  pools: z.array(z.string()),
  scenariosByPool: z.array(z.number()),
})
const recovery = z.object({ drains: z.number(), worstPpm: z.number(), meanPpm: z.number() })
const flash = z.object({ moves: z.number() })
/** Profits in millionths of a dollar at the oracle, rounded down; sizes in dollars. */
const attackers = z.object({
  closes: z.number(),
  thetaBp: z.number(),
  shows: z.number(),
  heldOneLess: z.number(),
  held: z.number(),
  heldThreeMore: z.number(),
  acting: z.number(),
  actingSize: z.number(),
  gainOfB: z.number(),
  denial: z.number(),
  denialSize: z.number(),
  denialOfDrain: z.number(),
  threeActions: z.number(),
  overshoot: z.number(),
  holder: z.number(),
  share: z.number(),
  sandwich: z.number(),
  added: z.number(),
  honest: z.number(),
  honestSize: z.number(),
  sizes: z.number(),
})

export const pegProof = z.object({
  latency,
  recovery,
  flash,
  attackers: z.array(attackers).min(1),
})
export type PegProof = z.output<typeof pegProof>
type Cell = PegProof['attackers'][number]

const LINE = /^peg-proof (latency|recovery|flash|attackers) (\{.*\})$/

/** What the tests told of what they measured, a line of JSON each. */
export function readPegProof(tests: readonly ForgeTest[]): PegProof {
  const found: Record<string, unknown[]> = { attackers: [] }
  for (const line of tests.flatMap(({ logs }) => logs)) {
    const [, kind, json] = LINE.exec(line.trim()) ?? []
    if (kind !== undefined && json !== undefined) found[kind] = [...(found[kind] ?? []), JSON.parse(json)]
  }
  const { latency: [one] = [], recovery: [two] = [], flash: [three] = [], attackers: cells } = found
  const parsed = pegProof.safeParse({ latency: one, recovery: two, flash: three, attackers: cells })
  if (!parsed.success) throw new TestReportInvalidError('forge', parsed.error.message)
  return parsed.data
}

const MILLION = 1_000_000

/** Millionths of a dollar, as dollars with two decimals, or with as many as a small amount needs. */
function dollars(micro: number): string {
  const digits = Math.abs(micro) >= MILLION / 10 ? 2 : 6
  return (micro / MILLION).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

const count = (n: number): string => n.toLocaleString('en-US')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The dearest scene for the protocol: the attacker's best of all that are not shown in columns of their own. */
const bestOfOthers = (c: Cell): number =>
  Math.max(c.heldThreeMore, c.threeActions, c.overshoot, c.holder, c.share, c.sandwich, c.added)

const attackerRow = (c: Cell): string[] => [
  `${c.closes}`,
  `${c.thetaBp}`,
  dollars(c.shows),
  dollars(c.heldOneLess),
  dollars(c.held),
  `${dollars(c.acting)} (${count(c.actingSize)})`,
  dollars(c.gainOfB),
  dollars(Math.floor(c.denialOfDrain / c.closes)),
  dollars(bestOfOthers(c)),
  dollars(c.honest),
]

/** The page of docs/peg-proof.md. */
export function pegProofPage(proof: PegProof, command: string): string {
  const { latency: l, recovery: r, flash: f, attackers: cells } = proof
  const sizes = [...new Set(cells.map((c) => c.sizes))].join(', ')
  return `# The peg, measured: latency, recovery and what holding the close costs

Written by \`${command}\`, which runs
\`test/unit/stabilizer/Latency.t.sol\` and \`test/attacks/X47EveryNAndTheta.t.sol\` in full; the same figures are in
[peg-proof.json](peg-proof.json). The unit suite runs a part of both.

## Latency

${count(l.scenarios)} scenarios of seed ${l.seed}, on all four public pools (${l.pools
    .map((name, n) => `${name} ${l.scenariosByPool[n]}`)
    .join(', ')}). Of each are drawn: settings, as far
as the contract takes them; liquidity; block time; a keeper who has the batch run, who asks for what he was quoted, or who
asks for everything; and forty blocks of trades, drains, flash moves, moves of the oracle, outages, pauses and gas prices.
A transaction waits 0 to 3 blocks for its inclusion, drawn, and lands anywhere among the trades of its block. Whether every
guard passes at the start of a block the test judges from what it saw of the closes, and the stabilizer's \`isDue()\` has to
agree in every block.

${table(
  ['blocks after the first in which every guard passed', 'actions'],
  l.actionsByBlocks.slice(0, Math.max(5, l.worst + 1)).map((actions, blocks) => [`${blocks}`, count(actions)]),
)}

Worst ${l.worst}, of fewer than 5 allowed, over ${count(l.actions)} actions; an action was due in ${count(l.dueBlocks)} blocks. Of the ${count(l.blocks)} blocks
between due and done ${count(l.blocksOfInclusion)} were drawn as waiting for inclusion; ${count(l.landedInVain)} of the transactions landed in vain, trades of
their block having taken away what there was to do. Somebody who spends money in every block to keep the action away is
not in these scenarios: what that costs is below.

## Recovery

${count(r.drains)} drains of 2 % that stay, out of a drift within theta and with trades going on: the second close after is ${r.worstPpm} ppm
off at the worst and ${r.meanPpm} ppm in the mean, the band being 1,000. ${count(f.moves)} moves of up to 90 % of a pool, undone in their
block: no deviation, nothing due and no action, in that block and the four after.

## Holding the close

An attacker with lent capital, free of interest, controls every block: nobody trades against what he holds. cUSDT/XAU,
1,000,000 dollars a side, fee 15 bp, band 10 bp, gain 1; ${sizes} sizes from 1 to 1,000,000 dollars a scene, both ways. Dollars at
the oracle; what he is left with, so a cost is negative.

- *shows*: the least push that is beyond theta.
- *N - 1*, *N*: the best of pushing, holding for so many closes, triggering and unwinding in one block. Over N - 1 nothing
  ever acts. The best is always the smallest push, which costs its two fees.
- *acts*: the best where the stabilizer acted, and the dollars pushed, the least being 4 % more than shows; *B gains*: what
  bucket B earned by it.
- *denial*: someone else has drained 2 % of the pool; the best, a block, of keeping the action away by bringing the pool
  back for one close in N, only just within theta or across, and off again. Ten rounds.
- *others*: the best of holding for N + 3 closes, three actions in a row, hunting an overshoot, owning four fifths of the
  pool, shares for one block, a sandwich of a pool 20 bp off, and what the action adds to trading back a pool 60 bp off.
- *arbitrage*: what trading back the pool 60 bp off pays by itself, stabilizer or not. Whoever pushed it pays for it. It
  is the only figure above zero.

${table(['N', 'theta', 'shows', 'N - 1', 'N', 'acts (size)', 'B gains', 'denial', 'others', 'arbitrage'], cells.map(attackerRow))}

The cost of making the stabilizer act is that of the push: two fees and the premium that bucket B is paid. It grows with
theta, since a greater push is needed. It does not grow with N: what N adds is capital held, and N blocks in which
anybody else may trade against it. Denial pays two fees once in N blocks, so a greater N makes it cheaper a block, and a
greater theta too, since less has to be brought back. Of a drain that is hardly beyond theta it costs next to nothing (at
the sizes of the search the least is in the JSON, \`denial\`): what is then denied is a deviation of theta.
`
}
