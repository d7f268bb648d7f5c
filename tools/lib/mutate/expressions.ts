import { rewritten, type Site } from './change.ts'
import { isInteger, member, type Node, span, textOf, typeOf } from './nodes.ts'
import { swapsOf, twinOf } from './operators.ts'

/** How a kind of node can be changed by itself; `text` is that of its file, as one character a byte. */
type Rule = (node: Node, parent: Node, text: string) => Site[]

/** A number that the compiler folds. */
const isFolded = (node: Node): boolean => /^(int|rational)_const/.test(typeOf(node))

const keepsTypeOfLeft = (operation: Node): boolean => /^(<<|>>|\*\*)$/.test(String(operation.operator))

/** What a literal must be cast to, where an operation with it has a type of its own. */
function castFor(parent: Node): string | undefined {
  if (parent.nodeType !== 'BinaryOperation' || keepsTypeOfLeft(parent)) return undefined
  const common = typeOf(parent, 'commonType')
  return isInteger(common) ? common : undefined
}

/** A number that the compiler folds, or a named constant, one more and one less. */
const constant: Rule = (node, parent, text) => {
  // The left side of a shift or a power takes its type from the literal: 1 << n would become a shift of 8 bits.
  if (keepsTypeOfLeft(parent) && parent.leftExpression === node) return []
  const cast = castFor(parent)
  const stepped = (step: string): Site => ({
    ...rewritten(node, 'constant', `(${textOf(text, node)} ${step})`),
    ...(cast === undefined ? {} : { cast }),
  })
  return typeOf(node) === 'int_const 0' ? [stepped('+ 1')] : [stepped('+ 1'), stepped('- 1')]
}

/** What the compiler folds is a constant, whatever it is made of. */
const unlessFolded =
  (rule: Rule): Rule =>
  (node, parent, text) =>
    isFolded(node) ? constant(node, parent, text) : rule(node, parent, text)

const binary: Rule = (node, _, text) => {
  const operator = String(node.operator)
  const left = member(node, 'leftExpression') ?? member(node, 'leftHandSide')
  const right = member(node, 'rightExpression') ?? member(node, 'rightHandSide')
  if (left === undefined || right === undefined) return []
  const gap = text.slice(span(left).end, span(right).start)
  return swapsOf(operator).map(([to, kind]) =>
    rewritten(node, kind, textOf(text, left) + gap.replace(operator, to) + textOf(text, right)),
  )
}

const unary: Rule = (node, _, text) => {
  const operator = String(node.operator)
  const operand = member(node, 'subExpression')
  if (operator === '!' && operand !== undefined) return [rewritten(node, 'negated condition', textOf(text, operand))]
  if (operator !== '++' && operator !== '--') return []
  return [rewritten(node, 'arithmetic', textOf(text, node).replace(operator, operator === '++' ? '--' : '++'))]
}

const literal: Rule = (node, parent, text) => {
  if (node.kind === 'bool') return [rewritten(node, 'logic', textOf(text, node) === 'true' ? 'false' : 'true')]
  return node.kind === 'number' ? constant(node, parent, text) : []
}

/** A name in capitals that stands for a number. */
const named: Rule = (node, parent, text) => {
  const name = node.nodeType === 'Identifier' ? String(node.name) : String(node.memberName)
  return /^[A-Z][A-Z0-9_]+$/.test(name) && isInteger(typeOf(node)) ? constant(node, parent, text) : []
}

/** A call of a function that has a twin. */
const call: Rule = (node, _, text) => {
  const callee = member(node, 'expression')
  if (callee === undefined) return []
  const name = String(
    callee.nodeType === 'MemberAccess' ? callee.memberName : callee.nodeType === 'Identifier' ? callee.name : '',
  )
  const twin = twinOf(name)
  if (twin === undefined) return []
  const [to, operator] = twin
  const rest = text.slice(span(callee).end, span(node).end)
  return [rewritten(node, operator, textOf(text, callee).replace(new RegExp(`${name}$`), to) + rest)]
}

/** A condition that is no operation: those have changes of their own. */
const condition: Rule = (node, _, text) => {
  const asked = member(node, 'condition')
  if (asked === undefined || asked.nodeType === 'BinaryOperation' || asked.nodeType === 'UnaryOperation') return []
  return [rewritten(asked, 'negated condition', `!${textOf(text, asked)}`)]
}

const returned: Rule = (node) => {
  const value = member(node, 'expression')
  if (value === undefined) return []
  const type = typeOf(value)
  if (isInteger(type)) return [rewritten(value, 'return zero', `${type}(0)`)]
  return type === 'bool' && value.nodeType !== 'Literal' ? [rewritten(value, 'return zero', 'false')] : []
}

const rules: ReadonlyMap<string, Rule> = new Map([
  ['Assignment', unlessFolded(binary)],
  ['BinaryOperation', unlessFolded(binary)],
  ['UnaryOperation', unlessFolded(unary)],
  ['Literal', literal],
  ['Identifier', named],
  ['MemberAccess', named],
  ['FunctionCall', call],
  ['Conditional', condition],
  ['IfStatement', condition],
  ['Return', returned],
])

/** All that an expression, or the one that a statement is made of, can become by itself. */
export const expressionSites: Rule = (node, parent, text) => rules.get(node.nodeType)?.(node, parent, text) ?? []

const OPERATIONS: ReadonlySet<string> = new Set(['Assignment', 'BinaryOperation', 'UnaryOperation'])
const LEAVES: ReadonlySet<string> = new Set([
  'InlineAssembly',
  'ElementaryTypeName',
  'ArrayTypeName',
  'Mapping',
  'UserDefinedTypeName',
  'Literal',
])

/** Whether nothing below a node can be changed: types, assembly, and what the compiler folds into one number. */
export const isLeaf = (node: Node): boolean =>
  LEAVES.has(node.nodeType) || (OPERATIONS.has(node.nodeType) && isFolded(node))
