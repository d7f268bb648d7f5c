import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { encodeAbiParameters, type Hex, keccak256, stringToHex, toHex } from 'viem'
import { type AnalysedContract, analyse, type StorageLayout, type StorageMember } from './analysis.ts'
import { FacetHasStateError, NamespaceInvalidError } from './errors.ts'
import { type SnapshotFiles, toJson } from './snapshotFiles.ts'
import { solidityFiles, withoutComments } from './sources.ts'

export type Namespace = {
  file: string
  library: string
  /** The struct as other files name it. */
  struct: string
  id: string
  /** Every slot literal of the file, the struct's among them. */
  constants: Record<string, string>
}

/** The slot that ERC-7201 gives to a namespace. */
export function erc7201Slot(id: string): Hex {
  const inner = BigInt(keccak256(stringToHex(id))) - 1n
  const slot = BigInt(keccak256(encodeAbiParameters([{ type: 'uint256' }], [inner])))
  return toHex(slot & ~0xffn, { size: 32 })
}

/** Reads what a room's storage file declares, and checks its slot against the formula. */
export function readNamespace(file: string, text: string): Namespace {
  const fail = (reason: string): never => {
    throw new NamespaceInvalidError(file, reason)
  }
  const code = withoutComments(text)
  const library = /\blibrary\s+(\w+)/.exec(code)?.[1] ?? fail('it has no library')
  const accessor = /\bfunction\s+state\s*\(\s*\)[^{;]*?\breturns\s*\(\s*([\w.]+)\s+storage\b/.exec(code)?.[1]
  const struct = accessor ?? fail('it has no accessor state()')
  const declared = new RegExp(`\\bstruct\\s+${struct}\\b`).exec(code)?.index ?? -1
  const nested = declared > code.indexOf(`library ${library}`)
  const constants = new Map(
    [...code.matchAll(/\bbytes32\s+(?:\w+\s+)*constant\s+(\w+)\s*=\s*(0x[0-9a-fA-F]{64})\b/g)].map((match) => [
      match[1] ?? '',
      match[2]?.toLowerCase() ?? '',
    ]),
  )
  const used = /\bfunction\s+state\b[\s\S]*?\.slot\s*:=\s*(\w+)/.exec(code)?.[1]
  const slot = constants.get(used ?? '') ?? fail('state() takes its slot from no bytes32 constant')
  const ids = [...text.matchAll(/\berc7201:([\w.-]+)|keccak256\(\s*"([\w.-]+)"\s*\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  if (ids.length === 0) fail('it does not name its namespace')
  const id = ids.find((candidate) => erc7201Slot(candidate) === slot)
  if (id === undefined) {
    const expected = [...new Set(ids)].map((candidate) => `${candidate} is at ${erc7201Slot(candidate)}`)
    return fail(`its slot ${slot} belongs to none of its namespaces: ${expected.join(', ')}`)
  }
  return {
    file,
    library,
    struct: nested ? `${library}.${struct}` : struct,
    id,
    constants: Object.fromEntries(constants),
  }
}

/** A file that lays a namespace's struct out as a state variable, so that the compiler reports its layout. */
const probe = ({ file, library, struct }: Namespace): [string, string] => [
  join(dirname(file), `${library}Probe.sol`),
  `pragma solidity 0.8.30; import "./${basename(file)}"; contract ${library}Probe { ${struct} internal layout_; }`,
]

/** A layout in the compiler's words but without its numbering, which changes with any edit anywhere. */
function describe({ types }: StorageLayout, members: readonly StorageMember[]) {
  const described = (list: readonly StorageMember[]): string[] =>
    list.map(({ label, offset, slot, type }) => `slot ${slot} byte ${offset}: ${types?.[type]?.label ?? type} ${label}`)
  const structs = Object.values(types ?? {})
    .filter((type) => type.members !== undefined)
    .map((type): [string, string[]] => [`${type.label}, ${type.numberOfBytes} bytes`, described(type.members ?? [])])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { layout: described(members), structs: Object.fromEntries(structs) }
}

function snapshotOfNamespace(namespace: Namespace, contracts: readonly AnalysedContract[]): string {
  const { storageLayout } = contracts.find(({ name }) => name === `${namespace.library}Probe`) ?? failed(namespace.file)
  const [variable] = storageLayout.storage
  const members = storageLayout.types?.[variable?.type ?? '']?.members
  if (members === undefined) throw new NamespaceInvalidError(namespace.file, 'state() returns no struct')
  const { file, id, constants } = namespace
  return toJson({ source: file, namespace: id, constants, ...describe(storageLayout, members) })
}

function failed(file: string): never {
  throw new NamespaceInvalidError(file, 'the compiler does not report it')
}

/** Storage snapshots of every namespace and of every contract of src/ that keeps state of its own. */
export function storageSnapshots(project: string): SnapshotFiles {
  const namespaces = solidityFiles(project, 'src')
    .filter((file) => file.endsWith('Storage.sol') && !file.startsWith('src/interfaces/'))
    .map((file) => readNamespace(file, readFileSync(join(project, file), 'utf8')))
  const seen = new Map<string, string>()
  for (const { id, file } of namespaces) {
    const other = seen.get(id)
    if (other !== undefined) throw new NamespaceInvalidError(file, `${other} uses the same namespace ${id}`)
    seen.set(id, file)
  }
  const contracts = analyse(project, new Map(namespaces.map(probe)))
  const files = new Map<string, string>()
  for (const namespace of namespaces) files.set(`${namespace.library}.json`, snapshotOfNamespace(namespace, contracts))
  for (const { name, kind, file, storageLayout } of contracts) {
    if (storageLayout.storage.length === 0 || kind === 'abstract contract' || name.endsWith('Probe')) continue
    if (name.endsWith('Facet'))
      throw new FacetHasStateError(
        name,
        storageLayout.storage.map(({ label }) => label),
      )
    files.set(`${name}.json`, toJson({ source: file, ...describe(storageLayout, storageLayout.storage) }))
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}
