import { BaseError, ContractFunctionRevertedError } from 'viem'

/** The revert that made a call fail, if it was one. */
export function revertOf(error: unknown): ContractFunctionRevertedError | undefined {
  const found =
    error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null
  return found instanceof ContractFunctionRevertedError ? found : undefined
}

/** The name of the custom error that a call is refused with; its selector, where the abi does not have it. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    const reverted = revertOf(error)
    if (reverted === undefined) throw error
    return reverted.data?.errorName ?? reverted.signature ?? '?'
  }
  return 'not refused'
}
