/** A node of the compiler's syntax tree; what its members are depends on its type. */
export type Node = { id: number; nodeType: string; src: string } & Record<string, unknown>

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value

/** Where a node stands in its file, in bytes. */
export function span(node: Node): { start: number; end: number } {
  const [start = 0, length = 0] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

/** The nodes directly below one, in the order of their members. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  )
}

/** The node that one of a node's members is, if it is one. */
export function member(node: Node, name: string): Node | undefined {
  const value = node[name]
  return isNode(value) ? value : undefined
}

/** What a file says where a node stands; `text` is of one character a byte. */
export function textOf(text: string, node: Node): string {
  const { start, end } = span(node)
  return text.slice(start, end)
}

/** The type of an expression in the compiler's words; empty where it has none. `described` is the member that has it. */
export function typeOf(node: Node, described = 'typeDescriptions'): string {
  const description = node[described] as { typeString?: unknown } | null | undefined
  return typeof description?.typeString === 'string' ? description.typeString : ''
}

export const isInteger = (type: string): boolean => /^u?int\d+$/.test(type)
