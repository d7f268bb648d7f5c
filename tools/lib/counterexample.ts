import { z } from 'zod'

const call = z.object({
  func_name: z.string().nullish(),
  signature: z.string().nullish(),
  calldata: z.string().optional(),
  raw_args: z.string().nullish(),
  args: z.string().nullish(),
  sender: z.string().nullish(),
})
type Call = z.output<typeof call>

/** forge's two kinds: one call of a fuzz test, or a campaign's calls after the number there were before shrinking. */
const shape = z.union([z.object({ Single: call }), z.object({ Sequence: z.tuple([z.number(), z.array(call)]) })])

/** Lines of a sequence that are shown; what comes before is counted. */
const MAX_LINES = 60

const textOf = ({ func_name, signature, calldata, raw_args, args, sender }: Call): string => {
  const name = func_name ?? signature?.replace(/\(.*$/, '') ?? ''
  const given = raw_args ?? args
  const what = given === undefined || given === null ? ` ${calldata ?? ''}` : `(${given})`
  return `${name}${what}${sender ? ` by ${sender}` : ''}`
}

/** Equal neighbours as one line with their number. */
const merged = (lines: readonly string[]): string[] => {
  const groups: { line: string; times: number }[] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last?.line === line) ++last.times
    else groups.push({ line, times: 1 })
  }
  return groups.map(({ line, times }) => (times > 1 ? `${line} × ${times}` : line))
}

/**
 * A counterexample of forge's report for a reader: a line a call, equal neighbours counted, the last 60 lines. A shape
 * that is not known is shown as it is.
 */
export function describeCounterexample(value: unknown): string {
  const parsed = shape.safeParse(value)
  if (!parsed.success) return JSON.stringify(value)
  if ('Single' in parsed.data) return textOf(parsed.data.Single)
  const [before, calls] = parsed.data.Sequence
  const lines = merged(calls.map(textOf))
  const hidden = lines.length > MAX_LINES ? [`… ${lines.length - MAX_LINES} lines before`] : []
  return [`${calls.length} calls (${before} before shrinking)`, ...hidden, ...lines.slice(-MAX_LINES)].join('\n')
}
