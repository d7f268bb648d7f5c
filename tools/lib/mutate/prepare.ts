import { AnalysisFailedError } from '../errors.ts'
import { analyseTrees } from './ast.ts'
import { allot, createRandom, shuffled } from './draw.ts'
import { type Room, readBytes } from './rooms.ts'
import { findModifiers, findMutants, type Mutant } from './sites.ts'
import { blame, type Numbered, SWITCH_FILE, SWITCH_SOURCE, weave } from './weave.ts'

export type Drawn = {
  mutants: Numbered[]
  /** Sources to write over those of the copy. */
  texts: Map<string, string>
  /** How many there are to draw from, by file. */
  population: ReadonlyMap<string, number>
  /** Drawn, and found not to compile. */
  discarded: Mutant[]
}

/**
 * Draws mutants by a seed, each file in proportion to what can be changed in it, and weaves them into the sources. What
 * the compiler refuses is discarded and another of the same file drawn.
 */
export function drawMutants(project: string, rooms: readonly Room[], count: number, seed: string): Drawn {
  const files = rooms.flatMap(({ sources }) => sources)
  const { trees, errors } = analyseTrees(project, files, new Map())
  if (errors.length > 0) throw new AnalysisFailedError(errors.map(({ message }) => message).join('\n'))
  const modifiers = findModifiers(trees)
  const texts = new Map(files.map((file) => [file, readBytes(project, file)]))
  const random = createRandom(seed)
  const piles = files.flatMap((file) => {
    const tree = trees.get(file)
    const all = tree === undefined ? [] : findMutants(file, tree, texts.get(file) ?? '', modifiers)
    return all.length === 0 ? [] : [{ file, size: all.length, left: shuffled(all, random) }]
  })
  const shares = allot(
    piles.map(({ size }) => size),
    count,
  )
  let next = 1
  const discarded: Mutant[] = []
  let drawn: Numbered[] = piles.flatMap(({ left }, index) =>
    left.splice(0, shares[index] ?? 0).map((mutant) => ({ ...mutant, id: next++ })),
  )
  for (;;) {
    const woven = weaveAll(project, drawn, texts)
    const sources = new Map([...woven].map(([file, { text }]) => [file, text]))
    sources.set(SWITCH_FILE, SWITCH_SOURCE)
    const complaints = analyseTrees(project, files, sources).errors
    if (complaints.length === 0) {
      return {
        mutants: drawn,
        texts: sources,
        population: new Map(piles.map(({ file, size }) => [file, size])),
        discarded,
      }
    }
    const refused = new Set<number>()
    for (const { file, start, end } of complaints) {
      const found = woven.get(file)
      for (const id of found === undefined ? [] : blame(found, start, end)) refused.add(id)
    }
    // A complaint outside every mutant would be no mutant's fault.
    if (refused.size === 0) throw new AnalysisFailedError(complaints.map(({ message }) => message).join('\n'))
    for (const mutant of drawn.filter(({ id }) => refused.has(id))) discarded.push(mutant)
    const replacements = drawn
      .filter(({ id }) => refused.has(id))
      .flatMap(({ file }) => {
        const pile = piles.find((candidate) => candidate.file === file)
        const other = pile?.left.shift() ?? piles.find(({ left }) => left.length > 0)?.left.shift()
        return other === undefined ? [] : [{ ...other, id: next++ }]
      })
    drawn = [...drawn.filter(({ id }) => !refused.has(id)), ...replacements]
  }
}

function weaveAll(project: string, mutants: readonly Numbered[], texts: ReadonlyMap<string, string>) {
  const files = new Set(mutants.flatMap(({ file, definition }) => (definition ? [file, definition.file] : [file])))
  return new Map(
    [...files].map((file) => [
      file,
      weave(
        texts.get(file) ?? readBytes(project, file),
        mutants.filter((mutant) => mutant.file === file),
        mutants.filter(({ definition }) => definition?.file === file),
      ),
    ]),
  )
}
