import type { Mutant } from './sites.ts'

export type Numbered = Mutant & { id: number }

/** Where a mutant came to stand in a woven text, to lay the compiler's complaints at its door. */
export type Placed = { id: number; start: number; end: number }

export type Woven = { text: string; placed: Placed[] }

/** Where the switch lies in a scratch copy. */
export const SWITCH_FILE = 'src/libraries/Mutant.sol'

/**
 * All mutants are compiled at once, and each run turns one of them on: the number is the block's prevRandao, which
 * nothing here reads, costs two gas and can be set for a whole run of forge. Pure functions may not read it, so the
 * reader's type is cast.
 */
export const SWITCH_SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

library Mutant {
    function on(uint256 id) internal pure returns (bool) {
        return _asPure(_on)(id);
    }

    function _on(uint256 id) private view returns (bool) {
        return block.prevrandao == id;
    }

    function _asPure(function(uint256) view returns (bool) f)
        private
        pure
        returns (function(uint256) pure returns (bool) g)
    {
        assembly ("memory-safe") {
            g := f
        }
    }
}
`

/** The text with one change, as it would be written by hand. */
export function applied(text: string, mutant: Mutant): string {
  const { start, as } = mutant
  // Something has to stand where a condition or a loop leads to.
  const replacement = as === 'statement' ? '{}' : mutant.replacement
  let end = mutant.end
  // A statement's range leaves its semicolon out.
  if (as === 'statement' && text[end] === ';') ++end
  return text.slice(0, start) + replacement + text.slice(end)
}

type Group = { start: number; end: number; mutants: Numbered[]; inner: Group[] }

/** Changes of the same text together, and those within another's text below it. */
function nest(mutants: readonly Numbered[]): Group[] {
  const sorted = [...mutants].sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b) || a.id - b.id)
  const top: Group[] = []
  const open: Group[] = []
  for (const mutant of sorted) {
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= mutant.start) open.pop()
    const around = open.at(-1)
    const same =
      around !== undefined &&
      around.start === mutant.start &&
      around.end === mutant.end &&
      around.mutants[0]?.as === mutant.as &&
      around.mutants[0]?.cast === mutant.cast
    if (same) {
      around.mutants.push(mutant)
      continue
    }
    const group = { start: mutant.start, end: mutant.end, mutants: [mutant], inner: [] }
    ;(around?.inner ?? top).push(group)
    open.push(group)
  }
  return top
}

/** Of two changes of the same text, a statement encloses an expression. */
const rank = (mutant: Mutant): number => (mutant.as === 'expression' ? 1 : 0)

/** Writes a text anew, changes behind their switches, and notes where each came to stand. */
class Loom {
  text = ''
  readonly placed: Placed[] = []

  constructor(private readonly original: string) {}

  /** Writes a stretch of the original with some groups in it. */
  copy(from: number, to: number, groups: readonly Group[]): void {
    let position = from
    for (const group of groups) {
      this.text += this.original.slice(position, group.start)
      position = this.put(group)
    }
    this.text += this.original.slice(position, to)
  }

  /** Writes the twin of a modifier. */
  define({ id, definition }: Numbered): void {
    const { start = 0, end = 0, name = '' } = definition ?? {}
    const begins = this.text.length
    this.text += `\n${twin(this.original.slice(start, end), name, id)}`
    this.note(id, begins)
  }

  private note(id: number, start: number): void {
    this.placed.push({ id, start, end: this.text.length })
  }

  /** Writes a group and returns where the original goes on. */
  private put(group: Group): number {
    const [first] = group.mutants
    // Of statements and modifiers there is one change at a place, their removal.
    if (first?.as === 'modifier') return this.putModifier(group, first.id)
    if (first?.as === 'statement') return this.putStatement(group, first.id)
    return this.putExpression(group, first?.cast ?? '')
  }

  private putModifier({ start, end }: Group, id: number): number {
    const begins = this.text.length
    this.text += `${this.original.slice(start, end)}_${id}`
    this.note(id, begins)
    return end
  }

  private putStatement({ start, end, inner }: Group, id: number): number {
    const begins = this.text.length
    const whole = this.original[end] === ';' ? end + 1 : end
    this.text += `if (!Mutant.on(${id})) { `
    this.copy(start, whole, inner)
    this.text += ' }'
    this.note(id, begins)
    return whole
  }

  private putExpression({ start, end, mutants, inner }: Group, cast: string): number {
    this.text += `${cast}(`
    const heads: { id: number; start: number }[] = []
    for (const { id, replacement } of mutants) {
      heads.push({ id, start: this.text.length })
      this.text += `Mutant.on(${id}) ? (${replacement}) : (`
    }
    this.copy(start, end, inner)
    for (const head of heads.reverse()) {
      this.text += ')'
      this.note(head.id, head.start)
    }
    this.text += ')'
    return end
  }
}

const byDefinition = (a: Numbered, b: Numbered): number => (a.definition?.end ?? 0) - (b.definition?.end ?? 0)

/** A file with all of its mutants behind their switches, and the twins of modifiers that it defines. */
export function weave(text: string, own: readonly Numbered[], twinsOf: readonly Numbered[]): Woven {
  const loom = new Loom(text)
  let from = 0
  let rest = nest(own)
  for (const mutant of [...twinsOf].sort(byDefinition)) {
    const end = mutant.definition?.end ?? 0
    loom.copy(
      from,
      end,
      rest.filter((group) => group.end <= end),
    )
    loom.define(mutant)
    rest = rest.filter((group) => group.end > end)
    from = end
  }
  loom.copy(from, text.length, rest)
  return { text: withImport(loom.text, loom.placed), placed: loom.placed }
}

/** A modifier whose statements, all but the body's place, are skipped when the switch is on. */
function twin(definition: string, name: string, id: number): string {
  const open = definition.indexOf('{')
  const head = definition.slice(0, open).replace(new RegExp(`modifier\\s+${name}`), `modifier ${name}_${id}`)
  const body = definition
    .slice(open + 1, definition.lastIndexOf('}'))
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => (statement === '_' ? '_;' : `if (!Mutant.on(${id})) { ${statement}; }`))
  return `${head}{ ${body.join(' ')} }`
}

/** Puts the switch's import behind the pragma, and moves what was placed along. */
function withImport(text: string, placed: Placed[]): string {
  const pragma = /pragma solidity [^;]+;/.exec(text)
  const at = pragma === null ? 0 : pragma.index + pragma[0].length
  const line = `import {Mutant} from "${SWITCH_FILE}";`
  for (const place of placed) {
    place.start += line.length
    place.end += line.length
  }
  return text.slice(0, at) + line + text.slice(at)
}

/**
 * The mutants that a complaint is about: the innermost whose text holds it; else those within what is complained of; else
 * those in the rest of its statement, as where an overload cannot be told by its arguments.
 */
export function blame(woven: Woven, start: number, end: number): number[] {
  const size = (place: Placed) => place.end - place.start
  const holding = woven.placed.filter((place) => place.start <= start && end <= place.end)
  const [innermost] = holding.sort((a, b) => size(a) - size(b))
  if (innermost !== undefined) return [innermost.id]
  const between = (from: number, to: number) =>
    woven.placed.filter((place) => from <= place.start && place.end <= to).map(({ id }) => id)
  const inside = between(start, end)
  if (inside.length > 0) return inside
  const semicolon = woven.text.indexOf(';', end)
  return between(start, semicolon === -1 ? woven.text.length : semicolon)
}
