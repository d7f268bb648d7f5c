import { basename } from 'node:path'

/** So many suites are asked before the room's whole set. */
const NEAREST = 2

/** Which suites notice changes of which file: what noticed one most likely notices the next. */
export class Witnesses {
  private readonly suites = new Map<string, readonly string[]>()
  private readonly kills = new Map<string, Map<string, number>>()

  /** The suites that a room has. */
  know(room: string, suites: readonly string[]): void {
    this.suites.set(room, [...new Set(suites)])
  }

  /** A suite has killed a mutant of a file. */
  killed(file: string, suite: string): void {
    const kills = this.kills.get(file) ?? new Map<string, number>()
    kills.set(suite, (kills.get(suite) ?? 0) + 1)
    this.kills.set(file, kills)
  }

  /** The suites that most likely notice a change of a file: those that did, else those named after it. */
  nearest(room: string, file: string): string[] {
    const known = [...(this.kills.get(file) ?? [])].sort((a, b) => b[1] - a[1]).map(([suite]) => suite)
    const stem = basename(file, '.sol').replace(/(Facet|Lib|s)$/, '')
    const named = (this.suites.get(room) ?? []).filter((suite) => suite.startsWith(stem))
    return [...new Set([...known, ...named])].slice(0, NEAREST)
  }
}
