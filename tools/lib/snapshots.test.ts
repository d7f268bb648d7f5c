import { afterAll, describe, expect, test } from 'vitest'
import { analyse } from './analysis.ts'
import { AnalysisFailedError, FacetHasStateError, NamespaceInvalidError, SelectorCollisionError } from './errors.ts'
import { createFixture } from './fixture.ts'
import { requireNoCollisions, selectorsOf } from './selectors.ts'
import { compareFiles, writeFiles } from './snapshotFiles.ts'
import { erc7201Slot, readNamespace, storageSnapshots } from './storage.ts'

const removals: (() => void)[] = []
afterAll(() => {
  for (const remove of removals) remove()
})

function projectOf(files: Readonly<Record<string, string>>): string {
  const { path, remove } = createFixture(files)
  removals.push(remove)
  return path
}

const slot = erc7201Slot('app.storage.room')

const storageFile = ({
  members = 'uint128 a; uint64 b; Item item; mapping(uint256 id => Item) items;',
  constant = `bytes32 internal constant SLOT = ${slot};`,
  id = 'app.storage.room',
  library = 'RoomStorage',
} = {}) => `pragma solidity 0.8.30;
import {Item} from "./Types.sol";
library ${library} {
    /// @dev keccak256(abi.encode(uint256(keccak256("${id}")) - 1)) & ~bytes32(uint256(0xff))
    ${constant}
    struct Layout { ${members} }
    function state() internal pure returns (Layout storage s) { assembly { s.slot := SLOT } }
}
`
const types = (fields: string) => `pragma solidity 0.8.30; struct Item { ${fields} }`

const room = (storage: string, fields = 'address owner; uint96 amount;') =>
  projectOf({ 'src/room/RoomStorage.sol': storage, 'src/room/Types.sol': types(fields) })

describe('the slot of a namespace', () => {
  test('is the one of ERC-7201', () => {
    // The standard's own example.
    expect(erc7201Slot('example.main')).toBe('0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500')
  })
})

describe('storage snapshots', () => {
  const base = storageSnapshots(room(storageFile()))

  test('say where every member of a namespaced struct lies, as the compiler has it', () => {
    expect(JSON.parse(base.get('RoomStorage.json') ?? '')).toEqual({
      source: 'src/room/RoomStorage.sol',
      namespace: 'app.storage.room',
      constants: { SLOT: slot },
      layout: [
        'slot 0 byte 0: uint128 a',
        'slot 0 byte 16: uint64 b',
        'slot 1 byte 0: struct Item item',
        'slot 2 byte 0: mapping(uint256 => struct Item) items',
      ],
      structs: {
        'struct Item, 32 bytes': ['slot 0 byte 0: address owner', 'slot 0 byte 20: uint96 amount'],
        'struct RoomStorage.Layout, 96 bytes': [
          'slot 0 byte 0: uint128 a',
          'slot 0 byte 16: uint64 b',
          'slot 1 byte 0: struct Item item',
          'slot 2 byte 0: mapping(uint256 => struct Item) items',
        ],
      },
    })
  })

  test.each([
    [
      'members change places',
      room(storageFile({ members: 'uint64 b; uint128 a; Item item; mapping(uint256 => Item) items;' })),
    ],
    ['a member is removed', room(storageFile({ members: 'uint128 a; Item item; mapping(uint256 => Item) items;' }))],
    ['a struct inside a mapping grows', room(storageFile(), 'address owner; uint96 amount; uint256 more;')],
    [
      'two fields of one type swap names',
      room(storageFile({ members: 'uint128 b; uint64 a; Item item; mapping(uint256 => Item) items;' })),
    ],
  ])('change when %s', (_, project) => {
    expect(storageSnapshots(project)).not.toEqual(base)
  })

  test('do not change with code, comments or other files', () => {
    const project = projectOf({
      'src/room/RoomStorage.sol': `// a comment\n${storageFile()}`,
      'src/room/Types.sol': types('address owner; uint96 amount;'),
      'src/a/Early.sol': 'pragma solidity 0.8.30; struct Shift { uint256 everyIdentifier; } library Early {}',
    })
    expect(storageSnapshots(project)).toEqual(base)
  })

  test('include contracts that keep state of their own', () => {
    const project = projectOf({
      'src/pmm/Pool.sol': 'pragma solidity 0.8.30; abstract contract B { uint8 x; } contract Pool is B { uint256 y; }',
    })
    expect(JSON.parse(storageSnapshots(project).get('Pool.json') ?? '').layout).toEqual([
      'slot 0 byte 0: uint8 x',
      'slot 1 byte 0: uint256 y',
    ])
  })

  test('refuse a facet with state', () => {
    const project = projectOf({ 'src/vault/AFacet.sol': 'pragma solidity 0.8.30; contract AFacet { uint256 y; }' })
    expect(() => storageSnapshots(project)).toThrow(FacetHasStateError)
  })

  test('refuse two rooms with one namespace', () => {
    const project = projectOf({
      'src/room/RoomStorage.sol': storageFile(),
      'src/room/OtherStorage.sol': storageFile({ library: 'OtherStorage' }),
      'src/room/Types.sol': types('uint256 a;'),
    })
    expect(() => storageSnapshots(project)).toThrow('uses the same namespace')
  })
})

describe('a storage file', () => {
  const read = (text: string) => () => readNamespace('src/room/RoomStorage.sol', text)

  test.each([
    ['a slot that is not the formula’s', storageFile({ id: 'app.storage.else' }), 'belongs to none of its namespaces'],
    ['no slot', storageFile({ constant: '' }), 'takes its slot from no bytes32 constant'],
    ['no namespace', storageFile().replace(/\/\/\/.*\n/, ''), 'does not name its namespace'],
    ['no accessor', storageFile().replace('state()', 'other()'), 'no accessor state()'],
    ['no library', 'pragma solidity 0.8.30;', 'no library'],
  ])('with %s is refused', (_, text, reason) => {
    expect(read(text)).toThrow(NamespaceInvalidError)
    expect(read(text)).toThrow(reason)
  })
})

describe('selectors', () => {
  const selectors = selectorsOf(
    analyse(
      projectOf({
        'src/A.sol': `pragma solidity 0.8.30;
          interface IA { function a(uint256) external; }
          abstract contract Base { function b() external {} }
          contract AFacet is Base { function a(uint256) external {} }
          library L { function x() internal {} }`,
      }),
    ),
  )

  test('are those of contracts that can be deployed, inherited ones included', () => {
    expect(selectors).toEqual({ AFacet: { 'a(uint256)': '0xf0fdf834', 'b()': '0x4df7e3d0' } })
    requireNoCollisions(selectors)
  })

  test('that collide between facets are refused', () => {
    const colliding = { AFacet: { 'a()': '0x11111111' }, BFacet: { 'b()': '0x11111111' } }
    expect(() => requireNoCollisions(colliding)).toThrow(SelectorCollisionError)
    expect(() => requireNoCollisions(colliding)).toThrow('0x11111111: a(), b()')
    requireNoCollisions({ AFacet: { 'a()': '0x11111111' }, Other: { 'b()': '0x11111111' } })
  })
})

describe('sources that do not compile', () => {
  test('are reported as such', () => {
    expect(() => analyse(projectOf({ 'src/A.sol': 'pragma solidity 0.8.30; contract A { nonsense }' }))).toThrow(
      AnalysisFailedError,
    )
  })
})

describe('snapshot files', () => {
  test('are compared by content, with what is new and what is gone', () => {
    const folder = projectOf({})
    const matches = (file: string) => file.endsWith('.snap')
    writeFiles(
      folder,
      new Map([
        ['a.snap', 'one\ntwo\n'],
        ['b.snap', 'x\n'],
      ]),
      matches,
    )
    expect(
      compareFiles(
        folder,
        new Map([
          ['a.snap', 'one\ntwo\n'],
          ['b.snap', 'x\n'],
        ]),
        matches,
      ),
    ).toEqual([])
    expect(
      compareFiles(
        folder,
        new Map([
          ['a.snap', 'one\n2\n'],
          ['c.snap', 'y\n'],
        ]),
        matches,
      ),
    ).toEqual(['a.snap changed\n    - two\n    + 2', 'c.snap is new', 'b.snap is gone'])
    writeFiles(folder, new Map([['c.snap', 'y\n']]), matches)
    expect(compareFiles(folder, new Map([['c.snap', 'y\n']]), matches)).toEqual([])
  })
})
