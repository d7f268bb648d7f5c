import type { Node } from './nodes.ts'
import type { Operator } from './operators.ts'

/**
 * What may become of a piece of text. `as` says how both versions are put behind one switch: an expression becomes a
 * conditional one, a statement is skipped, a modifier gets a twin.
 */
export type Change = {
  operator: Operator
  as: 'expression' | 'statement' | 'modifier'
  /** What replaces the text; nothing where a statement or a modifier goes. */
  replacement: string
  /** Type that both versions are cast to; a literal in a conditional would otherwise take the smallest that holds it. */
  cast?: string
  /** The modifier's definition, and the file it is in. */
  definition?: { file: string; start: number; end: number; name: string }
}

/** A change of one node's text. */
export type Site = Change & { node: Node }

/** An expression that becomes another one. */
export const rewritten = (node: Node, operator: Operator, replacement: string): Site => ({
  node,
  operator,
  as: 'expression',
  replacement,
})

/** A statement that is left out. */
export const removed = (node: Node, operator: Operator): Site => ({ node, operator, as: 'statement', replacement: '' })
