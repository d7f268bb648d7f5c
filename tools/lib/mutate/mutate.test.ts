import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../../ts-tests/harness/paths.ts'
import { createFixture } from '../fixture.ts'
import { allot, createRandom, shuffled } from './draw.ts'
import { drawMutants } from './prepare.ts'
import { diffOf, makeReport, markdown } from './report.ts'
import { DEFAULT_ROOMS, findRooms } from './rooms.ts'
import { State } from './state.ts'
import { openBench } from './trial.ts'
import { applied, blame, weave } from './weave.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

abstract contract Shut {
    bool private _isShut;

    modifier shut() {
        require(!_isShut);
        _isShut = true;
        _;
        _isShut = false;
    }
}

/// Ranges are counted in bytes – not in characters – as these dashes show.
contract Till is Shut {
    error Till_TooMuch(uint256 amount);

    uint256 private constant MOST = 1 << 3;
    uint256 public held;

    function take(uint256 amount) external shut {
        if (amount > MOST) revert Till_TooMuch(amount);
        held += amount;
    }

    function isOpen(uint256 hour) external pure returns (bool) {
        return hour >= 9 && hour < 17;
    }

    function scaled(uint256 n) external pure returns (uint256) {
        return 1 << n;
    }

    // Without its assignment the compiler would refuse the pointer, not the mutant.
    mapping(uint256 key => uint256[] notes) private _drawers;

    function _drawer(uint256 key) internal view returns (uint256[] storage notes) {
        notes = _drawers[key];
    }
}
`

const tests = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Till} from "../../../src/shop/Till.sol";

contract TillTest {
    function test_take_upToTheMost() external {
        Till till = new Till();
        till.take(8);
        require(till.held() == 8);
        (bool ok,) = address(till).call(abi.encodeCall(Till.take, (9)));
        require(!ok);
    }

    function test_isOpen_atItsEdges() external {
        Till till = new Till();
        require(!till.isOpen(8) && till.isOpen(9) && till.isOpen(16) && !till.isOpen(17));
    }
}
`

const fixture = createFixture({ 'src/shop/Till.sol': source, 'test/unit/shop/Till.t.sol': tests })
afterAll(fixture.remove)

const rooms = findRooms(fixture.path, ['shop'], true)
const drawAll = () => drawMutants(fixture.path, rooms, 1_000, 'seed')

describe('rooms', () => {
  test('a source is judged by the one room that tests it', () => {
    const found = findRooms(root, DEFAULT_ROOMS, true)
    const judges = (file: string) => found.filter(({ sources }) => sources.includes(file)).map(({ name }) => name)
    expect(judges('src/vault/libraries/Fees.sol')).toEqual(['treasury'])
    expect(judges('src/vault/libraries/Exits.sol')).toEqual(['vault'])
    expect(judges('src/treasury/Rescues.sol')).toEqual(['treasury'])
  })
})

describe('draw', () => {
  test('depends on the seed alone', () => {
    const order = (seed: string) => shuffled([...Array(50).keys()], createRandom(seed)).join()
    expect(order('a')).toBe(order('a'))
    expect(order('a')).not.toBe(order('b'))
  })

  test('gives every file its part, at least one, and none more than it has', () => {
    expect(allot([100, 50, 1], 30)).toEqual([20, 10, 1].map((share, index) => (index === 0 ? share - 1 : share)))
    expect(allot([3, 2], 100)).toEqual([3, 2])
    expect(allot([500, 500], 100).reduce((a, b) => a + b)).toBe(100)
  })
})

describe('mutants', () => {
  test('are found where the language lets them be', () => {
    const found = drawAll().mutants.map(({ operator, replacement }) => `${operator}: ${replacement}`)
    for (const expected of [
      'boundary: amount >= MOST',
      'negated comparison: amount <= MOST',
      'guard removed: ',
      'effect removed: ',
      'modifier removed: ',
      'arithmetic: held -= amount',
      'boundary: hour <= 17',
      'logic: hour >= 9 || hour < 17',
      'constant: (MOST + 1)',
      'return zero: false',
      'bits: 1 >> n',
    ]) {
      expect(found).toContain(expected)
    }
    // What a shift starts from has the literal's own type behind a switch: 1 << n would change with no mutant on.
    expect(found).not.toContain('constant: (1 + 1)')
  })

  test('are the same for the same seed, and others for another', () => {
    const of = (seed: string) => drawMutants(fixture.path, rooms, 5, seed).mutants
    expect(of('a')).toEqual(of('a'))
    expect(of('a')).not.toEqual(of('b'))
  })

  test('are shown as the lines they change', () => {
    const mutant = drawAll().mutants.find(({ replacement }) => replacement === 'amount >= MOST')
    if (mutant === undefined) throw new TypeError('the fixture lacks its comparison')
    const text = readFileSync(join(fixture.path, mutant.file), 'latin1')
    expect(diffOf(text, mutant)).toBe(
      '-        if (amount > MOST) revert Till_TooMuch(amount);\n+        if (amount >= MOST) revert Till_TooMuch(amount);',
    )
    expect(applied(text, mutant).length).toBe(text.length + 1)
  })

  test('that the compiler refuses are laid at the door of the innermost', () => {
    const text = 'a(b(c))'
    const at = (id: number, piece: string) => ({
      id,
      file: 'x',
      start: text.indexOf(piece),
      end: text.indexOf(piece) + piece.length,
      operator: 'constant' as const,
      as: 'expression' as const,
      replacement: '0',
    })
    const woven = weave(text, [at(1, 'b(c)'), at(2, 'c')], [])
    expect(woven.text).toContain('(Mutant.on(1) ? (0) : (b((Mutant.on(2) ? (0) : (c)))))')
    const inner = woven.placed.find(({ id }) => id === 2)
    expect(blame(woven, inner?.start ?? 0, inner?.end ?? 0)).toEqual([2])
  })
})

describe('a run', () => {
  test('finds the weak places of a suite and no others', { timeout: 240_000 }, async () => {
    const drawn = drawAll()
    const settings = { rooms, count: 1_000, seed: 'seed', runs: 4 }
    const state = new State(fixture.path, settings)
    const [room] = rooms
    if (room === undefined) throw new TypeError('the fixture lacks its room')
    const bench = await openBench(
      { project: fixture.path, texts: drawn.texts, rooms, runs: 4 },
      new AbortController().signal,
      () => {},
    )
    try {
      for (const mutant of drawn.mutants) state.add(mutant.id, await bench.try(room, mutant))
    } finally {
      bench.remove()
    }
    const report = makeReport(fixture.path, drawn, state.verdicts, settings)
    // Nobody asks what `scaled` returns, takes twice, or comes in while it is shut.
    const places = new Set(report.survivors.map(({ diff }) => diff.split('\n')[0]?.trim()))
    expect(places).toEqual(
      new Set(
        ['-        return 1 << n;', '-    function take(uint256 amount) external shut {'].map((line) => line.trim()),
      ),
    )
    expect(report.killed + report.survivors.length).toBe(report.drawn)
    expect(markdown(report)).toContain(`${report.score.toFixed(1)} %`)

    // Another process takes up what this one judged, unless tests changed; then, if told so, what was killed.
    const judged = (trustKills: boolean) => {
      const next = new State(fixture.path, settings)
      next.load(trustKills)
      return next.verdicts.size
    }
    expect(judged(false)).toBe(report.drawn)
    mkdirSync(join(fixture.path, 'test', 'utils'), { recursive: true })
    writeFileSync(join(fixture.path, 'test', 'utils', 'New.sol'), '// a change')
    expect(judged(false)).toBe(0)
    expect(judged(true)).toBe(report.killed)
  })
})
