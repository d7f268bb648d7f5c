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

type Replacement = readonly [to: string, operator: Operator]

const swaps: Readonly<Record<string, readonly Replacement[]>> = {
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

/** What may stand in an operator's place. */
export const swapsOf = (operator: string): readonly Replacement[] => swaps[operator] ?? []

/** Functions that come in two roundings or as a pair of opposites. */
const twins: Readonly<Record<string, Replacement>> = {
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

/** A function's twin; of `somethingDown` and `somethingUp`, where both exist: the compiler's verdict decides. */
export function twinOf(name: string): Replacement | undefined {
  const known = Object.hasOwn(twins, name) ? twins[name] : undefined
  if (known !== undefined) return known
  if (/\w(Down)$/.test(name)) return [name.replace(/Down$/, 'Up'), 'rounding']
  if (/\w(Up)$/.test(name)) return [name.replace(/Up$/, 'Down'), 'rounding']
  return undefined
}
