import { childrenOf, isNode, type Node, span } from './ast.ts'

/** Kinds of mutants, as they are counted in the report. */
export type Operator =
  | 'boundary'
  | 'negated comparison'
  | 'arithmetic'
  | 'bits'
  | 'rounding'
  | 'min/max'
  | 'guard removed'
  | 'effect removed'
  | 'modifier removed'
  | 'constant'
  | 'logic'
  | 'negated condition'
  | 'return zero'

/**
 * One possible change. `as` says how both versions are put behind one switch: an expression becomes a conditional one, a
 * statement is skipped, a modifier gets a twin.
 */
export type Mutant = {
  file: string
  start: number
  end: number
  operator: Operator
  as: 'expression' | 'statement' | 'modifier'
  /** What replaces the text between start and end; nothing where a statement or a modifier goes. */
  replacement: string
  /** Type that both versions are cast to; a literal in a conditional would otherwise take the smallest that holds it. */
  cast?: string
  /** The modifier's definition, and the file it is in. */
  definition?: { file: string; start: number; end: number; name: string }
}

const swaps: Readonly<Record<string, readonly (readonly [string, Operator])[]>> = {
  '<': [
    ['<=', 'boundary'],
    ['>=', 'negated comparison'],
  ],
  '<=': [
    ['<', 'boundary'],
    ['>', 'negated comparison'],
  ],
  '>': [
    ['>=', 'boundary'],
    ['<=', 'negated comparison'],
  ],
  '>=': [
    ['>', 'boundary'],
    ['<', 'negated comparison'],
  ],
  '==': [['!=', 'negated comparison']],
  '!=': [['==', 'negated comparison']],
  '+': [['-', 'arithmetic']],
  '-': [['+', 'arithmetic']],
  '*': [['/', 'arithmetic']],
  '/': [['*', 'arithmetic']],
  '+=': [['-=', 'arithmetic']],
  '-=': [['+=', 'arithmetic']],
  '&&': [['||', 'logic']],
  '||': [['&&', 'logic']],
  '<<': [['>>', 'bits']],
  '>>': [['<<', 'bits']],
  '&': [['|', 'bits']],
  '|': [['&', 'bits']],
  '|=': [['&=', 'bits']],
  '&=': [['|=', 'bits']],
}

/** Functions that come in two roundings or as a pair of opposites. */
const twins: Readonly<Record<string, readonly [string, Operator]>> = {
  mulDiv: ['mulDivUp', 'rounding'],
  mulDivUp: ['mulDiv', 'rounding'],
  fullMulDiv: ['fullMulDivUp', 'rounding'],
  fullMulDivUp: ['fullMulDiv', 'rounding'],
  mulWad: ['mulWadUp', 'rounding'],
  mulWadUp: ['mulWad', 'rounding'],
  divWad: ['divWadUp', 'rounding'],
  divWadUp: ['divWad', 'rounding'],
  min: ['max', 'min/max'],
  max: ['min', 'min/max'],
}

/** `somethingDown` and `somethingUp`, where both exist: the compiler's verdict decides. */
function twinOf(name: string): readonly [string, Operator] | undefined {
  const known = Object.hasOwn(twins, name) ? twins[name] : undefined
  if (known !== undefined) return known
  if (/\w(Down)$/.test(name)) return [name.replace(/Down$/, 'Up'), 'rounding']
  if (/\w(Up)$/.test(name)) return [name.replace(/Up$/, 'Down'), 'rounding']
  return undefined
}

const typeOf = (node: unknown, member = 'typeDescriptions'): string => {
  const described =
    isNode(node) || typeof node === 'object' ? (node as Record<string, unknown> | null)?.[member] : undefined
  const text = (described as Record<string, unknown> | undefined)?.typeString
  return typeof text === 'string' ? text : ''
}

const isRational = (node: Node): boolean => /^(int|rational)_const/.test(typeOf(node))
const isInteger = (type: string): boolean => /^u?int\d+$/.test(type)

/** All that can be changed in one file. `modifiers` are the definitions by node id, whichever file they are in. */
export function findMutants(
  file: string,
  tree: Node,
  text: string,
  modifiers: ReadonlyMap<number, { file: string; node: Node }>,
): Mutant[] {
  const found: Mutant[] = []
  const at = (node: Node) => text.slice(span(node).start, span(node).end)
  const add = (node: Node, operator: Operator, as: Mutant['as'], replacement: string, cast?: string) =>
    found.push({ file, ...span(node), operator, as, replacement, ...(cast === undefined ? {} : { cast }) })

  const member = (node: Node, name: string): Node | undefined => {
    const value = node[name]
    return isNode(value) ? value : undefined
  }

  function binary(node: Node): void {
    const operator = String(node.operator)
    const left = member(node, 'leftExpression') ?? member(node, 'leftHandSide')
    const right = member(node, 'rightExpression') ?? member(node, 'rightHandSide')
    if (left === undefined || right === undefined) return
    const gap = text.slice(span(left).end, span(right).start)
    for (const [to, kind] of swaps[operator] ?? []) {
      add(node, kind, 'expression', at(left) + gap.replace(operator, to) + at(right))
    }
  }

  /** A number that the compiler folds, or a named constant, one more and one less. */
  function constant(node: Node, cast: string | undefined): void {
    const isZero = /^int_const 0$/.test(typeOf(node))
    add(node, 'constant', 'expression', `(${at(node)} + 1)`, cast)
    if (!isZero) add(node, 'constant', 'expression', `(${at(node)} - 1)`, cast)
  }

  /** An assignment to a storage pointer: without it the compiler refuses every use of the pointer, far from here. */
  function pointsIntoStorage(expression: Node | undefined): boolean {
    const target = expression?.nodeType === 'Assignment' ? member(expression, 'leftHandSide') : undefined
    return target?.nodeType === 'Identifier' && typeOf(target).endsWith('storage pointer')
  }

  function statement(node: Node, isInLoopHead: boolean): void {
    if (isInLoopHead) return
    if (node.nodeType === 'EmitStatement') add(node, 'effect removed', 'statement', '')
    if (node.nodeType === 'ExpressionStatement' && !pointsIntoStorage(member(node, 'expression'))) {
      const called = /^(?:\w+\.)*(\w+)\s*\(/.exec(at(node))?.[1] ?? ''
      add(
        node,
        /^_?(require|check|validate|assert)/i.test(called) ? 'guard removed' : 'effect removed',
        'statement',
        '',
      )
    }
    if (node.nodeType === 'IfStatement' && !member(node, 'falseBody')) {
      const body = member(node, 'trueBody')
      const inside = body?.nodeType === 'Block' ? (body.statements as Node[]) : body === undefined ? [] : [body]
      const [only] = inside
      if (inside.length === 1 && only?.nodeType === 'RevertStatement') add(node, 'guard removed', 'statement', '')
    }
  }

  /** What a literal must be cast to, where an operation with it has a type of its own. */
  function castFor(parent: Node): string | undefined {
    if (parent.nodeType !== 'BinaryOperation' || /^(<<|>>|\*\*)$/.test(String(parent.operator))) return undefined
    const common = typeOf(parent, 'commonType')
    return isInteger(common) ? common : undefined
  }

  function visit(node: Node, parent: Node, isInLoopHead: boolean): void {
    switch (node.nodeType) {
      case 'InlineAssembly':
      case 'ElementaryTypeName':
      case 'ArrayTypeName':
      case 'Mapping':
      case 'UserDefinedTypeName':
        return
      case 'BinaryOperation':
      case 'Assignment':
        if (isRational(node)) {
          constantIn(node, parent)
          return
        }
        binary(node)
        break
      case 'Literal':
        if (node.kind === 'bool') add(node, 'logic', 'expression', at(node) === 'true' ? 'false' : 'true')
        if (node.kind === 'number') constantIn(node, parent)
        return
      case 'Identifier':
      case 'MemberAccess':
        if (isConstantReference(node)) constantIn(node, parent)
        break
      case 'UnaryOperation': {
        if (isRational(node)) {
          constantIn(node, parent)
          return
        }
        const operand = member(node, 'subExpression')
        if (node.operator === '!' && operand !== undefined) add(node, 'negated condition', 'expression', at(operand))
        if (/^(\+\+|--)$/.test(String(node.operator))) {
          const other = node.operator === '++' ? '--' : '++'
          add(node, 'arithmetic', 'expression', at(node).replace(String(node.operator), other))
        }
        break
      }
      case 'FunctionCall':
        call(node)
        break
      case 'IfStatement':
      case 'Conditional': {
        const condition = member(node, 'condition')
        if (
          condition !== undefined &&
          condition.nodeType !== 'BinaryOperation' &&
          condition.nodeType !== 'UnaryOperation'
        ) {
          add(condition, 'negated condition', 'expression', `!${at(condition)}`)
        }
        break
      }
      case 'Return': {
        const value = member(node, 'expression')
        const type = typeOf(value)
        if (value !== undefined && isInteger(type)) add(value, 'return zero', 'expression', `${type}(0)`)
        if (value !== undefined && type === 'bool' && value.nodeType !== 'Literal') {
          add(value, 'return zero', 'expression', 'false')
        }
        break
      }
    }
    statement(node, isInLoopHead)
    const head = node.nodeType === 'ForStatement' ? [node.initializationExpression, node.loopExpression] : []
    for (const child of childrenOf(node)) visit(child, node, head.includes(child))
  }

  function constantIn(node: Node, parent: Node): void {
    // The left side of a shift or a power takes its type from the literal: 1 << n would become a shift of 8 bits.
    if (/^(<<|>>|\*\*)$/.test(String(parent.operator)) && parent.leftExpression === node) return
    constant(node, castFor(parent))
  }

  function isConstantReference(node: Node): boolean {
    const name = node.nodeType === 'Identifier' ? String(node.name) : String(node.memberName)
    return /^[A-Z][A-Z0-9_]+$/.test(name) && isInteger(typeOf(node))
  }

  function call(node: Node): void {
    const callee = member(node, 'expression')
    if (callee === undefined) return
    const name =
      callee.nodeType === 'MemberAccess' ? callee.memberName : callee.nodeType === 'Identifier' ? callee.name : ''
    const twin = twinOf(String(name))
    if (twin === undefined) return
    const [to, operator] = twin
    const rest = text.slice(span(callee).end, span(node).end)
    add(node, operator, 'expression', at(callee).replace(new RegExp(`${String(name)}$`), to) + rest)
  }

  function functionAt(node: Node): void {
    for (const invocation of (node.modifiers as Node[] | undefined) ?? []) {
      const name = member(invocation, 'modifierName')
      const definition = modifiers.get(Number(name?.referencedDeclaration))
      if (name === undefined || definition === undefined) continue
      add(name, 'modifier removed', 'modifier', '')
      const last = found.at(-1)
      if (last !== undefined) {
        last.definition = { file: definition.file, ...span(definition.node), name: String(definition.node.name) }
      }
    }
    const body = member(node, 'body')
    if (body !== undefined) for (const child of childrenOf(body)) visit(child, body, false)
  }

  const walk = (node: Node): void => {
    if (node.nodeType === 'FunctionDefinition') functionAt(node)
    else if (node.nodeType === 'SourceUnit' || node.nodeType === 'ContractDefinition') childrenOf(node).forEach(walk)
  }
  walk(tree)
  return found
}

/** The modifiers of a set of trees by node id. */
export function findModifiers(trees: ReadonlyMap<string, Node>): Map<number, { file: string; node: Node }> {
  const found = new Map<number, { file: string; node: Node }>()
  const walk = (file: string, node: Node): void => {
    if (node.nodeType === 'ModifierDefinition') found.set(node.id, { file, node })
    else if (node.nodeType === 'SourceUnit' || node.nodeType === 'ContractDefinition') {
      for (const child of childrenOf(node)) walk(file, child)
    }
  }
  for (const [file, tree] of trees) walk(file, tree)
  return found
}
