import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What EVMs younger than london brought, by opcode. */
const youngerThanLondon: Readonly<Record<number, string>> = {
  0x49: 'BLOBHASH',
  0x4a: 'BLOBBASEFEE',
  0x5c: 'TLOAD',
  0x5d: 'TSTORE',
  0x5e: 'MCOPY',
  0x5f: 'PUSH0',
}

const PUSH1 = 0x60
const PUSH32 = 0x7f

/**
 * The first instructions of some code. What a PUSH carries is data and passed over, and so is what follows the last
 * instruction: constants, and the code of contracts that this one creates, where any byte may mean anything.
 */
export function* instructionsOf(code: Uint8Array, count: number): Generator<{ at: number; opcode: number }> {
  let at = 0
  for (let n = 0; n < count; n++) {
    const opcode = code[at]
    if (opcode === undefined) return
    yield { at, opcode }
    at += opcode >= PUSH1 && opcode <= PUSH32 ? opcode - PUSH1 + 2 : 1
  }
}

/** Instructions that london does not know, as `name at byte`. */
export const tooYoung = (code: Uint8Array, count: number): string[] =>
  [...instructionsOf(code, count)].flatMap(({ at, opcode }) => {
    const name = youngerThanLondon[opcode]
    return name === undefined ? [] : [`${name} at ${at}`]
  })

const code = z.object({ object: z.string(), sourceMap: z.string() })
const artifact = z.object({
  bytecode: code,
  deployedBytecode: code,
  metadata: z.object({ settings: z.object({ compilationTarget: z.record(z.string()) }) }),
})

/** The bytes of an artifact's hex; the place of a library's address, which is still open, is filled with zeros. */
function bytesOf(hex: string): Uint8Array {
  const text = hex.replace(/^0x/, '').replaceAll(/__\$[0-9a-f]{34}\$__/g, '0'.repeat(40))
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

/** A source map has an entry for each instruction, and none for what follows them. */
const countOf = (sourceMap: string): number => (sourceMap === '' ? 0 : sourceMap.split(';').length)

export type Scan = { contracts: number; instructions: number; findings: { contract: string; instruction: string }[] }

/** Looks through the creation and the runtime code of everything that forge built from src/ into `out`. */
export function scanBuild(out: string): Scan {
  const scan: Scan = { contracts: 0, instructions: 0, findings: [] }
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!path.endsWith('.json') || path.startsWith('build-info')) continue
    const parsed = artifact.safeParse(JSON.parse(readFileSync(join(out, path), 'utf8')))
    if (!parsed.success) continue
    const { bytecode, deployedBytecode, metadata } = parsed.data
    const [target] = Object.entries(metadata.settings.compilationTarget)
    if (target === undefined || !target[0].startsWith('src/') || bytesOf(bytecode.object).length === 0) continue
    scan.contracts += 1
    for (const { object, sourceMap } of [bytecode, deployedBytecode]) {
      const [bytes, count] = [bytesOf(object), countOf(sourceMap)]
      scan.instructions += count
      for (const instruction of tooYoung(bytes, count)) scan.findings.push({ contract: target[1], instruction })
    }
  }
  return scan
}
