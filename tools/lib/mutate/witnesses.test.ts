import { expect, test } from 'vitest'
import { Witnesses } from './witnesses.ts'

const fees = 'src/vault/libraries/Fees.sol'

function ofVault(): Witnesses {
  const witnesses = new Witnesses()
  witnesses.know('vault', ['ExitsTest', 'FeeDebtTest', 'FeeAccountsTest', 'FeeDebtTest', 'FeeViewTest'])
  return witnesses
}

test('of a file that nothing is known of, the suites named after it are asked, two at the most', () => {
  expect(ofVault().nearest('vault', fees)).toEqual(['FeeDebtTest', 'FeeAccountsTest'])
  expect(ofVault().nearest('vault', 'src/vault/facets/ExitsFacet.sol')).toEqual(['ExitsTest'])
  expect(ofVault().nearest('vault', 'src/vault/Shares.sol')).toEqual([])
  expect(ofVault().nearest('treasury', fees)).toEqual([])
})

test('those that killed most of its mutants come first, and count for no other file', () => {
  const witnesses = ofVault()
  witnesses.killed(fees, 'ExitsTest')
  expect(witnesses.nearest('vault', fees)).toEqual(['ExitsTest', 'FeeDebtTest'])
  for (let n = 0; n < 2; n++) witnesses.killed(fees, 'FeeViewTest')
  expect(witnesses.nearest('vault', fees)).toEqual(['FeeViewTest', 'ExitsTest'])
  expect(witnesses.nearest('vault', 'src/vault/libraries/FeeDebt.sol')).toEqual(['FeeDebtTest'])
})
