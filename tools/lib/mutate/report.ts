import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Drawn } from './prepare.ts'
import { readBytes } from './rooms.ts'
import type { Settings, Verdicts } from './state.ts'
import { applied, type Numbered } from './weave.ts'

export type Tally = { name: string; drawn: number; killed: number; survived: number }

export type Report = {
  seed: string
  rooms: readonly string[]
  runs: number
  population: number
  drawn: number
  judged: number
  killed: number
  timedOut: number
  /** Drawn, refused by the compiler and replaced. */
  discarded: number
  score: number
  byFile: Tally[]
  byOperator: Tally[]
  survivors: { id: number; file: string; line: number; operator: string; diff: string }[]
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** The lines a mutant changes, before and after. */
export function diffOf(text: string, mutant: Numbered): string {
  const changed = applied(text, mutant)
  const from = text.lastIndexOf('\n', mutant.start - 1) + 1
  const ends = (whole: string, at: number) => {
    const end = whole.indexOf('\n', at)
    return end === -1 ? whole.length : end
  }
  const before = text.slice(from, ends(text, mutant.end))
  const after = changed.slice(from, ends(changed, mutant.start + mutant.replacement.length))
  const marked = (sign: string, lines: string) =>
    lines
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => `${sign}${line}`)
  return Buffer.from([...marked('-', before), ...marked('+', after)].join('\n'), 'latin1').toString('utf8')
}

function tally(mutants: readonly Numbered[], verdicts: Verdicts, nameOf: (mutant: Numbered) => string): Tally[] {
  const tallies = new Map<string, Tally>()
  for (const mutant of mutants) {
    const name = nameOf(mutant)
    const row = tallies.get(name) ?? { name, drawn: 0, killed: 0, survived: 0 }
    const status = verdicts.get(mutant.id)?.status
    ++row.drawn
    if (status === 'survived') ++row.survived
    else if (status !== undefined) ++row.killed
    tallies.set(name, row)
  }
  return [...tallies.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function makeReport(project: string, drawn: Drawn, verdicts: Verdicts, settings: Settings): Report {
  const judged = drawn.mutants.filter(({ id }) => verdicts.has(id))
  const survivors = judged.filter(({ id }) => verdicts.get(id)?.status === 'survived')
  return {
    seed: settings.seed,
    rooms: settings.rooms.map(({ name }) => name),
    runs: settings.runs,
    population: [...drawn.population.values()].reduce((sum, size) => sum + size, 0),
    drawn: drawn.mutants.length,
    judged: judged.length,
    killed: judged.length - survivors.length,
    timedOut: judged.filter(({ id }) => verdicts.get(id)?.status === 'timed out').length,
    discarded: drawn.discarded.length,
    score: judged.length === 0 ? 0 : ((judged.length - survivors.length) * 100) / judged.length,
    byFile: tally(drawn.mutants, verdicts, ({ file }) => file),
    byOperator: tally(drawn.mutants, verdicts, ({ operator }) => operator),
    survivors: survivors.map((mutant) => {
      const text = readBytes(project, mutant.file)
      const { id, file, operator } = mutant
      return { id, file, line: lineOf(text, mutant.start), operator, diff: diffOf(text, mutant) }
    }),
  }
}

const table = (title: string, rows: readonly Tally[]): string =>
  [
    `| ${title} | drawn | killed | survived |`,
    '|---|---|---|---|',
    ...rows.map(({ name, drawn, killed, survived }) => `| ${name} | ${drawn} | ${killed} | ${survived} |`),
  ].join('\n')

export const summary = ({ judged, drawn, killed, score, timedOut, population, discarded, seed }: Report): string =>
  `${killed} of ${judged} mutants killed: ${score.toFixed(1)} % (${timedOut} by not ending; ${drawn} drawn from ${population} by seed ${seed}, ${discarded} that did not compile replaced)`

export function markdown(report: Report): string {
  const survivors = report.survivors.map(
    ({ id, file, line, operator, diff }) => `### ${id}: ${file}:${line}, ${operator}\n\n\`\`\`diff\n${diff}\n\`\`\``,
  )
  return `${[
    '# Mutation report',
    `${summary(report)}; rooms ${report.rooms.join(', ')}, ${report.runs} runs of each fuzz test.`,
    table('operator', report.byOperator),
    table('file', report.byFile),
    '## Survivors',
    ...(survivors.length > 0 ? survivors : ['None.']),
  ].join('\n\n')}\n`
}

/** Writes the list for readers to `file`, and all figures beside it as JSON. */
export function writeReport(file: string, report: Report): string[] {
  const json = file.replace(/(\.md)?$/, '.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, markdown(report))
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
  return [file, json]
}
