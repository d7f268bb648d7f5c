import { describe, expect, test } from 'vitest'
import type { Node } from './nodes.ts'
import { findModifiers, findMutants, type Modifiers } from './sites.ts'

/** Trees are as the compiler describes them, cut down to what is read of them. */
function treeOf(text: string) {
  let id = 0
  const node = (nodeType: string, piece: string, more: Record<string, unknown> = {}): Node => {
    const start = text.indexOf(piece)
    if (start < 0) throw new TypeError(`"${piece}" is not in the text`)
    return { id: ++id, nodeType, src: `${start}:${piece.length}:0`, ...more }
  }
  const typed = (typeString: string) => ({ typeDescriptions: { typeString } })
  return {
    node,
    name: (name: string, type = 'uint256') => node('Identifier', name, { name, ...typed(type) }),
    number: (piece: string) => node('Literal', piece, { kind: 'number', ...typed(`int_const ${piece}`) }),
    operation: (piece: string, left: Node, operator: string, right: Node, type = 'uint256', commonType = 'uint256') =>
      node('BinaryOperation', piece, {
        leftExpression: left,
        operator,
        rightExpression: right,
        commonType: { typeString: commonType },
        ...typed(type),
      }),
    /** What is found in a function of one contract with these statements. */
    found: (statements: readonly Node[], modifiers: Modifiers = new Map(), invocations: readonly Node[] = []) => {
      const body = node('Block', text, { statements })
      const definition = node('FunctionDefinition', text, { modifiers: invocations, body })
      const unit = node('SourceUnit', text, { nodes: [node('ContractDefinition', text, { nodes: [definition] })] })
      return findMutants('A.sol', unit, text, modifiers)
    },
  }
}

/** An operator, what stands there and what becomes of it. */
const told = (text: string, mutants: ReturnType<typeof findMutants>) =>
  mutants.map(({ start, end, operator, replacement }) => `${operator}: ${text.slice(start, end)} -> ${replacement}`)

describe('an operation', () => {
  test('becomes its neighbours, and what stands between its sides is kept', () => {
    const text = 'a  <=  b'
    const t = treeOf(text)
    const mutants = t.found([t.operation(text, t.name('a'), '<=', t.name('b'), 'bool')])
    expect(told(text, mutants)).toEqual(['boundary: a  <=  b -> a  <  b', 'negated comparison: a  <=  b -> a  >  b'])
    expect(mutants[0]).toEqual({
      file: 'A.sol',
      start: 0,
      end: 8,
      operator: 'boundary',
      as: 'expression',
      replacement: 'a  <  b',
    })
  })

  test('that the compiler folds is one constant', () => {
    const text = '6 * 7'
    const t = treeOf(text)
    const folded = t.operation(text, t.number('6'), '*', t.number('7'), 'int_const 42')
    expect(told(text, t.found([folded]))).toEqual(['constant: 6 * 7 -> (6 * 7 + 1)', 'constant: 6 * 7 -> (6 * 7 - 1)'])
  })

  test('lends its type to a literal in it, unless it takes its own from the left', () => {
    const sum = treeOf('a + 5')
    const casts = sum.found([sum.operation('a + 5', sum.name('a'), '+', sum.number('5'), 'uint64', 'uint64')])
    expect(casts.map(({ operator, cast }) => [operator, cast])).toEqual([
      ['arithmetic', undefined],
      ['constant', 'uint64'],
      ['constant', 'uint64'],
    ])
    const shift = treeOf('1 << 8')
    const shifted = shift.found([shift.operation('1 << 8', shift.number('1'), '<<', shift.number('8'))])
    expect(told('1 << 8', shifted)).toEqual([
      'bits: 1 << 8 -> 1 >> 8',
      'constant: 8 -> (8 + 1)',
      'constant: 8 -> (8 - 1)',
    ])
    expect(shifted.every(({ cast }) => cast === undefined)).toBe(true)
  })
})

describe('a constant', () => {
  test('of zero does not go below it; a name in capitals is one if it is a number', () => {
    const text = '0 MOST OWNER most'
    const t = treeOf(text)
    const names = [t.name('MOST'), t.name('OWNER', 'address'), t.name('most')]
    expect(told(text, t.found([t.number('0'), ...names]))).toEqual([
      'constant: 0 -> (0 + 1)',
      'constant: MOST -> (MOST + 1)',
      'constant: MOST -> (MOST - 1)',
    ])
  })
})

test('what is returned becomes nothing, where nothing is something else', () => {
  const text = 'return count; return isSo(); return true; return owner;'
  const t = treeOf(text)
  const returned = (piece: string, expression: Node) => t.node('Return', piece, { expression })
  const truth = t.node('Literal', 'true', { kind: 'bool', typeDescriptions: { typeString: 'bool' } })
  const mutants = t.found([
    returned('return count', t.name('count', 'uint128')),
    returned('return isSo()', t.node('FunctionCall', 'isSo()', { typeDescriptions: { typeString: 'bool' } })),
    returned('return true', truth),
    returned('return owner', t.name('owner', 'address')),
  ])
  expect(told(text, mutants)).toEqual([
    'return zero: count -> uint128(0)',
    'return zero: isSo() -> false',
    'logic: true -> false',
  ])
})

test('a call goes to the twin of what it calls', () => {
  const text = 'maths.toSharesUp(a); mulDiv(a)'
  const t = treeOf(text)
  const calls = [
    t.node('FunctionCall', 'maths.toSharesUp(a)', {
      expression: t.node('MemberAccess', 'maths.toSharesUp', { memberName: 'toSharesUp' }),
    }),
    t.node('FunctionCall', 'mulDiv(a)', { expression: t.name('mulDiv') }),
  ]
  expect(told(text, t.found(calls))).toEqual([
    'rounding: maths.toSharesUp(a) -> maths.toSharesDown(a)',
    'rounding: mulDiv(a) -> mulDivUp(a)',
  ])
})

describe('a statement', () => {
  const ifOf = (t: ReturnType<typeof treeOf>, piece: string, more: Record<string, unknown>) =>
    t.node('IfStatement', piece, { condition: t.name('off', 'bool'), ...more })

  test('is a guard if it only reverts, or by the name of what it calls; else an effect', () => {
    const text = 'if (off) revert; _requireOpen(x); token.move(x); emit Moved()'
    const t = treeOf(text)
    const mutants = t.found([
      ifOf(t, 'if (off) revert', { trueBody: t.node('RevertStatement', 'revert') }),
      t.node('ExpressionStatement', '_requireOpen(x)'),
      t.node('ExpressionStatement', 'token.move(x)'),
      t.node('EmitStatement', 'emit Moved()'),
    ])
    expect(mutants.filter(({ as }) => as === 'statement').map(({ operator }) => operator)).toEqual([
      'guard removed',
      'guard removed',
      'effect removed',
      'effect removed',
    ])
  })

  test('is no guard if it does anything besides reverting', () => {
    const text = 'if (off) { count; revert; } else other'
    const t = treeOf(text)
    const reverts = t.node('RevertStatement', 'revert')
    const both = t.node('Block', '{ count; revert; }', { statements: [t.name('count'), reverts] })
    const alone = t.node('Block', '{ count; revert; }', { statements: [reverts] })
    const skipped = (node: Node) => t.found([node]).filter(({ as }) => as === 'statement').length
    expect(skipped(ifOf(t, text, { trueBody: both }))).toBe(0)
    expect(skipped(ifOf(t, text, { trueBody: alone, falseBody: t.name('other') }))).toBe(0)
    expect(skipped(ifOf(t, text, { trueBody: alone }))).toBe(1)
  })

  test("is kept in a loop's head, and where a storage pointer gets its place", () => {
    const text = 'for (i = 0; ; ++i) sum; notes = drawer'
    const t = treeOf(text)
    const loop = t.node('ForStatement', 'for (i = 0; ; ++i) sum', {
      initializationExpression: t.node('ExpressionStatement', 'i = 0'),
      loopExpression: t.node('ExpressionStatement', '++i'),
      body: t.node('ExpressionStatement', 'sum'),
    })
    const pointer = t.node('Assignment', 'notes = drawer', {
      operator: '=',
      leftHandSide: t.name('notes', 'uint256[] storage pointer'),
      rightHandSide: t.name('drawer'),
    })
    const assigned = t.node('ExpressionStatement', 'notes = drawer', { expression: pointer })
    expect(told(text, t.found([loop, assigned]))).toEqual(['effect removed: sum -> '])
  })
})

test('types and assembly are left alone', () => {
  const text = 'uint256[4] assembly {}'
  const t = treeOf(text)
  const inside = [t.number('4')]
  expect(
    t.found([t.node('ArrayTypeName', 'uint256[4]', { inside }), t.node('InlineAssembly', 'assembly {}', { inside })]),
  ).toEqual([])
})

test('a modifier goes where it is used, and says where it is defined', () => {
  const shut = { id: 77, nodeType: 'ModifierDefinition', src: '10:20:0', name: 'shut' }
  const contract = { id: 78, nodeType: 'ContractDefinition', src: '0:40:0', nodes: [shut] }
  const modifiers = findModifiers(new Map([['Shut.sol', contract]]))
  const text = 'take() shut Base(1)'
  const t = treeOf(text)
  const use = (piece: string, referencedDeclaration: number) =>
    t.node('ModifierInvocation', piece, { modifierName: t.node('IdentifierPath', piece, { referencedDeclaration }) })
  // The second calls a base's constructor: none of the modifiers.
  expect(t.found([], modifiers, [use('shut', 77), use('Base', 5)])).toEqual([
    {
      file: 'A.sol',
      start: 7,
      end: 11,
      operator: 'modifier removed',
      as: 'modifier',
      replacement: '',
      definition: { file: 'Shut.sol', start: 10, end: 30, name: 'shut' },
    },
  ])
})
