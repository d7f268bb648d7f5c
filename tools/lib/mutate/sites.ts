import type { Change, Site } from './change.ts'
import { expressionSites, isLeaf } from './expressions.ts'
import { childrenOf, isNode, member, type Node, span } from './nodes.ts'
import { statementSites } from './statements.ts'

/** One possible change of a file, in bytes. */
export type Mutant = Change & { file: string; start: number; end: number }

/** Definitions by node id, whichever file they are in. */
export type Modifiers = ReadonlyMap<number, { file: string; node: Node }>

/** The nodes of a kind that stand in a file or in one of its contracts. */
function definitionsOf(nodeType: string, node: Node): Node[] {
  if (node.nodeType === nodeType) return [node]
  const holds = node.nodeType === 'SourceUnit' || node.nodeType === 'ContractDefinition'
  return holds ? childrenOf(node).flatMap((child) => definitionsOf(nodeType, child)) : []
}

/** What can be changed in a node and below it, each before what it encloses. */
function sitesIn(node: Node, parent: Node, text: string, isInLoopHead = false): Site[] {
  const head = node.nodeType === 'ForStatement' ? [node.initializationExpression, node.loopExpression] : []
  const below = isLeaf(node) ? [] : childrenOf(node)
  return [
    ...expressionSites(node, parent, text),
    // What a loop's head is made of cannot be skipped.
    ...(isInLoopHead ? [] : statementSites(node, text)),
    ...below.flatMap((child) => sitesIn(child, node, text, head.includes(child))),
  ]
}

/** The modifiers that a function could do without. */
function modifierSites(definition: Node, modifiers: Modifiers): Site[] {
  const invocations = Array.isArray(definition.modifiers) ? definition.modifiers.filter(isNode) : []
  return invocations.flatMap((invocation): Site[] => {
    const node = member(invocation, 'modifierName')
    const found = modifiers.get(Number(node?.referencedDeclaration))
    if (node === undefined || found === undefined) return []
    const twin = { file: found.file, ...span(found.node), name: String(found.node.name) }
    return [{ node, operator: 'modifier removed', as: 'modifier', replacement: '', definition: twin }]
  })
}

function functionSites(definition: Node, text: string, modifiers: Modifiers): Site[] {
  const body = member(definition, 'body')
  const within = body === undefined ? [] : childrenOf(body).flatMap((child) => sitesIn(child, body, text))
  return [...modifierSites(definition, modifiers), ...within]
}

/** All that can be changed in one file. `text` is of one character a byte. */
export const findMutants = (file: string, tree: Node, text: string, modifiers: Modifiers): Mutant[] =>
  definitionsOf('FunctionDefinition', tree)
    .flatMap((definition) => functionSites(definition, text, modifiers))
    .map(({ node, ...change }) => ({ file, ...span(node), ...change }))

/** The modifiers of a set of trees by node id. */
export const findModifiers = (trees: ReadonlyMap<string, Node>): Modifiers =>
  new Map(
    [...trees].flatMap(([file, tree]) =>
      definitionsOf('ModifierDefinition', tree).map((node) => [node.id, { file, node }] as const),
    ),
  )
