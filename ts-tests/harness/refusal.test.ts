import { BaseError, ContractFunctionRevertedError, encodeErrorResult, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { refusal, revertOf } from './refusal.ts'

const abi = parseAbi(['error Vault_Paused(uint256 groups)'])
const data = encodeErrorResult({ abi, errorName: 'Vault_Paused', args: [3n] })

/** As viem throws it: the revert is the cause of another error. */
const failing = (known: typeof abi | []) =>
  new BaseError('the call failed', {
    cause: new ContractFunctionRevertedError({ abi: known, data, functionName: 'deposit' }),
  })

test('a call is refused by the name of its error, or its selector where the abi does not have it', async () => {
  expect(await refusal(Promise.reject(failing(abi)))).toBe('Vault_Paused')
  expect(await refusal(Promise.reject(failing([])))).toBe(data.slice(0, 10))
  expect(await refusal(Promise.resolve(1n))).toBe('not refused')
})

test('what fails for another reason is no refusal', async () => {
  const broken = new BaseError('the node is gone')
  expect(revertOf(broken)).toBeUndefined()
  expect(revertOf(new TypeError('no viem error'))).toBeUndefined()
  await expect(refusal(Promise.reject(broken))).rejects.toBe(broken)
})
