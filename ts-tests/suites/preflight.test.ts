import { relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldChainIds } from '../harness/chains.ts'
import { createClient } from '../harness/client.ts'
import { deployScript, localRecordPath, roleAccounts } from '../harness/deployments.ts'
import { DeploymentFailedError } from '../harness/errors.ts'
import { runForgeScript } from '../harness/forgeScript.ts'
import { startNode } from '../harness/node.ts'
import { root } from '../harness/paths.ts'

describe.each(goldChainIds)('a deployment on %i', { timeout: 300_000 }, (chainId) => {
  test.each([
    ['london', 'PUSH0, MCOPY, TLOAD and TSTORE'],
    ['shanghai', 'MCOPY, TLOAD and TSTORE'],
  ] as const)('is refused by a chain of %s, which lacks %s', async (hardfork, lacking) => {
    const { url, stop } = await startNode({ chainId, hardfork })
    try {
      const refused = runForgeScript({
        script: deployScript,
        chainId,
        rpcUrl: url,
        sender: roleAccounts.admin.address,
        env: { DEPLOYMENT_RECORD: relative(root, localRecordPath('preflight-test', chainId)) },
      })
      await expect(refused).rejects.toThrow(DeploymentFailedError)
      // forge adds a large number in powers of ten.
      await expect(refused).rejects.toThrow(
        new RegExp(`Preflight_LacksOpcodes\\(${chainId}( \\[[^\\]]*\\])?, "${lacking}"`),
      )
      await expect(refused).rejects.toThrow('FOUNDRY_PROFILE=london')
      expect(await createClient(chainId, url).getTransactionCount(roleAccounts.admin)).toBe(0)
    } finally {
      await stop()
    }
  })
})
