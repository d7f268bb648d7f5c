import type { Claim, Unit } from '../run.ts'

type Subject = { id: string; text: string }

/** A claim that a figure is at least a bound. */
export const atLeast = (subject: Subject, measured: bigint, bound: bigint, unit: Unit): Claim => ({
  ...subject,
  ok: measured >= bound,
  measured: String(measured),
  relation: '>=',
  bound: String(bound),
  unit,
})

/** A claim that a figure is at most a bound. */
export const atMost = (subject: Subject, measured: bigint, bound: bigint, unit: Unit): Claim => ({
  ...subject,
  ok: measured <= bound,
  measured: String(measured),
  relation: '<=',
  bound: String(bound),
  unit,
})

/** A claim that a figure is exactly another. */
export const exactly = (subject: Subject, measured: bigint, bound: bigint, unit: Unit): Claim => ({
  ...subject,
  ok: measured === bound,
  measured: String(measured),
  relation: '=',
  bound: String(bound),
  unit,
})

/** A claim that something was refused by a certain error; `measured` is empty if it was not refused. */
export const refusedBy = (subject: Subject, measured: string, bound: string): Claim => ({
  ...subject,
  ok: measured === bound,
  measured,
  relation: '=',
  bound,
  unit: 'name',
})
