import { removed, type Site } from './change.ts'
import { isNode, member, type Node, textOf, typeOf } from './nodes.ts'

/** An assignment to a storage pointer: without it the compiler refuses every use of the pointer, far from here. */
function pointsIntoStorage(expression: Node | undefined): boolean {
  const target = expression?.nodeType === 'Assignment' ? member(expression, 'leftHandSide') : undefined
  return target?.nodeType === 'Identifier' && typeOf(target).endsWith('storage pointer')
}

/** Whether a statement calls a function that is named after what it refuses. */
function isGuard(node: Node, text: string): boolean {
  const called = /^(?:\w+\.)*(\w+)\s*\(/.exec(textOf(text, node))?.[1] ?? ''
  return /^_?(require|check|validate|assert)/i.test(called)
}

function statementsOf(body: Node | undefined): Node[] {
  if (body === undefined) return []
  return body.nodeType === 'Block' && Array.isArray(body.statements) ? body.statements.filter(isNode) : [body]
}

/** Whether an if has nothing to do but to revert. */
function onlyReverts(node: Node): boolean {
  if (member(node, 'falseBody') !== undefined) return false
  const [only, ...more] = statementsOf(member(node, 'trueBody'))
  return only?.nodeType === 'RevertStatement' && more.length === 0
}

/** A statement that can be left out: one that guards, or one that does something. */
export function statementSites(node: Node, text: string): Site[] {
  switch (node.nodeType) {
    case 'EmitStatement':
      return [removed(node, 'effect removed')]
    case 'ExpressionStatement':
      if (pointsIntoStorage(member(node, 'expression'))) return []
      return [removed(node, isGuard(node, text) ? 'guard removed' : 'effect removed')]
    case 'IfStatement':
      return onlyReverts(node) ? [removed(node, 'guard removed')] : []
    default:
      return []
  }
}
