import Table from 'cli-table3'
import { decimal } from '../story/report/format.ts'
import type { Asked } from './asked.ts'
import { opened } from './drivers/mirror.ts'
import { needsOf } from './market.ts'
import { planFor } from './plan.ts'
import type { Simulation } from './record.ts'
import { run } from './run.ts'

/** One combination of settings, what it came to, and whether the contract's setter would accept it. */
export type Found = { asked: Asked; accepted: boolean; simulation: Simulation }

const varied = ['theta', 'closes', 'gain', 'cap', 'k'] as const

/** Every combination of the comma-separated values. */
export function combinations(asked: Asked): Asked[] {
  return varied.reduce<Asked[]>(
    (list, option) =>
      list.flatMap((one) => (one[option]?.split(',') ?? [undefined]).map((value) => ({ ...one, [option]: value }))),
    [asked],
  )
}

/** Runs every combination in the mirror, with the same seed. Errors: those of `planFor`. */
export async function search(asked: Asked): Promise<Found[]> {
  const found: Found[] = []
  const { signal } = new AbortController()
  for (const one of combinations(asked)) {
    const plan = planFor(one)
    const { simulation } = await run(plan, { fast: true, signal, advance: () => {}, ready: () => {} })
    const needs = needsOf(plan.market, opened(plan.market, 0n).pool.oracle)
    found.push({ asked: one, accepted: needs.base.holds && needs.quote.holds, simulation })
  }
  return found
}

/** The findings as a table for a terminal. */
export function searchTable(found: readonly Found[]): string {
  const table = new Table({
    head: ['theta', 'N', 'gain', 'cap', 'k', 'setter', 'within, %', 'worst, bp', 'mean, bp', 'actions', 'volume'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { accepted, simulation } of found) {
    const { settings, pool, closes, actions } = simulation
    table.push([
      settings.thetaBp,
      settings.closes,
      settings.gainBp,
      settings.perBlockCapBp,
      decimal(pool.kWad, 18, 3),
      accepted ? 'accepts' : 'refuses',
      decimal(closes.withinPpm, 4, 3),
      decimal(closes.worstPpm, 2, 2),
      decimal(closes.meanPpm, 2, 2),
      actions.count,
      decimal(actions.volume, pool.base.decimals, 0),
    ])
  }
  return table.toString()
}
