import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Abi, type Address, type Hex, isHex, size, toFunctionSelector } from 'viem'
import { formatAbiItem } from 'viem/utils'
import { z } from 'zod'
import { ArtifactInvalidError, ArtifactMissingError } from './errors.ts'
import { inRoot } from './paths.ts'

const require = createRequire(import.meta.url)

const artifactSchema = z.object({
  abi: z.array(z.object({ type: z.string(), name: z.string().optional() }).passthrough()),
  // hardhat and truffle write the hex, forge an object around it
  bytecode: z.union([z.string(), z.object({ object: z.string() })]),
  // by source file and library: where in the code its address goes, bytes
  linkReferences: z.record(z.record(z.array(z.object({ start: z.number().int(), length: z.literal(20) })))).default({}),
})

export type Artifact<abi extends Abi> = {
  /** The contract's name, for messages. */
  name: string
  abi: abi
  creationCode: Hex
}

/** Where an artifact lies on disk: `out/…` and `cache/…` are forge's, anything else is inside an npm package. */
export function artifactFile(path: string): string {
  if (path.startsWith('out/') || path.startsWith('cache/')) return inRoot(path)
  try {
    return require.resolve(path)
  } catch (cause) {
    throw new ArtifactMissingError(path, { cause })
  }
}

/** Creation code with the addresses of its libraries put in; what is not given stays to be linked. */
function linked(
  hex: string,
  references: z.output<typeof artifactSchema>['linkReferences'],
  libraries: Readonly<Record<string, Address>>,
): string {
  let code = hex
  for (const [library, places] of Object.values(references).flatMap((file) => Object.entries(file))) {
    const address = libraries[library]
    if (address === undefined) continue
    for (const { start, length } of places) {
      code = code.slice(0, 2 + start * 2) + address.slice(2).toLowerCase() + code.slice(2 + (start + length) * 2)
    }
  }
  return code
}

/**
 * Reads a contract's creation code from an npm package or from forge's output.
 *
 * The caller brings the ABI it is going to use, so that calls are typed; every function in it must exist in the
 * artifact, so a typed ABI cannot drift from the bytecode.
 *
 * @param libraries Addresses of the libraries it is linked with, by name.
 */
export function loadArtifact<const abi extends Abi>(
  path: string,
  abi: abi,
  libraries: Readonly<Record<string, Address>> = {},
): Artifact<abi> {
  let text: string
  try {
    text = readFileSync(artifactFile(path), 'utf8')
  } catch (cause) {
    throw new ArtifactMissingError(path, { cause })
  }
  const parsed = artifactSchema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new ArtifactInvalidError(path, 'it lacks an abi or a bytecode')
  const { bytecode, linkReferences } = parsed.data
  const hex = typeof bytecode === 'string' ? bytecode : bytecode.object
  const creationCode = linked(hex.startsWith('0x') ? hex : `0x${hex}`, linkReferences, libraries)
  if (!isHex(creationCode, { strict: true })) {
    throw new ArtifactInvalidError(path, 'its bytecode has libraries left to link')
  }
  if (size(creationCode) === 0) throw new ArtifactInvalidError(path, 'it has no bytecode (an interface?)')

  const present = new Set(
    parsed.data.abi.filter((item) => item.type === 'function').map((item) => `${item.name}/${inputCount(item.inputs)}`),
  )
  for (const item of abi) {
    if (item.type === 'function' && !present.has(`${item.name}/${item.inputs.length}`)) {
      throw new ArtifactInvalidError(path, `it has no function ${formatAbiItem(item)} (${toFunctionSelector(item)})`)
    }
  }
  return { name: path.replace(/^.*\//, '').replace(/\.json$/, ''), abi, creationCode }
}

const inputCount = (inputs: unknown): number => (Array.isArray(inputs) ? inputs.length : 0)

/** A contract as another build has it: one 32-byte constant of its code replaced, which must occur exactly once. */
export function withConstant<abi extends Abi>(artifact: Artifact<abi>, present: Hex, wanted: Hex): Artifact<abi> {
  const parts = artifact.creationCode.split(present.slice(2))
  if (parts.length !== 2) {
    throw new ArtifactInvalidError(artifact.name, `the constant ${present} occurs in it ${parts.length - 1} times`)
  }
  return { ...artifact, creationCode: `0x${parts.join(wanted.slice(2)).slice(2)}` }
}

/** A hex literal found in a file of an npm package that ships its bytecode inside source text. */
export function hexInPackage(path: string, pattern: RegExp): Hex {
  let text: string
  try {
    text = readFileSync(inRoot('node_modules', path), 'utf8')
  } catch (cause) {
    throw new ArtifactMissingError(path, { cause })
  }
  const hex = pattern.exec(text)?.[1]
  if (hex === undefined || !isHex(`0x${hex}`, { strict: true })) {
    throw new ArtifactInvalidError(path, `nothing in it matches ${pattern}`)
  }
  return `0x${hex}`
}
