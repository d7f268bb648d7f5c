// Checks that every contract of src/ can be deployed. Usage: tsx tools/check-sizes.ts
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'
import { root } from '../ts-tests/harness/paths.ts'
import { CREATION_LIMIT, isTooLarge, RUNTIME_LIMIT, sizesOf } from './lib/sizes.ts'

/** Libraries of internal functions leave a few dozen bytes that nobody deploys. */
const WORTH_LISTING = 200

try {
  await buildContracts()
  const sizes = sizesOf(root)
  for (const size of sizes) {
    if (size.runtime < WORTH_LISTING) continue
    const left = RUNTIME_LIMIT - size.runtime
    console.log(
      `${isTooLarge(size) ? '✗' : ' '} ${size.name.padEnd(32)} ${String(size.runtime).padStart(7)} B, ${left} left`,
    )
  }
  const tooLarge = sizes.filter(isTooLarge)
  for (const { name, runtime, creation } of tooLarge) {
    console.error(
      `${name}: ${runtime} bytes of code (limit ${RUNTIME_LIMIT}), ${creation} to create (limit ${CREATION_LIMIT})`,
    )
  }
  process.exitCode = tooLarge.length === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof HarnessError)) throw error
  console.error(`${error.name}: ${error.message}`)
  process.exitCode = 1
}
