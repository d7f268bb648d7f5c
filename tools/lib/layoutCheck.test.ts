import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inRoot } from '../../ts-tests/harness/paths.ts'
import { run } from '../../ts-tests/harness/run.ts'
import { LayoutUnreadableError } from './errors.ts'
import { createFixture } from './fixture.ts'
import { compareLayouts, layoutsAt, parseLayout, readLayouts, unacknowledged } from './layoutCheck.ts'
import { erc7201Slot, storageSnapshots } from './storage.ts'

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

/** A room's storage as the compiler lays it out. */
const room = ({
  members = 'uint128 a; uint64 b; Item item; mapping(uint256 id => Item) items; Item[] list; Pair[] pairs;',
  item = 'address owner; uint64 amount;',
  pair = 'uint256 x; uint256 y;',
  id = 'app.storage.room',
  library = 'RoomStorage',
} = {}) =>
  storageSnapshots(
    projectOf({
      [`src/room/${library}.sol`]: `pragma solidity 0.8.30;
struct Item { ${item} }
struct Pair { ${pair} }
library ${library} {
    /// @dev keccak256(abi.encode(uint256(keccak256("${id}")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant SLOT = ${erc7201Slot(id)};
    struct Layout { ${members} }
    function state() internal pure returns (Layout storage s) { assembly { s.slot := SLOT } }
}
`,
    }),
  )

const members = 'uint128 a; uint64 b; Item item; mapping(uint256 id => Item) items; Item[] list; Pair[] pairs;'
const before = room()
const changes = (after: ReturnType<typeof room>) => unacknowledged(compareLayouts(before, after), [])

describe('a layout is accepted', () => {
  test('when nothing changed', () => {
    expect(changes(room())).toEqual([])
  })

  test('when members are appended', () => {
    expect(changes(room({ members: `${members} uint256 c; mapping(uint256 id => bool) d;` }))).toEqual([])
  })

  test('when a struct of an array grows within its last slot', () => {
    expect(changes(room({ item: 'address owner; uint64 amount; uint32 more;' }))).toEqual([])
  })

  test('when a struct that only mappings hold grows', () => {
    const mapped = 'mapping(uint256 id => Item) items;'
    const old = room({ members: mapped })
    const grown = room({ members: mapped, item: 'address owner; uint64 amount; uint256 more;' })
    expect(unacknowledged(compareLayouts(old, grown), [])).toEqual([])
  })

  test('when a room is new', () => {
    expect(unacknowledged(compareLayouts(new Map(), before), [])).toEqual([])
  })

  test('when it is a contract of its own, which is deployed anew', () => {
    const contract = (variables: string) =>
      storageSnapshots(projectOf({ 'src/room/Own.sol': `pragma solidity 0.8.30; contract Own { ${variables} }` }))
    expect(unacknowledged(compareLayouts(contract('uint256 a; uint256 b;'), contract('address b;')), [])).toEqual([])
  })
})

describe('a layout is refused', () => {
  test.each([
    [
      'a member is put in between',
      { members: members.replace('Item item;', 'uint256 between; Item item;') },
      'layout: struct Item item at slot 1 byte 0 becomes uint256 between',
    ],
    [
      'members change places',
      { members: members.replace('uint128 a; uint64 b;', 'uint64 b; uint128 a;') },
      'layout: uint128 a at slot 0 byte 0 becomes uint64 b',
    ],
    [
      'a type grows',
      { members: members.replace('uint64 b;', 'uint128 b;') },
      'layout: uint64 b at slot 0 byte 16 becomes uint128 b',
    ],
    [
      'a member goes',
      { members: members.replace(' Pair[] pairs;', '') },
      'layout: struct Pair[] pairs at slot 4 byte 0 is gone',
    ],
    [
      'a member is renamed',
      { members: members.replace('uint64 b;', 'uint64 z;') },
      'layout: uint64 b at slot 0 byte 16 is renamed z',
    ],
    [
      "a struct's member changes",
      { item: 'address owner; int64 amount;' },
      'struct Item: uint64 amount at slot 0 byte 20 becomes int64 amount',
    ],
    [
      "an array's element takes another slot",
      { pair: 'uint256 x; uint256 y; uint256 z;' },
      "struct Pair takes 96 bytes instead of 64, and is an array's element",
    ],
    [
      'an embedded struct pushes what follows it',
      { item: 'address owner; uint64 amount; uint256 more;' },
      'mapping(uint256 => struct Item) items at slot 2 byte 0 is met by mapping(uint256 => struct Item) items at slot 3',
    ],
    [
      'the namespace moves',
      { id: 'app.storage.other' },
      `the slot SLOT ${slot} becomes ${erc7201Slot('app.storage.other')}`,
    ],
  ])('when %s', (_, changed, message) => {
    const found = changes(room(changed))
    expect(found.join('\n')).toContain(message)
    for (const line of found) expect(line).toMatch(/^RoomStorage, /)
  })

  test('when the room is gone', () => {
    expect(changes(room({ library: 'OtherStorage', id: 'app.storage.other' }))).toEqual([
      'RoomStorage, the room is gone, and what it wrote with it',
    ])
  })

  test('unless it is acknowledged, room by room', () => {
    const found = compareLayouts(before, room({ members: 'uint64 b;' }))
    expect(unacknowledged(found, ['RoomStorage'])).toEqual([])
    expect(unacknowledged(found, ['VaultStorage'])).not.toEqual([])
  })
})

describe('what is no layout', () => {
  test.each([
    ['no JSON', '{'],
    ['no snapshot', '{"layout":[]}'],
  ])('is refused: %s', (_, text) => {
    expect(() => parseLayout(text, 'x.json')).toThrow(LayoutUnreadableError)
  })

  test('is refused: a line that is no member', () => {
    const odd = JSON.stringify({ source: '', namespace: 'n', layout: ['nonsense'], structs: {} })
    const files = new Map([['x.json', odd]])
    expect(() => compareLayouts(files, files)).toThrow('"nonsense" is no member')
  })

  test('is refused: a path or a commit that is not there', () => {
    expect(() => readLayouts('/nowhere')).toThrow(LayoutUnreadableError)
    expect(() => layoutsAt('no-such-commit')).toThrow(LayoutUnreadableError)
  })
})

describe('the command', () => {
  const command = (...args: string[]) =>
    run(process.execPath, ['--import', 'tsx', inRoot('tools', 'check-layout.ts'), ...args])
  const file = (layout: ReturnType<typeof room>) => {
    const path = projectOf({ 'layout.json': layout.get('RoomStorage.json') ?? '' })
    return join(path, 'layout.json')
  }

  test('ends with 0 where members are appended, with 1 and the list at a collision, with 0 where that is meant', async () => {
    const [old, appended, moved] = [
      file(before),
      file(room({ members: `${members} uint256 c;` })),
      file(room({ members: `uint256 c; ${members}` })),
    ]
    expect((await command(old, appended)).code).toBe(0)
    const refused = await command(old, moved)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('LayoutIncompatibleError')
    expect(refused.stderr).toContain('uint128 a at slot 0 byte 0')
    expect((await command(old, moved, '--acknowledge', 'layout')).code).toBe(0)
    const alone = await command(old)
    expect(alone.code).toBe(1)
    expect(alone.stderr).toContain('LayoutArgumentsError')
  })

  test('accepts the present layouts as successors of themselves', async () => {
    const folder = inRoot('snapshots', 'storage')
    expect((await command(folder, folder)).stdout).toContain('agree')
    expect(readFileSync(join(folder, 'VaultStorage.json'), 'utf8')).toContain('cantilever.storage.vault')
  })
})
