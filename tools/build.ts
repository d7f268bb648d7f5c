// Compiles the contracts and shows how long it has been at it. Usage: tsx tools/build.ts [folder …]
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { buildContracts } from '../ts-tests/harness/forgeBuild.ts'

try {
  await buildContracts(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof HarnessError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
