import { AnalysisFailedError } from '../errors.ts'
import { analyseTrees, type CompilerError } from './ast.ts'
import { createRandom } from './draw.ts'
import { Piles } from './piles.ts'
import { type Room, readBytes } from './rooms.ts'
import { findModifiers, findMutants, type Mutant } from './sites.ts'
import { blame, type Numbered, SWITCH_FILE, SWITCH_SOURCE, type Woven, weave } from './weave.ts'

export type Drawn = {
  mutants: Numbered[]
  /** Sources to write over those of the copy. */
  texts: Map<string, string>
  /** How many there are to draw from, by file. */
  population: ReadonlyMap<string, number>
  /** Drawn, and found not to compile. */
  discarded: Mutant[]
}

type Texts = ReadonlyMap<string, string>

const failed = (errors: readonly CompilerError[]) =>
  new AnalysisFailedError(errors.map(({ message }) => message).join('\n'))

/** All that can be changed in the sources as they are. */
function findAll(project: string, texts: Texts): Map<string, Mutant[]> {
  const { trees, errors } = analyseTrees(project, [...texts.keys()], new Map())
  if (errors.length > 0) throw failed(errors)
  const modifiers = findModifiers(trees)
  return new Map(
    [...texts].map(([file, text]) => {
      const tree = trees.get(file)
      return [file, tree === undefined ? [] : findMutants(file, tree, text, modifiers)]
    }),
  )
}

/** The mutants that the compiler complains about. */
function refusedIds(complaints: readonly CompilerError[], woven: ReadonlyMap<string, Woven>): Set<number> {
  const ids = complaints.flatMap(({ file, start, end }) => {
    const found = woven.get(file)
    return found === undefined ? [] : blame(found, start, end)
  })
  // A complaint outside every mutant would be no mutant's fault.
  if (ids.length === 0) throw failed(complaints)
  return new Set(ids)
}

/**
 * Draws mutants by a seed, each file in proportion to what can be changed in it, and weaves them into the sources. What
 * the compiler refuses is discarded and another of the same file drawn.
 */
export function drawMutants(project: string, rooms: readonly Room[], count: number, seed: string): Drawn {
  const files = rooms.flatMap(({ sources }) => sources)
  const texts = new Map(files.map((file) => [file, readBytes(project, file)]))
  const piles = new Piles(findAll(project, texts), createRandom(seed))
  const discarded: Mutant[] = []
  let drawn = piles.draw(count)
  for (;;) {
    const woven = weaveAll(project, drawn, texts)
    const sources = new Map([...woven].map(([file, { text }]) => [file, text]))
    sources.set(SWITCH_FILE, SWITCH_SOURCE)
    const complaints = analyseTrees(project, files, sources).errors
    if (complaints.length === 0) return { mutants: drawn, texts: sources, population: piles.population, discarded }
    const ids = refusedIds(complaints, woven)
    const refused = drawn.filter(({ id }) => ids.has(id))
    discarded.push(...refused)
    drawn = [...drawn.filter(({ id }) => !ids.has(id)), ...refused.flatMap(({ file }) => piles.another(file))]
  }
}

function weaveAll(project: string, mutants: readonly Numbered[], texts: Texts): Map<string, Woven> {
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
