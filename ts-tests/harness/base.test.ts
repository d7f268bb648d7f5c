import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v3FactoryAbi } from './abis/v3.ts'
import { startBase } from './base.ts'
import { createClient, testAccount } from './client.ts'
import { loadConfig, poolOf, tokenOf, v3VenueOf } from './config.ts'
import { NoForkError, WrongChainIdError } from './errors.ts'
import { forkOf, startForks } from './forks.ts'
import { type Node, startNode } from './node.ts'
import { originState } from './origin/state.ts'
import { inRoot, root } from './paths.ts'
import { continueTime } from './stateFile.ts'

const RUN = 'base-test'
const marked = '0x00000000000000000000000000000000000000cc'

/** A second origin, which plays the live chain: it has a mark that the first one lacks, 64 blocks below its head. */
let live: Node
let markedBlock: bigint

beforeAll(async () => {
  const { path } = await originState(42161)
  live = await startNode({ chainId: 42161, loadState: path })
  const client = createClient(42161, live.url)
  await continueTime(client)
  await client.setBalance({ address: marked, value: 77n })
  await client.mine({ blocks: 1 })
  markedBlock = await client.getBlockNumber()
  await client.mine({ blocks: 64, interval: 1 })
})
afterAll(() => live.stop())

describe('a live endpoint', () => {
  test('is forked 64 blocks below its head, and deployed on', async () => {
    const base = await startBase(42161, RUN, { env: { RPC_42161: live.url } })
    try {
      expect(base.mode).toBe('live')
      const client = createClient(42161, base.url)
      expect(base.block).toBeGreaterThanOrEqual(markedBlock)
      expect(await client.getBalance({ address: marked, blockNumber: markedBlock })).toBe(77n)
      expect(base.record.chainId).toBe(42161)
    } finally {
      await base.stop()
    }
  })

  test('gives each worker a fork of the fork', async () => {
    const base = await startBase(42161, RUN, { env: { RPC_42161: live.url } })
    const forks = await startForks(base, 2)
    try {
      const [one, two] = ['1', '2'].map((worker) => createClient(42161, forkOf(forks.urls, worker)))
      await one?.setBalance({ address: testAccount(5).address, value: 1n })
      expect(await one?.getBalance({ address: testAccount(5).address })).toBe(1n)
      expect(await two?.getBalance({ address: testAccount(5).address })).toBeGreaterThan(1n)
      expect(await two?.getBalance({ address: marked })).toBe(77n)
      const config = loadConfig(42161)
      const pool = await two?.readContract({
        address: v3VenueOf(config, 'uniswapV3').factory,
        abi: v3FactoryAbi,
        functionName: 'getPool',
        args: [tokenOf(config, 'WETH').address, tokenOf(config, 'USDC').address, 500],
      })
      expect(poolOf(config, 'uniswapV3_WETH_USDC_500')).toHaveProperty('address', pool)
      expect(() => forkOf(forks.urls, '3')).toThrow(NoForkError)
    } finally {
      await forks.stop()
      await base.stop()
    }
  })

  test('of another chain is refused', async () => {
    await expect(startBase(56, RUN, { env: { RPC_56: live.url } })).rejects.toThrow(WrongChainIdError)
  })

  test('serves the same suites', async () => {
    const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs')
    // One file, so one worker: each has a fork of every chain.
    const args = [
      'run',
      '--config',
      'ts-tests/vitest.config.ts',
      '--maxWorkers=1',
      'ts-tests/suites/origin42161.test.ts',
    ]
    const { stdout } = await promisify(execFile)(process.execPath, [vitest, ...args, '--reporter=json'], {
      cwd: root,
      env: { ...process.env, RPC_42161: live.url },
      maxBuffer: 64 * 1024 * 1024,
    })
    const report: { success: boolean; numPassedTests: number } = JSON.parse(stdout)
    expect(report.success).toBe(true)
    expect(report.numPassedTests).toBeGreaterThan(20)
  })
})
