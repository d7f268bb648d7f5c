import { relative } from 'node:path'
import { parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { localRecordPath, readRecord, roleAccounts } from '../harness/deployments.ts'
import { DeploymentFailedError } from '../harness/errors.ts'
import { runForgeScript } from '../harness/forgeScript.ts'
import { root } from '../harness/paths.ts'
import type { TestChain } from '../harness/useChain.ts'

const goldAbi = parseAbi([
  'struct Settings { uint16 thetaBp; uint16 bandBp; uint8 closes; uint8 minBlocks; uint16 gainBp; uint16 perBlockCapBp; uint16 maxSlippageBp; uint32 blockTimeMs; uint64 maxGasPriceWei; uint128 designFlowPerHour; uint128 maxTrade; }',
  'function settings() view returns (Settings)',
  'function stabilizer() view returns (address)',
  'function guidePrice() view returns (uint256 i, uint256 oraclePrice)',
  'function getVaultReserve() view returns (uint256 baseReserve, uint256 quoteReserve)',
  'function valueXau() view returns (uint256)',
  'function bucketE() view returns (address)',
  'function balanceOf(address account) view returns (uint256)',
  'function reserves() view returns (uint256 token, uint256 counter)',
  'function isDue() view returns (bool)',
  'function checkUpkeep(bytes checkData) view returns (bool upkeepNeeded, bytes performData)',
  'function report() view returns (int256 deviationPpm, address worst, uint8 standing)',
  'function level() view returns (uint8 level, uint256 held)',
  'function getDODOPoolBidirection(address token0, address token1) view returns (address[] baseToken0Pools, address[] baseToken1Pools)',
  'function outstanding(address minter) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function healthFactor(address account) view returns (uint256)',
])

const numeric = z.union([z.string(), z.number()]).transform(BigInt)

const WAD = 10n ** 18n

const goldSection = z.object({
  tokens: z.record(z.unknown()),
  pools: z.record(
    z.object({
      base: z.string(),
      quote: z.string(),
      stabilizer: z.record(numeric),
      opening: z.object({ base: numeric, bucketBOfBase: numeric }),
    }),
  ),
})

/** What must be true of the gold system on a chain that has just been deployed and opened. */
export function describeGold({ client, url, config, record, chainId }: TestChain): void {
  const gold = goldSection.parse(config.gold)

  const at = (name: string) => record.contracts[name]?.address ?? '0x'

  describe(`the gold system on ${chainId}`, () => {
    test('is recorded: tokens, ledger, reserve, peripheries, and four contracts a pool', () => {
      const pools = Object.keys(gold.pools).flatMap((name) =>
        ['source', 'public', 'mesh', 'stabilizer'].map((part) => `${name}.${part}`),
      )
      const singles = ['TokenFactory', 'XauLedger', 'PMMEntry', 'PMMRouter', 'PMMProvider', 'PMMFactory']
      const reserve = ['System', 'BucketA', 'BucketB', 'BucketC', 'BucketD'].map((part) => `Reserve${part}`)
      const keepers = ['OutflowMeter', 'StabilizerBatch', 'BridgeReserveCoordinator', 'USD.peg', 'EUR.peg', 'XAU.peg']
      expect(Object.keys(record.contracts)).toEqual(
        expect.arrayContaining([...singles, ...reserve, ...keepers, ...Object.keys(gold.tokens), ...pools]),
      )
    })

    test.each(Object.entries(gold.pools))(
      'opens %s: equal sides at the oracle, its stabilizer set, bucket B filled',
      async (name, { base: baseSymbol, quote: quoteSymbol, stabilizer, opening }) => {
        const pool = { address: at(`${name}.public`), abi: goldAbi } as const
        const [, oracle] = await client.readContract({ ...pool, functionName: 'guidePrice' })
        const [base, quote] = await client.readContract({ ...pool, functionName: 'getVaultReserve' })
        expect(base).toBe(opening.base)
        expect(quote).toBe((base * oracle) / WAD)
        expect(await client.readContract({ ...pool, functionName: 'stabilizer' })).toBe(at(`${name}.stabilizer`))
        const shares = await client.readContract({ ...pool, functionName: 'balanceOf', args: [at('ReserveBucketA')] })
        expect(shares).toBe(base - 1_000n)
        const [, reverse] = await client.readContract({
          address: at('PMMFactory'),
          abi: goldAbi,
          functionName: 'getDODOPoolBidirection',
          args: [at(quoteSymbol), at(baseSymbol)],
        })
        expect(reverse).toEqual([at(`${name}.public`)])

        const settings = await client.readContract({
          address: at(`${name}.stabilizer`),
          abi: goldAbi,
          functionName: 'settings',
        })
        const read = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, BigInt(value)]))
        expect(read).toEqual({ ...stabilizer, blockTimeMs: BigInt(config.chain.blockTimeMilliseconds) })

        const mesh = { address: at(`${name}.mesh`), abi: goldAbi } as const
        const [, counter] = await client.readContract({ ...mesh, functionName: 'reserves' })
        expect(counter).toBe((opening.bucketBOfBase * oracle) / WAD)
      },
    )

    test.each(Object.keys(gold.tokens))('every unit of %s is lent by the ledger', async (symbol) => {
      const token = { address: at(symbol), abi: goldAbi } as const
      const supply = await client.readContract({ ...token, functionName: 'totalSupply' })
      expect(await client.readContract({ ...token, functionName: 'outstanding', args: [at('XauLedger')] })).toBe(supply)
    })

    test('is opened by a treasury that owes what it borrowed, soundly', async () => {
      const treasury = roleAccounts.treasury.address
      const bucketE = await client.readContract({
        address: at('ReserveBucketB'),
        abi: goldAbi,
        functionName: 'bucketE',
      })
      expect(bucketE).toBe(at('ReserveSystem'))
      const health = await client.readContract({
        address: at('XauLedger'),
        abi: goldAbi,
        functionName: 'healthFactor',
        args: [treasury],
      })
      expect(health).toBeGreaterThan((15n * WAD) / 10n)
    })
  })

  describe(`what keepers and the treasury look at on ${chainId}`, () => {
    test.each(['USD', 'EUR', 'XAU'])('the peg of %s is in its band', async (asset) => {
      const [deviation, , standing] = await client.readContract({
        address: at(`${asset}.peg`),
        abi: goldAbi,
        functionName: 'report',
      })
      expect(deviation).toBe(0n)
      expect(standing).toBe(0)
    })

    test('no stabilizer is due, and bucket B is at its policy', async () => {
      const [needed] = await client.readContract({
        address: at('StabilizerBatch'),
        abi: goldAbi,
        functionName: 'checkUpkeep',
        args: ['0x'],
      })
      expect(needed).toBe(false)
      const [level, held] = await client.readContract({
        address: at('ReserveSystem'),
        abi: goldAbi,
        functionName: 'level',
      })
      expect(level).toBe(2)
      expect(held).toBeGreaterThan(0n)
    })
  })

  describe(`the scripts of the gold system on ${chainId}`, { timeout: 300_000 }, () => {
    const recordPath = localRecordPath('tests', chainId)
    const roles = {
      ROLE_MANAGER: roleAccounts.manager.address,
      ROLE_KEEPER: roleAccounts.keeper.address,
      ROLE_GUARDIAN: roleAccounts.guardian.address,
      ROLE_TREASURY: roleAccounts.treasury.address,
    }
    const runAs = (script: string, sender: `0x${string}`, recorded = recordPath) =>
      runForgeScript({
        script: `script/deploy/${script}.s.sol`,
        chainId,
        rpcUrl: url,
        sender,
        env: { ...roles, DEPLOYMENT_RECORD: relative(root, recorded), DEPLOYMENT_COMMIT: record.commit },
      })

    test('change nothing when they run again', async () => {
      const before = await client.getBlockNumber()
      await runAs('Deploy', roleAccounts.admin.address)
      for (const { address } of [roleAccounts.treasury, roleAccounts.manager, roleAccounts.admin]) {
        await runAs('Open', address)
      }
      expect(await client.getBlockNumber()).toBe(before)
      expect(readRecord(recordPath, chainId)).toEqual(record)
    })

    test('refuse a sender who has no part in it', async () => {
      const opening = runAs('Open', roleAccounts.keeper.address)
      await expect(opening).rejects.toThrow(DeploymentFailedError)
      await expect(opening).rejects.toThrow('Open_NothingToDo')
    })

    test("refuse another chain's record", async () => {
      await expect(runAs('Open', roleAccounts.treasury.address, localRecordPath('tests', 56))).rejects.toThrow(
        'Record_WrongChain',
      )
    })
  })
}
