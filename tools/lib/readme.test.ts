import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFigures } from '../../ts-tests/bench/figures.ts'
import { inRoot } from '../../ts-tests/harness/paths.ts'

const readme = readFileSync(inRoot('README.md'), 'utf8')

describe('the README', () => {
  test('shows gas that the bench measured', () => {
    const [, section = ''] = /\nGas against the position NFTs(.*?)\n## /s.exec(readme) ?? []
    // The design's limits stand beside them.
    const limits = new Set(['185000', '180000', '320000', '560000', '880000', '90000', '105000'])
    const measured = new Set(Object.values(readFigures()).map(String))
    const shown = [...section.matchAll(/\d{1,3}(?:,\d{3})+/g)].map(([number]) => number.replaceAll(',', ''))
    expect(shown.length).toBeGreaterThan(30)
    expect(shown.filter((gas) => !measured.has(gas) && !limits.has(gas))).toEqual([])
  })

  test('names commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { scripts: Record<string, string> }
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
