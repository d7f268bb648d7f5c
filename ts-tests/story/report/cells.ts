import { decimal } from './format.ts'

// What the console's tables and the page's tables have in common. A cell is either words or a figure, and a figure
// always says where in the record it comes from.

export type Figure = {
  /** JSON pointer into the record. */
  path: string
  decimals: number
  places: number
  text: string
}

export type Cell = { words: string } | { figure: Figure }

export type DataTable = {
  id: string
  title: string
  note?: string
  columns: readonly { label: string; right: boolean }[]
  rows: readonly (readonly Cell[])[]
  /** Too long for a screen: on the page only, folded. */
  long?: boolean
}

export const words = (text: string): Cell => ({ words: text })

/** What a record holds at a JSON pointer. */
export function at(record: object, path: string): string {
  let value: unknown = record
  for (const key of path.split('/').slice(1)) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return String(value)
}

/** How a figure is shown: where its point is, and how many places behind it. */
export type Shape = { decimals: number; places: number }

export const whole: Shape = { decimals: 0, places: 0 }

export const figure = (record: object, path: string, shape: Shape): Cell => ({
  figure: { path, ...shape, text: decimal(at(record, path), shape.decimals, shape.places) },
})

export const left = (label: string) => ({ label, right: false })
export const right = (label: string) => ({ label, right: true })

export const textOf = (cell: Cell): string => ('words' in cell ? cell.words : cell.figure.text)
